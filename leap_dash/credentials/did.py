"""The issuer's name (`did:web`) and the document that lists its keys; `did:key` without a fetch.

Sources: did:web and did:key method specifications, W3C Controlled Identifiers 1.0.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from leap_dash.credentials import jwk, multikey
from leap_dash.credentials.keys import KeyInfo
from leap_dash.domain.errors import BadInputError


def did_web(base_url: str, slug: str) -> str:
    """Return `did:web:HOST:issuers:SLUG` for a public address; the port is written `%3A8050`.

    Raises BadInputError for an address without a host or with a user, query or fragment.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise BadInputError(f"{base_url!r} is not a public http(s) address.")
    if parts.query or parts.fragment:
        raise BadInputError(f"{base_url!r} must not have a query or a fragment.")
    folders = [folder for folder in parts.path.split("/") if folder]
    names = [parts.netloc.lower(), *folders, "issuers", slug]
    return "did:web:" + ":".join(quote(name, safe="") for name in names)


def did_document(did: str, keys: Iterable[KeyInfo]) -> dict[str, Any]:
    """Return the DID document. Retired keys stay in it, or old badges would no longer verify."""
    methods = [_method(did, key) for key in keys]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _method(did: str, key: KeyInfo) -> dict[str, Any]:
    method = {"id": f"{did}#{key.kid}", "controller": did}
    if isinstance(key.public_key, bytes):
        multibase = multikey.encode(key.public_key)
        return {**method, "type": "Multikey", "publicKeyMultibase": multibase}
    public = {**jwk.encode(key.public_key), "kid": key.kid, "alg": "RS256"}
    return {**method, "type": "JsonWebKey", "publicKeyJwk": public}


def did_key_methods(did: str) -> dict[str, bytes]:
    """Return the one verification method of a `did:key` and its public key.

    Raises BadInputError when it does not name an Ed25519 key.
    """
    multibase = did.removeprefix("did:key:")
    return {f"{did}#{multibase}": multikey.decode(multibase)}
