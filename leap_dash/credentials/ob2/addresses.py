"""Where the 2.0 documents of an installation stand: once given out, they answer for ever."""

from uuid import UUID


def assertions(base_url: str) -> str:
    """What the addresses of all hosted badges begin with."""
    return f"{base_url}/ob2/assertions/"


def assertion(base_url: str, award_id: UUID) -> str:
    """The address of one hosted badge, which is its id."""
    return f"{assertions(base_url)}{award_id}.json"


def baked_image(base_url: str, award_id: UUID) -> str:
    """The address of the picture that carries the badge."""
    return f"{assertions(base_url)}{award_id}.png"


def badge_class(base_url: str, achievement_id: UUID) -> str:
    """The address of what a badge stands for."""
    return f"{base_url}/ob2/badges/{achievement_id}.json"


def issuer(base_url: str, org_slug: str) -> str:
    """The address of who issues."""
    return f"{base_url}/ob2/issuers/{org_slug}.json"


def revocation_list(base_url: str, org_slug: str) -> str:
    """The address of the list of what an issuer has taken back."""
    return f"{base_url}/ob2/issuers/{org_slug}/revocations.json"


def award_at(base_url: str, address: str) -> UUID | None:
    """Which award an address names; none unless it is written exactly as `assertion` does."""
    name = address.removeprefix(assertions(base_url)).removesuffix(".json")
    try:
        award_id = UUID(name)
    except ValueError:
        return None
    return award_id if assertion(base_url, award_id) == address else None
