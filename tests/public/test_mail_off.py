"""A link in an e-mail switches its kind off, for whoever holds it, signed in or not."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from leap_dash.db import AuditEvent, Learner, Message, OutboxMail, UnwantedMail
from leap_dash.db.session import reading, writing
from leap_dash.domain.event_mails import MailKind
from leap_dash.domain.mail_off import off_token
from tests import factories
from tests.public.conftest import SECRET_NAME, Given
from tests.web import SECRET_KEY, Web

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ADDRESS = "philomena@quill.example.org"


@dataclass(frozen=True, slots=True)
class Sent:
    """Two e-mails to a learner, of which one tells of a badge."""

    web: Web
    event: UUID
    personal: UUID

    def path(self, mail_id: UUID | None = None, secret: str = SECRET_KEY) -> str:
        """Where the link leads."""
        return f"/mail/{off_token(secret, mail_id or self.event)}"

    def unwanted(self) -> list[tuple[str, str]]:
        """Addresses and kinds that are off."""
        with reading(self.web.engine)() as session:
            rows = session.execute(select(UnwantedMail.address, UnwantedMail.kind))
            return [(row.address, row.kind) for row in rows]


@pytest.fixture
def sent(given: Given) -> Sent:
    with writing(given.web.engine)() as session:
        learner = session.scalars(select(Learner)).one()
        ids = []
        for kind in (MailKind.EARNED, None):
            message = factories.add(
                session,
                Message(
                    org_id=learner.org_id,
                    kind=kind,
                    subject="Unit 3",
                    text="It is due.",
                    created_at=factories.NOW,
                ),
            )
            mail = OutboxMail(
                message_id=message.id,
                learner_id=learner.id,
                recipient=ADDRESS,
                next_try_at=factories.NOW,
            )
            ids.append(factories.add(session, mail).id)
        session.commit()
    return Sent(given.web, *ids)


def test_a_look_changes_nothing_and_says_what_the_button_does(sent: Sent) -> None:
    page = sent.web.browser().get(sent.path())
    assert page.status_code == 200
    assert "You have earned a badge" in page.text
    assert "Switch these e-mails off" in page.text
    assert sent.unwanted() == []


def test_the_page_says_nothing_of_who_it_is(sent: Sent) -> None:
    text = sent.web.browser().get(sent.path()).text
    for word in (ADDRESS, *SECRET_NAME.split(), "Host"):
        assert word not in text


def test_one_button_switches_it_off_signed_out_and_one_on_again(sent: Sent) -> None:
    browser = sent.web.browser()
    page = browser.post(sent.path())
    assert page.status_code == 200
    assert "You get no more of these e-mails." in page.text
    assert sent.unwanted() == [(ADDRESS, "earned")]
    page = browser.post(sent.path(), data={"on": "yes"})
    assert "You get these e-mails again." in page.text
    assert sent.unwanted() == []


def test_the_one_click_of_a_mail_program_switches_it_off_however_often(sent: Sent) -> None:
    for _ in range(2):
        answer = sent.web.browser().post(sent.path(), data=ONE_CLICK)
        assert answer.status_code == 200  # RFC 8058, 3.1: never led on to somewhere else
        assert "Set-Cookie" not in answer.headers
    assert sent.unwanted() == [(ADDRESS, "earned")]
    with reading(sent.web.engine)() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "mail.off")).all()
    assert [(event.actor, event.detail) for event in events] == [
        ("a link in an e-mail", {"kind": "earned"})
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_was_not_made_here_switches_nothing(sent: Sent, method: str) -> None:
    good = sent.path()
    other = uuid4()
    wrong = [
        sent.path(secret="another secret of another installation"),
        sent.path(other)[:-32] + good[-32:],
        good[:-1],
        good + "0",
        good.upper().replace("/MAIL", "/mail"),
        "/mail/" + "ä" * 64,
        sent.path(other),
        sent.path(sent.personal),
    ]
    for path in wrong:
        answer = sent.web.browser().open(path, method=method, data=ONE_CLICK)
        assert answer.status_code == 404, path
    assert sent.unwanted() == []


def test_no_page_of_another_site_can_switch_it(sent: Sent) -> None:
    foreign = {"Origin": "https://evil.example.org"}
    assert sent.web.browser().post(sent.path(), headers=foreign).status_code == 403
    assert sent.unwanted() == []
