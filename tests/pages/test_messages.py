"""The page of messages: what waits, was sent or failed and why; taken back and tried again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from dash import no_update
from sqlalchemy import select, update

from leap_dash.context import Context
from leap_dash.db import Learner, Message, OutboxMail
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import BadInputError, ConflictError, NotFoundError
from leap_dash.domain.event_mails import MailKind
from leap_dash.domain.messages import MailState
from leap_dash.pages import mail_changes, messages
from leap_dash.pages.mail_changes import AGAIN, HOLD
from leap_dash.queries.messages import message_choices
from leap_dash.services.messages import write
from tests import factories
from tests.factories import NOW
from tests.pages.house import House, words

Said = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Post:
    """The instructor wrote to three learners: one e-mail waits, one was sent, one failed."""

    house: House
    message_id: UUID
    waiting: UUID
    sent: UUID
    failed: UUID

    @property
    def ctx(self) -> Context:
        """As the author sees it."""
        return self.house.as_(Role.INSTRUCTOR)

    def state(self, mail_id: UUID) -> str:
        """As the database has it."""
        with reading(self.house.web.engine)() as session:
            return session.get_one(OutboxMail, mail_id).state


@pytest.fixture
def post(house: House) -> Post:
    with writing(house.web.engine)() as session:
        session.execute(update(Learner).values(email=Learner.key + "@example.org"))
        written = write(
            session,
            house.scopes[Role.INSTRUCTOR],
            house.learner_ids[:3],
            subject="Unit 3",
            text="Two items\nare due.",
            now=NOW,
        )
        waiting, sent, failed = (
            session.scalars(select(OutboxMail.id).where(OutboxMail.learner_id == each)).one()
            for each in house.learner_ids[:3]
        )
        for mail_id, values in (
            (sent, {"state": MailState.SENT, "sent_at": NOW}),
            (failed, {"state": MailState.FAILED, "attempts": 5, "last_error": "no such mailbox"}),
        ):
            session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(values))
        session.commit()
    return Post(house, written.message_id, waiting, sent, failed)


def show(ctx: Context, **filters: str) -> tuple[Any, ...]:
    """The page under these filters."""
    given = {"search": "", "state": "all", "message": "all"} | filters
    return messages.show(ctx, given["search"], given["state"], given["message"], 1, None, None)


def test_the_page_says_how_many_wait_were_sent_and_failed_and_why(post: Post) -> None:
    answer, written, listed, nothing_failed, nothing_waits = show(post.ctx)
    assert answer == "Of 3 e-mails 1 waits, 1 was sent and 1 could not be sent."
    assert written is None
    text = words(listed)
    assert "Learner With 10 10@example.org Waiting  Unit 3 Niamh 24 Nov 2026, 12:00 " in text
    assert "Sent on 24 Nov 2026, 12:00" in text
    assert "Failed after 5 attempts: no such mailbox" in text
    assert (nothing_failed, nothing_waits) == (False, False)


def test_the_filters_narrow_the_list(post: Post) -> None:
    def listed(**filters: str) -> list[bool]:
        text = words(show(post.ctx, **filters)[2])
        return [f"Learner With {mark}" in text for mark in (10, 20, 30)]

    assert listed(state="failed") == [False, False, True]
    assert listed(search="with 20") == [False, True, False]
    assert listed(search="unit") == [True, True, True]
    assert listed(message=str(post.message_id)) == [True, True, True]
    assert listed(state="no state", message="no id") == [True, True, True]
    assert "No e-mail fits these filters." in words(show(post.ctx, search="nobody")[2])


def test_a_chosen_message_is_shown_as_it_was_written(post: Post) -> None:
    text = words(show(post.ctx, message=str(post.message_id))[1])
    assert "Unit 3" in text
    assert "Two items\nare due." in text


def test_what_was_not_wanted_any_more_says_so_and_nobody_has_taken_it_back(post: Post) -> None:
    with writing(post.house.web.engine)() as session:
        waiting = OutboxMail.id == post.waiting
        session.execute(update(OutboxMail).where(waiting).values(state=MailState.DROPPED))
        session.commit()
    answer, _, listed, *_ = show(post.ctx)
    assert answer == "Of 3 e-mails 1 was sent, 1 could not be sent and 1 was not sent."
    assert "Not sent not wanted, or no news any more" in words(listed)
    assert "Send after all" not in words(listed)


def test_of_messages_that_tell_of_events_none_is_offered_and_those_to_staff_are_not_shown(
    post: Post,
) -> None:
    def told(kind: MailKind) -> UUID:
        org_id = session.scalars(select(Message.org_id)).first()
        message = Message(org_id=org_id, kind=kind, subject=kind, text="…", created_at=NOW)
        return factories.add(session, message).id

    with writing(post.house.web.engine)() as session:
        to_staff, to_learners = told(MailKind.AWAITS_REVIEW), told(MailKind.EARNED)
        session.commit()
    with post.ctx.reading() as (session, scope):
        assert [each for each, *_ in message_choices(session, scope)] == [post.message_id]
    assert "earned" in words(show(post.ctx, message=str(to_learners))[1])
    with pytest.raises(NotFoundError):
        show(post.ctx, message=str(to_staff))


def test_without_a_message_the_page_says_how_one_is_written(house: House) -> None:
    answer, _, listed, *hidden = show(house.as_(Role.INSTRUCTOR))
    assert answer == "No message has been written yet."
    assert "Select learners in the table of a cohort, then choose Message." in words(listed)
    assert hidden == [True, True]


def test_one_e_mail_is_taken_back_and_sent_after_all(post: Post, said: Said) -> None:
    picked = {"of": str(post.waiting), "value": "hold", "at": 7}
    assert mail_changes.change_one(post.ctx, picked) == 7
    assert post.state(post.waiting) == MailState.HELD
    assert "1 e-mail will not be sent." in words(said["toast"]["children"])
    assert "Send after all  the e-mail to Learner With 10" in words(show(post.ctx)[2])
    assert mail_changes.change_one(post.ctx, picked | {"value": "again", "at": 8}) == 8
    assert post.state(post.waiting) == MailState.QUEUED
    with pytest.raises(BadInputError):
        mail_changes.change_one(post.ctx, picked | {"value": "burn"})
    assert mail_changes.change_one(post.ctx, None) is no_update


def test_all_that_failed_are_named_before_they_are_tried_again(post: Post, said: Said) -> None:
    filters = ("", "all")
    opened, title, who, confirm, expected = mail_changes.ask(post.ctx, AGAIN, 1, *filters)
    assert (opened, title, confirm) == (True, "Try 1 e-mail again?", "Try 1 e-mail again")
    assert words(who) == "Learner With 30"
    with pytest.raises(ConflictError, match="Meanwhile"):
        mail_changes.change_all(post.ctx, AGAIN, 1, 2, *filters)
    assert mail_changes.change_all(post.ctx, AGAIN, 1, expected, *filters)[0] is False
    assert post.state(post.failed) == MailState.QUEUED
    with pytest.raises(ConflictError, match="none any more"):
        mail_changes.ask(post.ctx, AGAIN, 1, *filters)


def test_all_that_wait_are_taken_back_under_the_filters_of_the_page(post: Post, said: Said) -> None:
    with pytest.raises(ConflictError):
        mail_changes.ask(post.ctx, HOLD, 1, "with 20", "all")
    *_, expected = mail_changes.ask(post.ctx, HOLD, 1, "with 10", "all")
    mail_changes.change_all(post.ctx, HOLD, 1, expected, "with 10", "all")
    assert post.state(post.waiting) == MailState.HELD


def test_what_is_being_sent_is_not_offered_to_be_taken_back(post: Post) -> None:
    with writing(post.house.web.engine)() as session:
        session.execute(update(OutboxMail).values(attempts=1, last_error=None))
        session.commit()
    _, _, listed, _, nothing_waits = show(post.ctx)
    assert nothing_waits
    assert "tried" not in words(listed)
    assert "Take back" not in words(listed)
    with pytest.raises(ConflictError, match="none any more"):
        mail_changes.ask(post.ctx, HOLD, 1, "", "all")


def test_who_has_no_address_any_more_is_left_out_and_that_is_said(post: Post, said: Said) -> None:
    with writing(post.house.web.engine)() as session:
        session.execute(update(OutboxMail).values(state=MailState.FAILED))
        first = post.house.learner_ids[0]
        session.execute(update(Learner).where(Learner.id == first).values(email=None))
        session.commit()
    mail_changes.change_all(post.ctx, AGAIN, 1, 3, "", "all")
    text = words(said["toast"]["children"])
    assert "2 e-mails will be tried again. 1 learner has no e-mail address any more" in text
    assert post.state(post.waiting) == MailState.FAILED


def test_a_colleague_tries_again_but_takes_nothing_back(post: Post, said: Said) -> None:
    ctx = post.house.as_(Role.ADMINISTRATOR)
    *_, nothing_failed, nothing_waits = show(ctx)
    assert (nothing_failed, nothing_waits) == (False, True)
    assert "Take back" not in words(show(ctx)[2])
    mail_changes.change_one(ctx, {"of": str(post.failed), "value": "again", "at": 1})
    assert post.state(post.failed) == MailState.QUEUED


def test_nobody_else_sees_or_changes_anything(post: Post) -> None:
    for ctx in (
        post.house.seen_by(post.house.stranger),
        post.house.as_(Role.MODERATOR),
        post.house.as_(Role.LEARNER),
    ):
        assert show(ctx)[0] == "No message has been written yet."
        with pytest.raises(NotFoundError):
            show(ctx, message=str(post.message_id))
        with pytest.raises(NotFoundError):
            mail_changes.change_one(ctx, {"of": str(post.failed), "value": "again", "at": 1})
    assert post.state(post.failed) == MailState.FAILED
