"""The engine plays random processes against the oracle and agrees after every step, through the codec each time."""

import os

import pytest

from tests.oracle.duel import duel
from tests.oracle.seeds import of_seed
from tests.oracle.shrink import diagram_of, shrunk
from tests.oracle.xml import to_xml

BATCHES = 12
PROCESSES = 10_000 if os.environ.get("TONGBAN_FULL") else 1_200


@pytest.mark.parametrize("batch", range(BATCHES))
def test_engine_and_oracle_agree_after_every_step_of_random_processes(batch: int) -> None:
    for seed in range(batch, PROCESSES, BATCHES):
        try:
            duel(diagram_of(of_seed(seed)), seed)
        except Exception:  # noqa: BLE001
            smallest, why = shrunk(of_seed(seed), seed)
            pytest.fail(f"seed {seed}: {why}\n{to_xml(diagram_of(smallest)).decode()}")
