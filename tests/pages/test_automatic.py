"""Whoever runs an organisation switches its automatic badges on and off; nobody else can."""

import pytest
from dash import html

from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import automatic
from tests.pages.house import House, every, words


def pressed(house: House, value: str) -> dict[str, str]:
    """As the browser says which button was pressed."""
    (grant,) = house.scopes[Role.ADMINISTRATOR].grants
    return {"of": str(grant.org_id), "value": value}


def test_the_switch_says_how_it_stands_and_who_switched_it(house: House) -> None:
    who = house.as_(Role.ADMINISTRATOR)
    panel = automatic.panel(who)
    assert "Tralee: on, 0 automatic badges." in words(panel)
    (button,) = every(panel, html.Button)
    assert words(button).startswith("Switch off  at ")
    off = words(automatic.turn(who, pressed(house, "off")))
    assert "off since 24 Nov 2026, by administrator@tralee." in off
    assert "Tralee: on" in words(automatic.turn(who, pressed(house, "on")))


def test_nobody_else_sees_or_turns_it(house: House) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert automatic.panel(house.as_(role)) is None
    for context in (house.as_(Role.INSTRUCTOR), house.seen_by(house.stranger)):
        with pytest.raises(NotFoundError):
            automatic.turn(context, pressed(house, "off"))
    assert "Tralee: on" in words(automatic.panel(house.as_(Role.ADMINISTRATOR)))
