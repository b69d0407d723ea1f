"""What every file has in common: its name, and how large it may become."""

from datetime import date

import pytest

from leap_dash.domain.errors import BadInputError
from leap_dash.exports.table import MOST_CELLS, MOST_ROWS, check_size, file_name

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Autumn 2026", "Autumn-2026-2026-11-24.csv"),
        ("Κέντρο / Übung", "Κέντρο-Übung-2026-11-24.csv"),
        ('../../etc/passwd"; x=\r\n', "etc-passwd-x-2026-11-24.csv"),
        ("...", "list-2026-11-24.csv"),
        ("x" * 500, f"{'x' * 60}-2026-11-24.csv"),
    ],
)
def test_a_name_of_a_file_is_one_that_every_system_takes(words: str, name: str) -> None:
    assert file_name(words, DAY, "csv") == name


def test_a_list_that_is_too_large_is_refused_with_what_to_do() -> None:
    check_size(MOST_ROWS, MOST_CELLS // MOST_ROWS)
    with pytest.raises(BadInputError, match="narrow the filters"):
        check_size(MOST_ROWS + 1)
    with pytest.raises(BadInputError, match="choose one course or category"):
        check_size(MOST_ROWS, MOST_CELLS // MOST_ROWS + 1)
    with pytest.raises(BadInputError, match="choose one course or category"):
        check_size(1, 2001)
