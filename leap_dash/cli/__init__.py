"""The commands; thin: read the arguments, call a query or a service, print.

Exit 0 done, 1 the answer is no, 2 wrong use or bad input, said in one line.
"""

from leap_dash.cli.main import run

__all__ = ["run"]
