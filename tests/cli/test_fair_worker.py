"""A worker of the server leaves connections that it has no thread for to the others."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from leap_dash.cli.server import FairWorker, Server
from leap_dash.settings import read_settings

THREADS = 2


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def worker(listener: socket.socket, tmp_path: Path) -> Iterator[FairWorker]:
    """One that listens, in this process, and has two threads."""
    config = Config()
    config.set("threads", THREADS)
    server = Server(read_settings({"LEAP_DASH_DATA_DIR": str(tmp_path)}), {})
    made = FairWorker(1, os.getppid(), [listener], server, 30, config, Logger(config))
    made.tpool = ThreadPoolExecutor(THREADS)
    made.poller = DefaultSelector()
    made.method_queue.init()
    free = made.method_queue.fileno()
    assert free is not None
    made.poller.register(free, EVENT_READ, made.method_queue.run_callbacks)
    made.set_accept_enabled(True)
    yield made
    while made.nr_conns:
        made.wait_for_and_dispatch_events(5)
    made.tpool.shutdown()
    made.poller.close()
    made.method_queue.close()
    made.tmp.close()


def takes(worker: FairWorker, listener: socket.socket) -> bool:
    """Whether it would take the next connection."""
    return listener.fileno() in worker.poller.get_map()


def test_no_more_connections_are_taken_than_there_are_threads(
    worker: FairWorker, listener: socket.socket
) -> None:
    with ExitStack() as clients:
        # Who has connected and not yet asked anything holds a thread.
        first, *_ = [
            clients.enter_context(socket.create_connection(listener.getsockname()))
            for _ in range(THREADS + 1)
        ]
        for taken in range(THREADS):
            assert takes(worker, listener), taken
            worker.wait_for_and_dispatch_events(5)
        assert not takes(worker, listener)
        worker.set_accept_enabled(True)  # as the loop does each time
        assert not takes(worker, listener)
        first.close()
        worker.wait_for_and_dispatch_events(5)  # the thread says that it is free
        worker.set_accept_enabled(True)
        assert takes(worker, listener)
        worker.wait_for_and_dispatch_events(5)
        assert not takes(worker, listener)
