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
# theme.js stands in the head of every page; the others are of use on public pages only.
NOT_AT_THE_FOOT = frozenset({"theme.js", "drop.js", "sign_in.js"})
NOT_FOR_THE_DASHBOARD = frozenset({"public.css", "public_pages.css"})


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
        static_url_path=f"{PREFIX}/bootstrap",
    )
    return [bootstrap, own]


@cache
def asset(name: str) -> str:
    """The address of one of our own files, by its path inside the folder."""
    changed = int((folder() / name).stat().st_mtime)
    return f"{PREFIX}/{quote(name)}?v={changed}"


def bootstrap_css() -> str:
    """The address of Bootstrap's style sheet, as the package Bootstrap-Flask brings it."""
    return _bootstrap("css/bootstrap.min.css")


def stylesheets() -> list[str]:
    """For the dashboard: Bootstrap, its icons, then ours, by name."""
    names = {path.name for path in folder().glob("*.css")} - NOT_FOR_THE_DASHBOARD
    ours = [asset(name) for name in sorted(names)]
    return [bootstrap_css(), _bootstrap("css/font/bootstrap-icons.min.css"), *ours]


def scripts() -> list[str]:
    """For the dashboard: ours, by name."""
    names = {path.name for path in folder().glob("*.js")} - NOT_AT_THE_FOOT
    return [asset(name) for name in sorted(names)]


def _bootstrap(name: str) -> str:
    return f"{PREFIX}/bootstrap/{name}?v={version('Bootstrap-Flask')}"
