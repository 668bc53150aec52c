"""The composition root: settings in, application out."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.assets import Assets
from api.errors import CatchAll, install
from api.live import Live, close_when_told
from api.observation import Measures, Observe, set_up_logging
from api.observation import router as observation
from api.opening import open_engine
from api.pages import (
    administrator,
    alerts,
    amounts,
    applicant,
    budgets,
    bulk,
    calendar,
    deciding,
    desk,
    directory,
    dossiers,
    files,
    filing,
    officer,
    operations,
    oversight,
    payments,
    people,
    phrases,
    plan,
    preferences,
    printing,
    public,
    publicity,
    queue,
    ratings,
    registers,
    repairs,
    report_figures,
    retention,
    roster,
    sign_in,
    studio,
    tokens,
    unmasking,
    verbs,
    watching,
    webhooks,
)
from api.pages.problem import problem_page
from api.rendering import LANGUAGES, Pages
from api.rest.app import operation_name, rest_router
from api.sandboxing import Stages
from api.security import ReadableAddress, SecurityHeaders
from api.settings import Settings
from api.throttle import Throttle
from api.uploads import BodyLimit
from engine.engine import Engine
from forms.rendering import Renderer

OBJECTIONS_A_MINUTE = 5
STATIC = Path(__file__).parent / "static"
PAGES = (
    sign_in,
    watching,
    preferences,
    public,
    publicity,
    applicant,
    filing,
    files,
    roster,
    queue,
    printing,
    officer,
    dossiers,
    deciding,
    bulk,
    phrases,
    desk,
    verbs,
    alerts,
    oversight,
    registers,
    report_figures,
    plan,
    ratings,
    budgets,
    payments,
    amounts,
    unmasking,
    people,
    directory,
    tokens,
    calendar,
    administrator,
    repairs,
    retention,
    webhooks,
    operations,
    studio,
)


class Static(StaticFiles):
    """The built assets; their names hold their digest, so browsers may keep them for ever."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Serve a file and say how long it is good for."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def create_app(settings: Settings, opened: Callable[[Settings], Engine] = open_engine) -> FastAPI:
    """通办 over HTTP: pages for people, REST for programs.

    The engine is opened when the server starts and closed when it stops; `opened` is how, for whoever brings other adapters.
    """
    set_up_logging()
    measures = Measures()
    app = FastAPI(
        title="通办 Tongban",
        lifespan=_lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_name,
        middleware=[
            Middleware(Observe, measures=measures),
            Middleware(SecurityHeaders, https=settings.https),
            Middleware(CatchAll, page=problem_page),
            Middleware(ReadableAddress),
            Middleware(BodyLimit, settings=settings),
        ],
    )
    app.state.settings = settings
    app.state.opened = opened
    app.state.measures = measures
    app.state.throttle = Throttle(settings.sign_in_attempts)
    app.state.objection_throttle = Throttle(OBJECTIONS_A_MINUTE)
    app.state.token_throttle = Throttle(settings.token_requests)
    install(app, problem_page)
    app.include_router(observation)
    for pages in PAGES:
        app.include_router(pages.router)
    app.include_router(rest_router())
    app.mount("/static", Static(directory=STATIC, check_dir=False), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the engine before the first request, close it after the last."""
    engine = await run_in_threadpool(app.state.opened, app.state.settings)
    app.state.engine = engine
    app.state.live = Live(engine)
    close_when_told(app.state.live)
    app.state.forms = engine.runtime.ports.forms
    app.state.stages = Stages()
    app.state.assets = Assets()
    pages = app.state.pages = Pages(app.state.assets, engine.runtime.ports.clock.now)
    app.state.renderers = {language: Renderer(pages.environment(language)) for language in LANGUAGES}
    try:
        yield
    finally:
        app.state.live.close()
        app.state.stages.close()
        await run_in_threadpool(engine.close)
