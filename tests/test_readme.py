"""The README's commands do what it says, for a newcomer: a fresh copy, a fresh environment."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.browser.conftest import free_port
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text()


def copy_of_the_project(folder: Path) -> Path:
    """The tracked files as they stand, and nothing else."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, target)
    return folder


def test_the_first_command_brings_a_served_demo_to_a_machine_with_nothing(tmp_path: Path) -> None:
    (line,) = re.findall(r"^python3 -m venv .*leap-dash demo$", README, re.MULTILINE)
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    running = subprocess.Popen(
        ["bash", "-c", f"{line} --port {port}"],
        cwd=copy_of_the_project(tmp_path / "clone"),
        env=kept | {name: value for name, value in os.environ.items() if name.startswith("PIP_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert running.stdout is not None
        said = []
        for text in running.stdout:
            said.append(text)
            if "Listening at" in text:
                break
        everything = "".join(said)
        assert f"http://localhost:{port}" in everything, everything[-3000:]
        for role in ("administrator", "instructor", "moderator", "partner", "learner"):
            assert role in everything
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=60) as page:
            assert page.status == 200
            assert "Direct Login" in page.read().decode()
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.communicate()


def test_the_commands_of_the_main_way_run_as_they_are_written(
    tmp_path: Path, shared_data: Path
) -> None:
    section = README.split("## From marks to a badge")[1].split("## ")[0]
    (script,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    (spec,) = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    (tmp_path / "steady.json").write_text(spec)
    lines = script.replace("../shared/data", str(shared_data)).splitlines()
    assert lines[-1] == "leap-dash serve"  # tried above
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines[:-1])],
        cwd=tmp_path,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "The badge is valid." in done.stdout
