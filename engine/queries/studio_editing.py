"""What the diagram editor of the studio asks: what an element may refer to, and what is wrong with an expression."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.feel import FeelError, compile_expression
from engine.packages.check_expressions import known_facts
from engine.packages.choices import Choice, choices_of
from engine.packages.comparing import Difference, differences
from engine.packages.dialects import DIALECTS, DialectRefused, Translated, outgoing
from engine.packages.functions import HOST_NAMES, HOSTS
from engine.packages.program import Program
from engine.packages.surveys import surveys
from engine.queries.query import Query
from engine.queries.studio import files_of, known_draft, released_files
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

LONGEST_EXPRESSION = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramChoices(Query[Mapping[str, tuple[Choice, ...]]]):
    """可选值: attribute of a diagram -> what it may refer to in this draft."""

    draft_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> Mapping[str, tuple[Choice, ...]]:
        """What can be read of the draft; a manifest that cannot be read offers nothing of its own."""
        program, _ = surveys.of(files_of(uow, known_draft(uow, by, self.draft_id).id))
        return choices_of(program)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramAbroad(Query[Translated]):
    """导出方言: a diagram of a draft as another engine (`camunda`, `flowable`, `spiff`) reads it, with what was translated and what stays.

    Raises:
        NotFound: there is no such file, or no such engine.
        InvalidInput: it is no XML; the line is told.
    """

    draft_id: UUID
    path: str
    target: str

    def answer(self, uow: UnitOfWork, by: Actor) -> Translated:
        """Our own attributes stay beside the others."""
        files = files_of(uow, known_draft(uow, by, self.draft_id).id)
        if self.target not in DIALECTS or self.path not in files:
            raise NotFound("file_not_found", file=self.path if self.target in DIALECTS else self.target)
        try:
            return outgoing(files[self.path], self.target)
        except DialectRefused as refused:
            zh, en = f"第 {refused.line} 行不是有效的 XML。", f"Line {refused.line} is no valid XML."
            raise InvalidInput([FieldError("path", zh, en, code="xml")]) from refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionFaults(Query[tuple[Text, ...]]):
    """表达式检查: what is wrong with a FEEL expression of a diagram, held against the facts its processes know."""

    draft_id: UUID
    path: str
    text: str

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[Text, ...]:
        """Nothing when it is sound; only its form is judged while the package cannot be read."""
        draft = known_draft(uow, by, self.draft_id)
        if len(self.text) > LONGEST_EXPRESSION:
            return (Text("表达式太长。", "The expression is too long."),)
        try:
            expression = compile_expression(self.text.removeprefix("="), HOST_NAMES)
        except FeelError as error:
            return (Text(error.message_zh, error.message_en),)
        program, _ = surveys.of(files_of(uow, draft.id))
        if program is None:
            return ()
        faults: dict[str, Text] = {}
        for process in _processes_of(program, self.path):
            for cause in expression.check(known_facts(program, process, uow.ports.forms.fields), HOSTS):
                faults.setdefault(cause.code, Text(cause.message_zh, cause.message_en))
        return tuple(faults.values())


@dataclass(frozen=True, slots=True)
class FactName:
    """事实名称: a name an expression may use, its type, and what is inside it."""

    name: str
    kind: str
    entries: tuple["FactName", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionNames(Query[tuple[FactName, ...]]):
    """可用事实: what the expressions of a diagram can read, to be offered while they are typed."""

    draft_id: UUID
    path: str

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[FactName, ...]:
        """Of every process the diagram is part of; functions of the engine after the facts."""
        draft = known_draft(uow, by, self.draft_id)
        program, _ = surveys.of(files_of(uow, draft.id))
        if program is None:
            return ()
        known: dict[str, FactName] = {}
        for process in _processes_of(program, self.path):
            for name, kind in known_facts(program, process, uow.ports.forms.fields).items():
                known.setdefault(name, _named(name, kind))
        lent = tuple(FactName(each.name, "function") for each in HOSTS)
        return (*(known[name] for name in sorted(known)), *lent)


def _named(name: str, kind: object) -> FactName:
    if isinstance(kind, list):
        return FactName(name, "list", _named(name, kind[0]).entries if kind else ())
    if isinstance(kind, Mapping):
        return FactName(name, "context", tuple(_named(inner, each) for inner, each in sorted(kind.items())))
    return FactName(name, str(kind))


def _processes_of(program: Program, path: str) -> tuple[str, ...]:
    """The procedures in which a diagram's expressions run."""
    drawn = {process.id for process in program.definition.processes.values() if process.file == path}
    return tuple(name for name in program.manifest.processes if drawn & set(program.reachable(name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDraftChanges(Query[tuple[Difference, ...]]):
    """比较: what the draft would change of the current release, in sentences."""

    draft_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[Difference, ...]:
        """Against the release that is current now, not the one the draft began from."""
        draft = known_draft(uow, by, self.draft_id)
        current = uow.current_release(draft.program).id if draft.base_id else None
        return differences(released_files(uow, current), files_of(uow, draft.id))
