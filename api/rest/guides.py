"""REST: the service guides, public."""

from fastapi import APIRouter

from api.deps import EngineOf
from api.rest.kinds import Word, refusals
from engine.queries import ServiceGuide, ServiceGuides
from engine.queries.guides import GuideView
from engine.sdk.actor import Actor

router = APIRouter(tags=["guides"])


@router.get("/guides", responses=refusals(422, 500, 503))
def guides(engine: EngineOf) -> tuple[GuideView, ...]:
    """Every process somebody may start, without the guides' full texts."""
    return engine.ask(ServiceGuides(), by=Actor.system())


@router.get("/guides/{program}/{process}", responses=refusals(404, 422, 500, 503))
def guide(engine: EngineOf, program: Word, process: Word) -> GuideView:
    """One guide with its full text (Markdown), limits and legal documents."""
    return engine.ask(ServiceGuide(program=program, process=process), by=Actor.system())
