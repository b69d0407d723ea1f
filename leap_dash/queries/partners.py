"""One programme across the providers of the viewer's networks: who completed it, who was badged.

Compared is like with like: only courses that have ended and whose final results are in, without
those who withdrew before the start. What would tell about fewer than ten people is withheld here,
so that no page, export or figure can show it. Nothing is said about why providers differ.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from leap_dash.db import Achievement, Award, Cohort, Enrollment, Org, Programme, Section
from leap_dash.domain.access import Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import COMPLETED
from leap_dash.domain.disclosure import Bound, Shown, disclose, total
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.rates import interval
from leap_dash.records import Choice, ProgrammeComparison, ProviderRates, Rate

# One that ran out was rightly earned; one that was revoked was not.
EARNED = (AwardState.ISSUED, AwardState.EXPIRED)
GRADED = (*COMPLETED, "fail")


def programmes(session: Session, scope: Scope) -> tuple[Choice, ...]:
    """The programmes that someone in the viewer's networks runs, by name."""
    statement = (
        select(Programme.id, Programme.name)
        .where(_runs(scope).where(Cohort.programme_id == Programme.id).exists())
        .order_by(Programme.name, Programme.id)
    )
    return tuple(Choice(row.id, row.name) for row in session.execute(statement))


def compare(
    session: Session, scope: Scope, programme_id: UUID, *, today: date
) -> ProgrammeComparison:
    """Completion and badge rates of every provider of the programme, in the order of their names.

    A learner has completed who passed (or better) every course of the programme that they took
    and that has ended; of several attempts the best counts. The badge rate is the share of the
    same learners who were given at least one badge of the programme.
    Raises NotFoundError for a programme that nobody in the viewer's networks runs.
    """
    name = session.scalar(
        select(Programme.name).where(
            Programme.id == programme_id,
            _runs(scope).where(Cohort.programme_id == programme_id).exists(),
        )
    )
    if name is None:
        raise NotFoundError("There is no such programme that you could compare.")
    rows = session.execute(_counts(scope, programme_id, today)).all()
    completion = [disclose(row.completed, row.learners) for row in rows]
    badges = [disclose(row.badged, row.learners) for row in rows]
    return ProgrammeComparison(
        programme_name=name,
        providers=tuple(
            ProviderRates(row.id, row.name, row.country, _rate(completed), _rate(badged))
            for row, completed, badged in zip(rows, completion, badges, strict=True)
        ),
        completion=_rate(total(completion)),
        badges=_rate(total(badges)),
    )


def _in_networks(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.operator else Org.network_id.in_(scope.networks())


def _runs(scope: Scope) -> Select[UUID]:
    return select(Cohort.id).join(Org, Org.id == Cohort.org_id).where(_in_networks(scope))


def _counts(scope: Scope, programme_id: UUID, today: date) -> Select[UUID, str, str, int, int, int]:
    """Per provider: learners, those who completed, those with a badge."""
    taken = _courses_taken(scope, programme_id, today).subquery()
    learner = (
        select(taken.c.org_id, taken.c.learner_id, func.min(taken.c.passed).label("completed"))
        .group_by(taken.c.org_id, taken.c.learner_id)
        .subquery()
    )
    badged = (
        select(Award.learner_id)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .where(Achievement.programme_id == programme_id, Award.state.in_(EARNED))
        .distinct()
        .subquery()
    )
    return (
        select(
            Org.id,
            Org.name,
            Org.country,
            func.count(learner.c.learner_id).label("learners"),
            func.coalesce(func.sum(learner.c.completed), 0).label("completed"),
            func.count(badged.c.learner_id).label("badged"),
        )
        .outerjoin(learner, learner.c.org_id == Org.id)
        .outerjoin(badged, badged.c.learner_id == learner.c.learner_id)
        .where(
            Org.id.in_(
                select(Cohort.org_id).where(Cohort.programme_id == programme_id),
            ),
            _in_networks(scope),
        )
        .group_by(Org.id, Org.name, Org.country)
        .order_by(Org.name, Org.id)
    )


def _courses_taken(scope: Scope, programme_id: UUID, today: date) -> Select[UUID, UUID, UUID, int]:
    """Per learner and ended course of theirs: whether they passed it, 0 or 1."""
    starts_on = func.coalesce(Section.starts_on, Cohort.starts_on)
    graded = aliased(Enrollment)
    return (
        select(
            Cohort.org_id,
            Enrollment.learner_id,
            Section.course_id,
            func.max(case((Enrollment.final_result.in_(COMPLETED), 1), else_=0)).label("passed"),
        )
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Org, Org.id == Cohort.org_id)
        .where(
            Cohort.programme_id == programme_id,
            _in_networks(scope),
            func.coalesce(Section.ends_on, Cohort.ends_on) < today,
            # Ended, but no final result has come yet: nobody has failed.
            select(graded.id)
            .where(graded.section_id == Section.id, graded.final_result.in_(GRADED))
            .exists(),
            or_(
                Enrollment.withdrawn_on.is_(None),
                starts_on.is_(None),
                Enrollment.withdrawn_on >= starts_on,
            ),
        )
        .group_by(Cohort.org_id, Enrollment.learner_id, Section.course_id)
    )


def _rate(shown: Shown | None) -> Rate | None:
    """In percent with the interval; beside a bound it reaches to none or all."""
    if shown is None:
        return None
    low, high = interval(shown.people, shown.of)
    return Rate(
        of=shown.of,
        percent=shown.percent,
        low=0.0 if shown.bound is Bound.BELOW else low,
        high=100.0 if shown.bound is Bound.ABOVE else high,
        bound=shown.bound,
    )
