"""What every command works with: settings, a database that is set up, the keys, the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from leap_dash.credentials.keys import KeyStore
from leap_dash.db.migrate import check
from leap_dash.db.session import connect, reading, writing
from leap_dash.domain.errors import BadSettingError
from leap_dash.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class House:
    """One command's view of the installation."""

    settings: Settings
    engine: Engine
    keys: KeyStore

    @property
    def reading(self) -> sessionmaker[Session]:
        """Sessions that only read."""
        return reading(self.engine)

    @property
    def writing(self) -> sessionmaker[Session]:
        """Sessions that will write; the command commits."""
        return writing(self.engine)


def now() -> datetime:
    """The clock of the commands."""
    return datetime.now(UTC)


def open_house() -> House:
    """Settings from the environment and a database of exactly this version.

    Raises BadSettingError or ConflictError with what to do.
    """
    house = find_house()
    if house is None:
        database = connect(read_settings().database_url).url.database
        raise BadSettingError(
            f"There is no database at {database}: run leap-dash init, or set "
            "LEAP_DASH_DATA_DIR or LEAP_DASH_DATABASE_URL to where it is."
        )
    return house


def find_house() -> House | None:
    """The same; none where there is no database file."""
    settings = read_settings()
    engine = connect(settings.database_url)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return None
    with answering(engine):
        check(engine)
    return House(settings, engine, KeyStore(settings.keys_dir, settings.key_passphrase))


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """The first use of a database: raises BadSettingError where it cannot be reached or opened."""
    try:
        yield
    except OperationalError as error:
        url = engine.url.render_as_string(hide_password=True)
        if engine.dialect.name == "sqlite":
            raise BadSettingError(
                f"The database {engine.url.database} cannot be used ({error.orig}): the file and "
                "its folder, LEAP_DASH_DATA_DIR unless LEAP_DASH_DATABASE_URL names another, must "
                "be writable."
            ) from error
        raise BadSettingError(
            f"LEAP_DASH_DATABASE_URL: {url} does not answer ({error.orig}); start that server, or "
            "name one that runs."
        ) from error
