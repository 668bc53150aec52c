"""What failures of the driver mean 数据库故障: a lost race is a `Conflict`, a lost database `Unavailable`, the rest a fault of ours."""

from typing import Final, NoReturn

import psycopg
from sqlalchemy.exc import DBAPIError

from engine.sdk.errors import Conflict, Unavailable

Failure = DBAPIError | psycopg.Error
FAILURES: Final = (DBAPIError, psycopg.Error)
LOST_RACE: Final = (psycopg.errors.LockNotAvailable, psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
GOING_AWAY: Final = (
    psycopg.errors.AdminShutdown,
    psycopg.errors.CrashShutdown,
    psycopg.errors.CannotConnectNow,
    psycopg.errors.TooManyConnections,
    psycopg.errors.ConnectionException,
)


def lost(failure: Failure, driver: psycopg.Connection[object] | None) -> bool:
    """Whether the connection is gone, or could not be had; a failure the server never saw carries no state of its own."""
    cause = _cause(failure)
    never_told = isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
    return never_told or isinstance(cause, GOING_AWAY) or (driver is not None and driver.closed)


def refuse(failure: Failure, *, gone: bool, committing: bool) -> NoReturn:
    """Raise what the failure means.

    Raises:
        Conflict: somebody was faster.
        Unavailable: the database is away. When it went while it was committing nobody knows whether it did: `commit_unknown` says so.
    """
    cause = _cause(failure)
    if gone:
        raise Unavailable("commit_unknown" if committing else "database_away", cause=str(cause).strip()) from failure
    if isinstance(cause, psycopg.errors.DiskFull):
        raise Unavailable("database_full", cause=str(cause).strip()) from failure
    if isinstance(cause, LOST_RACE):
        raise Conflict("busy") from failure
    if isinstance(cause, psycopg.errors.UniqueViolation):
        raise Conflict("already_there", constraint=cause.diag.constraint_name or "") from failure
    raise failure


def _cause(failure: Failure) -> BaseException | None:
    return failure.orig if isinstance(failure, DBAPIError) else failure
