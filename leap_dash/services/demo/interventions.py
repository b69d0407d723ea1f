"""What instructors of the demo noted of their learners, and did about those who are behind."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Enrollment, Learner, Org, Progress, Section
from leap_dash.domain.notes import NoteFields, NoteKind
from leap_dash.services.demo.example import EXAMPLE_EMAIL
from leap_dash.services.demo.network import NETWORK_SLUG
from leap_dash.services.demo.staff import instructor
from leap_dash.services.notes import write_note

LEARNERS = 8  # of each partner: those who miss most

# Kind, words, days until somebody looks again, whether the learner reads it. One story a learner.
_Told = tuple[NoteKind, str, int | None, bool]
_STORIES: tuple[tuple[_Told, ...], ...] = (
    (
        (NoteKind.MESSAGE, "Wrote to ask whether everything is all right.", 7, False),
        (
            NoteKind.CALL,
            "Night shifts until the end of the month; evenings do not work.",
            14,
            False,
        ),
        (
            NoteKind.AGREEMENT,
            "You hand in the missing work by the end of next week, one piece every second day.",
            10,
            True,
        ),
    ),
    (
        (NoteKind.CALL, "No answer twice; left a message with our number.", 5, False),
        (NoteKind.NOTE, "The employer says the rota was changed at short notice.", None, False),
    ),
    (
        (
            NoteKind.MEETING,
            "We went through the task together; the second half we do on Tuesday.",
            7,
            True,
        ),
    ),
    (
        (NoteKind.NOTE, "Works well in the group, falls behind when alone at home.", None, False),
        (NoteKind.AGREEMENT, "A study partner from the same course, twice a week.", 21, True),
    ),
)
_EXAMPLE: tuple[_Told, ...] = (
    (NoteKind.MEETING, "Wants to lead a shift next year; a good candidate for it.", None, False),
    (
        NoteKind.AGREEMENT,
        "You show the newcomers the front desk on Thursdays.",
        12,
        True,
    ),
)


def write_interventions(session: Session, org: Org, now: datetime) -> None:
    """Write them in the name of the partner's instructor; nothing for the network's root."""
    if org.slug == NETWORK_SLUG:
        return
    author = instructor(session, org)
    stories = [*zip(_behind(session, org.id, now.date()), cycle(_STORIES), strict=False)]
    example = select(Learner.id).where(Learner.org_id == org.id, Learner.email == EXAMPLE_EMAIL)
    stories += [(learner_id, _EXAMPLE) for learner_id in session.scalars(example)]
    for number, (learner_id, story) in enumerate(stories):
        for when, (kind, text, days, shown) in zip(_days(now, number), story, strict=False):
            again = None if days is None else (when + timedelta(days=days)).date().isoformat()
            fields = NoteFields(kind, text, again, shown_to_learner=shown)
            write_note(session, author, learner_id, fields, now=when)


def _behind(session: Session, org_id: UUID, today: date) -> list[UUID]:
    """The learners of running cohorts who miss most."""
    missing = func.sum(Progress.due - Progress.done)
    rows = session.scalars(
        select(Learner.id)
        .join(Enrollment, Enrollment.learner_id == Learner.id)
        .join(Progress, Progress.enrollment_id == Enrollment.id)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(Learner.org_id == org_id, Enrollment.status != "withdrawn", Cohort.ends_on >= today)
        .group_by(Learner.id, Learner.key)
        .having(missing > 0)
        .order_by(missing.desc(), Learner.key)
        .limit(LEARNERS)
    )
    return list(rows)


def _days(now: datetime, turn: int) -> Iterator[datetime]:
    """When the notes of one learner were written: some weeks ago, then about every ten days."""
    begun = (now - timedelta(days=25 + turn % 5)).replace(
        hour=10, minute=15, second=0, microsecond=0
    )
    for step in range(len(_STORIES)):
        yield begun + timedelta(days=10 * step, hours=turn % 4)
