"""The keys of an issuer elsewhere: where its `did:web` document is, and what the document says.

Fetches nothing. `did:key` needs none of this (see `credentials.did`), and our own names are
written there.
Sources: did:web Method Specification; W3C Controlled Identifiers 1.0, sections 2.2 and 3.3.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from leap_dash.credentials import base64url, jwk, multikey
from leap_dash.credentials.online.addresses import MAX_LENGTH
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.domain.errors import BadInputError

Method = Mapping[str, Any]

_PREFIX: Final = "did:web:"
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(?:%3[Aa][0-9]{1,5})?")
_FOLDER: Final = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
_JWK_TYPES: Final = ("JsonWebKey", "JsonWebKey2020")
_MULTIKEY_TYPES: Final = ("Multikey", "Ed25519VerificationKey2020")
_MAX_METHODS: Final = 100


def document_url(did: str) -> str:
    """Return where the document of a `did:web` is: `https://HOST/FOLDER/did.json`.

    Without a folder it is `/.well-known/did.json`. Raises BadInputError for another kind of name
    and for one that is not well-formed.
    """
    host, *folders = did.removeprefix(_PREFIX).split(":")
    is_whole = did.startswith(_PREFIX) and len(did) <= MAX_LENGTH and _HOST.fullmatch(host)
    if not is_whole or not all(_is_folder(folder) for folder in folders):
        raise BadInputError(f"{did[:200]!r} is not a did:web name (did:web:HOST:FOLDER)")
    path = "/".join(folders) or ".well-known"
    return f"https://{unquote(host)}/{path}/did.json"


def _is_folder(folder: str) -> bool:
    # `..` and slashes in disguise would lead to another document than the name says.
    plain = unquote(folder)
    return (
        bool(_FOLDER.fullmatch(folder)) and plain not in (".", "..") and not set(plain) & {*"/\\"}
    )


def assertion_methods(did: str, document: object, now: datetime) -> dict[str, Method]:
    """Return the keys that sign statements for the DID, as written, by their whole id.

    Only those that the document itself lists under `assertionMethod`, and that are neither
    revoked nor expired. Raises BadInputError when it is the document of someone else.
    """
    if not isinstance(document, dict) or document.get("id") != did:
        raise BadInputError(f"the document is not that of {did}")
    described = {
        _whole(did, method.get("id")): method
        for method in _listed(document, "verificationMethod")
        if isinstance(method, dict)
    }
    found: dict[str, Method] = {}
    for each in _listed(document, "assertionMethod"):
        # Named there, or described on the spot.
        name = _whole(did, each.get("id") if isinstance(each, dict) else each)
        method = each if isinstance(each, dict) else described.get(name)
        if method is not None and _is_usable(did, name, method, now):
            found[name] = method
    return found


def public_keys(methods: Mapping[str, Method]) -> dict[str, PublicKey]:
    """Return those methods that are Ed25519 or RSA keys; others are left out."""
    found: dict[str, PublicKey] = {}
    for name, method in methods.items():
        for read in (_ed25519_key, _rsa_key):
            try:
                found[name] = read(method)
            except BadInputError:
                continue
    return found


def _rsa_key(method: Method) -> PublicKey:
    written = public_jwk(method)
    return jwk.decode({name: written[name] for name in ("e", "kty", "n") if name in written})


def _ed25519_key(method: Method) -> PublicKey:
    if method.get("type") in _MULTIKEY_TYPES:
        return multikey.decode(str(method.get("publicKeyMultibase")))
    written = public_jwk(method)
    key = base64url.decode(str(written.get("x")))
    if (written.get("kty"), written.get("crv"), len(key)) != ("OKP", "Ed25519", 32):
        raise BadInputError("it is no Ed25519 key")
    return key


def public_jwk(method: Method) -> Method:
    """Return the JSON Web Key of a method; raises BadInputError when it has none that may be used.

    One that was published with its private half is none: anybody could sign with it.
    """
    written = method.get("publicKeyJwk")
    if method.get("type") not in _JWK_TYPES or not isinstance(written, dict) or "d" in written:
        raise BadInputError("it has no public JSON Web Key")
    return written


def _listed(document: Mapping[str, Any], member: str) -> list[object]:
    listed = document.get(member, [])
    listed = listed if isinstance(listed, list) else [listed]
    if len(listed) > _MAX_METHODS:
        raise BadInputError(f"the document lists more than {_MAX_METHODS} keys")
    return listed


def _whole(did: str, name: object) -> str:
    text = name if isinstance(name, str) else ""
    return did + text if text.startswith("#") else text


def _is_usable(did: str, name: str, method: Method, now: datetime) -> bool:
    if not name.startswith(f"{did}#") or method.get("controller") != did or "revoked" in method:
        return False
    if "expires" not in method:
        return True
    try:
        return now < datetime.fromisoformat(str(method["expires"]))
    except (ValueError, TypeError):  # not a date, or one without a time zone
        return False
