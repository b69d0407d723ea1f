"""Reviewing a bulk award over OULAD 2013: the first rows, and awarding what was reviewed.

The award is compared with the one of everyone without a review, of as many, in the same run.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, select

from leap_dash.cli.house import now
from leap_dash.db import Achievement
from leap_dash.db.session import connect, reading, sqlite_url, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.review import Review, Ticked
from leap_dash.jobs import decide, decide_reviewed, finish
from leap_dash.queries.review import count_recipients, recipients, reviewed
from leap_dash.services.achievements import load
from leap_dash.services.issuing import Publisher
from leap_dash.services.progress import refresh
from tests.benchmarks.awarding import ACHIEVEMENT, BASE_URL, ROUNDS
from tests.benchmarks.figure import Figure, seconds
from tests.oulad import install_oulad

ROWS = 50
Way = Callable[[Engine], UUID]


def run() -> Iterable[Figure]:
    """Return how long the first rows take, and a reviewed award beside one without a review."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine, keys = install_oulad(folder)
        with writing(engine)() as session:
            load(session, OPERATOR, "open", ACHIEVEMENT, now=now())
            refresh(session, now())
            session.commit()
            badge = session.scalars(select(Achievement.id)).one()
            learner = recipients(session, OPERATOR, Review(badge), now=now()).new[0].learner_id
        review = Review(badge, ticked=Ticked(ids=frozenset({learner})))
        rows = min(seconds(partial(_first_rows, engine, review)) for _ in range(ROUNDS))
        yield Figure("review.rows", 1_000 * rows, "ms", f"{_people(engine, review)} learners")
        engine.dispose()
        publisher = Publisher(keys, BASE_URL)
        took = {
            way: min(_award(folder, number, way, publisher) for number in range(ROUNDS))
            for way in (_everyone, partial(_reviewed, review))
        }
        plain, checked = took.values()
        yield Figure("review.award", checked / plain, "x", f"{plain:.2f} s without a review")


def _first_rows(engine: Engine, review: Review) -> None:
    with reading(engine)() as session:
        judge = reviewed(session, OPERATOR, review, now=now())
        count_recipients(review, judge, judge(limit=ROWS))


def _people(engine: Engine, review: Review) -> int:
    with reading(engine)() as session:
        return reviewed(session, OPERATOR, review, now=now())(limit=0).evaluated


def _award(folder: Path, number: int, way: Way, publisher: Publisher) -> float:
    copy = folder / f"copy-{number}.db"
    shutil.copyfile(folder / "leap.db", copy)
    engine = connect(sqlite_url(copy))

    def award() -> None:
        finish(engine, way(engine), publisher=publisher, clock=now)

    took = seconds(award)
    engine.dispose()
    return took


def _everyone(engine: Engine) -> UUID:
    with writing(engine)() as session:
        refresh(session, now())
        batch_id, _ = decide(session, OPERATOR, achievement="steady", base_url=BASE_URL, now=now())
        session.commit()
    return batch_id


def _reviewed(review: Review, engine: Engine) -> UUID:
    """From the confirmed click: the question has brought the summaries up to the day."""
    with writing(engine)() as session:
        expected = recipients(session, OPERATOR, review, now=now())
        batch_id = decide_reviewed(
            session,
            OPERATOR,
            review,
            expected=len(expected.new),
            base_url=BASE_URL,
            now=now(),
        )
        session.commit()
    return batch_id
