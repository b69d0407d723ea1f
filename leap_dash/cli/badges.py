"""Commands about finished badges: check, write, bake, unbake."""

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy.orm import Session

from leap_dash.cli.asking import check_online
from leap_dash.cli.awards import as_award_id
from leap_dash.cli.house import find_house, now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.credentials.carriers import bake, unbake
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.ob2.reading import keyword_for
from leap_dash.credentials.online.asking import verify_known as verify_alone
from leap_dash.credentials.report import NothingKnown, VerificationReport
from leap_dash.domain.errors import BadInputError
from leap_dash.public.pictures import baked, baked_ob2, baked_ob2_svg, baked_svg
from leap_dash.queries import ob2, published
from leap_dash.queries.public import check_badge, check_link
from leap_dash.queries.published import PublicBadge
from leap_dash.services.badge_jwt import make_jwt

SIGNS = {"pass": "ok     ", "fail": "FAILED ", "unknown": "unknown"}
FORMATS: dict[str, Callable[[published.PublicBadge], bytes]] = {
    "png": baked,
    "svg": baked_svg,
    "json": lambda found: found.credential,
}
READ_LIMIT = 10 * 1024 * 1024


@click.command()
@click.argument("source", metavar="FILE|URL|-")
@click.option("--recipient", help="E-mail of the person who says it is theirs.")
@click.option("--online", is_flag=True, help="Ask the issuer's server for what is not known here.")
@json_option
def verify(source: str, recipient: str | None, *, online: bool, as_json: bool) -> int:
    """Check a badge or endorsement: image, JSON, JWT or its address here; exit 0 only if valid.

    Where there is no database, only what a badge proves by itself is told. Nothing is fetched
    from elsewhere without --online.

    \b
    Example: leap-dash verify badge.png
    """
    report = _check(source, recipient, online=online)
    lines = [f"{SIGNS[check.result]}  {check.name}: {check.detail}" for check in report.checks]
    if report.elsewhere:
        lines.append(f"Not asked: {', '.join(report.elsewhere)} (--online does).")
    answer(report.to_json(), [*lines, f"The {report.kind} is {report.verdict}."], as_json=as_json)
    return 0 if report.verdict == "valid" else 1


@click.command()
@click.argument("award_id")
@click.option(
    "--format",
    "format_",
    required=True,
    type=click.Choice(["png", "svg", "json", "jwt", "ob2-png", "ob2-svg", "ob2-json"]),
    help="Open Badges 3.0, or 2.0 for systems that read nothing newer.",
)
@click.option("--out", type=click.Path(path_type=Path), help="A file; else standard output.")
def badge(award_id: str, format_: str, out: Path | None) -> None:
    """Write a badge to a file, as its public address gives it.

    \b
    Example: leap-dash badge 0b9c...e1 --format png --out badge.png
    """
    house = open_house()
    base_url, id_ = house.settings.base_url, as_award_id(award_id)
    with house.reading() as session:
        found = published.badge(session, id_, base_url=base_url, now=now())
        data = _as_file(session, found, format_, base_url)
    if format_ == "jwt":
        data = make_jwt(house.writing, id_, keys=house.keys).encode()
    _write(data, out)


@click.command("bake")
@click.argument("image")
@click.argument("credential")
@click.option("--out", type=click.Path(path_type=Path), required=True)
def bake_command(image: str, credential: str, out: Path) -> None:
    """Put a credential, JSON or JWT, into a PNG or SVG, in place of one that it may carry.

    \b
    Example: leap-dash bake plain.png badge.json --out badge.png
    """
    try:
        # Without the last newline of an editor: the image must carry a JWT and nothing else.
        text = _read(credential).decode().strip()
    except UnicodeDecodeError as error:
        raise BadInputError(f"{credential} is not UTF-8 text, so it is no credential.") from error
    _write(bake(_read(image), text, keyword_for(text)), out)


@click.command("unbake")
@click.argument("image")
def unbake_command(image: str) -> None:
    """Print the credential that an image carries.

    \b
    Example: leap-dash unbake badge.png
    """
    click.echo(unbake(_read(image)))


def _check(source: str, recipient: str | None, *, online: bool) -> VerificationReport:
    is_link = urlsplit(source).scheme in ("http", "https")
    given = source if is_link else _read(source)
    house = find_house()
    if online:
        return check_online(house, given, recipient)
    if house is None and not isinstance(given, str):
        return verify_alone(given, NothingKnown(), now=now(), recipient=recipient)
    house = house or open_house()
    check: Callable[..., VerificationReport] = check_link if is_link else check_badge
    with house.reading() as session:
        return check(
            session,
            given,
            keys=house.keys,
            base_url=house.settings.base_url,
            now=now(),
            recipient=recipient,
        )


def _as_file(session: Session, badge: PublicBadge, format_: str, base_url: str) -> bytes:
    match format_:
        case "png":
            return baked(badge)
        case "svg":
            return baked_svg(badge)
        case "ob2-png":
            return baked_ob2(badge, base_url)
        case "ob2-svg":
            return baked_ob2_svg(badge, base_url)
        case "ob2-json":
            return serialise(ob2.assertion(session, badge.id, base_url=base_url)).encode()
        case _:
            return badge.credential


def _write(data: bytes, out: Path | None) -> None:
    try:
        if out is None:
            sys.stdout.buffer.write(data)
        else:
            out.write_bytes(data)
    except OSError as error:
        raise BadInputError(f"--out: {out}: {error.strerror}.") from error


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
