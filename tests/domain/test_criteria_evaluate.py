"""A learner is judged as the rule says, with a reason per clause and the shortest way on."""

import json
from collections.abc import Mapping
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.access import Role
from leap_dash.domain.criteria import Rule, leaves
from leap_dash.domain.criteria_evaluate import (
    Evaluation,
    LearnerFacts,
    Measure,
    SectionFacts,
    conclude,
    evaluate,
    steps,
    trace,
)
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.results import Item, Result
from tests.rules import rules

TODAY = date(2026, 6, 1)
DUE, AHEAD = date(2026, 5, 1), date(2026, 7, 1)


def item(key: str, *, weight: float = 1.0, category: str = "assignment", due: bool = True) -> Item:
    """Due a month ago, or in a month."""
    on = DUE if due else AHEAD
    return Item(key, category, weight, due_on=on, counts_from=on)


ITEMS = (item("a", weight=3), item("b"), item("quiz", category="test"), item("exam", due=False))


def section(
    results: Mapping[str, Result] | None = None,
    *,
    course: str = "A",
    final_result: str | None = None,
    active_weeks: int = 0,
    outcomes: tuple[int, int] = (0, 0),
) -> SectionFacts:
    """A learner's section with the items above; outcomes are achieved, of how many."""
    return SectionFacts(
        course, final_result, active_weeks, ITEMS, results or {}, outcomes[0], outcomes[1]
    )


def judge(
    written: object,
    *sections: SectionFacts,
    skills: Mapping[str, int] | None = None,
    holds: str = "",
    approved_by: Role | None = None,
) -> Evaluation:
    """The evaluation of a learner in these sections today."""
    facts = LearnerFacts(
        TODAY,
        sections,
        skills or {},
        frozenset({holds}),
        frozenset({approved_by} if approved_by else ()),
    )
    return evaluate(parse(written), facts)


def value(written: object, *sections: SectionFacts) -> float | None:
    """The value of a rule's only clause."""
    (outcome,) = judge(written, *sections).clauses
    return outcome.measure.value


AVERAGE = {"average": {"min_percent": 40}}
SUBMITTED = {"submitted": {"min_share": 0.5}}


def test_a_missing_item_counts_as_nothing_in_the_average() -> None:
    assert value(AVERAGE, section({"a": Result(100.0)})) == pytest.approx(100 * 3 / 5)


def test_an_item_not_yet_due_counts_neither_way() -> None:
    results = {"a": Result(50.0), "b": Result(50.0), "quiz": Result(50.0), "exam": Result(100.0)}
    assert value(AVERAGE, section(results)) == pytest.approx(50)


def test_an_excused_item_is_neither_due_nor_missing() -> None:
    results = {"a": Result(excused=True), "b": Result(60.0), "quiz": Result(80.0)}
    assert value(AVERAGE, section(results)) == pytest.approx(70)
    submitted = judge(SUBMITTED, section(results)).clauses[0].measure
    assert (submitted.value, submitted.of) == (2, 2)


def test_an_ungraded_item_is_handed_in_and_worth_nothing_yet() -> None:
    results = {"a": Result(submitted_on=DUE), "b": Result(100.0)}
    assert value(AVERAGE, section(results)) == pytest.approx(100 / 5)
    assert judge(SUBMITTED, section(results)).clauses[0].measure.value == 2


def test_late_work_is_handed_in_but_not_on_time() -> None:
    results = {"a": Result(50.0, submitted_on=date(2026, 5, 2)), "b": Result(50.0, DUE)}
    on_time = {"submitted": {"min_share": 0.5, "on_time": True}}
    assert value(SUBMITTED, section(results)) == 2
    assert value(on_time, section(results)) == 1


def test_a_category_counts_by_itself() -> None:
    results = {"a": Result(100.0), "b": Result(100.0), "quiz": Result(30.0)}
    assert value({"average": {"min_percent": 40, "category": "test"}}, section(results)) == 30


def test_courses_are_pooled_by_weight_where_none_is_named() -> None:
    one = SectionFacts("A", items=(item("a", weight=30),), results={"a": Result(100.0)})
    other = SectionFacts("B", items=(item("b", weight=10),), results={"b": Result(20.0)})
    assert value(AVERAGE, one, other) == pytest.approx(80)
    assert value({"average": {"min_percent": 40, "course": "B"}}, one, other) == pytest.approx(20)


@pytest.mark.parametrize("written", [AVERAGE, SUBMITTED])
def test_nothing_due_yet_meets_no_clause_about_due_work(written: object) -> None:
    ahead = SectionFacts("A", items=(item("exam", due=False),))
    assert not judge(written, ahead).met
    weightless = SectionFacts("A", items=(item("a", weight=0),), results={"a": Result(100.0)})
    assert not judge(AVERAGE, weightless).met


@pytest.mark.parametrize(
    "written",
    [
        {"average": {"min_percent": 0, "course": "B"}},
        {"submitted": {"min_share": 0, "course": "B"}},
        {"result": {"item": "a", "min_percent": 0, "course": "B"}},
        {"participation": {"min_active_weeks": 0, "course": "B"}},
        {"completed": {"course": "B"}},
        {"outcomes": {"min_share": 0, "course": "B"}},
    ],
)
def test_who_is_not_enrolled_in_a_named_course_does_not_meet_it(written: object) -> None:
    (outcome,) = judge(written, section({"a": Result(100.0)}, final_result="pass")).clauses
    assert not outcome.met
    assert not outcome.measure.enrolled


def test_the_best_result_of_an_item_counts() -> None:
    written = {"result": {"item": "a", "min_percent": 60}}
    first, second = section({"a": Result(59.0)}), section({"a": Result(61.0)}, course="B")
    assert not judge(written, first).met
    assert judge(written, first, second).met
    assert value(written, section({"a": Result(61.0, excused=True)})) is None
    assert value(written, section({"a": Result(61.0, submitted_on=AHEAD)})) is None


def test_participation_is_that_of_the_busiest_course() -> None:
    weeks = (section(active_weeks=3), section(course="B", active_weeks=5))
    assert value({"participation": {"min_active_weeks": 5}}, *weeks) == 5
    assert not judge({"participation": {"min_active_weeks": 5, "course": "A"}}, *weeks).met


def test_every_course_taken_must_be_completed() -> None:
    passed, failed = section(final_result="distinction"), section(course="B", final_result="fail")
    assert judge({"completed": {}}, passed).met
    assert not judge({"completed": {}}, passed, failed).met
    assert judge({"completed": {"course": "A"}}, passed, failed).met
    assert judge({"completed": {"with": ["fail", "distinction"]}}, passed, failed).met
    assert not judge({"completed": {}}, section()).met


def test_outcomes_are_a_share_over_the_courses() -> None:
    one = section(outcomes=(4, 4))
    other = section(course="B", outcomes=(1, 4))
    assert judge({"outcomes": {"min_share": 0.625}}, one, other).met
    assert not judge({"outcomes": {"min_share": 0.63}}, one, other).met
    assert not judge({"outcomes": {"min_share": 0}}, section()).met


def test_skills_badges_and_approvals_count_as_recorded() -> None:
    for written, met in (
        ({"skill": {"skill": "listening", "min_level": 3}}, True),
        ({"skill": {"skill": "listening", "min_level": 4}}, False),
        ({"skill": {"skill": "planning", "min_level": 0}}, False),
        ({"holds": {"achievement": "silver"}}, True),
        ({"holds": {"achievement": "gold"}}, False),
        ({"approved": {"by": "moderator"}}, True),
        ({"approved": {"by": "administrator"}}, False),
    ):
        evaluation = judge(
            written,
            section(),
            skills={"listening": 3},
            holds="silver",
            approved_by=Role.MODERATOR,
        )
        assert evaluation.met is met


def test_the_order_of_a_floating_sum_never_decides() -> None:
    sixths = SectionFacts(
        "A",
        items=tuple(item(str(i), weight=0.1) for i in range(6)),
        results={str(i): Result(70.0) for i in range(6)},
    )
    assert judge({"average": {"min_percent": 70}}, sixths).met
    assert not judge({"average": {"min_percent": 70.00001}}, sixths).met


def test_groups_ask_for_all_one_or_some() -> None:
    yes: dict[str, object] = {"completed": {}}
    no: dict[str, object] = {"completed": {"course": "Z"}}
    done = section(final_result="pass")
    for written, met in (
        ({"all": [yes, yes]}, True),
        ({"all": [yes, no]}, False),
        ({"any": [no, yes]}, True),
        ({"any": [no, no]}, False),
        ({"at_least": 2, "of": [yes, no, yes]}, True),
        ({"at_least": 2, "of": [yes, no, no]}, False),
    ):
        assert judge(written, done).met is met


def test_what_is_missing_is_the_shortest_way_and_the_smallest_step() -> None:
    far = {"average": {"min_percent": 90}}
    near = {"average": {"min_percent": 65}}
    results = {"a": Result(100.0)}  # an average of 60 %
    evaluation = judge({"any": [{"all": [near, far]}, far, near]}, section(results))
    assert [outcome.path for outcome in evaluation.missing] == ["any[2].average"]
    assert evaluation.one_step
    two = judge({"at_least": 2, "of": [far, near, {"completed": {}}]}, section(results))
    assert [outcome.path for outcome in two.missing] == ["of[0].average", "of[1].average"]
    assert not two.one_step


def test_a_course_that_is_not_taken_is_the_longest_way() -> None:
    elsewhere, here = {"completed": {"course": "Z"}}, {"completed": {"course": "A"}}
    evaluation = judge({"any": [elsewhere, here]}, section())
    assert [outcome.path for outcome in evaluation.missing] == ["any[1].completed"]


def test_the_way_done_is_full_exactly_when_met() -> None:
    half = judge({"average": {"min_percent": 80}}, section({"a": Result(100.0)})).clauses[0]
    assert half.progress == pytest.approx(0.75)
    assert judge(AVERAGE, section({"a": Result(100.0)})).clauses[0].progress == 1


@given(rules(), st.data())
def test_missing_is_the_least_number_of_clauses_that_would_meet_the_rule(
    rule: Rule, data: st.DataObject
) -> None:
    clauses = list(leaves(rule))
    met = data.draw(st.lists(st.booleans(), min_size=len(clauses), max_size=len(clauses)))
    unmet = [i for i, each in enumerate(met) if not each]
    fewest = next(
        size
        for size in range(len(unmet) + 1)
        for chosen in combinations(unmet, size)
        if steps(rule, [each or i in chosen for i, each in enumerate(met)]) == 0
    )
    assert steps(rule, met) == fewest


measures = st.builds(
    Measure, st.none() | st.floats(0, 100), st.none() | st.integers(0, 9), st.just(value=True)
)


@given(rules(), st.data())
def test_meeting_what_is_missing_meets_the_rule(rule: Rule, data: st.DataObject) -> None:
    size = len(list(leaves(rule)))
    evaluation = conclude(rule, data.draw(st.lists(measures, min_size=size, max_size=size)))
    met = [outcome.met for outcome in evaluation.clauses]
    assert evaluation.met is (steps(rule, met) == 0)
    assert len(evaluation.missing) == steps(rule, met)
    missing = {outcome.path for outcome in evaluation.missing}
    assert steps(rule, [o.met or o.path in missing for o in evaluation.clauses]) == 0


def test_the_trace_holds_the_values_that_decided_and_is_plain_json() -> None:
    rule = {"all": [AVERAGE, SUBMITTED, {"approved": {"by": "moderator"}}]}
    evaluation = judge(rule, section({"a": Result(100.0)}), approved_by=Role.MODERATOR)
    assert json.loads(json.dumps(trace(evaluation))) == [
        {"path": "all[0].average", "met": True, "value": 60.0, "needed": 40.0},
        {"path": "all[1].submitted", "met": False, "value": 1, "of": 3, "needed": 0.5},
        {"path": "all[2].approved", "met": True, "value": 1, "needed": 1},
    ]
