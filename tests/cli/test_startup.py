"""A command imports what it needs, not what others need."""

import subprocess
import sys

import pytest

PRINT_MODULES = """
import sys
from leap_dash.cli import run
run(sys.argv[1:])
print(" ".join(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr)
"""
HEAVY = {"alembic", "dash", "faker", "gunicorn", "numpy", "plotly", "pyld", "scipy", "sqlalchemy"}


def modules(*arguments: str) -> set[str]:
    """Top-level modules that are loaded after the command."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT_MODULES, *arguments], capture_output=True, text=True
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert not modules(*arguments) & HEAVY


def test_a_list_of_awards_loads_neither_the_server_nor_the_demo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEAP_DASH_DATA_DIR", "/nowhere")
    assert not modules("awards") & {"dash", "faker", "gunicorn", "plotly"}
