"""The command that writes a cohort's report to a file."""

from pathlib import Path

import click

from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import BadInputError
from leap_dash.exports.report import report_pdf
from leap_dash.exports.table import MOST_ROWS
from leap_dash.queries.cohort_codes import cohort_named
from leap_dash.queries.cohort_report import cohort_report
from leap_dash.services.exports import note_export


@click.command()
@click.option("--org", "org_slug", required=True, help="Slug of the organisation.")
@click.option("--cohort", required=True, help="Code of the cohort.")
@click.option("--programme", help="Slug of its programme, where several have such a cohort.")
@click.option("--course", help="Code of one course; all when left out.")
@click.option("--as-of", help="2026-11-24, day:N or week:N; today or the end when left out.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF."
)
@json_option
def report(
    org_slug: str,
    cohort: str,
    programme: str | None,
    course: str | None,
    as_of: str | None,
    out: Path,
    *,
    as_json: bool,
) -> None:
    """Write the report of a cohort as a PDF to print.

    \b
    Example: leap-dash report --org open --cohort 2013J --course FFF --out fff.pdf
    """
    house, at = open_house(), now()
    with house.reading() as session:
        cohort_id = cohort_named(session, OPERATOR, org_slug, cohort, programme=programme)
        found = cohort_report(
            session, OPERATOR, cohort_id, course=course, as_of=as_of, most=MOST_ROWS, now=at
        )
    # Drawn outside of any transaction: it takes seconds, and others want to write.
    data, pages = report_pdf(found)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise BadInputError(f"--out: {out}: {error.strerror}.") from error
    with house.writing() as session:
        note_export(
            session,
            OPERATOR,
            org_id=found.head.org_id,
            subject=f"cohort {cohort_id}",
            form="pdf",
            rows=found.page.shown,
            now=at,
        )
        session.commit()
    answer(
        {"file": str(out), "pages": pages},
        [f"{out}: {pages} page{'s' if pages > 1 else ''}."],
        as_json=as_json,
    )
