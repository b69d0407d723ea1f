"""How commands answer: text for people, or one JSON object; progress on stderr."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

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
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal's stderr, fed with (done, total); elsewhere nothing."""
    stream = click.get_text_stream("stderr")
    if not stream.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=stream) as shown:

        def feed(done: int, total: int) -> None:
            shown.length = max(total, 1)
            shown.update(done - shown.pos)

        yield feed
