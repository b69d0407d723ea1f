"""The ids of the page where a bulk award is reviewed; `assets/award_review.js` knows some."""

BADGE, COHORTS, SHOWING, PAGE = "review-badge", "review-cohorts", "review-showing", "review-page"
ANSWER, TABLE, VALUES, PAGES = "review-answer", "review-table", "review-values", "review-pages"
TICKED = "review-ticked"
"""The store with whom a tick means: {"every", "ids"}."""
CHANGED = "review-changed"
"""The store that changes when all were taken out or put back."""
COUNTED = "review-counted"
"""The store with what the server has counted: {"every", "ids", "awards"}."""
AWARD, SPOKEN = "review-award", "review-spoken"
LIST = "review-list"
"""Holds the id of the list that a file was read into."""
CONTROLS = {"cohort": COHORTS, "list": LIST, "show": SHOWING, "page": PAGE}
