"""The stream of live updates 实时动态 that pages listen to."""

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from api.live import Live
from api.pages.page import AnyPage

router = APIRouter(include_in_schema=False)
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/live")
async def live(page: AnyPage) -> Response:
    """What happens in the visitor's area, as it happens; 204 ends a browser's attempts where too many pages listen or nobody is signed in.

    A page may stand open long after its session ended, and its stream could do nothing with the sign-in page.
    """
    hub: Live = page.request.app.state.live
    if page.visitor.actor is None or not hub.admits(page.actor):
        return Response(status_code=204)
    return StreamingResponse(hub.stream(page.actor, page.request.receive), media_type="text/event-stream", headers=HEADERS)
