"""Files by the keyboard: each button is pressed, and its file says what the page says."""

import csv
import io
import re
from pathlib import Path
from typing import Literal

import openpyxl
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Visitor


def pressed(page: Page, name: str, role: Literal["link", "button"] = "link") -> io.BytesIO:
    """The file that comes when the button has the focus and Enter is pressed."""
    button = page.get_by_role(role, name=name)
    button.focus()
    expect(button).to_be_focused()
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    return io.BytesIO(Path(coming.value.path()).read_bytes())


def test_the_files_of_a_cohort_say_what_its_page_says(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/cohorts")
    row = page.get_by_role("row").filter(has_text="Hospitality Operations").first
    row.get_by_role("link").first.click()
    visitor.rest()
    page.get_by_label("Course").select_option("HO1")
    page.get_by_label("Sort").select_option("name")
    page.get_by_text("Show as a table").click()
    visitor.rest()
    expect(page).to_have_url(re.compile("course=HO1.*sort=name.*table=true"))
    expect(page.locator("#cohort-count")).to_contain_text("shown")
    number = int(page.locator("#cohort-count").inner_text().split(" ")[0])
    first = page.get_by_role("table").last.get_by_role("row").nth(1)
    name = first.get_by_role("link").first.inner_text()
    answer = page.locator("#cohort-answer").inner_text()
    assert number > 1
    assert visitor.axe() == []

    text = pressed(page, "These learners as CSV").read().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert (head[0], len(rows), rows[0][0]) == ("Learner", number, name)

    sheet = openpyxl.load_workbook(pressed(page, "These learners as Excel")).active
    assert sheet.max_row == number + 1
    assert sheet["A2"].value == name
    assert isinstance(sheet["F2"].value, int | float)

    text = PdfReader(pressed(page, "Report as PDF")).pages[0].extract_text()
    assert f"{number} learners" in text
    assert re.sub(r"\s", "", answer) in re.sub(r"\s", "", text)


def test_the_files_of_the_awards_say_what_their_page_says(visitor: Visitor) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/awards")
    answer = page.locator("#awards-answer").inner_text()
    first = page.get_by_role("table").first.get_by_role("row").nth(1)
    name = first.get_by_role("link").first.inner_text()
    text = pressed(page, "These awards as CSV").read().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert f"{len(rows):,} award" in answer
    assert (head[0], rows[0][0]) == ("Learner", name)
    sheet = openpyxl.load_workbook(pressed(page, "These awards as Excel")).active
    assert (sheet.max_row, sheet["A2"].value) == (len(rows) + 1, name)


def test_the_selected_learners_leave_without_the_hidden_columns_by_keyboard_alone(
    visitor: Visitor,
) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go("/app/cohorts")
    row = page.get_by_role("row").filter(has_text="Hospitality Operations").first
    row.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Show as a table").focus()
    page.keyboard.press("Space")
    boxes = page.get_by_role("row").get_by_role("checkbox", name=re.compile("^Select "))
    expect(boxes.nth(2)).to_be_visible()
    page.get_by_text("Columns", exact=True).focus()
    page.keyboard.press("Enter")
    for name in ("Why", "Mean"):
        page.get_by_role("checkbox", name=name, exact=True).focus()
        page.keyboard.press("Space")
    expect(page.get_by_role("columnheader", name="Why")).to_be_hidden()

    text = pressed(page, "These learners as CSV").read().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert "Status" in head
    assert not {"Why", "Mean (%)"} & set(head)
    number = int(page.locator("#cohort-count").inner_text().split(" ")[0])
    assert len(rows) == number > 2

    for place in (1, 2):
        boxes.nth(place).focus()
        page.keyboard.press("Space")
    assert visitor.axe() == []
    names = [
        page.get_by_role("row").nth(place).get_by_role("link").inner_text() for place in (1, 2)
    ]
    text = pressed(page, "The selected as CSV", "button").read().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert not {"Why", "Mean (%)"} & set(head)
    assert [row[0] for row in rows] == names
    sheet = openpyxl.load_workbook(pressed(page, "The selected as Excel", "button")).active
    assert (sheet.max_row, sheet["A2"].value) == (3, names[0])
    expect(page.locator("#acting-bar")).to_contain_text("2 selected")
