"""Network pages: what others' badges are, endorsing asks first, withdrawing says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from dash import dcc, html, no_update

from leap_dash.context import Context
from leap_dash.db import Org
from leap_dash.db.session import writing
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    LeapDashError,
    NotFoundError,
)
from leap_dash.pages import (
    achievement,
    achievements,
    endorsing,
    network,
    network_target,
    withdrawing,
)
from leap_dash.pages.claims import claimed_target
from leap_dash.queries.endorsements import endorsements_of
from leap_dash.records import EndorsementRow
from tests import factories
from tests.pages.house import House, every, make_house, words

Said = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The house, whose badge is endorsed, and people of Porto, which is in the same network."""

    house: House
    porto: dict[Role, Scope]
    badge: str
    porto_id: str

    def as_(self, role: Role = Role.ADMINISTRATOR) -> Context:
        """Someone of Porto."""
        return self.house.seen_by(self.porto[role])

    def endorse(self, comment: str = "We take these trainees.") -> tuple[object, object]:
        """Fill in the dialog and confirm."""
        return endorsing.endorse_it(self.as_(), 1, self.badge, self.porto_id, comment)

    def rows(self) -> tuple[EndorsementRow, ...]:
        """What is in force of the badge."""
        with self.as_().reading() as (session, _):
            return endorsements_of(session, claimed_target(self.badge))

    def shown(self, role: Role = Role.ADMINISTRATOR) -> tuple[str, str, str]:
        """Answer, list and buttons, in words."""
        answer, listed, buttons = network_target.show(self.as_(role), None, None, self.badge)
        return answer, words(listed), words(buttons)


@pytest.fixture
def neighbours(database_url: str, tmp_path: Path) -> Iterator[Neighbours]:
    """On each kind of database."""
    house = make_house(database_url, tmp_path)
    with writing(house.web.engine)() as session:
        (tralee,) = house.scopes[Role.ADMINISTRATOR].grants
        parent = session.get_one(Org, tralee.org_id)
        porto = factories.org(session, "porto", parent=parent)
        house.web.keys.create("porto")
        session.flush()
        scopes = {role: factories.viewer(role, porto) for role in Role}
        session.commit()
        found = Neighbours(house, scopes, f"badge:{house.achievement_id}", str(porto.id))
    yield found
    house.web.close()


def test_every_other_organisation_and_badge_leads_to_where_it_is_endorsed(
    neighbours: Neighbours,
) -> None:
    page = network.layout(neighbours.as_())
    assert "1 other organisation awards 1 badge. In force: 0 endorsements given, 0 received." in (
        words(page)
    )
    links = [getattr(link, "href", "") for link in every(page, dcc.Link)]
    assert f"/app/network/badges/{neighbours.house.achievement_id}" in links
    assert any(link.startswith("/app/network/issuers/") for link in links)


def test_an_organisation_that_stands_alone_is_told_so(neighbours: Neighbours) -> None:
    page = network.layout(neighbours.house.seen_by(neighbours.house.stranger))
    assert "stands alone" in words(page)


def test_the_way_to_the_network_is_shown_to_administrators(neighbours: Neighbours) -> None:
    def links(role: Role) -> list[str]:
        page = achievements.layout(neighbours.house.as_(role))
        return [getattr(link, "href", "") for link in every(page, dcc.Link)]

    assert "/app/network" in links(Role.ADMINISTRATOR)
    assert "/app/network" not in links(Role.INSTRUCTOR)


def test_the_page_of_anothers_badge_offers_to_endorse_it(neighbours: Neighbours) -> None:
    page = network_target.badge_layout(
        neighbours.as_(), network_badge_id=neighbours.house.achievement_id
    )
    assert "Warm Welcome" in words(every(page, html.H1))
    answer, listed, buttons = neighbours.shown()
    assert answer.endswith("Tralee. Nobody endorses it yet.")
    assert "Nobody has endorsed this badge so far." in listed
    assert buttons == "Endorse this badge"


def test_the_question_names_what_is_endorsed_and_who_may_sign(neighbours: Neighbours) -> None:
    opened, title, options, chosen, comment, confirm = endorsing.ask(
        neighbours.as_(), 1, neighbours.badge
    )
    assert (opened, title) == (True, "Endorse “Warm Welcome”?")
    assert options == [{"value": neighbours.porto_id, "label": "Porto"}]
    assert (chosen, comment, confirm) == (neighbours.porto_id, "", "Sign the endorsement")


def test_endorsing_closes_the_dialog_says_so_and_shows_it(
    neighbours: Neighbours, said: Said
) -> None:
    closed, changed = neighbours.endorse("Good.\nVery good.")
    (row,) = neighbours.rows()
    assert (closed, changed) == (False, str(row.id))
    assert "It is signed" in words(said["toast"]["children"])
    answer, listed, buttons = neighbours.shown()
    assert answer.endswith("Your organisation endorses it.")
    assert "Good.\nVery good. Porto ,  24 Nov 2026" in listed
    assert buttons == "Withdraw your endorsement"
    page = words(network.layout(neighbours.as_()))
    assert "1 endorsement given, 0 received" in page
    assert "endorsed by 1 organisation" in page


def test_the_endorsed_see_it_on_their_badge_and_in_their_network(
    neighbours: Neighbours, said: Said
) -> None:
    neighbours.endorse()
    house = neighbours.house
    own = achievement.layout(
        house.as_(Role.INSTRUCTOR), html.Div, achievement_id=house.achievement_id
    )
    assert "Who endorses it We take these trainees. Porto" in words(own)
    page = " ".join(words(network.layout(house.as_(Role.ADMINISTRATOR))).split())
    assert "0 endorsements given, 1 received" in page
    assert "Porto on “Warm Welcome”" in page


def test_withdrawing_asks_for_a_reason_and_says_it(neighbours: Neighbours, said: Said) -> None:
    neighbours.endorse()
    (row,) = neighbours.rows()
    opened, title, options, chosen, reason, _ = withdrawing.ask(
        neighbours.as_(), 1, neighbours.badge
    )
    assert (opened, title) == (True, "Withdraw the endorsement of “Warm Welcome”?")
    assert (options, reason) == ([{"value": str(row.id), "label": "Porto"}], "")
    with pytest.raises(BadInputError, match="reason"):
        withdrawing.withdraw_it(neighbours.as_(), 1, chosen, " ")
    assert withdrawing.withdraw_it(neighbours.as_(), 1, chosen, "In error") == (False, chosen)
    assert neighbours.rows() == ()
    assert neighbours.shown()[2] == "Endorse this badge"
    page = words(network.layout(neighbours.as_()))
    assert "withdrawn 24 Nov 2026: In error" in " ".join(page.split())
    with pytest.raises(ConflictError, match="does not endorse"):
        withdrawing.ask(neighbours.as_(), 1, neighbours.badge)


def test_pressing_twice_endorses_once(neighbours: Neighbours, said: Said) -> None:
    neighbours.endorse()
    with pytest.raises(ConflictError, match="already"):
        neighbours.endorse()
    with pytest.raises(ConflictError, match="already"):
        endorsing.ask(neighbours.as_(), 1, neighbours.badge)
    assert len(neighbours.rows()) == 1


def test_opening_the_page_does_nothing(neighbours: Neighbours) -> None:
    context, badge = neighbours.as_(), neighbours.badge
    assert endorsing.ask(context, None, badge) == (no_update,) * 6
    assert withdrawing.ask(context, None, badge) == (no_update,) * 6
    assert endorsing.endorse_it(context, None, badge, neighbours.porto_id, "x") == (no_update,) * 2
    assert withdrawing.withdraw_it(context, None, str(uuid4()), "x") == (no_update,) * 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_open_it_or_endorse(neighbours: Neighbours, role: Role) -> None:
    context = neighbours.as_(role)
    with pytest.raises(NotFoundError):
        network_target.show(context, None, None, neighbours.badge)
    with pytest.raises(ForbiddenError):
        endorsing.endorse_it(context, 1, neighbours.badge, neighbours.porto_id, "x")
    assert neighbours.rows() == ()


def test_ones_own_badge_and_a_strangers_are_not_there(neighbours: Neighbours) -> None:
    house = neighbours.house
    for scope in (house.scopes[Role.ADMINISTRATOR], house.stranger):
        with pytest.raises(NotFoundError):
            network_target.badge_layout(house.seen_by(scope), network_badge_id=house.achievement_id)
        (grant,) = scope.grants
        with pytest.raises(LeapDashError):
            endorsing.endorse_it(house.seen_by(scope), 1, neighbours.badge, str(grant.org_id), "x")
    with pytest.raises(ForbiddenError):
        endorsing.endorse_it(
            house.seen_by(house.stranger), 1, neighbours.badge, neighbours.porto_id, "x"
        )


@pytest.mark.parametrize("claim", ["", "badge", "badge:", "badge:x", "x:y", None])
def test_what_names_no_target_is_not_found(claim: str | None) -> None:
    with pytest.raises(NotFoundError):
        claimed_target(claim)


def test_the_page_of_an_organisation_offers_to_endorse_it(neighbours: Neighbours) -> None:
    (grant,) = neighbours.house.scopes[Role.ADMINISTRATOR].grants
    target = Target(TargetKind.ISSUER, grant.org_id)
    page = network_target.issuer_layout(neighbours.as_(), network_org_id=grant.org_id)
    assert "Tralee" in words(every(page, html.H1))
    answer, _, buttons = network_target.show(neighbours.as_(), None, None, f"issuer:{target.id}")
    assert answer == "Another issuer of your network. Nobody endorses it yet."
    assert words(buttons) == "Endorse this issuer"
