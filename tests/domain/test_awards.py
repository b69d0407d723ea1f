"""An award is proposed, approved, issued, perhaps suspended, and ends revoked or expired."""

from itertools import product

import pytest

from leap_dash.domain.awards import AwardAction, AwardState, transition
from leap_dash.domain.errors import ConflictError

ALLOWED = {
    ("proposed", "approve"): "approved",
    ("approved", "issue"): "issued",
    ("issued", "suspend"): "suspended",
    ("suspended", "reinstate"): "issued",
    ("suspended", "revoke"): "revoked",
    ("issued", "revoke"): "revoked",
    ("issued", "expire"): "expired",
}


@pytest.mark.parametrize(("state", "action"), list(product(AwardState, AwardAction)))
def test_only_the_known_ways_lead_from_state_to_state(
    state: AwardState, action: AwardAction
) -> None:
    after = ALLOWED.get((state.value, action.value))
    if after is None:
        with pytest.raises(ConflictError, match=f"is {state.value} and cannot be"):
            transition(state, action)
    else:
        assert transition(state, action) == after


def test_the_refusal_says_what_would_be_possible() -> None:
    with pytest.raises(ConflictError, match="only one that is approved can"):
        transition(AwardState.PROPOSED, AwardAction.ISSUE)
