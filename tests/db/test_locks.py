"""One holder at a time for each piece of long work, and others meanwhile for theirs."""

from uuid import UUID

from sqlalchemy import Engine

from leap_dash.db.locks import held

FIRST, SECOND = UUID(int=1), UUID(int=2)


def test_a_lock_has_one_holder_until_it_is_let_go(database: Engine) -> None:
    with held(database, FIRST, wait=False) as ours:
        assert ours
        with held(database, FIRST, wait=False) as also_ours:
            assert not also_ours
    with held(database, FIRST, wait=False) as again_ours:
        assert again_ours


def test_two_pieces_of_work_go_on_at_once(database: Engine) -> None:
    with held(database, FIRST, wait=True) as one, held(database, SECOND, wait=False) as other:
        assert (one, other) == (True, True)
