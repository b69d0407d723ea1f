"""The web server of the commands `serve` and `demo`: gunicorn, its workers, and what they keep."""

import gc
import socket
from functools import partial
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from leap_dash.cli.logs import ServerLog, set_up_logging
from leap_dash.domain.errors import BadInputError
from leap_dash.settings import Settings


class FairWorker(ThreadWorker):
    """Takes a connection only while it has a thread for it, so that another worker takes the rest.

    Gunicorn's own takes all that come, and of two workers one had most of them waiting.
    """

    def accept(self, listener: socket.socket) -> None:
        """Gunicorn's hook: take one connection."""
        super().accept(listener)
        if not self._has_thread():
            self.set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool | None) -> None:  # noqa: FBT001  gunicorn's
        """Gunicorn's hook: let connections come, asked after each answer while they may not."""
        super().set_accept_enabled(bool(enabled) and self._has_thread())

    def _has_thread(self) -> bool:
        idle = len(self.keepalived_conns) + len(self.pending_conns)
        busy: int = self.nr_conns - idle
        return busy < int(self.cfg.threads)


class Server(BaseApplication):
    """Gunicorn with our app, configured here instead of by its own command line."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's hook: take the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401  gunicorn's own type is narrower than WSGI
        """Gunicorn's hook, in each worker process after the fork: the app and its worker thread."""
        from leap_dash.app import create_app, start_jobs  # noqa: PLC0415  slow, and only here

        app = create_app(self._settings)
        start_jobs(app)
        self.cfg.set("worker_exit", partial(_stop_jobs, app))
        collect_seldom()
        return app


SELDOM = (5_000, 10, 20)
"""Thresholds of the cycle collector: a page makes thousands of objects and few cycles."""


def collect_seldom() -> None:
    """Let the cycle collector pass over all that is there now, and seldom look through the rest.

    To look through the app and its libraries takes up to a third of a second, and through what is
    kept of earlier requests a twentieth: each time in the middle of somebody's request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def run_server(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until stopped. Raises BadInputError when the port is taken."""
    refuse_taken_port(host, port)
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": FairWorker,
        # A page is made by the processor, not waited for: more would get in each other's way.
        "threads": 4,
        "timeout": 60,
        "graceful_timeout": 10,
        "proc_name": "leap-dash",
        "loglevel": settings.log,
        "logger_class": ServerLog,
        "control_socket_disable": True,
    }
    set_up_logging(settings.log)
    Server(settings, options).run()


def _stop_jobs(app: Flask, _server: object, _worker: object) -> None:
    app.extensions["leap_dash"].jobs.stop()


def refuse_taken_port(host: str, port: int) -> None:
    """Raise BadInputError, with the remedy, when nothing could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInputError(
                f"Port {port} on {host} cannot be used ({error.strerror}): "
                "stop what uses it, or give another with --port."
            ) from error
