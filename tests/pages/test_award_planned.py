"""A bulk award limited to a file's learners, with evidence, or planned for a day."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from dash import html, no_update
from sqlalchemy import delete, select

from leap_dash.credentials.compose import with_proof
from leap_dash.db import (
    Achievement,
    AuditEvent,
    Award,
    AwardDocument,
    Evidence,
    EvidenceFile,
    Membership,
    Person,
    Result,
)
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import NOBODY, Role
from leap_dash.domain.errors import ForbiddenError, NotFoundError
from leap_dash.domain.evidence import MOST_FILE_BYTES
from leap_dash.jobs import award_due
from leap_dash.pages import (
    award_confirm,
    award_review,
    award_review_list,
    batch,
    batch_deeds,
    downloads,
    why,
)
from leap_dash.queries.people import scope_of_actor
from leap_dash.queries.public import check_badge
from leap_dash.services.batch_control import call_off
from leap_dash.services.installation import settle_base_url
from leap_dash.services.scheduled import due
from tests.factories import NOW, TODAY, add
from tests.pages.house import House, every, words

ALL: dict[str, Any] = {"every": True, "ids": []}
PLANNER = "planner@tralee.example.org"
TOMORROW = (TODAY + timedelta(days=1)).isoformat()
Fields = tuple[str, str, str, str]


def upload(house: House, text: str, role: Role = Role.INSTRUCTOR) -> str:
    """Choose a file; the id of its list."""
    contents = "data:text/csv;base64," + b64encode(text.encode()).decode()
    list_id, emptied, wrong = award_review_list.read(
        house.as_(role), contents, str(house.achievement_id)
    )
    assert (emptied, wrong) == (None, "")
    return str(list_id)


def award(
    house: House,
    expected: int,
    fields: Fields,
    listed: str = "",
    file: tuple[object, object] = (None, None),
) -> tuple[Any, ...]:
    """Press the button of the dialog."""
    badge = str(house.achievement_id)
    with reading(house.web.engine)() as session:
        scope = scope_of_actor(session, PLANNER)
    ctx = house.as_(Role.INSTRUCTOR) if scope is None else house.seen_by(scope)
    return award_confirm.award(ctx, 1, [], listed, ALL, badge, None, expected, *fields, *file)


def recipients(house: House) -> set[UUID]:
    """Who has an award."""
    with reading(house.web.engine)() as session:
        return set(session.scalars(select(Award.learner_id)))


def plan(house: House, day: str = TOMORROW, file: tuple[object, object] = (None, None)) -> str:
    """Plan it as an instructor who is stored; the batch's id."""
    with writing(house.web.engine)() as session:
        person = add(session, Person(email=PLANNER, name="Niamh", created_at=NOW))
        org_id = session.scalars(
            select(Achievement.org_id).where(Achievement.id == house.achievement_id)
        ).one()
        role = Role.INSTRUCTOR.value
        add(session, Membership(person_id=person.id, org_id=org_id, role=role))
        session.commit()
    address, *problems = award(house, 5, ("", "", "all", day), file=file)
    assert problems == [""] * 5
    return str(address).removeprefix("/app/awards/")


def come(house: House, days: int) -> list[UUID]:
    """Let that many days go by: what is due is awarded."""
    now = NOW + timedelta(days=days)
    with reading(house.web.engine)() as session:
        planned = due(session, now)
    ctx = house.as_(Role.INSTRUCTOR)
    for batch_id in planned:
        award_due(house.web.engine, batch_id, base_url=ctx.base_url, now=now)
    return planned


def sentence(house: House, batch_id: str) -> str:
    """What its page says."""
    answer = batch.follow(house.as_(Role.INSTRUCTOR), 1, 1, None, batch_id)[0]
    return str(answer)


def test_a_file_limits_the_review_and_each_bad_line_is_said(house: House) -> None:
    list_id = upload(house, "learner\n100\n90\n10\nnobody\n100\n")
    shown = award_review.show(
        house.as_(Role.INSTRUCTOR), [], list_id, None, 1, None, ALL, str(house.achievement_id)
    )
    assert shown[0] == "2 learners of 3 will get it; 1 is one step away."
    said = words(shown[5])
    assert "From your file: 3 learners; 2 lines could not be used." in said
    assert "5 nobody There is no learner of this id in your organisation." in said
    assert "6 100 Named already in line 2." in said
    award(house, 2, ("", "", "all", ""), list_id)
    assert recipients(house) == set(house.learner_ids[8:])


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("data:text/csv;base64,é", "Did not arrive whole; choose it again."),
        ("data:text/csv;base64," + "A" * 2_000_000, "Is too large; at most 1,048,576 bytes"),
        ("nonsense", "Is missing"),
        ("data:text/csv;base64," + b64encode(b" \n").decode(), "The file is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_beside_its_field_and_can_be_chosen_again(
    house: House, contents: str, said: str
) -> None:
    list_id, emptied, wrong = award_review_list.read(
        house.as_(Role.INSTRUCTOR), contents, str(house.achievement_id)
    )
    assert (list_id, emptied) == (no_update, None)
    assert said in str(wrong)


def test_a_list_belongs_to_its_badge_and_org(house: House) -> None:
    with pytest.raises(ForbiddenError):
        upload(house, "100", Role.LEARNER)
    list_id = upload(house, "100")
    with pytest.raises(NotFoundError):
        award_review.show(
            house.seen_by(house.stranger), [], list_id, None, 1, None, ALL,
            str(house.achievement_id),
        )  # fmt: skip


def test_evidence_is_part_of_every_signed_badge_which_verifies(house: House) -> None:
    award(house, 5, ("Served 40 guests.", "https://work.example.org/menu", "all", ""))
    ctx = house.as_(Role.INSTRUCTOR)
    ctx.jobs.work()
    with reading(house.web.engine)() as session:
        rows = session.execute(select(AwardDocument.text, Award.proof).join(Award)).all()
        assert len(rows) == 5
        for text, proof in rows:
            assert proof is not None
            assert json.loads(text)["evidence"] == [
                {"type": ["Evidence"], "name": "Note", "narrative": "Served 40 guests."},
                {"id": "https://work.example.org/menu", "type": ["Evidence"], "name": "Evidence"},
            ]
            report = check_badge(
                session, with_proof(text, proof).encode(), keys=ctx.keys,
                base_url=ctx.base_url, now=NOW,
            )  # fmt: skip
            assert report.verdict == "valid", report


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def sent(content: bytes, kind: str = "application/pdf") -> str:
    """As the browser sends a file that was chosen."""
    return f"data:{kind};base64,{b64encode(content).decode()}"


def stored_files(house: House) -> list[UUID]:
    """All that is kept."""
    with reading(house.web.engine)() as session:
        return list(session.scalars(select(EvidenceFile.id)))


def test_a_file_is_kept_once_for_all_and_is_no_part_of_the_signed_badge(house: House) -> None:
    award(house, 5, ("Served 40.", "", "all", ""), file=(sent(PDF), "C:\\menus\\menu.exe"))
    house.as_(Role.INSTRUCTOR).jobs.work()
    (file_id,) = stored_files(house)
    with reading(house.web.engine)() as session:
        rows = session.execute(select(AwardDocument.text, Award.id).join(Award)).all()
    for text, award_id in rows:
        assert [each["name"] for each in json.loads(text)["evidence"]] == ["Note"]
        assert "menu" not in text
        page = why.layout(house.as_(Role.MODERATOR), award_id=award_id)
        (link,) = (each for each in every(page, html.A) if getattr(each, "download", None))
        assert getattr(link, "href", "") == f"/app/evidence/{file_id}"
        assert getattr(link, "children", "") == "menu.pdf"
        public = house.web.app.test_client().get(f"/badges/{award_id}")
        assert public.status_code == 200
        assert "menu" not in public.text


def test_a_file_goes_to_who_may_see_the_award_and_is_never_opened(house: House) -> None:
    best = str(house.learner_ids[9])
    page = b"%PDF-1.7 <html><script>alert(1)</script></html> %%EOF"
    award(house, 5, ("", "", best, ""), file=(sent(page, "text/html"), "a.html"))
    (file_id,) = stored_files(house)
    with house.web.app.test_request_context():
        answer = downloads.send_evidence(house.as_(Role.MODERATOR), file_id)
        assert answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="a.pdf"')
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
        answer.direct_passthrough = False
        assert answer.get_data() == page
        for scope in (house.stranger, house.scopes[Role.PARTNER], NOBODY):
            with pytest.raises(NotFoundError):
                downloads.send_evidence(house.seen_by(scope), file_id)
        for learner_id, sees in ((house.learner_ids[9], True), (house.learner_ids[8], False)):
            (grant,) = house.scopes[Role.LEARNER].grants
            own = replace(grant, learner_id=learner_id)
            ctx = house.seen_by(replace(house.scopes[Role.LEARNER], grants=frozenset({own})))
            if sees:
                downloads.send_evidence(ctx, file_id)
            else:
                with pytest.raises(NotFoundError):
                    downloads.send_evidence(ctx, file_id)


def test_a_file_of_another_kind_is_told_beside_its_field_and_nothing_kept(house: House) -> None:
    for content, said in (
        (b"<svg/>", "no whole PDF, PNG or JPEG"),
        (b"x" * (MOST_FILE_BYTES + 1), "at most 5,242,880"),
    ):
        answer = award(house, 5, ("", "", "all", ""), file=(sent(content), "menu.pdf"))
        assert said in answer[5]
    assert recipients(house) == set()
    assert stored_files(house) == []


def test_whoever_chooses_a_file_is_told_that_each_learner_can_open_it() -> None:
    said = words(award_confirm.question())
    assert "Every learner whose badge has it can open it here, and so can the staff" in said


def test_a_planned_award_has_its_file_on_the_day(house: House) -> None:
    plan(house, file=(sent(PDF), "menu.pdf"))
    come(house, days=1)
    (file_id,) = stored_files(house)
    with reading(house.web.engine)() as session:
        assert session.scalars(select(Evidence.file_id)).all() == [file_id] * 5


def test_a_note_for_one_is_in_that_badge_alone(house: House) -> None:
    ctx, best = house.as_(Role.INSTRUCTOR), house.learner_ids[9]
    badge = str(house.achievement_id)
    *_, offered, _, _, _ = award_confirm.ask(ctx, 1, [], None, ALL, badge)
    assert {"value": str(best), "label": "only Learner With 100"} in offered
    award(house, 5, ("Best of the year.", "", str(best), ""))
    ctx.jobs.work()
    with reading(house.web.engine)() as session:
        rows = session.execute(select(Award.learner_id, AwardDocument.text).join(AwardDocument))
        assert {who for who, text in rows if "evidence" in json.loads(text)} == {best}


def test_a_bad_field_is_told_beside_it_and_nothing_awarded(house: House) -> None:
    bad: list[tuple[Fields, int]] = [
        (("", "javascript:alert(1)", "all", ""), 2),
        (("x" * 2001, "", "all", ""), 1),
        (("", "", "all", (TODAY - timedelta(days=1)).isoformat()), 4),
        (("", "", "all", "2029-01-01"), 4),
        (("", "", "all", "soon"), 4),
    ]
    for fields, place in bad:
        answer = award(house, 5, fields)
        assert answer[place], fields
        assert sum(bool(each) for each in answer[1:]) == 1
    assert recipients(house) == set()


def test_on_its_day_whoever_qualifies_then_gets_it(house: House) -> None:
    batch_id = plan(house)
    assert sentence(house, batch_id).startswith(
        f"Planned for {TODAY.day + 1} Nov 2026: whoever is ticked"
    )
    shown = batch.follow(house.as_(Role.INSTRUCTOR), 1, 1, None, batch_id)
    assert shown[7] is None  # nobody was awarded, and nobody was left out either
    assert shown[8:] == (True, True, False, True)  # it can be called off, and no more
    assert come(house, 0) == []
    with writing(house.web.engine)() as session:
        session.execute(delete(Result).where(Result.score == 60))
        session.commit()
    assert come(house, 1) == [UUID(batch_id)]
    house.as_(Role.INSTRUCTOR).jobs.work()
    assert recipients(house) == set(house.learner_ids[6:])
    assert sentence(house, batch_id) == "4 badges issued."
    assert come(house, 2) == []


def test_what_is_called_off_awards_nothing(house: House) -> None:
    batch_id = plan(house)
    batch_deeds.change(house.as_(Role.INSTRUCTOR), call_off, 1, batch_id)
    assert come(house, 3) == []
    assert recipients(house) == set()


def test_a_changed_address_leaves_it_planned_until_that_is_mended(house: House) -> None:
    batch_id, engine = plan(house), house.web.engine
    now, address = NOW + timedelta(days=1), house.as_(Role.INSTRUCTOR).base_url
    with writing(engine)() as session:
        settle_base_url(session, address)
        session.commit()
    award_due(engine, UUID(batch_id), base_url="https://other.example.org", now=now)
    assert sentence(house, batch_id).startswith("Planned for")
    assert come(house, 1) == [UUID(batch_id)]
    assert recipients(house) == set(house.learner_ids[5:])


def test_whoever_may_not_award_any_more_awards_nothing_on_the_day(house: House) -> None:
    batch_id = plan(house)
    with writing(house.web.engine)() as session:
        session.execute(delete(Membership).where(Membership.role == Role.INSTRUCTOR))
        session.commit()
    come(house, 1)
    assert recipients(house) == set()
    assert "cannot sign in any more" in sentence(house, batch_id)
    with reading(house.web.engine)() as session:
        last = select(AuditEvent.action).order_by(AuditEvent.seq.desc()).limit(1)
        assert session.scalar(last) == "batch.called off"
