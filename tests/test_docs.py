"""What the README promises is there, and what is there is in the README."""

import re
from collections.abc import Iterator

import click
import pytest

from leap_dash.cli.main import root
from leap_dash.domain.criteria import LEAVES
from leap_dash.settings import KNOWN
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text()


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        full = f"{name} {word}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, full)
        else:
            yield full, command


COMMANDS = dict(commands(root))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme_and_has_an_example(name: str) -> None:
    assert f"leap-dash {name}" in README
    assert "Example:" in (COMMANDS[name].help or "")


@pytest.mark.parametrize("name", ["", *sorted(COMMANDS)])
def test_help_shows_the_example_whole_on_a_line_of_its_own_at_80_columns(name: str) -> None:
    command = COMMANDS.get(name, root)
    # From what is written, not from what click makes of it.
    (example,) = re.findall(r"(?:Example|Try it): .+", command.help or "")
    context = click.Context(command, info_name=f"leap-dash {name}", terminal_width=80)
    line = f"  {example}"
    assert line in command.get_help(context).splitlines()
    assert len(line) <= 80
    assert example.split("leap-dash ")[1].startswith(name)


def test_every_variable_is_in_the_readme_and_no_other() -> None:
    said = set(re.findall(r"`LEAP_DASH_([A-Z_]+)`", README)) - {"TEST_DATA"}
    assert said == KNOWN


def test_every_node_of_the_rule_language_is_in_the_readme() -> None:
    said = set(re.findall(r'\{"([a-z_]+)": ', README.split("| rule | met when |")[1]))
    assert said == {"all", "any", "at_least", *LEAVES}


def test_the_two_commands_are_the_ones_that_ci_and_newcomers_run() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    demo, tests = lines
    assert demo.endswith("leap-dash demo")
    assert tests in (PROJECT / ".ci" / "run").read_text().splitlines()


def test_the_readme_opens_with_a_picture_that_is_there() -> None:
    (picture,) = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", README[:600])
    assert (PROJECT / picture).stat().st_size > 10_000
