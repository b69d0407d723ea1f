"""Long work: who gets a badge, and the worker that signs what was decided, evaluates what imports
touched, keeps the summaries up to the day, reminds of badges that lapse and sends e-mails.

The work itself lives in queries and services; a batch is a row, so that a restart goes on where a
dead worker stopped. Any number of workers may run: a lock keeps two from the same batch or, on
PostgreSQL, from the same share of one.
"""

from leap_dash.jobs.deciding import award_due, decide, decide_reviewed
from leap_dash.jobs.signing import award_automatically, finish
from leap_dash.jobs.worker import SUMMARIES, Jobs

__all__ = [
    "SUMMARIES",
    "Jobs",
    "award_automatically",
    "award_due",
    "decide",
    "decide_reviewed",
    "finish",
]
