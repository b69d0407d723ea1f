"""`python -m tests.fuzz TARGET [--seconds 60]`: feed mutated badges to the verifier until it errs.

Whatever is given, verifying answers within 2 seconds and 300 MB more than it began with, raises
nothing, and takes nothing for valid that says something else than what was signed. The badges that
are mutated are sound ones. The first input that breaks this ends the run with exit code 1.
"""

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["leap_dash"]):
    from leap_dash.credentials.art import default_art, draw_png, draw_svg
    from leap_dash.credentials.baking import bake
    from leap_dash.credentials.svg import bake as bake_svg
    from leap_dash.credentials.verify import verify
    from tests.credentials.issuing import LATER, SIGNED, TOKEN, Known

SECONDS_EACH = 2
MEGABYTES_MORE = 300
LONGEST = 64 * 1024  # bytes of an input: longer ones are for the tests of limits
DOCUMENT = {name: value for name, value in json.loads(SIGNED).items() if name != "proof"}
ART = default_art("Front of house", "hospitality", "silver", "Riverside Training")

SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "json": lambda: [SIGNED.encode()],
    "jwt": lambda: [TOKEN.encode()],
    "png": lambda: [bake(draw_png(ART, 64), text) for text in (SIGNED, TOKEN)],
    "svg": lambda: [bake_svg(draw_svg(ART), text) for text in (SIGNED, TOKEN)],
}


def judge(data: bytes) -> None:
    """Verify; raises AssertionError for a badge that is taken for another than was signed."""
    report = verify(data, Known(), now=LATER)
    if report.credential is not None:
        shown = {name: value for name, value in report.credential.items() if name != "proof"}
        if shown != DOCUMENT:
            raise AssertionError(f"taken for signed: {data[:500]!r}")


def main() -> None:
    """Run one target for so many seconds; libFuzzer ends the process."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=sorted(SEEDS))
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(SEEDS[given.target]()):
            judge(seed)
            (corpus / str(number)).write_bytes(seed)
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        options = [
            f"-max_total_time={given.seconds}",
            f"-timeout={SECONDS_EACH}",
            f"-rss_limit_mb={used + MEGABYTES_MORE}",
            f"-max_len={LONGEST}",
            f"-artifact_prefix={tempfile.gettempdir()}/fuzz-{given.target}-",
        ]
        atheris.Setup([sys.argv[0], *options, str(corpus)], judge)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
