"""Cohorts that an instructor may see: the list with its numbers, and what one cohort is.

Learners in a cohort are in `cohort_learners`, sums over several cohorts in `overview`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, false, func, null, select, true, union_all
from sqlalchemy.orm import Session

from leap_dash.db import (
    AttentionThresholds,
    Cohort,
    CohortLearner,
    Course,
    Enrollment,
    LineItem,
    Org,
    PastDay,
    Programme,
    Progress,
    Section,
)
from leap_dash.db.membership import Known, belongs, is_enrolled
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.as_of import read_as_of, usual_day
from leap_dash.domain.attention import Status
from leap_dash.domain.attention_thresholds import DEFAULTS, Thresholds
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.attention_sql import (
    group_columns,
    group_of,
    status_of,
    surplus_columns,
    terms_by_cohort,
)
from leap_dash.queries.learner_sums import kept_sums, learner_sums
from leap_dash.records import (
    CohortHead,
    CohortList,
    CohortSummary,
    CourseChoice,
    GroupSums,
    SectionSums,
)

_COHORT = (
    Cohort.id,
    Cohort.name,
    Cohort.starts_on,
    Cohort.ends_on,
    Cohort.learners_on,
    Cohort.programme_id,
    Programme.name.label("programme_name"),
    Cohort.org_id,
    Org.name.label("org_name"),
    Org.time_zone,
    AttentionThresholds,
)


def today_in(time_zone: str, now: datetime) -> date:
    """The day that it is in an IANA time zone at an aware time."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def is_running(ends_on: date | None, today: date) -> bool:
    """Whether a cohort's last day has not passed."""
    return ends_on is None or ends_on >= today


def summaries(
    session: Session, scope: Scope, *, now: datetime, limit: int, skip: int = 0
) -> CohortList:
    """A page of cohorts with their sums, those that end last first."""
    rows = session.execute(
        _visible(scope)
        .add_columns(func.count().over().label("of"))
        .order_by(
            Cohort.ends_on.desc().nulls_first(),
            Cohort.starts_on.desc().nulls_last(),
            Programme.name,
            Cohort.name,
            Cohort.id,
        )
        .limit(limit)
        .offset(skip)
    ).all()
    if not rows:
        return CohortList((), 0, GroupSums())
    days = {row.id: today_in(row.time_zone, now) for row in rows}
    running = {row.id for row in rows if is_running(row.ends_on, days[row.id])}
    terms = {
        row.id: (usual_day(row.ends_on, days[row.id]), thresholds_of(row.AttentionThresholds))
        for row in rows
    }
    today = max(days.values())
    kept = all(row.learners_on == days[row.id] for row in rows)
    sums, together = _sums(session, scope, terms, running=running, today=None if kept else today)
    sections = _sections(session, scope, list(days), today)
    cohorts = tuple(
        CohortSummary(
            id=row.id,
            name=row.name,
            org_name=row.org_name,
            programme_id=row.programme_id,
            programme_name=row.programme_name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            today=days[row.id],
            running=row.id in running,
            sums=sums.get(row.id, GroupSums()),
            sections=tuple(sections[row.id]),
        )
        for row in rows
    )
    return CohortList(cohorts, of=rows[0].of, together=together)


def cohort_head(session: Session, scope: Scope, cohort_id: UUID, *, now: datetime) -> CohortHead:
    """What a cohort is, its courses in their order and the categories of what is assessed.

    It is looked at today, or at its end where that has passed; `dataclasses.replace` its `as_of`
    with what `domain.as_of.read_as_of` returns to look at it on another day.
    Raises NotFoundError for one that does not exist or lies outside the scope.
    """
    row = session.execute(_visible(scope).where(Cohort.id == cohort_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such cohort that you can see.")
    courses = session.execute(
        select(Course.code, Course.name, Section.progress_on)
        .join(Section, Section.course_id == Course.id)
        .where(Section.cohort_id == cohort_id)
        .order_by(Course.position, Course.code)
    ).all()
    kept = {each.progress_on for each in courses}
    categories = session.scalars(
        select(LineItem.category)
        .join(Section, Section.id == LineItem.section_id)
        .where(Section.cohort_id == cohort_id)
        .distinct()
        .order_by(LineItem.category)
    )
    past_days = session.scalars(select(PastDay.day).where(PastDay.cohort_id == cohort_id))
    today = today_in(row.time_zone, now)
    return CohortHead(
        id=row.id,
        name=row.name,
        org_id=row.org_id,
        org_name=row.org_name,
        programme_name=row.programme_name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        today=today,
        as_of=usual_day(row.ends_on, today),
        running=is_running(row.ends_on, today),
        kept_on=kept.pop() if len(kept) == 1 else None,
        learners_on=row.learners_on,
        past_days=frozenset(past_days),
        thresholds=thresholds_of(row.AttentionThresholds),
        courses=tuple(CourseChoice(each.code, each.name) for each in courses),
        categories=tuple(categories),
    )


def on_day(head: CohortHead, as_of: str | None) -> CohortHead:
    """The cohort as it stood on a day that `domain.as_of.read_as_of` reads, or on the usual one.

    Raises BadInputError.
    """
    if as_of is None:
        return head
    day = read_as_of(as_of, starts_on=head.starts_on, ends_on=head.ends_on, today=head.today)
    return replace(head, as_of=day)


def _visible(scope: Scope) -> Select[*tuple[object, ...]]:
    return (
        select(*_COHORT)
        .join(Org, Org.id == Cohort.org_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .outerjoin(AttentionThresholds, AttentionThresholds.cohort_id == Cohort.id)
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id))
    )


def thresholds_of(found: AttentionThresholds | None) -> Thresholds:
    """Those that were set for a cohort, or the usual ones."""
    if found is None:
        return DEFAULTS
    return Thresholds(found.missing_items, found.mean_below, found.quiet_days, found.stopped_days)


def _sums(
    session: Session,
    scope: Scope,
    terms: Mapping[UUID, tuple[date, Thresholds]],
    *,
    running: Collection[UUID],
    today: date | None,
) -> tuple[dict[UUID, GroupSums], GroupSums]:
    """Sums of each cohort that has learners, and of the running ones together.

    Of all together where none is running: in a list that mixes both, most who need attention would
    be people who left long ago. A learner counts once, also in two cohorts. One statement, because
    reading the summaries is what it costs. `today`: none where all are kept for today.
    """
    together = set(running or terms)
    if today is None:
        rows = kept_sums(scope, CohortLearner.cohort_id.in_(terms))
    else:
        here = (Section.cohort_id.in_(terms), belongs(today, several=True))
        rows = learner_sums(scope, Known(today, final=True), *here)
    sums = rows.subquery("sums")
    judged = select(
        *(sums.c[name] for name in ("cohort_id", "learner_id", "due", "done", "mean", "is_gone")),
        status_of(sums, terms_by_cohort(sums, terms)).label("status"),
    ).cte("judged")
    their_own = judged.c.cohort_id.in_(together)
    learner_id = judged.c.learner_id
    # Looked for by themselves: to count each learner once takes as long as all else.
    in_several = select(learner_id).where(their_own).group_by(learner_id).having(func.count() > 1)
    # PostgreSQL, which takes the rows of a cohort to be few, would else look for them anew for each
    # row: it makes a condition into a join, a case it does not.
    is_again = case((learner_id.in_(in_several), true()), else_=false())
    found = session.execute(
        union_all(
            select(judged.c.cohort_id, *group_columns(judged, judged.c.status)).group_by(
                judged.c.cohort_id
            ),
            select(null().label("cohort_id"), *surplus_columns(judged, judged.c.status)).where(
                their_own, is_again
            ),
        )
    )
    groups = {row.cohort_id: group_of(row) for row in found}
    surplus = groups.pop(None)
    of_them = [group for cohort_id, group in groups.items() if cohort_id in together]
    return groups, _added_up(of_them, surplus)


def _added_up(groups: Sequence[GroupSums], surplus: GroupSums) -> GroupSums:
    """Groups as one; `surplus` says how often somebody is in more than one of them."""
    marked = sum(each.marked for each in groups)
    means = sum(each.mean * each.marked for each in groups if each.mean is not None)
    return GroupSums(
        learners=sum(each.learners for each in groups) - surplus.learners,
        due=sum(each.due for each in groups),
        done=sum(each.done for each in groups),
        mean=means / marked if marked else None,
        marked=marked - surplus.marked,
        by_status={
            status: sum(each.by_status[status] for each in groups) - surplus.by_status[status]
            for status in Status
        },
    )


def _sections(
    session: Session, scope: Scope, cohort_ids: Sequence[UUID], as_of: date
) -> defaultdict[UUID, list[SectionSums]]:
    """The courses of each cohort in their order, with the sums of who is enrolled."""
    rows = session.execute(
        select(
            Section.cohort_id,
            Course.code,
            Course.name,
            func.count(Enrollment.id),
            func.coalesce(func.sum(Progress.due), 0),
            func.coalesce(func.sum(Progress.done), 0),
            func.avg(Progress.mean),
        )
        .select_from(Section)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Course, Course.id == Section.course_id)
        .outerjoin(Enrollment, and_(Enrollment.section_id == Section.id, is_enrolled(as_of)))
        .outerjoin(Progress, Progress.enrollment_id == Enrollment.id)
        .where(
            Section.cohort_id.in_(cohort_ids), within(scope, Permission.SEE_LEARNERS, Cohort.org_id)
        )
        .group_by(Section.cohort_id, Course.id, Course.code, Course.name, Course.position)
        .order_by(Course.position, Course.code)
    )
    found: defaultdict[UUID, list[SectionSums]] = defaultdict(list)
    for cohort_id, code, name, learners, due, done, mean in rows:
        found[cohort_id].append(SectionSums(code, name, learners, int(due), int(done), mean))
    return found
