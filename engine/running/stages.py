"""Stages 公开阶段 of a case, as the progress page shows them."""

from engine.model import Case
from engine.packages.program import Program


def is_decided(program: Program, case: Case) -> bool:
    """Whether a decision was taken: the applicant can no longer withdraw."""
    return any(stage.decided and stage.key in case.stages for stage in program.manifest.stages.values())
