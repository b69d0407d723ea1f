"""`leap-dash demo`: an invented network, made once and served."""

import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import exists, select

from leap_dash.cli.house import House, now
from leap_dash.cli.output import answer, json_option, steps
from leap_dash.cli.server import refuse_taken_port, run_server
from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Org
from leap_dash.db.migrate import migrate
from leap_dash.db.session import connect, sqlite_url
from leap_dash.domain.errors import ConflictError
from leap_dash.jobs import decide
from leap_dash.services.demo.build import DemoReport, build_demo
from leap_dash.services.installation import signing_address
from leap_dash.settings import Settings, make_data_dir, read_settings, secret_key

HOST = "127.0.0.1"
DEFAULT_PORT = 8050


@click.command()
@click.option("--data-dir", type=click.Path(path_type=Path), default="leap-demo", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help=f"{DEFAULT_PORT} when left out.")
@click.option("--learners", default=1200, show_default=True, type=click.IntRange(min=1))
@click.option("--no-serve", is_flag=True, help="Stop when the data is there.")
@json_option
def demo(data_dir: Path, port: int | None, learners: int, *, no_serve: bool, as_json: bool) -> None:
    """Make a network of invented people and marks, say who can sign in, and serve it.

    Started again it serves the same data at once.

    \b
    Example: leap-dash demo --port 8051
    """
    settings = _settings(data_dir, port or DEFAULT_PORT)
    if not no_serve:
        refuse_taken_port(HOST, port or DEFAULT_PORT)
    house = _set_up(settings)
    settings = _at_its_address(house, port)
    with steps() as progress:
        report = build_demo(
            house.engine,
            learners=learners,
            now=now(),
            keys=house.keys,
            base_url=settings.base_url,
            decide=decide,
            progress=progress,
        )
    data = {"address": settings.base_url} | asdict(report)
    answer(data, _lines(settings.base_url, report), as_json=as_json)
    if not no_serve:
        run_server(settings, HOST, urlsplit(settings.base_url).port or DEFAULT_PORT, workers=2)


def _settings(data_dir: Path, port: int) -> Settings:
    """Those of the environment, but on SQLite in the demo's own folder."""
    settings = read_settings()
    folder = data_dir.absolute()
    address = settings.base_url if os.environ.get("LEAP_DASH_BASE_URL") else _address(port)
    return replace(
        settings,
        data_dir=folder,
        database_url=sqlite_url(folder / "leap.db"),
        base_url=address,
    )


def _set_up(settings: Settings) -> House:
    make_data_dir(settings)
    secret_key(settings)
    engine = connect(settings.database_url)
    migrate(engine)
    house = House(settings, engine, KeyStore(settings.keys_dir, settings.key_passphrase))
    with house.reading() as session:
        if session.scalar(select(exists().where(Org.is_demo.is_(False)))):
            raise ConflictError(
                f"{settings.data_dir} holds organisations that are no demo: "
                "name another folder with --data-dir."
            )
    return house


def _at_its_address(house: House, port: int | None) -> Settings:
    """The demo's badges carry its first address, so it is served there again."""
    with house.reading() as session:
        first = signing_address(session)
    settings = house.settings
    if first is None or first == settings.base_url:
        return settings
    if port is None and not os.environ.get("LEAP_DASH_BASE_URL"):
        return replace(settings, base_url=first)
    raise ConflictError(
        f"The demo in {settings.data_dir} was made for {first}: leave --port out, or make another "
        "one with --data-dir."
    )


def _address(port: int) -> str:
    return f"http://localhost:{port}"


def _lines(address: str, report: DemoReport) -> Iterator[str]:
    yield (
        f"A demo of invented people: {report.orgs} organisations, {report.cohorts} cohorts, "
        f"{report.learners} learners, {report.results} marks, {report.awards} badges."
    )
    yield ""
    for person in report.sign_ins:
        yield f"  {person.role:14} {person.email:44} {person.password}"
    yield ""
    yield f"Open {address} (Ctrl-C stops it; started again, it goes on with the same data)."
