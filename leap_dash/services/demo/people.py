"""The invented learners of the demo: names of their country, e-mail addresses, identifiers, and the
two hidden traits that their marks and their diligence come from."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from faker import Faker
from numpy.typing import NDArray

from leap_dash.services.demo.chance import Stream
from leap_dash.services.demo.network import Partner

Floats = NDArray[np.float64]

# Faker's Greek first names are those of the whole calendar of saints; these are common ones.
_GREEK_WOMEN = (
    "Μαρία Ελένη Κατερίνα Βασιλική Σοφία Αγγελική Γεωργία Δήμητρα Κωνσταντίνα Παρασκευή Ειρήνη "
    "Ιωάννα Χρυσούλα Αναστασία Ευαγγελία Θεοδώρα Νικολέτα Άννα Στυλιανή Δέσποινα Φωτεινή Αθηνά"
)
_GREEK_MEN = (
    "Γιώργος Δημήτρης Κώστας Γιάννης Νίκος Παναγιώτης Χρήστος Βασίλης Αντώνης Μιχάλης Ανδρέας "
    "Θανάσης Σπύρος Στέλιος Κυριάκος Αλέξανδρος Θοδωρής Ηλίας Μάριος Πέτρος Στέφανος Λευτέρης"
)
_LATIN = str.maketrans(
    dict(zip("αβγδεζηικλμνοπρσςτυφω", "avgdeziiklmnoprsstyfo", strict=True))
    | {"θ": "th", "ξ": "x", "χ": "ch", "ψ": "ps", "ß": "ss"}
)
_GREEK_PAIRS = (("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Pupil:
    """Who a learner is: names in their own letters, a Latin e-mail address, the org's number."""

    key: str
    given_name: str
    family_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Traits:
    """Per learner: ability and engagement, both of mean 0 and standard deviation 1."""

    ability: Floats
    engagement: Floats

    def of(self, who: NDArray[np.int64]) -> "Traits":
        """The traits of some of them, in that order."""
        return Traits(self.ability[who], self.engagement[who])


def draw_pupils(partner: Partner, number: int, year: int, chance: Stream) -> list[Pupil]:
    """Learners of a partner, registered in that year; keys and addresses are unique."""
    rng = chance("names", partner.slug)
    faker = Faker(partner.locale)
    faker.seed_instance(int(rng.integers(2**31)))
    taken: set[str] = set()
    # Numbers are given out with gaps, as a registry does that also serves other courses.
    serials = 1000 + np.cumsum(rng.integers(1, 5, number))
    pupils = []
    for serial, is_woman in zip(serials, rng.random(number) < 0.54, strict=True):
        given, family = _name(faker, partner.locale, is_woman=bool(is_woman))
        local = next(each for each in _locals(given, family) if each not in taken)
        taken.add(local)
        key = f"{partner.prefix}-{year % 100}-{serial:05d}"
        pupils.append(Pupil(key, given, family, f"{local}@{partner.domain}"))
    return pupils


def draw_traits(partner: Partner, number: int, chance: Stream) -> Traits:
    """Traits of so many learners; the able are more often the diligent, but not always."""
    rng = chance("traits", partner.slug)
    ability, other = rng.standard_normal((2, number))
    return Traits(ability, 0.5 * ability + np.sqrt(0.75) * other)


def latin(text: str) -> str:
    """The text in small unaccented Latin letters, as a mail administrator would write it."""
    lowered = unicodedata.normalize("NFC", text.lower()).translate(_UMLAUTS)
    plain = "".join(
        sign for sign in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(sign)
    )
    for letters, sound in _GREEK_PAIRS:
        plain = plain.replace(letters, sound)
    plain = plain.translate(_LATIN)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _name(faker: Faker, locale: str, *, is_woman: bool) -> tuple[str, str]:
    if locale == "el_GR":
        names = _GREEK_WOMEN if is_woman else _GREEK_MEN
        given = faker.random_element(names.split())
    else:
        given = faker.first_name_female() if is_woman else faker.first_name_male()
    family = faker.last_name_female() if is_woman else faker.last_name_male()
    return str(given), str(family)


def _locals(given: str, family: str) -> Iterator[str]:
    local = f"{latin(given)}.{latin(family)}"
    yield local
    for number in count(2):
        yield f"{local}{number}"
