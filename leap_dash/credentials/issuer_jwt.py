"""Is the token signed by the issuer that it names? The checks of `verify` on the JWT form.

The key decides how a signature is checked, never the token: `alg` must be the one that goes with
the issuer's key (RS256 for RSA, which is what is signed here; EdDSA for Ed25519, which others may
use), and a header with anything but `alg` and `kid` is refused, so that no token can bring its key
along, point to one, or change how it is read.

Source: RFC 7515; RFC 8725, JSON Web Token Best Current Practices; Open Badges 3.0, section 8.2.
"""

from typing import Any, Final

from leap_dash.credentials.compose import serialise
from leap_dash.credentials.issuer_key import (
    OURS,
    UNCHANGED,
    ProofOutcome,
    find_key,
    no_key,
    proof_failed,
)
from leap_dash.credentials.jws import OTHER_ALGORITHMS, check_signature
from leap_dash.credentials.jwt import CLAIMS, Jwt, claims_of
from leap_dash.credentials.kinds import credential_kind
from leap_dash.credentials.report import Check, Resolver
from leap_dash.domain.errors import BadInputError

_ALGORITHMS: Final = ("RS256", "EdDSA")

# Signatures with a public key that are not checked here: such a token may be sound, but is not
# known. So may be one with a `typ`, for which the standards ask differently. Whatever else there
# is (none, HS256, ...) proves nothing about an issuer.
_UNCHECKED: Final = (*OTHER_ALGORITHMS, "ES256")
_HEADER: Final = frozenset({"alg", "kid"})


def check_jwt(token: Jwt, resolver: Resolver) -> ProofOutcome:
    """Check header, key, signature and claims of a token; its document has the form of its kind."""
    if token.header.get("alg") in _UNCHECKED or "typ" in token.header:
        detail = "The token is signed in a way that is not checked here (RS256 and EdDSA are)."
        return ProofOutcome((Check("proof", "unknown", detail),))
    try:
        _check_header(token.header)
        key = find_key(token.document, token.header["kid"], resolver)
        if isinstance(key, Check):
            return no_key(key)
        check_signature(token, key)
        _check_payload(token)
    except BadInputError as error:
        return proof_failed(f"The token proves nothing: {error}.")
    return ProofOutcome((UNCHANGED, OURS))


def _check_header(header: dict[str, Any]) -> None:
    if header.get("alg") not in _ALGORITHMS:
        raise BadInputError("it is not signed with a key of which one half is public")
    if "kid" not in header:
        raise BadInputError("its header does not name the key (kid)")
    others = ", ".join(sorted(name[:40] for name in header.keys() - _HEADER))
    if others:
        raise BadInputError(f"its header may have just alg and kid, and has {others[:200]} too")


def _check_payload(token: Jwt) -> None:
    differing = _differing_claims(token)
    if differing:
        what = credential_kind(token.document) or "document"
        raise BadInputError(f"its claims do not say what the {what} says: {', '.join(differing)}")
    if "proof" in token.document:
        raise BadInputError("it holds another proof, which could say otherwise")


def _differing_claims(token: Jwt) -> list[str]:
    """Return the claims that are missing, too many, or say something else than the badge."""
    try:
        expected = claims_of(token.document)
    except ValueError:
        return ["nbf", "exp"]
    # As text, because to Python 1, 1.0 and true are the same.
    return [
        name
        for name in CLAIMS
        if serialise([token.claims.get(name)]) != serialise([expected.get(name)])
        or (name in token.claims) != (name in expected)
    ]
