"""A program 政策项目, loaded: its manifest, diagrams, decisions, forms, parameters, notices and services as one value."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from engine import bpmn, dmn
from engine.bpmn import Definition, Element
from engine.feel import compile_expression
from engine.packages.functions import HOST_NAMES, HOSTS
from engine.packages.manifest import FILE as MANIFEST
from engine.packages.manifest import Manifest, NoticeSpec, OutcomeSpec, ProcessSpec, read_manifest
from engine.packages.parameters import FILE as PARAMETERS
from engine.packages.parameters import Parameter, in_force, read_parameters
from engine.packages.retention import PARAMETER as ARCHIVE_YEARS
from engine.packages.retention import Retention
from engine.packages.services import load_services
from engine.packages.table_results import codes_of
from engine.sdk.errors import Finding, PackageError
from engine.sdk.service import Service
from engine.sdk.text import Text

NAMED = "@"
"""Before the name of a clause that the manifest of each program says in its own words."""
OF_PARENT = "parent."
"""How `tb:separateFrom` names a step of the parent."""
MOST_DAYS = 1000
"""Filing days whose parameters a program remembers."""


@dataclass(frozen=True, slots=True)
class Program:
    """政策项目: one release of a program, ready to run. Shared by all cases of the release; never changed."""

    manifest: Manifest
    files: Mapping[str, bytes]
    definition: Definition
    decisions: Mapping[str, Any]
    decision_files: Mapping[str, str]
    forms: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Parameter]
    services: Mapping[str, Service]
    notices: Mapping[str, NoticeSpec]
    roles: Mapping[str, Text]
    outcomes: Mapping[str, OutcomeSpec]
    digest: str
    heads: frozenset[str] = frozenset()
    """Roles whose holders head the office."""
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """不相容岗位分离: for a step, those that nobody does who does it; it holds both ways, whichever of the two names the other."""
    _settings: dict[date, Mapping[str, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was in force on the days that were asked for."""
    _questions: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def key(self) -> str:
        """The program's key."""
        return self.manifest.key

    def process(self, process: str) -> ProcessSpec:
        """What the manifest says of a process that may be started; KeyError when there is none."""
        return self.manifest.processes[process]

    def basis(self, attributes: Mapping[str, str]) -> str:
        """The legal basis of an element: as it is written, or the program's own clause for the name a shared diagram gives (`@leave`)."""
        told = attributes.get("basis", "")
        return self.manifest.clauses.get(told.removeprefix(NAMED), told) if told.startswith(NAMED) else told

    def element(self, process: str, element: str) -> Element:
        """A node of one of the program's diagrams."""
        return self.definition.element(process, element)

    def codes_of(self, decision: str) -> frozenset[str]:
        """The codes a decision can answer with, as its table writes them down."""
        model = self.decisions.get(decision)
        return codes_of(model, decision) if model is not None else frozenset()

    def settings(self, day: date) -> Mapping[str, Any]:
        """Parameters in force on a day, as FEEL sees them under `parameters`. Not to be changed by the caller.

        The years of the archive are the manifest's where it says them.
        """
        found = self._settings.get(day)
        if found is None:
            if len(self._settings) >= MOST_DAYS:
                self._settings.clear()
            own = self.manifest.retention.own
            kept = {ARCHIVE_YEARS: own.years} if own is not None else {}
            found = self._settings[day] = {**in_force(self.parameters, day), **kept}
        return found

    def retention(self, day: date) -> Retention:
        """保管期限: how long the dossier of a case filed on a day is kept."""
        return self.manifest.retention.on(self.parameters, day)

    def reachable(self, process: str) -> tuple[str, ...]:
        """The process and every process it calls, directly or through others, in the order first met."""
        met: list[str] = []
        waiting = [process]
        while waiting:
            current = waiting.pop(0)
            if current not in met and current in self.definition.processes:
                met.append(current)
                waiting.extend(sorted(self.definition.processes[current].called))
        return tuple(met)

    def questions(self, process: str) -> tuple[str, ...]:
        """再问: the expressions that a token of a process, or of those it calls, may come to ask again: conditions and keys of messages."""
        if process not in self._questions:
            elements = (each for name in self.reachable(process) for each in self.definition.processes[name].elements.values())
            waiting = (each for each in elements if each.event is not None and each.kind not in ("endEvent", "intermediateThrowEvent"))
            asked = (
                each.event.expression if each.event and each.event.kind == "conditional" else each.attributes.get("correlation")
                for each in waiting
            )
            self._questions[process] = tuple(dict.fromkeys(text for text in asked if text))
        return self._questions[process]

    def choices_of(self, process: str) -> frozenset[str]:
        """Every step and outcome that a process can be decided by, as `sign_off.approve`."""
        steps = (element for name in self.reachable(process) for element in self.definition.processes[name].elements.values())
        return frozenset(f"{step.id}.{outcome}" for step in steps for outcome in step.attributes.get("outcomes", "").split())

    def stages_of(self, process: str) -> tuple[str, ...]:
        """The public stages a process can show, in the manifest's order."""
        used = {
            element.attributes["stage"]
            for name in self.reachable(process)
            for element in self.definition.processes[name].elements.values()
            if element.attributes.get("stage")
        }
        return tuple(key for key in self.manifest.stages if key in used or key in {"draft", "submitted"})

    def stage_title(self, stage: str) -> Text:
        """A stage's title; its key where the manifest has none."""
        spec = self.manifest.stages.get(stage)
        return spec.title if spec else Text(stage)

    def role_title(self, role: str) -> Text:
        """A role's title; its key where the manifest has none."""
        return self.roles.get(role, Text(role))

    def outcome(self, key: str, process: str = "") -> OutcomeSpec:
        """A choice by its key; in cases of a process its own `<process>_<key>` gives the words, where there is one."""
        found = self.outcomes.get(f"{process}_{key}") or self.outcomes.get(key)
        return OutcomeSpec(key, found.title, found.tone) if found else OutcomeSpec(key, Text(key))

    def form_name(self, process: str, name: str) -> str:
        """The form a step of a shared diagram has in cases of a process: `<process>_<name>` where there is one, else `name`."""
        own = f"{process}_{name}"
        return own if name and own in self.forms else name

    def notice(self, key: str, process: str) -> NoticeSpec | None:
        """The notice of a key in cases of a process: `<process>_<key>` where there is one; None when there is neither."""
        return self.notices.get(f"{process}_{key}") or self.notices.get(key)


def element_name(element: Element) -> Text:
    """The name of a node in both languages (`tb:en` holds the English one)."""
    return Text(element.name or element.id, element.attributes.get("en", ""))


def diagram_titles(program: Program) -> dict[str, Text]:
    """What each diagram is called, by file: the name of the first process in it."""
    titles: dict[str, Text] = {}
    for process in program.definition.processes.values():
        titles.setdefault(process.file, Text(process.name or process.id, process.attributes.get("en", "")))
    return titles


def digest_of(files: Mapping[str, bytes]) -> str:
    """The identity of a set of files: SHA-256 over paths and contents in the order of paths."""
    digest = hashlib.sha256()
    for path in sorted(files):
        content = files[path]
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def kept_apart(definition: Definition) -> dict[str, tuple[str, ...]]:
    """What `tb:separateFrom` says of every step, told from both sides; a step of the parent (`parent.<element>`) from this side only."""
    found: dict[str, dict[str, None]] = {}
    for process in definition.processes.values():
        for element in process.elements.values():
            for other in element.attributes.get("separateFrom", "").split():
                found.setdefault(element.id, {})[other] = None
                found.setdefault(other, {})[element.id] = None
    return {element: tuple(others) for element, others in found.items() if not element.startswith(OF_PARENT)}


def load_program(files: Mapping[str, bytes]) -> Program:
    """Load a program from its files (its own and the shared fragments', keyed `<folder>/<path>`).

    Raises:
        PackageError: with the faults of every part that could be read at all, not only of the first.
    """
    program, findings = survey_program(files)
    if program is None or findings:
        raise PackageError(findings)
    return program


def survey_program(files: Mapping[str, bytes]) -> tuple[Program | None, list[Finding]]:
    """What could be read of a package, sound or not, and everything its parts say against themselves.

    A program that comes with findings is good for looking at only, never for running.
    """
    manifests, findings = _manifests(files)
    own = [manifest for manifest in manifests.values() if manifest.kind == "program"]
    if len(own) != 1:
        zh, en = '应恰有一个 kind = "program" 的清单。', 'There must be exactly one manifest with kind = "program".'
        findings.append(Finding(MANIFEST, zh, en, "package_program"))
        return None, findings
    manifest = own[0]
    parts = _Parts(files, findings)
    decisions, decision_files = parts.decisions()
    fragments = [other for other in manifests.values() if other is not manifest]
    definition = parts.definition(manifest.key)
    program = Program(
        manifest=manifest,
        files=dict(files),
        definition=definition,
        decisions=decisions,
        decision_files=decision_files,
        forms=parts.forms(manifest.key),
        parameters=parts.parameters(manifest.key),
        services=parts.services(),
        notices={key: spec for each in (*fragments, manifest) for key, spec in each.notices.items()},
        roles={key: title for each in (*fragments, manifest) for key, title in each.roles.items()},
        outcomes={key: spec for each in (*fragments, manifest) for key, spec in each.outcomes.items()},
        digest=digest_of(files),
        heads=frozenset().union(*(each.heads for each in (*fragments, manifest))),
        apart=kept_apart(definition),
    )
    return program, findings


def _manifests(files: Mapping[str, bytes]) -> tuple[dict[str, Manifest], list[Finding]]:
    manifests: dict[str, Manifest] = {}
    findings: list[Finding] = []
    for path, content in files.items():
        folder, _, name = path.partition("/")
        if name == MANIFEST:
            try:
                manifests[folder] = read_manifest(content, folder)
            except PackageError as error:
                findings.extend(error.findings)
    return manifests, findings


class _Parts:
    """Reads the parts of a package one by one and keeps every fault."""

    def __init__(self, files: Mapping[str, bytes], findings: list[Finding]) -> None:
        self.files = files
        self.findings = findings

    def _each(self, suffix: str) -> list[tuple[str, bytes]]:
        return [(path, content) for path, content in self.files.items() if path.endswith(suffix)]

    def definition(self, key: str) -> Definition:
        """The diagrams as one definition, as far as they could be read; the program's own wins over a shared one of the same name."""
        own = {path.partition("/")[2] for path, _ in self._each(".bpmn") if path.startswith(f"{key}/")}
        told = self._each(".bpmn")
        diagrams = {path: content for path, content in told if path.startswith(f"{key}/") or path.partition("/")[2] not in own}
        processes, found = bpmn.examine(diagrams, compile_condition)
        self.findings.extend(
            Finding(each.file, each.zh, each.en, each.code, each.line, each.element, each.severity)
            for each in found
            if each.severity == "error"
        )
        return Definition(files=diagrams, processes=processes, findings=found)

    def decisions(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Decision name -> the model that holds it, and -> the file it stands in."""
        found: dict[str, Any] = {}
        files: dict[str, str] = {}
        for path, content in self._each(".dmn"):
            try:
                model = dmn.read(content, functions=HOSTS)
            except dmn.DmnRefused as error:
                self.findings.extend(Finding(path, each.said_zh, each.said_en, each.code, each.line, each.spot) for each in error.findings)
                continue
            found.update(dict.fromkeys(model.decisions, model))
            files.update(dict.fromkeys(model.decisions, path))
        return found, files

    def forms(self, key: str) -> dict[str, Mapping[str, Any]]:
        """Form name -> definition; the program's own form wins over a shared one of the same name."""
        found: dict[str, Mapping[str, Any]] = {}
        for path, content in sorted(self._each(".form"), key=lambda entry: entry[0].startswith(f"{key}/")):
            name = path.rsplit("/", 1)[-1].removesuffix(".form")
            try:
                found[name] = orjson.loads(content)
            except orjson.JSONDecodeError as error:
                self.findings.append(Finding(path, f"表单不是有效的 JSON：{error}", f"The form is not valid JSON: {error}", "form_json"))
        return found

    def parameters(self, key: str) -> dict[str, Parameter]:
        """Parameters of the fragments, overridden by the program's own."""
        found: dict[str, Parameter] = {}
        for path, content in sorted(self._each(f"/{PARAMETERS}"), key=lambda entry: (entry[0].startswith(f"{key}/"), entry[0])):
            try:
                found.update(read_parameters(content, path))
            except PackageError as error:
                self.findings.extend(error.findings)
        return found

    def services(self) -> dict[str, Service]:
        """Services of the program and its fragments."""
        found: dict[str, Service] = {}
        for path, content in self._each("/services.py"):
            try:
                found.update(load_services(content, path, path.split("/", 1)[0]))
            except PackageError as error:
                self.findings.extend(error.findings)
        return found


def compile_condition(expression: str) -> None:
    """Compile a FEEL text as a diagram writes it, with or without a leading `=`; raises when it does not compile."""
    compile_expression(expression.removeprefix("="), HOST_NAMES)
