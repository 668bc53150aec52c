"""Effects 服务结果: carrying out what a service asked for beside facts, in one fixed order."""

from typing import TYPE_CHECKING, Any

from engine.bpmn import Element
from engine.running.carrying import carry_rows
from engine.running.granting import check_benefit, record_benefit
from engine.running.links import change_rows, report
from engine.running.payments import plan_payment
from engine.sdk.effects import Benefit
from engine.sdk.service import Effects

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment


def carry_out(env: "CaseEnvironment", element: Element, effects: Effects) -> None:
    """Rows, then benefits, then payments, then the report to the parent; what came of benefits and payments joins the element's facts.

    A benefit chooses rows by the status they have now: a `RosterStatus` of the same service is set when the step ends.
    """
    told: dict[str, Any] = {}
    if effects.rows:
        change_rows(env, element.id, effects.rows, of_parent=False)
    if effects.parent_rows:
        change_rows(env, element.id, effects.parent_rows, of_parent=True)
    if effects.carry is not None:
        told["carried"] = carry_rows(env, element.id, effects.carry)
    if effects.benefits:
        results = [
            record_benefit(env, element, each) if isinstance(each, Benefit) else check_benefit(env, element, each)
            for each in effects.benefits
        ]
        told["benefits"] = results[0] if len(results) == 1 else results
    if effects.payments:
        results = [plan_payment(env, element, each) for each in effects.payments]
        told["payment"] = results[0] if len(results) == 1 else results
    if told:
        before = env.case.facts.get(element.id)
        env.write(element.id, {**(before if isinstance(before, dict) else {}), **told})
    if effects.parent_facts:
        report(env, element.id, effects.parent_facts)
