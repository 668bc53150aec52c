"""合并发送: statements of one message run in order or not at all, and what the server was told outlives a rollback."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine

from engine.store.together import MOST_PREPARED, Together, keep_prepared


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = create_engine(database_url, pool_size=1)
    keep_prepared(database)
    yield database
    database.dispose()


def test_the_last_statement_answers_and_arguments_arrive_as_they_are(database: Database):
    with database.connect() as connection:
        server = Together(connection.connection.driver_connection, connection.info)
        said = 'O\'Neil \\ "三" \n $1; DROP'
        assert server.send([("SELECT 1", []), ("SELECT $1::text", [said])]) == said.encode()
        assert server.send([("SELECT 1 WHERE $1::int > 1", ["1"])]) is None


def test_what_is_prepared_outlives_a_rollback_and_is_forgotten_when_there_is_too_much(database: Database):
    for _ in range(2):
        with database.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM pg_class WHERE relname = %s", ("x",))
            server = Together(connection.connection.driver_connection, connection.info)
            for number in range(MOST_PREPARED + 10):
                assert server.send([(f"SELECT {number}", [])]) == str(number).encode()
            told = server.send([("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'tongban%'", [])])
            assert told is not None
            assert int(told) <= MOST_PREPARED


def test_nothing_of_a_message_stays_when_one_statement_fails(database: Database):
    with database.connect() as connection:
        server = Together(connection.connection.driver_connection, connection.info)
        insert = "INSERT INTO serial (scope, year, last) VALUES ($1, 2026, 1)"
        with pytest.raises(psycopg.errors.UniqueViolation):
            server.send([(insert, ["a"]), (insert, ["a"])], commit=True)
    with database.connect() as connection:
        server = Together(connection.connection.driver_connection, connection.info)
        assert server.send([("SELECT count(*) FROM serial WHERE scope = 'a'", [])]) == b"0"


def test_a_connection_that_was_cut_is_told_as_lost(database: Database):
    with database.connect() as connection:
        server = Together(connection.connection.driver_connection, connection.info)
        server.send([("SELECT 1", [])])
        with database.connect() as other:
            other.exec_driver_sql("SELECT pg_terminate_backend(%s)", (connection.connection.driver_connection.info.backend_pid,))
        with pytest.raises(psycopg.OperationalError):
            server.send([("SELECT 1", []), ("SELECT 2", [])], commit=True)
        connection.invalidate()
