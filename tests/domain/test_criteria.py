"""Rules written as JSON are read as they were meant, or refused where and why."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.criteria import (
    All,
    Approved,
    Average,
    Completed,
    Rule,
    Submitted,
    leaves,
    references,
    to_json,
)
from leap_dash.domain.criteria_parse import MAX_DEPTH, MAX_NODES, parse
from leap_dash.domain.errors import BadRuleError
from tests.rules import rules


@given(rules(most_leaves=30))
def test_a_rule_survives_being_written_as_json(rule: Rule) -> None:
    assert parse(json.loads(json.dumps(to_json(rule)))) == rule


def test_two_ways_of_writing_one_rule_are_the_same_rule() -> None:
    long = {
        "all": [
            {"completed": {"with": ["distinction", "pass", "pass"]}},
            {"submitted": {"min_share": 1.0, "on_time": False}},
        ]
    }
    short = {"all": [{"completed": {}}, {"submitted": {"min_share": 1}}]}
    assert to_json(parse(long)) == to_json(parse(short)) == short


def test_what_is_left_out_has_its_default() -> None:
    assert parse({"completed": {}}) == Completed(course=None, results=("pass", "distinction"))
    assert parse({"submitted": {"min_share": 0.8}}) == Submitted(0.8, None, None, on_time=False)


def test_every_clause_has_the_path_at_which_it_stands() -> None:
    rule = parse(
        {
            "all": [
                {"average": {"min_percent": 40}},
                {"at_least": 1, "of": [{"any": [{"approved": {"by": "moderator"}}]}]},
            ]
        }
    )
    assert [path for path, _ in leaves(rule)] == ["all[0].average", "all[1].of[0].any[0].approved"]


def test_all_that_a_rule_names_is_found() -> None:
    named = references(
        parse(
            {
                "any": [
                    {"result": {"item": "1752", "course": "AAA", "min_percent": 40}},
                    {"result": {"item": "1753", "min_percent": 40}},
                    {"average": {"course": "BBB", "category": "exam", "min_percent": 40}},
                    {"holds": {"achievement": "silver"}},
                    {"skill": {"skill": "listening", "min_level": 3}},
                ]
            }
        )
    )
    assert named.items == {("1752", "AAA"), ("1753", None)}
    assert named.courses == {"AAA", "BBB"}
    assert named.categories == {"exam"}
    assert named.achievements == {"silver"}
    assert named.skills == {"listening"}


AVERAGE: dict[str, Any] = {"average": {"min_percent": 40}}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([], "rule: found an empty list"),
        (None, "rule: found nothing"),
        ({}, "rule: found 0 keys"),
        ({**AVERAGE, "completed": {}}, "rule: found 2 keys"),
        ({"avrage": {"min_percent": 40}}, 'rule.avrage: unknown key; did you mean "average"'),
        ({"of": [AVERAGE]}, "rule.of: unknown key"),
        ({"average": 40}, "rule.average: found 40"),
        ({"average": {}}, "rule.average.min_percent: is missing"),
        ({"average": {"min_percent": True}}, "rule.average.min_percent: found true"),
        ({"average": {"min_percent": "40"}}, 'rule.average.min_percent: found "40"'),
        ({"average": {"min_percent": 100.1}}, "from 0 to 100"),
        ({"average": {"min_percent": -1}}, "from 0 to 100"),
        ({"average": {"min_percent": float("nan")}}, "from 0 to 100"),
        ({"average": {"min_percent": float("inf")}}, "from 0 to 100"),
        ({"average": {"min_percent": 10**5000}}, "from 0 to 100"),
        ({"average": {"min_percent": 40, "course": ""}}, "rule.average.course: found empty text"),
        ({"average": {"min_percent": 40, "course": "a\0"}}, "control characters"),
        ({"average": {"min_percent": 40, "course": "\ud800"}}, "control characters"),
        ({"average": {"min_percent": 40, "course": "x" * 256}}, "text of 256 characters"),
        ({"average": {"min_percent": 40, "cuorse": "A"}}, 'did you mean "course"'),
        ({"submitted": {"min_share": 80}}, "0.8 means 80 %"),
        ({"submitted": {"min_share": 1, "on_time": 1}}, "rule.submitted.on_time: found 1"),
        ({"participation": {"min_active_weeks": 2.5}}, "expected a whole number"),
        ({"participation": {"min_active_weeks": -1}}, "expected a whole number"),
        ({"skill": {"skill": "listening", "min_level": 6}}, "from 0 to 5"),
        ({"completed": {"with": []}}, "rule.completed.with: found an empty list"),
        ({"completed": {"with": ["passed"]}}, 'rule.completed.with[0]: found "passed"'),
        ({"approved": {"by": "learner"}}, "expected one of administrator, instructor, moderator"),
        ({"approved": {"by": ["moderator"]}}, "rule.approved.by: found a list"),
        ({"all": []}, "rule.all: found an empty list"),
        ({"any": AVERAGE}, "rule.any: found an object"),
        ({"at_least": 1}, '"at_least" has no children'),
        ({"at_least": 2, "of": [AVERAGE]}, "rule.at_least: found 2"),
        ({"at_least": 0, "of": [AVERAGE]}, "from 1 to 1"),
        ({"at_least": True, "of": [AVERAGE]}, "rule.at_least: found true"),
        ({"all": [AVERAGE, {"any": [{"average": {"min_pct": 1}}]}]}, "rule.all[1].any[0].average"),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_at_its_place_with_the_remedy(
    written: object, said: str
) -> None:
    with pytest.raises(BadRuleError) as refused:
        parse(written)
    assert said in str(refused.value)
    assert "; " in str(refused.value)
    assert len(str(refused.value)) < 400


def nested(depth: int) -> dict[str, Any]:
    """A rule with so many nodes, each in the one before."""
    rule = AVERAGE
    for _ in range(depth - 1):
        rule = {"all": [rule]}
    return rule


def test_a_rule_may_be_twenty_deep_and_no_deeper() -> None:
    parse(nested(MAX_DEPTH))
    with pytest.raises(BadRuleError, match="more than 20 deep"):
        parse(nested(MAX_DEPTH + 1))
    with pytest.raises(BadRuleError, match="more than 20 deep"):
        parse(nested(100_000))


def test_a_rule_may_have_two_hundred_nodes_and_no_more() -> None:
    assert isinstance(parse({"all": [AVERAGE] * (MAX_NODES - 1)}), All)
    with pytest.raises(BadRuleError, match="more than 200 nodes"):
        parse({"all": [AVERAGE] * MAX_NODES})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "at_least", "of", "average", "completed", "min_percent"])
            | st.text(max_size=4),
            inner,
            max_size=3,
        )
    ),
)


@given(json_values)
def test_any_json_is_read_or_refused(written: object) -> None:
    try:
        rule = parse(written)
    except BadRuleError:
        return
    assert parse(to_json(rule)) == rule


def test_a_role_is_read_as_the_role() -> None:
    rule = parse({"approved": {"by": "moderator"}})
    assert isinstance(rule, Approved)
    assert isinstance(parse(AVERAGE), Average)
    assert json.dumps(to_json(rule)) == '{"approved": {"by": "moderator"}}'
