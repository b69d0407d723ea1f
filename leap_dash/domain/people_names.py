"""Names of people, and when two of them are the same."""

import unicodedata


def compared_name(name: str) -> str:
    """The same for each way to write a name: in capitals, without accents, with more spaces."""
    signs = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return " ".join(plain.split())
