"""Kinds of e-mail switched off and on: by keyboard alone, and by the link in an e-mail."""

from uuid import UUID

from playwright.sync_api import expect
from sqlalchemy import select

from leap_dash.db import Learner, Message, OutboxMail
from leap_dash.db.session import connect, sqlite_url, writing
from leap_dash.domain.event_mails import MailKind
from leap_dash.domain.mail_off import off_token
from tests.browser.conftest import Demo, Visitor
from tests.factories import NOW, add

EARNED = "You have earned a badge"


def test_a_kind_is_switched_off_and_on_by_keyboard_alone(visitor: Visitor) -> None:
    visitor.come_in("learner")
    page = visitor.page
    visitor.tab_to(f"^{page.locator('header summary').last.inner_text()}$")
    page.keyboard.press("Enter")
    visitor.tab_to("^Your e-mails$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your e-mails")
    for said in ("You get 5 kinds of e-mail of 6.", "You get 6 kinds of e-mail of 6."):
        visitor.tab_to(f"^{EARNED}$")
        page.keyboard.press("Space")
        visitor.tab_to("^Save$")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
        visitor.go("/app/my-messages")
        expect(page.get_by_label(EARNED)).to_be_checked(checked=said.startswith("You get 6"))


def test_the_link_in_an_e_mail_opens_one_button_and_axe_finds_nothing(visitor: Visitor) -> None:
    secret = (visitor.demo.data_dir / "secret-key").read_text().strip()
    page = visitor.page
    visitor.go(f"/mail/{off_token(secret, told(visitor.demo))}")
    expect(page.get_by_text(EARNED)).to_be_visible()
    assert visitor.axe() == []
    page.get_by_role("button", name="Switch these e-mails off").click()
    expect(page.get_by_role("status").filter(has_text="no more of these")).to_be_visible()
    assert visitor.axe() == []
    page.get_by_role("button", name="Switch them on again").click()
    expect(page.get_by_role("status").filter(has_text="these e-mails again")).to_be_visible()


def told(demo: Demo) -> UUID:
    """An e-mail to the learner, of a badge."""
    engine = connect(sqlite_url(demo.data_dir / "leap.db"))
    email = demo.sign_ins["learner"]["email"]
    with writing(engine)() as session:
        learner = session.scalars(select(Learner).where(Learner.email == email)).one()
        words = {"subject": EARNED, "text": "Well done.", "path": "/"}
        message = Message(org_id=learner.org_id, kind=MailKind.EARNED, created_at=NOW, **words)
        add(session, message)
        mail = OutboxMail(
            message_id=message.id, learner_id=learner.id, recipient=email, next_try_at=NOW
        )
        mail_id = add(session, mail).id
        session.commit()
    engine.dispose()
    return mail_id
