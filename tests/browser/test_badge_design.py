"""A badge is designed by keyboard alone, on a desk and on a telephone; a pathway is walked."""

import io
import re

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import PHONE, Visitor


def open_designer(visitor: Visitor) -> None:
    """The page of the first badge's picture."""
    visitor.sign_in("instructor")
    visitor.go("/app/badges")
    visitor.page.locator("a.ld-badge-card").first.click()
    visitor.page.get_by_role("link", name="Design the picture").click()
    expect(preview(visitor.page)).to_be_visible()
    visitor.rest()


def preview(page: Page) -> Locator:
    return page.get_by_alt_text("The badge 512 pixels wide, on a light page")


def test_a_badge_is_designed_by_keyboard_alone_and_the_design_undone(visitor: Visitor) -> None:
    open_designer(visitor)
    page = visitor.page
    first = preview(page).get_attribute("src") or ""
    assert first.startswith("data:image/png;base64,")

    page.get_by_label("Shape").focus()
    page.keyboard.press("s")
    expect(preview(page)).not_to_have_attribute("src", first)
    words = page.get_by_label("Words on the ribbon")
    words.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Καλωσόρισμα 你")
    refused = page.get_by_role("alert").filter(has_text="“你”")
    expect(refused).to_be_visible()
    page.keyboard.press("Backspace")
    expect(refused).to_have_count(0)
    assert visitor.axe() == []

    use = page.get_by_role("button", name="Use this picture")
    use.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Says nothing yet")).to_be_visible()
    page.get_by_label("What the picture shows").focus()
    page.keyboard.type("A seal with a Greek welcome.")
    use.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("This badge shows the picture that you designed.")).to_be_visible()
    page.get_by_role("button", name="Undo picture").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("the picture that its subject area begins with")).to_be_visible()
    expect(preview(page)).to_have_attribute("src", first)
    expect(words).not_to_have_value("Καλωσόρισμα ")


def test_going_back_to_the_first_picture_is_seen_at_once(visitor: Visitor) -> None:
    open_designer(visitor)
    page = visitor.page
    first = preview(page).get_attribute("src") or ""
    page.get_by_label("Shape").select_option("seal")
    expect(preview(page)).not_to_have_attribute("src", first)
    page.get_by_label("What the picture shows").fill("A seal.")
    page.get_by_role("button", name="Use this picture").click()
    back = page.get_by_role("button", name="Go back to the first picture")
    back.click()
    expect(preview(page)).to_have_attribute("src", first)
    expect(page.get_by_label("Shape")).not_to_have_value("seal")
    expect(back).to_be_hidden()


def test_colours_too_near_each_other_are_told_beside_their_field(visitor: Visitor) -> None:
    open_designer(visitor)
    page = visitor.page
    page.get_by_label("Colour of the icon").fill(
        page.get_by_label("Colour of the badge").input_value()
    )
    expect(page.get_by_role("alert").filter(has_text="1.0:1, and 3:1 is needed")).to_be_visible()
    page.get_by_label("Begin with the template").select_option("languages")
    expect(page.get_by_role("alert").filter(has_text="is needed")).to_have_count(0)


def test_an_own_picture_is_taken_on_a_telephone_and_a_drawing_with_a_script_is_not(
    visitor: Visitor,
) -> None:
    visitor.page.set_viewport_size(PHONE)
    open_designer(visitor)
    page = visitor.page
    page.get_by_label("A picture of your own").check()
    file = page.get_by_label("Your picture")
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    file.set_input_files(FilePayload(name="a.svg", mimeType="image/svg+xml", buffer=script))
    expect(page.get_by_role("alert").filter(has_text="Is an SVG")).to_be_visible()
    large = FilePayload(name="b.png", mimeType="image/png", buffer=b"0" * 6_000_000)
    file.set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="Has 6,000,000 bytes")).to_be_visible()
    photo = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(photo, "JPEG")
    before = preview(page).get_attribute("src") or ""
    file.set_input_files(FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=photo.getvalue()))
    expect(preview(page)).not_to_have_attribute("src", before)
    expect(page.get_by_role("alert").filter(has_text="bytes")).to_have_count(0)
    assert visitor.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_pathway_is_walked_from_a_cohort_to_a_badge(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/cohorts")
    page.get_by_role("main").get_by_role("link", name=re.compile("20")).first.click()
    page.get_by_role("link", name="Pathway").click()
    expect(page.get_by_role("heading", name="From badge to badge")).to_be_visible()
    assert visitor.axe() == []
    region = page.get_by_role("region", name=re.compile("^Pathway of"))
    badge = region.get_by_role("link").first
    name = badge.inner_text()
    badge.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
