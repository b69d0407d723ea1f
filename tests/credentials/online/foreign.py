"""The issuer of `tests.credentials.issuing` as seen from elsewhere: what its server publishes."""

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from leap_dash.credentials import multikey
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.keys import Signer
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.status import Purpose, encode, status_list_document
from tests.credentials.issuing import ACHIEVEMENT, AWARDED, ISSUER, PUBLIC, SIGNER
from tests.credentials.online.servers import plain

HOST: Final = "badges.example.org"
DID_PATH: Final = "/issuers/riverside/did.json"
LIST_PATH: Final = "/status/riverside/revocation/1"
LIST_URL: Final = f"https://{HOST}{LIST_PATH}"
INDEX: Final = 94567
ACHIEVEMENT_PATH: Final = urlsplit(ACHIEVEMENT.id).path

DID_DOCUMENT: Final[dict[str, Any]] = {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    "id": ISSUER.id,
    "verificationMethod": [
        {
            "id": SIGNER.verification_method,
            "type": "Multikey",
            "controller": ISSUER.id,
            "publicKeyMultibase": multikey.encode(PUBLIC),
        }
    ],
    "assertionMethod": [SIGNER.verification_method],
}
PUBLISHED: Final[dict[str, Any]] = {"id": ACHIEVEMENT.id, "type": ["Achievement"]}


def status_list(
    indices: Iterable[int] = (),
    *,
    purpose: Purpose = "revocation",
    issuer_id: str = ISSUER.id,
    url: str = LIST_URL,
    signer: Signer = SIGNER,
    **members: object,
) -> bytes:
    """A signed status list; `members` replace what it would say."""
    document = status_list_document(issuer_id, url, purpose, encode(indices), AWARDED) | members
    return serialise(add_proof(document, signer, AWARDED)).encode()


def pages(**changed: object) -> dict[str, bytes]:
    """Responses by path: `did`, `status` and `achievement` as given, else as they should be.

    A value is a JSON document, the bytes of one, or None for a page that there is not.
    """
    documents: dict[str, object] = {
        "did": DID_DOCUMENT,
        "status": status_list(),
        "achievement": PUBLISHED,
    } | changed
    paths = {"did": DID_PATH, "status": LIST_PATH, "achievement": ACHIEVEMENT_PATH}
    return {
        paths[name]: plain(value if isinstance(value, bytes) else json.dumps(value).encode())
        for name, value in documents.items()
        if value is not None
    }
