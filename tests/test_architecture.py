"""The house keeps its shape: imports go downwards, and the tree holds what it should."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.conftest import PROJECT


def test_imports_go_only_downwards() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_contract_names_every_layer_of_the_package() -> None:
    config = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {module.strip() for layer in layers for module in layer.split("|")}
    there = {
        path.stem
        for path in (PROJECT / "leap_dash").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}
    assert there == named


def test_the_top_level_holds_only_what_was_agreed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    top = {name.split("/")[0] for name in tracked}
    assert {name for name in top if not name.startswith(".")} <= {
        "leap_dash",
        "assets",
        "tests",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
    }


def test_nothing_is_a_drawer_for_odds_and_ends() -> None:
    names = {path.stem for path in (PROJECT / "leap_dash").rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "common", "misc", "manager"}
