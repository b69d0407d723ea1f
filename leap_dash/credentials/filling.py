"""A canonical document with its slots open, and how to fill it without canonicalising again.

What a value may change besides its own places is worked out for each award: the order of the
statements' subjects, and where the hash of the one blank node that depends on the learner (the
hashed address) falls among the others, which gives all of them their names (RDFC-1.0, 4.4.3).
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from leap_dash.credentials.quads import Statement, blank_nodes, seen_from, statements


def open_slots(text: str, marks: Mapping[str, str]) -> str:
    """Return the text as a `%` format with a named place wherever a mark stood."""
    text = text.replace("%", "%%")
    for name, mark in marks.items():
        text = text.replace(mark, f"%({name})s")
    return text


@dataclass(frozen=True, slots=True)
class Filling:
    """Made by `of`. `_hashes` and `_closed` list the blank nodes without slots, in hash order."""

    _statements: Mapping[str, list[Statement]]
    _marks: Mapping[str, str]
    _fixed: list[str]
    _varying: list[tuple[int, str]]
    _hashes: list[str]
    _closed: list[str]
    _open: str | None
    _open_text: str
    _forms: dict[tuple[int, tuple[int, ...]], str] = field(default_factory=dict)

    @classmethod
    def of(cls, canonical: bytes, marks: Mapping[str, str]) -> "Filling | None":
        """Take a canonical document apart whose slots hold marks.

        Returns None when filling it could change more than is worked out here.
        """
        parts = statements(canonical)
        seen = {node: seen_from(node, parts) for node in blank_nodes(parts)}
        opened = [node for node, text in seen.items() if _has_mark(text, marks)]
        closed = {_hash(text): node for node, text in seen.items() if node not in opened}
        if len(opened) > 1 or len(opened) + len(closed) < len(seen) or _ambiguous(parts, marks):
            return None
        groups: dict[str, list[Statement]] = {}
        for part in parts:
            groups.setdefault(part.subject, []).append(part)
        named = [subject for subject in groups if not subject.startswith("_:")]
        hashes = sorted(closed)
        return cls(
            groups,
            marks,
            named,
            [
                (n, open_slots(each, marks))
                for n, each in enumerate(named)
                if _has_mark(each, marks)
            ],
            hashes,
            [closed[text] for text in hashes],
            opened[0] if opened else None,
            open_slots(seen[opened[0]], marks) if opened else "",
        )

    def fill(self, values: Mapping[str, str]) -> str | None:
        """Return the canonical document with these values, which need no escaping.

        Returns None when two subjects or two blank nodes become alike.
        """
        place = 0
        if self._open is not None:
            digest = _hash(self._open_text % values)
            place = bisect_left(self._hashes, digest)
            if self._hashes[place : place + 1] == [digest]:
                return None
        subjects = self._fixed.copy()
        for number, subject in self._varying:
            subjects[number] = subject % values
        order = tuple(sorted(range(len(subjects)), key=subjects.__getitem__))
        form = self._forms.get((place, order))
        if form is None:
            form = self._forms[place, order] = self._form(place, order)
        return form % values if len(set(subjects)) == len(subjects) else None

    def _form(self, place: int, order: tuple[int, ...]) -> str:
        opened = [] if self._open is None else [self._open]
        nodes = [*self._closed[:place], *opened, *self._closed[place:]]
        names = {node: f"_:c14n{number}" for number, node in enumerate(nodes)}
        named = [subject for subject in self._statements if subject not in names]
        lines = []
        for number in order:
            lines += sorted(part.line(names) for part in self._statements[named[number]])
        # Names of blank nodes sort behind every address, and among themselves as text.
        lines += sorted(
            part.line(names) for node in nodes for part in self._statements.get(node, ())
        )
        return open_slots("".join(lines), self._marks)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _has_mark(text: str, marks: Mapping[str, str]) -> bool:
    return any(mark in text for mark in marks.values())


def _ambiguous(parts: list[Statement], marks: Mapping[str, str]) -> bool:
    """Tell whether the order of two statements of one subject hangs on a value."""
    together: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        together.setdefault((part.subject, part.predicate), []).append(part.object)
    return any(
        len(objects) > 1 and any(_has_mark(each, marks) for each in objects)
        for objects in together.values()
        if not _same_start(objects, marks)
    )


def _same_start(objects: list[str], marks: Mapping[str, str]) -> bool:
    """Tell whether all are addresses that begin with one value and go on with different texts."""
    for mark in marks.values():
        ends = [each.removeprefix(f"<{mark}#") for each in objects]
        if all(end != each for end, each in zip(ends, objects, strict=True)):
            return not any(_has_mark(end, marks) for end in ends)
    return False
