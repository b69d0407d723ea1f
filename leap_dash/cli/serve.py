"""`leap-dash serve`: the dashboard and the public pages, on one's own data."""

import click
from sqlalchemy import select

from leap_dash.cli.house import House, open_house
from leap_dash.cli.server import run_server
from leap_dash.credentials.did import did_web
from leap_dash.db import Org
from leap_dash.settings import make_data_dir, secret_key


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8050, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the dashboard and the public badge pages.

    \b
    Example: leap-dash serve --host 0.0.0.0 --port 8050
    """
    house = open_house()
    # Here, where it is said in one line: the workers would only die of it, again and again.
    make_data_dir(house.settings)
    secret_key(house.settings)
    _check_keys(house)
    run_server(house.settings, host, port, workers)


def _check_keys(house: House) -> None:
    """Raise SigningError, naming the file, for a key that could not sign when it is wanted."""
    with house.reading() as session:
        slugs = session.scalars(select(Org.slug)).all()
    for slug in slugs:
        house.keys.signer(slug, did_web(house.settings.base_url, slug))
