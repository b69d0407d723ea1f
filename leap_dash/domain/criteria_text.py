"""A rule as text that people read and write: JSON, and where in it something is wrong."""

import json
from typing import Any

from leap_dash.domain.errors import BadRuleError

MOST_SIGNS = 100_000


def written(rule: dict[str, Any]) -> str:
    """The JSON form over several lines."""
    return json.dumps(rule, ensure_ascii=False, indent=2)


def read(text: str) -> object:
    """What the text says. Raises BadRuleError with the line and column, and the remedy."""
    if len(text) > MOST_SIGNS:
        raise BadRuleError(
            f"rule: it has more than {MOST_SIGNS:,} signs; split it into two badges."
        )
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadRuleError(f"{place}: this is no JSON ({error.msg}); mend it there.") from error
    except (ValueError, RecursionError) as error:
        raise BadRuleError(
            "rule: it holds a number or a nesting out of range; write a smaller one."
        ) from error
    return value
