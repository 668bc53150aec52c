"""Papers 文书: a notice is numbered and its facts fixed inside the step; its PDF is made after commit."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from engine.bpmn import Element
from engine.calendar.due import due
from engine.model import Case, Notice
from engine.packages.manifest import NoticeRows
from engine.packages.program import Program
from engine.running.masked_rows import masked_rows, whose
from engine.running.materials import received
from engine.running.plain import plain
from engine.running.reckoning import versions
from engine.sdk.errors import ServiceFailed
from engine.sdk.ports import StoredFile
from engine.store.jobs import Job
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment


def template_of(program: Program, key: str) -> bytes:
    """The template of a notice, the package's own or the common one; `ServiceFailed` where there is none."""
    spec = program.notices[key]
    template = program.files.get(f"{program.key}/{spec.template}") or program.files.get(f"common/{spec.template}")
    if template is None:
        raise ServiceFailed("template_missing", template=spec.template)
    return template


YEARS_AHEAD = 5
"""How far the days a paper names may lie ahead."""


def issue_notice(env: "CaseEnvironment", key: str, element: Element) -> Notice:
    """文书: number the notice, fix what it says, and have its PDF made after commit.

    Numbers run per numbering pattern, region and year, without gaps.
    """
    spec = env.program.notice(key, env.case.process)
    if spec is None:
        raise ServiceFailed("notice_unknown", notice=key, element=element.id)
    year = env.today.year
    district = env.case.facts.get("district", {}) if isinstance(env.case.facts.get("district"), dict) else {}
    serial = env.uow.next_number(f"notice:{spec.number}:{env.case.region}", year)
    number = spec.number.format(region=env.case.region, district=district.get("short", ""), year=year, serial=serial)
    limit = env.limit(element.attributes)
    facts: dict[str, Any] = {
        **env.scope(),
        "notice": {
            "key": spec.key,
            "number": number,
            "title": spec.title.to_json(),
            "date": env.today.isoformat(),
            "addressee": env.organisation,
            "adverse": spec.adverse,
            "basis": env.program.basis(element.attributes),
            "due": due(limit, env.trigger(element.attributes), env.uow.calendar).date.isoformat() if limit else None,
        },
        **{name: env.value(text) for name, text in spec.facts.items()},
        "provisional_years": [each for each in range(year, year + YEARS_AHEAD) if env.uow.calendar.provisional(date(each, 12, 31))],
        **({"rows": _listed(env, spec.rows)} if spec.rows else {}),
        **({"materials": received(env.uow, env.case)} if spec.materials else {}),
        **_applied(env),
        "authority": env.program.manifest.authority.to_json(),
        "contact": {**env.program.manifest.contact, **district},
        "program": {"key": env.program.key, "title": env.program.manifest.title.to_json()},
    }
    notice = Notice(
        size=0,
        id=uuid4(),
        case_id=env.case.id,
        key=spec.key,
        number=number,
        title=spec.title.to_json(),
        adverse=spec.adverse,
        facts=plain(facts),
        issued_at=env.now,
    )
    env.uow.batch.insert(notice)
    env.uow.record(
        env.case,
        env.by,
        "notice_issued",
        public=True,
        notice=spec.key,
        number=number,
        title=spec.title.to_json(),
        element=element.id,
        adverse=spec.adverse,
    )
    env.uow.jobs.append(Job("render_notice", {"notice_id": str(notice.id)}, lock=f"notice:{notice.id}"))
    env.uow.send("notice.issued", {"notice": str(notice.id), "number": number, "case": env.case.number}, env.case)
    return notice


def _applied(env: "CaseEnvironment") -> dict[str, Any]:
    """核算适用: the release and the parameters behind the sums a notice may name, as in force for this case; nothing where no sum is."""
    sums = [value for value in env.scope().values() if isinstance(value, Mapping) and value.get("lines") and "parameters" in value]
    keys = dict.fromkeys(str(key) for value in sums for key in value["parameters"] or ())
    return {"applied": versions(env.case, env.program, keys, env.case.filed_on or env.today)} if sums else {}


def _listed(env: "CaseEnvironment", rows: NoticeRows) -> list[dict[str, Any]]:
    """The people a notice names: those of the roster, without the numbers that its manifest leaves out."""
    out = env.value(rows.without) if rows.without else None
    left_out = {int(number) for number in out if number is not None} if isinstance(out, list | tuple) else set()
    return [row for row in masked_rows(env.uow, whose(env, rows), rows) if row["no"] not in left_out]


def make_paper(uow: UnitOfWork, case: Case, notice: Notice) -> StoredFile:
    """制作文书: the PDF of an issued notice, kept by digest; the facts were fixed when it was issued."""
    template = template_of(uow.program(case.release_id), notice.key)
    stored = uow.ports.files.put_bytes(uow.ports.documents.render(template, notice.facts, notice.issued_at), "application/pdf")
    notice.digest, notice.size = stored.digest, stored.size
    return stored
