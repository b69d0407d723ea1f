"""E-mails reach a real mail server, never in the clear beyond this machine, never for ever."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from leap_dash.domain.errors import MailRefusedError, MailServerError, NotSentError
from leap_dash.mail import MailServer, compose, delivery, mail_server
from tests.mail.test_compose import LETTER
from tests.mail_server import (
    PASSWORD,
    USER,
    Mailbox,
    Options,
    authenticate,
    free_port,
    self_signed,
    serving,
    silent,
)


def send(server: MailServer, *recipients: str, timeout: float = 5.0) -> None:
    """Hand over an e-mail for each."""
    with delivery(server, local_name="localhost", timeout=timeout) as connection:
        for recipient in recipients or ("ana@example.org",):
            connection.send(compose(replace(LETTER, recipient=recipient)))


def test_several_go_over_one_connection() -> None:
    with serving() as mailbox:
        send(mailbox.server(), "ana@example.org", "ben@example.org")
    assert mailbox.to() == ["ana@example.org", "ben@example.org"]


def test_the_user_and_password_of_the_address_sign_in_over_starttls(tmp_path: Path) -> None:
    options: Options = {
        "tls_context": self_signed(tmp_path),
        "authenticator": authenticate,
        "auth_required": True,
    }
    with serving(**options) as mailbox:
        url = f"smtp://leap%40mail.example.org:p%40ss%3Aword%2F1@127.0.0.1:{mailbox.port}"
        server = mail_server(url)
        assert (server.user, server.password) == (USER, PASSWORD)
        assert PASSWORD not in repr(server)
        send(server)
        assert mailbox.encrypted == [True]
        with pytest.raises(MailServerError, match="refuses the user or password") as refused:
            send(replace(server, password="another"))
        assert USER not in str(refused.value)


def test_smtps_is_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    with serving(ssl_context=self_signed(tmp_path)) as mailbox:
        send(mail_server(f"smtps://127.0.0.1:{mailbox.port}"))
        assert len(mailbox.taken) == 1


def test_beyond_this_machine_nothing_is_sent_in_the_clear() -> None:
    with (
        serving() as mailbox,
        pytest.raises(MailServerError, match=r"no encryption \(STARTTLS\)"),
    ):
        send(mailbox.server(host="0.0.0.0"))  # noqa: S104  another name for here, not a loopback one
    assert mailbox.taken == []


def test_beyond_this_machine_a_certificate_has_to_be_good(tmp_path: Path) -> None:
    with (
        serving(tls_context=self_signed(tmp_path)) as mailbox,
        pytest.raises(MailServerError, match="certificate cannot be trusted"),
    ):
        send(mailbox.server(host="0.0.0.0"))  # noqa: S104
    assert mailbox.taken == []


def test_an_address_that_is_refused_for_good_is_told_from_one_to_try_again() -> None:
    answers = {"gone@example.org": "550 No such ana", "full@example.org": "452 Full: ana"}
    with serving(Mailbox(recipients=answers)) as mailbox:
        with pytest.raises(MailRefusedError, match=r"\(550\)") as gone:
            send(mailbox.server(), "gone@example.org")
        with pytest.raises(NotSentError, match=r"\(452\)") as full:
            send(mailbox.server(), "full@example.org")
    assert not isinstance(full.value, MailRefusedError)
    for error in (gone, full):
        assert "ana" not in str(error.value)
        assert "example.org" not in str(error.value)


def test_after_a_refused_one_the_next_goes_out() -> None:
    with serving(Mailbox(recipients={"gone@example.org": "550 No"})) as mailbox:
        with delivery(mailbox.server(), local_name="localhost") as connection:
            with pytest.raises(MailRefusedError):
                connection.send(compose(replace(LETTER, recipient="gone@example.org")))
            connection.send(compose(LETTER))
        assert mailbox.to() == [LETTER.recipient]


def test_a_server_that_never_answers_is_given_up() -> None:
    started = time.monotonic()
    with silent() as server, pytest.raises(MailServerError, match="cannot be reached"):
        send(server, timeout=0.2)
    assert time.monotonic() - started < 5


def test_where_no_server_is_that_is_said() -> None:
    with pytest.raises(MailServerError, match="cannot be reached"):
        send(MailServer("127.0.0.1", free_port()))


def test_a_server_that_wants_no_password_gets_none_of_ours() -> None:
    with serving() as mailbox, pytest.raises(MailServerError, match="no sign-in"):
        send(mailbox.server(user=USER))
