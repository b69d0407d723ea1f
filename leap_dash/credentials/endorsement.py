"""Endorsements: one organisation vouches for another one, or for a badge of it, in a document of
its own that it signs.

Composed, linted and signed like a badge, and verified by the same parts; but nothing here knows
whom an endorsement is shown to. It is never put inside a signed badge: that would change what was
signed.

Source: Open Badges Specification 3.0, EndorsementCredential and EndorsementSubject.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leap_dash.credentials import contexts
from leap_dash.credentials.compose import profile_object, serialise, status_entry, timestamp
from leap_dash.credentials.issuer_proof import check_proof
from leap_dash.credentials.keys import Signer
from leap_dash.credentials.lint import lint
from leap_dash.credentials.model import Issuer
from leap_dash.credentials.period import check_period
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.report import Check, Resolver, VerificationReport, verdict
from leap_dash.credentials.schema import check_endorsement_schema
from leap_dash.credentials.strict_json import parse
from leap_dash.credentials.verify import check_contexts, check_status
from leap_dash.domain.errors import BadInputError

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
    lint(document, what="endorsement", check_form=check_endorsement_schema)
    return serialise(add_proof(document, signer, created)["proof"])


def verify_endorsement(
    data: bytes, resolver: Resolver, *, now: datetime, about: Collection[str] | None = None
) -> VerificationReport:
    """Return the report on an endorsement as JSON; never raises for what it is given.

    Checks, in order: format, contexts, schema, proof, issuer key, validity period, status, target.
    Those behind a failed contexts, schema or proof check are left out. `about` are the ids of what
    it is shown beside: an endorsement of something else fails there.
    """
    checks, document = _read(data)
    if document is None:
        return _report(checks, None)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    covered, canonical = check_contexts(unsecured)
    checks.append(covered)
    if canonical is None:
        return _report(checks, None)
    try:
        check_endorsement_schema(unsecured)
    except BadInputError as error:
        detail = f"It lacks the form of an endorsement: {error}."
        return _report([*checks, Check("schema", "fail", detail)], None)
    checks.append(Check("schema", "pass", "It has the form of an Open Badges 3.0 endorsement."))
    proofs = check_proof(unsecured, canonical, document.get("proof"), resolver)
    checks += proofs.checks
    if verdict(proofs.checks) != "valid":
        return _report(checks, None)
    ends = (unsecured.get("validUntil"), proofs.expires)
    checks.append(check_period(unsecured["validFrom"], ends, now))
    checks.append(check_status(unsecured, resolver))
    checks.append(_check_target(unsecured, resolver, about))
    return _report(checks, document)


def _report(checks: list[Check], document: dict[str, Any] | None) -> VerificationReport:
    return VerificationReport(verdict(tuple(checks)), tuple(checks), document)


def _read(data: bytes) -> tuple[list[Check], dict[str, Any] | None]:
    try:
        document = parse(data)
    except BadInputError as error:
        return [Check("format", "fail", f"This is no endorsement: {error}.")], None
    types = document.get("type") if isinstance(document, dict) else None
    if not isinstance(document, dict) or "EndorsementCredential" not in _listed(types):
        return [Check("format", "fail", "This is JSON of another kind, no endorsement.")], None
    return [Check("format", "pass", "This is an Open Badges 3.0 endorsement.")], document


def _check_target(
    document: Mapping[str, Any], resolver: Resolver, about: Collection[str] | None
) -> Check:
    target = document["credentialSubject"]["id"]
    issuer = document["issuer"]
    if about is not None and target not in about:
        return Check("target", "fail", "It endorses something else.")
    if target == (issuer if isinstance(issuer, str) else issuer["id"]):
        return Check("target", "fail", "It was given by the one whom it praises.")
    match _is_published(target, resolver):
        case True:
            return Check("target", "pass", "What it endorses is published by its own issuer.")
        case False:
            return Check("target", "fail", "What it endorses does not exist.")
        case None:
            return Check("target", "unknown", "What it endorses cannot be known here.")


def _is_published(target: str, resolver: Resolver) -> bool | None:
    if not target.startswith("did:"):
        return resolver.achievement_known(target)
    keys = resolver.issuer_keys(target)
    return None if keys is None else bool(keys)


def _listed(types: object) -> list[object]:
    return types if isinstance(types, list) else [types]
