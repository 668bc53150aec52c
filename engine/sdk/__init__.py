"""All that programs and forms may know of the engine."""

from engine.sdk.effects import Benefit, BenefitCheck, Computation, ComputedLine, Payment, RosterCarry, RosterChange
from engine.sdk.errors import FieldError, Finding, ServiceFailed
from engine.sdk.service import Effects, RegisterEntry, RosterStatus, Service, service
from engine.sdk.text import Text

__all__ = [
    "Benefit", "BenefitCheck", "Computation", "ComputedLine", "Effects", "FieldError", "Finding", "Payment", "RegisterEntry",
    "RosterCarry", "RosterChange", "RosterStatus", "Service", "ServiceFailed", "Text", "service",
]  # fmt: skip
