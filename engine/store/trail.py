"""The trail 留痕 of one unit of work: what is recorded gathers in entries, numbered at once and hashed at the commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model import Case, Chain, Entry
from engine.model.event import Fact, Sent, link, link_sent
from engine.sdk.actor import Actor
from engine.store.batch import Batch


@dataclass(slots=True)
class _Written:
    """What is added to one chain: the row that knows its end, and the entries in their order."""

    end: Case | Chain
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def chain(self) -> str:
        """The chain's name, as the hash covers it."""
        return str(self.end.id) if isinstance(self.end, Case) else self.end.name


class Trails:
    """留痕: entries that wait for the commit."""

    def __init__(self, now: datetime, batch: Batch) -> None:
        self._now = now
        self._batch = batch
        self._chains: dict[UUID | str, _Written] = {}

    def record(self, end: Case | Chain, by: Actor, fact: Fact) -> None:
        """An event takes the next number of its chain."""
        if isinstance(end, Case):
            end.event_seq = seq = end.event_seq + 1
        else:
            end.seq = seq = end.seq + 1
        entry = self._entry(end, by)
        if not entry["facts"]:
            entry["seq"] = seq
        entry["facts"].append(fact)

    def keep(self, case: Case, by: Actor, step: str, data: Mapping[str, Any], task_id: UUID | None) -> None:
        """What was sent stands beside the event that tells of it."""
        entry = self._entry(case, by)
        sent: Sent = [step, str(task_id) if task_id else None, data]
        entry["sent"] = [*(entry["sent"] or ()), sent]

    def link(self) -> None:
        """Let every chain end in the hash of what was added to it."""
        for written in self._chains.values():
            end = written.end
            digest = end.event_hash if isinstance(end, Case) else end.hash
            for entry in written.entries:
                digest = entry["hash"] = self._digest(digest, written.chain, entry)
            if isinstance(end, Case):
                end.event_hash = digest
            else:
                end.hash = digest
        self._chains.clear()

    def _digest(self, previous: bytes, chain: str, entry: Mapping[str, Any]) -> bytes:
        if not entry["facts"]:
            raise RuntimeError(f"{entry['sent'][0][0]}: something was sent and no event tells of it")
        who = (entry["actor_id"], entry["actor"], entry["organisation"])
        for seq, (kind, public, data) in enumerate(entry["facts"], entry["seq"]):
            previous = link(previous, (chain, seq, self._now, kind, *who, public, data))
        for sent in entry["sent"] or ():
            previous = link_sent(previous, sent)
        return previous

    def _entry(self, end: Case | Chain, by: Actor) -> dict[str, Any]:
        """The last entry of a chain when it is the same actor's, else a new one."""
        name = end.id if isinstance(end, Case) else end.name
        written = self._chains.get(name)
        if written is None:
            written = self._chains[name] = _Written(end)
        written.end = end
        if written.entries:
            last = written.entries[-1]
            if (last["actor_id"], last["actor"], last["organisation"]) == (by.user_id, by.name, by.organisation):
                return last
        entry: dict[str, Any] = {
            "case_id": end.id if isinstance(end, Case) else None,
            "chain": "" if isinstance(end, Case) else name,
            "at": self._now,
            "actor_id": by.user_id,
            "actor": by.name,
            "organisation": by.organisation,
            "facts": [],
            "sent": None,
            "volume": None,
            "seq": None,
            "hash": b"",
        }
        written.entries.append(entry)
        self._batch.insert_values(Entry, entry)
        return entry
