"""`python -m tests [pytest's arguments]`: brings what the tests need beside Python, then runs them.

Needs nothing but a machine with Debian's packages: Chromium is installed where it is missing.
PostgreSQL comes as a wheel.
"""

import os
import shutil
import subprocess
import sys

import pytest

CHROMIUM = "chromium"


def install_chromium() -> None:
    """Install Debian's Chromium, with sudo where one is not root."""
    become_root = [] if os.geteuid() == 0 else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", CHROMIUM],
    ):
        subprocess.run(
            become_root + arguments, check=True, env=environment, stdout=subprocess.DEVNULL
        )


def main() -> int:
    """Run the tests on two processes; returns pytest's exit code."""
    if shutil.which(CHROMIUM) is None:
        print("Installing Chromium for the browser tests ...", flush=True)
        install_chromium()
    # In our own order (tests/conftest.py), not in that of how many tests a file has.
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return int(pytest.main([*spread, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())
