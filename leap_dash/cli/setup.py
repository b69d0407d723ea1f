"""Commands that set an installation up: tables, organisations, people."""

import sys
from pathlib import Path

import click

from leap_dash.cli.files import read_image
from leap_dash.cli.house import answering, now, open_house
from leap_dash.db.migrate import migrate
from leap_dash.db.session import connect, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.errors import BadInputError
from leap_dash.services.installation import accept_base_url
from leap_dash.services.issuer_profile import Profile, update_profile
from leap_dash.services.orgs import add_org
from leap_dash.services.people import add_user
from leap_dash.settings import make_data_dir, read_settings, secret_key


@click.command()
@click.option(
    "--accept-base-url",
    "accept",
    is_flag=True,
    help="Issue badges under a changed LEAP_DASH_BASE_URL from now on.",
)
def init(*, accept: bool) -> None:
    """Make or migrate the tables and the secret, nothing else.

    \b
    Example: LEAP_DASH_DATA_DIR=./leap-data leap-dash init
    """
    settings = read_settings()
    make_data_dir(settings)
    secret_key(settings)
    engine = connect(settings.database_url)
    with answering(engine):
        version = migrate(engine)
    if accept:
        with writing(engine)() as session:
            accept_base_url(session, settings.base_url)
            session.commit()
    click.echo(f"The database is set up (version {version}); its files are in {settings.data_dir}.")


@click.group()
def org() -> None:
    """Organisations: partners and providers."""


@org.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="As people know it.")
@click.option("--country", required=True, help="Two letters, such as IE.")
@click.option("--parent", help="Slug of the organisation or network above it.")
@click.option("--time-zone", help="Such as Europe/Dublin; the country's first when left out.")
def add_org_command(
    slug: str, name: str, country: str, parent: str | None, time_zone: str | None
) -> None:
    """Add an organisation, its issuer profile and its signing key.

    \b
    Example: leap-dash org add tralee --name "Tralee College" --country IE
    """
    house = open_house()
    with house.writing() as session:
        add_org(
            session,
            OPERATOR,
            slug=slug,
            name=name,
            country=country,
            parent=parent,
            time_zone=time_zone,
            keys=house.keys,
            now=now(),
        )
        session.commit()
    click.echo(f"Added {slug}.")


@org.command("profile")
@click.argument("slug")
@click.option("--url", help="Its own site.")
@click.option("--email", help="Where a question about a badge goes.")
@click.option("--description", help="Who it is, in a few sentences.")
@click.option("--image", type=click.Path(path_type=Path), help="Its logo, a PNG file.")
@click.option(
    "--identifier",
    "identifiers",
    multiple=True,
    metavar="TYPE=VALUE",
    help="A number that others know it by, such as ext:pic=948; may be repeated.",
)
def profile_command(
    slug: str,
    url: str | None,
    email: str | None,
    description: str | None,
    image: Path | None,
    identifiers: tuple[str, ...],
) -> None:
    """Change what an organisation says of itself in its badges from now on.

    \b
    Example: leap-dash org profile tralee --email info@tralee.ie --image logo.png
    """
    changes = Profile(
        url=url,
        email=email,
        description=description,
        image=read_image(image) if image else None,
        identifiers=[_identifier(text) for text in identifiers] if identifiers else None,
    )
    if changes == Profile():
        raise click.UsageError("Say what to change: see leap-dash org profile --help.")
    with open_house().writing() as session:
        update_profile(session, OPERATOR, slug, changes, now=now())
        session.commit()
    click.echo(f"Changed the profile of {slug}.")


def _identifier(text: str) -> tuple[str, str]:
    kind, equals, value = text.partition("=")
    if not equals:
        raise BadInputError(f"--identifier {text!r}: expected TYPE=VALUE, such as ext:pic=948.")
    return kind, value


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--org", "org_slug", required=True, help="Slug of the organisation.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--learner", help="For a learner: an identifier of their record.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user_command(
    email: str, org_slug: str, role: str, learner: str | None, *, password_stdin: bool
) -> None:
    """Add a person, or another role of one who is there already.

    \b
    Example: leap-dash user add ana@example.org --org tralee --role instructor
    """
    house = open_house()
    password = _password(from_stdin=password_stdin)
    with house.writing() as session:
        add_user(
            session,
            OPERATOR,
            email=email,
            org_slug=org_slug,
            role=Role(role),
            learner=learner,
            password=password,
            now=now(),
        )
        session.commit()
    click.echo(f"Added {email} as {role} of {org_slug}.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return entered
