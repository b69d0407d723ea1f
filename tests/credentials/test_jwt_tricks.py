"""Every trick that was ever played with a JWS: none makes a badge that is valid."""

import hmac
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leap_dash.credentials import base64url, jwt
from leap_dash.credentials.compose import compose, serialise
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.verify import verify
from leap_dash.domain.errors import BadInputError
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    AWARDED,
    DOCUMENT,
    ISSUER,
    LATER,
    RSA_PUBLIC,
    RSA_SIGNER,
    SIGNER,
    TOKEN,
    Known,
)
from tests.credentials.tokens import HEADER, OTHER, PAYLOAD, Json, failed, report, signed_with


def hs256(secret: bytes) -> str:
    """A token whose signature is a hash with the public key, taken for a secret."""
    signed = ".".join(
        base64url.encode(serialise(part).encode()) for part in ({**HEADER, "alg": "HS256"}, PAYLOAD)
    )
    return f"{signed}.{base64url.encode(hmac.digest(secret, signed.encode(), 'sha256'))}"


PEM = RSA_PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = RSA_PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
HEAD, BODY, SIGNATURE = TOKEN.split(".")
OWN_KEY = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}
URL = "https://evil.example/key"


ODD: dict[str, str] = {
    "alg none": signed_with({**HEADER, "alg": "none"}),
    "alg none, no signature": signed_with({**HEADER, "alg": "none"}).rpartition(".")[0] + ".",
    "alg None": signed_with({**HEADER, "alg": "None"}),
    "alg empty": signed_with({**HEADER, "alg": ""}),
    "alg null": signed_with({**HEADER, "alg": None}),
    "alg a list": signed_with({**HEADER, "alg": ["RS256"]}),
    "alg an object": signed_with({**HEADER, "alg": {"RS256": "RS256"}}),
    "no alg": signed_with({"kid": HEADER["kid"]}),
    "an empty header": signed_with({}),
    "HS256 with the PEM": hs256(PEM),
    "HS256 with the PEM without a newline": hs256(PEM.strip()),
    "HS256 with the DER": hs256(DER),
    "alg of another kind of key": signed_with({**HEADER, "alg": "EdDSA"}),
    "an empty crit": signed_with({**HEADER, "crit": []}),
    "a crit": signed_with({**HEADER, "crit": ["exp"], "exp": 1}),
    "b64 with crit": signed_with({**HEADER, "b64": False, "crit": ["b64"]}),
    "b64 alone": signed_with({**HEADER, "b64": False}),
    "zip": signed_with({**HEADER, "zip": "DEF"}),
    "jku": signed_with({**HEADER, "jku": URL}),
    "jwk": signed_with({**HEADER, "jwk": OWN_KEY}),
    "x5u": signed_with({**HEADER, "x5u": URL}),
    "x5c": signed_with({**HEADER, "x5c": ["MIIB"]}),
    "another Kid": signed_with({**HEADER, "Kid": HEADER["kid"]}),
    "jwk instead of kid": signed_with({"alg": "RS256", "jwk": OWN_KEY}),
    "no kid": signed_with({"alg": "RS256"}),
    "no signature": f"{HEAD}.{BODY}.",
    "a short signature": f"{HEAD}.{BODY}.{base64url.encode(base64url.decode(SIGNATURE)[:-1])}",
    "a long signature": f"{HEAD}.{BODY}.{base64url.encode(base64url.decode(SIGNATURE) + b'0')}",
    "another iss": signed_with(HEADER, {**PAYLOAD, "iss": OTHER.id}),
    "another sub": signed_with(HEADER, {**PAYLOAD, "sub": "urn:uuid:1"}),
    "another jti": signed_with(HEADER, {**PAYLOAD, "jti": AWARD.id + "1"}),
    "another nbf": signed_with(HEADER, {**PAYLOAD, "nbf": PAYLOAD["nbf"] + 1}),
    "nbf as a fraction": signed_with(HEADER, {**PAYLOAD, "nbf": float(PAYLOAD["nbf"])}),
    "nbf as text": signed_with(HEADER, {**PAYLOAD, "nbf": str(PAYLOAD["nbf"])}),
    "another exp": signed_with(HEADER, {**PAYLOAD, "exp": PAYLOAD["exp"] + 1}),
    "exp null": signed_with(HEADER, {**PAYLOAD, "exp": None}),
    "another end": signed_with(HEADER, {**PAYLOAD, "validUntil": "2028-05-02T09:30:01Z"}),
    "an end that is no date": signed_with(
        HEADER, {**PAYLOAD, "validUntil": "2028-05-32T00:00:00Z"}
    ),
    **{
        f"no {left_out}": signed_with(
            HEADER, {name: value for name, value in PAYLOAD.items() if name != left_out}
        )
        for left_out in (*jwt.CLAIMS, "validUntil")
    },
    "exp null, and no end": signed_with(
        HEADER,
        {name: value for name, value in {**PAYLOAD, "exp": None}.items() if name != "validUntil"},
    ),
    "a proof inside": signed_with(
        HEADER, {**PAYLOAD, "proof": add_proof(json.loads(DOCUMENT), SIGNER, AWARDED)["proof"]}
    ),
    "an empty proof inside": signed_with(HEADER, {**PAYLOAD, "proof": []}),
}


@pytest.mark.parametrize("name", ODD)
def test_a_token_of_an_odd_kind_fails_the_proof(name: str) -> None:
    answer = report(ODD[name])
    assert answer.verdict == "invalid"
    assert failed(answer) == ["proof"]


KID = RSA_SIGNER.verification_method.partition("#")[2]
KIDS: dict[str, object] = {
    "an address": URL,
    "the address of the list": f"https://badges.example.org/issuers/riverside/did.json#{KID}",
    "only its end": KID,
    "a relative one": f"#{KID}",
    "the issuer": ISSUER.id,
    "no end": f"{ISSUER.id}#",
    "a path": f"{ISSUER.id}#../other",
    "a version": f"{ISSUER.id}?versionId=1#{KID}",
    "of another issuer": f"{OTHER.id}#{KID}",
    "a blank before it": f" {ISSUER.id}#{KID}",
    "a newline after it": f"{ISSUER.id}#{KID}\n",
    "a number": 7,
    "null": None,
    "a list": [f"{ISSUER.id}#{KID}"],
}


@pytest.mark.parametrize("name", KIDS)
def test_a_key_comes_from_the_issuers_own_list_and_from_nowhere_else(name: str) -> None:
    answer = report(signed_with({**HEADER, "kid": KIDS[name]}))
    assert failed(answer) == ["issuer key"]


def test_a_key_of_one_issuer_signs_nothing_for_another() -> None:
    foreign = serialise(compose(OTHER, ACHIEVEMENT, AWARD))
    payload = {**json.loads(foreign), **jwt.claims_of(json.loads(foreign))}
    both = Known(keys={**Known().keys, OTHER.id: {f"{OTHER.id}#k": RSA_PUBLIC}})
    assert report(signed_with({**HEADER, "kid": f"{OTHER.id}#k"}, payload), both).verdict == "valid"
    assert failed(report(signed_with(HEADER, payload), both)) == ["issuer key"]
    careless = Known(keys={OTHER.id: {HEADER["kid"]: RSA_PUBLIC}})
    assert failed(report(signed_with(HEADER, payload), careless)) == ["issuer key"]
    claimed = signed_with(HEADER, {**payload, "iss": ISSUER.id})
    assert failed(report(claimed, both)) == ["issuer key"]


def test_a_key_that_is_too_short_is_refused() -> None:
    short = generate_private_key(65537, 1024)  # noqa: S505
    known = Known(keys={ISSUER.id: {HEADER["kid"]: short.public_key()}})
    assert failed(report(signed_with(HEADER, key=short), known)) == ["issuer key"]


def test_an_rsa_key_holds_no_embedded_proof() -> None:
    document = add_proof(json.loads(DOCUMENT), SIGNER, AWARDED)
    known = Known(keys={ISSUER.id: {SIGNER.verification_method: RSA_PUBLIC}})
    answer = verify(serialise(document).encode(), known, now=LATER)
    assert failed(answer) == ["proof"]


def twice(document: Json, name: str, value: object) -> str:
    """The document as JSON, with a name that is in it given a second time."""
    return f"{serialise(document)[:-1]},{serialise({name: value})[1:]}"


def unread_bits(text: str) -> str:
    """The same bytes to a careless reader, in other characters."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]


TWO_READINGS: dict[str, tuple[str, str]] = {
    "alg twice": (
        signed_with(twice(HEADER, "alg", "RS256")),
        "in its header, it gives the name 'al",
    ),
    "kid twice": (signed_with(twice(HEADER, "kid", "x")), "in its header, it gives the name 'kid'"),
    "iss twice": (signed_with(HEADER, twice(PAYLOAD, "iss", ISSUER.id)), "the name 'iss' twice"),
    "an end twice": (signed_with(HEADER, twice(PAYLOAD, "validUntil", "x")), "'validUntil' twice"),
    "padding": (f"{TOKEN}==", "in its signature, it is not base64url"),
    "padding of the header": (f"{HEAD}==.{BODY}.{SIGNATURE}", "in its header, it is not base64url"),
    "padding inside": (f"{HEAD}.{BODY}=.{SIGNATURE}", "in its payload, it is not base64url"),
    "unread bits": (f"{HEAD}.{BODY}.{unread_bits(SIGNATURE)}", "in its signature, its last char"),
    "the other base64": (TOKEN.replace("_", "/").replace("-", "+"), "it is not base64url"),
    "parts swapped": (f"{BODY}.{HEAD}.{SIGNATURE}", "its header has more than 4,096"),
    "a list as header": (signed_with("[]"), "its header is not a JSON object"),
    "a text as header": (signed_with('"RS256"'), "its header is not a JSON object"),
    "a list as payload": (signed_with(HEADER, "[]"), "its payload is not a JSON object"),
    "half a payload": (signed_with(HEADER, "{"), "in its payload, it is not JSON"),
    "no number": (signed_with(HEADER, '{"a":NaN}'), "in its payload, it has NaN"),
    "a deep payload": (signed_with(HEADER, "[" * 1000), "deep"),
    "a long header": (signed_with({**HEADER, "kid": "k" * 4000}), "more than 4,096 characters"),
    "a long payload": (signed_with(HEADER, "x" * 800_000), "at most 1,048,576 are read"),
}


@pytest.mark.parametrize("name", TWO_READINGS)
def test_a_token_with_two_readings_fails_the_format(name: str) -> None:
    token, words = TWO_READINGS[name]
    answer = report(token)
    assert failed(answer) == ["format"]
    assert words in answer.checks[-1].detail
    assert len(answer.checks[-1].detail) < 300


TORN: dict[str, str] = {
    "a blank before a dot": f"{HEAD} .{BODY}.{SIGNATURE}",
    "a newline after a dot": f"{HEAD}.\n{BODY}.{SIGNATURE}",
    "a newline inside": f"{TOKEN[:40]}\n{TOKEN[40:]}",
    "signature and payload swapped": f"{HEAD}.{SIGNATURE}.{BODY}",
    "signature and header swapped": f"{SIGNATURE}.{BODY}.{HEAD}",
    "no header": f".{BODY}.{SIGNATURE}",
    "no payload": f"{HEAD}..{SIGNATURE}",
    "two parts": f"{HEAD}.{SIGNATURE}",
    "an empty fourth part": f"{TOKEN}.",
    "a fourth part": f"{TOKEN}.{SIGNATURE}",
    "a NUL": f"{TOKEN}\0",
    "a byte order mark": f"\N{ZERO WIDTH NO-BREAK SPACE}{TOKEN}",
    "two tokens": f"{TOKEN}{TOKEN}",
}


@pytest.mark.parametrize("name", TORN)
def test_parts_that_are_torn_swapped_or_missing_are_no_badge(name: str) -> None:
    assert failed(report(TORN[name])) == ["format"]
    with pytest.raises(BadInputError):
        jwt.read(TORN[name].encode())


def test_the_blanks_around_a_pasted_token_do_not_matter() -> None:
    assert report(f"\n  {TOKEN}\r\n").verdict == "valid"
    with pytest.raises(BadInputError):
        jwt.read(f"{TOKEN}\n".encode())
