"""The command that lists whom to contact first."""

from collections.abc import Iterator

import click

from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.domain.access import OPERATOR
from leap_dash.queries.attention import attention_list
from leap_dash.queries.cohort_codes import cohort_named
from leap_dash.records import AttentionList, AttentionRow

WIDEST = 30  # letters of a name in the table


@click.command()
@click.option("--org", required=True, help="Slug of the organisation.")
@click.option("--cohort", required=True, help="Code of the cohort.")
@click.option("--course", help="Code of one course; all when left out.")
@click.option("--programme", help="Slug of the programme, where several share the cohort's code.")
@click.option(
    "--as-of",
    "as_of",
    metavar="DATE|day:N|week:N",
    help="The day to look at; today, or the end of what has ended, when left out.",
)
@json_option
def attention(
    org: str,
    cohort: str,
    course: str | None,
    programme: str | None,
    as_of: str | None,
    *,
    as_json: bool,
) -> None:
    """List every enrolment of a cohort with its status and why, whom to contact first on top.

    --json prints an array of objects with learner, section, status, score and reasons.

    \b
    Example: leap-dash attention --org open --cohort 2013J --as-of day:120
    """
    with open_house().reading() as session:
        cohort_id = cohort_named(session, OPERATOR, org, cohort, programme=programme)
        found = attention_list(session, OPERATOR, cohort_id, now=now(), course=course, as_of=as_of)
    answer([_said(row) for row in found.rows], _lines(found), as_json=as_json)


def _said(row: AttentionRow) -> dict[str, object]:
    return {
        "learner": row.learner_key,
        "section": row.course_code,
        "status": row.judgement.status.value,
        "score": row.judgement.score,
        "reasons": list(row.judgement.reasons),
    }


def _lines(found: AttentionList) -> Iterator[str]:
    """A table; the reasons come last, as they are as long as they are."""
    head = found.head
    yield f"{head.name}, as of {head.as_of.isoformat()}: {len(found.rows)} enrolments."
    for code, words in sorted(found.learned.items()):
        yield f"Scores of {code}: {words}."
    heads = ("score", "status", "learner", "course", "last active", "why")
    table = [heads, *map(_cells, found.rows)]
    widths = [max(len(row[at]) for row in table) for at in range(len(heads) - 1)]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join((*cells, row[-1])).rstrip()


def _cells(row: AttentionRow) -> tuple[str, ...]:
    unnamed = row.learner_name == row.learner_key
    who = row.learner_key if unnamed else f"{row.learner_key} {row.learner_name}"
    return (
        f"{row.judgement.score:5.1f}",
        row.judgement.status.value,
        who if len(who) <= WIDEST else who[: WIDEST - 1] + "…",
        row.course_code,
        row.active_on.isoformat() if row.active_on else "never",
        "; ".join(row.judgement.reasons),
    )
