"""All that programs and forms may know of the engine."""

from engine.sdk.effects import Benefit, BenefitCheck, Computation, ComputedLine, Payment, RosterChange
from engine.sdk.errors import FieldError, Finding, ServiceFailed
from engine.sdk.service import Effects, RegisterEntry, RosterStatus, Service, service
from engine.sdk.text import Text

__all__ = [
    "Benefit", "BenefitCheck", "Computation", "ComputedLine", "Effects", "FieldError", "Finding", "Payment", "RegisterEntry",
    "RosterChange", "RosterStatus", "Service", "ServiceFailed", "Text", "service",
]  # fmt: skip
