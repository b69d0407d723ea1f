"""`leap-dash worker`: long work beside the web server, on this machine or another."""

import signal

import click

from leap_dash.cli.house import now, open_house
from leap_dash.cli.logs import set_up_logging
from leap_dash.domain.errors import BadSettingError
from leap_dash.jobs import Jobs
from leap_dash.settings import postman

STOP = (signal.SIGTERM, signal.SIGINT)


@click.command()
def worker() -> None:
    """Sign awards, follow imports and send e-mails until stopped; any number, with PostgreSQL.

    Needs what `serve` needs: the same database, address and keys.

    \b
    Example: leap-dash worker
    """
    house = open_house()
    if house.engine.dialect.name == "sqlite":
        raise BadSettingError(
            "LEAP_DASH_DATABASE_URL names SQLite, where the worker runs inside leap-dash serve: "
            "more of them need PostgreSQL."
        )
    settings = house.settings
    set_up_logging(settings.log)
    jobs = Jobs(house.engine, house.keys, settings.base_url, now, postman(settings))
    # Before the thread is there, or the signal could reach that instead of the wait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    jobs.start()
    click.echo("Working until stopped (Ctrl+C).")
    signal.sigwait(STOP)
    jobs.stop()
