"""The command tree, and the one place where errors become exit codes."""

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import click

from leap_dash.domain.errors import LeapDashError

# In the order in which a newcomer needs them. Each is imported when it is asked for: the server,
# the demo's names and the signing are a second's work that `leap-dash --help` can do without.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("leap_dash.cli.demo:demo", "Make an invented network and serve it."),
    "init": ("leap_dash.cli.setup:init", "Make or migrate the tables."),
    "org": ("leap_dash.cli.setup:org", "Organisations: partners and providers."),
    "user": ("leap_dash.cli.setup:user", "People who sign in."),
    "import": ("leap_dash.cli.imports:import_", "Import marks from an LMS."),
    "attention": ("leap_dash.cli.attention:attention", "List whom to contact first."),
    "achievement": ("leap_dash.cli.achievements:achievement", "Badges and their rules."),
    "attention-model": (
        "leap_dash.cli.attention_models:attention_model",
        "Learn who should be asked first.",
    ),
    "evaluate": ("leap_dash.cli.achievements:evaluate", "Say who qualifies for a badge."),
    "award": ("leap_dash.cli.awards:award", "Give a badge to everyone who qualifies."),
    "automatic": (
        "leap_dash.cli.automatic:automatic",
        "Switch automatic badges on or off.",
    ),
    "awards": ("leap_dash.cli.awards:awards", "List the badges given."),
    "revoke": ("leap_dash.cli.standing:revoke", "Take badges back."),
    "suspend": ("leap_dash.cli.standing:suspend", "Take badges back for a while."),
    "reinstate": ("leap_dash.cli.standing:reinstate", "Let suspended badges count again."),
    "endorse": ("leap_dash.cli.endorsements:endorse", "Vouch for a badge or an issuer."),
    "withdraw": ("leap_dash.cli.endorsements:withdraw", "Take an endorsement back."),
    "badge": ("leap_dash.cli.badges:badge", "Write a badge to a file."),
    "verify": ("leap_dash.cli.badges:verify", "Check a badge."),
    "bake": ("leap_dash.cli.badges:bake_command", "Put a credential into an image."),
    "unbake": ("leap_dash.cli.badges:unbake_command", "Take the credential out of an image."),
    "report": ("leap_dash.cli.report:report", "Write a cohort's report as a PDF."),
    "keys": ("leap_dash.cli.keys:keys", "The keys that sign badges."),
    "serve": ("leap_dash.cli.serve:serve", "Serve the dashboard and the badge pages."),
    "worker": ("leap_dash.cli.worker:worker", "Do long work beside the web server."),
    "audit": ("leap_dash.cli.audit:audit", "The record of who did what to what."),
}


class LazyCommands(click.Group):
    """Imports a command's module only when the command is called (or its own help asked for)."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """All names, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first word; a misspelt one is told the nearest that there is."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = get_close_matches(args[0], COMMANDS) or list(COMMANDS)
            ctx.fail(f"There is no command {args[0]!r}; there is {', '.join(near)}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in the help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leap-dash")
def root() -> None:
    """A dashboard for training networks, with an embedded Open Badges issuer.

    \b
    Try it: leap-dash demo
    """


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911  one return per kind of error
    """Run one command; returns its exit code."""
    try:
        code = root.main(list(arguments), prog_name="leap-dash", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _refuse(error.format_message())
    except LeapDashError as error:
        return _refuse(str(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo("leap-dash: Stopped.", err=True)
        return 130  # as shells say it of Ctrl-C
    except BrokenPipeError:
        # Whoever read our output has left (`leap-dash awards | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if _is_unreachable_database(error):
            return _refuse(f"The database does not answer: {error.__cause__ or error}")
        if _came_second(error):
            return _refuse(
                "Somebody else did the same at this moment, so this was not done: "
                "look at what there is now, and give the command again if it is still needed."
            )
        raise
    return code if isinstance(code, int) else 0


def _is_unreachable_database(error: Exception) -> bool:
    # By name, so that asking for help does not import SQLAlchemy.
    return any(
        (kind.__module__, kind.__name__) == ("sqlalchemy.exc", "OperationalError")
        for kind in type(error).__mro__
    )


def _came_second(error: Exception) -> bool:
    """Whether another process wrote, since we looked, what can be there only once.

    On PostgreSQL; on SQLite whoever writes is alone from when they look.
    """
    cause = type(error.__cause__)
    return (cause.__module__, cause.__name__) == ("psycopg.errors", "UniqueViolation")


def _refuse(message: str) -> int:
    click.echo(f"leap-dash: {' '.join(message.split())}", err=True)
    return 2
