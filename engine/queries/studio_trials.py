"""Trying parts of a draft 试用: a paper drawn, a decision made and explained; nothing is kept."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine import dmn
from engine.dmn import DmnRefused, Explanation, UnknownDecision
from engine.dmn.findings import NoTable
from engine.dmn.sheets import export_table
from engine.feel import FeelError
from engine.model import Case, Notice, Release
from engine.packages.examples import DecisionExample, answer_text, asked_of, examples_path, facts_from, read_examples
from engine.packages.facts import facts_schema
from engine.packages.functions import HOSTS, host_functions
from engine.packages.program import Program
from engine.packages.samples import sample_facts, sample_papers
from engine.packages.surveys import surveys
from engine.queries.query import Query
from engine.queries.studio import files_of, known_draft
from engine.running.form_facts import region_tree, today_of
from engine.running.plain import plain
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.sdk.ports import FieldInfo
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

NUMBER = "（预览，未编号）"
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class SamplePaper:
    """样例: an issued paper whose facts a template can be tried on."""

    notice_id: UUID
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePapers(Query[tuple[SamplePaper, ...]]):
    """样例办件: the last papers that were issued by a template."""

    draft_id: UUID
    path: str

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[SamplePaper, ...]:
        """The newest first."""
        draft = known_draft(uow, by, self.draft_id)
        program, _ = surveys.of(files_of(uow, draft.id))
        keys = _keys(program, self.path) if program else ()
        found = (
            select(Notice.id, Notice.number)
            .join(Case, Case.id == Notice.case_id)
            .join(Release, Release.id == Case.release_id)
            .where(Release.program == draft.program, Notice.key.in_(keys))
            .order_by(Notice.issued_at.desc())
            .limit(SAMPLES)
        )
        return tuple(SamplePaper(notice, number) for notice, number in uow.session.execute(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class TryPaper(Query[bytes]):
    """文书预览: the PDF of a template on the facts of an issued paper, or of the sample its package keeps, else on facts made up by type.

    Raises:
        ServiceFailed: the template does not compile; it says where.
    """

    draft_id: UUID
    path: str
    notice_id: UUID | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> bytes:
        """Nothing is numbered."""
        draft = known_draft(uow, by, self.draft_id)
        files = files_of(uow, draft.id)
        if self.path not in files:
            raise NotFound("file_not_found", file=self.path)
        program, _ = surveys.of(files)
        facts = self._issued(uow, draft.program) if self.notice_id else self._sample(uow, program)
        said = {**facts, "notice": {**facts["notice"], "number": NUMBER}}
        return uow.ports.documents.render(files[self.path], said, uow.now)

    def _issued(self, uow: UnitOfWork, program: str) -> Mapping[str, Any]:
        notice = uow.session.scalar(
            select(Notice)
            .join(Case, Case.id == Notice.case_id)
            .join(Release, Release.id == Case.release_id)
            .where(Notice.id == self.notice_id, Release.program == program)
        )
        if notice is None:
            raise NotFound("file_not_found", file=str(self.notice_id))
        return notice.facts

    def _sample(self, uow: UnitOfWork, program: Program | None) -> Mapping[str, Any]:
        keys = _keys(program, self.path) if program else ()
        spec = program.notices[keys[0]] if program and keys else None
        process = next(iter(program.manifest.processes), "") if program else ""
        day = today_of(uow).isoformat()
        own = {
            "notice": {
                "key": spec.key if spec else "", "number": NUMBER, "title": (spec.title if spec else Text("文书")).to_json(), "date": day,
                "addressee": "示例企业有限公司", "adverse": bool(spec and spec.adverse), "basis": "", "due": day,
            },
            **dict.fromkeys(spec.facts if spec else (), day),
            "authority": (program.manifest.authority if program else Text("")).to_json(),
            "contact": {"phone": "12345", **(program.manifest.contact if program else {})},
            "program": {"key": program.key, "title": program.manifest.title.to_json()} if program else {},
            "provisional_years": [],
            "rows": {"columns": [], "rows": []},
        }  # fmt: skip
        papers = sample_papers(program.files, program.key) if program else {}
        kept = next((papers[key] for key in keys if key in papers), None)
        facts: Mapping[str, Any] = plain({**own, **kept} if kept else {**trial_facts(uow, program, process), **own})
        return facts


@dataclass(frozen=True, slots=True)
class DecisionBenchView:
    """试算台: the decisions of a file, what the chosen one reads, and the examples kept beside it with what comes of them now."""

    decisions: tuple[str, ...]
    decision: str
    asks: tuple[str, ...]
    examples: tuple[tuple[DecisionExample, str], ...]
    tabular: bool


@dataclass(frozen=True, slots=True)
class DecisionTrialView:
    """试算: what was decided and why."""

    value: str
    explanation: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionBench(Query[DecisionBenchView]):
    """试算台 of a file of decisions. `InvalidInput` with every fault while it cannot be read."""

    draft_id: UUID
    path: str
    decision: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> DecisionBenchView:
        """The first decision unless one is named."""
        files = files_of(uow, known_draft(uow, by, self.draft_id).id)
        model = readable(files, self.path)
        chosen = self.decision if self.decision in model.decisions else next(iter(model.decisions), "")
        return DecisionBenchView(
            model.decisions, chosen, asked_of(model, chosen), tuple(_tried(model, files, self.path, chosen)), _tabular(model, chosen)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TryDecision(Query[DecisionTrialView]):
    """试算: decide once. Facts are FEEL by the path under which the table reads them.

    Raises:
        InvalidInput: the file or a fact cannot be read, or there is no such decision.
    """

    draft_id: UUID
    path: str
    decision: str
    facts: Mapping[str, str]

    def answer(self, uow: UnitOfWork, by: Actor) -> DecisionTrialView:
        """Working days are those of the calendar as it stands."""
        model = readable(files_of(uow, known_draft(uow, by, self.draft_id).id), self.path)
        try:
            made = model.decide(self.decision, facts_from(self.facts), host_functions(uow.calendar), now=uow.now)
        except UnknownDecision as error:
            raise InvalidInput([FieldError("decision", f"没有决策“{self.decision}”。", f'No decision "{self.decision}".')]) from error
        except FeelError as error:
            raise InvalidInput([FieldError("", error.message_zh, error.message_en, code=error.code)]) from error
        return DecisionTrialView(answer_text(made.value), made.explanation)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSheet(Query[bytes]):
    """决策表的电子表格: a table as a workbook, to be changed there and brought back."""

    draft_id: UUID
    path: str
    decision: str

    def answer(self, uow: UnitOfWork, by: Actor) -> bytes:
        """`InvalidInput` when there is no such table."""
        model = readable(files_of(uow, known_draft(uow, by, self.draft_id).id), self.path)
        try:
            return export_table(model, self.decision)
        except (UnknownDecision, NoTable, DmnRefused) as error:
            raise InvalidInput([FieldError("decision", f"“{self.decision}”不是决策表。", f'"{self.decision}" is no table.')]) from error


def readable(files: Mapping[str, bytes], path: str) -> dmn.Model:
    """The model of a file; `InvalidInput` with every fault when it is none."""
    if path not in files:
        raise NotFound("file_not_found", file=path)
    try:
        return dmn.read(files[path], functions=HOSTS)
    except DmnRefused as refused:
        raise InvalidInput([FieldError("", each.said_zh, each.said_en, code=each.code) for each in refused.findings]) from refused


def _tried(model: dmn.Model, files: Mapping[str, bytes], path: str, decision: str) -> Iterator[tuple[DecisionExample, str]]:
    with suppress(ValueError, TypeError):
        for example in read_examples(files.get(examples_path(path), b"")):
            if example.decision != decision:
                continue
            found = ""
            with suppress(InvalidInput, FeelError, UnknownDecision):
                found = answer_text(model.decide(example.decision, facts_from(example.facts)).value)
            yield example, found


def _tabular(model: dmn.Model, decision: str) -> bool:
    with suppress(UnknownDecision, NoTable, DmnRefused):
        export_table(model, decision)
        return True
    return False


def _keys(program: Program, path: str) -> tuple[str, ...]:
    template = path.partition("/")[2]
    return tuple(key for key, spec in program.notices.items() if spec.template == template)


def trial_facts(uow: UnitOfWork, program: Program | None, process: str) -> dict[str, Any]:
    """示例事实: what expressions of a process can see, made up by type; a field that offers choices has the first of them."""
    day: date = today_of(uow)
    schema = facts_schema(program, process, uow.ports.forms.fields) if program and process in program.manifest.processes else {}
    parameters = plain(program.settings(day)) if program else {}
    facts = sample_facts(schema, parameters, day)
    if program and schema:
        for name, form in _writers(program, process):
            if form in program.forms and isinstance(facts.get(name), dict):
                _choose(facts[name], uow.ports.forms.fields(program.forms[form]), day)
    return {**facts, "regions": region_tree(uow), "now": uow.now.isoformat()}


def _writers(program: Program, process: str) -> Iterator[tuple[str, str]]:
    """Under which name of the facts which form writes."""
    start = program.manifest.processes[process].form
    yield start, start
    for called in program.reachable(process):
        for element in program.definition.processes[called].elements.values():
            yield element.id, program.form_name(process, element.attributes.get("form", ""))


def _choose(facts: dict[str, Any], fields: Sequence[FieldInfo], day: date) -> None:
    """A field that offers choices has the first of them, one of a day has today."""
    for field in fields:
        *above, last = field.path.split(".")
        inner: Any = facts
        for name in above:
            inner = inner.get(name) if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or last not in inner:
            continue
        if field.options and field.kind in {"radio", "select"}:
            inner[last] = next(iter(field.options))
        elif field.kind == "datetime":
            inner[last] = day.isoformat()
