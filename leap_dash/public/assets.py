"""The style sheets, scripts and pictures that browsers load, each under an address of its version.

All are served from here, nothing from another server. An address carries the time at which its
file was last changed, so that browsers may keep it for a year.
"""

from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint

import leap_dash

PREFIX = "/static"
BOOTSTRAP = f"{PREFIX}/bootstrap"


def folder() -> Path:
    """Where our own files are: inside the installed package, or beside it in the tree."""
    package = Path(leap_dash.__file__).parent
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


def routes() -> list[Blueprint]:
    """Our own files, and Bootstrap's as the package Bootstrap-Flask brings them."""
    own = Blueprint("assets", __name__, static_folder=folder(), static_url_path=PREFIX)
    bootstrap = Blueprint(
        "bootstrap",
        "flask_bootstrap",
        static_folder="static/bootstrap5",
        static_url_path=BOOTSTRAP,
    )
    return [bootstrap, own]


@cache
def asset(name: str) -> str:
    """The address of one of our own files, by its path inside the folder."""
    changed = int((folder() / name).stat().st_mtime)
    return f"{PREFIX}/{quote(name)}?v={changed}"


def stylesheets() -> list[str]:
    """Bootstrap, its icons, then ours, by name."""
    release = version("Bootstrap-Flask")
    bootstrap = [
        f"{BOOTSTRAP}/css/bootstrap.min.css?v={release}",
        f"{BOOTSTRAP}/css/font/bootstrap-icons.min.css?v={release}",
    ]
    return bootstrap + [asset(path.name) for path in sorted(folder().glob("*.css"))]


def scripts() -> list[str]:
    """Ours, by name."""
    return [asset(path.name) for path in sorted(folder().glob("*.js"))]
