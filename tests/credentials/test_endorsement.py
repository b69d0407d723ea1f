"""An endorsement fits the official schemas, and whatever is changed in one fails a check."""

import copy
import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leap_dash.credentials import base64url, jwt, multikey
from leap_dash.credentials.compose import serialise, with_proof
from leap_dash.credentials.endorsement import (
    EndorsementSpec,
    compose_endorsement,
    prove_endorsement,
)
from leap_dash.credentials.keys import Ed25519Signer, RsaSigner, SelfCheckingSigner
from leap_dash.credentials.model import Issuer
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.report import NothingKnown, StatusAnswer, VerificationReport
from leap_dash.credentials.verify import verify
from leap_dash.domain.errors import SigningError
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARDED,
    BASE,
    ISSUER,
    KEY,
    LATER,
    PUBLIC,
    RSA_KEY,
    RSA_PUBLIC,
    SIGNED,
    Known,
)

Json = dict[str, Any]
ENDORSER = Issuer(
    id="did:web:badges.example.org:issuers:hillside",
    name="Hillside College",
    url=f"{BASE}/issuers/hillside",
)
SIGNER = Ed25519Signer(KEY, f"{ENDORSER.id}#{multikey.encode(PUBLIC)}")
SPEC = EndorsementSpec(
    id=f"{BASE}/endorsements/3f1c1c0e-6f3e-4f0e-8d0a-0f1f2f3f4f5f",
    target_id=ACHIEVEMENT.id,
    target_name=ACHIEVEMENT.name,
    comment="We let holders start in the second year.\n\nChecked in March – twice.",
    valid_from=AWARDED,
    status_list_url=f"{BASE}/status/hillside/endorsements",
    status_index=7,
)
EVERYTHING = Known(
    keys={
        ENDORSER.id: {SIGNER.verification_method: PUBLIC},
        ISSUER.id: {f"{ISSUER.id}#k": PUBLIC},
    }
)


def signed(spec: EndorsementSpec = SPEC) -> str:
    """The endorsement with its proof."""
    document = compose_endorsement(ENDORSER, spec)
    return with_proof(serialise(document), prove_endorsement(document, SIGNER, spec.valid_from))


ENDORSEMENT = json.loads(signed())


def report(
    document: Json | str,
    known: Known | NothingKnown = EVERYTHING,
    *,
    now: datetime = LATER,
    about: Collection[str] | None = None,
) -> VerificationReport:
    """Verify a month later, unless told otherwise."""
    text = serialise(document) if isinstance(document, dict) else document
    return verify(text.encode(), known, now=now, about=about)


def failed(answer: VerificationReport) -> list[str]:
    """The names of the failed checks."""
    return [check.name for check in answer.checks if check.result == "fail"]


def test_an_endorsement_just_signed_is_valid_in_every_check() -> None:
    answer = report(signed(), about={ACHIEVEMENT.id})
    assert answer.verdict == "valid"
    assert answer.credential == ENDORSEMENT
    names = "format contexts schema proof issuer key validity period status target"
    assert " ".join(check.name for check in answer.checks) == names


def test_an_issuer_is_endorsed_by_its_did() -> None:
    of_issuer = signed(replace(SPEC, target_id=ISSUER.id, target_name=ISSUER.name))
    assert report(of_issuer, about={ISSUER.id}).verdict == "valid"
    assert failed(report(of_issuer, Known(keys={**EVERYTHING.keys, ISSUER.id: {}}))) == ["target"]


@pytest.mark.parametrize("kind", ["jsonld", "strict"])
def test_what_we_sign_fits_the_official_schema(shared_data: Path, kind: str) -> None:
    folder = shared_data / "standards" / "schemas"
    schema = json.loads((folder / f"ob_v3p0_achievementcredential_schema.{kind}.json").read_text())
    schema = {"$schema": schema["$schema"], "$defs": schema["$defs"]}
    schema["$ref"] = "#/$defs/EndorsementCredential"
    jsonschema.validators.validator_for(schema)(schema).validate(ENDORSEMENT)


def test_the_fixtures_of_the_1edtech_validator_have_the_form(shared_data: Path) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob30"
    answer = report((folder / "endorsement-valid.json").read_text())
    assert [check.name for check in answer.checks if check.result == "pass"][:3] == [
        "format",
        "contexts",
        "schema",
    ]


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value that is neither an object nor a list."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in items:
            yield from leaves(child, (*path, key))
    else:
        yield path


def put(document: Any, path: tuple[str | int, ...], value: object) -> None:  # noqa: ANN401
    """Set what stands at a path."""
    for key in path[:-1]:
        document = document[key]
    document[path[-1]] = value


values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=30)
    | st.lists(st.text(max_size=8), max_size=2)
    | st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2)
)


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(list(leaves(ENDORSEMENT))), value=values)
def test_every_changed_leaf_fails_a_check(path: tuple[str | int, ...], value: object) -> None:
    document = copy.deepcopy(ENDORSEMENT)
    put(document, path, value)
    assume(document != ENDORSEMENT)
    answer = report(document)
    assert answer.verdict == "invalid"
    assert len(failed(answer)) == 1
    assert answer.credential is None


@pytest.mark.parametrize("path", list(leaves(ENDORSEMENT)), ids=lambda p: ".".join(map(str, p)))
def test_no_value_can_be_left_out_or_lengthened_unnoticed(path: tuple[str | int, ...]) -> None:
    document = copy.deepcopy(ENDORSEMENT)
    inner: Any = document
    for key in path[:-1]:
        inner = inner[key]
    longer = copy.deepcopy(ENDORSEMENT)
    put(longer, path, f"{inner[path[-1]]}x")
    del inner[path[-1]]
    for changed in (document, longer):
        assert report(changed).verdict == "invalid"


def test_a_term_that_no_context_defines_is_refused() -> None:
    document = copy.deepcopy(ENDORSEMENT)
    document["credentialSubject"]["grade"] = "A"
    assert failed(report(document)) == ["contexts"]


def test_only_the_endorsers_own_key_counts() -> None:
    document = compose_endorsement(ENDORSER, SPEC)
    with pytest.raises(SigningError, match="is not one of"):
        prove_endorsement(document, Ed25519Signer(KEY, f"{ISSUER.id}#k"), AWARDED)
    forged = add_proof(
        {**document, "issuer": ISSUER.id}, Ed25519Signer(KEY, f"{ISSUER.id}#k"), LATER
    )
    forged["issuer"] = document["issuer"]
    assert failed(report(forged)) == ["issuer key"]
    assert failed(report(signed(), Known(keys={ENDORSER.id: {}}))) == ["issuer key"]


def test_a_withdrawn_endorsement_says_so_and_why() -> None:
    reason = "Withdrawn on 3 June 2026: the rule changed."
    known = replace(EVERYTHING, answer=StatusAnswer("revoked", reason))
    answer = report(signed(), known)
    assert failed(answer) == ["status"]
    assert answer.checks[-2].detail == reason


def test_it_is_not_valid_before_it_was_given() -> None:
    assert failed(report(signed(), now=AWARDED - timedelta(seconds=1))) == ["validity period"]


def test_an_endorsement_of_something_else_does_not_count_here() -> None:
    assert failed(report(signed(), about={f"{BASE}/achievements/other"})) == ["target"]


def test_nobody_is_endorsed_by_themselves() -> None:
    assert failed(report(signed(replace(SPEC, target_id=ENDORSER.id)))) == ["target"]


def test_what_cannot_be_known_is_unknown_and_never_valid() -> None:
    answer = report(signed(), NothingKnown())
    assert answer.verdict == "unknown"
    assert answer.credential is None
    only_the_key = report(signed(), replace(EVERYTHING, achievements={}))
    assert (only_the_key.verdict, only_the_key.checks[-1].result) == ("unknown", "unknown")


@pytest.mark.parametrize("text", ["", "no", "[]", "7", '{"type": "Profile"}', SIGNED])
def test_what_is_no_endorsement_is_told_at_once(text: str) -> None:
    answer = report(text, about={ACHIEVEMENT.id})
    assert (answer.verdict, failed(answer)) == ("invalid", ["format"])


@pytest.mark.parametrize("comment", ["", "  ", "a\tb", "a\x00b"])
def test_what_others_would_read_differently_is_not_signed(comment: str) -> None:
    document = compose_endorsement(ENDORSER, replace(SPEC, comment=comment))
    with pytest.raises(SigningError, match="This endorsement cannot be signed: credentialSubject"):
        prove_endorsement(document, SIGNER, AWARDED)


def test_a_document_of_another_form_is_not_signed() -> None:
    document = {**compose_endorsement(ENDORSER, SPEC), "type": ["EndorsementCredential"]}
    with pytest.raises(SigningError, match="VerifiableCredential"):
        prove_endorsement(document, SelfCheckingSigner(SIGNER), AWARDED)
    del document["credentialSubject"]
    with pytest.raises(SigningError, match="credentialSubject"):
        prove_endorsement(document, SIGNER, AWARDED)


def test_an_endorsement_as_a_token_is_checked_like_a_badge() -> None:
    kid = f"{ENDORSER.id}#rsa"
    document = serialise(compose_endorsement(ENDORSER, SPEC))
    token = jwt.make(document, RsaSigner(RSA_KEY, kid))
    known = replace(EVERYTHING, keys={**EVERYTHING.keys, ENDORSER.id: {kid: RSA_PUBLIC}})
    assert report(token, known).verdict == "valid"
    header, payload, signature = token.split(".")
    body = base64url.decode(payload).replace(b"second year", b"first year.")
    forged = report(f"{header}.{base64url.encode(body)}.{signature}", known)
    assert (failed(forged), forged.credential) == (["proof"], None)


def test_nobody_holds_an_endorsement() -> None:
    answer = verify(signed().encode(), EVERYTHING, now=LATER, recipient="ana@example.org")
    assert (answer.checks[-1].name, answer.checks[-1].result) == ("recipient", "unknown")
