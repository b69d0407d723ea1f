"""Every figure that is tested here is checked by Plotly, too."""

import pytest

from leap_dash.figures import theme


@pytest.fixture(autouse=True)
def _checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "CHECK", True)
