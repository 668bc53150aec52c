"""计算决策: `tongban decide <file.dmn> [decision]`."""

import argparse
import sys
from pathlib import Path

from api.console.facts import read_facts
from api.console.refusal import ConsoleRefusal
from api.settings import Settings
from engine.dmn import DmnRefused, Explanation, Model, UnknownDecision, read
from engine.feel import FeelError
from engine.feel.exchange import inward
from engine.feel.printing import text_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the model, the decision, the facts."""
    parser.add_argument("file", type=Path, help="DMN 文件 / a DMN file")
    parser.add_argument("decision", nargs="?", help="决策名称或编号，缺省为最后一个 / its name or id (the last one of the file)")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="事实（JSON 或 FEEL） / facts, as JSON or FEEL")


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Print the decision, then the facts it used and the rules that held."""
    model = _model(options.file)
    try:
        decision = model.decide(options.decision or model.decisions[-1], read_facts(options.facts))
    except UnknownDecision as error:
        known = "、".join(error.known)
        raise ConsoleRefusal(f"没有决策 {error.name}；有：{known}", f"There is no decision {error.name}; there are: {known}") from error
    except FeelError as error:
        raise ConsoleRefusal(error.message_zh, error.message_en) from error
    sys.stdout.write(f"{text_of(inward(decision.value))}\n")
    _tell(decision.explanation)
    return 0


def _model(file: Path) -> Model:
    try:
        return read(file.read_bytes())
    except DmnRefused as refused:
        faults = [f"{one.element} {one.message_zh}\n    {one.message_en}" for one in refused.findings]
        raise ConsoleRefusal(f"{file} 有 {len(faults)} 处错误：", f"{file} has {len(faults)} faults:", "\n".join(faults)) from refused


def _tell(explanation: Explanation) -> None:
    """On standard error, so that the value alone can be read by a program."""
    lines = [f"{name} = {value}" for name, value in explanation.inputs.items()]
    for report in explanation.decisions:
        lines.append(f"{report.name}: {report.value}")
        for table in report.tables:
            lines += [
                f"    {table.hit_policy} #{hit.rule} {' '.join(hit.annotations)} -> {', '.join(hit.results)}" for hit in table.matched
            ]
        lines += [f"    {warning.zh} / {warning.en}" for warning in report.warnings]
    sys.stderr.write("".join(f"{line}\n" for line in lines))
