"""Open tasks by the million and events by ten millions, made inside the server by one statement a table: for measuring, not for running.

Every row is made from a real one; only what makes the rows different is said here. Tables are filled without their indexes, which are
built afterwards, and without a log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from engine.model import Base, Case, CaseClock, CaseWords, Entry, RosterRow, Task
from engine.running.copies import KIND as COPY
from engine.running.delegation import KIND as DELEGATION
from engine.running.finding import grams_of, words_of
from engine.store.postgres import plain_url

DISTRICTS = tuple(f"4401{number:02d}" for number in (6, 3, 4, 5, 11, 12, 13, 14, 15, 17, 18)) + tuple(f"4403{n:02d}" for n in range(3, 12))
TASKS_A_DISTRICT = 5_000
"""At least so many lie in a district, so that its lists fill their page in a small installation, too, and only the size differs."""

ROLES = ("clerk", "review", "second_review", "sign_off", "funds")
SPREAD_DAYS = 60

PLACES = """
CREATE TEMPORARY TABLE place AS
SELECT number, md5('case' || number)::uuid AS case_id, md5('task' || number)::uuid AS task_id,
    (%(districts)s::text[])[1 + floor(random() * %(most_districts)s)::int] AS region,
    (%(roles)s::text[])[1 + floor(random() * %(most_roles)s)::int] AS role,
    CASE WHEN random() < 0.95 THEN %(today)s::date + (floor(random() * %(days)s)::int - 5) END AS due,
    number %% 40 = 0 AS applicant, false AS mine, 1 + floor(random() * %(firms)s)::int AS firm, 1 + floor(random() * 300)::int AS heads
FROM generate_series(1, %(tasks)s) number
"""
"""Over up to twenty districts and five roles; one in twenty has no due date, one in forty is the applicant's."""
MINE = """
UPDATE place SET mine = true WHERE number IN (
    SELECT number FROM place WHERE region = '440106' AND role = 'clerk' AND NOT applicant ORDER BY number LIMIT %s
)
"""
HELD = 60
DONE = 200
_FREE = """(SELECT id FROM task WHERE state = 'open' AND assignee_id IS NULL AND organisation_id IS NULL AND region NOT LIKE %(region)s
LIMIT {})"""
TAKEN = f"UPDATE task SET assignee_id = %(person)s WHERE id IN {_FREE.format('%(held)s')}"
FINISHED = f"""UPDATE task SET state = 'done', done_by_id = %(person)s, done_by = 'measured', outcome = 'done', due_on = NULL,
yellow_on = NULL, done_at = now() - (random() * 20) * interval '1 day' WHERE id IN {_FREE.format("%(done)s")}"""
_ACT = """INSERT INTO act (id, case_id, task_id, kind, state, by, to_id, "to", at, reason, basis, data, ended_by, answer)
SELECT gen_random_uuid(), case_id, id, '{}', 'open', 'measured', %(person)s, 'measured', now(), '', '', '{{}}', '', '' FROM task"""
TOLD_OF = f"{_ACT.format(COPY)} WHERE id IN (SELECT id FROM task WHERE state = 'open' AND region LIKE %(region)s LIMIT %(held)s)"
ASKED = f"{_ACT.format(DELEGATION)} WHERE state = 'open' AND assignee_id = %(person)s"
BEGUN = """UPDATE "case" SET applicant_id = %(person)s, origin = 'officer' WHERE id IN (
SELECT case_id FROM task WHERE state = 'open' AND region LIKE %(region)s ORDER BY random() LIMIT %(held)s)"""
"""What one officer holds does not grow with what all the others have."""

TASKS_A_FIRM = 50
FIRST = "恒川 北辰 江北 数联 清源 华瑞 汇通 安泰 启明 远航 金茂 宏图 新锐 佳和 正源 立信 博远 天润 海珀 同创"
SECOND = "智能 精密 新材料 信息 生物 电子 物流 包装 食品 建筑 汽车 家具 能源 环保 纺织 机械 餐饮 模具 化工 医药"
THIRD = "装备 制造 科技 技术 服务 工程 贸易 设备 管理 实业"
WORDS = {name: words.split(" ") for name, words in (("first", FIRST), ("second", SECOND), ("third", THIRD))}
"""Enterprises are called by what their kind is called: a word of a name is shared by a twentieth, a tenth of all."""
OCCUPATIONS = ("数控车工", "电工", "焊工", "中式烹调师", "养老护理员", "叉车司机", "汽车维修工", "模具工", "钳工", "西式面点师")
FIRM_ROWS = """
CREATE TEMPORARY TABLE firm AS
SELECT number, md5('firm' || number)::uuid AS id, '91440' || upper(substr(md5(number::text), 1, 13)) AS uscc,
    '广州' || (%(first)s::text[])[1 + number %% %(firsts)s] || (%(second)s::text[])[1 + (number / 20) %% %(seconds)s]
    || (%(third)s::text[])[1 + (number / 400) %% %(thirds)s] || number || '号有限公司' AS name
FROM generate_series(1, %(firms)s) number
"""
FIRMS_KEPT = """
INSERT INTO organisation (id, kind, name, uscc, region, phone, address)
SELECT id, 'enterprise', name, uscc, '440106', '', '' FROM firm
"""
TOLD = "CREATE TEMPORARY TABLE told (firm int, occupation int, words text, grams text[])"
WORDS_KEPT = """
INSERT INTO case_words (case_id, number, rebmun, words, grams)
SELECT place.case_id, lower(place.region || '-q-' || place.number), reverse(lower(place.region || '-q-' || place.number)),
    told.words || chr(10) || '拟培养人数 ' || place.heads,
    told.grams || %(heads)s::text[]
    || ARRAY['@' || left(place.region, 2), '@' || left(place.region, 4), '@' || place.region]
    || CASE WHEN place.heads >= 100 THEN ARRAY[place.heads::text] ELSE ARRAY[]::text[] END
FROM place JOIN told ON told.firm = place.firm AND told.occupation = place.number %% %(occupations)s
"""
SUMMARY = (
    "jsonb_build_array(jsonb_build_object('label', jsonb_build_object('zh', '职业', 'en', 'Occupation'), 'value', "
    f"(ARRAY[{', '.join(repr(name) for name in OCCUPATIONS)}])[1 + place.number % {len(OCCUPATIONS)}]), "
    "jsonb_build_object('label', jsonb_build_object('zh', '拟培养人数', 'en', 'Apprentices'), 'value', place.heads::text))"
)

NAMED = """
INSERT INTO roster_row (id, case_id, field, no, values, person, named, occupation, level, status, faults, reasons)
SELECT md5('row' || number)::uuid, case_id, 'roster', 1, '{}', sha256(('id' || number)::bytea),
    CASE WHEN number %% 5000 = 0 THEN %(rare)s WHEN number %% 50 = 0 THEN %(common)s ELSE sha256(('name' || number)::bytea) END,
    '', '', 'eligible', '[]', '[]'
FROM place
"""
"""Every fiftieth case has somebody of the common name, every five-thousandth one of the rare."""
CASE_VALUES = {
    "id": "case_id", "number": "place.region || '-Q-' || place.number", "region": "place.region", "due_on": "due",
    "event_seq": "1000", "next_due": "NULL", "state": "NULL", "summary": SUMMARY,
    "organisation_id": "md5('firm' || place.firm)::uuid",
}  # fmt: skip
TASK_VALUES = {
    "id": "task_id", "case_id": "place.case_id", "region": "place.region", "due_on": "due", "yellow_on": "due - 7",
    "element": "'accept'", "form": "'accept'", "arrived_at": "now() - place.number * interval '1 minute'",
    "role": "CASE WHEN applicant THEN '' ELSE place.role END",
    "organisation_id": "CASE WHEN applicant THEN (SELECT id FROM organisation WHERE kind = 'enterprise' LIMIT 1) END",
    "assignee_id": "CASE WHEN place.mine THEN '{clerk}'::uuid END",
}  # fmt: skip
CLOCK_VALUES = {"id": "md5('clock' || place.number)::uuid", "case_id": "place.case_id", "due_on": "due", "yellow_on": "due - 7"}
ENTRY_VALUES = {
    "seq": "pattern.place", "case_id": "place.case_id",
    "at": "now() - (place.number * 10 + pattern.place) * interval '1 second'",
    "facts": "jsonb_build_array(pattern.facts -> 0)", "sent": "NULL",
}  # fmt: skip


NOBODY = (b"common", b"rare")


def fill(
    url: str,
    open_tasks: int,
    today: date,
    clerk: UUID,
    events_each: int = 0,
    names: tuple[bytes, bytes] = NOBODY,
    most_districts: int = len(DISTRICTS),
) -> None:
    """One open case, task, clock and person each, with so many events; a real case with its open task, clock and events must be there.

    `names` are the blind indexes of the common and of the rare name.
    """
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        # Every row is made from one that holds: foreign keys need not be looked up a million times.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SELECT setseed(0.5)")
        firms = max(open_tasks // TASKS_A_FIRM, 1)
        districts = list(DISTRICTS[:most_districts])
        spread = {
            "firms": firms,
            "districts": districts,
            "most_districts": len(districts),
            "roles": list(ROLES),
            "most_roles": len(ROLES),
        }
        connection.execute(PLACES, {**spread, "firms": firms, "today": today, "days": SPREAD_DAYS, "tasks": open_tasks})
        connection.execute(MINE, (HELD,))
        _enterprises(connection, firms)
        _copied(connection, Case, CASE_VALUES, '(SELECT * FROM "case" LIMIT 1)')
        _copied(connection, Task, {name: text.replace("{clerk}", str(clerk)) for name, text in TASK_VALUES.items()},
                "(SELECT * FROM task WHERE state = 'open' LIMIT 1)")  # fmt: skip
        _copied(connection, CaseClock, CLOCK_VALUES, "(SELECT * FROM clock WHERE finished_at IS NULL LIMIT 1)")
        if events_each:
            one = "(SELECT * FROM entry WHERE case_id IS NOT NULL ORDER BY id LIMIT 1)"
            patterns = f"(SELECT one.*, number AS place FROM {one} one CROSS JOIN generate_series(1, {events_each}) number)"
            _copied(connection, Entry, ENTRY_VALUES, patterns, without=("id",))
        with _without_indexes(connection, RosterRow.__tablename__):
            connection.execute(NAMED, dict(zip(("common", "rare"), names, strict=True)))
        with _without_indexes(connection, CaseWords.__tablename__):
            connection.execute(WORDS_KEPT, {"heads": grams_of("拟培养人数"), "occupations": len(OCCUPATIONS)})


def _enterprises(connection: psycopg.Connection[Any], firms: int) -> None:
    """The enterprises, and for each and every occupation what their cases are found by: cut by the product's own hand."""
    connection.execute(FIRM_ROWS, {**WORDS, **{f"{place}s": len(words) for place, words in WORDS.items()}, "firms": firms})
    connection.execute(FIRMS_KEPT)
    connection.execute(TOLD)
    rows = connection.execute("SELECT number, name, uscc FROM firm").fetchall()
    with connection.cursor().copy("COPY told FROM STDIN") as copy:
        for number, name, uscc in rows:
            for place, occupation in enumerate(OCCUPATIONS):
                words = words_of(name, uscc, [{"label": {"zh": "职业", "en": "Occupation"}, "value": occupation}])
                copy.write_row((number, place, words, grams_of(words)))


def busy(url: str, person: UUID, region: str) -> None:
    """Work of somebody's own: tasks they hold (each with an opinion they are asked for), have done, are told of, and cases they began.

    What they hold and did lies elsewhere, so that the lists of their area stay as they are.
    """
    own = {"person": person, "region": f"{region.rstrip('0')}%", "held": HELD, "done": DONE}
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        for statement in (TAKEN, FINISHED, TOLD_OF, ASKED, BEGUN):
            connection.execute(statement, own)


def settle(url: str) -> None:
    """Let the server do now what it would do in the middle of a measurement."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE, FREEZE)")
        connection.execute("CHECKPOINT")


def _copied(
    connection: psycopg.Connection[Any], model: type[Base], values: Mapping[str, str], pattern: str, without: tuple[str, ...] = ()
) -> None:
    table = model.__tablename__
    names = [column.name for column in model.__table__.columns if column.name not in without]
    listed = ", ".join(f'"{name}"' for name in names)
    chosen = ", ".join(values.get(name, f'pattern."{name}"') for name in names)
    with _without_indexes(connection, table):
        connection.execute(f'INSERT INTO "{table}" ({listed}) SELECT {chosen} FROM place, {pattern} pattern')


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any], table: str) -> Iterator[None]:
    """Secondary indexes go while the table is filled and are built anew; what a constraint stands on stays."""
    found = connection.execute(
        "SELECT i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
        "JOIN pg_class t ON t.oid = x.indrelid WHERE t.relname = %s AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid)",
        (table,),
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in found:
        connection.execute(definition)
