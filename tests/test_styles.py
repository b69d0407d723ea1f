"""Style sheets do not slow down what scripts draw."""

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[1] / "assets"
SHEETS = sorted(ASSETS.glob("*.css"))


def selectors(sheet: Path) -> list[str]:
    """All of a sheet, without comments."""
    plain = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [" ".join(found.split()) for found in re.findall(r"([^{};]+)\{", plain)]


def subject_after_has(selector: str) -> str:
    """What a selector chooses below, or beside, an element that `:has` is asked of; else empty."""
    _, has, rest = selector.partition(":has(")
    depth = 1 if has else 0
    while depth and rest:
        depth += {"(": 1, ")": -1}.get(rest[0], 0)
        rest = rest[1:]
    below = re.search(r"[ >+~]", re.sub(r"\([^()]*\)", "", rest))
    return re.split(r"[ >+~]+", rest)[-1] if below else ""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_has_chooses_nothing_of_any_kind_below_it(sheet: Path) -> None:
    """Chromium asks it of the whole page then, whenever anything is added anywhere."""
    subjects = [subject_after_has(each) for each in selectors(sheet)]
    assert [each for each in subjects if each and not re.match(r"[.#a-z]", each)] == []


def test_it_is_found() -> None:
    slow = '.a tbody tr:has(.b :checked) > :not([class*="c"])'
    assert subject_after_has(slow) == ':not([class*="c"])'
    assert subject_after_has(".a tr:has(.b :checked)") == ""
    assert subject_after_has("body:has(.b:not([hidden])) .c") == ".c"
    assert any(":has(" in each for sheet in SHEETS for each in selectors(sheet))
