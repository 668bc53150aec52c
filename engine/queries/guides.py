"""Service guides 办事指南: generated from what the program really does."""

from dataclasses import dataclass

from sqlalchemy import select

from engine.calendar.limits import Limit
from engine.calendar.words import amount
from engine.model import Organisation, ProgramHold, Release
from engine.packages.program import Program
from engine.queries.query import Query
from engine.queries.regions import region_names
from engine.sdk.actor import Actor, within
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class GuideView:
    """办事指南: one process somebody may start."""

    program: str
    process: str
    program_title: Text
    title: Text
    authority: Text
    summary: Text
    body: Text
    limits: tuple[tuple[Text, Text, str], ...]
    documents: tuple[str, ...]
    may_start: bool
    held: str
    """Why no new cases begin at present; "" when they do."""
    region_name: Text


def _amount(text: str) -> Text:
    """A limit in words: 5 个工作日."""
    limit = Limit.parse(text)
    return amount(limit.count, limit.unit)


def _guide(uow: UnitOfWork, by: Actor, program: Program, process: str, *, body: bool) -> GuideView:
    spec = program.process(process)
    today = uow.now.astimezone(ZONE).date()
    limits = []
    for parameter in program.parameters.values():
        value = parameter.on(today)
        if parameter.type == "limit" and value is not None:
            limits.append((parameter.title, _amount(str(value.value)), " ".join(part for part in (value.document, value.clause) if part)))
    texts = {language: program.files.get(f"{program.key}/{path}", b"").decode("utf-8", "replace") for language, path in spec.guide.items()}
    organisation = uow.session.get(Organisation, by.organisation_id) if by.organisation_id else None
    hold = uow.session.get(ProgramHold, program.key)
    return GuideView(
        program=program.key,
        process=process,
        program_title=program.manifest.title,
        title=spec.title,
        authority=program.manifest.authority,
        summary=program.manifest.summary,
        body=Text(texts.get("zh", ""), texts.get("en", "")) if body else Text(""),
        limits=tuple(limits),
        documents=tuple(document.get("title", "") for document in program.manifest.documents),
        may_start=hold is None
        and by.kind == "enterprise"
        and organisation is not None
        and within(organisation.region, program.manifest.region),
        held=hold.reason if hold else "",
        region_name=region_names(uow, {program.manifest.region})[program.manifest.region],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceGuides(Query[tuple[GuideView, ...]]):
    """Every process an enterprise may start, over all current releases; bodies are left empty."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[GuideView, ...]:
        """In the order of programs."""
        releases = uow.session.scalars(select(Release).where(Release.current).order_by(Release.program)).all()
        guides = []
        for release in releases:
            program = uow.program(release.id)
            guides += [
                _guide(uow, by, program, process, body=False)
                for process, spec in program.manifest.processes.items()
                if spec.by == "enterprise" and spec.parent is None
            ]
        return tuple(guides)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceGuide(Query[GuideView]):
    """办事指南 of one process, with its text as Markdown."""

    program: str
    process: str

    def answer(self, uow: UnitOfWork, by: Actor) -> GuideView:
        """From the release new cases start on."""
        program = uow.program(uow.current_release(self.program).id)
        if self.process not in program.manifest.processes:
            raise NotFound("process_not_found", program=self.program, process=self.process)
        return _guide(uow, by, program, self.process, body=True)
