"""`leap-dash audit verify`: walks the chain of who did what."""

import click

from leap_dash.cli.house import open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.services.audit import first_broken


@click.group()
def audit() -> None:
    """The record of who did what to what."""


@audit.command("verify")
@json_option
def verify_chain(*, as_json: bool) -> int:
    """Walk the chain; exit 1 at the first event that was changed, removed or put in.

    \b
    Example: leap-dash audit verify
    """
    with open_house().reading() as session:
        fitting, broken = first_broken(session)
    if broken is None:
        answer(
            {"valid": True, "events": fitting}, [f"{fitting} events, unbroken."], as_json=as_json
        )
        return 0
    answer(
        {"valid": False, "events": fitting, "broken_at": broken},
        [f"Broken at event {broken}, after {fitting} that fit."],
        as_json=as_json,
    )
    return 1
