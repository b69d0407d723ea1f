"""Logging of the server: plain lines on a terminal, one JSON object a line elsewhere.

What is written is chosen here: time, level, logger, message, and of requests method, kind of page,
status and duration. No address of a person, no id in a path, no query, no words of an exception.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from gunicorn import glogging

# Ids and slugs name people, badges and organisations; the kind of page is enough.
KNOWN_PARTS = re.compile(r"(?:[a-z_-]{1,32}|)")
STATIC = ("/static/", "/app/_dash-component-suites/", "/app/_favicon.ico")


class JsonLines(logging.Formatter):
    """One JSON object a line, of an allow-list of fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; of an exception only its type."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": words(record),
        }
        line |= getattr(record, "request", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level and words; of an exception only its type."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        at = f"{datetime.fromtimestamp(record.created, UTC):%H:%M:%S}"
        return " ".join(filter(None, (at, record.levelname.lower(), words(record), error)))


def words(record: logging.LogRecord) -> str:
    """What the record says; beside an exception only its fixed words, without what is filled in.

    Gunicorn fills in the address of the request, which may name somebody.
    """
    return str(record.msg).split("%")[0].strip() if record.exc_info else record.getMessage()


def set_up_logging(level: str) -> None:
    """Everything to stderr, from this level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines() if sys.stderr.isatty() else JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # They tell of each step, and of the letters that a document holds.
    for talker in ("fontTools", "fpdf"):
        logging.getLogger(talker).setLevel(logging.ERROR)


class ServerLog(glogging.Logger):
    """Gunicorn's log through ours, and one line per request at the level info."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401
        """Send what gunicorn says the way of all other lines."""
        self.cfg = cfg
        for each in (self.error_log, self.access_log):
            each.propagate = True
            each.handlers = []
            each.setLevel(cfg.loglevel.upper())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:  # noqa: ANN401, ARG002
        """Method, kind of page, status and milliseconds; nothing of static files."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(STATIC):
            return
        said = {
            "method": environ.get("REQUEST_METHOD"),
            "page": kind_of_page(path),
            "status": int(str(resp.status)[:3]),
            "ms": round(request_time.total_seconds() * 1000),
        }
        words = "{method} {page} {status} {ms} ms".format(**said)
        self.access_log.info(words, extra={"request": said})


def kind_of_page(path: str) -> str:
    """The path with whatever could name somebody replaced by `*`."""
    parts = path.split("/")
    kept = 3 if path.startswith("/app/") else 2
    return "/".join(
        part if number < kept and KNOWN_PARTS.fullmatch(part) else "*"
        for number, part in enumerate(parts)
    )
