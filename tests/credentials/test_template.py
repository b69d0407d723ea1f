"""The fast path gives what the general path gives, byte for byte, for whatever it is given."""

import functools
import operator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from leap_dash.credentials.compose import compose, serialise, with_proof
from leap_dash.credentials.keys import Ed25519Signer, SelfCheckingSigner
from leap_dash.credentials.model import (
    AchievementSpec,
    Alignment,
    AwardResult,
    AwardSlots,
    Evidence,
    Issuer,
)
from leap_dash.credentials.signing import prove, sign_award
from leap_dash.credentials.template import CompiledTemplate, Form, Templates
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
EVIDENCE = (Evidence("A shift on film", "https://films.example/1", "Forty minutes."),)
ACHIEVEMENTS = (
    ACHIEVEMENT,
    replace(ACHIEVEMENT, results=(), related=()),
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


evidence = st.builds(
    Evidence, st.text(max_size=5), st.none() | urls, narrative=st.none() | st.text(max_size=9)
).map(lambda each: (each,))


@st.composite
def results(draw: st.DrawFn, *, odd: bool) -> tuple[AwardResult, ...]:
    """What was measured: values as they are written, a status, and sometimes neither."""
    values = st.decimals(0, 10**6, places=2).map(str) | (odd_text if odd else st.nothing())
    measured = st.builds(AwardResult, urls, values, st.none())
    passed = st.builds(AwardResult, urls, status=st.just("Completed"))
    return tuple(draw(st.lists(measured | passed, max_size=11 if odd else 3)))


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
        results=draw(results(odd=odd)),
        evidence=draw(st.just(()) | evidence if odd else st.just(())),
    )


@cache
def template(issuer: Issuer, achievement: AchievementSpec, form: Form) -> CompiledTemplate:
    """Compile once: what is tested is the filling."""
    return CompiledTemplate(
        issuer, achievement, form, signer=Ed25519Signer(KEY, f"{issuer.id}#key")
    )


@cache
def templates(issuer: Issuer, achievement: AchievementSpec) -> Templates:
    """Those of one batch."""
    signer = SelfCheckingSigner(Ed25519Signer(KEY, f"{issuer.id}#key"))
    return Templates(issuer, achievement, signer=signer)


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
    st.none() | st.builds(Form, st.booleans(), st.booleans(), st.booleans(), st.just(())),
    slots(),
    times,
)
@example(ISSUER, ACHIEVEMENT, None, AWARD, AWARDED)
@example(ISSUER, ACHIEVEMENT, None, AWARD._replace(results=()), AWARDED)
@example(ISSUER, ACHIEVEMENT, None, AWARD._replace(evidence=EVIDENCE), AWARDED)
@example(ISSUER, ACHIEVEMENT, None, AWARD._replace(subject_id=AWARD.id), AWARDED)
@example(ISSUER, ACHIEVEMENT, None, AWARD._replace(status_list_url=AWARD.id), AWARDED)
@example(ISSUER, ACHIEVEMENT, None, AWARD._replace(valid_until=AWARD.valid_from), AWARDED)
def test_the_template_signs_what_the_general_path_signs(
    issuer: Issuer,
    achievement: AchievementSpec,
    form: Form | None,
    award: AwardSlots,
    created: datetime,
) -> None:
    signer = Ed25519Signer(KEY, f"{issuer.id}#key")
    fast = outcome(
        lambda: signed(template(issuer, achievement, form or Form.of(award)), award, created)
    )
    assert fast == outcome(sign_award, issuer, achievement, award, signer, created)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ISSUERS), st.sampled_from(ACHIEVEMENTS), slots())
def test_the_template_writes_the_unsigned_document_that_the_general_path_writes(
    issuer: Issuer, achievement: AchievementSpec, award: AwardSlots
) -> None:
    compiled = template(issuer, achievement, Form(identity=True, expiry=True, status=True))
    fast = outcome(lambda: compiled.document(compiled.draft(award)))
    assert fast == outcome(lambda: serialise(compose(issuer, achievement, award)))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(ISSUERS),
    slots(),
    urls | odd_ids,
    st.integers(-1, 10**6),
    times,
)
@example(ISSUER, AWARD._replace(status_list_url=None, status_index=None), AWARD.id, 1, AWARDED)
def test_a_draft_is_put_in_another_place_as_if_it_had_been_written_there(
    issuer: Issuer, award: AwardSlots, status_list_url: str, status_index: int, created: datetime
) -> None:
    signer = Ed25519Signer(KEY, f"{issuer.id}#key")
    there = award._replace(status_list_url=status_list_url, status_index=status_index)

    def placed() -> str:
        draft = template(issuer, ACHIEVEMENT, Form.of(award)).draft(award)
        draft = draft.placed(status_list_url, status_index)
        proof = draft.template.proof(draft, created)
        return with_proof(draft.template.document(draft), proof)

    assert outcome(placed) == outcome(sign_award, issuer, ACHIEVEMENT, there, signer, created)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ISSUERS), st.sampled_from(ACHIEVEMENTS), slots())
@example(ISSUER, ACHIEVEMENT, AWARD)
@example(ISSUER, ACHIEVEMENT, AWARD._replace(evidence=EVIDENCE))
def test_a_stored_document_is_signed_as_the_general_path_signs_it(
    issuer: Issuer, achievement: AchievementSpec, award: AwardSlots
) -> None:
    signer = Ed25519Signer(KEY, f"{issuer.id}#key")
    document = compose(issuer, achievement, award)
    draft = templates(issuer, achievement).redraft(serialise(document))
    if draft is not None:
        assert draft.template.document(draft) == serialise(document)
        # The moment of signing is the one that the document names.
        created = award.valid_from.replace(microsecond=0)
        theirs = outcome(prove, document, signer, created)
        assert outcome(draft.template.proof, draft, draft.slots.valid_from) == theirs


@settings(max_examples=50, deadline=None)
@given(
    st.none() | times,
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from([("71.50", None), (None, "Completed")]), max_size=3),
)
def test_an_ordinary_stored_document_need_not_go_the_general_way(
    until: datetime | None, identity: bool, status: bool, measured: list[tuple[str | None, ...]]
) -> None:
    results = tuple(AwardResult("https://badges.example.org/a", *each) for each in measured)
    award = AWARD._replace(valid_until=until, results=results)
    assume(until is None or until > AWARD.valid_from + timedelta(seconds=1))
    if not identity:
        award = award._replace(subject_identity_hash=None, subject_salt=None)
    if not status:
        award = award._replace(status_list_url=None, status_index=None)
    text = serialise(compose(ISSUER, ACHIEVEMENT, award))
    assert templates(ISSUER, ACHIEVEMENT).redraft(text) is not None


@pytest.mark.parametrize("path", [["name"], ["issuer", "name"], ["credentialSubject", "x"], ["x"]])
def test_a_stored_document_that_says_anything_else_is_not_taken_for_an_ordinary_one(
    path: list[str],
) -> None:
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    *outer, last = path
    functools.reduce(operator.getitem, outer, document)[last] = "Another"
    assert templates(ISSUER, ACHIEVEMENT).redraft(serialise(document)) is None


@pytest.mark.parametrize(
    "text", ["[]", "1", "{}", '{"credentialSubject":1}', '{"credentialSubject":{"identifier":[]}}']
)
def test_what_is_no_document_is_no_stored_document(text: str) -> None:
    assert templates(ISSUER, ACHIEVEMENT).redraft(text) is None


def test_an_ordinary_award_does_not_go_the_general_way(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = template(ISSUER, ACHIEVEMENT, Form.of(AWARD))
    monkeypatch.delattr("leap_dash.credentials.template.prove")
    assert signed(compiled, AWARD, AWARDED).startswith('{"@context"')


def test_a_template_for_what_cannot_be_signed_is_refused_when_it_is_compiled() -> None:
    nameless = replace(ACHIEVEMENT, name="")
    form = Form.of(AWARD)
    with pytest.raises(SigningError, match="name is empty"):
        CompiledTemplate(ISSUER, nameless, form, signer=SIGNER)
    foreign = Ed25519Signer(KEY, "did:web:elsewhere.example#key")
    with pytest.raises(SigningError, match="is not one of did:web:badges"):
        CompiledTemplate(ISSUER, ACHIEVEMENT, form, signer=foreign)
