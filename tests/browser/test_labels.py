"""What stands beside a figure is seen whole."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE
from tests.figures.checked import heatmap
from tests.figures.test_heatmap import CELL, page, row

NAMES = (
    "Konstantinos Papadimitriou",
    "Wilhelmina Mommsen-Wagner",
    "MAXIMILIAN GRUBER-HOFMANN",
    "Máire Ní Dhomhnaill-Ó Néill",
    "Ana Costa",
    "2539666",  # whose name is not known
)


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_of_a_learners_name_is_cut(browser: Browser, name: str) -> None:
    figure = heatmap(page(row(CELL, name=name)), "light")
    context = browser.new_context(viewport=PHONE)
    seen = context.new_page()
    seen.set_content(figure.to_html())
    label = seen.locator(".ytick text").first
    label.wait_for()
    place = label.bounding_box()
    frame = seen.locator(".main-svg").first.bounding_box()
    context.close()
    assert place is not None
    assert frame is not None
    assert frame["x"] <= place["x"] <= frame["x"] + 60  # nor is there much room for nothing
