"""Running: instances, their verbs, and their bytes."""

from engine.bpmn.runtime.codec import decode, encode
from engine.bpmn.runtime.instance import Instance, cancel, complete, due, fire_due, set_due, start, throw
from engine.bpmn.runtime.jumping import jump
from engine.bpmn.runtime.migrating import Migration, MigrationProblem, migrate
from engine.bpmn.runtime.signers import Turn, add_instance, beside, drop_queued, queued, remove_instance
from engine.bpmn.runtime.stuck import questions, stuck

__all__ = [
    "Instance",
    "Migration",
    "MigrationProblem",
    "Turn",
    "add_instance",
    "beside",
    "cancel",
    "complete",
    "decode",
    "drop_queued",
    "due",
    "encode",
    "fire_due",
    "jump",
    "migrate",
    "questions",
    "queued",
    "remove_instance",
    "set_due",
    "start",
    "stuck",
    "throw",
]
