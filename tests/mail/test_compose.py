"""An e-mail is what RFC 5322 calls one, and holds nothing that was not meant to be in it."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.errors import BadInputError
from leap_dash.mail import Letter, compose, usable_address
from tests.factories import NOW

LETTER = Letter(
    id="17@badges.example.org",
    sender="leap@mail.example.org",
    sender_name="Κέντρο, Tralee",
    reply_to="niamh@example.org",
    recipient="ana@example.org",
    subject="Wie geht’s? Εργασία 3",
    text="Dear all,\n\n<b>two</b> items & a half are due.\n.\nBye",
    at=NOW,
)


def arrived(letter: Letter) -> EmailMessage:
    """The e-mail as whoever gets it reads it."""
    return message_from_bytes(compose(letter).as_bytes(), policy=default)


def test_what_arrives_is_what_was_written() -> None:
    mail = arrived(LETTER)
    assert str(mail["Subject"]) == LETTER.subject
    assert mail["From"].addresses[0].display_name == LETTER.sender_name
    assert mail["From"].addresses[0].addr_spec == LETTER.sender
    assert str(mail["To"]) == LETTER.recipient
    assert str(mail["Reply-To"]) == LETTER.reply_to
    assert mail["Date"].datetime == NOW
    assert str(mail["Message-ID"]) == "<17@badges.example.org>"
    plain, page = mail.iter_parts()
    assert plain.get_content().splitlines() == LETTER.text.splitlines()
    assert "&lt;b&gt;two&lt;/b&gt; items &amp; a half" in page.get_content()
    assert "<b>" not in page.get_content()


def test_no_line_is_longer_or_less_plain_than_the_oldest_server_takes() -> None:
    long = replace(LETTER, text="ä" * 5000, subject="ü" * 200)
    lines = compose(long).as_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert all(line.isascii() and b"\n" not in line for line in lines)


@pytest.mark.parametrize("field", ["subject", "recipient", "sender", "reply_to", "id"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_nothing_adds_a_header(field: str, end: str) -> None:
    with pytest.raises(BadInputError, match="single line"):
        compose(_with(field, f"a@example.org{end}Bcc: eve@example.org"))


def _with(field: str, text: str) -> Letter:
    letter = replace(LETTER)
    object.__setattr__(letter, field, text)
    return letter


@given(st.text(max_size=300))
def test_no_text_or_name_makes_another_header_or_part(text: str) -> None:
    try:
        mail = arrived(replace(LETTER, text=text, sender_name=text))
    except BadInputError:
        return
    assert set(mail.keys()) == {
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert len(list(mail.iter_parts())) == 2


@pytest.mark.parametrize("good", ["ana@example.org", "a.b+c@sub.example.org", "o'neill@x.ie"])
def test_a_plain_address_can_be_used(good: str) -> None:
    assert usable_address(good)


@pytest.mark.parametrize(
    "bad",
    [
        None, "", "ana", "@example.org", "ana@", "ana@b@c.org", "ana @example.org",
        "ana@example.org, eve@example.org", "ana@example.org\r\nBcc: eve@example.org",
        "Ana <ana@example.org>", "änä@example.org", "a" * 65 + "@example.org",
        "ana@" + "x" * 260 + ".org", "ana@example.org\x00",
    ],
)  # fmt: skip
def test_anything_else_cannot(bad: str | None) -> None:
    assert not usable_address(bad)
