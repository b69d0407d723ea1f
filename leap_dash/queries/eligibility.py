"""Who qualifies for a badge and who is one step away.

One SQL statement per question, for one learner or for all of an org's cohorts of the badge's
programme. It reads the progress summaries as they stand (`services.progress` brings them up to
the day) and writes nothing. Which clause stops most is in `eligibility_bottlenecks`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, Subquery, func, select, true
from sqlalchemy.orm import Session

from leap_dash.db import Learner
from leap_dash.domain.access import Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import Rule, leaves
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.eligibility_lookup import Asked, ask, population
from leap_dash.queries.eligibility_sql import dialect_of, judged, measure_columns, measure_reader
from leap_dash.queries.eligibility_standing import is_shown, number_of, standing_of
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import EligibilityReport, EligibilityRow, Qualifying, StoppedBy

TOTALS = 7
"""Columns with the counts of everyone, before those of each row."""


def evaluate_achievement(
    session: Session,
    scope: Scope,
    achievement: str | UUID,
    *,
    as_of: datetime,
    cohort: str | UUID | None = None,
    cohorts: Collection[UUID] = (),
    learners: Collection[UUID] | None = None,
    enrolled: bool = False,
    presumed: bool = False,
    renewing: bool = False,
    showing: Qualifying | StoppedBy = Qualifying.EVERYONE,
    limit: int | None = None,
    offset: int = 0,
) -> EligibilityReport:
    """Judge the learners of a badge's programme whom the viewer may see; the nearest come first,
    of them those who do not have the badge.

    `achievement` is a slug, `org/slug` or an id, `cohort` a code or an id, `cohorts` the ids of
    several. A learner of several cohorts is judged in each and counts once, as where they are
    nearest. The counts are of everyone judged, whatever `showing` and `limit` leave of the rows.
    `enrolled` leaves out who withdrew from all courses that they took. `presumed` counts whom the
    rule lacks nothing but approvals of as those who meet it: they can be proposed. `renewing`
    judges those who have, or had, the badge by the rule by which it is renewed; "new" are then
    those whose badge has lapsed or soon will, and can be renewed. Raises NotFoundError, and
    BadInputError for a slug that several orgs use.
    """
    asked = ask(session, scope, achievement, as_of, renewing=renewing)
    asked = replace(asked, question=replace(asked.question, presumed=presumed))
    return evaluate_asked(
        session,
        scope,
        asked,
        cohort=cohort,
        cohorts=cohorts,
        learners=learners,
        enrolled=enrolled,
        showing=showing,
        limit=limit,
        offset=offset,
    )


def evaluate_asked(
    session: Session,
    scope: Scope,
    asked: Asked,
    *,
    cohort: str | UUID | None = None,
    cohorts: Collection[UUID] = (),
    learners: Collection[UUID] | None = None,
    enrolled: bool = False,
    showing: Qualifying | StoppedBy = Qualifying.EVERYONE,
    limit: int | None = None,
    offset: int = 0,
) -> EligibilityReport:
    """As `evaluate_achievement`, by a rule that need not be the one in force."""
    people = population(scope, asked, cohort, learners, cohorts=cohorts, enrolled=enrolled)
    # What is carried through the sorting of everyone costs, so nothing is that nobody looks at.
    columns = [] if limit == 0 else measure_columns(asked.question.rule)
    given = None
    if isinstance(showing, StoppedBy):
        given = _known_clause(asked.question.rule, showing.clause)
        columns += [f"m{given}", "after"]
    everyone = judged(asked.question, people, dialect_of(session), columns, given=given)
    standing = standing_of(everyone, asked, columns)
    totals = (
        select(
            func.count().label("evaluated"),
            number_of(standing.c.steps == 0).label("eligible"),
            number_of(standing.c.held == 1).label("already"),
            number_of(is_shown(standing, Qualifying.REVOKED)).label("revoked"),
            number_of(is_shown(standing, Qualifying.NEW)).label("new"),
            number_of(is_shown(standing, Qualifying.ONE_STEP)).label("one_step"),
            number_of(is_shown(standing, showing)).label("shown"),
        )
        .select_from(standing)
        .subquery("totals")
    )
    # Without a page SQLite need not write down everyone's standing to read it twice.
    statement = select(totals)
    if limit != 0:
        page = _page(standing, people.ages, asked.question.rule, showing)
        statement = _beside(totals, page, limit, offset)
    rows = session.execute(statement).all()
    evaluated, eligible, already, revoked, new, one_step, fit, *_ = rows[0]
    return EligibilityReport(
        achievement_id=asked.question.achievement_id,
        org_id=asked.org_id,
        achievement=asked.slug,
        name=asked.name,
        rule_version=asked.rule_version,
        rule=asked.question.rule,
        presumed=asked.question.presumed,
        names=asked.names,
        evaluated=evaluated,
        eligible=eligible,
        already=already,
        revoked=revoked,
        new=new,
        one_step=one_step,
        shown=fit,
        rows=tuple(_rows(rows, asked)),
    )


def _page(
    standing: CTE, ages: CTE, rule: Rule, which: Qualifying | StoppedBy
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Learner.id,
            Learner.key,
            Learner.given_name,
            Learner.family_name,
            ages.c.code,
            standing.c.steps,
            standing.c.held,
            standing.c.award,
            standing.c.ends,
            *(standing.c[name] for name in measure_columns(rule)),
        )
        .join(Learner, Learner.id == standing.c.learner_id)
        .join(ages, ages.c.age == standing.c.age)
        .where(is_shown(standing, which))
    )


def _beside(
    totals: Subquery, page: Select[*tuple[Any, ...]], limit: int | None, offset: int
) -> Select[*tuple[Any, ...]]:
    """The totals on every row of the page, or once beside nulls where the page is empty."""
    if limit is not None:
        columns = page.selected_columns
        nearest = (columns.steps, columns.held, *by_name(Learner.__table__.c), Learner.id)
        page = page.order_by(*nearest).limit(limit).offset(offset)
    shown = page.subquery("page")
    rows = select(totals, shown).select_from(totals.outerjoin(shown, true()))
    return rows.order_by(shown.c.steps, shown.c.held, *by_name(shown.c), shown.c.id)


def _rows(rows: Sequence[Sequence[Any]], asked: Asked) -> Iterator[EligibilityRow]:
    read = measure_reader(asked.question.rule)
    for row in rows:
        if len(row) == TOTALS or row[TOTALS] is None:
            return
        learner_id, key, given, family, cohort, steps, held, award, ends, *found = row[TOTALS:]
        yield EligibilityRow(
            learner_id=learner_id,
            learner_key=key,
            learner_name=learner_name(given, family, key),
            cohort_id=asked.cohorts[cohort],
            cohort=cohort,
            eligible=steps == 0,
            one_step=steps == 1 and not held,
            award=None if award is None else AwardState(award),
            held=bool(held),
            ends=ends,
            measures=read(found),
        )


def _known_clause(rule: Rule, number: int) -> int:
    clauses = sum(1 for _ in leaves(rule))
    if not 0 <= number < clauses:
        raise NotFoundError(f"The rule of this badge has no clause number {number + 1}.")
    return number
