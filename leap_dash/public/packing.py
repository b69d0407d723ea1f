"""Packs answers on their way out (brotli, gzip), and the large bundles of Dash only once."""

from flask import Flask, Request
from flask_compress import Compress

BUNDLES = "/app/_dash-component-suites/"
# Plotly alone takes 0.1 s to pack. Dash has some twenty bundles; whoever asks for them under
# made-up versions must not fill the memory.
MOST_KEPT = 64


class KeptBundles:
    """A cache for Flask-Compress that keeps bundles and nothing else.

    An answer to somebody who is signed in must not be handed to somebody else.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The packed bundle, if it was asked for before."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep it, if it is a bundle and there is room."""
        if BUNDLES in key and len(self._kept) < MOST_KEPT:
            self._kept[key] = value


def pack(app: Flask) -> None:
    """Pack all answers of the app. Call it first: what is added first runs last after a request."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_STREAMING_ENDPOINT_CONDITIONAL=["assets.static", "bootstrap.static"],
        COMPRESS_CACHE_BACKEND=KeptBundles,
        COMPRESS_CACHE_KEY=_key,
    )
    Compress(app)


def _key(request: Request) -> str:
    return request.path if request.path.startswith(BUNDLES) else ""
