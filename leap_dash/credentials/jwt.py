"""The JWT form of a badge: the signed document and five claims, as a compact JWS.

`make` signs the very document that carries the embedded proof elsewhere; `read` takes a token
apart and judges nothing but its form, `issuer_jwt` judges the signature.

Source: Open Badges Specification 3.0, section 8.2 (JSON Web Token Proof Format); RFC 7515.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leap_dash.credentials import base64url
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.issuer_key import issuer_id
from leap_dash.credentials.keys import JwtSigner
from leap_dash.credentials.strict_json import parse
from leap_dash.domain.errors import BadInputError, SigningError

CLAIMS: Final = ("iss", "sub", "jti", "nbf", "exp")
MAX_BYTES: Final = 1024 * 1024
_MAX_HEADER_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class Jwt:
    """A token taken apart. Nothing in it is to be believed before its signature was checked.

    `document` is the payload without `claims`; `signed` are the bytes that `signature` is over.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    document: dict[str, Any]
    signed: bytes
    signature: bytes


def make(document: str, signer: JwtSigner) -> str:
    """Return the token of a document that was linted and stored as JSON text, without its proof.

    Its header has just `alg` and `kid`. Raises SigningError for a key of another issuer.
    """
    claims = claims_of(json.loads(document))
    if signer.verification_method.partition("#")[0] != claims["iss"]:
        raise SigningError(
            f"The key {signer.verification_method} is not one of {claims['iss']}, "
            "who is named as the issuer."
        )
    header = serialise({"alg": "RS256", "kid": signer.verification_method})
    payload = f"{document[:-1]},{serialise(claims)[1:]}"
    signed = f"{base64url.encode(header.encode())}.{base64url.encode(payload.encode())}"
    return f"{signed}.{base64url.encode(signer.sign_rs256(signed.encode()))}"


def claims_of(document: Mapping[str, Any]) -> dict[str, str | int]:
    """Return what a token's claims say about a document: who, whom, which, from and until when.

    Times in whole seconds since 1970. Raises ValueError for dates that are none.
    """
    subject = document["credentialSubject"]
    claims: dict[str, str | int | None] = {
        "iss": issuer_id(document),
        "sub": subject.get("id"),
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
        "exp": _seconds(document["validUntil"]) if "validUntil" in document else None,
    }
    return {name: value for name, value in claims.items() if value is not None}


def read(token: bytes) -> Jwt:
    """Take a compact JWS apart, exactly as it stands: no blanks around it, no padding.

    Raises BadInputError, in words, for anything that a second reader could read otherwise.
    """
    if len(token) > MAX_BYTES:
        raise BadInputError(f"it has {len(token):,} bytes, and at most {MAX_BYTES:,} are read")
    parts = token.decode("ascii", "replace").split(".")
    if len(parts) != 3:
        raise BadInputError(f"it has {len(parts)} parts between dots instead of three")
    if len(parts[0]) > _MAX_HEADER_CHARACTERS:
        raise BadInputError(f"its header has more than {_MAX_HEADER_CHARACTERS:,} characters")
    header = _object("header", parts[0])
    payload = _object("payload", parts[1])
    return Jwt(
        header=header,
        claims={name: payload[name] for name in CLAIMS if name in payload},
        document={name: value for name, value in payload.items() if name not in CLAIMS},
        signed=f"{parts[0]}.{parts[1]}".encode(),
        signature=_decoded("signature", parts[2]),
    )


def _object(name: str, text: str) -> dict[str, Any]:
    data = _decoded(name, text)
    try:
        value = parse(data)
    except BadInputError as error:
        raise BadInputError(f"in its {name}, {error}") from error
    if not isinstance(value, dict):
        raise BadInputError(f"its {name} is not a JSON object")
    return value


def _decoded(name: str, text: str) -> bytes:
    try:
        return base64url.decode(text)
    except BadInputError as error:
        raise BadInputError(f"in its {name}, {error}") from error


def _seconds(moment: str) -> int:
    return math.floor(datetime.fromisoformat(moment).timestamp())
