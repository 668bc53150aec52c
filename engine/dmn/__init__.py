"""DMN: decision models that administrators write, auditors read, and that explain themselves."""

from engine.dmn.causes import Report
from engine.dmn.explanation import Explanation
from engine.dmn.findings import DmnRefused, Finding, UnknownDecision
from engine.dmn.model import Decision, Model, read

__all__ = ["Decision", "DmnRefused", "Explanation", "Finding", "Model", "Report", "UnknownDecision", "read"]
