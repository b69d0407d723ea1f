"""Commands about finished badges and the keys that sign them."""

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click

from leap_dash.cli.house import House, now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.credentials.report import VerificationReport
from leap_dash.domain.errors import BadInputError
from leap_dash.queries.public import check_badge, check_link

SIGNS = {"pass": "ok     ", "fail": "FAILED ", "unknown": "unknown"}
READ_LIMIT = 10 * 1024 * 1024


@click.command()
@click.argument("source", metavar="FILE|URL|-")
@click.option("--recipient", help="E-mail of the person who says it is theirs.")
@json_option
def verify(source: str, recipient: str | None, *, as_json: bool) -> int:
    """Check a badge: an image, a JSON file or its address here; exit 0 only when it is valid.

    Example: leap-dash verify badge.png
    """
    report = _check(open_house(), source, recipient)
    lines = [f"{SIGNS[check.result]}  {check.name}: {check.detail}" for check in report.checks]
    answer(report.to_json(), [*lines, f"The badge is {report.verdict}."], as_json=as_json)
    return 0 if report.verdict == "valid" else 1


@click.group()
def keys() -> None:
    """The keys that sign an organisation's badges."""


@keys.command("list")
@click.option("--org", "org_slug", required=True, help="Slug of the organisation.")
@json_option
def list_keys(org_slug: str, *, as_json: bool) -> None:
    """List the keys; retired ones verify old badges and sign none.

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


def _check(house: House, source: str, recipient: str | None) -> VerificationReport:
    check: Callable[..., VerificationReport] = check_badge
    given: bytes | str
    if urlsplit(source).scheme in ("http", "https"):
        check, given = check_link, source
    else:
        given = _read(source)
    with house.reading() as session:
        return check(
            session,
            given,
            keys=house.keys,
            base_url=house.settings.base_url,
            now=now(),
            recipient=recipient,
        )


def _read(source: str) -> bytes:
    try:
        if source == "-":
            data = sys.stdin.buffer.read(READ_LIMIT + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(READ_LIMIT + 1)
    except OSError as error:
        raise BadInputError(f"{source}: {error.strerror}.") from error
    if len(data) > READ_LIMIT:
        raise BadInputError(f"{source} is larger than 10 MB; badges are far smaller.")
    return data
