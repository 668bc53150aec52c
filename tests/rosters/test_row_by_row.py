"""A row is mended: only what the change can touch is judged again, and what is said stays true for all the others."""

import time

from engine.commands import RemoveRosterRows, SaveRosterRow
from tests.rosters.conftest import HEADER, Rosters

CLAUSE = "穗人社函〔2020〕22号 二（四）"


def save(rosters, row_id, values):
    return rosters.engine.execute(SaveRosterRow(case_id=rosters.case_id, field="roster", row_id=row_id, values=values), by=rosters.by)


def said(row):
    return [(fault.reason.zh, fault.clause) for fault in row.faults]


def test_a_person_twice_in_the_plan_is_told_with_the_clause_and_where_the_other_row_stands(rosters: Rosters) -> None:
    rosters.fill(rosters.person(1), rosters.person(2), rosters.person(1))
    first, second, third = rosters.rows
    assert said(first) == [(f"与第 3 行（Excel 第 {HEADER + 3} 行）是同一人", CLAUSE)]
    assert said(second) == []
    assert said(third) == [(f"与第 1 行（Excel 第 {HEADER + 1} 行）是同一人", CLAUSE)]
    assert first.faults[0].reason.in_("en") == f"The same person as in row 3 (workbook row {HEADER + 3})"


def test_mending_one_of_two_rows_of_a_person_frees_the_other(rosters: Rosters) -> None:
    rosters.fill(rosters.person(1), rosters.person(2), rosters.person(1))
    assert save(rosters, rosters.rows[2].row_id, rosters.person(3)).status == "eligible"
    assert [row.status for row in rosters.rows] == ["eligible"] * 3
    assert [row.faults for row in rosters.rows] == [(), (), ()]


def test_a_row_that_becomes_a_person_of_another_row_makes_both_faulty(rosters: Rosters) -> None:
    rosters.fill(rosters.person(1), rosters.person(2), rosters.person(3))
    assert save(rosters, rosters.rows[2].row_id, rosters.person(1)).status == "faulty"
    assert [row.status for row in rosters.rows] == ["faulty", "eligible", "faulty"]
    assert save(rosters, None, rosters.person(2)).status == "faulty"
    first, second, third, fourth = rosters.rows
    assert said(second) == [("与第 4 行是同一人", CLAUSE)]
    assert said(fourth) == [(f"与第 2 行（Excel 第 {HEADER + 2} 行）是同一人", CLAUSE)]
    assert said(first)[0][0].startswith("与第 3 行")
    assert said(third)[0][0].startswith("与第 1 行")


def test_removing_a_row_frees_its_twin_and_the_others_name_the_numbers_that_are_left(rosters: Rosters) -> None:
    rosters.fill(*(rosters.person(serial) for serial in (1, 2, 1, 4, 4)))
    rosters.engine.execute(RemoveRosterRows(case_id=rosters.case_id, field="roster", row_ids=(rosters.rows[0].row_id,)), by=rosters.by)
    rows = rosters.rows
    assert [row.no for row in rows] == [1, 2, 3, 4]
    assert [row.status for row in rows] == ["eligible", "eligible", "faulty", "faulty"]
    assert said(rows[2])[0][0] == f"与第 4 行（Excel 第 {HEADER + 5} 行）是同一人"


def test_rows_of_a_workbook_keep_its_row_and_typed_rows_have_none(rosters: Rosters) -> None:
    rosters.fill(rosters.person(1), rosters.person(2))
    save(rosters, None, rosters.person(3))
    save(rosters, rosters.rows[1].row_id, rosters.person(9))
    assert [row.sheet_row for row in rosters.rows] == [HEADER + 1, HEADER + 2, None]
    assert [row.sheet_row for row in rosters.page().rows] == [HEADER + 1, HEADER + 2, None]


def test_mending_one_of_two_thousand_rows_costs_a_small_part_of_judging_all(rosters: Rosters) -> None:
    begun = time.perf_counter()
    rosters.fill(*(rosters.person(serial) for serial in range(2_000)))
    whole = time.perf_counter() - begun
    row = rosters.page(page=40).rows[0]
    begun = time.perf_counter()
    assert save(rosters, row.row_id, rosters.person(5_000)).status == "eligible"
    one = time.perf_counter() - begun
    assert one < whole / 5
