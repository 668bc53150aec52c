"""附件库: files kept by digest, and the judgement of what was uploaded."""

from engine.files.judging import Limits, judge
from engine.files.refusals import FileRefused
from engine.files.sniffing import sniff
from engine.files.store import FileStore

__all__ = ["FileRefused", "FileStore", "Limits", "judge", "sniff"]
