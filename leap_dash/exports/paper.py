"""A sheet of A4 with the house's letters and colours: what every page of a report shares.

Lengths are millimetres, sizes of letters points. What stands on the pages: `report`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import MethodReturnValue, XPos, YPos

from leap_dash.exports.faces import BOLD, REGULAR, faces, readable
from leap_dash.figures.tokens import LIGHT

FAMILY = "house"
MARGIN, TOP, FOOT = 16.0, 20.0, 18.0
TEXT, NOTE, HEADING, TITLE, NUMBER = 9.5, 8.0, 13.0, 20.0, 16.0
LINE = 1.32  # of the letters' size: from one line to the next
MM = 0.3528  # of a point
PAGES = "{nb}"
ROW, GAP = 6.0, 2.0  # of a table: a row, between two texts

Weight = Literal["", "B"]
Align = Literal["L", "C", "R"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table on paper: its heading, how wide, and on which side its text stands."""

    heading: str
    width: float
    align: Align = "L"


class Paper(FPDF):
    """Pages with a running head and foot; text is cut to its place and never runs over."""

    def __init__(self, *, title: str, running: str, made_at: datetime, made_by: str) -> None:
        super().__init__(format="A4")
        for weight, emphasis in ((REGULAR, ""), (BOLD, "B")):
            self.add_font(FAMILY, emphasis, faces()[weight])
        self._running = readable(running)
        self.set_margins(MARGIN, TOP)
        self.set_auto_page_break(auto=False)
        self.alias_nb_pages(PAGES)
        self.set_title(readable(title))
        self.set_author(readable(made_by))
        self.set_creator("LEAP Dash")
        self.set_creation_date(made_at)
        self.set_lang("en")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_page()

    def header(self) -> None:
        """What the report is about, on every page but the first, which says it in full."""
        if self.page_no() == 1:
            return
        self.write_at(MARGIN, 9, self._running, self.epw, size=NOTE, colour=LIGHT.muted)
        self.rule(15)
        self.set_y(TOP)

    def footer(self) -> None:
        """Which page of how many."""
        y = self.h - 12
        self.write_at(MARGIN, y, "LEAP Dash", self.epw, size=NOTE, colour=LIGHT.muted, align="R")
        # At the left: how wide the number will be is not known yet.
        self.set_xy(MARGIN, y)
        self.cell(40, NOTE * MM * LINE, f"Page {self.page_no()} of {PAGES}")

    def room(self) -> float:
        """Millimetres that are left on this page."""
        return self.h - FOOT - self.get_y()

    def make_room(self, height: float) -> bool:
        """Turn the page where less is left; whether it did."""
        if self.room() >= height:
            return False
        self.add_page()
        return True

    def width_of(self, text: str, *, size: float = TEXT, weight: Weight = "") -> float:
        """Millimetres that the text takes on one line."""
        self.set_font(FAMILY, weight, size)
        width: float = self.get_string_width(said(text))
        return width

    def fit(self, text: str, width: float, *, size: float = TEXT, weight: Weight = "") -> str:
        """The text on one line, with an ellipsis where something was left out."""
        self.set_font(FAMILY, weight, size)
        whole = said(text)
        if self.get_string_width(whole) <= width:
            return whole
        least, most = 0, len(whole)
        while least < most:
            middle = (least + most + 1) // 2
            if self.get_string_width(whole[:middle].rstrip() + "…") <= width:
                least = middle
            else:
                most = middle - 1
        return whole[:least].rstrip() + "…"

    def write_at(
        self,
        x: float,
        y: float,
        text: str,
        width: float,
        *,
        size: float = TEXT,
        weight: Weight = "",
        colour: str = LIGHT.ink,
        align: Align = "L",
    ) -> None:
        """One line of text in a place of that width, cut where it is longer."""
        shown = self.fit(text, width, size=size, weight=weight)
        self._ink(colour)
        self.set_xy(x, y)
        self.c_margin = 0
        self.cell(width, size * MM * LINE, shown, align=align)

    def paragraph(
        self,
        text: str,
        *,
        size: float = TEXT,
        weight: Weight = "",
        colour: str = LIGHT.ink,
        most_lines: int = 3,
    ) -> None:
        """Text over the whole width in at most so many lines; the place after it is below."""
        self.set_font(FAMILY, weight, size)
        self._ink(colour)
        self.set_x(MARGIN)
        self.c_margin = 0
        height = size * MM * LINE
        lines = self._lines(said(text), height)
        if len(lines) > most_lines:
            rest = "".join(lines[most_lines - 1 :])
            lines = [*lines[: most_lines - 1], self.fit(rest, self.epw, size=size, weight=weight)]
        self.make_room(height * len(lines))
        for line in lines:
            self.set_x(MARGIN)
            self.cell(self.epw, height, line.strip(), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str, *, with_next: float = 30) -> None:
        """A heading, listed in the outline, on the page of what comes after it."""
        self.make_room(12 + with_next)
        if self.get_y() > TOP:
            self.ln(5)
        self.start_section(said(text))
        self.paragraph(text, size=HEADING, weight="B", most_lines=2)
        self.ln(1.5)

    def rule(self, y: float, colour: str = LIGHT.line) -> None:
        """A thin line across."""
        self.set_draw_color(colour)
        self.set_line_width(0.2)
        self.line(MARGIN, y, self.w - MARGIN, y)

    def listing(
        self, fields: Sequence[Field], rows: Sequence[Sequence[str]], *, size: float = TEXT
    ) -> None:
        """Rows of one line each; the headings again on every page."""
        self._head(fields)
        for row in rows:
            if self.make_room(ROW):
                self._head(fields)
            self._row(fields, row, size=size)

    def _head(self, fields: Sequence[Field]) -> None:
        headings = [field.heading for field in fields]
        self._row(fields, headings, weight="B", colour=LIGHT.muted, size=NOTE)

    def _row(
        self,
        fields: Sequence[Field],
        texts: Sequence[str],
        *,
        weight: Weight = "",
        colour: str = LIGHT.ink,
        size: float = TEXT,
    ) -> None:
        x, y = MARGIN, self.get_y()
        for field, text in zip(fields, texts, strict=True):
            self.write_at(
                x + (GAP if field.align == "R" else 0),
                y + 0.8,
                text,
                field.width - GAP,
                weight=weight,
                colour=colour,
                size=size,
                align=field.align,
            )
            x += field.width
        self.rule(y + ROW)
        self.set_y(y + ROW)

    def _lines(self, text: str, height: float) -> list[str]:
        lines = self.multi_cell(
            self.epw, height, text, dry_run=True, output=MethodReturnValue.LINES, align="L"
        )
        return cast("list[str]", lines)

    def _ink(self, colour: str) -> None:
        self.set_text_color(colour)


def said(text: str) -> str:
    """A text as it can be printed: what stands for the number of pages is none of a name's."""
    return readable(text).replace(PAGES, "(nb)")
