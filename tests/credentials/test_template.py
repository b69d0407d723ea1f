"""The fast path gives what the general path gives, byte for byte, for whatever it is given."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leap_dash.credentials.compose import compose, serialise
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.model import AchievementSpec, Alignment, AwardSlots, Issuer
from leap_dash.credentials.signing import sign_award
from leap_dash.credentials.template import CompiledTemplate
from leap_dash.domain.errors import SigningError
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    AWARDED,
    ISSUER,
    KEY,
    SIGNER,
    signed,
)

# Names that sort before, between and behind the addresses of awards, so that every order occurs.
ISSUERS = (
    ISSUER,
    Issuer("did:web:z.example%3A8050:issuers:x", '100 % \\ "x" _:c14n0 %(id)s', "http://a.b/"),
)
ACHIEVEMENTS = (
    ACHIEVEMENT,
    AchievementSpec("http://a.example/a", "ext:Own", "é – 名", "_:c14n1", "Do it.\n* `%s` \\n"),
    replace(
        ACHIEVEMENT,
        id="https://zz.example/achievements/1",
        image_url=None,
        tags=("one", "One", "öne"),
        alignments=tuple(Alignment(f"Skill {n}", f"http://skills.example/{n}") for n in range(12)),
    ),
    replace(ACHIEVEMENT, alignments=(Alignment("Same", "http://s.example/1"),) * 2),
)

hosts = st.sampled_from(["https://badges.example.org", "http://localhost:8050", "http://a.example"])
uuids = st.uuids().map(str)
odd_text = st.text(min_size=1, max_size=12)
urls = st.builds(
    "{}/{}/{}".format, hosts, st.sampled_from(["badges", "status", "a", "zz", "a.b"]), uuids
)
odd_ids = st.sampled_from(
    [
        ACHIEVEMENT.id,
        ISSUER.id,
        "http://a.example/a",
        "https://zz.example/achievements/1",
        "https://badges.example.org/badges/ü",
        "https://badges.example.org/badges/%C3%BC?a=b#c",
        "relative",
        "http://a b/c",
        "",
        "urn:x:1",
        'http://a.example/"',
    ]
)
hashes = st.binary(min_size=32, max_size=32).map(lambda raw: "sha256$" + raw.hex())
times = st.datetimes(
    min_value=datetime(1999, 1, 1),  # noqa: DTZ001
    max_value=datetime(2101, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)


@st.composite
def slots(draw: st.DrawFn) -> AwardSlots:
    """Awards of all kinds: mostly ordinary ones, and some that must be refused."""
    identity = draw(st.booleans())
    status = draw(st.booleans())
    odd = draw(st.integers(0, 3)) == 0
    first = draw(times)
    return AwardSlots(
        id=draw(urls | odd_ids if odd else urls),
        subject_id=draw(uuids.map("urn:uuid:{}".format) | (odd_ids if odd else st.nothing())),
        subject_identity_hash=draw(hashes | (odd_text if odd else st.nothing()))
        if identity
        else None,
        subject_salt=draw(uuids | (odd_text if odd else st.nothing())) if identity else None,
        valid_from=first,
        valid_until=draw(
            st.none() | st.timedeltas(timedelta(-1), timedelta(900)).map(first.__add__)
        ),
        status_list_url=draw(urls | (odd_ids if odd else st.nothing())) if status else None,
        status_index=draw(st.integers(-1 if odd else 0, 10**6)) if status else None,
    )


@cache
def template(
    issuer: Issuer, achievement: AchievementSpec, switches: tuple[bool, ...]
) -> CompiledTemplate:
    """Compile once: what is tested is the filling."""
    return CompiledTemplate(
        issuer,
        achievement,
        with_identity=switches[0],
        with_expiry=switches[1],
        with_status=switches[2],
        signer=Ed25519Signer(KEY, f"{issuer.id}#key"),
    )


def outcome(work: object, *arguments: object) -> str:
    """Return what a way of signing returns, or the words with which it refuses."""
    assert callable(work)
    try:
        return str(work(*arguments))
    except SigningError as refusal:
        return f"refused: {refusal}"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ISSUERS),
    st.sampled_from(ACHIEVEMENTS),
    st.none() | st.tuples(st.booleans(), st.booleans(), st.booleans()),
    slots(),
    times,
)
@example(ISSUER, ACHIEVEMENT, None, AWARD, AWARDED)
@example(ISSUER, ACHIEVEMENT, None, replace(AWARD, subject_id=AWARD.id), AWARDED)
@example(ISSUER, ACHIEVEMENT, None, replace(AWARD, status_list_url=AWARD.id), AWARDED)
@example(ISSUER, ACHIEVEMENT, None, replace(AWARD, valid_until=AWARD.valid_from), AWARDED)
def test_the_template_signs_what_the_general_path_signs(
    issuer: Issuer,
    achievement: AchievementSpec,
    switches: tuple[bool, ...] | None,
    award: AwardSlots,
    created: datetime,
) -> None:
    fitting = (
        award.subject_identity_hash is not None,
        award.valid_until is not None,
        award.status_index is not None,
    )
    compiled = template(issuer, achievement, switches or fitting)
    signer = Ed25519Signer(KEY, f"{issuer.id}#key")
    fast = outcome(lambda: signed(compiled, award, created))
    assert fast == outcome(sign_award, issuer, achievement, award, signer, created)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ISSUERS), st.sampled_from(ACHIEVEMENTS), slots())
def test_the_template_writes_the_unsigned_document_that_the_general_path_writes(
    issuer: Issuer, achievement: AchievementSpec, award: AwardSlots
) -> None:
    fitting = (
        award.subject_identity_hash is not None,
        award.valid_until is not None,
        award.status_index is not None,
    )
    compiled = template(issuer, achievement, fitting)
    fast = outcome(lambda: compiled.document(compiled.draft(award)))
    assert fast == outcome(lambda: serialise(compose(issuer, achievement, award)))


def test_an_ordinary_award_does_not_go_the_general_way(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = template(ISSUER, ACHIEVEMENT, (True, True, True))
    monkeypatch.delattr("leap_dash.credentials.template.prove")
    assert signed(compiled, AWARD, AWARDED).startswith('{"@context"')


def test_a_template_for_what_cannot_be_signed_is_refused_when_it_is_compiled() -> None:
    nameless = replace(ACHIEVEMENT, name="")
    compile_all = partial(CompiledTemplate, with_identity=True, with_expiry=True, with_status=True)
    with pytest.raises(SigningError, match="name is empty"):
        compile_all(ISSUER, nameless, signer=SIGNER)
    foreign = Ed25519Signer(KEY, "did:web:elsewhere.example#key")
    with pytest.raises(SigningError, match="is not one of did:web:badges"):
        compile_all(ISSUER, ACHIEVEMENT, signer=foreign)
