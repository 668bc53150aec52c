"""How often one address may do what strangers may do: try to sign in, object to a list. An account itself is locked by the engine."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from fastapi import Request
from starlette.exceptions import HTTPException

WINDOW = 60.0
MOST_ADDRESSES = 10_000


class Throttle:
    """Counts attempts per address in the last minute; memory is bounded, the oldest address is forgotten first."""

    def __init__(self, attempts: int, now: Callable[[], float] = time.monotonic) -> None:
        self.attempts = attempts
        self.now = now
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, address: str) -> int:
        """Count one attempt; return 0 when it is allowed, otherwise the seconds to wait."""
        with self._lock:
            moment = self.now()
            seen = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while seen and moment - seen[0] >= WINDOW:
                seen.popleft()
            if len(seen) >= self.attempts:
                return int(WINDOW - (moment - seen[0])) + 1
            seen.append(moment)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            return 0


class TooOften(HTTPException):
    """More attempts from one address than a person makes."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, "too_often", headers={"Retry-After": str(seconds)})
        self.facts = {"seconds": seconds}


def admit(request: Request, throttle: Throttle) -> str:
    """Count an attempt and return the address it came from; refuse when there were too many."""
    address = request.client.host if request.client else ""
    seconds = throttle.admit(address)
    if seconds:
        raise TooOften(seconds)
    return address


def may_object(request: Request) -> None:
    """Count an objection before anything of it is read."""
    admit(request, request.app.state.objection_throttle)
