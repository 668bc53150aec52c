"""How fast FEEL is: parsing, evaluating and a table of 500 rows, beside npm `feelin` and PyPI `bkflow-feel`, measured in one run.

`python -m benchmarks.feel` prints a Markdown table, writes all figures as JSON and, unless `--json` names another file, the page of all
measurements. Times are processor time, the best of
several repeats, because other work on the machine must not count. Without node or without the network feelin is left out, and the table
says so.
"""

import argparse
import json
import logging
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bkflow_feel.api import parse_expression

from benchmarks.feel_table import report
from benchmarks.report import written
from engine import dmn
from engine.feel import FeelError, compile_expression
from tests.conformance import kit
from tests.dmn.build import a_decision, a_table, an_input, definitions

HERE = Path(__file__).parent
FIGURES = HERE / "results" / "feel.json"
REPEATS, LEAST = 5, 0.15
ROWS = 500
GATEWAY = 'acceptance.outcome = "accept" and settlement.net > 0'
FACTS: dict[str, Any] = {
    "acceptance": {"outcome": "accept", "score": 87},
    "settlement": {"net": 350, "advance": 100},
    "applicant": {"age": 34, "region": "310000", "kind": "enterprise"},
    "trainees": [
        {"name": "a", "passed": True, "hours": 40},
        {"name": "b", "passed": False, "hours": 12},
        {"name": "c", "passed": True, "hours": 36},
    ],
}
CONDITIONS = {
    "gateway": GATEWAY,
    "comparison": "acceptance.score >= 60",
    "membership": 'applicant.kind in ("enterprise", "school") and applicant.age in [18..60]',
    "arithmetic": "settlement.net * 0.3 - settlement.advance / 2 + 1",
    "choice": 'if applicant.age > 60 then "senior" else if applicant.age > 35 then "middle" else "young"',
    "filter and sum": "sum(trainees[passed = true].hours) > 70",
    "quantified": "every t in trainees satisfies t.hours > 10",
    "function": 'string length(applicant.region) = 6 and starts with(applicant.region, "31")',
}


def seconds(run: Callable[[], object]) -> float:
    """Processor seconds of one call, the best of several repeats."""
    run()
    best = float("inf")
    for _ in range(REPEATS):
        count, batch = 0, 1
        start = time.process_time()
        while (used := time.process_time() - start) < LEAST:
            for _ in range(batch):
                run()
            count += batch
            batch = min(batch * 2, 1000)
        best = min(best, used / count)
    return best


def exact(facts: Any) -> Any:
    """Facts as the engine keeps them: numbers are decimals."""
    if isinstance(facts, dict):
        return {key: exact(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [exact(value) for value in facts]
    return Decimal(facts) if isinstance(facts, int) and not isinstance(facts, bool) else facts


def attempt(run: Callable[[], object]) -> object:
    """A value, or None where the engine refuses."""
    try:
        return run()
    except Exception:  # noqa: BLE001  # the other engines raise whatever they like
        return None


def corpus() -> list[str]:
    """The expressions of the kit that can be compiled; the conditions where there is no kit."""
    if not kit.KIT.is_dir():
        return list(CONDITIONS.values())
    found = (text for path in sorted(kit.KIT.glob("compliance-level-*/*/*.dmn")) for text in kit.texts(path))
    return [text for text in dict.fromkeys(found) if _compiles(text)][:1000]


def _compiles(text: str) -> bool:
    try:
        compile_expression(text)
    except FeelError:
        return False
    return True


def rules() -> list[tuple[str, str]]:
    """The conditions of the table: an interval of income and a region in every row."""
    return [(f"[{row * 100}..{row * 100 + 99}]", f'"{310000 + row % 10}"') for row in range(ROWS)]


TABLE_FACTS = {"income": (ROWS // 2) * 100 + 7, "region": str(310000 + (ROWS // 2) % 10)}


def ours(texts: list[str]) -> dict[str, Any]:
    """This engine."""
    facts = exact(FACTS)
    compiled = {name: compile_expression(text) for name, text in CONDITIONS.items()}
    table = a_table(
        [("income", "number", None), ("region", "string", None)],
        [("rate", "number", None, None)],
        [(list(tests), [str(row)], "") for row, tests in enumerate(rules())],
    )
    model = dmn.read(definitions(an_input("income"), an_input("region", "string"), a_decision("t", table, "i_income", "i_region")))
    inner = model.graph.tables[0]
    state_facts = exact(TABLE_FACTS)
    if model.decide("t", state_facts).value != ROWS // 2:
        raise AssertionError("the table decides wrongly")
    return {
        "compiled": {name: seconds(lambda one=one: one.evaluate(facts)) for name, one in compiled.items()},
        "whole": {name: seconds(lambda text=text: compile_expression(text).evaluate(facts)) for name, text in CONDITIONS.items()},
        "values": {name: compiled[name].evaluate(facts) for name in CONDITIONS},
        "parse": {name: seconds(lambda text=text: compile_expression(text)) for name, text in CONDITIONS.items()},
        "corpus": seconds(lambda: [attempt(lambda text=text: compile_expression(text).evaluate({})) for text in texts]) / len(texts),
        "table": seconds(lambda: model.decide("t", state_facts)),
        "rows": len(inner.source.rules),
    }


def bkflow(texts: list[str]) -> dict[str, Any]:
    """PyPI `bkflow-feel`, which parses at every evaluation."""
    logging.disable(logging.CRITICAL)
    cells = [f'income >= {row * 100} and income <= {row * 100 + 99} and region = "{310000 + row % 10}"' for row in range(ROWS)]

    def table() -> None:
        for text in cells:
            if attempt(lambda text=text: parse_expression(text, TABLE_FACTS)) is True:
                return

    return {
        "whole": {name: seconds(lambda text=text: attempt(lambda: parse_expression(text, FACTS))) for name, text in CONDITIONS.items()},
        "values": {name: attempt(lambda text=text: parse_expression(text, FACTS)) for name, text in CONDITIONS.items()},
        "corpus": seconds(lambda: [attempt(lambda text=text: parse_expression(text, {})) for text in texts]) / len(texts),
        "table": seconds(table),
    }


def feelin(texts: list[str]) -> dict[str, Any] | str:
    """npm `feelin`, which parses at every evaluation; the reason where it cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "node and npm are not installed"
    with tempfile.TemporaryDirectory() as folder:
        got = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--silent", "feelin"], cwd=folder, capture_output=True, text=True, check=False
        )
        if got.returncode:
            return f"npm could not install feelin: {got.stderr.strip()[:200]}"
        package = Path(folder) / "node_modules" / "feelin"
        work = {
            "conditions": [{"text": text, "facts": FACTS} for text in CONDITIONS.values()],
            "corpus": texts,
            "table": {"rules": rules(), "facts": TABLE_FACTS},
            "repeats": REPEATS,
            "least": LEAST,
        }
        script = [node, str(HERE / "feel_node" / "measure.mjs"), str(package / "dist" / "index.js")]
        ran = subprocess.run(script, input=json.dumps(work), capture_output=True, text=True, check=False)
        if ran.returncode:
            return f"node failed: {ran.stderr.strip()[:200]}"
        found = json.loads(ran.stdout)
        return {
            "version": json.loads((package / "package.json").read_text())["version"],
            "whole": {name: one["seconds"] for name, one in zip(CONDITIONS, found["conditions"], strict=True)},
            "values": {name: one["value"] for name, one in zip(CONDITIONS, found["conditions"], strict=True)},
            "corpus": found["corpus"],
            "table": found["table"],
        }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=FIGURES, help="where all figures are written")
    arguments = parser.parse_args()
    load, texts = round(os.getloadavg()[0], 1), corpus()
    own, bk, js = ours(texts), bkflow(texts), feelin(texts)
    bk["right"] = [name for name in CONDITIONS if bk["values"][name] == own["values"][name]]
    other = js if isinstance(js, dict) else None
    print(f"Python {platform.python_version()}, {platform.machine()}; {len(texts)} expressions of the kit")
    print(f"feelin {other['version']}" if other else f"feelin left out: {js}")
    print("µs of processor time per call; a dash where an engine gives no or a wrong value", end="\n\n")
    print("\n".join(report(own, other, bk)))
    print(f"\ngateway condition, compiled: {1 / own['compiled']['gateway']:,.0f} evaluations per second and core")
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "unit": "seconds of processor time per call",
        "load_before": load,
        "on": f"{datetime.now(UTC):%Y-%m-%d}",
        "expressions": len(texts),
    }
    figures = {"machine": machine, "own": own, "feelin": js, "bkflow": bk}
    arguments.json.write_text(json.dumps(figures, default=str, indent=1, ensure_ascii=False) + "\n")
    if arguments.json == FIGURES:
        (HERE / "RESULTS.md").write_text(written(json.loads((HERE / "results.json").read_bytes())), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
