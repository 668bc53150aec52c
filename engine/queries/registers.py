"""Registers 台账 as offices read them: the lines of a year and an area, counted and added up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, cast, func, select, true

from engine.model import Case, RegisterLine, Release
from engine.packages.program import Program
from engine.packages.registers import RegisterSpec
from engine.queries.amount_views import EVERYWHERE
from engine.queries.query import Query
from engine.queries.regions import region_names
from engine.running.access import prefix_of, visible_regions
from engine.running.reckoning import unfolds_at
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RegisterHead:
    """台账: one register of a program; `region_name` is where the program is carried out."""

    program: str
    program_title: Text
    key: str
    title: Text
    region_name: Text = field(default=Text(""))


@dataclass(frozen=True, slots=True)
class RegisterColumnView:
    """A column; `total` is its sum over all lines chosen, None where it is not added up. Money is in fen; it unfolds at `explanation`."""

    key: str
    title: Text
    type: str
    total: int | None
    explanation: str
    values: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """台账行: what one case entered; an amount unfolds at `explanation` and the key of its column."""

    explanation: str
    case_id: UUID
    number: str
    region: str
    region_name: Text
    year: int
    values: Mapping[str, Any]
    entered_on: date


@dataclass(frozen=True, slots=True)
class RegisterView:
    """One page of a register with the sums of all its lines; `years` and `regions` are those that have lines."""

    head: RegisterHead
    basis: str
    columns: tuple[RegisterColumnView, ...]
    rows: tuple[RegisterRow, ...]
    year: int
    years: tuple[int, ...]
    region: str
    regions: tuple[tuple[str, Text], ...]
    lines: int
    enterprises: int
    page: int
    pages: int


def must_be_office(by: Actor) -> None:
    """Registers are the offices' own: applicants do not learn that there is one."""
    if by.kind == "enterprise":
        raise NotFound("register_not_found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers(Query[tuple[RegisterHead, ...]]):
    """Every register of the programs in force, in the order of programs."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[RegisterHead, ...]:
        """For offices alone."""
        must_be_office(by)
        releases = uow.session.scalars(select(Release.id).where(Release.current).order_by(Release.program)).all()
        programs = [uow.program(release) for release in releases]
        return tuple(_head(uow, program, spec) for program in programs for spec in program.manifest.registers.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage(Query[RegisterView]):
    """台账: the lines of a year (0: the latest that has some) in a region and below it ("": all the viewer sees); `size` 0 gives all."""

    program: str
    register: str
    year: int = 0
    region: str = ""
    page: int = 1
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> RegisterView:
        """Officers see the lines of their areas, administrators all."""
        must_be_office(by)
        program = uow.program(uow.current_release(self.program).id)
        spec = program.manifest.registers.get(self.register)
        if spec is None:
            raise NotFound("register_not_found", register=self.register)
        seen = true() if by.kind in {"administrator", "system"} else visible_regions(by, RegisterLine.region)
        mine = (RegisterLine.register == self.register) & (Case.program == self.program) & seen
        years = tuple(uow.session.scalars(_lines(RegisterLine.year, mine).distinct().order_by(RegisterLine.year.desc())))
        year = self.year or (years[0] if years else uow.now.astimezone(ZONE).year)
        mine &= RegisterLine.year == year
        codes = uow.session.scalars(_lines(RegisterLine.region, mine).distinct().order_by(RegisterLine.region)).all()
        chosen = mine & RegisterLine.region.like(prefix_of(self.region) + "%") if self.region else mine
        lines, enterprises, *sums = uow.session.execute(
            _lines(func.count(), chosen).add_columns(func.count(RegisterLine.key.distinct()), *_sums(spec))
        ).one()
        pages = max(1, ceil(lines / self.size)) if self.size else 1
        page = min(max(1, self.page), pages)
        rows = _lines(RegisterLine, chosen).add_columns(Case.number).order_by(RegisterLine.region, RegisterLine.entered_at, RegisterLine.id)
        if self.size:
            rows = rows.offset((page - 1) * self.size).limit(self.size)
        names = region_names(uow, set(codes) | ({self.region} if self.region else set()))
        totals = iter(sums)
        return RegisterView(
            head=_head(uow, program, spec),
            basis=spec.basis,
            columns=tuple(
                RegisterColumnView(
                    column.key,
                    column.title,
                    column.type,
                    int(next(totals) or 0) if column.sum else None,
                    unfolds_at("register", self.program, self.register, year, self.region or EVERYWHERE, column.key)
                    if column.sum and column.type == "money"
                    else "",
                    column.values or {},
                )
                for column in spec.columns
            ),
            rows=tuple(_row(line, number, names) for line, number in uow.session.execute(rows)),
            year=year,
            years=years if year in years else tuple(sorted({*years, year}, reverse=True)),
            region=self.region,
            regions=tuple((code, names.get(code, Text(code))) for code in sorted(names)),
            lines=lines,
            enterprises=enterprises,
            page=page,
            pages=pages,
        )


def _lines(what: Any, chosen: ColumnElement[bool]) -> Any:
    return select(what).select_from(RegisterLine).join(Case, Case.id == RegisterLine.case_id).where(chosen)


def _sums(spec: RegisterSpec) -> list[ColumnElement[Any]]:
    return [func.sum(cast(RegisterLine.values[column.key].astext, Numeric)) for column in spec.columns if column.sum]


def _head(uow: UnitOfWork, program: Program, spec: RegisterSpec) -> RegisterHead:
    region = program.manifest.region
    return RegisterHead(program.key, program.manifest.title, spec.key, spec.title, region_names(uow, {region})[region])


def _row(line: RegisterLine, number: str | None, names: Mapping[str, Text]) -> RegisterRow:
    entered: datetime = line.entered_at
    return RegisterRow(
        unfolds_at("line", line.id),
        line.case_id, number or "", line.region, names.get(line.region, Text(line.region)), line.year, line.values,
        entered.astimezone(ZONE).date(),
    )  # fmt: skip
