"""Tokens of every kind, and what verifying them says."""

import json
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from leap_dash.credentials import base64url, jwt
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.report import VerificationReport
from leap_dash.credentials.verify import verify
from tests.credentials.issuing import (
    DOCUMENT,
    EMAIL,
    ISSUER,
    LATER,
    RSA_KEY,
    RSA_SIGNER,
    Known,
)

Json = dict[str, Any]
HEADER = {"alg": "RS256", "kid": RSA_SIGNER.verification_method}
PAYLOAD: Json = {**json.loads(DOCUMENT), **jwt.claims_of(json.loads(DOCUMENT))}
OTHER = replace(ISSUER, id="did:web:badges.example.org:issuers:other")


def signed_with(
    header: Json | str, payload: Json | str = PAYLOAD, key: RSAPrivateKey = RSA_KEY
) -> str:
    """A token that says what the issuer itself never says, with a sound signature of that key."""
    texts = (part if isinstance(part, str) else serialise(part) for part in (header, payload))
    signed = ".".join(base64url.encode(text.encode()) for text in texts)
    return f"{signed}.{base64url.encode(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def report(token: str | bytes, resolver: Known | None = None) -> VerificationReport:
    """Verify with everything known, a month after the award."""
    data = token.encode() if isinstance(token, str) else token
    return verify(data, resolver or Known(), now=LATER, recipient=EMAIL)


def failed(answer: VerificationReport) -> list[str]:
    """The names of the failed checks; nothing of the document is told then."""
    assert answer.credential is None
    return [check.name for check in answer.checks if check.result == "fail"]


def said(answer: VerificationReport, name: str) -> str:
    """The result of the check of this name."""
    return next(check.result for check in answer.checks if check.name == name)
