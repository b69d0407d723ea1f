"""`leap-dash keys`: the keys that sign an organisation's badges."""

import click
from sqlalchemy import select

from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.credentials.keys import KINDS
from leap_dash.credentials.public_keys import KeyKind
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

    Ed25519 keys sign badges as JSON, RSA keys the same badges as JWT.

    \b
    Example: leap-dash keys list --org open
    """
    listed = open_house().keys.list(org_slug)
    if not listed:
        raise BadInputError(f"There is no organisation {org_slug!r} with keys here.")
    data = [
        {
            "kid": key.kid,
            "type": key.kind,
            "created": key.created.isoformat(timespec="seconds"),
            "state": key.state,
        }
        for key in listed
    ]
    lines = (f"{key['type']:9}{key['state']:8}{key['created']}  {key['kid']}" for key in data)
    answer({"keys": data}, lines, as_json=as_json)


@keys.command()
@org_option
@click.option(
    "--type",
    "kind",
    type=click.Choice(KINDS),
    help="Replace only the key of this kind. Without it both are replaced: whoever got hold of one "
    "could get hold of the other.",
)
def rotate(org_slug: str, kind: KeyKind | None) -> None:
    """Sign with new keys from now on; the old ones go on verifying what they signed.

    Ed25519 keys sign badges as JSON, RSA keys the same badges as JWT.

    \b
    Example: leap-dash keys rotate --org open
    """
    kinds = KINDS if kind is None else (kind,)
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
            detail={"types": kinds},
        )
        # Last, because a file is not undone with the transaction.
        made = [house.keys.rotate(org_slug, each) for each in kinds]
        session.commit()
    for key in made:
        click.echo(f"{org_slug} signs with the {key.kind} key {key.kid} from now on.")
