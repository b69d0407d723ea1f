"""What a page or a route needs beside its arguments; handed down, never global.

Pages and routes open a session here and pass it on to queries and services; they never look
inside it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from leap_dash.credentials.keys import KeyStore
from leap_dash.credentials.online.internet import Internet
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Scope
from leap_dash.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Context:
    """One per app.

    `clock` gives the aware time; `viewer` the scope of whoever sent the current request
    (NOBODY when signed out); `internet` leads to other servers, for who asks for that.
    """

    engine: Engine
    keys: KeyStore
    base_url: str
    clock: Callable[[], datetime]
    viewer: Callable[[], Scope]
    jobs: Jobs
    internet: Internet

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Scope]]:
        """A session that only reads, and the viewer's scope."""
        with reading(self.engine)() as session:
            yield session, self.viewer()

    @contextmanager
    def reading_for_anyone(self) -> Iterator[Session]:
        """A session that only reads what is public. Who asks is not even looked up, so that the
        answer is the same for all and may be cached."""
        with reading(self.engine)() as session:
            yield session

    @property
    def sessions(self) -> sessionmaker[Session]:
        """For a service that commits on its own, because it works between its transactions."""
        return writing(self.engine)

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Scope]]:
        """A session whose work is committed at the end, or not at all when an error comes."""
        with writing(self.engine)() as session:
            yield session, self.viewer()
            session.commit()
