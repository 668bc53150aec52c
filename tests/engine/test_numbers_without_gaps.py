"""编号: numbers run per scope and year without gaps, however many take them at once and whatever is taken back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from engine.sdk.errors import Conflict
from engine.store.unit_of_work import UnitOfWork
from tests.build import a_clock, an_engine

SCOPE = "notice:穗{district}人社学受〔{year}〕{serial}号:440106"


def test_numbers_have_no_gap_under_threads_and_failing_transactions(database_url: str, tmp_path: Path) -> None:
    engine = an_engine(database_url, tmp_path, a_clock(), installed=False)

    def number(turn: int) -> int:
        with UnitOfWork(engine.runtime) as uow:
            found = uow.next_number(SCOPE, 2026)
            if turn % 3 == 0:
                raise Conflict("draft_changed")
            return found

    def take(turn: int) -> int | None:
        with suppress(Conflict):
            return number(turn)
        return None

    try:
        with ThreadPoolExecutor(8) as pool:
            taken = [each for each in pool.map(take, range(60)) if each is not None]
        assert sorted(taken) == list(range(1, 41))
        with UnitOfWork(engine.runtime) as uow:
            assert uow.next_number(SCOPE, 2027) == 1
            assert uow.next_number(SCOPE.replace("440106", "440103"), 2026) == 1
            assert uow.next_number(SCOPE, 2026) == 41
        assert take(0) is None
        with UnitOfWork(engine.runtime) as uow:
            assert uow.next_number(SCOPE, 2026) == 42
    finally:
        engine.close()
