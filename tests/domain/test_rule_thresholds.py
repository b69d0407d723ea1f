"""Which numbers of a rule can be moved, and where in its JSON they stand."""

from typing import Any

from hypothesis import given

from leap_dash.domain.criteria import Rule, leaves, to_json
from leap_dash.domain.rule_thresholds import placed, thresholds
from tests.rules import everything, rules

NUMBERS = ("min_percent", "min_share", "min_active_weeks", "min_level")


def at(written: Any, place: tuple[int, ...]) -> Any:  # noqa: ANN401  a rule as JSON
    """The node of a rule's JSON that positions of children lead to."""
    for position in place:
        written = next(value for value in written.values() if isinstance(value, list))[position]
    return written


@given(rules())
def test_a_place_leads_to_its_clause(rule: Rule) -> None:
    assert [leaf for _, leaf in placed(rule)] == [leaf for _, leaf in leaves(rule)]
    for place, leaf in placed(rule):
        assert at(to_json(rule), place) == to_json(leaf)


@given(rules())
def test_a_threshold_is_the_number_that_the_rule_has_there(rule: Rule) -> None:
    listed = [leaf for _, leaf in leaves(rule)]
    for each in thresholds(rule):
        (clause,) = at(to_json(rule), each.place).values()
        (number,) = (clause[name] for name in NUMBERS if name in clause)
        assert abs(each.value * each.per_unit - number) < 1e-9
        assert to_json(listed[each.clause]) == at(to_json(rule), each.place)


def test_every_clause_with_a_number_has_one() -> None:
    rule = everything()
    numbered = {
        i
        for i, (_, leaf) in enumerate(leaves(rule))
        if any(name in next(iter(to_json(leaf).values())) for name in NUMBERS)
    }
    assert {each.clause for each in thresholds(rule)} == numbered
