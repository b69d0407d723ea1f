"""The JSON-LD contexts that badges may use, pinned: the documents ship with `openbadgeslib`.

But for two of another time, which only status lists name: one ships with PyLD, the terms of the
other stand in `status_list_2021`.

Nothing is ever fetched. A context that is not listed here is refused, because whoever serves it
could change what a signature covers.
"""

import functools
import json
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from leap_dash.credentials import status_list_2021
from leap_dash.domain.errors import BadInputError

CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

_FILES: Final = {
    CREDENTIALS_V2: "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-context-3.0.2.json",
    OPEN_BADGES_3: "ob-v3p0-context-3.0.3.json",
    OPEN_BADGES_EXTENSIONS: "ob-v3p0-extensions.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://w3id.org/security/multikey/v1": "security-multikey-v1.json",
}

PINNED: Final = frozenset({*_FILES, status_list_2021.CONTEXT_URL})

# A list of StatusList2021 is of the data model before: its terms clash with those of the present
# one. None of its contexts knows a badge, so no badge can be written in them.
_CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
_OLDER: Final = (
    *(_CREDENTIALS_V1, status_list_2021.CONTEXT_URL),
    "https://w3id.org/security/data-integrity/v2",
)


def are_of_older_list(listed: object) -> bool:
    """Whether these are the contexts of a status list of the older kind, and no others."""
    if not isinstance(listed, list) or listed[:1] != [_CREDENTIALS_V1]:
        return False
    return all(each in _OLDER for each in listed) and len(set(listed)) == len(listed)


@functools.cache
def context(url: str) -> dict[str, Any]:
    """Return the pinned context document; raises BadInputError for any other address."""
    if url == status_list_2021.CONTEXT_URL:
        return status_list_2021.context_document()
    if url == _CREDENTIALS_V1:
        return _of_pyld("credentials-v1.jsonld")
    if url not in _FILES:
        raise BadInputError(f"the context {url!r} is not one that this issuer knows")
    document: dict[str, Any] = json.loads((folder() / _FILES[url]).read_text("utf-8"))
    return document


def _of_pyld(name: str) -> dict[str, Any]:
    text = resources.files("pyld").joinpath("documentloader", "frozen", "bundled", name).read_text()
    document: dict[str, Any] = json.loads(text)
    return document


def load(url: str, _options: object = None) -> dict[str, Any]:
    """Serve a pinned context in the form that PyLD asks its document loader for."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": context(url),
    }


@functools.cache
def folder() -> Path:
    """Return where the context documents lie."""
    # Found, not imported: only the data files are wanted, and the import takes a fifth of a second.
    spec = find_spec("openbadgeslib")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("openbadgeslib, whose context documents are needed, is missing")
    return Path(spec.submodule_search_locations[0], "ob3", "contexts")
