"""The manifest 项目清单: what a program says of itself, read from `manifest.toml` with every fault at once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.packages.manifest_reader import Reader
from engine.packages.prechecks import CheckSpec, read_checks
from engine.packages.registers import LookUpSpec, RegisterSpec, read_look_ups, read_registers
from engine.packages.retention import RetentionSpec, read_retention
from engine.packages.schedules import ScheduleSpec, read_schedule
from engine.sdk.errors import Finding, PackageError
from engine.sdk.text import Text

KEY = re.compile(r"[a-z][a-z0-9_]{1,62}\Z")
FILE = "manifest.toml"
KNOWN = {
    "key", "version", "sdk", "kind", "title", "summary", "region", "authority", "contact", "document", "stages", "roles", "outcomes",
    "process", "notice", "check", "register", "retention", "clauses",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StageSpec:
    """公开阶段: a stage of the progress page; `decided` means it can no longer be withdrawn, `final` ends the case,
    `adverse` is bad news, `aside` shows only when it was taken (补正).
    """

    key: str
    title: Text
    final: bool = False
    adverse: bool = False
    decided: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """结论: a choice at the end of a step."""

    key: str
    title: Text
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class RosterSpec:
    """花名册: the form field that holds it and the decision run on every row."""

    field: str
    check: str = ""


@dataclass(frozen=True, slots=True)
class ParentSpec:
    """关联办件的主办件: the process whose cases a linked case belongs to, the stages in which it may be started (none named: all),
    whether the parent must still be open, whose release it follows (`parent` or `current`), and whether it `ends` with the parent.
    """

    process: str
    stages: tuple[str, ...] = ()
    while_open: bool = True
    release: str = "parent"
    ends: bool = False


@dataclass(frozen=True, slots=True)
class PayableSpec:
    """待支付: where the facts hold a sum that was approved, and at which stages it stands while no payment is planned yet."""

    fact: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """可发起的流程: a process somebody may start. With a `parent` it makes linked cases, `once` at most one of them; `role` names the
    officers who may start it (`by = "officer"`), `schedule` the days on which the engine
    does (`by = "clock"`); a message or signal begins those with `by = "message"`; `benefit` is the kind of benefit its roster leads to,
    `benefit_year` where its facts hold the year that it is for (else that of the filing);
    `looks_up` is what it asks of registers, `payment_checks` are the decisions asked before its money leaves, `outcome_checks` those asked
    when a step is decided so (`sign_off.approve`), `payable` is the sum that was approved.
    """

    id: str
    file: str
    form: str
    by: str
    title: Text
    number: str
    summary: tuple[str, ...] = ()
    region_from: str = ""
    subject_from: str = ""
    guide: Mapping[str, str] = field(default_factory=dict)
    roster: RosterSpec | None = None
    submit_checks: tuple[str, ...] = ()
    parent: ParentSpec | None = None
    once: bool = False
    role: str = ""
    benefit: str = ""
    benefit_year: str = ""
    schedule: ScheduleSpec | None = None
    looks_up: tuple[LookUpSpec, ...] = ()
    payment_checks: tuple[str, ...] = ()
    outcome_checks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    payable: PayableSpec | None = None


@dataclass(frozen=True, slots=True)
class NoticeRows:
    """文书附表: the roster rows a notice shows, own or the parent's: which statuses (none named: all), which columns, and without which
    numbers (a FEEL text); names are masked.
    """

    of: str = "own"
    statuses: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class NoticeSpec:
    """文书模板; `facts` are FEEL texts computed when the notice is issued (dates to act by, sums), `rows` a masked list of people. With
    `public` it is shown to everybody while one of these steps lasts; at the first of them objections are recorded. With `materials` it
    lists what the applicant handed in.
    """

    key: str
    template: str
    title: Text
    number: str
    adverse: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    rows: NoticeRows | None = None
    public: tuple[str, ...] = ()
    materials: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """项目清单: everything `manifest.toml` says."""

    key: str
    version: str
    sdk: str
    kind: str
    title: Text
    summary: Text
    region: str
    authority: Text
    contact: Mapping[str, str]
    documents: tuple[Mapping[str, str], ...]
    stages: Mapping[str, StageSpec]
    roles: Mapping[str, Text]
    outcomes: Mapping[str, OutcomeSpec]
    processes: Mapping[str, ProcessSpec]
    notices: Mapping[str, NoticeSpec]
    checks: tuple[CheckSpec, ...] = ()
    registers: Mapping[str, RegisterSpec] = field(default_factory=dict)
    heads: frozenset[str] = frozenset()
    """Roles whose holders head the office 负责人: they grant what the law leaves to the head (`head = true`)."""
    retention: RetentionSpec = field(default_factory=RetentionSpec)
    clauses: Mapping[str, str] = field(default_factory=dict)
    """条款: the clause behind each name that shared diagrams give as their legal basis (`@leave`)."""

    def checks_of(self, process: str) -> tuple[CheckSpec, ...]:
        """The checks of a process, in the manifest's order."""
        return tuple(spec for spec in self.checks if spec.process == process)


def read_manifest(content: bytes, folder: str) -> Manifest:
    """Read `manifest.toml` of `folder`.

    Raises:
        PackageError: with every fault found.
    """
    file = f"{folder}/{FILE}"
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackageError([Finding(file, f"不是有效的 TOML：{error}", f"Not valid TOML: {error}", "manifest_toml")]) from error
    reader = Reader(file, data)
    for unknown in sorted(set(data) - KNOWN):
        reader.fault("manifest_unknown", f"不认识的项“{unknown}”。", f'Unknown entry "{unknown}".')
    key = reader.string(data, "key", FILE)
    if key and (not KEY.match(key) or key != folder):
        reader.fault(
            "manifest_key",
            f"key 应等于文件夹名“{folder}”，小写字母、数字和下划线。",
            f'"key" must equal the folder name "{folder}" in lower case.',
        )
    manifest = Manifest(
        key=key,
        version=reader.string(data, "version", FILE),
        sdk=reader.string(data, "sdk", FILE),
        kind=reader.string(data, "kind", FILE, "program"),
        title=reader.text(data, "title", FILE),
        summary=reader.text(data, "summary", FILE, Text("")),
        region=reader.string(data, "region", FILE, ""),
        authority=reader.text(data, "authority", FILE, Text("")),
        contact={str(k): str(v) for k, v in reader.table("contact").items()},
        documents=tuple({str(k): str(v) for k, v in entry.items()} for entry in reader.tables("document")),
        stages=_stages(reader),
        roles={str(k): Text.of(v) for k, v in reader.table("roles").items()},
        outcomes={str(k): OutcomeSpec(k, Text.of(v), str(v.get("tone", "neutral"))) for k, v in reader.table("outcomes").items()},
        processes={spec.id: spec for spec in [_process(reader, entry) for entry in reader.tables("process")]},
        notices={spec.key: spec for spec in [_notice(reader, entry) for entry in reader.tables("notice")]},
        checks=read_checks(reader),
        registers=read_registers(reader),
        heads=frozenset(str(k) for k, v in reader.table("roles").items() if isinstance(v, Mapping) and v.get("head") is True),
        retention=read_retention(reader),
        clauses={str(k): str(v) for k, v in reader.table("clauses").items()},
    )
    if manifest.sdk != "1":
        reader.fault(
            "manifest_sdk", f"不支持的 sdk 版本“{manifest.sdk}”，应为 1。", f'Unsupported sdk version "{manifest.sdk}"; it must be 1.'
        )
    if manifest.kind not in {"program", "fragment"}:
        reader.fault("manifest_kind", "kind 应为 program 或 fragment。", '"kind" must be program or fragment.')
    if reader.findings:
        raise PackageError(reader.findings)
    return manifest


def _stages(reader: Reader) -> dict[str, StageSpec]:
    return {
        str(key): StageSpec(
            str(key),
            Text.of(entry),
            bool(entry.get("final")),
            bool(entry.get("adverse")),
            bool(entry.get("decided") or entry.get("final")),
            bool(entry.get("aside")),
        )
        for key, entry in reader.table("stages").items()
    }


def _process(reader: Reader, entry: Mapping[str, Any]) -> ProcessSpec:
    where = f"[[process]] {entry.get('id', '?')}"
    roster = entry.get("roster")
    return ProcessSpec(
        id=reader.string(entry, "id", where),
        file=reader.string(entry, "file", where),
        form=reader.string(entry, "form", where),
        by=reader.string(entry, "by", where, "enterprise"),
        title=reader.text(entry, "title", where),
        number=reader.string(entry, "number", where),
        summary=tuple(entry.get("summary", ())),
        region_from=reader.string(entry, "region_from", where, ""),
        subject_from=reader.string(entry, "subject_from", where, ""),
        guide=dict(entry["guide"]) if isinstance(entry.get("guide"), Mapping) else {},
        roster=RosterSpec(str(roster.get("field", "")), str(roster.get("check", ""))) if isinstance(roster, Mapping) else None,
        submit_checks=tuple(entry.get("submit_checks", ())),
        parent=_parent(reader, entry, where),
        once=bool(entry.get("once")),
        role=reader.string(entry, "role", where, ""),
        benefit=reader.string(entry, "benefit", where, ""),
        benefit_year=reader.string(entry, "benefit_year", where, ""),
        schedule=read_schedule(reader, entry.get("schedule"), where),
        looks_up=read_look_ups(reader, entry.get("looks_up"), where),
        payment_checks=tuple(entry.get("payment_checks", ())),
        outcome_checks={each: tuple(str(told).split()) for each, told in entry.get("outcome_checks", {}).items()},
        payable=_payable(reader, entry.get("payable"), where),
    )


def _payable(reader: Reader, told: Any, where: str) -> PayableSpec | None:
    if told is None:
        return None
    if not isinstance(told, Mapping) or not told.get("fact") or not told.get("stages"):
        reader.fault(
            "manifest_payable", f"{where} 的 payable 应为 {{ fact = …, stages = […] }}。", f"payable of {where} must be {{ fact, stages }}."
        )
        return None
    return PayableSpec(str(told["fact"]), tuple(str(stage) for stage in told["stages"]))


def _parent(reader: Reader, entry: Mapping[str, Any], where: str) -> ParentSpec | None:
    told = entry.get("parent")
    if told is None:
        return None
    if not isinstance(told, Mapping):
        reader.fault("manifest_parent", f"{where} 的 parent 应为 {{ process = … }}。", f"parent of {where} must be {{ process = … }}.")
        return None
    return ParentSpec(
        process=reader.string(told, "process", where),
        stages=tuple(str(stage) for stage in told.get("stages", ())),
        while_open=bool(told.get("while_open", True)),
        release=reader.string(told, "release", where, "parent"),
        ends=bool(told.get("ends", False)),
    )


def _notice(reader: Reader, entry: Mapping[str, Any]) -> NoticeSpec:
    where = f"[[notice]] {entry.get('key', '?')}"
    return NoticeSpec(
        key=reader.string(entry, "key", where),
        template=reader.string(entry, "template", where),
        title=reader.text(entry, "title", where),
        number=reader.string(entry, "number", where),
        adverse=bool(entry.get("adverse")),
        facts={str(name): str(text) for name, text in facts.items()} if isinstance(facts := entry.get("facts", {}), Mapping) else {},
        rows=_notice_rows(reader, entry.get("rows"), where),
        public=reader.words(entry, "public", where),
        materials=bool(entry.get("materials")),
    )


def _notice_rows(reader: Reader, told: Any, where: str) -> NoticeRows | None:
    if told is None:
        return None
    if not isinstance(told, Mapping) or told.get("of", "own") not in {"own", "parent"} or not told.get("columns"):
        reader.fault(
            "notice_rows",
            f'{where} 的 rows 应为 {{ of = "own" 或 "parent", statuses = […], columns = […] }}。',
            f'rows of {where} must be {{ of = "own" or "parent", statuses = […], columns = […] }}.',
        )
        return None
    statuses, columns = tuple(map(str, told.get("statuses", ()))), tuple(map(str, told["columns"]))
    return NoticeRows(str(told.get("of", "own")), statuses, columns, str(told.get("without", "")))
