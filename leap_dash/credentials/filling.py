"""A canonical document with its slots open, and how to fill it without canonicalising again.

What a value may change besides its own places is worked out for each award: the order of the
statements' subjects, and where the hash of the one blank node that depends on the learner (the
hashed address) falls among the others, which gives all of them their names (RDFC-1.0, 4.4.3).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import Protocol

from leap_dash.credentials.quads import Statement, blank_nodes, seen_from, statements


class OpenText:
    """A text with slots, each a name of what is to stand there; may hold one name many times."""

    def __init__(self, text: str, marks: Mapping[str, str]) -> None:
        """Open a slot wherever one of the marks stands, which are there by name."""
        names = {mark: name for name, mark in marks.items()}
        found = re.split(f"({'|'.join(map(re.escape, names))})", text) if names else [text]
        self.start = found[0]
        self._parts = found
        self._values = _reader([names[mark] for mark in found[1::2]])

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with these values; raises KeyError when one is missing."""
        parts = self._parts.copy()
        parts[1::2] = self._values(values)
        return "".join(parts)


def _reader(names: Sequence[str]) -> Callable[[Mapping[str, str]], tuple[str, ...]]:
    """What reads the values of these names, in their order, in one call."""
    match names:
        case []:
            return lambda _values: ()
        case [name]:
            return lambda values: (values[name],)
        case _:
            return itemgetter(*names)


class _Hash(Protocol):
    """What `hashlib` returns."""

    def copy(self) -> "_Hash": ...

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Arranged:
    """The document in one order: what is the same for each award, its hash, and the rest."""

    start: str
    start_hash: _Hash
    rest: OpenText

    @classmethod
    def of(cls, text: str, marks: Mapping[str, str]) -> "_Arranged":
        start = OpenText(text, marks).start
        return cls(start, sha256(start.encode()), OpenText(text.removeprefix(start), marks))

    def fill(self, values: Mapping[str, str]) -> str:
        return self.start + self.rest.fill(values)

    def digest(self, values: Mapping[str, str]) -> bytes:
        # Often half of the document: it need not be written and hashed for each award.
        hashed = self.start_hash.copy()
        hashed.update(self.rest.fill(values).encode())
        return hashed.digest()


@dataclass(frozen=True, slots=True)
class Filling:
    """Made by `of`. `_hashes` and `_closed` list the blank nodes without slots, in hash order."""

    _statements: Mapping[str, list[Statement]]
    _marks: Mapping[str, str]
    _fixed: list[str]
    _varying: list[tuple[int, OpenText]]
    _hashes: list[str]
    _closed: list[str]
    _open: str | None
    _open_text: OpenText
    _orders: dict[tuple[int, tuple[int, ...]], _Arranged] = field(default_factory=dict)

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
            [(n, OpenText(each, marks)) for n, each in enumerate(named) if _has_mark(each, marks)],
            hashes,
            [closed[text] for text in hashes],
            opened[0] if opened else None,
            OpenText(seen[opened[0]] if opened else "", marks),
        )

    def fill(self, values: Mapping[str, str]) -> str | None:
        """Return the canonical document with these values, which need no escaping.

        Returns None when two subjects or two blank nodes become alike.
        """
        arranged = self._arranged(values)
        return None if arranged is None else arranged.fill(values)

    def digest(self, values: Mapping[str, str]) -> bytes | None:
        """Return the SHA-256 of what `fill` returns, without writing all of it."""
        arranged = self._arranged(values)
        return None if arranged is None else arranged.digest(values)

    def _arranged(self, values: Mapping[str, str]) -> _Arranged | None:
        place = 0
        if self._open is not None:
            digest = _hash(self._open_text.fill(values))
            place = bisect_left(self._hashes, digest)
            if self._hashes[place : place + 1] == [digest]:
                return None
        subjects = self._fixed.copy()
        for number, subject in self._varying:
            subjects[number] = subject.fill(values)
        if len(set(subjects)) < len(subjects):
            return None
        order = tuple(sorted(range(len(subjects)), key=subjects.__getitem__))
        arranged = self._orders.get((place, order))
        if arranged is None:
            arranged = self._orders[place, order] = self._arrange(place, order)
        return arranged

    def _arrange(self, place: int, order: tuple[int, ...]) -> _Arranged:
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
        return _Arranged.of("".join(lines), self._marks)


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
