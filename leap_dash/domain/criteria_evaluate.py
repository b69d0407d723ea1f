"""Judging one learner in one cohort by a rule: pure, with a reason per clause.

Two steps: `measures` reads a number per clause from the facts, `conclude` compares the numbers and
combines the clauses. The SQL of a whole cohort measures by itself and is held to the same answers.

- Where a rule names no course, all sections of the learner in the cohort count together: averages
  and shares are pooled over their items, `participation` is that of the busiest section.
- Not enrolled in a named course, nothing due, no weight due: not met, and the reason says so.
- A missing or ungraded result counts as 0 in an average; an ungraded one was handed in.
  An excused one counts nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from leap_dash.domain.access import Role
from leap_dash.domain.criteria import (
    All,
    AnyOf,
    Approved,
    AtLeast,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
    leaves,
    required,
)
from leap_dash.domain.progress import Summary, Totals, summarise
from leap_dash.domain.results import Item, Result, known, percent

SLACK = 1e-9
"""How far below a threshold still meets it, so that the order of a floating sum never decides."""


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """One enrolment of the learner in the cohort; `results` are the learner's, by item key."""

    course: str
    final_result: str | None = None
    active_weeks: int = 0
    items: tuple[Item, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    outcomes_achieved: int = 0
    outcomes_total: int = 0


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """All that a rule may ask about one learner in one cohort, on one day."""

    on: date
    sections: tuple[SectionFacts, ...]
    skills: Mapping[str, int] = field(default_factory=dict)  # best level
    holds: frozenset[str] = frozenset()  # slugs of badges in force
    approved_by: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Measure:
    """What a clause found: a value, or how many `of` how many; no value where there is none yet."""

    value: float | None
    of: int | None = None
    enrolled: bool = True


@dataclass(frozen=True, slots=True)
class ClauseOutcome:
    """A clause of the rule, what was found for it, and whether that meets it.

    `progress` is the way done, 0 to 1, for a bar; 1 exactly when met.
    """

    path: str
    clause: Leaf
    measure: Measure
    met: bool
    progress: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whether the rule is met, clause by clause; `missing` is the least that would meet it."""

    met: bool
    clauses: tuple[ClauseOutcome, ...]
    missing: tuple[ClauseOutcome, ...]

    @property
    def one_step(self) -> bool:
        """Not met, and exactly one more clause would meet it."""
        return len(self.missing) == 1


def evaluate(rule: Rule, facts: LearnerFacts) -> Evaluation:
    """Judge one learner."""
    return conclude(rule, measures(rule, facts))


def conclude(rule: Rule, measures: Sequence[Measure], *, presumed: bool = False) -> Evaluation:
    """Compare and combine measures, one for each of `leaves(rule)` in their order.

    The same clause written twice in a rule counts as two. `presumed`: approvals count as given,
    whatever was measured, as where learners are sought who can be proposed for one.
    """
    clauses = tuple(
        _judged(path, leaf, found, presumed=presumed)
        for (path, leaf), found in zip(leaves(rule), measures, strict=True)
    )
    missing = _missing(rule, iter(clauses))
    return Evaluation(met=not missing, clauses=clauses, missing=tuple(missing))


def steps(rule: Rule, met: Sequence[bool]) -> int:
    """The least number of further clauses that would meet the rule; `met` as `leaves(rule)`."""
    return _steps(rule, iter(met))


def trace(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The values that decided, ready for JSON: what is stored beside an award."""
    return [
        {
            "path": outcome.path,
            "met": outcome.met,
            "value": outcome.measure.value,
            **({} if outcome.measure.of is None else {"of": outcome.measure.of}),
            "needed": needed(outcome.clause, outcome.measure),
        }
        for outcome in evaluation.clauses
    ]


def recall(rule: Rule, traced: Iterable[Mapping[str, Any]]) -> Evaluation:
    """The evaluation behind what `trace` wrote for this rule; one that it lacks had nothing."""
    by_path = {entry["path"]: Measure(entry.get("value"), entry.get("of")) for entry in traced}
    return conclude(rule, [by_path.get(path, Measure(None)) for path, _ in leaves(rule)])


def needed(leaf: Leaf, found: Measure) -> float:
    """The value that meets a clause: percent, share (0-1), weeks, level, courses; 1 for yes."""
    match leaf:
        case ItemResult() | Average():
            return leaf.min_percent
        case Submitted() | Outcomes():
            return leaf.min_share
        case Participation():
            return leaf.min_active_weeks
        case Skill():
            return leaf.min_level
        case Completed():
            return found.of or 1
        case Holds() | Approved():
            return 1


def measures(rule: Rule, facts: LearnerFacts) -> list[Measure]:
    """What the facts say about each of `leaves(rule)`."""
    clauses = [leaf for _, leaf in leaves(rule)]
    # Summed once, however many clauses ask.
    summaries = (
        [summarise(section.items, section.results, facts.on) for section in facts.sections]
        if any(isinstance(leaf, Average | Submitted) for leaf in clauses)
        else []
    )
    return [_measure(leaf, facts, summaries) for leaf in clauses]


def _measure(leaf: Leaf, facts: LearnerFacts, summaries: Sequence[Summary]) -> Measure:
    match leaf:
        case Skill():
            return Measure(facts.skills.get(leaf.skill))
        case Holds():
            return Measure(int(leaf.achievement in facts.holds))
        case Approved():
            return Measure(int(leaf.by in facts.approved_by))
    asked = [i for i, s in enumerate(facts.sections) if leaf.course in (None, s.course)]
    if not asked:
        return Measure(None, enrolled=False)
    if isinstance(leaf, Average | Submitted):
        return _due_work(leaf, [summaries[i] for i in asked])
    return _sections(leaf, [facts.sections[i] for i in asked], facts.on)


def _due_work(leaf: Average | Submitted, summaries: Sequence[Summary]) -> Measure:
    category = leaf.category
    totals = [s if category is None else s.categories.get(category, Totals()) for s in summaries]
    if isinstance(leaf, Average):
        weight = sum(each.weight_due for each in totals)
        points = sum(each.points_due for each in totals)
        return Measure(points / weight if weight > 0 else None)
    done = sum(each.on_time if leaf.on_time else each.done for each in totals)
    return Measure(done, of=sum(each.due for each in totals))


def _sections(
    leaf: ItemResult | Participation | Completed | Outcomes,
    sections: Sequence[SectionFacts],
    on: date,
) -> Measure:
    match leaf:
        case ItemResult():
            marks = (_mark(section, leaf.item, on) for section in sections)
            return Measure(max((mark for mark in marks if mark is not None), default=None))
        case Participation():
            return Measure(max(section.active_weeks for section in sections))
        case Completed():
            completed = sum(section.final_result in leaf.results for section in sections)
            return Measure(completed, of=len(sections))
        case Outcomes():
            return Measure(
                sum(section.outcomes_achieved for section in sections),
                of=sum(section.outcomes_total for section in sections),
            )


def _mark(section: SectionFacts, key: str, on: date) -> float | None:
    result = known(section.results.get(key), on)
    if result is None or result.excused:
        return None
    return next(
        (percent(result.score, item.maximum) for item in section.items if item.key == key), None
    )


def _judged(path: str, leaf: Leaf, found: Measure, *, presumed: bool) -> ClauseOutcome:
    value, need = found.value, needed(leaf, found)
    if isinstance(leaf, Submitted | Outcomes) and value is not None:
        value = value / found.of if found.of else None
    met = value is not None and value >= need - SLACK
    met = met or (presumed and isinstance(leaf, Approved))
    return ClauseOutcome(
        path, leaf, found, met, progress=1.0 if met else (value or 0.0) / need if need else 0.0
    )


def _steps(rule: Rule, met: Iterator[bool]) -> int:
    if not isinstance(rule, All | AnyOf | AtLeast):
        return int(not next(met))
    return sum(sorted([_steps(child, met) for child in rule.children])[: required(rule)])


def _missing(rule: Rule, clauses: Iterator[ClauseOutcome]) -> list[ClauseOutcome]:
    """The fewest clauses that would meet the rule; of equally many, those that lack the least."""
    if not isinstance(rule, All | AnyOf | AtLeast):
        outcome = next(clauses)
        return [] if outcome.met else [outcome]
    options = [_missing(child, clauses) for child in rule.children]
    order = sorted(range(len(options)), key=lambda i: _effort(options[i]))
    return [outcome for i in sorted(order[: required(rule)]) for outcome in options[i]]


def _effort(missing: list[ClauseOutcome]) -> tuple[int, float]:
    return len(missing), sum(1.0 + (not o.measure.enrolled) - o.progress for o in missing)
