"""What may be asked for on the network: https addresses with a public name that lead to public
addresses. Nothing is looked up or connected to here.

A visitor chooses what is fetched, and this server stands where the visitor does not: beside a
database, a cloud's metadata service, the router. Whatever could lead there is refused.
Sources: IANA special-purpose address registries, RFC 6761 (special-use names), RFC 6052 (NAT64).
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from leap_dash.domain.errors import NotFetchedError

MAX_LENGTH: Final = 2048
_PRINTABLE: Final = re.compile(r"[!-~]+")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# Hosts of one's own network, and names that no public server has.
_INNER_NAMES: Final = (
    *("localhost", "localdomain", "local", "internal", "intranet", "private", "lan", "corp"),
    *("home", "home.arpa", "arpa", "onion", "alt", "test", "invalid"),
)
# Listed here as well as asked of `ipaddress`, whose own lists differ from release to release.
_INNER_V4: Final = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # looks public, but is the host of every machine in Azure
    )
)
# All of the public IPv6; mapped, NAT64, local and multicast addresses lie outside.
_GLOBAL_V6: Final = ip_network("2000::/3")
# Special uses (Teredo among them), documentation, and 6to4, which holds an IPv4 address.
_INNER_V6: Final = tuple(
    ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address that may be asked for as far as its text tells: `https://HOST/PATH?QUERY`.

    `host` is a lower-case name, `target` the path and query as they are sent.
    """

    host: str
    target: str

    @property
    def url(self) -> str:
        """The address as text, always the same for the same place."""
        return f"https://{self.host}{self.target}"


def place(url: str) -> Place:
    """Read an address; raises NotFetchedError, saying why, for one that is never fetched."""
    shown = repr(url[:200])
    if len(url) > MAX_LENGTH:
        raise NotFetchedError(f"{shown} goes on for more than {MAX_LENGTH:,} characters")
    if not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise NotFetchedError(f"{shown} has characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotFetchedError(f"{shown} is not an address") from error
    if parts.scheme != "https":
        raise NotFetchedError(f"{shown} is not fetched: only https:// addresses are")
    if "@" in parts.netloc:
        raise NotFetchedError(f"{shown} is not fetched: it names a user")
    if port not in (None, 443):
        raise NotFetchedError(f"{shown} is not fetched: it names the port {port}, not 443")
    return Place(_public_name(parts), _target(parts))


def is_public(address: str) -> bool:
    """Tell whether an IP address, as text, is one that anybody on the internet can reach."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not any(parsed in network for network in _INNER_V4)
    return _is_public_v6(parsed)


def _is_public_v6(address: IPv6Address) -> bool:
    if address not in _GLOBAL_V6 or address.scope_id is not None:
        return False
    return address.is_global and not any(address in network for network in _INNER_V6)


def _public_name(parts: SplitResult) -> str:
    host = parts.hostname or ""
    labels = host.split(".")
    if ":" in host or _is_number(labels[-1]):
        # Numbers have many spellings (2130706433, 0x7f.1, 0177.0.0.1), and no certificate.
        raise NotFetchedError(f"{host[:80]} is a number; only named servers are asked")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise NotFetchedError(f"{host[:80]!r} is not the name of a server")
    if len(labels) < 2 or any(f".{host}".endswith(f".{inner}") for inner in _INNER_NAMES):
        raise NotFetchedError(f"{host} is a name of an inner network, which is not asked")
    return host


def _is_number(label: str) -> bool:
    return label.isdigit() or re.fullmatch(r"0x[0-9a-f]*", label) is not None


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
