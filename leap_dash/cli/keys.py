"""`leap-dash keys`: the keys that sign an organisation's badges."""

import click
from sqlalchemy import select

from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.db import Org
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import BadInputError
from leap_dash.services import audit

org_option = click.option("--org", "org_slug", required=True, help="Slug of the organisation.")


@click.group()
def keys() -> None:
    """The keys that sign an organisation's badges."""


@keys.command("list")
@org_option
@json_option
def list_keys(org_slug: str, *, as_json: bool) -> None:
    """List the keys; retired ones verify old badges and sign none.

    \b
    Example: leap-dash keys list --org open
    """
    listed = open_house().keys.list(org_slug)
    if not listed:
        raise BadInputError(f"There is no organisation {org_slug!r} with keys here.")
    data = [
        {"kid": key.kid, "created": key.created.isoformat(), "state": key.state} for key in listed
    ]
    lines = (f"{key['state']:8}{key['created']}  {key['kid']}" for key in data)
    answer({"keys": data}, lines, as_json=as_json)


@keys.command()
@org_option
def rotate(org_slug: str) -> None:
    """Sign with a new key from now on; the old one goes on verifying what it signed.

    \b
    Example: leap-dash keys rotate --org open
    """
    house = open_house()
    with house.writing() as session:
        org_id = session.scalar(select(Org.id).where(Org.slug == org_slug))
        if org_id is None:
            raise BadInputError(f"There is no organisation {org_slug!r} here.")
        audit.record(
            session,
            at=now(),
            actor=OPERATOR.actor,
            org_id=org_id,
            action="key.rotate",
            subject=org_slug,
        )
        # Last, because a file is not undone with the transaction.
        made = house.keys.rotate(org_slug)
        session.commit()
    click.echo(f"{org_slug} signs with {made.kid} from now on.")
