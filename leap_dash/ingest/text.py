"""Opens a file that came from somewhere as text: its encoding, and its lines one at a time.

Knows nothing of columns. UTF-8 with or without byte order mark and UTF-16 are told apart by their
first bytes; anything else is refused, not guessed at, because a wrong guess spoils names silently.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from leap_dash.domain.errors import BadInputError

HEAD = 65_536  # bytes; the header must fit in them
MAX_LINES = 200  # of one record: the text of a long feedback
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS are ZIP files; XLS is OLE
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# What the decoders leave where bytes made no sense.
_ESCAPED = re.compile("[\udc80-\udcff]")
_REPLACED = re.compile("\ufffd")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file and how its bytes become text; `encoding` is the name for people."""

    path: Path
    encoding: str
    codec: str

    @property
    def name(self) -> str:
        """The file's name without its folder, as reports show it."""
        return self.path.name

    @property
    def errors(self) -> str:
        """How the decoder marks bytes that make no sense, so that one line costs no other."""
        return "surrogateescape" if self.codec.startswith("utf-8") else "replace"

    def open(self) -> TextIO:
        """The text with its line ends as they are."""
        return self.path.open(encoding=self.codec, errors=self.errors, newline="")

    def problem(self, line: str) -> str | None:
        """What is wrong with a line's characters, and the remedy; none where nothing is."""
        undecoded = _ESCAPED if self.errors == "surrogateescape" else _REPLACED
        if not line.isascii() and undecoded.search(line):
            return f"not valid {self.encoding}: save the file as CSV (UTF-8) and import it again"
        if "\0" in line:
            return "holds a NUL character: type this line anew"
        return None


class Lines:
    """The lines of a text; those in `taken` can be handed out again but for the first.

    An unclosed quotation mark takes line after line: it must cost its own line only. So the text
    also ends, until `taken` is cleared, after more lines than any record has.
    """

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_LINES:
            raise StopIteration
        line = self._again.popleft() if self._again else next(self._text)
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Hand out again all lines taken but the first."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def open_text(path: Path, max_bytes: int) -> TextFile:
    """Find out how to read a file.

    Raises BadInputError where there is no such file, it is empty or larger than `max_bytes`, or
    its first line is not text.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        size = path.stat().st_size
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror}).") from error
    if size > max_bytes:
        raise BadInputError(
            f"{path.name}: is larger than the {max_bytes >> 20} MiB that are read; "
            "split it by course or cohort."
        )
    if not head.strip():
        raise BadInputError(f"{path.name}: is empty; a header line with column names is needed.")
    if head.startswith(_SPREADSHEETS):
        raise BadInputError(
            f"{path.name}: is a spreadsheet or ZIP file, not text; save it as CSV (UTF-8)."
        )
    text = TextFile(path, *_encoding(head))
    first, end, _ = head.decode(text.codec, text.errors).lstrip("\r\n").partition("\n")
    if text.problem(first) or _CONTROL.search(first) or (not end and size > HEAD):
        raise BadInputError(
            f"{path.name}: does not begin with a line of text in UTF-8 or UTF-16; "
            "save it as CSV (UTF-8)."
        )
    return text


def _encoding(head: bytes) -> tuple[str, str]:
    """Name for people and codec. UTF-16 without a mark shows by its zero bytes."""
    if head.startswith(BOM_UTF8):
        return "UTF-8 with byte order mark", "utf-8-sig"
    if head.startswith(BOM_UTF16_LE):
        return "UTF-16LE", "utf-16"
    if head.startswith(BOM_UTF16_BE):
        return "UTF-16BE", "utf-16"
    if head[1:200:2].count(0) > len(head[1:200:2]) // 2 and not head[0:200:2].count(0):
        return "UTF-16LE", "utf-16-le"
    return "UTF-8", "utf-8"
