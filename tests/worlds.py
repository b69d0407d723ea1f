"""Small made-up worlds, drawn by Hypothesis: a few learners in courses of two cohorts.

A world is plain values; `write` stores it through the models, so that a test can ask the database
and the pure version the same question. Keys are those of `tests.rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Approval,
    LearningOutcome,
    OutcomeResult,
    SkillRecord,
)
from leap_dash.db import Result as ResultRow
from leap_dash.domain.access import Role
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import Rule, to_json
from leap_dash.domain.criteria_evaluate import LearnerFacts, SectionFacts
from leap_dash.domain.results import Item, Result
from leap_dash.services.progress import rebuild_sections
from tests import factories
from tests.factories import NOW, TODAY
from tests.rules import APPROVERS, BADGES, CATEGORIES, COURSES, FINAL_RESULTS, ITEMS, SKILLS

COHORTS = {"2025J": date(2025, 10, 1), "2026B": date(2026, 2, 1)}
Place = tuple[str, str]  # cohort, course


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A learner's section."""

    final_result: str | None
    active_weeks: int
    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class Held:
    """An award that a learner has or had."""

    state: AwardState
    ends_in_days: int | None  # from today


@dataclass(frozen=True, slots=True)
class Person:
    """A learner: sections, numbers of outcomes achieved by course, skills, badges, approvals."""

    sections: Mapping[Place, Enrolled]
    outcomes: Mapping[str, int]
    skills: Mapping[str, int]
    badges: Mapping[str, Held]
    proposed: AwardState | None  # state of their award of the badge in question
    approvals: frozenset[Role]


@dataclass(frozen=True, slots=True)
class World:
    """All of it. Every section exists; `outcomes` are how many a course has."""

    items: Mapping[Place, tuple[Item, ...]]
    outcomes: Mapping[str, int]
    people: tuple[Person, ...]


_PLACES: list[Place] = [(cohort, course) for cohort in COHORTS for course in COURSES]
# Mostly due, so that something can be late, missing or worth nothing.
_due = st.sampled_from([-60, -20, -20, -1, 0, 1, None])
_handed_in = st.sampled_from([-60, -20, -19, -1, 0, 1, None])
_scores = st.sampled_from([None, 0.0, 2.5, 4.0, 8.25, 10.0, 10.5, 40.0, 100.0])


def _day(days: int | None) -> date | None:
    return None if days is None else TODAY + timedelta(days=days)


@st.composite
def _items(draw: st.DrawFn) -> tuple[Item, ...]:
    return tuple(
        Item(
            key,
            draw(st.sampled_from(CATEGORIES)),
            draw(st.sampled_from([1.0, 2.5, 0.1, 30.0, 0.0])),
            draw(st.sampled_from([10.0, 40.0, 100.0, 0.0])),
            _day(draw(_due)),
            _day(draw(_due)),
        )
        for key in draw(st.sets(st.sampled_from(ITEMS), min_size=1).map(sorted))
    )


_results = st.builds(
    Result, _scores, _handed_in.map(_day), st.sampled_from([False, False, False, True])
)


@st.composite
def _person(draw: st.DrawFn, items: Mapping[Place, tuple[Item, ...]]) -> Person:
    def enrolled(place: Place) -> Enrolled:
        results = {
            item.key: draw(_results)
            for item in items[place]
            if draw(st.sampled_from([True, True, True, False]))
        }
        final = draw(st.sampled_from([*FINAL_RESULTS, "pass", None]))
        return Enrolled(final, draw(st.integers(0, 4)), results)

    taken = draw(st.sets(st.sampled_from(_PLACES), min_size=1, max_size=4))
    held = st.builds(Held, st.sampled_from(AwardState), st.sampled_from([None, -1, 1]))
    return Person(
        sections={place: enrolled(place) for place in sorted(taken)},
        outcomes={course: draw(st.integers(0, 3)) for course in COURSES},
        skills=draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5))),
        badges=draw(st.dictionaries(st.sampled_from(BADGES), held)),
        proposed=draw(st.none() | st.sampled_from(AwardState)),
        approvals=frozenset(draw(st.sets(st.sampled_from(APPROVERS)))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Two cohorts of three courses, and up to four people in some of the sections."""
    items = {place: draw(_items()) for place in _PLACES}
    return World(
        items=items,
        outcomes={course: draw(st.integers(0, 3)) for course in COURSES},
        people=tuple(draw(st.lists(_person(items), min_size=2, max_size=4))),
    )


def facts(world: World, person: Person, cohort: str) -> LearnerFacts | None:
    """What the pure version is told of a learner in a cohort; None where they are not in it."""
    sections = tuple(
        SectionFacts(
            course,
            taken.final_result,
            taken.active_weeks,
            world.items[place],
            taken.results,
            min(person.outcomes[course], world.outcomes[course]),
            world.outcomes[course],
        )
        for place, taken in person.sections.items()
        for course in place[1:]
        if place[0] == cohort
    )
    if not sections:
        return None
    in_force = (
        slug
        for slug, held in person.badges.items()
        if held.state is AwardState.ISSUED and held.ends_in_days != -1
    )
    stands = person.proposed not in {None, AwardState.REVOKED}
    approved = person.approvals if stands else frozenset()
    return LearnerFacts(TODAY, sections, person.skills, frozenset(in_force), approved)


def write(session: Session, world: World, rules: list[Rule]) -> tuple[list[UUID], list[UUID]]:
    """Store it all, with a badge for each rule; returns the ids of badges and of the people."""
    org = factories.org(session)
    programme = factories.programme(session)
    courses = {code: factories.course(session, programme, code) for code in COURSES}
    cohorts = {
        code: factories.cohort(session, org, programme, code, starts_on=starts_on)
        for code, starts_on in COHORTS.items()
    }
    sections = {
        (cohort, course): factories.section(session, cohorts[cohort], courses[course])
        for cohort, course in _PLACES
    }
    items = {
        (place, item.key): factories.line_item(
            session,
            sections[place],
            item.key,
            category=item.category,
            weight=item.weight,
            maximum=item.maximum,
            due_on=item.due_on,
            counts_from=item.counts_from,
        )
        for place, listed in world.items.items()
        for item in listed
    }
    outcomes = {
        (code, i): LearningOutcome(course_id=courses[code].id, code=f"{code}{i}", name="Can")
        for code, number in world.outcomes.items()
        for i in range(number)
    }
    session.add_all(outcomes.values())
    badges = {slug: factories.achievement(session, org, programme, slug) for slug in BADGES}
    asked = [
        factories.achievement(session, org, programme, f"asked-{i}", rule=to_json(rule))
        for i, rule in enumerate(rules)
    ]
    learners = []
    for number, person in enumerate(world.people):
        learner = factories.learner(session, org, f"p{number}")
        learners.append(learner.id)
        for place, taken in person.sections.items():
            factories.enrollment(session, sections[place], learner, final_result=taken.final_result)
            session.add_all(
                ResultRow(
                    line_item_id=items[place, key].id,
                    learner_id=learner.id,
                    score=result.score,
                    submitted_on=result.submitted_on,
                    excused=result.excused,
                )
                for key, result in taken.results.items()
            )
            session.add_all(
                ActivityWeek(
                    section_id=sections[place].id,
                    learner_id=learner.id,
                    week=week,
                    active_days=2,
                    events=5,
                )
                for week in range(taken.active_weeks)
            )
        session.add_all(
            OutcomeResult(learning_outcome_id=row.id, learner_id=learner.id, achieved_on=TODAY)
            for (code, i), row in outcomes.items()
            if i < person.outcomes[code]
        )
        session.add_all(
            SkillRecord(learner_id=learner.id, skill=skill, level=each, recorded_at=NOW)
            for skill, level in person.skills.items()
            for each in range(1, level + 1)
        )
        for slug, held in person.badges.items():
            ends = None if held.ends_in_days is None else NOW + timedelta(days=held.ends_in_days)
            factories.award(session, badges[slug], learner, state=held.state, valid_until=ends)
        if person.proposed is not None:
            for badge in asked:
                award = factories.award(session, badge, learner, state=person.proposed)
                session.add_all(
                    Approval(award_id=award.id, role=role, approved_by="m", approved_at=NOW)
                    for role in person.approvals
                )
    session.flush()
    rebuild_sections(session, [section.id for section in sections.values()], TODAY)
    return [badge.id for badge in asked], learners
