"""An e-mail on an event says the same as text and as HTML, and holds no markup that is not ours."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from leap_dash.mail import EventPage, compose, event_html, event_text
from tests.mail.test_compose import LETTER

PAGE = EventPage(
    heading="You have earned the badge “Host”",
    text="Congratulations!\n\nIt has a page.",
    org="Tralee Training",
    link="See your badge",
    url="https://badges.example.org/badges/1",
    off_of="You have earned a badge",
    off_url="https://badges.example.org/mail/17",
    picture_url="https://badges.example.org/achievements/1.png",
)


class Reader(HTMLParser):
    """What a mail program makes of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element, and where it leads."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        """Note the words."""
        self.words += data


def test_both_say_what_happened_where_to_look_and_how_to_get_no_more() -> None:
    read = Reader(event_html(PAGE))
    assert read.links == [PAGE.picture_url, PAGE.url, PAGE.off_url]
    text = event_text(PAGE)
    for words in (*PAGE.text.split("\n\n"), PAGE.org, PAGE.link, "you have earned a badge"):
        assert words in text
        assert words in read.words
    assert PAGE.url in text
    assert PAGE.off_url in text


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_no_name_or_reason_adds_an_element(heading: str, text: str, org: str) -> None:
    usual = Reader(event_html(replace(PAGE, text="One paragraph."))).tags
    paragraph = text.replace("\n\n", "\n \n")
    read = Reader(event_html(replace(PAGE, heading=heading, text=paragraph, org=org)))
    assert read.tags == usual
    assert read.links == [PAGE.picture_url, PAGE.url, PAGE.off_url]


def test_the_way_off_is_one_whole_line_however_long_the_address() -> None:
    url = f"https://badges.{'a-long-name.' * 9}example.org/mail/{'0' * 64}"
    mail = compose(replace(LETTER, off_url=url, html="<p>Hello</p>"))
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in mail.as_bytes()
    read = message_from_bytes(mail.as_bytes(), policy=default)
    assert str(read["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(read["Auto-Submitted"]) == "auto-generated"


def test_one_click_is_offered_over_an_encrypted_way_alone() -> None:
    mail = compose(replace(LETTER, off_url="http://localhost:8050/mail/1"))
    assert "List-Unsubscribe-Post" not in mail
    assert mail["List-Unsubscribe"] == "<http://localhost:8050/mail/1>"
    assert "List-Unsubscribe" not in compose(LETTER)
