"""Taking badges back for good or for a while, and giving them back."""

from collections.abc import Callable
from functools import partial

import click

from leap_dash.cli.awards import as_award_id
from leap_dash.cli.house import now, open_house
from leap_dash.domain.access import OPERATOR
from leap_dash.services import standing

awards = click.argument("award_ids", metavar="AWARD_ID...", nargs=-1, required=True)
why = click.option("--reason", required=True, help="Shown to everyone who checks the badge.")


@click.command()
@awards
@why
def revoke(award_ids: tuple[str, ...], reason: str) -> None:
    """Take badges back; their pages stay and say so.

    \b
    Example: leap-dash revoke 0b9c...e1 --reason "Awarded in error"
    """
    fresh, others = _change(partial(standing.revoke, reason=reason), award_ids)
    click.echo(f"{fresh} revoked, {others} were revoked already.")


@click.command()
@awards
@why
def suspend(award_ids: tuple[str, ...], reason: str) -> None:
    """Take badges back until they are reinstated; their pages say so.

    \b
    Example: leap-dash suspend 0b9c...e1 --reason "A complaint is looked into"
    """
    fresh, others = _change(partial(standing.suspend, reason=reason), award_ids)
    click.echo(f"{fresh} suspended, {others} were suspended already.")


@click.command()
@awards
def reinstate(award_ids: tuple[str, ...]) -> None:
    """Let suspended badges count again.

    \b
    Example: leap-dash reinstate 0b9c...e1
    """
    fresh, others = _change(standing.reinstate, award_ids)
    click.echo(f"{fresh} reinstated, {others} were not suspended.")


def _change(service: Callable[..., int], award_ids: tuple[str, ...]) -> tuple[int, int]:
    """Do it to all of them or none; returns how many it changed, and how many it had not to."""
    ids = {as_award_id(text) for text in award_ids}
    with open_house().writing() as session:
        fresh = service(session, OPERATOR, list(ids), now=now())
        session.commit()
    return fresh, len(ids) - fresh
