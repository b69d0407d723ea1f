"""The canonical form of a document like one that was seen before: filled in, not worked out again.

Badges of one achievement differ in a dozen texts. What is left of a document without these is its
shape; the canonical form of a shape is remembered with the texts open (`filling`), so that checking
the next badge of that achievement costs a fraction of a millisecond. Whatever is out of the
ordinary is canonicalised as a whole: the answer is the same either way, byte for byte.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from secrets import token_hex
from threading import Lock
from typing import Any, Final, TypeAlias

from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.filling import Filling
from leap_dash.credentials.slots import PLAIN, PLAIN_VALUE, result_slot

Document: TypeAlias = Mapping[str, Any]

MOST_SHAPES: Final = 128
LONGEST_SHAPE: Final = 64 * 1024  # characters

_PATTERNS: Final = {name: re.compile(pattern) for name, pattern in PLAIN.items()}
_VALUE: Final = re.compile(PLAIN_VALUE)


def canonical_badge(document: Document) -> bytes:
    """Return what `canonical.canonicalise` does for a credential without its proof; raise alike."""
    slots = _slots(document)
    if slots is None:
        return canonicalise(document)
    return _badges.canonical(document, slots, _with_slots)


def canonical_proof(contexts: list[str], options: Document) -> bytes:
    """Return the canonical form of the options of a proof, read with the document's contexts."""
    bare = {name: value for name, value in options.items() if name != "proofValue"}
    document = {**bare, "@context": contexts}
    created = document.get("created")
    if not isinstance(created, str) or not _PATTERNS["valid_from"].fullmatch(created):
        return canonicalise(document)
    return _proofs.canonical(
        document, {"created": created}, lambda whole, texts: {**whole, **texts}
    )


class _Shapes:
    """The shapes seen lately, each with its filling; none: that shape is always worked out."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Filling | None] = OrderedDict()
        self._lock = Lock()

    def canonical(
        self,
        document: Document,
        slots: Mapping[str, str],
        replaced: Callable[[Document, Mapping[str, str]], Document],
    ) -> bytes:
        """Fill the slots' texts into the form of the shape, which is `document` without them."""
        try:
            shape = serialise(replaced(document, {name: f"{{{name}}}" for name in slots}))
        except (ValueError, TypeError, RecursionError):
            return canonicalise(document)
        if len(shape) > LONGEST_SHAPE:
            return canonicalise(document)
        filling = self._filling(shape, document, slots, replaced)
        filled = None if filling is None else filling.fill(slots)
        return canonicalise(document) if filled is None else filled.encode()

    def _filling(
        self,
        shape: str,
        document: Document,
        slots: Mapping[str, str],
        replaced: Callable[[Document, Mapping[str, str]], Document],
    ) -> Filling | None:
        with self._lock:
            if shape in self._known:
                self._known.move_to_end(shape)
                return self._known[shape]
        # The marks stand where texts will; being random, they occur nowhere else.
        marks = {name: f"urn:{token_hex(12)}:{name}" for name in slots}
        canonical = canonicalise(replaced(document, marks))
        # A text that the canonical form lacks would not be signed.
        whole = all(mark.encode() in canonical for mark in marks.values())
        filling = Filling.of(canonical, marks) if whole else None
        with self._lock:
            self._known[shape] = filling
            while len(self._known) > MOST_SHAPES:
                self._known.popitem(last=False)
        return filling


_badges = _Shapes()
_proofs = _Shapes()


def _slots(document: Document) -> dict[str, str] | None:
    """Return the texts of a badge's slots by name; none for a badge of another make than ours."""
    subject, status = document.get("credentialSubject"), document.get("credentialStatus", {})
    if not isinstance(subject, Mapping) or not isinstance(status, Mapping):
        return None
    identifiers = subject.get("identifier", [{}])
    results = subject.get("result", [])
    if not (isinstance(identifiers, list) and len(identifiers) == 1 and isinstance(results, list)):
        return None
    identity = identifiers[0]
    if not all(isinstance(each, Mapping) for each in (identity, *results)):
        return None
    found = {
        "id": document.get("id"),
        "subject_id": subject.get("id"),
        "identity_hash": identity.get("identityHash"),
        "salt": identity.get("salt"),
        "valid_from": document.get("validFrom"),
        "valid_until": document.get("validUntil"),
        "status_list_url": status.get("statusListCredential"),
        "status_index": status.get("statusListIndex"),
    }
    slots = {name: text for name, text in found.items() if text is not None}
    values = {result_slot(n): each["value"] for n, each in enumerate(results) if "value" in each}
    plain = all(_is_plain(_PATTERNS[name], text) for name, text in slots.items()) and all(
        _is_plain(_VALUE, text) for text in values.values()
    )
    whole = plain and "id" in slots and _names_follow(slots, status, results)
    return {**slots, **values} if whole else None


def _is_plain(pattern: re.Pattern[str], text: object) -> bool:
    return isinstance(text, str) and pattern.fullmatch(text) is not None


def _names_follow(slots: Mapping[str, str], status: Document, results: list[Document]) -> bool:
    """Whether what `compose` makes of slots is made of these: then it need not be one itself."""
    entry = f"{slots.get('status_list_url')}#{slots.get('status_index')}"
    return status.get("id", entry) == entry and all(
        each.get("id") == f"{slots['id']}#result-{number}" for number, each in enumerate(results)
    )


def _with_slots(document: Document, texts: Mapping[str, str]) -> Document:
    """Return the badge with other texts in its slots."""
    made = {**document, **_given(texts, id="id", validFrom="valid_from", validUntil="valid_until")}
    subject = {**document["credentialSubject"], **_given(texts, id="subject_id")}
    if "identifier" in subject:
        (identity,) = subject["identifier"]
        named = _given(texts, identityHash="identity_hash", salt="salt")
        subject["identifier"] = [{**identity, **named}]
    if "result" in subject:
        subject["result"] = [
            {
                **each,
                **_given(texts, value=result_slot(number)),
                "id": f"{texts['id']}#result-{number}",
            }
            for number, each in enumerate(subject["result"])
        ]
    made["credentialSubject"] = subject
    if "credentialStatus" in document:
        entry = f"{texts.get('status_list_url')}#{texts.get('status_index')}"
        written = document["credentialStatus"]
        places = _given(
            texts, statusListCredential="status_list_url", statusListIndex="status_index"
        )
        made["credentialStatus"] = {
            **written,
            **({"id": entry} if "id" in written else {}),
            **places,
        }
    return made


def _given(texts: Mapping[str, str], **members: str) -> dict[str, str]:
    return {member: texts[name] for member, name in members.items() if name in texts}
