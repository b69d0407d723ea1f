"""Compare a 2.0 badge with what its issuer hosts: that, and not the copy in hand, is the badge.

The official validator looks only at the hosted one; here the copy must also say the same, because
it is the copy that somebody is shown. What is hosted comes from the resolver; nothing is fetched.

Source: Open Badges 2.0, Verification; baked copies as in "Badge Baking".
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leap_dash.credentials.ob2.reading import is_signed
from leap_dash.credentials.ob2.recipient import check_recipient
from leap_dash.credentials.ob2.scope import answers_for
from leap_dash.credentials.period import check_period
from leap_dash.credentials.report import Check, Hosted, Resolver


def check_hosted(
    copy: dict[str, Any], resolver: Resolver, *, now: datetime, recipient: str | None
) -> tuple[list[Check], dict[str, Any] | None]:
    """Return the checks of a copy with the form of an Assertion, and the copy when it is genuine.

    Checks, in order: hosted, status (only when revoked: then nothing is left to compare), copy,
    issuer, validity period, status, recipient (only when asked for). The first that is not passed
    of hosted, copy and issuer is the last: there is nothing to be said of another's words.
    """
    hosted = resolver.hosted(copy["id"])
    if hosted is None:
        return [Check("hosted", "unknown", _not_fetched(copy))], None
    badge = hosted.badge
    if badge is None or badge.get("id") != copy["id"]:
        return [Check("hosted", "fail", "There is no such badge at the address it names.")], None
    checks = [Check("hosted", "pass", "There is such a badge at the address it names.")]
    if badge.get("revoked"):
        return [*checks, _revoked(badge)], None
    for check in (_check_copy(copy, badge), _check_issuer(badge, hosted)):
        checks.append(check)
        if check.result != "pass":
            return checks, None
    checks.append(check_period(copy["issuedOn"], (copy.get("expires"),), now))
    checks.append(Check("status", "pass", "Not revoked."))
    if recipient is not None:
        checks.append(check_recipient(copy["recipient"], recipient))
    return checks, copy


def _not_fetched(copy: Mapping[str, Any]) -> str:
    if is_signed(copy):
        return (
            "It counts only with its issuer's signature, which is not in this text: give the "
            "image or the signed text."
        )
    return (
        f"It counts only if its issuer hosts the same at {copy['id'][:200]}, and nothing was "
        "fetched from there: open that address and compare, or ask the issuer."
    )


def _revoked(badge: Mapping[str, Any]) -> Check:
    reason = badge.get("revocationReason")
    said = f"Revoked: {reason}" if isinstance(reason, str) else "Its issuer has revoked it."
    return Check("status", "fail", said)


def _check_copy(copy: Mapping[str, Any], badge: Mapping[str, Any]) -> Check:
    names = sorted({*copy, *badge})
    differing = [name for name in names if _written(copy, name) != _written(badge, name)]
    if differing:
        detail = f"It says something else than what its issuer hosts: {', '.join(differing)[:200]}."
        return Check("copy", "fail", detail)
    return Check("copy", "pass", "It says word for word what its issuer hosts.")


def _written(document: Mapping[str, Any], name: str) -> str | None:
    # As text: Python takes 1, 1.0 and true for the same.
    return json.dumps(document[name], sort_keys=True) if name in document else None


def _check_issuer(badge: Mapping[str, Any], hosted: Hosted) -> Check:
    achievement, issuer = hosted.achievement, hosted.issuer
    if achievement is None or _id(badge.get("badge")) != achievement.get("id"):
        return Check("issuer", "fail", "What it stands for is not at the address it names.")
    if issuer is None or _id(achievement.get("issuer")) != issuer.get("id"):
        return Check("issuer", "fail", "Its issuer is not at the address it names.")
    if not answers_for(issuer, str(badge["id"])):
        return Check("issuer", "fail", "Its issuer does not host badges at that address.")
    detail = f"It is the badge “{achievement.get('name')}” of {issuer.get('name')}."
    return Check("issuer", "pass", detail)


def _id(value: object) -> object:
    return value.get("id") if isinstance(value, Mapping) else value
