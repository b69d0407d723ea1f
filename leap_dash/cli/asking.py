"""Checking a badge with its issuer's server, for `leap-dash verify --online`."""

from collections.abc import Callable

from leap_dash.cli.house import House, now
from leap_dash.credentials.online.asking import verify_link_online, verify_online
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.online.internet import TheInternet
from leap_dash.credentials.report import NothingKnown, VerificationReport
from leap_dash.queries.online import check_badge_online, check_link_online


def check_online(
    house: House | None, given: bytes | str, recipient: str | None
) -> VerificationReport:
    """Check a badge, or what is at a link (given as text), with or without an installation."""
    fetcher = Fetcher(TheInternet())
    if house is None:
        if isinstance(given, str):
            return verify_link_online(
                given, NothingKnown(), fetcher, now=now(), recipient=recipient
            )
        return verify_online(given, NothingKnown(), fetcher, now=now(), recipient=recipient)
    check: Callable[..., VerificationReport] = (
        check_link_online if isinstance(given, str) else check_badge_online
    )
    return check(
        house.reading,
        given,
        fetcher=fetcher,
        keys=house.keys,
        base_url=house.settings.base_url,
        now=now(),
        recipient=recipient,
    )
