"""What an endorsement is about: does that exist, and may this issuer speak of it?"""

from collections.abc import Collection, Mapping
from typing import Any

from leap_dash.credentials.issuer_key import issuer_id
from leap_dash.credentials.report import Check, Resolver


def check_target(
    document: Mapping[str, Any], resolver: Resolver, about: Collection[str] | None
) -> Check:
    """Return the check of what is endorsed; `about` are the ids of what it is shown beside."""
    target = document["credentialSubject"]["id"]
    if about is not None and target not in about:
        return Check("target", "fail", "It endorses something else.")
    if target == issuer_id(document):
        return Check("target", "fail", "It was given by the one whom it praises.")
    match resolver.endorsed_known(target):
        case True:
            return Check("target", "pass", "What it endorses is published by its own issuer.")
        case False:
            return Check("target", "fail", "What it endorses does not exist.")
        case None:
            return Check("target", "unknown", "What it endorses cannot be known here.")
