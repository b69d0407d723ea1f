"""An installation as the command `serve` serves it, for benchmarks over real HTTP."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.conftest import free_port


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the installation while it is served."""
    port = free_port()
    url = f"http://localhost:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "leap_dash", "serve", "--port", str(port)],
        env={
            "PATH": os.environ["PATH"],
            "LEAP_DASH_DATA_DIR": str(folder),
            "LEAP_DASH_BASE_URL": url,
            "LEAP_DASH_LOG": "info",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    log = iter(server.stderr)
    assert any("Listening at" in line for line in log)
    drain = threading.Thread(target=lambda: list(log))
    drain.start()
    try:
        yield url
    finally:
        server.terminate()
        server.wait()
        drain.join()
