"""Says the counts of the kit at the end of a run."""

from tests.conformance import kit


def pytest_terminal_summary(terminalreporter):
    for level, count in sorted(kit.COUNTS.items()):
        terminalreporter.write_line(f"DMN kit, level {level}: {count}")
