"""A release is immutable: whatever runs in the database, no file of it changes, goes or comes to it."""

import psycopg
import pytest

from tests.engine.house import House


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release_file SET content = content || '\\x20' WHERE path <> ''",
        "UPDATE release_file SET path = path || '.old'",
        "DELETE FROM release_file",
        "INSERT INTO release_file (release_id, path, content) SELECT id, program || '/services.py', ''::bytea FROM release",
        "UPDATE release SET file_count = file_count + 1",
        "UPDATE release SET digest = 'other'",
        "DELETE FROM release",
    ],
)
def test_nothing_of_a_release_is_changed_removed_or_added(house: House, statement: str) -> None:
    before = house.rows("SELECT release_id, path, md5(content) FROM release_file ORDER BY 1, 2")
    assert before
    with pytest.raises(psycopg.errors.IntegrityError):
        house.rows(statement)
    assert house.rows("SELECT release_id, path, md5(content) FROM release_file ORDER BY 1, 2") == before
