"""A minute of mutated badges of every form, all forms at once: see `tests.fuzz.__main__`."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
TARGETS = ("json", "jwt", "png", "svg")


def test_no_mutated_badge_breaks_the_verifier_or_passes_for_another() -> None:
    running = {
        target: subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz", target],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for target in TARGETS
    }
    said = {target: process.communicate()[0] for target, process in running.items()}
    for target, process in running.items():
        assert process.returncode == 0, f"{target}: {said[target][-3000:]}"
        assert "Done " in said[target], target
