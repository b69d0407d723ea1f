"""Plays the demo network through: who is in which cohort, and all that has happened by today.

Everything here is drawn from named streams of one seed and is plain values; `build` writes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from leap_dash.services.demo.chance import Stream
from leap_dash.services.demo.diligence import (
    draw_activity,
    draw_outcomes,
    draw_skills,
    final_results,
    means,
)
from leap_dash.services.demo.example import (
    EXAMPLE_EMAIL,
    NEXT_BADGE_COURSE,
    guide_activity,
    guide_marks,
    guide_skills,
    guide_traits,
)
from leap_dash.services.demo.intakes import (
    HOME_BEFORE,
    HOME_COHORT,
    CohortPlan,
    SectionPlan,
    plan_cohorts,
)
from leap_dash.services.demo.marks import (
    NEVER,
    Bools,
    Days,
    Marks,
    draw_leaving,
    draw_marks,
    timing,
)
from leap_dash.services.demo.network import HOME, PARTNERS, Partner
from leap_dash.services.demo.people import Pupil, Traits, draw_pupils, draw_traits

# Share of a running cohort's places that go to people who completed another programme before.
RETURNING = 0.06


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """What happened in a section; rows are the learners of the cohort's roster."""

    plan: SectionPlan
    marks: Marks
    active_days: Days
    events: Days
    finals: list[str | None]
    outcomes: Bools


@dataclass(frozen=True, slots=True)
class CohortRecord:
    """A cohort: `roster` are positions in the partner's learners; days count from its first."""

    plan: CohortPlan
    roster: Days
    enrolled: Days
    leaves: Days
    sections: tuple[SectionRecord, ...]
    skills: Days


@dataclass(frozen=True, slots=True)
class PartnerRecord:
    """A partner with its learners and cohorts."""

    partner: Partner
    pupils: list[Pupil]
    cohorts: tuple[CohortRecord, ...]


def simulate(learners: int, today: date, chance: Stream) -> Iterator[PartnerRecord]:
    """Every partner in turn; together they have exactly so many learners."""
    cohorts = plan_cohorts(learners, today, chance)
    for partner in PARTNERS:
        own = [cohort for cohort in cohorts if cohort.partner is partner]
        if own:
            yield _simulate_partner(partner, own, today, chance)


def _simulate_partner(
    partner: Partner, plans: list[CohortPlan], today: date, chance: Stream
) -> PartnerRecord:
    number = sum(plan.size for plan in plans)
    traits = draw_traits(partner, number, chance)
    edges = np.cumsum([0, *(plan.size for plan in plans)])
    rosters = [np.arange(first, last) for first, last in pairwise(edges)]
    example = None
    if partner.slug == HOME:
        before = next(n for n, p in enumerate(plans) if p.finished and p.offer == HOME_BEFORE)
        example = int(rosters[before][0])
        guide_traits(traits, example)
    records: list[CohortRecord] = []
    for plan, roster in zip(plans, rosters, strict=True):
        returning = [] if plan.finished else _returning(plan, records, example, chance)
        everyone = np.concatenate([roster, np.array(returning, dtype=np.int64)])
        records.append(_simulate_cohort(plan, everyone, traits, today, chance, example))
    pupils = draw_pupils(partner, number, plans[0].starts_on.year, chance)
    if example is not None:
        pupils[example] = replace(pupils[example], email=EXAMPLE_EMAIL)
    return PartnerRecord(partner, pupils, tuple(records))


def _returning(
    plan: CohortPlan, before: list[CohortRecord], example: int | None, chance: Stream
) -> list[int]:
    """Who comes back: people who passed all of another programme, each to one cohort only."""
    back = {int(who) for record in before if not record.plan.finished for who in record.roster}
    passed = [
        int(who)
        for record in before
        if record.plan.finished and record.plan.programme is not plan.programme
        for row, who in enumerate(record.roster)
        if all(s.finals[row] in ("pass", "distinction") for s in record.sections)
        and int(who) not in back | {example}
    ]
    rng = chance("returning", *plan.offer)
    wanted = min(round(RETURNING * plan.size), len(passed))
    chosen = [int(who) for who in rng.choice(passed, wanted, replace=False)] if wanted else []
    return [example, *chosen] if example is not None and plan.offer == HOME_COHORT else chosen


def _simulate_cohort(
    plan: CohortPlan,
    roster: Days,
    everyone: Traits,
    today: date,
    chance: Stream,
    example: int | None,
) -> CohortRecord:
    rng = chance("cohort", *plan.offer, plan.code)
    traits = everyone.of(roster)
    leaves = np.where(roster == example, NEVER, draw_leaving(rng, plan, traits))
    row = next((row for row, who in enumerate(roster) if who == example), None)
    skills = draw_skills(rng, plan, traits)
    if row is not None:
        guide_skills(skills, row)
    return CohortRecord(
        plan=plan,
        roster=roster,
        enrolled=np.minimum(-rng.integers(3, 45, len(roster)), leaves - 1),
        leaves=leaves,
        sections=tuple(
            _simulate_section(rng, plan, section, traits, leaves, today, row)
            for section in plan.sections
        ),
        skills=skills,
    )


def _simulate_section(
    rng: np.random.Generator,
    cohort: CohortPlan,
    plan: SectionPlan,
    traits: Traits,
    leaves: Days,
    today: date,
    example: int | None,
) -> SectionRecord:
    when = timing(cohort, plan, today)
    marks = draw_marks(rng, cohort, plan, traits, leaves, when)
    if example is not None:
        guide_marks(marks, example, plan, when)
    active, events = draw_activity(rng, plan, traits, leaves, marks, when)
    if example is not None and plan.course.code == NEXT_BADGE_COURSE:
        guide_activity(active, events, marks, example, when)
    finals = final_results(plan, marks, leaves, when)
    return SectionRecord(
        plan=plan,
        marks=marks,
        active_days=active,
        events=events,
        finals=finals,
        outcomes=draw_outcomes(rng, plan, means(plan, marks), finals),
    )
