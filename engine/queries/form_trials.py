"""Trying forms of a draft 试填: each as whoever has a role sees it at a step, empty or filled with samples, and judged; nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import UUID

import orjson

from engine.packages.form_places import APPLICANT, PUBLIC, FormPlace, Manner, manner_of, may_unmask, places_of, title_of
from engine.packages.functions import host_functions
from engine.packages.program import Program
from engine.packages.surveys import surveys
from engine.queries.query import Query
from engine.queries.studio import files_of, known_draft
from engine.queries.studio_trials import trial_facts
from engine.running.sealing import Sealer, masked
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.sdk.ports import Checked, FieldInfo, SampleFilling
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

Fill = Literal["", "good", "wrong"]


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """角色: somebody a form can be looked at as."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class FormTrialView:
    """A form of a draft as a role sees it at a step.

    `values` are what stands in it, masked where the role sees masks; `editable` limits what may be changed (None: everything);
    `asked` is the field a correction asks for, out of `askable`; `unmasks` whether the role may ask for masked values;
    `unmet` is what even sample entries leave wrong, because it hangs on a real case.
    """

    form: Mapping[str, Any]
    title: Text
    places: tuple[FormPlace, ...]
    place: FormPlace | None
    roles: tuple[RoleChoice, ...]
    role: str
    manner: Manner
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    editable: frozenset[str] | None = None
    asked: str = ""
    askable: tuple[FieldInfo, ...] = ()
    unmasks: bool = False
    unmet: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTrial(Query[FormTrialView]):
    """预览: a form of a draft at a step (`place` is `process/element`) as a role sees it, with `fill` good or wrong entries in it.

    Raises:
        InvalidInput: it is no form that can be shown; every fault is told.
    """

    draft_id: UUID
    path: str
    place: str = ""
    role: str = ""
    fill: Fill = ""
    asked: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> FormTrialView:
        """At the first step it stands at and as whoever's step that is, unless others are named; a form nobody uses is shown to fill in."""
        files = files_of(uow, known_draft(uow, by, self.draft_id).id)
        form = _form(uow, files, self.path)
        program, _ = surveys.of(files)
        name = self.path.rsplit("/", 1)[-1].removesuffix(".form")
        places = tuple(places_of(program, name)) if program else ()
        place = next((each for each in places if each.key == self.place), places[0] if places else None)
        roles = _roles(program)
        role = self.role if self.role in {each.key for each in roles} else place.role if place else APPLICANT
        facts = trial_facts(uow, program, place.process if place else "")
        manner = manner_of(place, role) if place else "fill"
        bare = FormTrialView(form, Text.of(form.get("title"), name), places, place, roles, role, manner, {}, facts)
        return self._filled(uow, program, bare)

    def _filled(self, uow: UnitOfWork, program: Program | None, view: FormTrialView) -> FormTrialView:
        forms, functions = uow.ports.forms, host_functions(uow.calendar)
        if view.manner == "nothing" or (view.manner == "fill" and not self.fill):
            return view
        wrong = view.manner == "fill" and self.fill == "wrong"
        sample = forms.sample(view.form, view.facts, functions, wrong=wrong)
        full = replace(view, values=sample.values, facts=_beside(view.facts, sample))
        if not wrong:
            full = replace(full, unmet=tuple(forms.check(view.form, full.values, full.facts, None, functions).errors))
        fields = forms.fields(view.form)
        if view.manner == "masked":
            shown = masked(Sealer(uow.keyring).seal(full.values, fields))
            unmasks = program is not None and view.place is not None and may_unmask(program, view.place.process, view.role)
            return replace(full, values=shown, unmasks=unmasks)
        return self._asked(full, fields) if view.manner == "correct" else full

    def _asked(self, view: FormTrialView, fields: Any) -> FormTrialView:
        """Of a correction only what was asked for is open."""
        askable = tuple(each for each in fields if "*" not in each.path and not each.kind.startswith(("roster_", "expression")))
        asked = self.asked if self.asked in {each.path for each in askable} else next((each.path for each in askable), "")
        return replace(view, editable=frozenset({asked}), asked=asked, askable=askable)


@dataclass(frozen=True, slots=True, kw_only=True)
class TryForm(Query[Checked]):
    """试填校验: what the server would make of these values, at a step and beside the files and rosters of a sample."""

    draft_id: UUID
    path: str
    values: Mapping[str, Any]
    place: str = ""
    fill: Fill = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> Checked:
        """Clean values, every fault, and what is hidden."""
        trial = FormTrial(draft_id=self.draft_id, path=self.path, place=self.place, fill=self.fill).answer(uow, by)
        return uow.ports.forms.check(trial.form, self.values, trial.facts, None, host_functions(uow.calendar))


def _form(uow: UnitOfWork, files: Mapping[str, bytes], path: str) -> Mapping[str, Any]:
    if path not in files:
        raise NotFound("file_not_found", file=path)
    faults = uow.ports.forms.findings(files[path], path)
    if faults:
        raise InvalidInput([FieldError("", f"{each.element}：{each.zh}", f"{each.element}: {each.en}", code=each.code) for each in faults])
    form: Mapping[str, Any] = orjson.loads(files[path])
    return form


def _roles(program: Program | None) -> tuple[RoleChoice, ...]:
    """The applicant, every officer's role, the public."""
    if program is None:
        return (RoleChoice(APPLICANT, Text("申报单位", "the applicant")),)
    return tuple(RoleChoice(key, title_of(program, key)) for key in (APPLICANT, *program.roles, PUBLIC))


def _beside(facts: Mapping[str, Any], sample: SampleFilling) -> dict[str, Any]:
    return {**facts, "attachments": sample.attachments, "rosters": sample.rosters}
