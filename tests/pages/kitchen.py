"""The app with the small cohort of `tests.kitchen` in it, as instructors see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from leap_dash.context import Context
from leap_dash.db.session import writing
from leap_dash.domain.access import Scope
from tests.kitchen import Kitchen, make_kitchen
from tests.web import Web, make_web


@dataclass(frozen=True, slots=True)
class Served:
    """The app, and what is in it."""

    web: Web
    kitchen: Kitchen

    def seen_by(self, scope: Scope) -> Context:
        """The app's context as this viewer sees it."""
        context: Context = self.web.app.extensions["leap_dash"]
        return replace(context, viewer=lambda: scope)

    @property
    def ctx(self) -> Context:
        """The app's context as the instructor sees it."""
        return self.seen_by(self.kitchen.instructor)


@contextmanager
def serve_kitchen(database_url: str, folder: Path) -> Iterator[Served]:
    """The app on that database, let go of at the end."""
    web = make_web(database_url, folder)
    with writing(web.engine)() as session:
        kitchen = make_kitchen(session)
        session.commit()
    yield Served(web, kitchen)
    web.close()
