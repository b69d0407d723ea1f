"""The JSON-LD contexts that badges may use, pinned: the documents ship with `openbadgeslib`.

Nothing is ever fetched. A context that is not listed here is refused, because whoever serves it
could change what a signature covers.
"""

import functools
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

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

PINNED: Final = frozenset(_FILES)


@functools.cache
def context(url: str) -> dict[str, Any]:
    """Return the pinned context document; raises BadInputError for any other address."""
    if url not in _FILES:
        raise BadInputError(f"the context {url!r} is not one that this issuer knows")
    document: dict[str, Any] = json.loads((folder() / _FILES[url]).read_text("utf-8"))
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
