"""A rule as text: what is written is read again, and what cannot be read says where."""

import pytest
from hypothesis import given

from leap_dash.domain.criteria import Rule, to_json
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.criteria_text import MOST_SIGNS, read, written
from leap_dash.domain.errors import BadRuleError
from tests import rules


@given(rules.rules())
def test_what_is_written_is_read_again(rule: Rule) -> None:
    assert parse(read(written(to_json(rule)))) == rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"all": [}', "line 1, column 10"),
        ('{\n  "all": ]', "line 2, column 10"),
        ("[" * 90_000, "out of range"),
        ("9" * 5_000, "out of range"),
        (" " * (MOST_SIGNS + 1), "more than 100,000 signs"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, said: str) -> None:
    with pytest.raises(BadRuleError, match=said):
        read(text)
