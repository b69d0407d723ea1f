"""Two enrolments of one learner in one course, and which of them counts."""

from leap_dash.domain.criteria import COMPLETED

WITHDRAWN = "withdrawn"


def enrollment_rank(status: str | None, final_result: str | None) -> tuple[bool, bool]:
    """The greater one counts: whoever passed has passed, and after that who stayed."""
    return final_result in COMPLETED, status != WITHDRAWN
