"""Sign many awards of one achievement: the document is canonicalised once, then only filled in.

For each award the general path would build the same forty statements, of which a dozen differ.
Whenever a value is out of the ordinary (it needs escaping, is the id of two things, breaks a rule
of `lint`), the general path does the work; the result is the same, byte for byte, either way.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex
from typing import Final, cast

from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.compose import (
    SlotTexts,
    compose,
    compose_texts,
    serialise,
    slot_texts,
    timestamp,
)
from leap_dash.credentials.filling import Filling, OpenText
from leap_dash.credentials.keys import BatchSigner, Signer
from leap_dash.credentials.model import AchievementSpec, AwardResult, AwardSlots, Issuer
from leap_dash.credentials.proof import canonical_options, proof_options, proof_value
from leap_dash.credentials.read_back import read_back
from leap_dash.credentials.signing import prove
from leap_dash.credentials.slots import PLAIN, PLAIN_VALUE, result_slot

MOST_FORMS: Final = 64
MOST_MOMENTS: Final = 8

_NAMES: Final = SlotTexts._fields[: SlotTexts._fields.index("results")]
_plain_place = re.compile("\n".join((PLAIN["status_list_url"], PLAIN["status_index"])))


@dataclass(frozen=True, slots=True)
class Draft:
    """The slots of one award, and the texts to fill in; none: out of the ordinary."""

    template: "CompiledTemplate"
    slots: AwardSlots
    values: dict[str, str] | None

    def placed(self, status_list_url: str, status_index: int) -> "Draft":
        """Return the draft at another place in a status list.

        So everything else can be written before the place is known.
        """
        slots = self.slots._replace(status_list_url=status_list_url, status_index=status_index)
        place = {"status_list_url": status_list_url, "status_index": str(status_index)}
        if self.values is None or self.values.keys().isdisjoint(place):
            return Draft(self.template, slots, None)
        plain = _plain_place.fullmatch("\n".join(place.values()))
        return Draft(self.template, slots, self.values | place if plain else None)


@dataclass(frozen=True, slots=True)
class Form:
    """What awards of one template have alike: which optional slots, and what they state.

    `results` are the results without their values; evidence is always out of the ordinary.
    """

    identity: bool
    expiry: bool
    status: bool
    results: tuple[tuple[str, str | None], ...] = ()  # id of the description, status

    @classmethod
    def of(cls, slots: AwardSlots) -> "Form":
        """The form that an award has."""
        return cls(
            slots.subject_identity_hash is not None,
            slots.valid_until is not None,
            slots.status_index is not None,
            tuple([(each.description_id, each.status) for each in slots.results]),
        )


class CompiledTemplate:
    """Signs awards of one achievement by one issuer with one key.

    An award of another form is signed as well, the slow way. Safe to use from several threads.
    """

    def __init__(
        self, issuer: Issuer, achievement: AchievementSpec, form: Form, *, signer: Signer
    ) -> None:
        """Compile; raises SigningError when no award of this achievement could be signed."""
        self._issuer = issuer
        self._achievement = achievement
        self._signer = signer
        self._form = form
        absent = {
            *(() if form.identity else ("identity_hash", "salt")),
            *(() if form.expiry else ("valid_until",)),
            *(() if form.status else ("status_list_url", "status_index")),
        }
        used = [name for name in _NAMES if name not in absent]
        values = [result_slot(i) for i, (_, status) in enumerate(form.results) if status is None]
        patterns = [*(PLAIN[name] for name in used), *(PLAIN_VALUE for _ in values)]
        self._plain = re.compile("\n".join(patterns))
        # Lint and key are checked on a sample now, so that filling in need not do it again.
        sample = compose(issuer, achievement, _sample(form))
        prove(sample, signer, datetime(2000, 1, 1, tzinfo=UTC))
        self._compile([*used, *values])

    def draft(self, slots: AwardSlots, form: Form | None = None) -> Draft:
        """Write the slots of one award; `document` and `proof` make texts of the draft.

        `form`: that of the slots, for who has worked it out already.
        """
        usual = (form or Form.of(slots)) == self._form and not slots.evidence
        return Draft(self, slots, self._plain_values(slots) if usual else None)

    def document(self, draft: Draft) -> str:
        """Return what is signed as JSON text: what `compose` would make."""
        if draft.values is None:
            return serialise(compose(self._issuer, self._achievement, draft.slots))
        return self._document.fill(draft.values)

    def proof(self, draft: Draft, created: datetime) -> str:
        """Sign; return the proof as JSON text: what `signing.prove` would return.

        Raises SigningError for an award that must not be signed.
        """
        data = self.to_sign(draft, created)
        if data is None:
            document = compose(self._issuer, self._achievement, draft.slots)
            return prove(document, self._signer, created)
        return self.proof_of(self._signer.sign(data), created)

    def to_sign(self, draft: Draft, created: datetime) -> bytes | None:
        """Return the bytes that are signed, or None for a draft that is out of the ordinary."""
        plain = draft.values
        digest = None if plain is None or self._filling is None else self._filling.digest(plain)
        return None if digest is None else self._options_digest(timestamp(created)) + digest

    def proof_of(self, signature: bytes, created: datetime) -> str:
        """Return the proof with the signature of what `to_sign` returned, as JSON text."""
        values = {"created": timestamp(created), "proof_value": proof_value(signature)}
        return self._proof.fill(values)

    def _compile(self, used: list[str]) -> None:
        # The marks stand where values will; being random, they occur nowhere else.
        marks = {name: f"urn:{token_hex(12)}:{name}" for name in (*used, "created", "proof_value")}
        results = tuple(
            AwardResult(description, marks.get(result_slot(i)), status)
            for i, (description, status) in enumerate(self._form.results)
        )
        flat = {name: marks.get(name) for name in _NAMES}
        texts = SlotTexts(**flat, results=results)  # type: ignore[arg-type]
        document = compose_texts(self._issuer, self._achievement, texts)
        options = proof_options(self._signer.verification_method, marks["created"])
        proof = {**options, "proofValue": marks["proof_value"]}
        self._document = OpenText(serialise(document), marks)
        self._proof = OpenText(serialise([proof]), marks)
        options_text = OpenText(canonical_options(document["@context"], options).decode(), marks)
        # Awards of one batch are signed as of few moments.
        self._options_digest = lru_cache(MOST_MOMENTS)(
            lambda created: sha256(options_text.fill({"created": created}).encode()).digest()
        )
        self._filling = Filling.of(canonicalise(document), marks)

    def _plain_values(self, slots: AwardSlots) -> dict[str, str] | None:
        """Return the slots as text, or None when they need the general path's attention."""
        texts = cast("tuple[str | None, ...]", slot_texts(slots)[: len(_NAMES)])
        values = {name: text for name, text in zip(_NAMES, texts, strict=True) if text is not None}
        for number, result in enumerate(slots.results):
            if result.value is not None:
                values[result_slot(number)] = result.value
        if not self._plain.fullmatch("\n".join(values.values())):
            return None
        if values.get("valid_until", "9") <= values["valid_from"]:
            return None
        return values


class Templates:
    """The templates of one achievement, one for each form of its awards."""

    def __init__(
        self, issuer: Issuer, achievement: AchievementSpec, *, signer: BatchSigner
    ) -> None:
        """Nothing is compiled before an award asks for it."""
        self._issuer = issuer
        self._achievement = achievement
        self._signer = signer
        self._compiled: dict[Form, CompiledTemplate] = {}

    def draft(self, slots: AwardSlots) -> Draft:
        """Write the slots of one award with the template of its form.

        Raises SigningError for an achievement whose document the lint refuses.
        """
        form = Form.of(slots)
        template = self._compiled.get(form)
        if template is None and len(self._compiled) >= MOST_FORMS:
            # A rule of which any few of many clauses may be met has thousands of forms: any
            # template signs the rest, the slow way.
            template = next(iter(self._compiled.values()))
        if template is None:
            template = CompiledTemplate(self._issuer, self._achievement, form, signer=self._signer)
            self._compiled[form] = template
        return template.draft(slots, form)

    def redraft(self, text: str) -> Draft | None:
        """Return the draft whose document is this very text; None if there is no such draft."""
        slots = read_back(json.loads(text))
        if slots is None:
            return None
        draft = self.draft(slots)
        return draft if draft.values and draft.template.document(draft) == text else None

    def proofs(self, drafts: Sequence[Draft]) -> list[str | None]:
        """Sign each draft as of its `valid_from`; returns the proofs as JSON text.

        None for one that is out of the ordinary: `CompiledTemplate.proof` makes its proof, or says
        why it must not be signed. Raises SigningError for a key that signs wrongly.
        """
        data = [each.template.to_sign(each, each.slots.valid_from) for each in drafts]
        signatures = iter(self._signer.sign_each(each for each in data if each is not None))
        return [
            None
            if each is None
            else draft.template.proof_of(next(signatures), draft.slots.valid_from)
            for draft, each in zip(drafts, data, strict=True)
        ]


class KeptTemplates:
    """The templates made last: often one achievement is awarded again and again, or in shares."""

    def __init__(self) -> None:
        """None yet."""
        self._last: tuple[Issuer, AchievementSpec, str, Templates] | None = None

    def of(self, issuer: Issuer, achievement: AchievementSpec, signer: BatchSigner) -> Templates:
        """Return those made last if they are of this very achievement, issuer and key, else new."""
        method = signer.verification_method
        if self._last is None or self._last[:3] != (issuer, achievement, method):
            templates = Templates(issuer, achievement, signer=signer)
            self._last = (issuer, achievement, method, templates)
            return templates
        return self._last[3]


def _sample(form: Form) -> AwardSlots:
    return AwardSlots(
        id="https://sample.invalid/badge",
        subject_id="urn:uuid:00000000-0000-4000-8000-000000000000",
        subject_identity_hash="sha256$" + "0" * 64 if form.identity else None,
        subject_salt="salt" if form.identity else None,
        valid_from=datetime(2000, 1, 1, tzinfo=UTC),
        valid_until=datetime(2001, 1, 1, tzinfo=UTC) if form.expiry else None,
        status_list_url="https://sample.invalid/status" if form.status else None,
        status_index=0 if form.status else None,
        results=tuple(
            AwardResult(description, "0" if status is None else None, status)
            for description, status in form.results
        ),
    )
