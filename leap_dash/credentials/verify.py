"""Verify a badge or an endorsement: authentic, in time, not revoked.

One verdict per check, in sentences for people.

The public page, the commands and the self-check after signing all call `verify`. It never fetches
anything and never raises for what it is given; what it cannot know it calls unknown, never valid.
After a failed proof nothing that the document says is repeated as fact.

Source: Open Badges Specification 3.0, Verification and Validation; W3C VC Data Integrity 1.0.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final

from leap_dash.credentials.endorsed import check_target
from leap_dash.credentials.identity import identity_hash, normal_email
from leap_dash.credentials.issuer_jwt import check_jwt
from leap_dash.credentials.issuer_proof import check_proof
from leap_dash.credentials.jwt import Jwt
from leap_dash.credentials.kinds import Kind, credential_kind
from leap_dash.credentials.ob2.reading import is_signed
from leap_dash.credentials.ob2.signed import check_signed
from leap_dash.credentials.ob2.verify import check_hosted
from leap_dash.credentials.period import check_period
from leap_dash.credentials.reading import read
from leap_dash.credentials.remembered import canonical_badge
from leap_dash.credentials.report import Check, Resolver, VerificationReport, verdict
from leap_dash.credentials.schema import check_endorsement_schema, check_schema
from leap_dash.domain.errors import BadInputError

_FORMS: Final[dict[Kind, tuple[Callable[[Mapping[str, Any]], None], str, str]]] = {
    "badge": (check_schema, "a badge", "credential"),
    "endorsement": (check_endorsement_schema, "an endorsement", "endorsement"),
}


def verify(
    data: bytes,
    resolver: Resolver,
    *,
    now: datetime,
    recipient: str | None = None,
    about: Collection[str] | None = None,
) -> VerificationReport:
    """Return the report on a baked image, or a credential as JSON or JWT; `recipient` is an e-mail.

    Checks, in order: carrier (images only), format, contexts, schema, proof, issuer key, validity
    period, status, achievement (of an endorsement: target), recipient (only when asked for). Those
    behind a failed contexts, schema or proof check are left out: there is nothing to be said of an
    unsigned text. What is checked of Open Badges 2.0 behind the format, `ob2.verify` and
    `ob2.signed` say.

    Where an endorsement is shown beside something, `about` are the ids of that: nothing but an
    endorsement of it holds then.
    """
    checks, found = read(data)
    if found is None:
        return _report(checks, None)
    document = found.document if isinstance(found, Jwt) else found
    kind = credential_kind(document)
    if about is not None and kind != "endorsement":
        return _report([Check("format", "fail", "This is no endorsement.")], None)
    if kind is None:
        if isinstance(found, Jwt) and is_signed(document):
            compared, genuine = check_signed(found, resolver, now=now, recipient=recipient)
        else:
            compared, genuine = check_hosted(document, resolver, now=now, recipient=recipient)
        return _report([*checks, *compared], genuine)
    proved, expires = _check_proved(kind, found, document, resolver)
    checks += proved
    if verdict(tuple(checks)) != "valid":
        return _report(checks, None, kind)
    ends = (document.get("validUntil"), expires)
    checks.append(check_period(document["validFrom"], ends, now))
    checks.append(check_status(document, resolver))
    if kind == "endorsement":
        checks.append(check_target(document, resolver, about))
    else:
        checks.append(_check_achievement(document, resolver))
    if recipient is not None:
        checks.append(_check_recipient(document["credentialSubject"], recipient, kind))
    return _report(checks, document, kind)


def _check_proved(
    kind: Kind, found: dict[str, Any] | Jwt, document: dict[str, Any], resolver: Resolver
) -> tuple[list[Check], object]:
    """Check what makes a text the issuer's own; also return when the proof itself expires."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    covered, canonical = check_contexts(unsecured)
    if canonical is None:
        return [covered], None
    form = _check_schema(unsecured, kind)
    if form.result != "pass":
        return [covered, form], None
    if isinstance(found, Jwt):
        proofs = check_jwt(found, resolver)
    else:
        proofs = check_proof(unsecured, canonical, document.get("proof"), resolver)
    return [covered, form, *proofs.checks], proofs.expires


def _report(
    checks: list[Check], document: dict[str, Any] | None, kind: Kind | None = None
) -> VerificationReport:
    answers = tuple(checks)
    return VerificationReport(verdict(answers), answers, document, kind=kind or "badge")


def check_contexts(document: Mapping[str, Any]) -> tuple[Check, bytes | None]:
    """Tell whether a signature would cover all of a document; with its canonical form if so."""
    try:
        canonical = canonical_badge(document)
    except BadInputError as error:
        detail = f"The signature would not cover all of it: {error}."
        return Check("contexts", "fail", detail), None
    return Check("contexts", "pass", "Every term is defined by a known context."), canonical


def _check_schema(document: Mapping[str, Any], kind: Kind) -> Check:
    check, lacked, name = _FORMS[kind]
    try:
        check(document)
    except BadInputError as error:
        return Check("schema", "fail", f"It lacks the form of {lacked}: {error}.")
    return Check("schema", "pass", f"It has the form of an Open Badges 3.0 {name}.")


def check_status(document: Mapping[str, Any], resolver: Resolver) -> Check:
    """Tell whether it was revoked, as far as the resolver knows."""
    entries = document.get("credentialStatus") or None  # an empty list says as little as none
    entries = entries if isinstance(entries, list) else [entries]
    answers = [resolver.status(document["id"], entry) for entry in entries]
    for answer in answers:
        if answer.state in ("revoked", "suspended"):
            return Check("status", "fail", answer.detail or f"{answer.state.capitalize()}.")
    for answer in answers:
        if answer.state is None:
            unknown = "Whether it was revoked cannot be known here."
            return Check("status", "unknown", answer.detail or unknown)
    return Check("status", "pass", answers[0].detail or "Not revoked.")


def _check_achievement(document: Mapping[str, Any], resolver: Resolver) -> Check:
    match resolver.achievement_known(document["credentialSubject"]["achievement"]["id"]):
        case True:
            return Check("achievement", "pass", "The issuer publishes what the badge stands for.")
        case False:
            return Check("achievement", "fail", "The issuer publishes no such achievement.")
        case None:
            unknown = "Whether the issuer publishes this achievement cannot be known here."
            return Check("achievement", "unknown", unknown)


def _check_recipient(subject: Mapping[str, Any], email: str, kind: Kind) -> Check:
    if kind == "endorsement":
        return Check("recipient", "unknown", "An endorsement is awarded to nobody.")
    identifiers = subject.get("identifier", [])
    identifiers = identifiers if isinstance(identifiers, list) else [identifiers]
    addresses = [item for item in identifiers if item["identityType"] == "emailAddress"]
    if not addresses:
        return Check("recipient", "unknown", "The badge names no e-mail address to compare with.")
    if any(_is_address_of(item, email) for item in addresses):
        return Check("recipient", "pass", "It was awarded to the holder of this e-mail address.")
    return Check("recipient", "fail", "It was not awarded to the holder of this e-mail address.")


def _is_address_of(identity: Mapping[str, Any], email: str) -> bool:
    written = str(identity["identityHash"])
    if not identity["hashed"]:
        return normal_email(written) == normal_email(email)
    return written.lower() == identity_hash(email, str(identity.get("salt", "")))
