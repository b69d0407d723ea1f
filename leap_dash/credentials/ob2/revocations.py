"""Was a signed 2.0 badge taken back? Its issuer's list of revoked badges, as it is now.

Source: Open Badges 2.0, RevocationList.
"""

from collections.abc import Mapping
from typing import Any

from leap_dash.credentials.report import Check, Resolver


def check_revocations(
    badge: Mapping[str, Any], issuer: Mapping[str, Any], resolver: Resolver
) -> Check:
    """Return the check of the status; unknown where there is no list that can be read."""
    address = issuer.get("revocationList")
    if not isinstance(address, str):
        return _unknown("its issuer names no list of those it has taken back")
    document = resolver.published(address)
    if document is None:
        return _unknown("its issuer's list could not be read")
    entries = document.get("revokedAssertions")
    if document.get("id") != address or not isinstance(entries, list):
        return _unknown("what its issuer names as list of revoked badges is none")
    if document.get("issuer", issuer["id"]) != issuer["id"]:
        return _unknown("the list of revoked badges is someone else's")
    for entry in entries:
        if (entry.get("id") if isinstance(entry, dict) else entry) == badge["id"]:
            return _revoked(entry)
    return Check("status", "pass", "Its issuer's list says that it is in force.")


def _unknown(why: str) -> Check:
    return Check("status", "unknown", f"Whether it was revoked cannot be told: {why}.")


def _revoked(entry: object) -> Check:
    reason = entry.get("revocationReason") if isinstance(entry, dict) else None
    said = f"Revoked: {reason}" if isinstance(reason, str) else "Its issuer has revoked it."
    return Check("status", "fail", said)
