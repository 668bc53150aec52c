"""Live updates 实时动态: server-sent events. Any number of open pages cost one look at the database a second and no thread each.

This is the one place where requests are answered asynchronously: a connection that mostly waits must not hold a thread (ADR 0808).
"""

import asyncio
import json
import signal
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive

from engine.engine import Engine
from engine.queries import Change, Changes
from engine.queries.changes import OF_PEOPLE
from engine.sdk.actor import Actor

EVERY_SECONDS = 1.0
HEARTBEAT_SECONDS = 15
LONGEST_SECONDS = 600
"""A stream ends after so long: the browser comes again, and whoever has signed out meanwhile is told no more."""
MOST_LISTENERS = 1000
MOST_OF_ONE = 12
MOST_WAITING = 50
REMEMBERED = 2000
TOLD = frozenset(
    {
        "task_opened",
        "task_claimed",
        "task_released",
        "task_assigned",
        "task_transferred",
        "task_delegated",
        "delegation_answered",
        "task_completed",
        "task_cancelled",
        "task_expired",
        "task_sent_back",
        "task_recalled",
        "task_reopened",
        "signer_removed",
        "person_recused",
        "case_copied",
        "copy_read",
        "clock_stopped",
        "clock_resumed",
        "clock_extended",
        "case_closed",
        *OF_PEOPLE,
    }
)
"""The kinds of events that change what a queue shows."""
log = structlog.get_logger("tongban.live")


@dataclass(eq=False)
class Listener:
    """One open page: whose, what waits to be sent to it, and how many unread alerts it was told of last."""

    actor: Actor
    waiting: "asyncio.Queue[str | None]" = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    unread: int = -1


class Live:
    """实时动态 of one server process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._listeners: set[Listener] = set()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    def admits(self, actor: Actor) -> bool:
        """Whether one more page of this person may listen; who may not asks again from time to time instead."""
        own = sum(each.actor.user_id == actor.user_id for each in self._listeners)
        return not self._closed and len(self._listeners) < MOST_LISTENERS and own < MOST_OF_ONE

    async def stream(self, actor: Actor, receive: Receive) -> AsyncIterator[str]:
        """The text of an event stream, until the page goes away, the server stops or it has lasted long enough."""
        listener = Listener(actor)
        self._listeners.add(listener)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        left = asyncio.create_task(_gone(receive))
        try:
            yield f"retry: {int(EVERY_SECONDS * 3000)}\n\n"
            ends = asyncio.get_running_loop().time() + LONGEST_SECONDS
            while asyncio.get_running_loop().time() < ends:
                said = await _next(listener, left)
                if said is None:
                    return
                yield said
        finally:
            left.cancel()
            self._listeners.discard(listener)

    def close(self) -> None:
        """End every stream: the server is about to stop and waits for nobody."""
        self._closed = True
        for listener in list(self._listeners):
            _put(listener, None)

    async def _look(self) -> None:
        """Look once a second for as long as somebody listens; a database that is away is looked for again."""
        mark: int | None = None
        while self._listeners and not self._closed:
            people = tuple({each.actor.user_id for each in self._listeners if each.actor.user_id is not None})
            try:
                view = await run_in_threadpool(self._engine.ask, Changes(after=mark, people=people), by=Actor.system())
            except Exception as error:  # noqa: BLE001  whatever it is, the next look may succeed
                log.warning("nobody told of changes", cause=str(error))
            else:
                unknown = [change for change in view.changes if self._is_new(change)]
                new = [] if mark is None else unknown  # what was there before the first look is nobody's news
                mark = max(view.mark, mark or 0)
                for listener in list(self._listeners):
                    self._tell(listener, new, view.unread.get(listener.actor.user_id, 0) if listener.actor.user_id else 0)
            await asyncio.sleep(EVERY_SECONDS)

    def _is_new(self, change: Change) -> bool:
        if change.event_id in self._seen:
            return False
        self._seen[change.event_id] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    @staticmethod
    def _tell(listener: Listener, changes: list[Change], unread: int) -> None:
        known = [
            {"kind": each.kind, "task": each.task_id, "case": str(each.case_id or ""), "by": each.by}
            for each in changes
            if each.kind in TOLD and may_know(listener.actor, each)
        ]
        if known:
            _put(listener, _event("change", known))
        if unread != listener.unread:
            listener.unread = unread
            _put(listener, _event("unread", unread))


def may_know(actor: Actor, change: Change) -> bool:
    """Officers know of the cases of their area, administrators of all; applicants are told by their alerts alone.

    What belongs to no case is known to those it is about.
    """
    if change.case_id is None:
        return str(actor.user_id) in change.people
    return actor.kind == "administrator" or (actor.kind == "officer" and actor.sees(change.region))


async def _gone(receive: Receive) -> None:
    """Wait until the browser has closed the connection: a page that was left is no listener any more."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _next(listener: Listener, left: "asyncio.Task[None]") -> str | None:
    """What is to be sent next, a sign of life where nothing happens; None when it is over."""
    waiting = asyncio.create_task(listener.waiting.get())
    done, _ = await asyncio.wait({waiting, left}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if waiting in done and left not in done:
        return waiting.result()
    waiting.cancel()
    return None if left in done else ": still here\n\n"


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _put(listener: Listener, said: str | None) -> None:
    """A page that takes nothing off its queue for so long is gone; what it misses it sees when it asks again."""
    with suppress(asyncio.QueueFull):
        listener.waiting.put_nowait(said)


def close_when_told(live: Live) -> None:
    """Let the signals that stop the server end the streams first; elsewhere than in the main thread there are no signals."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def handle(received: int, frame: Any, before: Any = before) -> None:
            loop.call_soon_threadsafe(live.close)
            if callable(before):
                before(received, frame)

        signal.signal(number, handle)
