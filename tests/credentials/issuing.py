"""An issuer, an achievement and awards to test with, and a resolver that knows what it is told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leap_dash.credentials import jwk, jwt, multikey
from leap_dash.credentials.compose import compose, serialise, with_proof
from leap_dash.credentials.identity import identity_hash
from leap_dash.credentials.keys import Ed25519Signer, RsaSigner
from leap_dash.credentials.model import (
    AchievementSpec,
    Alignment,
    AwardResult,
    AwardSlots,
    Identifier,
    Issuer,
    Related,
    ResultDescription,
)
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.credentials.report import Hosted, StatusAnswer
from leap_dash.credentials.signing import sign_award
from leap_dash.credentials.template import CompiledTemplate

BASE = "https://badges.example.org"
EMAIL = "ana.silva@example.org"
AWARDED = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
LATER = AWARDED + timedelta(days=30)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RSA_PUBLIC = RSA_KEY.public_key()

ISSUER = Issuer(
    id="did:web:badges.example.org:issuers:riverside",
    name="Riverside Training",
    url=f"{BASE}/issuers/riverside",
    email="badges@example.org",
    description="Hospitality & languages – since 1998.",
    image_url=f"{BASE}/issuers/riverside.png",
    country="GB",
    identifiers=(Identifier("ext:ukprn", "10004112"),),
)
SIGNER = Ed25519Signer(KEY, f"{ISSUER.id}#{multikey.encode(PUBLIC)}")
RSA_SIGNER = RsaSigner(RSA_KEY, f"{ISSUER.id}#{jwk.thumbprint(RSA_PUBLIC)}")
SPEC_ID = f"{BASE}/achievements/5b0c7f52-98b5-4a0c-9d86-0a6d7f0f9a11"
ACHIEVEMENT = AchievementSpec(
    id=SPEC_ID,
    achievement_type="Badge",
    name='Front of house, "silver"',
    description="Runs a shift without help: 100 % of it.",
    criteria_narrative="An average of at least 70 %.\n\nEvery task handed in.",
    image_url=f"{BASE}/achievements/5b0c7f52-98b5-4a0c-9d86-0a6d7f0f9a11/pictures/2.png",
    image_alt="A silver shield – „host“, ξενία.",
    language="en-GB",
    tags=("hospitality", "service"),
    alignments=(
        Alignment("Waiter", "http://data.europa.eu/esco/occupation/1", "ESCO", "5131.1"),
        Alignment("Team work", "http://data.europa.eu/esco/skill/2"),
    ),
    results=(
        ResultDescription(f"{SPEC_ID}#v1-result-0", "Average", "Percent", "70", "0", "100"),
        ResultDescription(f"{SPEC_ID}#v1-result-1", "Completion", "Status"),
    ),
    related=(Related(f"{BASE}/achievements/0"), Related(f"{SPEC_ID}/de", "de")),
)
AWARD = AwardSlots(
    id=f"{BASE}/badges/0f8fad5b-d9cb-469f-a165-70867728950e",
    subject_id="urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7",
    subject_identity_hash=identity_hash(EMAIL, "8f1c"),
    subject_salt="8f1c",
    valid_from=AWARDED,
    valid_until=AWARDED + timedelta(days=730),
    status_list_url=f"{BASE}/status/riverside/revocation/1",
    status_index=94567,
    results=(
        AwardResult(ACHIEVEMENT.results[0].id, "71.5"),
        AwardResult(ACHIEVEMENT.results[1].id, status="Completed"),
    ),
)
SIGNED = sign_award(ISSUER, ACHIEVEMENT, AWARD, SIGNER, AWARDED)
DOCUMENT = serialise(compose(ISSUER, ACHIEVEMENT, AWARD))
TOKEN = jwt.make(DOCUMENT, RSA_SIGNER)


def signed_document() -> dict[str, Any]:
    """Return a fresh copy of the signed award."""
    document: dict[str, Any] = json.loads(SIGNED)
    return document


GOOD = StatusAnswer("good", "Not revoked.")


@dataclass(frozen=True, slots=True)
class Known:
    """A resolver with a memory: what is not in it cannot be known."""

    keys: Mapping[str, Mapping[str, PublicKey]] = field(
        default_factory=lambda: {
            ISSUER.id: {
                SIGNER.verification_method: PUBLIC,
                RSA_SIGNER.verification_method: RSA_PUBLIC,
            }
        }
    )
    answer: StatusAnswer = GOOD
    achievements: Mapping[str, bool] = field(default_factory=lambda: {ACHIEVEMENT.id: True})
    hosts: Hosted | None = None

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, PublicKey] | None:
        """Return the keys noted for the issuer."""
        return self.keys.get(issuer_id)

    def status(self, _id: str, _entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """Return the one answer noted."""
        return self.answer

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        """Return what is noted for the achievement."""
        return self.achievements.get(achievement_id)

    def endorsed_known(self, target_id: str, /) -> bool | None:
        """Return what is noted for the achievement, or whether the issuer has keys."""
        if not target_id.startswith("did:"):
            return self.achievements.get(target_id)
        keys = self.keys.get(target_id)
        return None if keys is None else bool(keys)

    def hosted(self, _address: str, /) -> Hosted | None:
        """Return the badge noted as hosted."""
        return self.hosts

    def published(self, _address: str, /) -> Mapping[str, Any] | None:
        """Know nothing of signed badges."""
        return None


def signed(template: CompiledTemplate, award: AwardSlots, created: datetime) -> str:
    """The credential of one award, the way of bulk awards."""
    draft = template.draft(award)
    return with_proof(template.document(draft), template.proof(draft, created))
