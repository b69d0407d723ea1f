"""What the page of a bulk award says of it, whatever its state."""

from leap_dash.domain.awards import BatchState
from leap_dash.figures.words import count, day, number
from leap_dash.records import BatchRow


def sentence(row: BatchRow) -> str:
    """What has come of it so far."""
    where = f" in {row.cohort_name}" if row.cohort_name else ""
    so_far = f"{number(row.issued)} of {count(row.total, 'badge')}{where}"
    had = f"; {count(row.already, 'learner')} had it already" if row.already else ""
    wrong = f"; {number(len(row.failed))} could not be issued" if row.failed else ""
    planned = f"Planned for {day(row.due_on)}"
    why = row.stopped_reason or "nothing was awarded."
    undone = f"{count(row.undone, 'badge was', 'badges were')} revoked{where}"
    waiting = count(row.total - row.issued - len(row.failed), "award")
    return {
        BatchState.PROPOSED: (
            f"{waiting}{where} proposed: a moderator looks at them before they are "
            f"signed{had}{wrong}."
        ),
        BatchState.SCHEDULED: f"{planned}: whoever is ticked and qualifies then gets it.",
        BatchState.CALLED_OFF: f"{planned} and called off: {why}",
        BatchState.RUNNING: f"{so_far} issued so far{wrong}.",
        BatchState.PAUSED: f"Paused: {so_far} issued so far{wrong}. The others wait.",
        BatchState.STOPPED: (
            f"Stopped after {so_far}: {row.stopped_reason} What was decided is kept."
        ),
        BatchState.DONE: f"{count(row.issued, 'badge')} issued{where}{had}{wrong}.",
        BatchState.UNDOING: (
            f"{number(row.undone)} of {count(row.issued, 'badge')}{where} revoked so far."
        ),
        BatchState.UNDONE: f"Undone: {undone}. Reason: {row.undo_reason}",
    }[row.state]


def spoken(row: BatchRow) -> str:
    """The same, said to those who listen: at every quarter only, so that it does not chatter."""
    done, of = way(row)
    quarters = 4 * done // of
    match row.state:
        case BatchState.RUNNING:
            return f"{25 * quarters} % issued" if quarters else "Issuing has begun"
        case BatchState.UNDOING:
            return f"{25 * quarters} % revoked" if quarters else "Revoking has begun"
    return sentence(row)


def way(row: BatchRow) -> tuple[int, int]:
    """How far it is, and of how much; all of it where there is nothing to do."""
    if row.state is BatchState.UNDOING:
        return (row.undone, row.issued) if row.issued else (1, 1)
    if row.state is BatchState.UNDONE:
        return 1, 1
    if row.state in (BatchState.SCHEDULED, BatchState.CALLED_OFF):
        return 0, 1
    return (row.issued + len(row.failed), row.total) if row.total else (1, 1)
