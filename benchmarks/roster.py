"""A roster of thousands is uploaded: the workbook is read, every row is checked against a registry of a million, and all are saved.

    python -m benchmarks.roster [--people 5000] [--registry 1000000] [--times 5] [--profile]

What is measured is what the enterprise waits for after pressing "import": the real workbook is read by the product's own reader and goes
through `ImportRoster` on the shipped program, `gz_apprenticeship`: cells judged by the form, what is sensitive sealed, persons indexed
blindly, repeats found, every row judged by the program's decision table with what the benefit registry and other plans' rosters know of
the person, all of it written and committed. One in a hundred is in the registry already, another one in a hundred on another plan's
roster; a tenth of the registry speaks of the same kinds of benefits that the comparison asks for.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from openpyxl import load_workbook

from api import workbooks
from benchmarks.filing import PROCESSES, PROGRAM, id_no, story
from benchmarks.installation import KEYS, REGION, SYSTEM, Server, opened
from benchmarks.meter import Meter, median
from engine.commands import ImportRoster, OpenCase, RosterImported, SaveDraft
from engine.installation import SeedBasics, install_programs
from engine.queries import RosterPage
from engine.queries.views import RosterView
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.player import Player
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url

FIELD = "roster"
MOST_BYTES = 50_000_000
OTHERS = 5
"""one row on the roster of another plan for so many of the registry"""
KNOWN = 100
"""one person in so many is in the registry, and another one on the roster of another plan"""

REGISTRY = """
INSERT INTO benefit (id, kind, person, uscc, organisation, program, region, occupation, level, certificate, year, starts, ends, amount,
    state, case_id, plan_id, row, source, decision, recorded_at, changed_at)
SELECT gen_random_uuid(), (ARRAY['skill_upgrade', 'apprenticeship', 'certificate', 'pre_job', 'work_training'])[1 + number %% 5],
    sha256(('person ' || number)::bytea), '', '', 'outside', '440106', '6-31-01-03', (1 + number %% 5)::text, '', 2020 + number %% 6,
    NULL, NULL, 100000, 'granted', NULL, NULL, NULL, 'history ' || number, '', now(), now()
FROM generate_series(1, %(rows)s) number
"""
HELD = """
INSERT INTO benefit (id, kind, person, uscc, organisation, program, region, occupation, level, certificate, year, starts, ends, amount,
    state, case_id, plan_id, row, source, decision, recorded_at, changed_at)
SELECT gen_random_uuid(), 'skill_upgrade', person, '', '', 'outside', '440106', '6-31-01-03', '3', '', 2025, NULL, NULL, 100000, 'granted',
    NULL, NULL, NULL, 'known', '', now(), now() FROM unnest(%(people)s::bytea[]) person
"""
PLANS = """
INSERT INTO roster_row (id, case_id, field, no, sheet_row, values, person, occupation, level, status, faults, reasons)
SELECT gen_random_uuid(), pattern.case_id, 'roster', number, NULL, pattern.values, sha256(('other ' || number)::bytea),
    pattern.occupation, pattern.level, 'enrolled', '[]', '[]'
FROM generate_series(1, %(rows)s) number, (SELECT * FROM roster_row LIMIT 1) pattern
"""
ACTIVE = (
    "UPDATE roster_row SET person = people.person FROM unnest(%(people)s::bytea[]) WITH ORDINALITY people(person, place) WHERE no = place"
)


class Import:
    """An enterprise with an open draft, its workbook, and a registry of others around it."""

    def __init__(self, folder: Path, people: int, registry: int) -> None:
        self.server = Server()
        self.url = self.server.fresh()
        clock = TravelClock(story().start)
        self.engine = opened(self.url, folder, clock)
        self.engine.stay()
        self.engine.execute(SeedBasics(), by=SYSTEM)
        install_programs(self.engine, PROCESSES)
        self.today: date = clock.today
        self.player = Player(self.engine, clock, PROGRAM / "scenarios")
        pattern = story().steps[0]
        self.rows = [
            {**(pattern.rows or ())[place % 8], "id_no": id_no(place + 1), "agreement_no": f"PY-{place:06d}"} for place in range(people)
        ]
        self._others(registry)
        self.enterprise, self.case = self._draft()
        self.view: RosterView = self.engine.ask(RosterPage(case_id=self.case, field=FIELD), by=self.enterprise)
        self.workbook = filled(self.view, self.rows)

    def close(self) -> None:
        """Drop the database."""
        self.engine.close()
        self.server.drop(self.url)

    def _others(self, registry: int) -> None:
        """Another plan that was filed, then the registry and rosters of others, made inside the server."""
        faults = self.player.play(story())
        if faults:
            raise RuntimeError("; ".join(map(str, faults)))
        people = [KEYS.blind_index("id", row["id_no"]) for row in self.rows]
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(REGISTRY, {"rows": registry})
            connection.execute(HELD, {"people": people[::KNOWN]})
            connection.execute(PLANS, {"rows": registry // OTHERS})
            connection.execute(ACTIVE, {"people": people[1::KNOWN]})
            connection.execute("VACUUM (ANALYZE, FREEZE)")
            connection.execute("CHECKPOINT")

    def _draft(self) -> tuple[Actor, UUID]:
        """Another enterprise with an open draft whose form is filled in."""
        name = "广州另一家科技有限公司"
        firm = self.engine.execute(EnsureOrganisation(kind="enterprise", name=name, region=REGION, uscc="91440101MA5XXXXX0X"), by=SYSTEM)
        filer = self.engine.execute(EnsurePerson(username="filer", name="李申报", kind="enterprise", organisation_id=firm), by=SYSTEM)
        enterprise = Actor(filer, "李申报", "enterprise", firm, name)
        case = self.engine.execute(OpenCase(program=PROGRAM.name, process="filing"), by=enterprise).case_id
        self.engine.execute(SaveDraft(case_id=case, data=story().steps[0].data, version=None), by=enterprise)
        return enterprise, case

    def read(self) -> workbooks.Sheet:
        """The workbook, read as an upload is."""
        return workbooks.read(BytesIO(self.workbook), self.view, self.today, MOST_BYTES)

    def save(self, rows: tuple[dict[str, Any], ...]) -> RosterImported:
        """The rows in place of whatever is there."""
        return self.engine.execute(ImportRoster(case_id=self.case, field=FIELD, rows=rows), by=self.enterprise)

    def both(self) -> RosterImported:
        """What the enterprise waits for."""
        return self.save(self.read().rows)


def filled(view: RosterView, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The template with people written under its header, as text, the way an office fills it in."""
    book = load_workbook(BytesIO(workbooks.template(view, "zh")))
    sheet, columns = book.worksheets[0], workbooks.columns(view)
    for line, row in enumerate(rows, sheet.max_row + 1):
        for place, column in enumerate(columns, 1):
            told = str(row.get(column.key) or "")
            sheet.cell(line, place, column.choices[told].zh if told in column.choices else told or None)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def measure(people: int = 5_000, registry: int = 1_000_000, times: int = 5) -> dict[str, Any]:
    """Reading, saving, and both; the first import is left out: it warms up what a server has warm."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        upload = Import(Path(folder), people, registry)
        filled = time.perf_counter() - began
        try:
            told = upload.both()
            meter = Meter(upload.server)
            reads, saves, whole = [], [], []
            for _ in range(times):
                reads.append(meter.measure([upload.read]))
                rows = upload.read().rows
                saves.append(meter.measure([lambda rows=rows: upload.save(rows)]))
                whole.append(meter.measure([upload.both]))
            return {
                "people": people,
                "registry": registry,
                "other_rosters": registry // OTHERS,
                "times": times,
                "seconds_to_fill": round(filled),
                "workbook_bytes": len(upload.workbook),
                "rows": {"saved": told.total, "eligible": told.good, "faulty": told.faulty, "ineligible": told.ineligible},
                "read": median(reads),
                "save": median(saves),
                "whole": median(whole),
                "worst_seconds": round(max(cost.wall for cost in whole) / 1000, 2),
            }
        finally:
            upload.close()


def profiled(people: int, registry: int) -> str:
    """Where the time of one import goes."""
    with tempfile.TemporaryDirectory() as folder:
        upload = Import(Path(folder), people, registry)
        try:
            upload.both()
            profile = cProfile.Profile()
            profile.runcall(upload.both)
            text = StringIO()
            pstats.Stats(profile, stream=text).sort_stats("cumulative").print_stats(70)
            return text.getvalue()
        finally:
            upload.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--registry", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="say where the time of one import goes instead")
    options = parser.parse_args()
    if options.profile:
        sys.stdout.write(profiled(options.people, options.registry))
    else:
        sys.stdout.write(json.dumps(measure(options.people, options.registry, options.times), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
