"""What the review of a bulk award says: the sentence, the choices, and each learner's row."""

from collections.abc import Iterator

from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria_evaluate import Evaluation, conclude
from leap_dash.domain.narrative import Names, clause_text
from leap_dash.domain.review import Ticked
from leap_dash.figures.words import count, day, listed, number
from leap_dash.pages.badge_parts import STATES, have_and_need
from leap_dash.pages.large_table import Cell, Table
from leap_dash.queries.review import RecipientCount
from leap_dash.records import EligibilityReport, EligibilityRow, Qualifying

SHOWN = {
    Qualifying.EVERYONE: "Everyone",
    Qualifying.NEW: "Gets it",
    Qualifying.ALREADY: "Has it already",
    Qualifying.REVOKED: "Had it revoked",
    Qualifying.ONE_STEP: "One step away",
    Qualifying.FURTHER: "Not yet",
}
"""What would happen, in words; the table can show one kind alone."""
SHOWN_RENEWING = {
    Qualifying.EVERYONE: "Everyone who has it",
    Qualifying.NEW: "Gets it renewed",
    Qualifying.ALREADY: "Not to be renewed now",
    Qualifying.REVOKED: "Had it revoked",
    Qualifying.ONE_STEP: "One step away",
    Qualifying.FURTHER: "Not yet",
}
"""The same of those who have the badge already."""


def chosen(showing: str | None) -> Qualifying:
    """Which learners are asked for; everyone where it is none of the choices."""
    known = {which.value: which for which in SHOWN}
    return known.get(showing or "", Qualifying.EVERYONE)


def sentence(report: EligibilityReport, awards: RecipientCount, *, renewing: bool = False) -> str:
    """How many will get the badge, and what is with the others."""
    if not report.evaluated and renewing:
        return "Nobody in these cohorts has this badge yet."
    if not report.evaluated:
        return "Nobody is enrolled in these cohorts yet."
    gets = f"{count(awards.total, 'learner')} of {number(report.evaluated)} will get it"
    gets += " renewed" if renewing else ""
    out, has = report.new - awards.new, report.already - report.revoked
    others = [
        words
        for many, words in (
            (out, f"{count(out, 'is', 'are')} taken out"),
            (has, _left_out(has, renewing=renewing)),
            (report.revoked, f"{number(report.revoked)} had it revoked"),
            (report.one_step, f"{count(report.one_step, 'is', 'are')} one step away"),
        )
        if many
    ]
    return f"{gets}; {listed(others)}." if others else f"{gets}."


def _left_out(has: int, *, renewing: bool) -> str:
    if renewing:
        return f"{number(has)} cannot renew it now"
    return f"{count(has, 'has', 'have')} it already"


def options(report: EligibilityReport, *, renewing: bool = False) -> list[dict[str, str]]:
    """The choices of what would happen, each with how many learners it is about."""
    further = report.evaluated - report.already - report.new - report.one_step
    many = {
        Qualifying.EVERYONE: report.evaluated,
        Qualifying.NEW: report.new,
        Qualifying.ALREADY: report.already - report.revoked,
        Qualifying.REVOKED: report.revoked,
        Qualifying.ONE_STEP: report.one_step,
        Qualifying.FURTHER: further,
    }
    return [
        {"value": which.value, "label": f"{words} ({number(many[which])})"}
        for which, words in (SHOWN_RENEWING if renewing else SHOWN).items()
    ]


def table(report: EligibilityReport, ticked: Ticked, *, renewing: bool = False) -> Table | None:
    """The rows of a page, with a box for whoever can get the badge; None without rows.

    The boxes are as they were before one was changed by hand: the browser knows which, also of
    those changed since it asked.
    """
    if not report.rows:
        return None
    picks: Cell = {"text": "Tick all on this page", "kind": "ld-pick", "pick": "page"}
    return {
        "caption": "What would happen, learner by learner",
        "kind": "ld-review",
        "columns": [
            picks,
            *(Cell(text=words) for words in ("Learner", "Cohort", "What would happen", "Why")),
        ],
        "rows": [list(_row(report, row, ticked, renewing=renewing)) for row in report.rows],
    }


def kind_of(row: EligibilityRow, found: Evaluation) -> Qualifying:
    """What would happen for this learner."""
    if row.award is AwardState.REVOKED:
        return Qualifying.REVOKED
    if row.held:
        return Qualifying.ALREADY
    if found.met:
        return Qualifying.NEW
    return Qualifying.ONE_STEP if found.one_step else Qualifying.FURTHER


def why(row: EligibilityRow, found: Evaluation, names: Names, *, renewing: bool = False) -> str:
    """The values that meet the rule, or what is missing and what is there of it."""
    if (kind := kind_of(row, found)) is Qualifying.ALREADY and row.award is not None:
        if renewing and row.award is AwardState.ISSUED:
            return f"Good until {day(row.ends.date())}" if row.ends else "Good for good"
        return STATES[row.award][0].capitalize()
    if found.met:
        met = (clause_text(each, names) for each in found.clauses if each.met)
        values = "; ".join(f"{text.clause}: {text.have}" for text in met)
        if kind is Qualifying.NEW and row.ends is not None:
            return f"{values}. Good until {day(row.ends.date())}"
        if kind is not Qualifying.REVOKED:
            return values
        return f"{values}. Tick to award it again"
    missing = (clause_text(each, names) for each in found.missing)
    return "; ".join(f"{text.clause}: {have_and_need(text.have, text.need)}" for text in missing)


def _row(
    report: EligibilityReport, row: EligibilityRow, ticked: Ticked, *, renewing: bool
) -> Iterator[Cell]:
    found = conclude(report.rule, row.measures, presumed=report.presumed)
    kind = kind_of(row, found)
    is_new = kind is Qualifying.NEW
    can = is_new or (kind is Qualifying.REVOKED and found.met and not renewing)
    words = SHOWN_RENEWING if renewing else SHOWN
    yield {
        "text": f"{'Renew for' if renewing else 'Award to'} {row.learner_name}",
        "kind": "ld-pick",
        "pick": str(row.learner_id) if can else "",
        "picked": is_new and ticked.every,
    }
    yield {"text": row.learner_name, "href": f"/app/learners/{row.learner_id}"}
    yield {"text": row.cohort}
    yield {"text": words[kind], "kind": f"ld-short ld-would-{kind.value}"}
    yield {"text": why(row, found, report.names, renewing=renewing)}
