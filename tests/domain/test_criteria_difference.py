"""Two versions of a rule: what is said to be different is, and what is different is said."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.criteria import (
    All,
    AnyOf,
    AtLeast,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Rule,
    Submitted,
    leaves,
)
from leap_dash.domain.criteria_difference import Kind, differences
from leap_dash.domain.criteria_evaluate import steps
from leap_dash.domain.narrative import Names, narrative
from tests.rules import rules

NAMES = Names(items={"t1": "Unit test 1"}, courses={"A": "Hospitality"})
T1, AVERAGE, SILVER = ItemResult("t1", 60.0), Average(50.0), Holds("silver")


def said(before: Rule, after: Rule) -> list[str]:
    """The sentences."""
    return [each.text for each in differences(before, after, NAMES)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (AVERAGE, AVERAGE, []),
        (
            AVERAGE,
            Average(60.0),
            ["Average over all work in all courses taken: needs 60 % instead of 50 %."],
        ),
        (
            Completed("A"),
            Completed("A", ("distinction",)),
            ["Completion of Hospitality: needs distinction instead of pass or distinction."],
        ),
        (AVERAGE, All((AVERAGE, T1)), ["New: Unit test 1, needs 60 %."]),
        (All((AVERAGE, T1)), AVERAGE, ["No longer asked: Unit test 1, needed 60 %."]),
        (
            AnyOf((AVERAGE, SILVER)),
            AnyOf((AVERAGE, SILVER, T1)),
            ["New, as another way: Unit test 1, needs 60 %."],
        ),
        (
            AtLeast(2, (AVERAGE, SILVER, T1)),
            AtLeast(2, (AVERAGE, SILVER)),
            ["No longer to choose from: Unit test 1, needed 60 %."],
        ),
        (
            All((AVERAGE, SILVER, T1)),
            AtLeast(2, (T1, SILVER, AVERAGE)),
            ["Asked are at least 2 of 3 clauses instead of all of 3."],
        ),
        (All((AVERAGE, T1)), All((T1, AVERAGE)), []),
        (All((AVERAGE, All((T1, SILVER)))), All((AVERAGE, T1, SILVER)), []),
        (All((AVERAGE,)), AVERAGE, []),
    ],
)
def test_in_words(before: Rule, after: Rule, expected: list[str]) -> None:
    assert said(before, after) == expected


def test_clauses_joined_otherwise_are_shown_as_both_sentences() -> None:
    before, after = All((AVERAGE, AnyOf((T1, SILVER)))), All((AnyOf((AVERAGE, T1)), SILVER))
    there, here = narrative(before, NAMES), narrative(after, NAMES)
    assert said(before, after) == [
        f"The clauses are joined in another way. Before: {there} Now: {here}"
    ]


def test_a_number_and_a_clause_at_once() -> None:
    before = All((AVERAGE, Submitted(0.5)))
    after = All((replace(AVERAGE, min_percent=70.0), T1))
    assert said(before, after) == [
        "Average over all work in all courses taken: needs 70 % instead of 50 %.",
        "New: Unit test 1, needs 60 %.",
        "No longer asked: Handed in of all work in all courses taken, needed 50 %.",
    ]


@given(rules())
def test_a_version_does_not_differ_from_itself(rule: Rule) -> None:
    assert differences(rule, rule, NAMES) == ()


@given(st.data(), rules())
def test_where_nothing_is_said_both_ask_the_same(data: st.DataObject, before: Rule) -> None:
    after = data.draw(st.one_of(rules(), changed(before)))
    if differences(before, after, NAMES):
        return
    old, new = [leaf for _, leaf in leaves(before)], [leaf for _, leaf in leaves(after)]
    assert Counter(old) == Counter(new)
    met = {leaf: data.draw(st.booleans()) for leaf in dict.fromkeys(old)}
    assert (steps(before, [met[leaf] for leaf in old]) == 0) is (
        steps(after, [met[leaf] for leaf in new]) == 0
    )


@given(rules(), rules())
def test_looked_at_from_the_other_side_it_is_the_other_way_round(before: Rule, after: Rule) -> None:
    there = Counter(each.kind for each in differences(before, after, NAMES))
    back = Counter(each.kind for each in differences(after, before, NAMES))
    assert there[Kind.ADDED] == back[Kind.REMOVED]
    assert there[Kind.REMOVED] == back[Kind.ADDED]
    assert there[Kind.CHANGED] == back[Kind.CHANGED]


@given(rules(), rules())
def test_every_clause_is_accounted_for(before: Rule, after: Rule) -> None:
    kinds = Counter(each.kind for each in differences(before, after, NAMES))
    old, new = (Counter(leaf for _, leaf in leaves(rule)) for rule in (before, after))
    kept = (old & new).total()
    assert old.total() == kept + kinds[Kind.CHANGED] + kinds[Kind.REMOVED]
    assert new.total() == kept + kinds[Kind.CHANGED] + kinds[Kind.ADDED]


def changed(rule: Rule) -> st.SearchStrategy[Rule]:
    """The same clauses in another order, in other groups, or with one number changed."""
    listed: list[Leaf] = [leaf for _, leaf in leaves(rule)]
    several = st.permutations(listed).map(tuple)
    return st.one_of(
        several.map(All),
        several.map(AnyOf),
        several.flatmap(
            lambda chosen: st.builds(AtLeast, st.integers(1, len(chosen)), st.just(chosen))
        ),
        several.map(lambda chosen: All((All(chosen[:1]), AnyOf(chosen[1:] or chosen)))),
    )
