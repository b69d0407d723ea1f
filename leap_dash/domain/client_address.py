"""Which requests come from one customer of a network, for limits on how often they may."""

from ipaddress import IPv6Address, ip_address


def client_key(address: str) -> str:
    """Return a short text that all addresses of one customer share (a /64 of IPv6)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        # One customer has a /64: each of its addresses would be a fresh start.
        parsed = parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64)
    return str(parsed)
