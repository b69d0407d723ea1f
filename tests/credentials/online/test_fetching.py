"""The guard against real TLS servers: every trick to lead it elsewhere, or to keep it busy."""

import contextlib
import gzip
import socket
import ssl
import threading
import time
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_dash.credentials.online.addresses import is_public
from leap_dash.credentials.online.exchange import MAX_BODY, USER_AGENT
from leap_dash.credentials.online.fetching import MAX_REDIRECTS, Fetcher
from leap_dash.credentials.online.internet import CONNECT_SECONDS, TheInternet
from leap_dash.domain.errors import NotFetchedError
from tests.credentials.online.servers import (
    PUBLIC_ADDRESS,
    Reply,
    SmallInternet,
    certificate_for,
    plain,
    raw,
    redirect,
    site,
)

HOST = "badges.example.org"
URL = f"https://{HOST}/did.json"


@pytest.fixture
def internet() -> SmallInternet:
    """An internet without any server yet."""
    return SmallInternet()


def refused(internet: SmallInternet, words: str, *, url: str = URL, seconds: float = 15) -> None:
    """Nothing is fetched, for a reason with these words."""
    with pytest.raises(NotFetchedError, match=words):
        Fetcher(internet, seconds=seconds).fetch(url)


def test_a_public_document_is_fetched_by_name_and_as_nobody(internet: SmallInternet) -> None:
    with internet.server(HOST, raw(plain(b'{"a":1}'))) as seen:
        fetched = Fetcher(internet).fetch(f"{URL}?x=1#part")
    assert (fetched.host, fetched.media_type) == (HOST, "application/json")
    assert fetched.body == b'{"a":1}'
    assert (seen.names, internet.dialled) == ([HOST], [PUBLIC_ADDRESS])
    head = seen.requests[0].split("\r\n")
    assert head[0] == "GET /did.json?x=1 HTTP/1.1"
    assert f"Host: {HOST}" in head
    assert f"User-Agent: {USER_AGENT}" in head
    assert "Accept-Encoding: identity" in head
    names = {line.partition(":")[0].lower() for line in head[1:-2]}
    assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["fe80::1%eth0"],
        [PUBLIC_ADDRESS, "10.0.0.1"],
        [PUBLIC_ADDRESS] * 65,
    ],
)
def test_a_name_that_leads_inside_is_not_even_dialled(
    internet: SmallInternet, addresses: list[str]
) -> None:
    internet.names[HOST] = [addresses]
    refused(internet, f"{HOST} leads to a private address, which is not fetched")
    assert internet.dialled == []


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_a_number_is_not_even_looked_up(internet: SmallInternet, host: str) -> None:
    refused(internet, "is a number", url=f"https://{host}/")
    assert internet.looked_up == []


def test_a_name_is_looked_up_once_and_only_that_answer_is_dialled(internet: SmallInternet) -> None:
    internet.names[HOST] = [[PUBLIC_ADDRESS], ["127.0.0.1"]]
    with internet.server(HOST, raw(plain(b"{}"))):
        Fetcher(internet).fetch(URL)
    assert internet.looked_up == [HOST]
    assert internet.dialled == [PUBLIC_ADDRESS]


def test_a_name_that_is_bound_anew_between_two_requests_is_refused(internet: SmallInternet) -> None:
    internet.names[HOST] = [[PUBLIC_ADDRESS], ["127.0.0.1"]]
    with internet.server(HOST, raw(redirect("/again"))):
        refused(internet, "private address")
    assert internet.dialled == [PUBLIC_ADDRESS]


def test_the_next_address_is_tried_when_one_does_not_answer(internet: SmallInternet) -> None:
    internet.names[HOST] = [["2606:4700::1", PUBLIC_ADDRESS]]
    with internet.server(HOST, raw(plain(b"{}"))):
        assert Fetcher(internet).fetch(URL).body == b"{}"
    assert internet.dialled == ["2606:4700::1", PUBLIC_ADDRESS]


def test_an_address_that_swallows_everything_leaves_time_for_the_next() -> None:
    given: list[float] = []

    class Swallowing(SmallInternet):
        def connect(self, _address: str, timeout: float, /) -> socket.socket:
            given.append(timeout)
            raise TimeoutError

    internet = Swallowing({HOST: [["2606:4700::1", "2606:4700::2", PUBLIC_ADDRESS]]})
    refused(internet, "does not answer")
    assert len(given) == 3
    assert given[0] <= CONNECT_SECONDS / 3


def test_nobody_there_is_said_in_words(internet: SmallInternet) -> None:
    refused(internet, f"there is no server named {HOST}")
    internet.names[HOST] = [[PUBLIC_ADDRESS]]
    refused(internet, f"{HOST} does not answer")


def test_the_real_resolver_leads_inside_too_and_is_refused() -> None:
    found = TheInternet().addresses("localhost")
    assert found
    assert not any(map(is_public, found))


@pytest.mark.parametrize("code", ["301", "302", "303", "307", "308"])
def test_a_redirect_is_followed(internet: SmallInternet, code: str) -> None:
    pages = {"/did.json": redirect("moved.json", f"{code} Moved"), "/moved.json": plain(b"{}")}
    with internet.server(HOST, site(pages)) as seen:
        assert Fetcher(internet).fetch(URL).body == b"{}"
    assert seen.paths == ["/did.json", "/moved.json"]


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (f"http://{HOST}/", "only https"),
        ("https://127.0.0.1/", "number"),
        ("https://169.254.169.254/latest/meta-data", "number"),
        ("https://localhost/", "inner network"),
        (f"https://{HOST}:8443/", "port 8443"),
        (f"https://a:b@{HOST}/", "user"),
        ("//[::1]/", "number"),
        ("file:///etc/passwd", "only https"),
        ("https://inside.example.org/", "inside.example.org leads to a private address"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(
    internet: SmallInternet, location: str, words: str
) -> None:
    internet.names["inside.example.org"] = [["10.0.0.1"]]
    with internet.server(HOST, raw(redirect(location))) as seen:
        refused(internet, words)
    assert len(seen.requests) == 1
    assert internet.dialled == [PUBLIC_ADDRESS]


def test_redirects_come_to_an_end(internet: SmallInternet) -> None:
    steps = {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}
    with internet.server(HOST, site(steps)) as seen:
        refused(internet, "leads on and on", url=f"https://{HOST}/0")
    assert len(seen.requests) == 1 + MAX_REDIRECTS
    with internet.server(HOST, raw(redirect("/did.json"))) as seen:
        refused(internet, "leads on and on")
    assert len(seen.requests) == 1
    with internet.server(HOST, raw(plain(b"", status="302 Found"))):
        refused(internet, "does not say where")


def test_one_badge_may_not_ask_for_more_than_six_documents_and_each_once(
    internet: SmallInternet,
) -> None:
    with internet.server(HOST, raw(plain(b"{}"))) as seen:
        fetcher = Fetcher(internet)
        for n in (*range(6), *range(6)):
            fetcher.fetch(f"https://{HOST}/{n}")
        with pytest.raises(NotFetchedError, match="may not ask for more"):
            fetcher.fetch(URL)
    assert len(seen.requests) == 6
    assert fetcher.hosts == [HOST]
    assert len(fetcher.problems) == 1


def test_a_failure_is_not_tried_again(internet: SmallInternet) -> None:
    with internet.server(HOST, raw(plain(b"", status="500 Oh"))) as seen:
        fetcher = Fetcher(internet)
        for _ in range(2):
            with pytest.raises(NotFetchedError, match=f"{HOST} answers 500"):
                fetcher.fetch(URL)
    assert len(seen.requests) == 1


def endless(head: bytes, piece: bytes) -> Reply:
    """Send a head, and then the same piece for ever."""

    def reply(connection: ssl.SSLSocket, _path: str) -> None:
        connection.sendall(head)
        for more in repeat(piece):
            connection.sendall(more)

    return reply


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PIECE = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        endless(OK + b"\r\n{", b"x" * 0x8000),
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", PIECE),
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 999),
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 9999),
        endless(OK + b"Content-Length: 99999999999\r\n\r\n{", b"x" * 0x8000),
        endless(OK, b"X: y\r\n" * 999),
        endless(OK + b"X: ", b"y" * 9999),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99),
        endless(b"", b"x" * 9999),
        raw(plain(b"{" + b"x" * MAX_BODY)),
        raw(OK + (b"X: " + b"y" * 33_000 + b"\r\n") * 2 + b"\r\n{}"),
    ],
    ids=[
        *("body", "large pieces", "small pieces", "size of a piece", "length"),
        *("headers", "header", "continue", "status", "one byte too many", "64 kB of headers"),
    ],
)
def test_too_much_is_not_read(internet: SmallInternet, reply: Reply) -> None:
    started = time.monotonic()
    with internet.server(HOST, reply):
        refused(internet, "sends more than is read|broke off")
    assert time.monotonic() - started < 5


def test_as_much_as_is_allowed_is_read(internet: SmallInternet) -> None:
    body = b"{" + b" " * (MAX_BODY - 2) + b"}"
    with internet.server(HOST, raw(plain(body))):
        assert Fetcher(internet).fetch(URL).body == body
    pieces = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    with internet.server(HOST, raw(OK + b"Transfer-Encoding: chunked\r\n\r\n" + pieces)):
        assert Fetcher(internet).fetch(URL).body == body


def test_a_packed_body_is_refused_unopened(internet: SmallInternet) -> None:
    bomb = gzip.compress(b"{" + b" " * 50 * MAX_BODY)
    with internet.server(HOST, raw(plain(bomb, more="Content-Encoding: gzip\r\n"))):
        refused(internet, "packed")


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", OK + b"\r\n{"])
def test_a_server_that_sends_drop_by_drop_gets_no_more_time(
    internet: SmallInternet, start: bytes
) -> None:
    over = threading.Event()

    def drip(connection: ssl.SSLSocket, _path: str) -> None:
        connection.sendall(start)
        for _ in range(100):
            if over.wait(0.05):
                break
            connection.sendall(b"x")

    started = time.monotonic()
    with internet.server(HOST, drip):
        refused(internet, f"{HOST} did not answer in time", seconds=0.5)
        over.set()
    assert 0.4 < time.monotonic() - started < 3


def test_the_time_is_for_all_requests_together(internet: SmallInternet) -> None:
    over = threading.Event()

    def silent(_connection: ssl.SSLSocket, _path: str) -> None:
        over.wait(30)

    with internet.server(HOST, silent):
        fetcher = Fetcher(internet, seconds=0.4)
        started = time.monotonic()
        for n in range(3):
            with pytest.raises(NotFetchedError, match="in time"):
                fetcher.fetch(f"https://{HOST}/{n}")
        assert time.monotonic() - started < 2
        over.set()


def test_a_look_up_that_hangs_gets_no_more_time_either() -> None:
    over = threading.Event()

    class Hanging(SmallInternet):
        def addresses(self, _host: str, /) -> list[str]:
            over.wait(30)
            return [PUBLIC_ADDRESS]

    refused(Hanging(), "in time", seconds=0.3)
    over.set()


@pytest.mark.parametrize(
    "certificate",
    [
        certificate_for("other.example.org"),
        certificate_for(HOST, self_signed=True),
        certificate_for(HOST, expired=True),
    ],
    ids=["of another name", "self-signed", "expired"],
)
def test_a_certificate_that_does_not_hold_is_refused(
    internet: SmallInternet, certificate: str
) -> None:
    with internet.server(HOST, raw(plain(b"{}")), certificate=certificate) as seen:
        refused(internet, f"the certificate of {HOST} does not hold")
    assert seen.requests == []


def test_no_proxy_of_the_environment_is_used(
    internet: SmallInternet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with internet.server(HOST, raw(plain(b"{}"))):
        assert Fetcher(internet).fetch(URL).body == b"{}"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (plain(b"<!doctype html>", "text/html"), "gives 'text/html'"),
        (plain(b"hello", "text/plain"), "gives 'text/plain'"),
        (plain(b"x", "text/\x1b[31mred"), "gives 'text/"),
        (plain(b"{}", status="404 Not Found"), "answers 404"),
        (plain(b"{}", status="206 Partial"), "answers 206"),
        (plain(b"", status="204 Nothing"), "answers 204"),
        (plain(b"{}").replace(b"Length: 2", b"Length: 9"), "broke off in the middle"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n{}", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}", "broke off"),
        (b"SSH-2.0-OpenSSH\r\n", "does not speak HTTP"),
        (b"", "does not speak HTTP"),
        (b"\x00\xff" * 99, "does not speak HTTP"),
    ],
)
def test_an_answer_of_no_use_is_told_in_words(
    internet: SmallInternet, answer: bytes, words: str
) -> None:
    with internet.server(HOST, raw(answer)):
        refused(internet, words)


lines = st.sampled_from(
    [
        *(
            b"HTTP/1.1 200 OK",
            b"HTTP/1.0 302 X",
            b"HTTP/1.1 100 Continue",
            b"HTTP/9 200",
            b"HTTP/1.1",
        ),
        *(b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: x", b"Content-Length:"),
        *(
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip",
            b"Content-Encoding: br",
            b": x",
        ),
        *(
            b"Location: /",
            b"Location: https://[",
            b"Location: \xff",
            b"Location:",
            b"Content-Type: ;/",
        ),
        *(b"", b"5", b"-5", b"fffffffffffffffffffff", b"{}", b"\x00", b" folded", b"0"),
    ]
)


def test_no_answer_makes_fetching_fall_over(internet: SmallInternet) -> None:
    answer = [b""]

    @settings(max_examples=80, deadline=None)
    @given(st.lists(lines, max_size=8).map(b"\r\n".join) | st.binary(max_size=60))
    def fetch(data: bytes) -> None:
        answer[0] = data
        with contextlib.suppress(NotFetchedError):
            Fetcher(internet).fetch(URL)

    with internet.server(HOST, lambda connection, _path: connection.sendall(answer[0])):
        fetch()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/did+ld+json; charset=utf-8"),
        (b"{}", "application/vc"),
        (b"\xef\xbb\xbf\n [1]", "text/plain"),
        (b"{}", "text/html"),
        (b"\x89PNG\r\n\x1a\n", "application/octet-stream"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
)
def test_what_looks_like_json_or_a_badge_is_taken(
    internet: SmallInternet, body: bytes, kind: str
) -> None:
    with internet.server(HOST, raw(plain(body, kind))):
        assert Fetcher(internet).fetch(URL).body == body


def test_a_server_that_does_not_speak_tls_is_refused(internet: SmallInternet) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        internet.names[HOST] = [[PUBLIC_ADDRESS]]
        internet.ports[PUBLIC_ADDRESS] = server.getsockname()[1]

        def answer() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        refused(internet, f"no secure connection with {HOST}")
        thread.join()
