"""The filters of a cohort's page: what they offer, and what of an address can be used.

An address may come from an old link or another cohort: what does not fit is left out and said.
"""

from collections.abc import Collection, Mapping

from leap_dash.figures.words import shortened
from leap_dash.pages.claims import ALL
from leap_dash.pages.cohort_as_of import AS_OF
from leap_dash.pages.parts import FigureIds
from leap_dash.records import CohortHead, LearnerFilter, Order, Standing

HEATMAP = FigureIds("cohort-heatmap")
CONTROLS: Mapping[str, str] = {
    "course": "cohort-course",
    "category": "cohort-category",
    "status": "cohort-status",
    "search": "cohort-search",
    "sort": "cohort-sort",
    "as_of": AS_OF,
    "table": HEATMAP.switch,
    "page": "cohort-page",
}
"""Name in the address -> id of the control."""

STANDINGS: Mapping[Standing, str] = {
    Standing.ENROLLED: "All enrolled",
    Standing.NEEDS_ATTENTION: "Needs attention",
    Standing.STOPPED: "Stopped",
    Standing.WATCH: "Watch",
    Standing.ON_TRACK: "On track",
    Standing.COMPLETED: "Completed",
    Standing.LEFT: "Left",
    Standing.EVERYONE: "Everyone",
}
ORDERS: Mapping[Order, str] = {
    Order.SCORE: "Whom to contact first",
    Order.MISSING: "Most missing first",
    Order.MEAN: "Lowest mean first",
    Order.NAME: "By name",
}
LONGEST_SEARCH = 100
MOST_PAGES = 1_000_000


def read_filter(
    head: CohortHead, values: Mapping[str, object]
) -> tuple[LearnerFilter, tuple[str, ...]]:
    """The nearest valid filter to what the browser sent, and words for what was left out."""
    ignored: list[str] = []

    def one_of(name: str, known: Collection[str]) -> str | None:
        value = str(values.get(name) or ALL)
        if value in known:
            return value
        if value != ALL:
            ignored.append(f"{name} “{shortened(value, 40)}”")
        return None

    standing = one_of("status", tuple(Standing))
    order = one_of("sort", tuple(Order))
    search = str(values.get("search") or "")
    page = values.get("page") or 1
    if not isinstance(page, int) or not 1 <= page <= MOST_PAGES:
        ignored.append(f"page “{shortened(str(page), 40)}”")
        page = 1
    chosen = LearnerFilter(
        course=one_of("course", tuple(course.code for course in head.courses)),
        category=one_of("category", head.categories),
        standing=Standing(standing) if standing else Standing.ENROLLED,
        search=_typed(search),
        order=Order(order) if order else Order.SCORE,
        page=page,
    )
    return chosen, tuple(ignored)


def in_address(chosen: LearnerFilter) -> Mapping[str, str | None]:
    """What an address has to say of a filter, without its page: only what is not as ever."""
    usual = LearnerFilter()
    return {
        "course": chosen.course,
        "category": chosen.category,
        "status": None if chosen.standing == usual.standing else chosen.standing.value,
        "search": chosen.search,
        "sort": None if chosen.order == usual.order else chosen.order.value,
    }


def _typed(text: str) -> str:
    """What can have been typed: no control characters, which no database would compare."""
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_SEARCH].strip()
