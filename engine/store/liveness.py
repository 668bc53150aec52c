"""Connections that died while they lay in the pool 断开的连接."""

import select
from typing import Any

import psycopg
from sqlalchemy.exc import DisconnectionError


def refuse_dead(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
    """A server that went away has said so on the socket: look there before work begins, which costs no round trip.

    An idle connection has nothing to read. Whatever there is, the pool replaces the connection by a new one.
    """
    if connection.closed:
        raise DisconnectionError
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
    if looking.poll(0):
        raise DisconnectionError
