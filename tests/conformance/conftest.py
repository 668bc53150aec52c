"""Says the counts of the kit at the end of a run, and of every result that does not hold why."""

from tests.conformance import kit


def pytest_terminal_summary(terminalreporter):
    for level, count in sorted(kit.COUNTS.items()):
        terminalreporter.write_line(f"DMN kit, level {level}: {count}")
        for line in kit.FAILED.get(level, ()):
            terminalreporter.write_line(f"  does not hold: {line}")
