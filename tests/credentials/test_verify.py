"""A verdict per check: what passes, and which check fails for which change."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_dash.credentials import multikey
from leap_dash.credentials.baking import bake
from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.compose import compose, serialise
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.proof import (
    add_proof,
    canonical_options,
    proof_options,
    proof_value,
    signed_bytes,
)
from leap_dash.credentials.report import (
    Check,
    NothingKnown,
    Resolver,
    StatusAnswer,
    VerificationReport,
)
from leap_dash.credentials.signing import sign_award
from leap_dash.credentials.verify import verify
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    AWARDED,
    EMAIL,
    ISSUER,
    KEY,
    LATER,
    PUBLIC,
    SIGNED,
    SIGNER,
    Known,
    signed_document,
)

Json = dict[str, Any]
Change = Callable[[Json], object]


def report(
    document: Json | str | bytes,
    resolver: Resolver | None = None,
    *,
    now: datetime = LATER,
    recipient: str | None = None,
) -> VerificationReport:
    """Verify with everything known, a month after the award."""
    if isinstance(document, dict):
        document = serialise(document)
    data = document.encode() if isinstance(document, str) else document
    return verify(data, resolver or Known(), now=now, recipient=recipient)


def failed(answer: VerificationReport) -> list[str]:
    """Return the names of the failed checks."""
    return [check.name for check in answer.checks if check.result == "fail"]


def said(answer: VerificationReport, name: str) -> Check:
    """Return the check of this name."""
    return next(check for check in answer.checks if check.name == name)


def test_a_badge_just_signed_is_valid_in_every_check() -> None:
    answer = report(SIGNED, recipient=f" {EMAIL.upper()} ")
    assert answer.verdict == "valid"
    assert answer.credential == signed_document()
    names = "format contexts schema proof issuer key validity period status achievement recipient"
    assert " ".join(check.name for check in answer.checks) == names
    assert json.loads(json.dumps(answer.to_json()))["checks"][0] == {
        "name": "format",
        "result": "pass",
        "detail": "This is an Open Badges 3.0 credential.",
    }


def test_a_baked_image_is_verified_from_its_carrier_on(shared_data: Path, png: bytes) -> None:
    answer = report(bake(png, SIGNED))
    assert answer.verdict == "valid"
    assert answer.checks[0].name == "carrier"
    assert failed(report(png)) == ["carrier"]
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob30"
    foreign = report((folder / "simple-json.png").read_bytes())
    assert foreign.verdict != "valid"
    assert foreign.checks[0] == answer.checks[0]


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value that is neither an object nor a list."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in items:
            yield from leaves(child, (*path, key))
    else:
        yield path


def spoiled(value: object) -> Iterator[object]:
    """Yield other values that could stand in the place of one."""
    if isinstance(value, str):
        yield from (value + "x", value[:-1], value.swapcase(), "", 7, None, [], {}, [value, "x"])
    else:
        yield from (not value, "x", None, [], {})


@pytest.mark.parametrize(
    "path", list(leaves(signed_document())), ids=lambda p: ".".join(map(str, p))
)
def test_no_value_can_be_changed_unnoticed(path: tuple[str | int, ...]) -> None:
    whole = signed_document()
    for value in spoiled(at(whole, path)):
        document = signed_document()
        at(document, path[:-1])[path[-1]] = value
        if document == whole:
            continue
        answer = report(document)
        assert answer.verdict == "invalid", value
        assert len(failed(answer)) == 1
        assert answer.credential is None


@pytest.mark.parametrize(
    "path", list(leaves(signed_document())), ids=lambda p: ".".join(map(str, p))
)
def test_no_value_can_be_left_out_unnoticed(path: tuple[str | int, ...]) -> None:
    document = signed_document()
    del at(document, path[:-1])[path[-1]]
    answer = report(document)
    assert answer.verdict == "invalid"
    assert answer.credential is None


def at(document: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    """Return what stands at a path."""
    for key in path:
        document = document[key]
    return document


ACHIEVEMENT_IRI = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"
EXPIRES = "https://www.w3.org/2018/credentials#validUntil"
DATE = "http://www.w3.org/2001/XMLSchema#dateTime"


def _hide_expiry_under_its_address(badge: Json) -> None:
    badge[EXPIRES] = {"@type": DATE, "@value": badge.pop("validUntil")}


def _hide_name_under_its_address(badge: Json) -> None:
    badge["https://schema.org/name"] = badge.pop("name")


RESPELLED: dict[str, Change] = {
    "a term that no context defines": lambda badge: badge.update(grade="distinction"),
    "an undefined term deep inside": lambda badge: badge["issuer"].update(accredited=True),
    "an undefined type": lambda badge: badge["issuer"]["type"].append("University"),
    "a relative id": lambda badge: badge["issuer"].update(image={"id": "x.png", "type": "Image"}),
    "a member under its full address": _hide_expiry_under_its_address,
    "a name under its full address": _hide_name_under_its_address,
    "a type under its full address": lambda badge: badge["credentialSubject"]["achievement"].update(
        type=[ACHIEVEMENT_IRI]
    ),
    "a context of its own": lambda badge: badge["@context"].append({"grade": "urn:x:grade"}),
    "a vocabulary for everything": lambda badge: badge["@context"].append({"@vocab": "urn:x:"}),
    "a context nobody knows": lambda badge: badge["@context"].append("https://evil.example/c"),
    "contexts in another order": lambda badge: badge["@context"].reverse(),
    "a context inside": lambda badge: badge["issuer"].update({"@context": {"grade": "urn:x:g"}}),
    "an index that is dropped": lambda badge: badge["issuer"].update({"@index": "Oxford"}),
    "a graph": lambda badge: badge.update({"@included": [{"id": "urn:x:1", "name": "Oxford"}]}),
    "a single value as a list": lambda badge: badge.update(validUntil=[badge["validUntil"]]),
    "a truth value as text": lambda badge: badge["credentialSubject"]["identifier"][0].update(
        hashed="true"
    ),
}


@pytest.mark.parametrize("name", RESPELLED)
def test_a_badge_that_is_spelled_otherwise_is_refused(name: str) -> None:
    document = signed_document()
    RESPELLED[name](document)
    answer = report(document)
    assert answer.verdict == "invalid"
    assert failed(answer) in (["contexts"], ["schema"])
    assert answer.credential is None


def test_an_expiry_cannot_be_hidden_in_a_second_object_of_the_same_id() -> None:
    badge = {**compose(ISSUER, ACHIEVEMENT, AWARD), "relatedResource": AWARD.id}
    signed = add_proof(badge, SIGNER, AWARDED)
    assert report(signed).verdict == "valid"
    # The same statements about the same badge, but no validUntil where it is looked for.
    signed["relatedResource"] = {
        "id": AWARD.id,
        "type": signed["type"],
        "validUntil": signed.pop("validUntil"),
    }
    assert failed(report(signed)) == ["contexts"]


def proof_changed(**members: object) -> Json:
    """Return the badge with members of its proof changed."""
    document = signed_document()
    document["proof"][0].update(members)
    return document


@pytest.mark.parametrize(
    ("document", "result"),
    [
        ({**signed_document(), "proof": []}, "fail"),
        ({**signed_document(), "proof": "z"}, "fail"),
        ({**signed_document(), "proof": [*signed_document()["proof"], 7]}, "fail"),
        ({**signed_document(), "proof": signed_document()["proof"] * 9}, "fail"),
        (proof_changed(cryptosuite="none"), "fail"),
        (proof_changed(cryptosuite="ecdsa-rdfc-2019"), "unknown"),
        (proof_changed(type="Ed25519Signature2020"), "fail"),
        (proof_changed(domain="example.org"), "fail"),
        (proof_changed(unheard="of"), "fail"),
        (proof_changed(**{"@context": ["https://www.w3.org/ns/credentials/v2"]}), "fail"),
        (proof_changed(proofValue=" " + signed_document()["proof"][0]["proofValue"]), "fail"),
        (proof_changed(proofValue=signed_document()["proof"][0]["proofValue"] + "\n"), "fail"),
        (proof_changed(proofValue="z1" + signed_document()["proof"][0]["proofValue"][1:]), "fail"),
        (proof_changed(proofValue="u" + "A" * 86), "fail"),
        (proof_changed(proofValue="z" + "0OIl" * 22), "fail"),
    ],
)
def test_a_proof_that_is_tampered_with_does_not_hold(document: Json, result: str) -> None:
    answer = report(document)
    assert said(answer, "proof").result == result
    assert answer.verdict != "valid"
    assert answer.credential is None


def test_a_long_signature_or_key_is_refused_without_being_decoded() -> None:
    long = "z" + "2" * 400_000  # more than a minute's work, if it were decoded
    for data in (proof_changed(proofValue=long), did_key_badge(long)):
        started = process_time()
        assert report(data).verdict == "invalid"
        assert process_time() - started < 2


def did_key_badge(multibase: str) -> Json:
    """Return the badge as if an issuer with this key had signed it."""
    did = f"did:key:{multibase}"
    document = proof_changed(verificationMethod=f"{did}#k")
    document["issuer"]["id"] = did
    return document


def test_a_single_proof_need_not_be_in_a_list() -> None:
    document = signed_document()
    document["proof"] = document["proof"][0]
    assert report(document).verdict == "valid"


def test_a_key_of_one_issuer_signs_nothing_for_another() -> None:
    other = replace(ISSUER, id="did:web:badges.example.org:issuers:other")
    document = compose(other, ACHIEVEMENT, AWARD)
    signed = add_proof(document, Ed25519Signer(KEY, f"{other.id}#k"), AWARDED)
    signed["proof"][0]["verificationMethod"] = SIGNER.verification_method
    answer = report(
        signed, Known(keys={ISSUER.id: {SIGNER.verification_method: PUBLIC}, other.id: {}})
    )
    assert failed(answer) == ["issuer key"]
    unlisted = add_proof(document, Ed25519Signer(KEY, f"{other.id}#k"), AWARDED)
    assert failed(report(unlisted, Known(keys={other.id: {}}))) == ["issuer key"]


def test_a_key_that_anyone_could_sign_with_is_refused() -> None:
    keys = {ISSUER.id: {SIGNER.verification_method: b"\x01" + bytes(31)}}
    assert failed(report(SIGNED, Known(keys=keys))) == ["issuer key"]


def test_what_cannot_be_known_is_unknown_and_never_valid() -> None:
    answer = report(SIGNED, NothingKnown())
    assert answer.verdict == "unknown"
    assert said(answer, "issuer key").result == said(answer, "proof").result == "unknown"
    assert answer.credential is None
    only_keys = report(SIGNED, Known(answer=StatusAnswer(None), achievements={}))
    assert only_keys.verdict == "unknown"
    assert said(only_keys, "status").result == said(only_keys, "achievement").result == "unknown"
    assert only_keys.credential == signed_document()


def test_an_issuer_that_is_its_own_key_needs_no_lookup() -> None:
    did = f"did:key:{multikey.encode(PUBLIC)}"
    signer = Ed25519Signer(KEY, f"{did}#{multikey.encode(PUBLIC)}")
    signed = sign_award(replace(ISSUER, id=did), ACHIEVEMENT, AWARD, signer, AWARDED)
    assert report(signed, Known(keys={})).verdict == "valid"
    spoiled_key = report(signed.replace(did, did[:-1] + "1"), Known(keys={}))
    assert failed(spoiled_key) == ["issuer key"]


def test_a_revoked_badge_says_so_and_why() -> None:
    reason = "Revoked on 3 May 2026: awarded in error."
    answer = report(SIGNED, Known(answer=StatusAnswer("revoked", reason)))
    assert answer.verdict == "invalid"
    assert said(answer, "status") == Check("status", "fail", reason)
    assert answer.credential == signed_document()
    assert failed(report(SIGNED, Known(answer=StatusAnswer("suspended")))) == ["status"]


def test_a_badge_is_valid_from_its_first_to_its_last_second() -> None:
    assert AWARD.valid_until is not None
    second = timedelta(seconds=1)
    early = said(report(SIGNED, now=AWARD.valid_from - second), "validity period")
    late = said(report(SIGNED, now=AWARD.valid_until + second), "validity period")
    assert (early.result, early.detail) == ("fail", "Not valid before 3 May 2026.")
    assert (late.result, late.detail) == ("fail", "Expired on 2 May 2028.")
    for now in (AWARD.valid_from, AWARD.valid_until):
        assert said(report(SIGNED, now=now), "validity period").result == "pass"


@pytest.mark.parametrize(
    ("member", "text"),
    [("validFrom", "2026-02-30T00:00:00Z"), ("validUntil", "2026-05-03T24:01:00Z")],
)
def test_dates_that_are_none_fail_the_period(member: str, text: str) -> None:
    document = {**compose(ISSUER, ACHIEVEMENT, AWARD), member: text}
    assert failed(report(add_proof(document, SIGNER, AWARDED))) == ["validity period"]


def test_a_proof_may_expire_before_its_badge() -> None:
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    expiring = signed_with(document, expires="2026-05-10T00:00:00Z")
    assert said(report(expiring), "validity period").detail == "Expired on 10 May 2026."
    assert report(expiring, now=AWARDED).verdict == "valid"


def test_a_proof_for_another_purpose_or_behind_another_proof_does_not_count() -> None:
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    assert report(signed_with(document)).verdict == "valid"
    assert failed(report(signed_with(document, proofPurpose="authentication"))) == ["proof"]
    assert failed(report(signed_with(document, previousProof="urn:uuid:1"))) == ["proof"]


def signed_with(document: Json, **members: str) -> Json:
    """Sign with a proof that says what the issuer itself never says."""
    created = "2026-05-03T09:30:00Z"
    options = {**proof_options(SIGNER.verification_method, created), **members}
    canonical = canonical_options(document["@context"], options)
    signature = SIGNER.sign(signed_bytes(canonicalise(document), canonical))
    return {**document, "proof": [{**options, "proofValue": proof_value(signature)}]}


def test_only_its_own_recipient_is_confirmed() -> None:
    assert failed(report(SIGNED, recipient="someone@else.example")) == ["recipient"]
    nameless = AWARD._replace(subject_identity_hash=None, subject_salt=None)
    signed = sign_award(ISSUER, ACHIEVEMENT, nameless, SIGNER, AWARDED)
    assert said(report(signed, recipient=EMAIL), "recipient").result == "unknown"


def test_an_achievement_that_the_issuer_does_not_publish_fails() -> None:
    answer = report(SIGNED, Known(achievements={ACHIEVEMENT.id: False}))
    assert failed(answer) == ["achievement"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"hello", "not JSON"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"PK\x03\x04", "ZIP"),
        (b"<!doctype html>", "web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no Open Badges credential"),
        (b"<svg onload='", "SVG is not well-formed"),
        (b"\x89PNG\r\n\x1a\nrest", ""),
        (b"[1, 2]", "not an object"),
        (b"{}", "no type"),
        (b'{"type": "Recipe"}', "Recipe"),
        (b"https://elsewhere.example/badge", "only the address"),
        (b"eyJhbGciOiJFZERTQSJ9.e30.c2ln", "JWT"),
        (b'{"type": "OpenBadgeCredential", "type": "x"}', "twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b"[" * 200_000, "deep"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "digits"),
        (b'"' + b"x" * 1_100_000 + b'"', "bytes"),
    ],
)
def test_what_is_no_badge_is_told_in_one_sentence(data: bytes, words: str) -> None:
    answer = report(data)
    assert answer.verdict != "valid"
    assert answer.credential is None
    assert len(answer.checks) == 1
    assert words in answer.checks[0].detail
    assert answer.checks[0].detail.endswith(".")


def test_the_fixtures_of_the_1edtech_validator_are_judged_alike(shared_data: Path) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob30"
    kid = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"

    class Everyone(Known):
        def issuer_keys(self, issuer_id: str, /) -> Mapping[str, bytes]:
            return {f"{issuer_id}#{kid}": multikey.decode(kid)}

        def achievement_known(self, _achievement_id: str, /) -> bool:
            return True

    verdicts = {
        path.stem: report(path.read_bytes(), Everyone()).verdict for path in folder.glob("*.json")
    }
    assert verdicts["simple"] == verdicts["simple-multiple-proofs"] == "valid"
    assert not [
        name for name, verdict in verdicts.items() if "-err-" in name and verdict == "valid"
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
members = st.sampled_from(sorted({str(key) for path in leaves(signed_document()) for key in path}))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_document_makes_verifying_fall_over(data: st.DataObject) -> None:
    document: Any = signed_document()
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(leaves(document)) or [()]))
        path = path[: data.draw(st.integers(0, len(path)))]
        value = data.draw(json_values | st.dictionaries(members, json_values, max_size=3))
        if not path:
            document = value
            break
        at(document, path[:-1])[path[-1]] = value
    answer = report(json.dumps(document), recipient=EMAIL)
    assert document == signed_document() or answer.verdict != "valid" or _adds_nothing(document)


def _adds_nothing(document: Json) -> bool:
    """Tell whether only nulls and empty lists were put in, which say nothing and are not signed."""
    return serialise(_without_nothing(document)) == serialise(_without_nothing(signed_document()))


def _without_nothing(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {k: _without_nothing(v) for k, v in sorted(value.items()) if v not in (None, [])}
    return [_without_nothing(v) for v in value] if isinstance(value, list) else value


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.integers(0, len(SIGNED) - 1).map(lambda n: SIGNED.encode()[:n]))
def test_no_bytes_make_verifying_fall_over(data: bytes) -> None:
    assert report(data).verdict != "valid"
