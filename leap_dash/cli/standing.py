"""Taking badges back for good or for a while, and giving them back."""

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
    ids = [as_award_id(text) for text in award_ids]
    with open_house().writing() as session:
        fresh = standing.revoke(session, OPERATOR, ids, reason=reason, now=now())
        session.commit()
    click.echo(f"{fresh} revoked, {len(set(ids)) - fresh} were revoked already.")


@click.command()
@awards
@why
def suspend(award_ids: tuple[str, ...], reason: str) -> None:
    """Take badges back until they are reinstated; their pages say so.

    \b
    Example: leap-dash suspend 0b9c...e1 --reason "A complaint is looked into"
    """
    ids = [as_award_id(text) for text in award_ids]
    with open_house().writing() as session:
        fresh = standing.suspend(session, OPERATOR, ids, reason=reason, now=now())
        session.commit()
    click.echo(f"{fresh} suspended, {len(set(ids)) - fresh} were suspended already.")


@click.command()
@awards
def reinstate(award_ids: tuple[str, ...]) -> None:
    """Let suspended badges count again.

    \b
    Example: leap-dash reinstate 0b9c...e1
    """
    ids = [as_award_id(text) for text in award_ids]
    with open_house().writing() as session:
        fresh = standing.reinstate(session, OPERATOR, ids, now=now())
        session.commit()
    click.echo(f"{fresh} reinstated, {len(set(ids)) - fresh} were not suspended.")
