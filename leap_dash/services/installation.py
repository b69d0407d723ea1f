"""Remembers the address under which badges are signed, and refuses to sign under another."""

from sqlalchemy.orm import Session

from leap_dash.db import Installation
from leap_dash.domain.errors import SigningError


def settle_base_url(session: Session, base_url: str) -> None:
    """Keep the address of the first signature; raise SigningError when another one is set now.

    The address is part of every badge: signing under a wrong one cannot be mended later.
    """
    installation = session.get(Installation, 1)
    if installation is None:
        session.add(Installation(id=1, base_url=base_url))
        session.flush()
    elif installation.base_url != base_url:
        raise SigningError(
            f"LEAP_DASH_BASE_URL is {base_url}, but badges here are issued under "
            f"{installation.base_url}: set it back, or run leap-dash init --accept-base-url "
            "to issue under the new address from now on."
        )


def signing_address(session: Session) -> str | None:
    """The address that badges here are issued under; none before the first."""
    installation = session.get(Installation, 1)
    return installation.base_url if installation else None


def accept_base_url(session: Session, base_url: str) -> None:
    """Sign under this address from now on. Badges given out keep the one they were made with."""
    installation = session.get(Installation, 1)
    if installation is None:
        session.add(Installation(id=1, base_url=base_url))
    elif installation.base_url != base_url:
        former = {*installation.former_base_urls, installation.base_url} - {base_url}
        installation.former_base_urls = sorted(former)
        installation.base_url = base_url
    session.flush()
