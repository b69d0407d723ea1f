"""`leap-dash automatic`: the switch for badges that are awarded without a click."""

import click

from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.domain.access import OPERATOR
from leap_dash.queries.automatic import stops
from leap_dash.services.automatic import org_called, switch

ON, OFF, STATUS = "on", "off", "status"


@click.command()
@click.argument("state", type=click.Choice([ON, OFF, STATUS]))
@click.option("--org", "slug", help="Slug of one organisation; the whole installation if left out.")
@json_option
def automatic(state: str, slug: str | None, *, as_json: bool) -> None:
    """Switch automatic badges on or off, or say where they are off.

    What is imported while they are off is evaluated when they are switched on again.

    \b
    Example: leap-dash automatic off --org tralee
    """
    house = open_house()
    if state != STATUS:
        with house.writing() as session:
            org_id = None if slug is None else org_called(session, slug)
            switch(session, OPERATOR, org_id, on=state == ON, now=now())
            session.commit()
    with house.reading() as session:
        found = stops(session, OPERATOR)
    everywhere = any(each.org is None for each in found)
    orgs = [each.org for each in found if each.org is not None]
    off = ["everywhere"] if everywhere else orgs
    answer(
        {"on": not everywhere, "off_at": orgs},
        [f"Automatic badges are off: {', '.join(off)}." if off else "Automatic badges are on."],
        as_json=as_json,
    )
