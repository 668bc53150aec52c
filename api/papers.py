"""Papers of the office 打印, the same from pages and from programs: the case sheet 审批表 and the work list 工作清单 as PDF."""

from uuid import UUID

from fastapi import Request

from api.catalogue import Catalogue
from api.paper_sheets import case_sheet, work_list
from engine.engine import Engine
from engine.queries import CaseDetail, CaseOpinions, TaskQueue
from engine.queries.lent import LentFunctions
from engine.queries.views import CaseView
from engine.sdk.actor import Actor
from forms.paper import PaperSection
from forms.port import Forms
from forms.rendering import FormState, Renderer

MOST_LISTED = 500
PDF = "application/pdf"


def worklist_paper(engine: Engine, by: Actor, question: TaskQueue, language: str) -> tuple[bytes, str]:
    """What the queue answers, on paper; the name of the list with it."""
    ports = engine.runtime.ports
    title = Catalogue.load(language).text(f"tabs.{question.tab}")
    return work_list(ports.documents, engine.ask(question, by=by), title, by, ports.clock.now(), language), title


def sheet_paper(request: Request, engine: Engine, by: Actor, case_id: UUID, language: str) -> tuple[bytes, str]:
    """A case with all opinions and signatures, masked as its reader sees it; its number with it."""
    ports = engine.runtime.ports
    view = engine.ask(CaseDetail(case_id=case_id), by=by)
    opinions = engine.ask(CaseOpinions(case_id=case_id), by=by)
    filled = _filled_in(request, engine, by, view, language)
    return case_sheet(ports.documents, view, filled, opinions, by, ports.clock.now(), language), view.head.number or str(case_id)


def _filled_in(request: Request, engine: Engine, by: Actor, view: CaseView, language: str) -> tuple[PaperSection, ...]:
    sent = view.submission
    if sent is None:
        return ()
    forms: Forms = request.app.state.forms
    renderers: dict[str, Renderer] = request.app.state.renderers
    lent = engine.ask(LentFunctions(), by=by)
    state = FormState(sent.values, (), sent.facts, language, readonly=True, print=True, functions=lent)
    return renderers[language].on_paper(forms.definition(sent.form), state)
