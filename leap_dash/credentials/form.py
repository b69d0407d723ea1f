"""What a document must look like before JSON-LD is let near it.

JSON-LD allows many spellings of one meaning, and a signature covers the meaning. Whoever re-spells
a signed badge could hide a member from those who read it as JSON (an expiry date under its full
address, a second object with the badge's own id). So one plain spelling is asked for: terms of
pinned contexts, no keywords, no addresses as member names.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from leap_dash.credentials.contexts import CREDENTIALS_V2, PINNED, are_of_older_list
from leap_dash.domain.errors import BadInputError

# The work that JSON-LD makes of a document can grow with the square of what is in it; the largest
# complete example of the standard has about 550 values.
MAX_VALUES = 1_200
MAX_CONTEXTS = 8


def walk(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value of a JSON tree with its path (`credentialSubject.achievement.tag[0]`)."""
    yield path, value
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from walk(child, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk(child, f"{path}[{index}]")


def find(document: Mapping[str, Any], wanted: str) -> str:
    """Return the path of the first member named `wanted`, or whose text it is; else `wanted`."""
    for path, value in walk(document):
        if value == wanted or path.rpartition(".")[2].partition("[")[0] == wanted:
            return path
    return wanted


def check_form(document: Mapping[str, Any]) -> None:
    """Raise BadInputError, naming the path, for contexts and spellings that are not accepted."""
    _check_contexts(document)
    for count, (path, value) in enumerate(walk(document)):
        if count > MAX_VALUES:
            raise BadInputError(f"the document has more than {MAX_VALUES} values")
        if isinstance(value, Mapping):
            _check_object(path, value, str(document.get("id")))


def _check_contexts(document: Mapping[str, Any]) -> None:
    contexts = document.get("@context")
    if are_of_older_list(contexts):
        return
    if not isinstance(contexts, list) or contexts[:1] != [CREDENTIALS_V2]:
        raise BadInputError(f"@context must be a list that begins with {CREDENTIALS_V2}")


def _check_object(path: str, value: Mapping[str, Any], document_id: str) -> None:
    where = path or "the document"
    for key, child in value.items():
        if key == "@context" and not path and are_of_older_list(child):
            continue
        if key == "@context":
            _check_context_list(where, child)
        elif key.startswith("@") or ":" in key or not key:
            raise BadInputError(f"{where} has the member {key!r}; only plain terms are accepted")
    if path and len(value) > 1 and value.get("id") == document_id:
        raise BadInputError(f"{path} speaks about the badge itself; only the top level may")


def _check_context_list(where: str, contexts: object) -> None:
    listed = contexts if isinstance(contexts, list) else [contexts]
    if len(listed) > MAX_CONTEXTS or len(set(map(str, listed))) != len(listed):
        raise BadInputError(f"@context of {where} is too long or names a context twice")
    for context in listed:
        if not isinstance(context, str):
            raise BadInputError(
                f"@context of {where} defines terms of its own: only pinned ones count"
            )
        if context not in PINNED:
            raise BadInputError(f"@context of {where} names {context[:200]!r}, which is not pinned")
