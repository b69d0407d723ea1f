"""The terms of StatusList2021, the forerunner of the Bitstring Status List: read, never written.

Badges that were given out with it name its context. That ships with no library here, so its terms
are listed: each stands in one kind of object only, and none may be defined otherwise.

Source: W3C, Verifiable Credentials Status List v2021, section 4 and its context document.
"""

from typing import Any, Final

CONTEXT_URL: Final = "https://w3id.org/vc/status-list/2021/v1"
_VOCABULARY: Final = "https://w3id.org/vc/status-list#"
_MEMBERS: Final = {
    "StatusList2021Credential": (),
    "StatusList2021": ("statusPurpose", "encodedList"),
    "StatusList2021Entry": ("statusPurpose", "statusListIndex"),
}


def context_document() -> dict[str, Any]:
    """Return the context, as its address would answer."""
    terms: dict[str, Any] = {name: _kind(name, members) for name, members in _MEMBERS.items()}
    terms["StatusList2021Credential"]["@context"] |= {
        name: f"http://schema.org/{name}" for name in ("description", "name")
    }
    terms["StatusList2021Entry"]["@context"]["statusListCredential"] = {
        "@id": f"{_VOCABULARY}statusListCredential",
        "@type": "@id",
    }
    return {"@context": {"@protected": True, **terms}}


def _kind(name: str, members: tuple[str, ...]) -> dict[str, Any]:
    own = {member: f"{_VOCABULARY}{member}" for member in members}
    inner = {"@protected": True, "id": "@id", "type": "@type", **own}
    return {"@id": f"{_VOCABULARY}{name}", "@context": inner}
