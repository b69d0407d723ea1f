"""The wheel carries all the app needs: assets, templates, migrations, contexts."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import PROJECT

START = """
import pathlib, leap_dash
assert pathlib.Path(leap_dash.__file__).is_relative_to(pathlib.Path({home!r})), leap_dash.__file__
from leap_dash.app import create_app
from leap_dash.settings import read_settings
client = create_app(read_settings()).test_client()
assert client.get("/").status_code == 200
assert client.get("/verify").status_code == 200
page = client.get("/").get_data(as_text=True)
import re
styles = re.findall(r'href="(/[^"]+[.]css[^"]*)"', page)
assert styles, page
for style in styles:
    assert client.get(style).status_code == 200, style
print("started")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of an environment elsewhere, in which only the wheel is installed.

    Its dependencies are those of the environment that runs the tests.
    """
    home = tmp_path_factory.mktemp("elsewhere")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", home],
        cwd=PROJECT, check=True, capture_output=True,
    )  # fmt: skip
    venv.create(home / "venv", with_pip=False)
    site = next((home / "venv").glob("lib/python*/site-packages"))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site,
         next(home.glob("*.whl"))],
        check=True, capture_output=True,
    )  # fmt: skip
    dependencies = Path(pytest.__file__).parent.parent
    (site / "dependencies.pth").write_text(f"{dependencies}\n")
    return home / "venv" / "bin" / "python"


def test_the_app_starts_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "LEAP_DASH_DATA_DIR": str(tmp_path / "data"),
    }
    for arguments in (
        ["-m", "leap_dash", "init"],
        ["-c", START.format(home=str(installed.parent.parent))],
    ):
        done = subprocess.run(
            [installed, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout == "started\n"
