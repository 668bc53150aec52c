"""The file store keeps every content once, whole, and by its digest."""

import threading
from hashlib import sha256
from io import BytesIO

import pytest

from engine.files.store import FileStore, FileTooLarge
from engine.sdk.ports import FilesPort, StoredFile


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "files")


def left_over(store):
    return [path for path in store.root.rglob("*") if path.is_file() and len(path.name) != 64]


def test_a_file_is_kept_by_its_digest_and_read_back(store):
    stored = store.put(BytesIO(b"%PDF-1.7 hello"), 100)
    assert stored == StoredFile(sha256(b"%PDF-1.7 hello").hexdigest(), 14, "application/pdf")
    with store.open(stored.digest) as file:
        assert file.read() == b"%PDF-1.7 hello"
    assert not left_over(store)


def test_the_same_content_is_kept_once(store):
    first, second = store.put(BytesIO(b"x"), 10), store.put_bytes(b"x", "text/plain")
    assert first.digest == second.digest
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(store):
    assert store.put(BytesIO(b"x" * 100), 100).size == 100
    with pytest.raises(FileTooLarge) as refused:
        store.put(BytesIO(b"y" * 101), 100)
    assert (refused.value.code, refused.value.facts) == ("file_too_large", {"limit": 100})
    assert not left_over(store)


def test_a_stream_that_is_too_large_is_not_read_to_its_end(store):
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(FileTooLarge):
        store.put(endless, 1_000_000)
    assert endless.given <= 1_000_001


def test_a_stream_that_breaks_leaves_nothing_behind(store):
    class Broken:
        def read(self, size):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Broken(), 100)
    assert not left_over(store)


def test_many_writers_of_one_content_agree(store):
    content, results = b"z" * 500_000, []
    threads = [threading.Thread(target=lambda: results.append(store.put(BytesIO(content), 10**6))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert len(set(results)) == 1
    assert store.path(results[0].digest).read_bytes() == content
    assert not left_over(store)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "0" * 64, "", "Z" * 64, "a" * 63])
def test_what_is_not_there_is_not_found(store, digest):
    with pytest.raises(FileNotFoundError):
        store.open(digest)
    assert not store.holds(digest)
    assert store.delete(digest) is False


def test_an_unused_file_is_deleted(store):
    digest = store.put(BytesIO(b"x"), 10).digest
    assert store.delete(digest) is True
    assert not store.holds(digest)


def test_the_store_is_the_engines_port_for_files(store):
    port: FilesPort = store
    stored = port.put_bytes(b"abc", "text/plain")
    with port.open(stored.digest) as file:
        assert file.read() == b"abc"
