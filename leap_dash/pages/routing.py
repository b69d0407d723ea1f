"""Which page an address means, and which pages a viewer is offered."""

from collections.abc import Sequence
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from leap_dash.domain.access import Scope
from leap_dash.pages.page import Page

HOME = "/app/"


class Routes:
    """The pages in the order of the side bar, found by address."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = tuple(pages)
        rules = [
            Rule(path, endpoint=str(number), strict_slashes=False)
            for number, page in enumerate(self.pages)
            for path in page.paths
        ]
        self._addresses = Map(rules, merge_slashes=False).bind("")

    def match(self, path: str) -> tuple[Page, dict[str, Any]] | None:
        """The page at this address with the values of its parameters; None for an unknown one."""
        try:
            number, values = self._addresses.match(path)
        except HTTPException:
            return None
        return self.pages[int(number)], dict(values)

    def offered(self, scope: Scope) -> list[Page]:
        """What stands in the viewer's side bar."""
        return [page for page in self.pages if page.nav and may_open(page, scope)]

    def home(self, scope: Scope) -> str:
        """Where the viewer's day starts: the first page of the side bar."""
        offered = self.offered(scope)
        return offered[0].paths[0] if offered else HOME


def may_open(page: Page, scope: Scope) -> bool:
    """Whether the viewer holds any of the permissions that open the page."""
    return any(scope.may(permission) for permission in page.permissions)
