"""What an issuer hosts, and a resolver that reads it there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from leap_dash.credentials.ob2 import documents
from leap_dash.credentials.report import Hosted
from tests.credentials.issuing import ACHIEVEMENT, BASE, ISSUER, Known, signed_document

AWARD_ID = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
ACHIEVEMENT_ID = UUID("5b0c7f52-98b5-4a0c-9d86-0a6d7f0f9a11")

BADGE = documents.assertion(signed_document(), AWARD_ID, ACHIEVEMENT_ID, BASE)
BADGE_CLASS = documents.badge_class(ACHIEVEMENT, ACHIEVEMENT_ID, "riverside", BASE)
PROFILE = documents.issuer(ISSUER, "riverside", BASE)
REVOCATIONS = documents.revocation_list([AWARD_ID], "riverside", BASE)
REVOKED = documents.revoked_assertion(AWARD_ID, "Awarded in error", BASE)


@dataclass(frozen=True, slots=True)
class Host(Known):
    """A resolver that knows what stands at the address of BADGE, and of nothing elsewhere."""

    badge: dict[str, Any] | None = None
    achievement: dict[str, Any] | None = None
    issuer: dict[str, Any] | None = None

    def hosted(self, address: str, /) -> Hosted | None:
        """Return the documents as they were given."""
        if not address.startswith(f"{BASE}/ob2/assertions/"):
            return None
        return Hosted(self.badge, self.achievement, self.issuer)


HOST = Host(badge=BADGE, achievement=BADGE_CLASS, issuer=PROFILE)
