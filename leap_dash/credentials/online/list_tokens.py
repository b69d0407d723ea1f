"""A status list that its issuer serves as JWT: taken apart, and its signature checked.

Looser than badges are read in what stands beside the credential (others write a `typ`, leave claims
out, or put the whole of it under `vc`); as strict in whose key it must be.

Sources: W3C Securing Verifiable Credentials using JOSE and COSE; VC Data Model 1.1, section 6.3.1.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from leap_dash.credentials import jwt
from leap_dash.credentials.issuer_key import find_key, issuer_id
from leap_dash.credentials.jws import check_signature
from leap_dash.credentials.jwt import Jwt
from leap_dash.credentials.report import Check, Resolver
from leap_dash.domain.errors import BadInputError

_HEADER: Final = frozenset({"alg", "kid", "typ", "cty"})
_TYPES: Final = (None, "JWT", "vc+jwt", "vc+ld+jwt")


def is_token(data: bytes) -> bool:
    """Whether this is no JSON object, but may be a compact JWS."""
    return data.count(b".") == 2 and not data.lstrip().startswith(b"{")


def read_token(data: bytes) -> tuple[Jwt, dict[str, Any]]:
    """Return a token and the credential in it; raises BadInputError.

    Nothing of it is to be believed before `check_token`.
    """
    try:
        token = jwt.read(data.strip())
    except BadInputError as error:
        raise BadInputError(f"the issuer's list is a token (JWT), but {error}") from error
    inner = token.document.get("vc")
    if not isinstance(inner, dict):
        return token, token.document
    names = {"id": "jti", "issuer": "iss"}
    said = {name: token.claims[claim] for name, claim in names.items() if claim in token.claims}
    return token, {**said, **inner}


def check_token(
    token: Jwt, credential: Mapping[str, Any], resolver: Resolver, now: datetime
) -> None:
    """Raise BadInputError unless the issuer named in the credential has signed the token."""
    others = token.header.keys() - _HEADER
    if others or token.header.get("typ") not in _TYPES:
        raise BadInputError("the token of the issuer's list has a header that is not read here")
    key = find_key(credential, token.header.get("kid"), resolver)
    try:
        if isinstance(key, Check):
            raise BadInputError(key.detail)
        check_signature(token, key)
    except BadInputError as error:
        raise BadInputError(
            f"the signature of the issuer's list cannot be confirmed: {error}"
        ) from error
    _check_claims(token.claims, credential, now)


def _check_claims(claims: Mapping[str, Any], credential: Mapping[str, Any], now: datetime) -> None:
    subject = credential.get("credentialSubject")
    expected = {
        "iss": issuer_id(credential),
        "jti": credential.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
    }
    if any(claims[name] != value for name, value in expected.items() if name in claims):
        raise BadInputError("the claims of the issuer's list do not say what the list says")
    moment = now.timestamp()
    try:
        is_in_time = claims.get("nbf", moment) <= moment <= claims.get("exp", moment)
    except TypeError as error:
        raise BadInputError("the dates of the issuer's list are not dates") from error
    if not is_in_time:
        raise BadInputError("the issuer's list is out of date")
