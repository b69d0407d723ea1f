"""Write the hosted 2.0 documents: Assertion, BadgeClass, Issuer and RevocationList.

An Assertion is drawn from the signed 3.0 credential, so that both say the same for ever, whatever
becomes of the learner's record. Source: Open Badges 2.0, Data Classes (IMS Final Release, 2018).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from leap_dash.credentials.compose import present
from leap_dash.credentials.model import AchievementSpec, Alignment, Issuer
from leap_dash.credentials.ob2 import addresses

CONTEXT: Final = "https://w3id.org/openbadges/v2"
_EVIDENCE_MEMBERS: Final = ("id", "name", "description", "narrative", "genre", "audience")


def assertion(
    credential: Mapping[str, Any], award_id: UUID, achievement_id: UUID, base_url: str
) -> dict[str, Any]:
    """Return the hosted badge that says what a signed 3.0 credential of ours says."""
    return present(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": addresses.assertion(base_url, award_id),
            "recipient": _recipient(credential["credentialSubject"]),
            "badge": addresses.badge_class(base_url, achievement_id),
            "verification": {"type": "hosted"},
            "issuedOn": credential["validFrom"],
            "expires": credential.get("validUntil"),
            "image": addresses.baked_image(base_url, award_id),
            "evidence": [_evidence(each) for each in credential.get("evidence", ())] or None,
        }
    )


def revoked_assertion(award_id: UUID, reason: str | None, base_url: str) -> dict[str, Any]:
    """Return what is left of a badge that was taken back."""
    return present(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": addresses.assertion(base_url, award_id),
            "revoked": True,
            "revocationReason": reason,
        }
    )


def badge_class(
    spec: AchievementSpec, achievement_id: UUID, org_slug: str, base_url: str
) -> dict[str, Any]:
    """Return what a badge stands for; its criteria are those of the achievement's page."""
    return present(
        {
            "@context": CONTEXT,
            "type": "BadgeClass",
            "id": addresses.badge_class(base_url, achievement_id),
            "name": spec.name,
            "description": spec.description,
            "image": spec.image_url,
            "criteria": {"type": "Criteria", "id": spec.id, "narrative": spec.criteria_narrative},
            "issuer": addresses.issuer(base_url, org_slug),
            "alignment": [_alignment(alignment) for alignment in spec.alignments] or None,
            "tags": list(spec.tags) or None,
        }
    )


def issuer(profile: Issuer, org_slug: str, base_url: str) -> dict[str, Any]:
    """Return who issues, and where all its hosted badges stand.

    `startsWith` and no `allowedOrigins`: those cannot name a port, and default to the host anyway.
    """
    return present(
        {
            "@context": CONTEXT,
            "type": "Issuer",
            "id": addresses.issuer(base_url, org_slug),
            "name": profile.name,
            "url": profile.url,
            "email": profile.email or _no_mailbox(base_url),
            "description": profile.description,
            "verification": {
                "type": "VerificationObject",
                "startsWith": addresses.assertions(base_url),
            },
            "revocationList": addresses.revocation_list(base_url, org_slug),
        }
    )


def revocation_list(award_ids: Sequence[UUID], org_slug: str, base_url: str) -> dict[str, Any]:
    """Return the list of what was taken back; the reasons stand at the badges' own addresses."""
    return {
        "@context": CONTEXT,
        "type": "RevocationList",
        "id": addresses.revocation_list(base_url, org_slug),
        "issuer": addresses.issuer(base_url, org_slug),
        "revokedAssertions": [addresses.assertion(base_url, each) for each in award_ids],
    }


def _recipient(subject: Mapping[str, Any]) -> dict[str, Any]:
    for identity in subject.get("identifier", ()):
        if identity["identityType"] == "emailAddress":
            return {
                "type": "email",
                "hashed": True,
                "salt": identity["salt"],
                "identity": identity["identityHash"],
            }
    # Not `id`: as a type it is a keyword of JSON-LD, and the official validator refuses it.
    return {"type": "url", "hashed": False, "identity": subject["id"]}


def _evidence(evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Evidence", **{m: evidence[m] for m in _EVIDENCE_MEMBERS if m in evidence}}


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return present(
        {
            "type": "AlignmentObject",
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetFramework": alignment.framework,
            "targetCode": alignment.code,
        }
    )


def _no_mailbox(base_url: str) -> str:
    # 2.0 asks every issuer for an address, and verifiers refuse one without. The top-level domain
    # `invalid` is reserved for saying that there is none (RFC 6761).
    return f"noreply@{urlsplit(base_url).hostname}.invalid"
