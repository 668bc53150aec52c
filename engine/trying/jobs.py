"""What the worker does for whoever tries a draft."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from engine.engine import Engine
from engine.trying.rehearsing import rehearse
from engine.trying.sandbox import make, sweep


def trying_jobs(house: Engine) -> Mapping[str, Callable[..., Any]]:
    """Jobs that open a second engine, by name, for `run_worker`."""
    return {
        "rehearse": lambda run_id, name: rehearse(house, UUID(run_id), name),
        "make_sandbox": lambda sandbox_id: make(house, UUID(sandbox_id)),
        "sweep_sandboxes": lambda: sweep(house),
    }
