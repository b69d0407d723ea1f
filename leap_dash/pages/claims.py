"""What a browser says of itself, read into values. What may be seen of it, the queries settle."""

from uuid import UUID

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


def chosen_id(text: str | None) -> UUID | None:
    """The id that a filter names, or none where it lets all through."""
    return None if text in (None, "", ALL) else claimed_id(text)
