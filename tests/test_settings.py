"""A wrong or unknown variable stops the start with its name and what would be right."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leap_dash.domain.errors import BadSettingError
from leap_dash.settings import Settings, make_data_dir, read_settings, secret_key


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("LEAP_DASH_BASEURL", "http://x", "LEAP_DASH_BASE_URL"),
        ("LEAP_DASH_BASE_URL", "badges.example.org", "https://badges.example.org"),
        ("LEAP_DASH_BASE_URL", "https://example.org/leap", "without a path"),
        ("LEAP_DASH_BASE_URL", "https://a:b@example.org", "without a path"),
        ("LEAP_DASH_SECRET_KEY", "short", "32 characters"),
        ("LEAP_DASH_SMTP_URL", "mail.example.org", "smtp://user:password@host:587"),
        ("LEAP_DASH_SMTP_URL", "smtp://ana:secret/word@example.org", "%2F"),
        ("LEAP_DASH_SMTP_URL", "smtp://ana@example.org", "both a user and a password"),
        ("LEAP_DASH_SMTP_URL", "smtp://example.org:port", "smtp://user:password@host:587"),
        ("LEAP_DASH_TRUSTED_PROXIES", "many", "0 to 10"),
        ("LEAP_DASH_TRUSTED_PROXIES", "-1", "0 to 10"),
        ("LEAP_DASH_LOG", "loud", "debug, info, warning, error"),
    ],
)
def test_a_wrong_variable_is_named_with_what_would_be_right(
    variable: str, value: str, remedy: str
) -> None:
    with pytest.raises(BadSettingError, match=variable) as refused:
        read_settings({variable: value})
    assert remedy in str(refused.value)
    assert "\n" not in str(refused.value)


def test_nothing_set_is_a_working_installation(tmp_path: Path) -> None:
    settings = read_settings({"LEAP_DASH_DATA_DIR": str(tmp_path / "data")})
    assert settings.database_url == f"sqlite:///{tmp_path}/data/leap.db"
    assert settings.base_url == "http://localhost:8050"
    assert settings.trusted_proxies == 0


def test_the_address_is_kept_without_its_slash_and_in_small_letters() -> None:
    settings = read_settings({"LEAP_DASH_BASE_URL": "https://Badges.Example.org/"})
    assert settings.base_url == "https://badges.example.org"


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = read_settings({"LEAP_DASH_DATA_DIR": str(tmp_path / "data")})
    first = secret_key(settings)
    assert secret_key(settings) == first
    assert len(first) > 40
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_processes_that_start_at_once_have_one_secret(tmp_path: Path) -> None:
    for attempt in range(20):
        settings = read_settings({"LEAP_DASH_DATA_DIR": str(tmp_path / f"{attempt}")})
        ready = threading.Barrier(8)

        def start(settings: Settings = settings, ready: threading.Barrier = ready) -> str:
            ready.wait()
            return secret_key(settings)

        with ThreadPoolExecutor(8) as pool:
            started = [pool.submit(start) for _ in range(8)]
        assert len({each.result() for each in started}) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = read_settings({"LEAP_DASH_DATA_DIR": str(tmp_path / "file" / "data")})
    with pytest.raises(BadSettingError, match=r"LEAP_DASH_DATA_DIR: .*file/data"):
        make_data_dir(settings)
