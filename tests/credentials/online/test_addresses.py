"""Only public servers are asked: every way of writing something else is refused."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.credentials.online.addresses import MAX_LENGTH, is_public, place
from leap_dash.domain.errors import NotFetchedError

INNER_V4 = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    "168.63.129.16/32",
]
INNER_V6 = [
    *("::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
    *("100::/64", "2001::/32", "2001:2::/48", "2001:db8::/32", "2002::/16", "3fff::/20"),
    *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
]


def addresses_of(network: IPv4Network | IPv6Network) -> st.SearchStrategy[int]:
    """Any address of a network, its first and last ones often."""
    first, last = int(network.network_address), int(network.broadcast_address)
    return st.sampled_from([first, last]) | st.integers(first, last)


inner_v4 = st.sampled_from(INNER_V4).map(IPv4Network).flatmap(addresses_of)
inner_v6 = st.sampled_from(INNER_V6).map(IPv6Network).flatmap(addresses_of)
public_v4 = st.sampled_from(["8.8.8.8", "93.184.216.34", "1.1.1.1", "223.255.255.255"])


def spelled_v6(number: int) -> st.SearchStrategy[str]:
    """The ways of writing an IPv6 address."""
    address = IPv6Address(number)
    return st.sampled_from([str(address), address.exploded, str(address).upper()])


@given(inner_v4.map(lambda number: str(IPv4Address(number))) | inner_v6.flatmap(spelled_v6))
def test_no_address_of_an_inner_network_is_public(address: str) -> None:
    assert not is_public(address)


@given(inner_v4 | public_v4.map(lambda text: int(IPv4Address(text))))
def test_no_ipv4_address_inside_an_ipv6_one_is_public(number: int) -> None:
    for embedded in (
        IPv6Address(0xFFFF << 32 | number),  # mapped
        IPv6Address(number),  # compatible
        IPv6Address(0x64FF9B << 96 | number),  # NAT64
        IPv6Address(0x64FF9B0001 << 80 | number),  # local NAT64
        IPv6Address(0x2002 << 112 | number << 80 | 1),  # 6to4
        IPv6Address(0x20010000 << 96 | (number ^ 0xFFFFFFFF)),  # Teredo
    ):
        assert not is_public(str(embedded))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "223.255.255.254", "2606:4700:4700::1111", "2a00:1450::1"]
)
def test_servers_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "example.org", "8.8.8", "010.8.8.8", "fe80::1%eth0", "::1%1"])
def test_what_is_not_one_plain_address_is_not_public(text: str) -> None:
    assert not is_public(text)


def spelled_v4(number: int) -> st.SearchStrategy[str]:
    """The ways in which systems let an IPv4 address be written, short, octal and hex ones too."""
    a, b, c, d = number.to_bytes(4)
    return st.sampled_from(
        [
            f"{a}.{b}.{c}.{d}",
            str(number),
            hex(number),
            f"0{number:o}",
            f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
            f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
            f"{a}.{number & 0xFFFFFF}",
            f"{a}.{b}.{number & 0xFFFF}",
            f"{a}.{b}.{c}.{d}.",
            f"[::ffff:{a}.{b}.{c}.{d}]",
            f"%3{a % 10}.{b}.{c}.{d}",
            f"{a}.{b}.{c}.{d}".translate({ord("."): "。"}),
            f"{a}.{b}.{c}.{d}".translate({ord("1"): "１", ord("0"): "０", ord("."): "．"}),
        ]
    )


@given(inner_v4.flatmap(spelled_v4), st.sampled_from(["", ":443"]))
def test_a_number_is_no_server_in_any_spelling(host: str, port: str) -> None:
    with pytest.raises(NotFetchedError):
        place(f"https://{host}{port}/did.json")


@given(inner_v6.flatmap(spelled_v6))
def test_an_ipv6_address_is_no_server(address: str) -> None:
    with pytest.raises(NotFetchedError, match="number"):
        place(f"https://[{address}]/did.json")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/", "only https://"),
        ("HTTP://example.org/", "only https://"),
        ("file:///etc/passwd", "only https://"),
        ("gopher://example.org/", "only https://"),
        ("//example.org/", "only https://"),
        ("", "characters"),
        ("https://", "name of a server"),
        ("https:///x", "name of a server"),
        ("https://user@example.org/", "user"),
        ("https://:@example.org/", "user"),
        ("https://example.org@127.0.0.1/", "user"),
        ("https://example.org:8443/", "port 8443"),
        ("https://example.org:0/", "port 0"),
        ("https://example.org:80/", "port 80"),
        ("https://example.org:x/", "not an address"),
        ("https://example.org:99999/", "not an address"),
        ("https://[::1/", "not an address"),
        ("https://localhost/", "inner network"),
        ("https://LOCALHOST/", "inner network"),
        ("https://db/", "inner network"),
        ("https://printer.local/", "inner network"),
        ("https://metadata.google.internal/", "inner network"),
        ("https://a.b.onion/", "inner network"),
        ("https://router.home.arpa/", "inner network"),
        ("https://example.org./", "name of a server"),
        ("https://printer.local./", "name of a server"),
        ("https://exa_mple.org/", "name of a server"),
        ("https://-example.org/", "name of a server"),
        ("https://example..org/", "name of a server"),
        ("https://exam%70le.org/", "name of a server"),
        ("https://exämple.org/", "characters"),
        ("https://example.org/a b", "characters"),
        ("https://example.org/\r\nX: y", "characters"),
        ("https://exa\tmple.org/", "characters"),
        ("https://example.org\\@evil.org/", "characters"),
        ("https://example.org/" + "a" * MAX_LENGTH, "goes on"),
        ("https://" + "a" * 64 + ".org/", "name of a server"),
    ],
)
def test_an_address_that_is_not_fetched_is_told_why(url: str, words: str) -> None:
    with pytest.raises(NotFetchedError, match=words):
        place(url)


@pytest.mark.parametrize(
    ("url", "host", "target"),
    [
        ("https://example.org", "example.org", "/"),
        ("https://Example.ORG:443/a?b=c#d", "example.org", "/a?b=c"),
        ("https://xn--exmple-cua.org/%7Ea", "xn--exmple-cua.org", "/%7Ea"),
        ("https://a.b.c.example.org?x", "a.b.c.example.org", "/?x"),
    ],
)
def test_the_same_place_has_one_address(url: str, host: str, target: str) -> None:
    found = place(url)
    assert (found.host, found.target) == (host, target)
    assert place(found.url) == found


@given(st.text(max_size=60) | st.text(max_size=40).map("https://".__add__))
def test_no_text_makes_the_reading_fall_over(url: str) -> None:
    try:
        found = place(url)
    except NotFetchedError:
        return
    assert place(found.url) == found
