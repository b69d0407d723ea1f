"""What a page takes while thousands of badges are signed by the same installation, on SQLite.

Over real HTTP, against the command `serve`, whose worker signs.
"""

import json
import tempfile
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from leap_dash.cli.house import now
from leap_dash.db import Award, Org, Programme
from leap_dash.db.session import connect, reading, sqlite_url, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.jobs import decide
from leap_dash.services.cohort_learners import keep_all
from tests import factories
from tests.benchmarks.crowd import Visitor, bodies_of, install
from tests.benchmarks.figure import Figure
from tests.benchmarks.served import served

RULE = {"average": {"min_percent": 1}}  # whoever handed anything in
PAUSE = (0.05, 0.15)  # seconds between two clicks
BATCHES = 4


def run() -> Iterable[Figure]:
    """Yield how many awards there were, and the 95th percentile of a click beside them in ms."""
    with tempfile.TemporaryDirectory() as name:
        emails, cohort_id = install(Path(name))
        engine = connect(sqlite_url(Path(name) / "leap.db"))
        _prepare(engine)
        with served(Path(name)) as url:
            someone = Visitor(url, emails[0])
            bodies = bodies_of(json.loads(someone.fetch("/app/_dash-dependencies")), cohort_id)
            someone.clicks(bodies, (0.0, 0.0))
            someone.taken = []
            views = cycle(bodies)
            for number in range(BATCHES):
                _decide(engine, f"any-{number}", url)
                while _waits(engine):
                    someone.clicks([next(views)], PAUSE)
        with reading(engine)() as session:
            yield Figure("meanwhile.awards", _how_many(session, "issued"), "badges", "issued")
        engine.dispose()
    taken = sorted(someone.taken)
    slowest = 1000 * taken[int(0.95 * len(taken))]
    yield Figure("meanwhile.click", slowest, "ms", f"p95 of {len(taken)} clicks; limit 200 ms")
    yield Figure("meanwhile.errors", someone.errors, "clicks", "failed")


def _prepare(engine: Engine) -> None:
    with writing(engine)() as session:
        org = session.scalars(select(Org)).one()
        programme = session.scalars(select(Programme)).one()
        for number in range(BATCHES):
            factories.achievement(session, org, programme, f"any-{number}", rule=RULE)
        keep_all(session, now())
        session.commit()


def _decide(engine: Engine, badge: str, url: str) -> None:
    with writing(engine)() as session:
        decide(session, OPERATOR, achievement=badge, base_url=url, now=now())
        session.commit()


def _waits(engine: Engine) -> bool:
    with reading(engine)() as session:
        return bool(_how_many(session, "approved"))


def _how_many(session: Session, state: str) -> int:
    return session.scalar(select(func.count()).where(Award.state == state)) or 0
