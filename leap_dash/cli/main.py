"""The command tree, and the one place where errors become exit codes."""

import os
import sys
from collections.abc import Sequence

import click
from sqlalchemy.exc import OperationalError

from leap_dash.cli.achievements import achievement, evaluate
from leap_dash.cli.audit import audit
from leap_dash.cli.awards import award, awards, revoke
from leap_dash.cli.badges import keys, verify
from leap_dash.cli.demo import demo
from leap_dash.cli.imports import import_
from leap_dash.cli.serve import serve
from leap_dash.cli.setup import init, org, user
from leap_dash.domain.errors import LeapDashError


class Commands(click.Group):
    """Names the commands in the order in which a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """As they were added."""
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leap-dash")
def root() -> None:
    """A dashboard for training networks, with an embedded Open Badges issuer.

    Try it: leap-dash demo
    """


for command in (
    demo, init, org, user, import_, achievement, evaluate, award, awards, revoke, verify, keys,
    serve, audit,
):  # fmt: skip
    root.add_command(command)


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911  one return per kind of error
    """Run one command; returns its exit code."""
    try:
        code = root.main(list(arguments), prog_name="leap-dash", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _refuse(error.format_message().replace("\n", " "))
    except LeapDashError as error:
        return _refuse(str(error))
    except OperationalError as error:
        return _refuse(f"The database does not answer: {_first_line(error)}")
    except click.Abort:
        return _refuse("Stopped.")
    except BrokenPipeError:
        # Whoever read our output has left (`leap-dash awards | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__


def _refuse(message: str) -> int:
    click.echo(f"leap-dash: {message}", err=True)
    return 2
