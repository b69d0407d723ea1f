"""What a document says of its award: the slots that `compose` filled in, read back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leap_dash.credentials.model import AwardResult, AwardSlots


def read_back(document: Mapping[str, Any]) -> AwardSlots | None:
    """Return the slots of a document, or None for one that `compose` cannot have written.

    What else the document says is not looked at, nor is its evidence: whoever needs to know that
    it is the very one composes it anew and compares.
    """
    try:
        subject, status = document["credentialSubject"], document.get("credentialStatus", {})
        (identity,) = subject.get("identifier", ({},))
        until, index = document.get("validUntil"), status.get("statusListIndex")
        return AwardSlots(
            id=document["id"],
            subject_id=subject["id"],
            subject_identity_hash=identity.get("identityHash"),
            subject_salt=identity.get("salt"),
            valid_from=datetime.fromisoformat(document["validFrom"]),
            valid_until=None if until is None else datetime.fromisoformat(until),
            status_list_url=status.get("statusListCredential"),
            status_index=None if index is None else int(index),
            results=tuple(
                AwardResult(each["resultDescription"], each.get("value"), each.get("status"))
                for each in subject.get("result", ())
            ),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
