"""Write the Open Badges 3.0 document of one award, unsigned.

The general path: one document at a time, for anything that can be awarded. `template` does the
same for many awards of one achievement and must agree with it byte for byte. Nothing is checked
here; that is `lint`'s.

Source: Open Badges Specification 3.0, Data Model; W3C Verifiable Credentials Data Model 2.0.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from leap_dash.credentials import contexts
from leap_dash.credentials.model import (
    AchievementSpec,
    Alignment,
    AwardResult,
    AwardSlots,
    Evidence,
    Identifier,
    Issuer,
    Related,
    ResultDescription,
)
from leap_dash.domain.errors import SigningError

SCHEMA_URL: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


class SlotTexts(NamedTuple):
    """The slots of an award as the document writes them; those that are texts come first."""

    id: str
    subject_id: str
    identity_hash: str | None
    salt: str | None
    valid_from: str
    valid_until: str | None
    status_list_url: str | None
    status_index: str | None
    results: tuple[AwardResult, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def compose(issuer: Issuer, achievement: AchievementSpec, slots: AwardSlots) -> dict[str, Any]:
    """Return the credential, without a proof; members are in the order in which it is written."""
    return compose_texts(issuer, achievement, slot_texts(slots))


def slot_texts(slots: AwardSlots) -> SlotTexts:
    """Write the slots as text; raises SigningError for times without zone and half-given pairs."""
    if (slots.status_list_url is None) != (slots.status_index is None):
        raise SigningError(
            f"The award {slots.id} needs both a status list and an index, or neither."
        )
    if (slots.subject_identity_hash is None) != (slots.subject_salt is None):
        raise SigningError(
            f"The award {slots.id} needs both an identity hash and its salt, or neither."
        )
    return SlotTexts(
        id=slots.id,
        subject_id=slots.subject_id,
        identity_hash=slots.subject_identity_hash,
        salt=slots.subject_salt,
        valid_from=timestamp(slots.valid_from),
        valid_until=None if slots.valid_until is None else timestamp(slots.valid_until),
        status_list_url=slots.status_list_url,
        status_index=None if slots.status_index is None else str(slots.status_index),
        results=slots.results,
        evidence=slots.evidence,
    )


@lru_cache(64)  # many awards name the same moments
def timestamp(moment: datetime) -> str:
    """Write a time as `2026-05-03T09:30:00Z`; raises SigningError when it has no time zone."""
    if moment.tzinfo is None:
        raise SigningError(f"The time {moment} has no time zone, so nobody could say when it is.")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def serialise(document: Mapping[str, Any] | list[Any]) -> str:
    """Write a document, or a part of one, as the JSON text that is stored, baked and served."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def with_proof(document: str, proof: str) -> str:
    """Return the credential: the text of a document, and after its members that of its proof.

    Both as `serialise` writes them, which gives what it would give for the two together.
    """
    return f'{document[:-1]},"proof":{proof}}}'


def compose_texts(issuer: Issuer, achievement: AchievementSpec, slots: SlotTexts) -> dict[str, Any]:
    """Return the credential for slots that are written already."""
    return present(
        {
            "@context": [
                contexts.CREDENTIALS_V2,
                contexts.OPEN_BADGES_3,
                contexts.OPEN_BADGES_EXTENSIONS,
            ],
            "id": slots.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": achievement.name,
            "issuer": profile_object(issuer),
            "validFrom": slots.valid_from,
            "validUntil": slots.valid_until,
            "credentialSubject": _subject(achievement, slots),
            "evidence": [_evidence(each) for each in slots.evidence] or None,
            "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
            "credentialStatus": _status(slots),
        }
    )


def profile_object(issuer: Issuer) -> dict[str, Any]:
    """Write the issuer as it stands in every badge, and at its own address."""
    return present(
        {
            "id": issuer.id,
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
            "description": issuer.description,
            "image": _image(issuer.image_url),
            "address": _address(issuer.country),
            "otherIdentifier": [_identifier(each) for each in issuer.identifiers] or None,
        }
    )


def _address(country: str | None) -> dict[str, Any] | None:
    return None if country is None else {"type": ["Address"], "addressCountryCode": country}


def _identifier(identifier: Identifier) -> dict[str, Any]:
    return {
        "type": "IdentifierEntry",
        "identifier": identifier.value,
        "identifierType": identifier.kind,
    }


def _image(url: str | None, caption: str | None = None) -> dict[str, Any] | None:
    return None if url is None else present({"id": url, "type": "Image", "caption": caption})


def _subject(achievement: AchievementSpec, slots: SlotTexts) -> dict[str, Any]:
    return present(
        {
            "id": slots.subject_id,
            "type": ["AchievementSubject"],
            "identifier": None if slots.identity_hash is None else [_identity(slots)],
            "achievement": achievement_object(achievement),
            "result": [_result(slots.id, n, each) for n, each in enumerate(slots.results)] or None,
        }
    )


def _result(award_id: str, number: int, result: AwardResult) -> dict[str, Any]:
    # With an address of its own it is no blank node: its place in the canonical form is known.
    return present(
        {
            "id": f"{award_id}#result-{number}",
            "type": ["Result"],
            "resultDescription": result.description_id,
            "value": result.value,
            "status": result.status,
        }
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return present(
        {
            "id": evidence.url,
            "type": ["Evidence"],
            "name": evidence.name,
            "description": evidence.description,
            "narrative": evidence.narrative,
            "genre": evidence.genre,
        }
    )


def _identity(slots: SlotTexts) -> dict[str, Any]:
    return present(
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": slots.identity_hash,
            "identityType": "emailAddress",
            "salt": slots.salt,
        }
    )


def achievement_object(achievement: AchievementSpec) -> dict[str, Any]:
    """Write the achievement as it stands in every badge of it, and at its own address."""
    return present(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.achievement_type,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": {"narrative": achievement.criteria_narrative},
            "image": _image(achievement.image_url, achievement.image_alt),
            "inLanguage": achievement.language,
            "tag": list(achievement.tags) or None,
            "alignment": [_alignment(alignment) for alignment in achievement.alignments] or None,
            "resultDescription": [_described(each) for each in achievement.results] or None,
            "related": [_related(each) for each in achievement.related] or None,
        }
    )


def _described(result: ResultDescription) -> dict[str, Any]:
    return present(
        {
            "id": result.id,
            "type": ["ResultDescription"],
            "name": result.name,
            "resultType": result.kind,
            "requiredValue": result.required,
            "valueMin": result.least,
            "valueMax": result.most,
        }
    )


def _related(related: Related) -> dict[str, Any]:
    return present({"id": related.id, "type": ["Related"], "inLanguage": related.language})


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return present(
        {
            "type": ["Alignment"],
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetFramework": alignment.framework,
            "targetCode": alignment.code,
        }
    )


def _status(slots: SlotTexts) -> dict[str, Any] | None:
    if slots.status_list_url is None or slots.status_index is None:
        return None
    return status_entry(slots.status_list_url, slots.status_index)


def status_entry(list_url: str, index: str) -> dict[str, Any]:
    """Write where a verifier reads whether the credential was revoked."""
    return {
        "id": f"{list_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": index,
        "statusListCredential": list_url,
    }


def present(members: dict[str, Any]) -> dict[str, Any]:
    """Leave out the members that say nothing: the standards know no nulls."""
    return {name: value for name, value in members.items() if value is not None}
