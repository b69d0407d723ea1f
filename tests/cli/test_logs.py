"""What the server writes down names nobody."""

import io
import json
import logging

import pytest

from leap_dash.cli.logs import JsonLines, PlainLines, kind_of_page


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "/"),
        ("/verify", "/verify"),
        ("/badges/7d580c68-014d-47c8-b87d-01086fc41a4b.png", "/badges/*"),
        ("/issuers/tralee", "/issuers/*"),
        ("/status/tralee/revocation/1", "/status/*/*/*"),
        ("/app/", "/app/"),
        ("/app/learners/7d580c68-014d-47c8-b87d-01086fc41a4b", "/app/learners/*"),
        ("/app/_dash-update-component", "/app/_dash-update-component"),
        ("/Siobhan McGuirl", "/*"),
    ],
)
def test_a_path_is_logged_without_what_could_name_somebody(path: str, kind: str) -> None:
    assert kind_of_page(path) == kind


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_an_exceptions_own_words_are_left_out(formatter: logging.Formatter) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    log = logging.getLogger("canary")
    log.addHandler(handler)
    try:
        raise ValueError("siobhan@example.org has 38.125 %")
    except ValueError:
        log.exception("Error handling request %s", "/app/learners/siobhan")
    finally:
        log.removeHandler(handler)
    said = stream.getvalue()
    assert "siobhan" not in said
    assert "38.125" not in said
    assert "ValueError" in said
    assert said.count("\n") == 1


def test_a_json_line_holds_the_allowed_fields_only() -> None:
    record = logging.LogRecord("leap_dash", logging.INFO, __file__, 1, "awarded", (), None)
    record.email = "siobhan@example.org"
    assert json.loads(JsonLines().format(record)).keys() == {"time", "level", "logger", "message"}
