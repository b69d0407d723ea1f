"""A small cohort in which each learner stands for one thing that instructors look for."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Learner, LineItem, Org, Programme, Section
from leap_dash.domain.access import Role, Scope
from leap_dash.services.cohort_days import count_days
from leap_dash.services.progress import rebuild_sections
from tests import factories as make
from tests.factories import NOW, TODAY


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A running cohort with two courses.

    FOH: a test, an essay and a project that were due 40, 25 and 10 days ago, and an exam to come.
    KIT: a check that was due 5 days ago, worth nothing, and a practical without a date.

    ana hands in all, well. ben hands in nothing. chloe was two days late, then had a low mark.
    dan was excused from the essay, and carried the test over. eva withdrew after the test.
    fay takes FOH alone, and handed in nothing but the test, 40 days ago.
    """

    org: Org
    programme: Programme
    cohort: Cohort
    foh: Section
    kit: Section
    items: dict[str, LineItem]
    learners: dict[str, Learner]
    instructor: Scope
    stranger: Scope

    @property
    def cohort_id(self) -> UUID:
        """The cohort's."""
        return self.cohort.id

    def key_of(self, learner_id: UUID) -> str:
        """Which learner has this id."""
        return next(key for key, each in self.learners.items() if each.id == learner_id)


NAMES = {
    "ana": ("Ana", "Costa"),
    "ben": ("Ben", "Huber"),
    "chloe": ("Χλόη", "Ανδρέου"),
    "dan": ("Dan", "O'Brien 100%"),
    "eva": ("Eva", "Silva"),
    "fay": (None, None),
}
ITEMS = {
    "test": ("foh", "test", -40, 100.0),
    "essay": ("foh", "assignment", -25, 50.0),
    "project": ("foh", "assignment", -10, 100.0),
    "exam": ("foh", "exam", 20, 100.0),
    "check": ("kit", "test", -5, 0.0),
    "practical": ("kit", "assignment", None, 100.0),
}
# learner: item -> (score, days from today on which it came in)
MARKS: dict[str, dict[str, tuple[float | None, int]]] = {
    "ana": {"test": (90, -41), "essay": (40, -25), "project": (80, -12), "check": (0, -6)},
    "chloe": {"test": (70, -38), "essay": (15, -26), "project": (None, -10), "check": (0, -5)},
    "dan": {"test": (60, -200), "project": (75, -11), "check": (0, -5)},
    "eva": {"test": (50, -40)},
    "fay": {"test": (80, -40)},
}


def make_kitchen(session: Session) -> Kitchen:
    """Add it all, and bring its summaries up to today."""
    org = make.org(session, time_zone="Europe/Dublin")
    programme = make.programme(session, name="Hospitality")
    cohort = make.cohort(
        session, org, programme, "Autumn", starts_on=TODAY - days(80), ends_on=TODAY + days(60)
    )
    sections = {
        code: make.section(
            session, cohort, make.course(session, programme, code.upper(), name=name, position=at)
        )
        for at, (code, name) in enumerate({"foh": "Front of house", "kit": "Kitchen"}.items())
    }
    items = {
        key: make.line_item(
            session,
            sections[course],
            key,
            name=key.capitalize(),
            category=category,
            maximum=maximum,
            weight=1.0 if maximum else 0.0,
            due_on=None if due is None else TODAY + days(due),
            counts_from=None if due is None else TODAY + days(due + 1),
            position=position,
        )
        for position, (key, (course, category, due, maximum)) in enumerate(ITEMS.items())
    }
    learners = {
        key: make.learner(session, org, f"k-{key}", given_name=given, family_name=family)
        for key, (given, family) in NAMES.items()
    }
    for key, who in learners.items():
        for code, section in sections.items():
            if (key, code) != ("fay", "kit"):
                status = "withdrawn" if key == "eva" else "active"
                make.enrollment(session, section, who, status=status)
        for item, (score, came) in MARKS.get(key, {}).items():
            make.result(
                session,
                items[item],
                who,
                score=score,
                submitted_on=TODAY + days(came),
                carried_over=(key, item) == ("dan", "test"),
            )
    make.result(session, items["essay"], learners["dan"], excused=True)
    rebuild_sections(session, [each.id for each in sections.values()], TODAY)
    count_days(session, NOW)
    return Kitchen(
        org=org,
        programme=programme,
        cohort=cohort,
        foh=sections["foh"],
        kit=sections["kit"],
        items=items,
        learners=learners,
        instructor=make.viewer(Role.INSTRUCTOR, org),
        stranger=make.viewer(Role.ADMINISTRATOR, make.org(session, "graz")),
    )
