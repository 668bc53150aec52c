"""What a story passes on its way: every element that a token has left, whichever diagram it stands in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.bpmn.corrections.scopes import Scope
from engine.bpmn.corrections.tokens import Token


@contextmanager
def passing() -> Iterator[set[str]]:
    """`<process>/<element>` of whatever is passed meanwhile, filled in as it goes."""
    passed: set[str] = set()
    leave = Scope.leave

    def watched(scope: Scope, token: Token) -> None:
        element = token.task_spec.element
        passed.add(f"{element.process}/{element.id}")
        leave(scope, token)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scope, "leave", watched)
        yield passed
