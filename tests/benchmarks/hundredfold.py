"""Overview, cohort and badge pages on PostgreSQL, with OULAD 2013 and with a hundred times of it.

The other ninety-nine are further providers with the same cohorts, learners, enrolments and
summaries, copied inside the database. Their marks are not: no page reads marks of more than one
cohort. What an instructor of the first sees stays the same, so what it costs should, too.

    python -m tests.benchmarks hundredfold
"""

import math
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from sqlalchemy import Column, Engine, Table, Text, Uuid, func, insert, select, text, true
from sqlalchemy import cast as as_type
from sqlalchemy.sql import ColumnElement

from leap_dash.cli.house import now
from leap_dash.cli.server import collect_seldom
from leap_dash.db import (
    Achievement,
    Base,
    Cohort,
    CohortDay,
    CohortLearner,
    Enrollment,
    Learner,
    LineItem,
    Org,
    Programme,
    Progress,
    ProgressCategory,
    Section,
)
from leap_dash.db.session import writing
from leap_dash.pages.cohort_filter import CONTROLS
from leap_dash.services.cohort_days import count_days
from leap_dash.services.cohort_learners import keep_all
from tests import factories
from tests.benchmarks.dashboard import USUAL, Instructor, keep_the_day, people_and_places
from tests.benchmarks.figure import Figure, seconds
from tests.benchmarks.postgres import postgres
from tests.oulad import install_oulad
from tests.web import make_web

TIMES = 100
ROUNDS = 20
DIGITS = 4
# Each after those to which it refers. Programmes and courses are shared by all providers.
COPIED: tuple[type[Base], ...] = (
    Org,
    Cohort,
    Section,
    LineItem,
    Learner,
    Enrollment,
    Progress,
    ProgressCategory,
    CohortDay,
    CohortLearner,
)
RULE = {"average": {"min_percent": 60}}


def run() -> Iterable[Figure]:
    """Yield the 95th percentile of each page before and after, and how many times the first."""
    with tempfile.TemporaryDirectory(prefix="leap-dash-hundredfold-") as name, postgres() as url:
        folder = Path(name)
        engine, _ = install_oulad(folder, url=url)
        email, asked = _people_and_questions(engine)
        count_up(engine)
        web = make_web(url, folder, now=now())
        collect_seldom()  # as the server does
        someone = Instructor(web.browser(), email)
        before = {page: p95(someone, *question) for page, question in asked.items()}
        taken = seconds(lambda: copy(engine))
        yield Figure("hundredfold.copy", taken, "s", f"{_enrolments(engine):,} enrolments")
        for page, question in asked.items():
            after = p95(someone, *question)
            yield Figure(f"hundredfold.{page}", after, "ms", f"p95, {before[page]:.0f} ms before")
            yield Figure(f"hundredfold.{page}.times", after / before[page], "x", "at most 2")
        web.close()
        engine.dispose()


def p95(someone: Instructor, output: str, values: Mapping[str, object]) -> float:
    """Milliseconds."""
    someone.asks(output, values)
    taken = sorted(someone.asks(output, values)[0] for _ in range(ROUNDS))
    return taken[math.ceil(0.95 * ROUNDS) - 1]


def copy(engine: Engine) -> None:
    """Add the other providers: each row again and again, under ids made from its own."""
    with engine.begin() as connection:
        # What is copied refers to what is copied: nothing to check row by row.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        number = (
            func.generate_series(1, TIMES - 1).table_valued("number").render_derived(name="again")
        )
        for model in COPIED:
            table = cast("Table", model.__table__)
            values = [_copied(column, number.c.number) for column in table.columns]
            again = select(*values).select_from(table.join(number, true()))
            connection.execute(insert(table).from_select(table.columns.keys(), again))
    count_up(engine)


def count_up(engine: Engine) -> None:
    """Let the database know how many rows there are, as its own housekeeping does in time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _copied(column: Column[object], number: ColumnElement[int]) -> ColumnElement[object]:
    """What stands there in the copy of that number: other ids for what is copied too."""
    copied = {cast("Table", model.__table__) for model in COPIED}
    refers = any(key.column.table in copied for key in column.foreign_keys)
    own_id = column.primary_key and not column.foreign_keys and isinstance(column.type, Uuid)
    if refers or own_id or column.name == "network_id":
        # Ids grow with time and begin alike: with other first digits they still grow, in each copy.
        first = as_type(func.lpad(func.to_hex(number), DIGITS, "0"), Text)
        digits = first + func.substr(as_type(column, Text), DIGITS + 1)  # none stays none
        return cast("ColumnElement[object]", as_type(digits, Uuid()).label(column.name))
    if column.name == "slug":
        return cast("ColumnElement[object]", func.concat(column, "-", number).label(column.name))
    return column


def _enrolments(engine: Engine) -> int:
    with writing(engine)() as session:
        return session.scalar(select(func.count()).select_from(Enrollment)) or 0


def _people_and_questions(
    engine: Engine,
) -> tuple[str, dict[str, tuple[str, Mapping[str, object]]]]:
    """An instructor's e-mail, and what their browser asks for on each page."""
    with writing(engine)() as session:
        org, programme = (
            session.scalars(select(Org)).one(),
            session.scalars(select(Programme)).one(),
        )
        badge: Achievement = factories.achievement(session, org, programme, "half", rule=RULE)
        while count_days(session, now(), most=1):
            session.commit()
        keep_all(session, now())
        session.commit()
    email, places = people_and_places(engine)
    keep_the_day(engine, places["cohort_id"], "day:150")
    usual = {f"{CONTROLS[key]}.value": value for key, value in USUAL.items()}
    cohort = {
        "cohort-id.data": places["cohort_id"],
        "theme.data": "light",
        "cohort-thresholds-set.data": None,
    }
    of_badge = {
        "badge-id.data": str(badge.id),
        "badge-cohort.value": "all",
        "badge-showing.value": "qualify",
        "badge-page.value": 1,
    }
    page = "main.children"
    return email, {
        "overview": (page, {"location.pathname": "/app/"}),
        "cohorts": (page, {"location.pathname": "/app/cohorts"}),
        "cohort": ("cohort-answer.children", cohort | usual),
        "cohort.course": (
            "cohort-answer.children",
            cohort | usual | {"cohort-course.value": "FFF"},
        ),
        "cohort.past": (
            "cohort-answer.children",
            cohort | usual | {f"{CONTROLS['as_of']}.value": "day:120"},
        ),
        "cohort.past_again": (
            "cohort-answer.children",
            cohort | usual | {f"{CONTROLS['as_of']}.value": "day:150"},
        ),
        "badge": ("badge-list.children", of_badge),
    }
