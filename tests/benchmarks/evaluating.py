"""Judging every enrolment of OULAD 2013 by a rule, on SQLite.

Against a loop over the pure version: the facts of everyone read in a few statements, then one
learner after another. Both start from the marks in the database and end with who qualifies.
"""

import tempfile
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.cli.house import now
from leap_dash.db import Org, Programme
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.criteria import Rule
from leap_dash.domain.criteria_evaluate import evaluate
from leap_dash.domain.criteria_parse import parse
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.services.progress import refresh
from tests import factories
from tests.benchmarks.figure import Figure, seconds
from tests.learner_facts import learner_facts
from tests.oulad import install_oulad

RULES: dict[str, dict[str, Any]] = {
    "average": {"average": {"min_percent": 40}},
    "three": {
        "all": [
            {"average": {"min_percent": 60}},
            {"submitted": {"min_share": 0.9, "on_time": True}},
            {"completed": {}},
        ]
    },
}
ROUNDS = 15


def run() -> Iterable[Figure]:
    """Yield, for each rule, what the statement takes, and how often it fits into the loop.

    The loop comes last: all that it holds in memory would slow down whatever ran after it.
    """
    with tempfile.TemporaryDirectory() as name:
        engine, _ = install_oulad(Path(name))
        with writing(engine)() as session:
            refresh(session, now())
            org = session.scalars(select(Org)).one()
            programme = session.scalars(select(Programme)).one()
            for slug, rule in RULES.items():
                factories.achievement(session, org, programme, slug, rule=rule)
            session.commit()
        engine.dispose()
        # As a page reads it: committed, and on a connection that has written nothing.
        with reading(engine)() as session:
            counted = {}
            for slug in RULES:
                judged = _judged(session, slug)
                counted[slug] = judged[0].value
                yield from judged
            yield from _loops(session, org.id, programme.id, counted)
        engine.dispose()


def _judged(session: Session, slug: str) -> list[Figure]:
    shown = {
        "counts": (0, "how many qualify"),
        "page": (50, "counts and the first 50 learners"),
        "everyone": (None, "a record of every learner"),
    }
    return [
        Figure(
            f"evaluate.{slug}.{name}",
            min(seconds(partial(_judge, session, slug, limit)) for _ in range(ROUNDS)),
            "s",
            f"13,529 enrolments: {what}",
        )
        for name, (limit, what) in shown.items()
    ]


def _loops(
    session: Session, org_id: UUID, programme_id: UUID, counted: dict[str, float]
) -> Iterable[Figure]:
    start = time.perf_counter()
    facts = learner_facts(session, org_id, programme_id, now())
    read = time.perf_counter() - start
    for slug, written in RULES.items():
        rule = parse(written)

        def loop(rule: Rule = rule) -> set[UUID]:
            return {learner for (learner, _), each in facts.items() if evaluate(rule, each).met}

        if len(loop()) != _judge(session, slug, 0):
            raise AssertionError("the statement and the loop disagree")
        took = min(seconds(loop) for _ in range(ROUNDS))
        yield Figure(
            f"evaluate.{slug}.loop",
            (read + took) / counted[slug],
            "x",
            f"a loop over the pure version against the counts: {read:.2f} s to read the facts of "
            f"all, {took:.2f} s to judge them",
        )


def _judge(session: Session, slug: str, limit: int | None) -> int:
    report = evaluate_achievement(session, OPERATOR, slug, as_of=now(), limit=limit)
    return report.eligible
