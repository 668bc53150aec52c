"""How often one address may try to sign in. The account itself is locked by the engine; this only slows a guesser down."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

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
