"""What a browser says of itself, read into values. What may be seen of it, the queries settle."""

from uuid import UUID

from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import NotFoundError

ALL = "all"
"""What a filter says that lets all through: a select shows nothing for the empty value."""


def claimed_id(text: str | None) -> UUID:
    """The id that a control or an address names.

    Raises NotFoundError for what is no id, as a query does for the id of nothing.
    """
    try:
        return UUID(text or "")
    except ValueError as error:
        raise NotFoundError("What this address asks for is not there.") from error


def claimed_target(text: str | None) -> Target:
    """What `badge:ID` or `issuer:ID` names. Raises NotFoundError for anything else."""
    kind, _, named = (text or "").partition(":")
    if kind not in set(TargetKind):
        raise NotFoundError("What this address asks for is not there.")
    return Target(TargetKind(kind), claimed_id(named))


def chosen_id(text: str | None) -> UUID | None:
    """The id that a filter names, or none where it lets all through."""
    return None if text in (None, "", ALL) else claimed_id(text)
