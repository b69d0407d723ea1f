"""The weeks that an axis names."""

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def week_ticks(first: int, last: int, *, most: int) -> list[int]:
    """Whole weeks from first to last, about as many as stand side by side on a phone."""
    step = next((step for step in _STEPS if last - first < most * step), _STEPS[-1])
    return [week for week in range(first, last + 1) if week == first or week % step == 0]
