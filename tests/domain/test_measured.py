"""What a badge states of what was measured: only what met the rule, cut and never rounded up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.measured import measured, number, stated
from leap_dash.domain.narrative import Names

RULE = parse(
    {
        "any": [
            {"average": {"min_percent": 60}},
            {"submitted": {"min_share": 0.5}},
            {"completed": {}},
            {"skill": {"skill": "teamwork", "min_level": 2}},
            {"holds": {"achievement": "host"}},
        ]
    }
)


def entry(path: str, value: float | None, of: int | None = None, *, met: bool = True) -> object:
    """A line of an award's trace."""
    return {"path": path, "met": met, "value": value, "needed": 1, **({"of": of} if of else {})}


def test_only_what_is_measured_is_described() -> None:
    clauses = measured(RULE, Names())
    assert [clause.kind for clause in clauses] == ["percent", "percent", "status", "count"]
    assert [clause.required for clause in clauses] == [60, 50, None, 2]


def test_only_clauses_that_were_met_are_stated_with_their_values() -> None:
    trace = [
        entry("any[0].average", 59.999, met=False),
        entry("any[1].submitted", 2, of=3),
        entry("any[2].completed", 1, of=1),
        entry("any[3].skill", 4),
        entry("any[4].holds", 1),
    ]
    found = list(stated(measured(RULE, Names()), trace))  # type: ignore[arg-type]
    assert found == [
        ("any[1].submitted", "66.66"),
        ("any[2].completed", None),
        ("any[3].skill", "4"),
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (60.0, "60"), (71.5, "71.5"), (59.999, "59.99"), (100, "100")]
)
def test_numbers_are_cut_not_rounded(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(0, 1e6))
def test_a_number_is_never_more_than_it_was_and_never_in_an_odd_form(value: float) -> None:
    text = number(value)
    assert value - 0.0100001 <= float(text) <= value + 1e-6
    assert "e" not in text
    assert not (text.startswith("0") and text != "0" and not text.startswith("0."))
