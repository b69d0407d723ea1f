"""How a cohort stands, in one sentence and a handful of numbers: the same on screen and paper."""

from dataclasses import dataclass

from leap_dash.domain.as_of import usual_day
from leap_dash.domain.attention import Status
from leap_dash.domain.attention_model import known_by
from leap_dash.figures.words import count, day, listed, number, percent, share
from leap_dash.records import CohortHead, CohortPage, Ranking

POINTED_OUT = (
    (Status.NEEDS_ATTENTION, "needs attention", "need attention"),
    (Status.STOPPED, "has stopped", "have stopped"),
    (Status.WATCH, "is to be watched", "are to be watched"),
)
"""Statuses of who is to be contacted, and what is said of one and of several."""


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


def ranked_by(ranking: Ranking) -> str:
    """By which score the list says whom to contact first; empty where no model is known."""
    if ranking.model is not None:
        return f"Scores of {ranking.course} are {known_by(ranking.model)}."
    if not ranking.courses:
        return ""
    if ranking.course is not None:
        return (
            "Scores of one category are the usual ones; choose all categories to rank by what "
            f"{ranking.course} has learned."
        )
    return (
        "Scores over several courses are the usual ones; choose "
        f"{listed(ranking.courses, 'or')} alone to rank by what it has learned."
    )


def _standing(found: CohortPage) -> str:
    sums = found.sums
    if not sums.learners:
        return "Nobody is enrolled here."
    if not sums.due:
        return f"{count(sums.learners, 'learner')}; nothing is due yet."
    done = f"{share(sums.done, sums.due)} of due work is handed in"
    standing = [
        f"{number(many)} {one if many == 1 else several}"
        for status, one, several in POINTED_OUT
        if (many := sums.by_status[status])
    ]
    looks = listed(standing) if standing else "nobody needs attention"
    return f"{count(sums.learners, 'learner')}; {done}; {looks}."


def key_numbers(found: CohortPage) -> tuple[KeyNumber, ...]:
    """The numbers of the chosen courses and category, whatever the other filters are."""
    sums = found.sums
    standing = (
        KeyNumber(
            status.value.capitalize(),
            number(sums.by_status[status]),
            share(sums.by_status[status], sums.learners),
        )
        for status in (*(each for each, _, _ in POINTED_OUT), Status.COMPLETED)
        if sums.by_status[status] or status is not Status.COMPLETED
    )
    return (
        KeyNumber("Learners", number(sums.learners), f"{number(sums.withdrawn)} more left"),
        KeyNumber("Handed in", share(sums.done, sums.due), f"of {count(sums.due, 'due item')}"),
        KeyNumber("Mean mark", percent(sums.mean), f"over {count(sums.marked, 'learner')}"),
        *standing,
    )
