"""Surveys of packages, kept by what was surveyed: editors ask again with every key that is pressed.

A program is never changed once it is read, and the same files always read the same, so an answer is good for ever. One thread
surveys at a time: whoever asks for the same files meanwhile waits for that answer instead of reading them too.
"""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from engine.packages.program import Program, digest_of, survey_program
from engine.sdk.errors import Finding

KEPT = 12


class Surveys:
    """The last few surveys by the digest of the files."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[str, tuple[Program | None, tuple[Finding, ...]]] = OrderedDict()
        self._lock = Lock()

    def of(self, files: Mapping[str, bytes]) -> tuple[Program | None, tuple[Finding, ...]]:
        """As `survey_program`."""
        digest = digest_of(files)
        with self._lock:
            found = self._known.get(digest)
            if found is None:
                program, findings = survey_program(files)
                found = self._known[digest] = (program, tuple(findings))
                while len(self._known) > self._kept:
                    self._known.popitem(last=False)
            self._known.move_to_end(digest)
            return found


surveys = Surveys()
"""Of this process."""
