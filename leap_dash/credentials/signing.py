"""Sign one award, the general way: compose, lint, canonicalise, sign, write.

`template` does the same for many awards of one achievement, about a hundred times as fast, and
comes back here whenever a value is out of the ordinary.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leap_dash.credentials.compose import compose, serialise, with_proof
from leap_dash.credentials.keys import Signer
from leap_dash.credentials.lint import lint
from leap_dash.credentials.model import AchievementSpec, AwardSlots, Issuer
from leap_dash.credentials.proof import add_proof


def sign_award(
    issuer: Issuer,
    achievement: AchievementSpec,
    slots: AwardSlots,
    signer: Signer,
    created: datetime,
) -> str:
    """Return the signed credential as JSON; raises SigningError for what must not be signed."""
    document = compose(issuer, achievement, slots)
    return with_proof(serialise(document), prove(document, signer, created))


def prove(document: Mapping[str, Any], signer: Signer, created: datetime) -> str:
    """Return the proof of a document as JSON text; raises SigningError if it must not be signed."""
    canonical = lint(document)
    return serialise(add_proof(document, signer, created, canonical)["proof"])
