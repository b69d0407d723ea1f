"""What may stand in the slots of an award without a second look.

It needs no escaping in JSON or N-Quads and passes `lint` in any case. Deliberately narrow: whatever
is not matched goes the general way.
"""

from typing import Final

_ADDRESS = r"https?://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+"
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"

PLAIN: Final = {
    "id": _ADDRESS,
    "subject_id": r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "identity_hash": r"sha256\$[0-9a-f]{64}",
    "salt": r"[A-Za-z0-9_-]+",
    "valid_from": _MOMENT,
    "valid_until": _MOMENT,
    "status_list_url": _ADDRESS,
    "status_index": r"[0-9]+",
}
"""Patterns by the names of `compose.SlotTexts`."""
PLAIN_VALUE: Final = r"[0-9]{1,9}(?:\.[0-9]{1,2})?"
"""The same for the value of a result."""


def result_slot(number: int) -> str:
    """The name of the slot that holds the value of a result."""
    return f"result_{number}"
