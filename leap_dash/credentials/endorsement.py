"""Endorsements: one organisation vouches for another one, or for a badge of it, in a document of
its own that it signs.

Composed, linted and signed like a badge, and verified by the same `verify`; but nothing here knows
whom an endorsement is shown to. It is never put inside a signed badge: that would change what was
signed.

Source: Open Badges Specification 3.0, EndorsementCredential and EndorsementSubject.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leap_dash.credentials import contexts
from leap_dash.credentials.compose import profile_object, serialise, status_entry, timestamp
from leap_dash.credentials.keys import Signer
from leap_dash.credentials.lint import lint
from leap_dash.credentials.model import Issuer
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.schema import check_endorsement_schema

SCHEMA_URL: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
)


@dataclass(frozen=True, slots=True)
class EndorsementSpec:
    """What one endorsement says.

    `target_id` is the achievement's URL or the endorsed issuer's DID, `target_name` its name for
    people. `valid_from` carries a time zone.
    """

    id: str
    target_id: str
    target_name: str
    comment: str
    valid_from: datetime
    status_list_url: str
    status_index: int


def compose_endorsement(endorser: Issuer, spec: EndorsementSpec) -> dict[str, Any]:
    """Return the credential, without a proof; members are in the order in which it is written."""
    return {
        "@context": [
            contexts.CREDENTIALS_V2,
            contexts.OPEN_BADGES_3,
            contexts.OPEN_BADGES_EXTENSIONS,
        ],
        "id": spec.id,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": f"Endorsement of {spec.target_name}",
        "issuer": profile_object(endorser),
        "validFrom": timestamp(spec.valid_from),
        "credentialSubject": {
            "id": spec.target_id,
            "type": ["EndorsementSubject"],
            "endorsementComment": spec.comment,
        },
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": status_entry(spec.status_list_url, str(spec.status_index)),
    }


def prove_endorsement(document: Mapping[str, Any], signer: Signer, created: datetime) -> str:
    """Return the proof as JSON text; raises SigningError for what must not be signed."""
    canonical = lint(document, what="endorsement", check_form=check_endorsement_schema)
    return serialise(add_proof(document, signer, created, canonical)["proof"])
