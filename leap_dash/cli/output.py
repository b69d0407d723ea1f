"""How commands answer: text for people, or one JSON object; progress on stderr."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import click
import orjson

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def answer(data: object, lines: Iterable[str], *, as_json: bool) -> None:
    """Print the data as JSON, or the lines."""
    if as_json:
        click.echo(orjson.dumps(data).decode())
    else:
        for line in lines:
            click.echo(line)


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None]]:
    """A line on a terminal's stderr for the step under way, fed with (step, done, total)."""
    stream = sys.stderr

    def feed(step: str, done: int, total: int) -> None:
        if not stream.isatty():
            return
        share = done / total if total else 1.0
        click.echo(f"\r\x1b[K{step}: {share:.0%}", nl=False, file=stream)

    yield feed
    if stream.isatty():
        click.echo("\r\x1b[K", nl=False, file=stream)


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """The same for one step, fed with (done, total)."""
    with steps() as feed:
        yield partial(feed, label)
