"""Selected learners are written to, noted and grouped: named before, told after, undone."""

from uuid import UUID

import pytest
from dash import no_update
from sqlalchemy import select, update

from leap_dash.context import Context
from leap_dash.db import Learner, LearnerGroup, LearnerNote, OutboxMail
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from leap_dash.pages import acting_award, acting_group, acting_message, acting_note, undoing
from leap_dash.services.event_outbox import note_mail_service
from tests.pages.house import House, words
from tests.pages.test_groups import undo_token

Said = dict[str, dict[str, object]]


def chosen(house: House, many: int) -> dict[str, object]:
    """The boxes of the first learners are ticked."""
    return {"ids": [str(each) for each in house.learner_ids[:many]], "every": False}


def with_mail(house: House, ctx: Context) -> Context:
    """The same where a worker, in another process, has a mail server."""
    with writing(house.web.engine)() as session:
        note_mail_service(session, now=ctx.clock())
        session.commit()
    return ctx


@pytest.fixture
def reachable(house: House) -> House:
    """All learners but the last have an e-mail address."""
    with writing(house.web.engine)() as session:
        of_these = Learner.id.in_(house.learner_ids[:-1])
        session.execute(update(Learner).where(of_these).values(email=Learner.key + "@example.org"))
        session.commit()
    return house


def mail_states(house: House) -> list[str]:
    """Of the outbox."""
    with reading(house.web.engine)() as session:
        return sorted(session.scalars(select(OutboxMail.state)))


def test_a_message_names_who_gets_it_and_who_cannot(reachable: House) -> None:
    ctx = with_mail(reachable, reachable.as_(Role.INSTRUCTOR))
    opened, title, who, confirm, expected, *blank = acting_message.ask(
        ctx, 1, chosen(reachable, 10), None
    )
    assert (opened, title, confirm, expected) == (
        True,
        "Message 10 learners",
        "Send to 9 learners",
        10,
    )
    text = words(who)
    assert text.startswith("Learner With 10, Learner With 100, Learner With 20")
    assert "and 5 more" in text
    assert "1 of them has no e-mail address and will get nothing." in text
    assert "LEAP_DASH_SMTP_URL" not in text
    assert set(blank) == {""}


def test_a_message_is_sent_in_half_a_minute_unless_it_is_undone(
    reachable: House, said: Said
) -> None:
    ctx = with_mail(reachable, reachable.as_(Role.INSTRUCTOR))
    answer = acting_message.send(ctx, 1, chosen(reachable, 3), None, 3, "Unit 3", "It is due.")
    assert answer == (False, 1, "", "")
    told = words(said["toast"]["children"])
    assert "The message to 3 learners will be sent in 30 seconds." in told
    assert mail_states(reachable) == ["queued"] * 3
    undoing.undo(ctx, {"of": undo_token(said), "at": 1})
    assert "The message to 3 learners is not sent." in words(said["toast"]["children"])
    assert mail_states(reachable) == ["held"] * 3


def test_without_a_mail_server_the_pages_say_that_it_waits(reachable: House, said: Said) -> None:
    ctx = reachable.as_(Role.INSTRUCTOR)
    asked = acting_message.ask(ctx, 1, chosen(reachable, 3), None)
    assert "No mail server is set up here yet" in words(asked[2])
    assert "LEAP_DASH_SMTP_URL" in words(asked[2])
    acting_message.send(ctx, 1, chosen(reachable, 3), None, 3, "Unit 3", "It is due.")
    assert "waits in the outbox" in words(said["toast"]["children"])


@pytest.mark.parametrize(
    ("subject", "text", "errors"),
    [
        ("", "It is due.", ("Nothing is written yet; say what the learners should read.", "")),
        ("Unit 3", " ", ("", "Nothing is written yet; say what the learners should read.")),
    ],
)
def test_a_field_that_cannot_be_used_is_told_beside_it(
    reachable: House, said: Said, subject: str, text: str, errors: tuple[str, str]
) -> None:
    ctx = reachable.as_(Role.INSTRUCTOR)
    answer = acting_message.send(ctx, 1, chosen(reachable, 3), None, 3, subject, text)
    assert answer == (no_update, no_update, *errors)
    assert mail_states(reachable) == []
    assert not said


def test_when_others_are_selected_than_were_named_nothing_is_sent(reachable: House) -> None:
    ctx = reachable.as_(Role.INSTRUCTOR)
    with pytest.raises(ConflictError, match="3 learners would be meant, not 2"):
        acting_message.send(ctx, 1, chosen(reachable, 3), None, 2, "Unit 3", "It is due.")
    assert mail_states(reachable) == []


@pytest.mark.parametrize("data", [None, {}, {"ids": []}, {"ids": "x"}, [], "x", {"every": 1}])
def test_nobody_selected_is_told(reachable: House, data: object) -> None:
    with pytest.raises(BadInputError, match="select at least one"):
        acting_message.ask(reachable.as_(Role.INSTRUCTOR), 1, data, None)


def test_what_names_no_learner_or_list_is_not_found(reachable: House) -> None:
    ctx = reachable.as_(Role.INSTRUCTOR)
    for data, source in (
        ({"ids": ["x"]}, None),
        ({"ids": [None]}, None),
        ({"every": True}, None),
        ({"every": True}, {"of": "group", "id": "x"}),
        ({"every": True}, {"of": ["group"]}),
    ):
        with pytest.raises(NotFoundError):
            acting_message.ask(ctx, 1, data, source)


def test_a_strangers_learner_is_neither_named_nor_written_to(reachable: House) -> None:
    ctx = reachable.seen_by(reachable.stranger)
    asked = acting_message.ask(ctx, 1, chosen(reachable, 3), None)
    assert "Learner" not in words(asked[2])
    with pytest.raises(NotFoundError):
        acting_message.send(ctx, 1, chosen(reachable, 3), None, 0, "Unit 3", "It is due.")


def test_a_moderator_does_none_of_it(reachable: House) -> None:
    ctx, three = reachable.as_(Role.MODERATOR), chosen(reachable, 3)
    with pytest.raises(ForbiddenError):
        acting_message.send(ctx, 1, three, None, 3, "Unit 3", "It is due.")
    with pytest.raises(ForbiddenError):
        acting_note.save(ctx, 1, three, None, 3, "call", "Called.", "", False)
    with pytest.raises(ForbiddenError):
        acting_group.put(ctx, 1, three, None, 3, "new", "Crew")


def notes(house: House) -> list[str]:
    """What the notes say."""
    with reading(house.web.engine)() as session:
        return list(session.scalars(select(LearnerNote.text)))


def test_a_note_about_several_stands_with_each_and_is_undone(house: House, said: Said) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    opened, title, who, confirm, expected, *_ = acting_note.ask(ctx, 1, chosen(house, 2), None)
    assert (opened, title, confirm) == (True, "Note about 2 learners", "Save for 2 learners")
    assert words(who) == "Learner With 10 and Learner With 20"
    values = ("call", "Called.", "", False)
    assert acting_note.save(ctx, 1, chosen(house, 2), None, expected, *values)[0] is False
    assert notes(house) == ["Called."] * 2
    undoing.undo(ctx, {"of": undo_token(said), "at": 1})
    assert notes(house) == ["", ""]


def test_a_note_that_cannot_be_used_is_told_at_its_field(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    answer = acting_note.save(ctx, 1, chosen(house, 2), None, 2, "call", " ", "", False)
    assert answer[3] == "Nothing is written yet; say what you saw or did."
    assert notes(house) == []


def group_ids(house: House) -> list[UUID]:
    """Those in use."""
    with reading(house.web.engine)() as session:
        return list(
            session.scalars(select(LearnerGroup.id).where(LearnerGroup.deleted_at.is_(None)))
        )


def test_a_new_group_is_made_and_undone(house: House, said: Said) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    asked = acting_group.ask(ctx, 1, chosen(house, 3), None)
    assert asked[1] == "Add 3 learners to a group"
    assert [each["label"] for each in asked[5]] == ["A new group"]
    assert acting_group.put(ctx, 1, chosen(house, 3), None, 3, "new", "Crew") == (False, 1, "")
    assert len(group_ids(house)) == 1
    again = acting_group.put(ctx, 1, chosen(house, 3), None, 3, "new", "Crew")
    assert again[2].startswith("Another group is called so")
    undoing.undo(ctx, {"of": undo_token(said), "at": 1})
    assert group_ids(house) == []


def test_adding_says_who_was_in_it_and_undoing_leaves_them(house: House, said: Said) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    acting_group.put(ctx, 1, chosen(house, 1), None, 1, "new", "Crew")
    (group_id,) = group_ids(house)
    house.web.clock.goes_on(undoing.MICROSECOND)
    options = acting_group.ask(ctx, 1, chosen(house, 3), None)[5]
    assert options[1] == {"value": str(group_id), "label": "Crew"}
    acting_group.put(ctx, 1, chosen(house, 3), None, 3, str(group_id), "")
    told = words(said["toast"]["children"])
    assert "2 learners are now in “Crew”. 1 was in it before." in told
    undoing.undo(ctx, {"of": undo_token(said), "at": 1})
    everyone, source = {"every": True}, {"of": "group", "id": str(group_id)}
    assert acting_group.ask(ctx, 1, everyone, source)[1] == "Add 1 learner to a group"


def test_a_badge_goes_to_those_selected_who_qualify(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    asked = acting_award.ask(ctx, 1, chosen(house, 8), None)
    assert asked[:2] == (True, "Award a badge to 8 learners")
    assert [each["label"] for each in asked[3]] == ["Choose a badge", "Warm Welcome"]
    assert acting_award.judge(ctx, "", chosen(house, 8), None)[1:] == ("Award", True, 0)
    badge = str(house.achievement_id)
    answer, confirm, disabled, new = acting_award.judge(ctx, badge, chosen(house, 8), None)
    assert (confirm, disabled, new) == ("Award 3 badges", False, 3)
    assert words(answer).startswith("Learner With 60, Learner With 70 and Learner With 80 will")
    assert "5 lack something for it." in words(answer)
    with pytest.raises(ConflictError, match="Meanwhile 3 of those chosen qualify, not 2"):
        acting_award.award(ctx, 1, badge, chosen(house, 8), None, 2)
    address = acting_award.award(ctx, 1, badge, chosen(house, 8), None, new)
    assert str(address).startswith("/app/awards/")
    again = acting_award.judge(ctx, badge, chosen(house, 8), None)
    assert again[1:] == ("Award", True, 0)
    assert "None of them newly qualifies. 3 already had it and 5 lack something" in words(again[0])


def test_who_may_not_award_cannot_by_the_bar_either(house: House) -> None:
    badge = str(house.achievement_id)
    for role in (Role.MODERATOR, Role.LEARNER):
        with pytest.raises((ForbiddenError, NotFoundError)):
            acting_award.award(house.as_(role), 1, badge, chosen(house, 8), None, 3)
