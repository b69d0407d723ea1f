"""What the page of a rule shows after each change: the same parts, whoever made the change."""

from collections.abc import Sequence
from typing import Any

from dash import Output, no_update

from leap_dash.domain.criteria_draft import draft_json
from leap_dash.domain.criteria_text import written
from leap_dash.domain.narrative import draft_narrative
from leap_dash.pages.rule_checked import Checked
from leap_dash.pages.rule_ids import (
    DRAFT,
    ERROR,
    FOCUS,
    OTHER_SHAPE,
    SAID,
    SENTENCE,
    STATE,
    TEXT,
    TREE,
)
from leap_dash.pages.rule_state import state
from leap_dash.pages.rule_tree import tree

ANSWER = (
    Output(TREE, "children", allow_duplicate=True),
    Output(SENTENCE, "children", allow_duplicate=True),
    Output(STATE, "children", allow_duplicate=True),
    Output(DRAFT, "data", allow_duplicate=True),
    Output(TEXT, "value", allow_duplicate=True),
    Output(FOCUS, "data", allow_duplicate=True),
    Output(SAID, "children", allow_duplicate=True),
    Output(ERROR, "children", allow_duplicate=True),
)
NOTHING = (no_update,) * len(ANSWER)


def answer(
    looked: Checked,
    *,
    drawn: object = 0,
    redraw: bool = True,
    focus: Sequence[str] = (),
    said: str = "",
) -> tuple[Any, ...]:
    """The outputs; the tree only where its shape or its choices changed."""
    work = looked.work
    return (
        tree(looked, drawn) if redraw else no_update,
        draft_narrative(work.draft, work.known.names),
        state(looked),
        no_update if looked.publishable is None else draft_data(looked),
        as_text(looked),
        {"ids": list(focus), "drawn": str(drawn)} if redraw and focus else no_update,
        said,
        "",
    )


def draft_data(looked: Checked) -> dict[str, Any]:
    """The rule as far as it is complete; else the one in force, or none.

    The paths of the rule lead to the draft's nodes while the draft has that `shape`.
    """
    work, rule = looked.work, looked.publishable
    badge = str(work.badge_id)
    if rule is not None:
        return {"badge": badge, "rule": rule, "shape": work.shape}
    in_force = dict(work.in_force) if work.is_published else None
    return {"badge": badge, "rule": in_force, "shape": OTHER_SHAPE}


def as_text(looked: Checked) -> str:
    """The draft as JSON, as far as it is."""
    return written(draft_json(looked.work.draft) if looked.rule is None else looked.rule)
