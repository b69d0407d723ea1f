"""An instructor who knows no JSON writes the rule of a badge, with the keyboard alone."""

import json
import re

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.conftest import PHONE, Visitor

CALLBACKS = re.compile("/_dash-update-component")
BADGE, OTHER_BADGE = "Team Player in Service", "Warm Welcome"


def open_rule(visitor: Visitor, badge: str = BADGE) -> None:
    """From the badges to the rule of one."""
    visitor.sign_in("instructor")
    visitor.go("/app/badges")
    visitor.page.get_by_role("link", name=re.compile(f"^{badge}")).first.click()
    visitor.page.get_by_role("link", name="Edit the rule").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(f"The rule of “{badge}”")
    visitor.rest()
    discard = visitor.page.get_by_role("button", name="Discard the draft")
    if discard.count():  # of whoever was here before; an open one would keep the preview as it is
        discard.click()
        visitor.page.get_by_role("dialog").get_by_role("button", name="Discard the draft").click()
        expect(discard).to_have_count(0)
        visitor.rest()  # what is shown of the rule is drawn anew


def reach(page: Page, target: Locator) -> None:
    """Go there with Tab alone."""
    for _ in range(150):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never comes there")


def press(page: Page, name: str | re.Pattern[str], *, last: bool = False) -> None:
    """Go to the button with Tab, and press it with Enter."""
    found = page.get_by_role("button", name=name)
    reach(page, found.last if last else found.first)
    page.keyboard.press("Enter")


def choose(page: Page, field: Locator, label: str) -> None:
    """Go to the select with Tab, and write what begins the choice."""
    reach(page, field)
    page.keyboard.type(label)


def test_a_rule_with_a_group_is_written_and_published_by_keyboard(visitor: Visitor) -> None:
    open_rule(visitor)
    page = visitor.page
    says = page.locator("#rule-sentence")
    expect(says).to_contain_text("show the skill teamwork at level 3 or above.")

    press(page, "Add a group", last=True)
    group = page.get_by_role("group", name="Group 5", exact=True)
    expect(group.get_by_label("A learner must meet")).to_be_focused()
    first = page.get_by_role("group", name="Condition 5.1")
    expect(first).to_be_visible()
    choose(page, first.get_by_label("What it takes"), "Work handed in")
    expect(first).to_contain_text("Only what came on time counts")
    expect(first.get_by_label("What it takes")).to_be_focused()
    reach(page, first.get_by_label("At least, in percent"))
    page.keyboard.type("180")
    page.keyboard.press("Tab")
    expect(first).to_contain_text("180 is not possible: write a number from 0 to 100.")
    expect(page.get_by_role("button", name="Publish as version 2")).to_have_count(0)
    press(page, re.compile("^Condition 5.1: 180 is not possible"))
    expect(first.get_by_label("At least, in percent")).to_be_focused()
    expect(first.get_by_label("At least, in percent")).to_have_accessible_description(
        "180 is not possible: write a number from 0 to 100."
    )
    page.keyboard.press("Control+A")
    page.keyboard.type("80")
    expect(says).to_contain_text("hand in at least 80 % of all work due in all courses taken.")

    press(page, "Add a condition to group 5")
    second = page.get_by_role("group", name="Condition 5.2")
    expect(second.get_by_label("What it takes")).to_be_focused()
    page.keyboard.type("An approval")
    expect(second.get_by_label("Approved by")).to_be_visible()
    choose(page, second.get_by_label("Approved by"), "A moderator")
    written = (
        "(either hand in at least 80 % of all work due in all courses taken or be approved by a "
        "moderator)."
    )
    expect(says).to_contain_text(written)
    assert visitor.axe() == []

    up = page.get_by_role("button", name="Move up: 5", exact=True)
    reach(page, up)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move up: 4", exact=True)).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Moved: it is 4 now.")).to_have_count(1)
    expect(says).to_contain_text("and show the skill teamwork at level 3 or above.")
    press(page, "Undo the last change")
    expect(says).to_contain_text(written)

    press(page, "Publish as version 2")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(written)
    expect(dialog).to_contain_text("A published version is never changed")
    assert visitor.axe() == []
    reach(page, dialog.get_by_role("button", name="Publish as version 2"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(BADGE)
    expect(page.locator(".ld-badge-card")).to_contain_text("version 2 of the rule")
    expect(page.get_by_text(written).first).to_be_visible()


def test_json_is_another_way_into_the_same_form(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    page.get_by_text("The rule as JSON").click()
    text = page.get_by_label("Copy it, or write another and use that")
    text.fill('{"all": [{"average": {"min_percent": 450}}]}')
    page.get_by_role("button", name="Use this JSON").click()
    expect(page.get_by_text("rule.all[0].average.min_percent: found 450")).to_be_visible()
    text.fill('{"all": [{"average": {"min_percent": 45}}]}')
    page.get_by_role("button", name="Use this JSON").click()
    percent = page.get_by_label("At least, in percent")
    expect(percent).to_have_value("45")
    percent.fill("55")
    expect(text).to_have_value(re.compile('"min_percent": 55'))
    page.get_by_role("button", name="Discard the draft").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("which is in force. Change anything")).to_be_visible()


def test_the_form_fits_a_phone(visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    page.get_by_role("button", name="Add a group").last.click()
    expect(page.get_by_role("group", name="Condition 3.1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert visitor.axe() == []


def test_a_new_badge_is_made_and_published_from_the_list(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/badges")
    page.get_by_role("link", name="New badge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New badge")
    visitor.rest()
    create = page.get_by_role("button", name="Create it and write its rule")
    create.click()
    expect(page.get_by_text("Is empty; write what the badge is called.")).to_be_visible()
    assert visitor.axe() == []
    page.get_by_label("Name, as it stands on the badge").fill("Night Porter")
    page.get_by_label("What a learner who has it can do").fill("Keeps the house at night.")
    page.get_by_label("Level").select_option("bronze")
    create.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The rule of “Night Porter”")
    visitor.rest()
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("What it takes").select_option(label="An average mark")
    visitor.rest()  # the first kind has a field of that name too, which goes in this moment
    page.get_by_label("At least, in percent").fill("65")
    page.get_by_role("button", name="Publish as version 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish as version 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Night Porter")
    expect(page.locator(".ld-badge-card")).to_contain_text("version 1 of the rule")


def test_what_the_draft_would_do_stands_beside_it_and_follows_each_change(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    answer = page.locator("#rule-preview-answer")
    expect(answer).to_have_text(re.compile(r"^With this rule [\d,]+ learners? of [\d,]+ would"))
    body = page.locator("#rule-preview-body")
    expect(body).to_contain_text(re.compile(r"reach 75\s%"))
    expect(page.locator("#rule-preview-body .main-svg").first).to_be_visible()
    percent = page.get_by_label("At least, in percent").first
    percent.fill("99")
    expect(body).to_contain_text(re.compile(r"reach 99\s%"))
    assert visitor.axe() == []


def on_a_slow_line(page: Page, told: str) -> list[str]:
    """Let the browser wait for every answer from now on; lists the requests with that input."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    line = {"offline": False, "latency": 900, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", line)
    asked = list[str]()

    def note(request: Request) -> None:
        body = request.post_data or ""
        if CALLBACKS.search(request.url) and told in json.loads(body).get("changedPropIds", []):
            asked.append(body)

    page.on("request", note)
    return asked


def test_what_is_written_before_an_earlier_change_is_answered_is_kept(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    percent = page.get_by_label("At least, in percent").first
    says = page.locator("#rule-sentence")
    changes = on_a_slow_line(page, "rule-edit.data")
    percent.fill("61")
    page.get_by_role("button", name="Add a condition").last.click()  # tells of 61, then of itself
    added = page.get_by_role("group", name="Condition 3", exact=True)
    kind = added.get_by_label("What it takes")
    expect(kind).to_be_focused()
    expect(percent).to_have_value("61")
    kind.select_option(label="Weeks of activity")
    percent.fill("62")  # while the form is about to be drawn anew
    expect(added.get_by_label("At least, in weeks")).to_be_visible()
    expect(percent).to_have_value("62")
    expect(says).to_contain_text(re.compile(r"62\s%"))
    percent.fill("63")
    percent.press("Tab")
    percent.fill("64")
    percent.press("Tab")
    percent.fill("65")
    expect(says).to_contain_text(re.compile(r"65\s%"))
    expect(percent).to_have_value("65")
    assert len(changes) == 6
    page.reload()
    expect(percent).to_have_value("65")
    expect(page.get_by_text("That did not work")).to_have_count(0)


MOVE_LINE = """at => {
    const graph = document.querySelector('#rule-preview-body .js-plotly-plot');
    window.Plotly.relayout(graph, {'shapes[0].x0': at, 'shapes[0].x1': at});
}"""


def use_json(page: Page, rule: object) -> None:
    """Put the rule into the form as JSON."""
    page.get_by_text("The rule as JSON").click()
    page.get_by_label("Copy it, or write another and use that").fill(json.dumps(rule))
    page.get_by_role("button", name="Use this JSON").click()


def test_boxes_ticked_before_an_earlier_change_is_answered_stay_as_they_are(
    visitor: Visitor,
) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    use_json(page, {"all": [{"submitted": {"min_share": 0.5}}, {"completed": {}}]})
    first = page.get_by_role("group", name="Condition 1", exact=True)
    on_time = first.get_by_label("Only what came on time counts")
    passes = page.get_by_role("group", name="Condition 2", exact=True).get_by_label("Pass")
    expect(passes).to_be_checked()
    on_a_slow_line(page, "rule-edit.data")
    first.get_by_label("Course").select_option(index=2)  # the form is drawn anew for it
    on_time.check()
    passes.uncheck()
    says = page.locator("#rule-sentence")
    expect(says).to_contain_text("on time")
    expect(says).to_contain_text("the final result distinction.")
    expect(says).not_to_contain_text("all courses taken on time")
    expect(on_time).to_be_checked()
    expect(passes).not_to_be_checked()


def test_the_line_and_the_json_wait_for_what_was_written_before(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    expect(page.locator("#rule-preview-body .main-svg").first).to_be_visible()
    percent = page.get_by_label("At least, in percent").first
    says = page.locator("#rule-sentence")
    changes = on_a_slow_line(page, "rule-edit.data")
    percent.fill("64")  # and while it may still be being written, the line is dragged
    page.evaluate(MOVE_LINE, 62)
    expect(says).to_contain_text(re.compile(r"62\s%"))
    expect(percent).to_have_value("62")
    page.get_by_text("The rule as JSON").click()
    text = page.get_by_label("Copy it, or write another and use that")
    text.fill('{"average": {"min_percent": 45}}')
    percent.fill("66")
    page.evaluate("document.getElementById('rule-json-use').click()")
    expect(says).to_contain_text(re.compile(r"45\s%"))
    expect(percent).to_have_value("45")
    told = [json.loads(body)["inputs"][0]["value"] for body in changes]
    assert [(each["do"], each["value"]) for each in told[:3]] == [
        ("field", 64),
        ("threshold", 0.62),
        ("field", 66),
    ]
    assert [each["do"] for each in told[3:]] == ["json"]


HOLD_PAUSE = """() => {
    const real = window.setTimeout;
    window.setTimeout = (then, wait, ...more) => {
        if (wait !== 500) return real(then, wait, ...more);
        window.setTimeout = real;
        window.held = then;
    };
}"""
"""Let the pause that ends the writing of a number last until `held` is called."""
WRITE = """(field, text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', {bubbles: true}));
}"""


def test_what_is_being_written_reaches_no_page_but_its_own(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    changes = list[str]()
    page.on("request", lambda request: changes.append(request.post_data or ""))
    page.evaluate(HOLD_PAUSE)
    # Not every browser says that a field is left when its page is.
    page.get_by_label("At least, in percent").first.evaluate(WRITE, "67")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(OTHER_BADGE)
    page.get_by_role("link", name="Badges").last.click()
    page.get_by_role("link", name=re.compile(f"^{BADGE}")).first.click()
    page.get_by_role("link", name="Edit the rule").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"The rule of “{BADGE}”")
    visitor.rest()
    page.evaluate("held()")
    page.get_by_role("button", name="Add a condition").last.click()
    expect(page.get_by_role("button", name="Undo the last change")).to_be_visible()
    here = page.url.split("/")[-2]
    told = [body for body in changes if '"rule-edit.data"' in body and here in body]
    assert len(told) == 1
    assert '"do":"add"' in told[0]
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("which is in force. Change anything")).to_be_visible()


def test_publishing_asks_about_what_was_written_last(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    percent = page.get_by_label("At least, in percent").first
    percent.fill("71")
    publish = page.get_by_role("button", name=re.compile("^Publish as version"))
    expect(publish).to_be_visible()
    changes = on_a_slow_line(page, "rule-edit.data")
    percent.fill("72")
    publish.click()
    expect(page.get_by_role("dialog")).to_contain_text(re.compile(r"72\s%"))
    assert len(changes) == 1


def test_a_change_that_nobody_answered_is_told_again(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    percent = page.get_by_label("At least, in percent").first
    says = page.locator("#rule-sentence")
    page.route(CALLBACKS, lambda route: route.abort())
    percent.fill("66")
    expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    page.unroute(CALLBACKS)
    percent.fill("6")
    percent.fill("66")
    expect(says).to_contain_text(re.compile(r"66\s%"))
    assert all("ERR_FAILED" in each or "respond" in each for each in visitor.complaints)
    visitor.complaints.clear()  # the console names what was not answered


def test_the_line_of_a_threshold_moves_the_number_that_it_shows_or_none(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    body = page.locator("#rule-preview-body")
    percent = page.get_by_label("At least, in percent").first
    expect(body.locator(".main-svg").first).to_be_visible()
    page.evaluate(MOVE_LINE, 140)  # as far as the rule language goes
    expect(percent).to_have_value("100")
    expect(body).to_contain_text(re.compile(r"reach 100\s%"))
    page.evaluate(MOVE_LINE, 62)
    expect(percent).to_have_value("62")
    expect(body).to_contain_text(re.compile(r"reach 62\s%"))
    page.get_by_role("button", name="Add a condition").last.click()
    expect(page.get_by_role("group", name="Condition 3", exact=True)).to_be_visible()
    page.evaluate(MOVE_LINE, 41)
    expect(page.get_by_text("The figure shows another rule than the form does")).to_be_visible()
    expect(percent).to_have_value("62")


def test_a_threshold_is_set_by_dragging_its_line(visitor: Visitor) -> None:
    open_rule(visitor, OTHER_BADGE)
    page = visitor.page
    body, percent = page.locator("#rule-preview-body"), page.get_by_label("At least, in percent")
    expect(percent.first).to_have_value("75")
    expect(body).to_contain_text(re.compile(r"reach 75\s%"))
    # The figure is drawn once more where an earlier draft was discarded.
    expect(body.locator("[data-dash-is-loading]")).to_have_count(0)
    line = body.locator(".shapelayer path").first
    expect(line).to_be_attached()  # it has no width
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y, steps=8)
    page.mouse.up()
    expect(percent.first).not_to_have_value("75")
    value = percent.first.input_value()
    assert 50 < float(value) < 75
    expect(body).to_contain_text(re.compile(rf"reach {value}\s%"))
    expect(page.locator("#rule-sentence")).to_contain_text(re.compile(rf"{value}\s%"))
