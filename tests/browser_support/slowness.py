"""A slow machine on request: `TONGBAN_SLOW=5` makes every window five times slower and the way to the server long.

A browser test must not depend on how fast anything is. Under this its pages calculate slowly, every request takes its time on the way and
answers come in another order than they were asked for; what is waited for may take as many times longer.
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
        session.send("Emulation.setCPUThrottlingRate", {"rate": RATE})
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
