"""How a cohort stands, in one sentence and a handful of numbers: the same on screen and paper."""

from dataclasses import dataclass

from leap_dash.domain.as_of import usual_day
from leap_dash.figures.words import count, day, listed, number, percent, share
from leap_dash.records import CohortHead, CohortPage


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """What it is, how much, and of how many."""

    label: str
    value: str
    note: str


def answer(head: CohortHead, found: CohortPage) -> str:
    """How the chosen part of the cohort stands on that day, in one sentence."""
    usual = head.as_of == usual_day(head.ends_on, head.today)
    return f"{'' if usual else f'As of {day(head.as_of)}: '}{_standing(found)}"


def _standing(found: CohortPage) -> str:
    sums = found.sums
    if not sums.learners:
        return "Nobody is enrolled here."
    if not sums.due:
        return f"{count(sums.learners, 'learner')}; nothing is due yet."
    done = f"{share(sums.done, sums.due)} of due work is handed in"
    pointed_out = [
        f"{number(many)} {words}"
        for many, words in (
            (sums.behind, "behind"),
            (sums.low, "with a low mean"),
            (sums.quiet, "gone quiet"),
        )
        if many
    ]
    looks = listed(pointed_out) if pointed_out else "nobody is behind"
    return f"{count(sums.learners, 'learner')}; {done}; {looks}."


def key_numbers(head: CohortHead, found: CohortPage) -> tuple[KeyNumber, ...]:
    """The numbers of the chosen courses and category, whatever the other filters are."""
    sums = found.sums
    each = [
        KeyNumber("Learners", number(sums.learners), f"{number(sums.withdrawn)} more withdrew"),
        KeyNumber("Handed in", share(sums.done, sums.due), f"of {count(sums.due, 'due item')}"),
        KeyNumber("Mean mark", percent(sums.mean), f"over {count(sums.marked, 'learner')}"),
        KeyNumber("Behind", number(sums.behind), share(sums.behind, sums.learners)),
        KeyNumber("Low", number(sums.low), share(sums.low, sums.learners)),
    ]
    if head.running:
        each.append(KeyNumber("Quiet", number(sums.quiet), share(sums.quiet, sums.learners)))
    return tuple(each)
