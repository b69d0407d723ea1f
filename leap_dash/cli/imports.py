"""`leap-dash import`: marks from a file or a folder of an LMS."""

from pathlib import Path

import click

from leap_dash.cli.house import House, now, open_house
from leap_dash.cli.output import answer, json_option, steps
from leap_dash.domain.access import OPERATOR
from leap_dash.ingest.formats import FORMATS
from leap_dash.jobs import award_automatically
from leap_dash.services.batches import outcome
from leap_dash.services.imports import import_file
from leap_dash.services.issuing import Publisher


@click.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--org", "org_slug", required=True, help="Slug of the organisation.")
@click.option("--programme", required=True, help="Slug of the programme; made when new.")
@click.option("--course", help="Code of the course, where the file does not say.")
@click.option("--cohort", help="Code of the cohort, where the file does not say.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@json_option
def import_(
    format_: str,
    path: Path,
    org_slug: str,
    programme: str,
    course: str | None,
    cohort: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import marks; lines that cannot be read are listed, the others go in.

    \b
    Example: leap-dash import oulad ./oulad-2013 --org leap --programme ou
    """
    house = open_house()
    with house.writing() as session, steps() as progress:
        report = import_file(
            session,
            OPERATOR,
            format_,
            path,
            org=org_slug,
            programme=programme,
            course=course,
            cohort=cohort,
            now=now(),
            dry_run=dry_run,
            progress=progress,
        )
        if not dry_run:
            session.commit()
    if not dry_run:
        _award_automatically(house)
    answer(report.to_json(), report.lines(), as_json=as_json)


def _award_automatically(house: House) -> None:
    """Give the automatic badges that the import brings; what keeps one back is said on stderr.

    The import is done by then. A server's worker would see to them, too.
    """
    publisher = Publisher(house.keys, house.settings.base_url)
    begun = award_automatically(house.engine, publisher=publisher, clock=now)
    with house.reading() as session:
        outcomes = [outcome(session, each) for each in begun]
    issued = sum(each.issued for each in outcomes)
    if outcomes:
        click.echo(f"{issued:,} badges awarded automatically.", err=True)
    for reason in dict.fromkeys(each.stopped_reason for each in outcomes if each.stopped_reason):
        click.echo(f"leap-dash: Automatic badges wait: {reason}", err=True)
