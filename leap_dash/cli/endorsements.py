"""Commands by which an organisation vouches for another one or its badge, and takes that back."""

from uuid import UUID

import click

from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.endorsements import TargetKind
from leap_dash.domain.errors import BadInputError
from leap_dash.queries.endorsements import find_target
from leap_dash.services.endorsements import endorse as give
from leap_dash.services.endorsements import withdraw as take_back
from leap_dash.services.issuing import Publisher


@click.command()
@click.argument("target", metavar="ORG/BADGE|ORG")
@click.option("--by", "by", required=True, help="Slug of the organisation that endorses.")
@click.option("--comment", required=True, help="What it says; anyone can read it.")
@json_option
def endorse(target: str, by: str, comment: str, *, as_json: bool) -> None:
    """Endorse a badge of another organisation of the network, or that organisation itself.

    The endorsement is a credential of its own, signed with the endorser's key.

    Example: leap-dash endorse tralee/welcome --by graz --comment "We trust it"
    """
    house = open_house()
    with house.writing() as session:
        endorser = find_target(session, by)
        if endorser.kind is not TargetKind.ISSUER:
            raise BadInputError(f"--by: {by!r} is not the slug of an organisation.")
        made = give(
            session,
            OPERATOR,
            endorser_id=endorser.id,
            target=find_target(session, target),
            comment=comment,
            publisher=Publisher(house.keys, house.settings.base_url),
            now=now(),
        )
        session.commit()
    url = f"{house.settings.base_url}/endorsements/{made}"
    data = {"id": str(made), "target": target, "by": by, "url": url}
    answer(data, [f"{by} endorses {target}: {url}"], as_json=as_json)


@click.command()
@click.argument("endorsement_id")
@click.option("--reason", required=True, help="Shown to everyone who looks at the endorsement.")
@json_option
def withdraw(endorsement_id: str, reason: str, *, as_json: bool) -> None:
    """Withdraw an endorsement; its page stays and says so.

    Example: leap-dash withdraw 3f2a...c7 --reason "The rule has changed"
    """
    with open_house().writing() as session:
        fresh = take_back(
            session, OPERATOR, _as_endorsement_id(endorsement_id), reason=reason, now=now()
        )
        session.commit()
    done = "withdrawn" if fresh else "was withdrawn already"
    answer(
        {"id": endorsement_id, "withdrawn": fresh}, [f"{endorsement_id} {done}."], as_json=as_json
    )


def _as_endorsement_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInputError(
            f"{text!r} is not the id of an endorsement: it stands at the end of its address."
        ) from error
