"""Groups on their pages: listed, opened, changed, deleted and brought back."""

from uuid import UUID

import pytest
from dash import html, no_update

from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import ConflictError, ForbiddenError, NotFoundError
from leap_dash.pages import group_changes, groups, undoing
from leap_dash.services.groups import create_group
from tests.pages.house import House, every, words

Said = dict[str, dict[str, object]]


@pytest.fixture
def group_id(house: House) -> UUID:
    """Of the instructor's, with the learners with 10, 20 and 30."""
    with writing(house.web.engine)() as session:
        who, now = house.scopes[Role.INSTRUCTOR], house.web.clock()
        made = create_group(session, who, "Kitchen crew", house.learner_ids[:3], now=now)
        session.commit()
    return made


def buttons(component: object) -> list[str]:
    """The words of its buttons."""
    return [words(each) for each in every(component, html.Button)]


def undo_token(said: Said) -> str:
    """What the Undo button of the message is about."""
    ids = [getattr(each, "id", None) for each in every(said["toast"]["children"], html.Button)]
    return str(next(each["of"] for each in ids if isinstance(each, dict)))


def test_the_list_says_who_made_a_group_and_how_many_are_in_it(
    house: House, group_id: UUID
) -> None:
    text = words(groups.show_all(house.as_(Role.MODERATOR), None))
    assert "1 group" in text
    assert "Kitchen crew 3 Niamh 24 Nov 2026" in text


def test_without_a_group_the_page_says_how_one_is_made(house: House) -> None:
    text = words(groups.show_all(house.as_(Role.INSTRUCTOR), None))
    assert "There are no groups yet. Select learners" in text


def test_a_group_lists_its_learners_with_boxes_that_name_them(house: House, group_id: UUID) -> None:
    answer, table, source, nobody_hidden, pages = groups.show(
        house.as_(Role.INSTRUCTOR), str(group_id), 1, None, None
    )
    assert answer == "3 learners in this group."
    first = table["rows"][0]
    assert first[0]["pick"] == str(house.learner_ids[0])
    assert first[0]["text"] == "Select Learner With 10"
    assert [cell["text"] for cell in first[1:]] == ["Learner With 10", "Autumn", "none"]
    assert source == {"of": "group", "id": str(group_id), "total": 3}
    assert (nobody_hidden, pages) == (True, None)


def test_who_may_not_change_it_is_offered_nothing_to_change(house: House, group_id: UUID) -> None:
    filters = html.Div
    instructor = buttons(groups.layout(house.as_(Role.INSTRUCTOR), filters, group_id))
    assert instructor[0] == "Delete the group"
    assert {"Message", "Add to a group", "Note", "Take out"} <= set(instructor)
    moderator = buttons(groups.layout(house.as_(Role.MODERATOR), filters, group_id))
    offered = {"Delete the group", "Message", "Add to a group", "Note", "Take out"}
    assert not offered & set(moderator)
    table = groups.show(house.as_(Role.MODERATOR), str(group_id), 1, None, None)[1]
    assert table["rows"][0][0]["text"] == "Learner With 10"


def test_taking_out_names_them_and_can_be_undone(house: House, group_id: UUID, said: Said) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    chosen = {"ids": [str(each) for each in house.learner_ids[:2]], "every": False}
    source = {"of": "group", "id": str(group_id)}
    opened, title, body, confirm, expected = group_changes.ask_remove(ctx, 1, chosen, source)
    assert (opened, title, confirm) == (
        True,
        "Take 2 learners out of the group?",
        "Take out 2 learners",
    )
    assert words(body) == "Learner With 10 and Learner With 20"
    assert group_changes.remove(ctx, 1, chosen, source, expected, str(group_id)) == (False, 1)
    assert groups.show(ctx, str(group_id), 1, 1, None)[0] == "1 learner in this group."
    assert undoing.undo(ctx, {"of": undo_token(said), "at": 7}) == 7
    assert "2 learners are in the group again." in words(said["toast"]["children"])
    assert groups.show(ctx, str(group_id), 1, 1, 7)[0] == "3 learners in this group."


def test_when_others_are_meant_than_the_question_named_nothing_is_done(
    house: House, group_id: UUID
) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    everyone, source = {"ids": [], "every": True}, {"of": "group", "id": str(group_id)}
    with pytest.raises(ConflictError, match="3 learners would be meant, not 2"):
        group_changes.remove(ctx, 1, everyone, source, 2, str(group_id))
    assert groups.show(ctx, str(group_id), 1, None, None)[0] == "3 learners in this group."


def test_a_deleted_group_is_gone_until_it_is_undone(
    house: House, group_id: UUID, said: Said
) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    _, title, body, confirm = group_changes.ask_delete(ctx, 1, str(group_id))
    assert (title, confirm) == ("Delete “Kitchen crew”?", "Delete the group")
    assert words(body) == "Its 3 learners stay; only the group goes."
    assert group_changes.delete(ctx, 1, str(group_id)) == "/app/groups"
    with pytest.raises(NotFoundError):
        groups.layout(ctx, html.Div, group_id)
    undoing.undo(ctx, {"of": undo_token(said), "at": 1})
    assert "Kitchen crew" in words(groups.show_all(ctx, 1))


def test_an_empty_group_says_what_to_do(house: House, group_id: UUID, said: Said) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    everyone, source = {"ids": [], "every": True}, {"of": "group", "id": str(group_id)}
    group_changes.remove(ctx, 1, everyone, source, 3, str(group_id))
    _, table, _, nobody_hidden, _ = groups.show(ctx, str(group_id), 1, None, None)
    assert (table, nobody_hidden) == (None, False)


def test_nobody_of_another_org_or_without_the_right_changes_it(
    house: House, group_id: UUID
) -> None:
    stranger, moderator = house.seen_by(house.stranger), house.as_(Role.MODERATOR)
    for ctx, error in ((stranger, NotFoundError), (moderator, ForbiddenError)):
        with pytest.raises(error):
            group_changes.delete(ctx, 1, str(group_id))
        with pytest.raises(error):
            undoing.undo(ctx, {"of": f"group-made:{group_id.hex}", "at": 1})


@pytest.mark.parametrize("token", ["", "nothing", "group-in:x:1", "notes:x", "notes:" + "9" * 40])
def test_what_nobody_can_undo_is_not_there(house: House, token: str) -> None:
    with pytest.raises(NotFoundError):
        undoing.undo(house.as_(Role.INSTRUCTOR), {"of": token, "at": 1})


def test_a_page_that_just_opens_undoes_nothing(house: House) -> None:
    assert undoing.undo(house.as_(Role.INSTRUCTOR), None) is no_update
