"""A slow way to a slow server on request: `TONGBAN_SLOW=4` makes every request of the windows of a journey take its time.

A browser test must not depend on how fast anything is. Under this scripts arrive after their page, requests are on their way for long and
are answered in another order than they were asked; what is waited for may take as many times longer. The processor is not slowed down:
Chromium does that by keeping it busy, and the windows that only wait would take it from the one that works.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error

RATE = float(os.environ.get("TONGBAN_SLOW", "") or 1)
LATENCY = 50.0
"""milliseconds a request is on its way, for every time slower"""
HESITATION = 0.08
"""seconds the server waits at most before it answers, for every time slower"""

Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def slowed(context: Any) -> None:
    """Slow down every page of a browser context, those it opens itself too."""
    if RATE > 1:
        context.on("page", _slow_down)


def _slow_down(page: Any) -> None:
    with suppress(Error):  # a page may be gone before it could be slowed down
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        conditions = {"offline": False, "latency": LATENCY * RATE, "downloadThroughput": -1, "uploadThroughput": -1}
        session.send("Network.emulateNetworkConditions", conditions)


def hesitant(app: Any) -> Any:
    """The application, answering each request after a while of its own."""

    async def later(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(random.uniform(0, HESITATION * RATE))
        await app(scope, receive, send)

    return later if RATE > 1 else app
