"""Which test shows which numbered fault of which correction."""

from collections.abc import Callable

Test = Callable[[], None]
SHOWN: dict[tuple[str, int], Test] = {}


def fault(module: str, number: int) -> Callable[[Test], Test]:
    """Names the fault that a test shows."""

    def named(test: Test) -> Test:
        assert (module, number) not in SHOWN
        SHOWN[module, number] = test
        return test

    return named
