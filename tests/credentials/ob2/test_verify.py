"""A copy of a hosted badge is worth what its issuer hosts; each change names the check it fails."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_dash.credentials.baking import OB2_KEYWORD, bake
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.identity import salted_hash
from leap_dash.credentials.ob2.reading import keyword_for
from leap_dash.credentials.ob2.scope import answers_for
from leap_dash.credentials.png import read_chunks
from leap_dash.credentials.report import NothingKnown, Resolver, VerificationReport
from leap_dash.credentials.verify import verify
from tests.credentials.chunks import encode_chunk
from tests.credentials.issuing import AWARD, BASE, EMAIL, LATER, SIGNED, Known
from tests.credentials.ob2.hosting import BADGE, BADGE_CLASS, HOST, PROFILE, REVOKED
from tests.credentials.test_verify import at, failed, leaves, said, spoiled

Json = dict[str, Any]


def report(
    document: object,
    resolver: Resolver = HOST,
    *,
    now: datetime = LATER,
    recipient: str | None = None,
) -> VerificationReport:
    """Verify a copy a month after the award."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return verify(data, resolver, now=now, recipient=recipient)


def copy() -> Json:
    """A fresh copy of the badge."""
    document: Json = json.loads(serialise(BADGE))
    return document


def token(payload: bytes) -> bytes:
    """A signed text as others make them; nobody looks at its signature."""
    parts = (b'{"alg":"RS256"}', payload, b"signature")
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def test_a_copy_of_what_is_hosted_is_valid_in_every_check() -> None:
    answer = report(BADGE, recipient=f" {EMAIL.upper()} ")
    assert answer.verdict == "valid"
    assert answer.credential == BADGE
    names = [check.name for check in answer.checks]
    assert names == [
        "format",
        "hosted",
        "copy",
        "issuer",
        "validity period",
        "status",
        "recipient",
    ]
    assert "Front of house" in said(answer, "issuer").detail
    assert "Riverside Training" in said(answer, "issuer").detail


def test_the_order_of_the_members_and_the_spacing_do_not_matter() -> None:
    respaced = json.dumps(dict(reversed(copy().items())), indent=2).encode()
    assert report(respaced).verdict == "valid"


@pytest.mark.parametrize("path", list(leaves(BADGE)), ids=lambda p: ".".join(map(str, p)))
def test_no_value_can_be_changed_unnoticed(path: tuple[str | int, ...]) -> None:
    for value in (*spoiled(at(BADGE, path)), "https://evil.example/"):
        document = copy()
        at(document, path[:-1])[path[-1]] = value
        answer = report(document)
        # A badge that names another place may well be hosted there: that cannot be known here.
        elsewhere = path == ("id",) and str(value).lower().startswith("http")
        elsewhere = elsewhere and not str(value).startswith(BASE)
        assert answer.verdict == ("unknown" if elsewhere else "invalid"), value
        assert answer.credential is None
        assert [check.name for check in answer.checks if check.result != "pass"], value


@pytest.mark.parametrize("name", BADGE)
def test_no_member_can_be_left_out_unnoticed(name: str) -> None:
    document = copy()
    del document[name]
    answer = report(document)
    assert answer.verdict == "invalid"
    assert len(failed(answer)) == 1
    assert answer.credential is None


def test_a_changed_copy_names_what_was_changed() -> None:
    answer = report({**BADGE, "expires": "2099-01-01T00:00:00Z", "narrative": "With honours"})
    assert failed(answer) == ["copy"]
    assert said(answer, "copy").detail.endswith("hosts: expires, narrative.")


def test_one_is_not_true_in_a_copy() -> None:
    document = copy()
    document["recipient"]["hashed"] = 1
    assert failed(report(document)) == ["copy"]


def test_where_nothing_is_hosted_there_is_no_badge() -> None:
    assert failed(report(BADGE, replace(HOST, badge=None))) == ["hosted"]
    other = {**BADGE, "id": BADGE["id"].replace("0f8f", "0f80")}
    assert failed(report(other)) == ["hosted"]


def test_a_badge_of_another_place_is_unknown_and_says_what_to_do(shared_data: Path) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob20"
    for data in (
        (folder / "basic-assertion.json").read_bytes(),
        (folder / "simple-badge.png").read_bytes(),
    ):
        for resolver in (HOST, Known(), NothingKnown()):
            answer = report(data, resolver)
            assert answer.verdict == "unknown"
            assert answer.credential is None
            detail = said(answer, "hosted").detail
            assert "https://example.org/beths-robotics-badge.json" in detail
            assert "nothing was fetched" in detail
            assert "open that address" in detail


def test_a_revoked_badge_says_so_and_why_whatever_the_copy_says() -> None:
    host = replace(HOST, badge=REVOKED)
    for document in (BADGE, REVOKED, {**BADGE, "expires": "2099-01-01T00:00:00Z"}):
        answer = report(document, host)
        assert answer.verdict == "invalid"
        assert said(answer, "status").detail == "Revoked: Awarded in error"
        assert answer.credential is None
    assert failed(report(REVOKED)) == ["copy"]  # a note that nobody wrote
    as_text = {**BADGE, "revoked": "true"}
    assert failed(report(as_text, replace(HOST, badge=as_text))) == ["status"]


def test_a_badge_expires_after_its_last_second() -> None:
    assert AWARD.valid_until is not None
    second = timedelta(seconds=1)
    assert report(BADGE, now=AWARD.valid_until).verdict == "valid"
    late = report(BADGE, now=AWARD.valid_until + second)
    assert failed(late) == ["validity period"]
    assert said(late, "validity period").detail == "Expired on 2 May 2028."
    assert failed(report(BADGE, now=AWARD.valid_from - second)) == ["validity period"]


def test_only_its_own_recipient_is_confirmed() -> None:
    assert failed(report(BADGE, recipient="someone@else.example")) == ["recipient"]


@pytest.mark.parametrize(
    ("identity", "result"),
    [
        ({"type": "email", "hashed": False, "identity": EMAIL.upper()}, "pass"),
        (
            {
                "type": "email",
                "hashed": True,
                "salt": "s",
                "identity": salted_hash("Ana.Silva@Example.org", "s"),
            },
            "pass",
        ),
        ({"type": "email", "hashed": True, "identity": salted_hash(EMAIL, "")}, "pass"),
        ({"type": "email", "hashed": True, "identity": "sha256$00"}, "fail"),
        ({"type": "email", "hashed": "true", "identity": salted_hash(EMAIL, "")}, "fail"),
        ({"type": "email", "hashed": True, "identity": "md5$0"}, "unknown"),
        ({"type": "email", "hashed": True, "salt": 7, "identity": "sha256$0"}, "unknown"),
        ({"type": "url", "hashed": False, "identity": "urn:uuid:1"}, "unknown"),
        ({"identity": None}, "unknown"),
    ],
)
def test_recipients_that_others_write_are_compared(identity: Json, result: str) -> None:
    badge = {**BADGE, "recipient": identity}
    answer = report(badge, replace(HOST, badge=badge), recipient="Ana.Silva@Example.org")
    assert said(answer, "recipient").result == result


@pytest.mark.parametrize(
    "host",
    [
        replace(HOST, achievement=None),
        replace(HOST, issuer=None),
        replace(HOST, achievement={**BADGE_CLASS, "id": "https://example.org/other"}),
        replace(HOST, issuer={**PROFILE, "id": "https://example.org/other"}),
        replace(HOST, issuer={**PROFILE, "verification": {"startsWith": f"{BASE}/other/"}}),
    ],
)
def test_a_badge_counts_only_for_the_issuer_that_hosts_it(host: Resolver) -> None:
    answer = report(BADGE, host)
    assert failed(answer) == ["issuer"]
    assert answer.credential is None


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("issuer-with-allowed-origins", True),
        ("issuer-with-allowed-origins-valid-starts-with", True),
        ("issuer-with-allowed-origins-valid-multiple-starts-with", True),
        ("issuer-with-allowed-origins-invalid-starts-with", False),
        ("issuer-with-allowed-origins-invalid-multiple-starts-with", False),
        ("organization", True),
    ],
)
def test_issuers_of_the_official_validator_answer_for_what_they_host(
    shared_data: Path, name: str, *, answers: bool
) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob20" / "assets"
    issuer = json.loads((folder / f"{name}.json").read_text())
    assert answers_for(issuer, "https://example.org/beths-robotics-badge.json") is answers


@pytest.mark.parametrize(
    ("verification", "address"),
    [
        ({"startsWith": "https://a.example"}, "https://a.example.evil.example/1"),
        ({"startsWith": "https://a.example"}, "https://a.example@evil.example/1"),
        ({"startsWith": "https://a.example/"}, "http://a.example/1"),
        ({"allowedOrigins": "a.example"}, "https://evil.example/a.example"),
        ({"allowedOrigins": ["a.example"]}, "https://a.example@evil.example/"),
        (
            {"startsWith": "https://a.example/", "allowedOrigins": "b.example"},
            "https://a.example/1",
        ),
        ({}, "https://evil.example/1"),
        ("hosted", "https://evil.example/1"),
        ({}, "https://[::1"),
    ],
)
def test_an_issuer_answers_for_no_other_place(verification: object, address: str) -> None:
    issuer = {"id": "https://a.example/issuer", "verification": verification}
    assert answers_for(issuer, "https://a.example/1") or verification != {}
    assert not answers_for(issuer, address)


def test_an_image_carries_the_badge_under_the_keyword_of_2(png: bytes) -> None:
    baked = bake(png, serialise(BADGE), OB2_KEYWORD)
    answer = report(baked)
    assert answer.verdict == "valid"
    assert answer.checks[0].name == "carrier"
    assert failed(report(bake(png, serialise({**BADGE, "narrative": "x"}), OB2_KEYWORD))) == [
        "copy"
    ]


def test_an_image_with_both_forms_is_read_as_the_newer(png: bytes) -> None:
    baked = bake(png, SIGNED)
    end = read_chunks(baked)[0].end
    both = (
        baked[:end]
        + encode_chunk(b"iTXt", OB2_KEYWORD, b"\0\0\0\0\0", serialise(BADGE).encode())
        + baked[end:]
    )
    assert said(report(both), "format").detail == "This is an Open Badges 3.0 credential."
    assert said(report(both), "proof").result == "pass"


def test_an_image_with_only_an_address_is_unknown_and_says_what_to_do(png: bytes) -> None:
    end = read_chunks(png)[0].end
    address = b"https://example.org/beths-robotics-badge.json"
    legacy = png[:end] + encode_chunk(b"tEXt", OB2_KEYWORD, b"\0", address) + png[end:]
    answer = report(legacy)
    assert answer.verdict == "unknown"
    detail = said(answer, "format").detail
    assert address.decode() in detail
    assert "save what it answers" in detail
    twice = png[:end] + encode_chunk(b"tEXt", OB2_KEYWORD, b"\0", address) * 2 + png[end:]
    assert failed(report(twice)) == ["carrier"]


def test_a_signed_badge_of_2_is_recognised_and_unknown(shared_data: Path, png: bytes) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob20"
    signed = (folder / "simple.jwt").read_bytes()
    for data in (signed, bake(png, signed.decode().strip(), OB2_KEYWORD)):
        answer = report(data)
        assert (answer.verdict, answer.credential) == ("unknown", None)
        assert said(answer, "issuer key").result == "unknown"
    bare = {**BADGE, "id": "urn:uuid:1", "verification": {"type": "SignedBadge"}}
    assert "signature, which is not in this text" in said(report(bare), "hosted").detail
    for payload in (b"{}", b"no JSON", b'{"type": "VerifiableCredential"}', b"[" * 9_000):
        assert failed(report(token(payload))) == ["format"]


@pytest.mark.parametrize("data", [b'{"type": ["Assertion"]}', b'{"@type": "Assertion", "id": 7}'])
def test_what_has_not_the_form_is_told_what_it_lacks(data: bytes) -> None:
    answer = report(data)
    assert failed(answer) == ["format"]
    assert "recipient, badge, verification, issuedOn" in said(answer, "format").detail


@pytest.mark.parametrize(
    ("credential", "is_ob2"),
    [
        (serialise(BADGE), True),
        (token(serialise(BADGE).encode()).decode(), True),
        (SIGNED, False),
        (token(b"{}").decode(), False),
        ("{", False),
        ("", False),
        ("\ud800.a.b", False),
        ("é.é.é", False),
    ],
)
def test_each_form_is_baked_under_its_own_keyword(credential: str, *, is_ob2: bool) -> None:
    assert (keyword_for(credential) == OB2_KEYWORD) is is_ob2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_changed_in_a_copy_it_is_not_valid_and_a_check_says_why(
    data: st.DataObject,
) -> None:
    document: Any = copy()
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([p for p in leaves(document) if p] or [()]))
        path = path[: data.draw(st.integers(1, max(1, len(path))))]
        if path:
            at(document, path[:-1])[path[-1]] = data.draw(json_values)
    answer = report(document, recipient=EMAIL)
    if json.dumps(document, sort_keys=True) != json.dumps(BADGE, sort_keys=True):
        assert answer.verdict != "valid"
        assert [check for check in answer.checks if check.result != "pass"]


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*BADGE, "revoked", "revocationReason"]), json_values))
def test_no_document_and_nothing_hosted_makes_verifying_fall_over(members: Json) -> None:
    document = {**BADGE, **members, "type": "Assertion"}
    report(document, recipient=EMAIL)
    same = json.loads(json.dumps(document))
    host = replace(HOST, badge=same, achievement=members, issuer=members)
    report(document, host, recipient=EMAIL)
    report(BADGE, replace(host, badge=members))
    report(document, replace(HOST, badge=same), recipient=EMAIL)
