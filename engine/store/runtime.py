"""What every unit of work of one process shares: the database, the ports, the keys, loaded programs and calendars."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session, sessionmaker

from engine.calendar.calendar import Calendar
from engine.packages.program import Program, load_program
from engine.sdk.ports import ChannelPort, Clock, DeliveryPort, DocumentsPort, FilesPort, FormsPort, HookPort
from engine.security.keyring import Keyring
from engine.store.known import KnownCases

ZONE = ZoneInfo("Asia/Shanghai")
MOST_PROGRAMS = 64


class SystemClock:
    """The wall clock, in Asia/Shanghai."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(ZONE)


@dataclass(frozen=True, slots=True)
class Ports:
    """The adapters the composition root chose."""

    forms: FormsPort
    files: FilesPort
    documents: DocumentsPort
    delivery: DeliveryPort
    clock: Clock = field(default_factory=SystemClock)
    manual: frozenset[str] = frozenset({"port.insurance", "port.licence", "port.standing"})
    channels: Mapping[str, ChannelPort] = field(default_factory=dict)
    """How people are reached outside the pages, by name (mail, robot); what is not there is off."""
    adapters: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = field(default_factory=dict)
    hooks: HookPort | None = None
    """The way to other systems; None: webhooks are off."""
    programs: Path | None = None
    """Where the folders of the programs lie, for the scenarios that are no part of a release."""


class ProgramCache:
    """Loaded releases by id. A release never changes, so a loaded one is good for ever; the least used are let go."""

    def __init__(self) -> None:
        self._programs: OrderedDict[UUID, Program] = OrderedDict()
        self._lock = Lock()
        self.stays = False
        """Whether the process serves until it is told to stop: the garbage collector need not look through programs then."""

    def get(self, release_id: UUID, load: Callable[[], Mapping[str, bytes]]) -> Program:
        """The program of a release; `load` fetches its files the first time."""
        with self._lock:
            program = self._programs.get(release_id)
            if program is None:
                program = load_program(load())
                self._programs[release_id] = program
                while len(self._programs) > MOST_PROGRAMS:
                    self._programs.popitem(last=False)
                if self.stays:
                    gc.unfreeze()  # what was let go of is found now
                    gc.collect()
                    gc.freeze()
            self._programs.move_to_end(release_id)
            return program


class CalendarCache:
    """The working-day calendar of a version; the version is read with every lock of a case, so a stale one is never used."""

    def __init__(self) -> None:
        self._version = -1
        self._calendar: Calendar | None = None
        self._lock = Lock()

    def get(self, version: int, load: Callable[[], Calendar]) -> Calendar:
        """The calendar of `version`; `load` fetches it when it is another than the one kept."""
        with self._lock:
            if self._calendar is None or self._version != version:
                self._calendar = load()
                self._version = version
            return self._calendar


@dataclass(frozen=True, slots=True)
class Runtime:
    """One process's share of the engine."""

    database: Database
    sessions: sessionmaker[Session]
    ports: Ports
    keyring: Keyring
    programs: ProgramCache = field(default_factory=ProgramCache)
    calendars: CalendarCache = field(default_factory=CalendarCache)
    cases: KnownCases = field(default_factory=KnownCases)
