"""What somebody fills in to make a badge, read and checked field by field; its rule comes later."""

from dataclasses import dataclass

from leap_dash.domain.definitions import LEVELS
from leap_dash.domain.fields import read_text, refuse

NAME, DESCRIPTION, PROGRAMME, LEVEL = "name", "description", "programme", "level"
"""The names of the fields, in errors too."""
NAME_LENGTH = 100
DESCRIPTION_LENGTH = 2000
NO_LEVEL = "none"


@dataclass(frozen=True, slots=True)
class NewBadge:
    """Its name, what it stands for, and its level, which there may be none of."""

    name: str
    description: str
    level: str | None


def read_new_badge(name: object, description: object, level: object) -> NewBadge:
    """The badge. Raises BadFieldError with the field, what is wrong and the remedy."""
    for field, value, remedy in (
        (NAME, name, "write what the badge is called"),
        (DESCRIPTION, description, "write what the badge stands for"),
    ):
        if not str(value or "").strip():
            refuse(field, "is empty", remedy)
    said = read_text(NAME, name, NAME_LENGTH)
    if "\n" in said:
        refuse(NAME, "goes over several lines", "write it in one")
    about = read_text(DESCRIPTION, description, DESCRIPTION_LENGTH)
    if level not in (NO_LEVEL, *LEVELS):
        refuse(LEVEL, "is none of the levels", "choose one")
    return NewBadge(said, about, None if level == NO_LEVEL else str(level))
