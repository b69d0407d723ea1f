"""The JWT form of a badge says what the document says, and holds no other way."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leap_dash.credentials import base64url, jwt, multikey
from leap_dash.credentials.baking import bake, unbake
from leap_dash.credentials.compose import compose, serialise
from leap_dash.credentials.keys import RsaSigner
from leap_dash.credentials.lint import lint
from leap_dash.credentials.report import StatusAnswer
from leap_dash.credentials.verify import verify
from leap_dash.domain.errors import SigningError
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    AWARDED,
    DOCUMENT,
    ISSUER,
    KEY,
    LATER,
    RSA_PUBLIC,
    RSA_SIGNER,
    TOKEN,
    Known,
)
from tests.credentials.tokens import HEADER, OTHER, PAYLOAD, Json, failed, report, said, signed_with


def test_a_token_just_made_is_valid_in_every_check() -> None:
    answer = report(TOKEN)
    assert answer.verdict == "valid", answer.checks
    names = "format contexts schema proof issuer key validity period status achievement recipient"
    assert " ".join(check.name for check in answer.checks) == names
    assert answer.credential == json.loads(DOCUMENT)


def test_its_header_and_claims_are_those_of_the_standard() -> None:
    header, payload, signature = TOKEN.split(".")
    assert json.loads(base64url.decode(header)) == HEADER
    said_by_token = json.loads(base64url.decode(payload))
    assert AWARD.valid_until is not None
    assert {name: said_by_token.pop(name) for name in jwt.CLAIMS} == {
        "iss": ISSUER.id,
        "sub": AWARD.subject_id,
        "jti": AWARD.id,
        "nbf": int(AWARD.valid_from.timestamp()),
        "exp": int(AWARD.valid_until.timestamp()),
    }
    assert said_by_token == json.loads(DOCUMENT)
    assert base64url.decode(payload).startswith(DOCUMENT[:-1].encode())
    assert len(base64url.decode(signature)) == 256


def test_a_badge_without_an_end_has_no_exp() -> None:
    endless = serialise(compose(ISSUER, ACHIEVEMENT, AWARD._replace(valid_until=None)))
    token = jwt.make(endless, RSA_SIGNER)
    assert "exp" not in jwt.read(token.encode()).claims
    assert report(token).verdict == "valid"


def test_a_token_is_baked_and_verified_from_its_image(png: bytes) -> None:
    image = bake(png, TOKEN)
    assert unbake(image) == TOKEN
    answer = report(image)
    assert answer.verdict == "valid"
    assert answer.checks[0].name == "carrier"


def test_only_a_key_of_the_issuer_makes_its_token() -> None:
    with pytest.raises(SigningError, match=f"not one of {OTHER.id}"):
        jwt.make(serialise(compose(OTHER, ACHIEVEMENT, AWARD)), RSA_SIGNER)


def test_a_retired_key_verifies_what_it_signed() -> None:
    younger = generate_private_key(65537, 2048)
    signer = RsaSigner(younger, f"{ISSUER.id}#younger")
    listed = {
        RSA_SIGNER.verification_method: RSA_PUBLIC,
        signer.verification_method: younger.public_key(),
    }
    for each in (RSA_SIGNER, signer):
        token = jwt.make(DOCUMENT, each)
        assert report(token, Known(keys={ISSUER.id: listed})).verdict == "valid"


def test_a_revoked_or_expired_badge_is_so_as_a_token_too() -> None:
    revoked = report(TOKEN, Known(answer=StatusAnswer("revoked", "Revoked: in error.")))
    assert said(revoked, "status") == "fail"
    assert AWARD.valid_until is not None
    late = verify(TOKEN.encode(), Known(), now=AWARD.valid_until + timedelta(seconds=1))
    assert said(late, "validity period") == "fail"


def test_an_issuer_that_signs_its_tokens_with_ed25519_is_understood() -> None:
    did = f"did:key:{multikey.encode(KEY.public_key().public_bytes_raw())}"
    document = compose(replace(ISSUER, id=did), ACHIEVEMENT, AWARD)
    header = {"alg": "EdDSA", "kid": f"{did}#{did.removeprefix('did:key:')}"}
    payload = {**document, **jwt.claims_of(document)}
    signed = ".".join(base64url.encode(serialise(part).encode()) for part in (header, payload))
    token = f"{signed}.{base64url.encode(KEY.sign(signed.encode()))}"
    assert report(token, Known(keys={})).verdict == "valid"
    assert failed(report(signed_with({**header, "alg": "RS256"}, payload))) == ["proof"]


@pytest.mark.parametrize(
    "header",
    [{**HEADER, "alg": "ES256"}, {**HEADER, "alg": "PS256"}, {**HEADER, "typ": "JWT"}],
)
def test_a_token_that_may_be_sound_but_is_not_checked_is_unknown(header: Json) -> None:
    answer = report(signed_with(header))
    assert (answer.verdict, answer.credential) == ("unknown", None)


def test_a_token_of_an_issuer_nobody_knows_is_unknown() -> None:
    answer = report(TOKEN, Known(keys={}))
    assert said(answer, "proof") == said(answer, "issuer key") == "unknown"
    assert (answer.verdict, answer.credential) == ("unknown", None)


CHANGES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ \n\0é{"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(CHANGES))
def test_no_character_can_be_changed_unnoticed(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    answer = report(changed)
    if changed != TOKEN and changed.strip() != TOKEN:
        assert answer.verdict != "valid"
        assert answer.credential is None


def test_the_last_character_cannot_be_changed_unnoticed() -> None:
    for character in set(CHANGES) - {TOKEN[-1], "\n", " "}:
        assert failed(report(TOKEN[:-1] + character)), character


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, len(TOKEN)),
    st.integers(0, len(TOKEN)),
    st.text(max_size=5),
    st.binary(max_size=3),
)
def test_no_bytes_make_verifying_fall_over(start: int, end: int, text: str, data: bytes) -> None:
    mangled = TOKEN[:start].encode() + text.encode() + data + TOKEN[end:].encode()
    answer = report(mangled)
    assert mangled.strip() == TOKEN.encode() or answer.verdict != "valid"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["alg", "kid", "crit", "typ", "b64"]), json_values, max_size=3),
    st.dictionaries(st.sampled_from(sorted(PAYLOAD)), json_values, max_size=2),
)
@example({}, {"credentialStatus": []})
def test_no_member_can_be_changed_unnoticed_even_by_whoever_has_the_key(
    header: Json, payload: Json
) -> None:
    token = signed_with(json.dumps({**HEADER, **header}), json.dumps({**PAYLOAD, **payload}))
    answer = report(token)
    assert not header.keys() - {"alg", "kid"} or answer.verdict != "valid"
    if answer.verdict == "valid":
        assert {**HEADER, **header} == HEADER
        assert answer.credential is not None
        assert jwt.claims_of(answer.credential) == {
            name: {**PAYLOAD, **payload}[name] for name in jwt.CLAIMS
        }


@settings(max_examples=30, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30),
    st.datetimes(min_value=AWARDED.replace(tzinfo=None), max_value=LATER.replace(tzinfo=None)),
    st.booleans(),
)
def test_what_is_made_says_what_was_signed(name: str, moment: Any, ends: bool) -> None:  # noqa: ANN401
    slots = AWARD._replace(
        valid_from=moment.replace(tzinfo=AWARDED.tzinfo),
        valid_until=AWARD.valid_until if ends else None,
    )
    document = compose(ISSUER, replace(ACHIEVEMENT, name=name), slots)
    lint(document)
    answer = report(jwt.make(serialise(document), RSA_SIGNER))
    assert answer.verdict == "valid"
    assert answer.credential == document


def test_a_claim_that_no_context_defines_is_told_as_in_a_document() -> None:
    answer = report(signed_with(HEADER, {**PAYLOAD, "grade": "distinction"}))
    assert failed(answer) == ["contexts"]
