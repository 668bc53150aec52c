"""All that programs and forms may know of the engine."""

from engine.sdk.errors import FieldError, Finding, ServiceFailed
from engine.sdk.service import Effects, RegisterEntry, RosterStatus, Service, service
from engine.sdk.text import Text

__all__ = ["Effects", "FieldError", "Finding", "RegisterEntry", "RosterStatus", "Service", "ServiceFailed", "Text", "service"]
