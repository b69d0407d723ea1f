"""A worker killed with SIGKILL at random moments; `tests.benchmarks.killing` does so at length."""

from pathlib import Path
from random import SystemRandom

from tests.approved_batches import install
from tests.killing import kill_and_resume

LEARNERS = 300
KILLS = 4
MOST_KILLS = 60


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    database_url: str, tmp_path: Path
) -> None:
    installation = install(database_url, tmp_path / "keys", LEARNERS)
    damage = kill_and_resume(installation, "sound", kills=KILLS, source=SystemRandom())
    assert damage.none, damage
    assert damage.kills == KILLS


def test_the_same_kills_find_out_the_naive_way(database_url: str, tmp_path: Path) -> None:
    installation = install(database_url, tmp_path / "keys", LEARNERS)
    damage = kill_and_resume(installation, "naive", kills=MOST_KILLS, source=SystemRandom())
    assert damage.lost
