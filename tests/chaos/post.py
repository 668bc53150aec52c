"""The outside world of the chaos tests: a delivery port that keeps what reached it in files, and can be slow or out of order."""

import os
import signal
import time
from pathlib import Path

from engine.sdk.ports import Message
from tests.chaos.diary import Diary


class Post:
    """Notes begin and end of every delivery. A file `closed` in the folder makes it refuse, a file `slow` says how many
    seconds it takes, a file `deadly` names the topic whose messages take the whole process with them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._diary = Diary(folder / "post.jsonl")

    def deliver(self, message: Message) -> None:
        if (self._folder / "closed").exists():
            raise ConnectionRefusedError("the post office is closed")
        slow = self._folder / "slow"
        began = time.monotonic()
        self._diary.write(began=began, id=message.id, topic=message.topic, pid=os.getpid())
        deadly = self._folder / "deadly"
        if deadly.exists() and deadly.read_text() == message.topic:
            os.kill(os.getpid(), signal.SIGKILL)
        if slow.exists():
            time.sleep(float(slow.read_text()))
        self._diary.write(ended=time.monotonic(), id=message.id, topic=message.topic, pid=os.getpid(), began_at=began)
