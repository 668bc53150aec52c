"""人员、单位、行政区划 as a list: what each line would add or change, and everything wrong with it, before any of it is done."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Organisation, Person, PersonRole, Region, Release
from engine.packages.rates import DEPARTMENTS
from engine.sdk.errors import FieldError
from engine.store.unit_of_work import UnitOfWork

KINDS = ("people", "organisations", "regions")
PERSON_KINDS = ("enterprise", "officer", "administrator")
CODE = re.compile(r"[1-9][0-9]{5}")
USERNAME = re.compile(r"[\w.-]{2,64}")
POST = re.compile(r"\s*[;；、\n]\s*")
SENTENCES = {
    "twice": ("与第 {other} 行重复。", "The same as line {other}."),
    "code": ("行政区划代码为 6 位数字，不以 0 开头。", "A region's code has six digits and does not begin with 0."),
    "parent": ("没有代码为 {value} 的行政区划，文件中也没有。", "No region has the code {value}, neither here nor in the file."),
    "parent_moved": ("已有的行政区划不能改换上级（现为 {value}）。", "A region that exists keeps its parent ({value})."),
    "circle": ("上级关系成环。", "The parents go in a circle."),
    "region": ("没有代码为 {value} 的行政区划。", "No region has the code {value}."),
    "uscc": ("申报单位须有统一社会信用代码。", "An enterprise has a unified social credit code."),
    "username": ("登录名为 2 至 64 个字母、数字或 - _ .。", "A user name has 2 to 64 letters, digits or - _ ."),
    "kind_fixed": ("已有人员不能改换类别（现为 {value}）。", "The kind of a person who exists does not change ({value})."),
    "organisation": ("没有名为“{value}”的单位，请先导入单位。", "No organisation is called “{value}”: import it first."),
    "organisation_many": ("名为“{value}”的单位不止一个，请填统一社会信用代码。", "Several are called “{value}”: give the credit code."),
    "organisation_fixed": ("已有人员不能改换单位（现为 {value}）。", "A person who exists keeps the organisation ({value})."),
    "post": ("岗位应写作“岗位@区划代码”，现为“{value}”。", "A post is written role@region code, it is “{value}”."),
    "role": ("没有名为“{value}”的岗位。", "There is no role “{value}”."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: its number, what it is about, `new`, `changed` or `same`, and its faults (paths are column keys)."""

    row: int
    key: str
    name: str
    action: str
    faults: tuple[FieldError, ...] = ()
    known: UUID | None = None
    """the person or organisation that exists already"""
    organisation: UUID | None = None
    posts: tuple[tuple[str, str], ...] = ()


Row = Mapping[str, Any]


def plan(uow: UnitOfWork, kind: str, rows: Sequence[Row]) -> tuple[Line, ...]:
    """Every line judged against what is there and against the other lines."""
    judged = {"people": _people, "organisations": _organisations, "regions": _regions}[kind]
    lines: list[Line] = []
    first: dict[str, int] = {}
    for line in judged(uow, rows):
        other = first.setdefault(line.key, line.row)
        twice = () if other == line.row else (_fault("key", "twice", other=other),)
        lines.append(Line(line.row, line.key, line.name, line.action, (*twice, *line.faults), line.known, line.organisation, line.posts))
    return tuple(lines)


def _fault(column: str, code: str, **facts: object) -> FieldError:
    zh, en = SENTENCES[code]
    return FieldError(column, zh.format(**facts), en.format(**facts), code=code)


def text(row: Row, name: str) -> str:
    """One cell as text."""
    return str(row["values"].get(name) or "").strip()


# ---- regions ----------------------------------------------------------------------------------------------------------------


def _regions(uow: UnitOfWork, rows: Sequence[Row]) -> Iterator[Line]:
    known = {each.code: each for each in uow.session.scalars(select(Region))}
    parents = {code: region.parent or "" for code, region in known.items()} | {text(row, "code"): text(row, "parent") for row in rows}
    for row in rows:
        code, parent = text(row, "code"), text(row, "parent")
        faults = []
        if not CODE.fullmatch(code):
            faults.append(_fault("code", "code"))
        if parent and parent not in parents:
            faults.append(_fault("parent", "parent", value=parent))
        elif _circles(code, parents):
            faults.append(_fault("parent", "circle"))
        there = known.get(code)
        if there is not None and (there.parent or "") != parent:
            faults.append(_fault("parent", "parent_moved", value=there.parent or "—"))
        named = (text(row, "name_zh"), text(row, "name_en"), text(row, "short"))
        same = there is not None and named == (there.name_zh, there.name_en, there.short)
        yield Line(row["row"], code, named[0], _action(there, same), tuple(faults))


def _circles(code: str, parents: Mapping[str, str]) -> bool:
    seen = set()
    while code:
        if code in seen:
            return True
        seen.add(code)
        code = parents.get(code, "")
    return False


def _action(there: object, same: bool) -> str:
    return "new" if there is None else "same" if same else "changed"


# ---- organisations ----------------------------------------------------------------------------------------------------------


def _organisations(uow: UnitOfWork, rows: Sequence[Row]) -> Iterator[Line]:
    there = uow.session.scalars(select(Organisation)).all()
    by_code = {each.uscc: each for each in there if each.uscc}
    by_name = {(each.kind, each.name): each for each in there if not each.uscc}
    regions = set(uow.session.scalars(select(Region.code)))
    for row in rows:
        kind, name, uscc, region = (text(row, key) for key in ("kind", "name", "uscc", "region"))
        faults = []
        if kind == "enterprise" and not uscc:
            faults.append(_fault("uscc", "uscc"))
        if region not in regions:
            faults.append(_fault("region", "region", value=region))
        known = by_code.get(uscc) if uscc else by_name.get((kind, name))
        told = (name, region, text(row, "phone"), text(row, "address"))
        same = known is not None and told == (known.name, known.region, known.phone, known.address)
        yield Line(row["row"], uscc or f"{kind} {name}", name, _action(known, same), tuple(faults), known.id if known else None)


# ---- people -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _House:
    """Who and what is there."""

    people: Mapping[str, Person]
    posts: Mapping[UUID, frozenset[tuple[str, str]]]
    organisations: Mapping[str, tuple[Organisation, ...]]
    names: Mapping[UUID, str]
    roles: Mapping[str, str]
    regions: frozenset[str]


def _house(uow: UnitOfWork, rows: Sequence[Row]) -> _House:
    usernames = {text(row, "username").lower() for row in rows}
    people = {each.username: each for each in uow.session.scalars(select(Person).where(Person.username.in_(usernames)))}
    posts: dict[UUID, set[tuple[str, str]]] = {}
    for post in uow.session.scalars(select(PersonRole).where(PersonRole.person_id.in_([each.id for each in people.values()]))):
        posts.setdefault(post.person_id, set()).add((post.role, post.region))
    organisations: dict[str, list[Organisation]] = {}
    names = {}
    for each in uow.session.scalars(select(Organisation)):
        names[each.id] = each.name
        for name in filter(None, (each.name, each.uscc)):
            organisations.setdefault(name, []).append(each)
    roles: dict[str, str] = {}
    for release in uow.session.scalars(select(Release).where(Release.current)):
        for key, title in uow.program(release.id).roles.items():
            roles |= {key: key, title.zh: key, title.in_("en").lower(): key}
    for key, title in DEPARTMENTS.items():
        roles |= {key: key, title.zh: key, title.in_("en").lower(): key}
    return _House(
        people,
        {person: frozenset(held) for person, held in posts.items()},
        {name: tuple(found) for name, found in organisations.items()},
        names,
        roles,
        frozenset(uow.session.scalars(select(Region.code))),
    )


def _people(uow: UnitOfWork, rows: Sequence[Row]) -> Iterator[Line]:
    house = _house(uow, rows)
    for row in rows:
        username, name, kind, office = text(row, "username").lower(), text(row, "name"), text(row, "kind"), text(row, "organisation")
        faults = [] if USERNAME.fullmatch(username) and username.isascii() else [_fault("username", "username")]
        found = house.organisations.get(office, ())
        if len(found) != 1:
            faults.append(_fault("organisation", "organisation_many" if found else "organisation", value=office))
        posts = tuple(sorted(_posts(house, text(row, "posts"), faults)))
        person = house.people.get(username)
        if person is not None and person.kind != kind:
            faults.append(_fault("kind", "kind_fixed", value=person.kind))
        if person is not None and len(found) == 1 and person.organisation_id != found[0].id:
            faults.append(_fault("organisation", "organisation_fixed", value=house.names[person.organisation_id]))
        same = person is not None and _unchanged(uow, person, house, name, posts, text(row, "phone"))
        office_id = found[0].id if len(found) == 1 else None
        yield Line(row["row"], username, name, _action(person, same), tuple(faults), person.id if person else None, office_id, posts)


def _unchanged(uow: UnitOfWork, person: Person, house: _House, name: str, posts: tuple[tuple[str, str], ...], phone: str) -> bool:
    index = uow.keyring.blind_index("phone", phone) if phone else person.phone_index
    return person.name == name and house.posts.get(person.id, frozenset()) == frozenset(posts) and person.phone_index == index


def _posts(house: _House, told: str, faults: list[FieldError]) -> Iterator[tuple[str, str]]:
    for post in filter(None, POST.split(told)):
        role, at, region = (part.strip() for part in post.partition("@"))
        if not at:
            faults.append(_fault("posts", "post", value=post))
        elif role not in house.roles and role.lower() not in house.roles:
            faults.append(_fault("posts", "role", value=role))
        elif region not in house.regions:
            faults.append(_fault("posts", "region", value=region))
        else:
            yield house.roles.get(role) or house.roles[role.lower()], region
