"""The engine 引擎: one command, one transaction; one question, one frozen answer."""

from hashlib import sha256
from typing import Self, TypeVar
from uuid import uuid4

import structlog
from sqlalchemy import create_engine, event
from sqlalchemy.orm import sessionmaker

from engine.commands.command import Command, read_answer, write_answer
from engine.model import Answer
from engine.queries.query import Query
from engine.running.incidents import park
from engine.running.role_titles import naming_posts
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, Incident
from engine.security.keyring import Keyring
from engine.store.json import dumps, loads_row
from engine.store.known import watch_writing
from engine.store.liveness import refuse_dead
from engine.store.placing import keep_to
from engine.store.runtime import Ports, Runtime
from engine.store.together import keep_prepared
from engine.store.unit_of_work import UnitOfWork

Result = TypeVar("Result")
LOCK_TIMEOUT_MS = 3000
CONNECT_SECONDS = 5
POOL_SECONDS = 10.0
"""A database that is away is told soon, also where nobody refuses the connection and it merely hangs."""

log = structlog.get_logger("engine")


class Engine:
    """引擎: opened once per process on a database and its ports; used by any number of threads."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    @classmethod
    def open(
        cls,
        database_url: str,
        ports: Ports,
        keyring: Keyring,
        *,
        pool_size: int = 10,
        patience: float = POOL_SECONDS,
        core: int | None = None,
    ) -> Self:
        """Open the engine on a migrated PostgreSQL database; nothing is read or written yet.

        Twice `pool_size` connections serve everybody; who gets none within `patience` seconds is told that it is too busy. With a `core`,
        this process and the server's processes that serve it keep to that one.
        """
        database = create_engine(
            database_url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=patience,
            json_serializer=dumps,
            json_deserializer=loads_row,
            connect_args={
                # What a step sends is prepared by `Together`; questions are planned for their own values: a district is not a city.
                "prepare_threshold": None,
                "connect_timeout": CONNECT_SECONDS,
                # Every question reads a page by an index: none is worth compiling, whatever the server thinks that it will cost.
                "options": f"-c jit=off -c lock_timeout={LOCK_TIMEOUT_MS} -c timezone=Asia/Shanghai"
                " -c idle_in_transaction_session_timeout=60000",
            },
        )
        event.listen(database, "checkout", refuse_dead)
        keep_prepared(database)
        watch_writing(database)
        if core is not None:
            keep_to(core, database)
        return cls(Runtime(database, sessionmaker(database, expire_on_commit=False), ports, keyring))

    def stay(self) -> None:
        """Serve until told to stop: programs are kept from the garbage collector, whose looking through them is a tenth of every step."""
        self.runtime.programs.stays = True

    def close(self) -> None:
        """Let go of every connection."""
        self.runtime.database.dispose()

    def execute(self, command: Command[Result], *, by: Actor, key: str | None = None) -> Result:
        """Run one command in one transaction, or leave everything as it was.

        With an idempotency `key`, a repeated request gets the first answer (unless that must not be kept); the same key with another
        request is a `Conflict`.

        Raises:
            Rejection: the command was understood and refused.
            Unavailable: the database is away; `commit_unknown` when it went in the very moment of the commit: only a repetition with the
                same key finds out whether it was done.
            Incident: the case cannot move; the cause is kept where administrators see it.
        """
        try:
            with UnitOfWork(self.runtime) as uow, naming_posts(uow):
                if key is None or not command.keeps_answer:
                    return command.run(uow, by)
                return self._once(uow, command, by, key)
        except Incident as incident:
            if not command.in_background:
                park(self.runtime, command, incident)
            raise

    def _once(self, uow: UnitOfWork, command: Command[Result], by: Actor, key: str) -> Result:
        owner = str(by.user_id or by.kind)
        request = sha256(repr(command).encode()).digest()
        first = uow.first_answer(owner, key)
        if first is not None:
            if first[0] != request:
                raise Conflict("key_used", key=key)
            return read_answer(command, first[1])
        result = command.run(uow, by)
        answer = {"id": uuid4(), "owner": owner, "key": key, "request": request, "result": write_answer(command, result)}
        uow.batch.insert_values(Answer, {**answer, "created_at": uow.now})
        return result

    def ask(self, query: Query[Result], *, by: Actor) -> Result:
        """Answer one question from one consistent snapshot; nothing changes."""
        with UnitOfWork(self.runtime, read_only=True) as uow, naming_posts(uow):
            return query.answer(uow, by)
