"""How well a score ranks people by what became of them."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter


def auc(scores: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """The area under the ROC curve, 0 to 1: how often one with the outcome is ranked above one
    without it; equal scores count half. None where everyone or nobody has it.

    Hanley, McNeil, Radiology 143 (1982) 29-36.
    """
    with_it = sum(outcomes)
    pairs = with_it * (len(outcomes) - with_it)
    if not pairs:
        return None
    won, below = 0.0, 0
    for _, tied in groupby(sorted(zip(scores, outcomes, strict=True)), key=itemgetter(0)):
        found = [outcome for _, outcome in tied]
        having = sum(found)
        lacking = len(found) - having
        won += having * (below + lacking / 2)
        below += lacking
    return won / pairs


def top_share(scores: Sequence[float], outcomes: Sequence[bool], top: float = 0.1) -> float | None:
    """The share with the outcome among the `top` part (a share, at least one) ranked highest.

    Of those tied for the last places, each counts for the chance to get one. None for nobody.
    """
    if not scores:
        return None
    places = max(1, round(len(scores) * top))
    left, found = places, 0.0
    ranked = sorted(zip(scores, outcomes, strict=True), key=itemgetter(0), reverse=True)
    for _, tied in groupby(ranked, key=itemgetter(0)):
        those = [outcome for _, outcome in tied]
        taken = min(left, len(those))
        found += sum(those) * taken / len(those)
        left -= taken
        if not left:
            break
    return found / places
