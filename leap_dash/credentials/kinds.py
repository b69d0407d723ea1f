"""Which kind of Open Badges 3.0 credential a document says it is, and what people call it."""

from collections.abc import Mapping
from typing import Any, Final, Literal

Kind = Literal["badge", "endorsement"]
_BADGES: Final = ("OpenBadgeCredential", "AchievementCredential")


def credential_kind(document: Mapping[str, Any]) -> Kind | None:
    """Return what a document calls itself; none for anything else. Nothing of it is checked."""
    types = document.get("type", document.get("@type"))
    listed = types if isinstance(types, list) else [types]
    if any(name in listed for name in _BADGES):
        return "badge"
    return "endorsement" if "EndorsementCredential" in listed else None
