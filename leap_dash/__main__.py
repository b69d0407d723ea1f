"""`leap-dash` and `python -m leap_dash`."""

import sys

from leap_dash.cli import run


def main() -> None:
    """Run the command given and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
