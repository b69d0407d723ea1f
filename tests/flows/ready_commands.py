"""A process that has loaded the libraries and the tables, and runs one command after another.

Each command is a process of its own, forked from this one. It imports the package's other modules
as `python -m leap_dash` does; only what takes most of a command's time is there already. What is
started and not waited for, and the tests of the README and of the wheel, begin with nothing.

One line of JSON is a command, the answer to it is the line of its exit code.
"""

import gc
import importlib
import json
import os
import runpy
import sys

from sqlalchemy.orm import configure_mappers

LOADED = (
    "PIL.Image",
    "PIL.ImageDraw",
    "PIL.PngImagePlugin",
    "alembic.command",
    "alembic.runtime.migration",
    "argon2",
    "base58",
    "click",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.serialization",
    "defusedxml.ElementTree",
    "fastjsonschema",
    "fontTools.ttLib",
    "fpdf",
    "leap_dash.db",
    "lxml.etree",
    "nacl.signing",
    "numpy",
    "orjson",
    "psycopg",
    "pyld",
    "pyoxigraph",
    "requests",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.orm",
    "uuid_utils",
    "zlib_ng",
)


def main() -> None:
    """Answer until there are no commands any more."""
    for name in LOADED:
        importlib.import_module(name)
    configure_mappers()
    gc.freeze()  # else each child would look through all of it, and so copy it
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            begin(**json.loads(line))
            return  # runpy came to its end without an exit code, as a success does
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def begin(
    arguments: list[str], environment: dict[str, str], folder: str, streams: list[str]
) -> None:
    """Be `python -m leap_dash` in that folder; `streams` are files for stdin, stdout, stderr."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDWR)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.path[0] = folder
    sys.argv = ["leap_dash", *arguments]
    runpy.run_module("leap_dash", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
