"""Where a form is shown, and to whom 表单出现的环节: the steps at which it stands, and what each role may do with it there.

The rules are those of cases (`engine/running/forms.py`, `access.py`, `sealing.py`), said of a program that has no case yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.bpmn import Element
from engine.packages.manifest import ProcessSpec
from engine.packages.program import Program, element_name
from engine.sdk.text import Text

Standing = Literal["start", "task", "correction", "beside"]
"""start: what a case begins with · task: the step's own form · correction: the start form again, as far as asked · beside: read there."""
Manner = Literal["fill", "correct", "read", "masked", "nothing"]
APPLICANT, PUBLIC = "applicant", "public"
TITLES = {APPLICANT: Text("申报单位", "the applicant"), PUBLIC: Text("公众", "the public"), "": Text("系统", "the system")}
PERSONAL = {"userTask", "manualTask"}


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A step that shows a form: of which process (`around` is its title), at which element ("" = the start), whose step it is, and how
    the form stands there.
    """

    process: str
    around: Text
    element: str
    title: Text
    role: str
    who: Text
    standing: Standing

    @property
    def key(self) -> str:
        """The place as one word: `process/element`."""
        return f"{self.process}/{self.element}"


def places_of(program: Program, form: str) -> Iterator[FormPlace]:
    """The steps at which a form stands, process by process: first where it is filled in."""
    for spec in program.manifest.processes.values():
        found = [place for element in _steps(program, spec) if (place := _at(program, spec, element, form)) is not None]
        if spec.form == form:
            role = {"enterprise": APPLICANT, "officer": spec.role}.get(spec.by, "")
            yield FormPlace(spec.id, spec.title, "", spec.title, role, title_of(program, role), "start")
        yield from sorted(found, key=lambda place: place.standing == "beside")


def manner_of(place: FormPlace, role: str) -> Manner:
    """What somebody of a role may do with a form at a place."""
    if role == PUBLIC:
        return "nothing"
    if place.standing == "start":
        return "fill" if role == place.role else "nothing"  # a draft is its author's alone
    if role == place.role and place.standing != "beside":
        return "correct" if place.standing == "correction" else "fill"
    if role == APPLICANT:
        return "nothing" if place.standing == "task" else "read"  # its own entries, open to it
    return "masked"


def may_unmask(program: Program, process: str, role: str) -> bool:
    """Whether a role may see masked values with a reason: it does a step of the process."""
    return any(element.attributes.get("role") == role for element in _elements(program, process))


def title_of(program: Program, role: str) -> Text:
    """What a role is called; nobody's steps are the system's."""
    return TITLES.get(role) or program.role_title(role)


def _steps(program: Program, spec: ProcessSpec) -> Iterator[Element]:
    return (element for element in _elements(program, spec.id) if element.kind in PERSONAL)


def _elements(program: Program, process: str) -> Iterator[Element]:
    for called in program.reachable(process):
        yield from program.definition.processes[called].elements.values()


def _at(program: Program, spec: ProcessSpec, element: Element, form: str) -> FormPlace | None:
    """How a form stands at a step; None where it does not."""
    own = program.form_name(spec.id, element.attributes.get("form", ""))
    applicant = element.attributes.get("actor") == "applicant"
    standing: Standing | None = None
    if applicant and own in {"", spec.form} and spec.form == form:
        standing = "correction"
    elif own == form:
        standing = "task"
    elif spec.form == form and not applicant:
        standing = "beside"
    role = APPLICANT if applicant else element.attributes.get("role", "")
    return FormPlace(spec.id, spec.title, element.id, element_name(element), role, title_of(program, role), standing) if standing else None
