"""What a draft of a rule costs over the whole of OULAD 2013, on SQLite.

The preview goes through the whole app, as a browser asks for it with each number typed: sign-in,
checks, Dash, figures, packing. Rules that were never asked before are among them, so that making
the statement counts, too.
"""

import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.cli.house import now
from leap_dash.cli.server import collect_seldom
from leap_dash.db import Achievement, Cohort, CriteriaRule, Org, Programme
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.criteria_parse import parse
from leap_dash.queries.eligibility_lookup import ask_draft, ask_version
from leap_dash.queries.rule_difference import rule_difference
from leap_dash.queries.rule_simulation import simulate
from leap_dash.records import Concerned
from leap_dash.services.progress import refresh
from tests import factories
from tests.benchmarks.dashboard import Instructor, people_and_places
from tests.benchmarks.figure import Figure, seconds
from tests.oulad import install_oulad
from tests.queries.test_eligibility_oulad import RULES
from tests.web import make_web

ROUNDS = 8
TRIED: dict[str, dict[str, Any]] = {
    "average": {"average": {"min_percent": 60}},
    "three": {
        "all": [
            {"average": {"min_percent": 60, "category": "assignment"}},
            {"submitted": {"min_share": 0.9, "on_time": True}},
            {"completed": {}},
        ]
    },
}


def run() -> Iterable[Figure]:
    """Return the 95th percentile of a preview in ms, and seconds of a difference and of trials."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine, _ = install_oulad(folder)
        email, _ = people_and_places(engine)
        with writing(engine)() as session:
            refresh(session, now())
            badge = _badge(session)
            session.commit()
            yield from _queries(session, badge)
        engine.dispose()
        web = make_web(f"sqlite:///{folder / 'leap.db'}", folder, now=now())
        collect_seldom()  # as the server does
        yield from _previews(Instructor(web.browser(), email), str(badge.id))
        web.close()


def _badge(session: Session) -> Achievement:
    """A badge with two versions of its rule; the rules to be drafted name another one."""
    org = session.scalars(select(Org)).one()
    programme = session.scalars(select(Programme)).one()
    factories.achievement(session, org, programme, "silver")
    badge = factories.achievement(session, org, programme, "draft", rule=TRIED["average"])
    badge.rule_version = 2
    version = {"achievement_id": badge.id, "version": 2, "rule": TRIED["three"]}
    factories.add(session, CriteriaRule(**version, narrative="Three.", created_at=now()))
    return badge


def _queries(session: Session, badge: Achievement) -> Iterator[Figure]:
    at = now()
    older, newer = (ask_version(session, OPERATOR, badge.id, each, at) for each in (1, 2))
    compare = partial(rule_difference, session, OPERATOR, older, newer, limit=50)
    took = [seconds(partial(compare, showing=each)) for each in Concerned for _ in range(3)]
    yield Figure("preview.difference", max(took), "s", "two versions, 13,529 enrolments; limit 1 s")
    cohort = session.scalars(select(Cohort.id).where(Cohort.code == "2013J")).one()
    for name, written in TRIED.items():
        asked = ask_draft(session, OPERATOR, badge.id, parse(written), at)
        took = [seconds(partial(simulate, session, OPERATOR, asked, cohort_id=cohort))]
        yield Figure(f"preview.simulation.{name}", took[0], "s", "39 weeks of 8,845 enrolments")


def _previews(someone: Instructor, badge: str) -> Iterator[Figure]:
    """Ten rules with a threshold that is another one each time, as while typing."""
    taken = [
        someone.asks(
            "rule-preview-answer.children",
            {
                "rule-draft.data": {"badge": badge, "rule": rule},
                "rule-preview-clause.value": None,
                "theme.data": "light",
            },
        )[0]
        for turn in range(ROUNDS)
        for rule in (_moved(rule, turn) for rule in RULES)
    ]
    taken.sort()
    p95 = taken[int(0.95 * len(taken))]
    yield Figure("preview.draft", p95, "ms", f"p95 of {len(taken)}, ten rules; limit 300 ms")
    yield Figure("preview.draft.median", taken[len(taken) // 2], "ms", "half of them")


def _moved(rule: Any, turn: int) -> Any:  # noqa: ANN401  a rule as JSON
    """The rule with each percentage lower by the turn."""
    if isinstance(rule, list):
        return [_moved(each, turn) for each in rule]
    if isinstance(rule, dict):
        return {
            key: max(0, value - turn) if key == "min_percent" else _moved(value, turn)
            for key, value in rule.items()
        }
    return rule
