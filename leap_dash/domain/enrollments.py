"""Two enrolments of one learner in one course, and which of them counts."""

from leap_dash.domain.criteria import COMPLETED

WITHDRAWN = "withdrawn"


def enrollment_rank(status: str | None, final_result: str | None) -> tuple[bool, bool, bool]:
    """The greater one counts: whoever passed has passed, then who has a result, then who stayed."""
    graded = final_result is not None and final_result != WITHDRAWN
    return final_result in COMPLETED, graded, status != WITHDRAWN
