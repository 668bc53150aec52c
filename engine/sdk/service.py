"""What a program's `services.py` may say: pure functions from facts to effects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.sdk.effects import Benefit, BenefitCheck, Payment, RosterCarry, RosterChange
from engine.sdk.errors import ServiceFailed
from engine.sdk.text import Text

ServiceFunction = Callable[[Mapping[str, object], Mapping[str, object]], "Effects"]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of a public register 台账 (annual plan, real-name list): unique by register, region, year and key.

    `sources` names, for columns with amounts, the fact the amount was taken from (`filing.plan.estimated_subsidy`).
    """

    register: str
    year: int
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterStatus:
    """Set the status of the case's roster rows; `only` limits it to rows now in that status."""

    status: str
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Effects:
    """What a service wants to happen: facts under the service task's id, register lines, a roster status, and see `engine.sdk.effects`.

    `parent_facts` are a linked case's report: they become its own entry of the list `linked.<process>` in the parent's facts. `error` is
    the code of a business error 业务错误: the way drawn for it is taken; one that the diagram does not catch is an incident.
    """

    facts: Mapping[str, object] = field(default_factory=dict)
    register: tuple[RegisterEntry, ...] | list[RegisterEntry] = ()
    roster: RosterStatus | None = None
    rows: tuple[RosterChange, ...] | list[RosterChange] = ()
    parent_facts: Mapping[str, object] = field(default_factory=dict)
    parent_rows: tuple[RosterChange, ...] | list[RosterChange] = ()
    carry: RosterCarry | None = None
    payments: tuple[Payment, ...] | list[Payment] = ()
    benefits: tuple[Benefit | BenefitCheck, ...] | list[Benefit | BenefitCheck] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A named pure function `facts, parameters -> Effects`."""

    name: str
    function: ServiceFunction

    @property
    def title(self) -> Text:
        """What people call it: the 中文 term its docstring opens with, in English the verb of its name; the name where neither is said."""
        term, colon, _ = (self.function.__doc__ or "").strip().partition(":")
        verb = self.name.rpartition(".")[2].replace("_", " ")
        return Text(term.strip(), verb) if colon and term and not term.isascii() else Text(self.name)

    def __call__(self, facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
        """Run it; whatever it raises becomes `ServiceFailed`, and a wrong result is refused."""
        try:
            effects = self.function(facts, parameters)
        except Exception as error:
            raise ServiceFailed("service_failed", service=self.name, cause=f"{type(error).__name__}: {error}") from error
        if not isinstance(effects, Effects):
            raise ServiceFailed("service_result", service=self.name, cause=type(effects).__name__)
        return effects


def service(name: str) -> Callable[[ServiceFunction], Service]:
    """Declare a service; `name` is `<package key>.<verb>`, the value of `tb:service`."""

    def declare(function: ServiceFunction) -> Service:
        return Service(name, function)

    return declare
