"""`python -m tests.benchmarks [NAME]...`: print the figures of all modules here, or of some."""

import importlib
import pkgutil
import sys

from tests import benchmarks


def names() -> list[str]:
    """Return the modules of this folder that measure something."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(set(found) - {"__main__", "figure", "postgres", "served"})


def main(wanted: list[str]) -> int:
    """Run the benchmarks of these names, or all; returns the exit code."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(
            f"There is no benchmark {', '.join(unknown)}; known are {', '.join(names())}",
            file=sys.stderr,
        )
        return 2
    for name in wanted or names():
        for figure in importlib.import_module(f"{benchmarks.__name__}.{name}").run():
            print(figure, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
