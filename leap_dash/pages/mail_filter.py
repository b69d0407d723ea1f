"""The filters of the list of e-mails: what they offer, and what of an address can be used."""

from collections.abc import Mapping
from uuid import UUID

from leap_dash.domain.messages import MailState
from leap_dash.records import MailFilter

CONTROLS: Mapping[str, str] = {
    "search": "messages-search",
    "state": "messages-state",
    "message": "messages-message",
    "page": "messages-page",
}
"""Name in the address -> id of the control."""
STATES: Mapping[MailState, str] = {
    MailState.QUEUED: "Waiting",
    MailState.SENT: "Sent",
    MailState.FAILED: "Failed",
    MailState.HELD: "Taken back",
    MailState.DROPPED: "Not sent",
}
LONGEST_SEARCH = 100


def read_filter(search: object, state: object, message_id: object) -> MailFilter:
    """The nearest filter to what the browser sent: what is no state or id is left out."""
    typed = "".join(letter for letter in str(search or "") if letter.isprintable())
    return MailFilter(
        state=MailState(str(state)) if state in set(MailState) else None,
        message_id=_id(message_id),
        search=typed[:LONGEST_SEARCH].strip(),
    )


def _id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
