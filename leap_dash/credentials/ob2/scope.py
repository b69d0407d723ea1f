"""Which addresses an issuer answers for: a badge hosted anywhere else is not that issuer's.

Source: Open Badges 2.0, VerificationObject.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit


def answers_for(issuer: Mapping[str, Any], address: str) -> bool:
    """Whether a badge at this address may be one of the issuer's.

    `startsWith` and `allowedOrigins` must both hold where they are given; where neither is, the
    badge stands at the host of the issuer's own document.
    """
    verification = issuer.get("verification")
    policy = verification if isinstance(verification, Mapping) else {}
    starts, hosts = _texts(policy.get("startsWith")), _texts(policy.get("allowedOrigins"))
    # A beginning alone would also be one of `https://issuer.example.evil.example/`.
    if starts and not any(
        address.startswith(start) and _origin(address) == _origin(start) for start in starts
    ):
        return False
    if hosts:
        return _origin(address)[1] in hosts
    return bool(starts) or _origin(address) == _origin(str(issuer.get("id")))


def _origin(address: str) -> tuple[str, str]:
    """Scheme, and host with port; raises nothing for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]
