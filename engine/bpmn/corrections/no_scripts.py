# mypy: disable-error-code="no-untyped-call"
"""Scripts: what the library does, and what happens instead.

Fault 1: the library's script engine is eval and exec with all builtins.
Fault 2: restoring a case brings it back.

Ours evaluates nothing. Expressions are FEEL, and the engine evaluates them through the environment.
"""

from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine


class NoScripts(PythonScriptEngine):
    """A script engine that refuses."""

    def evaluate(self, _task: Any, expression: str, _context: Any = None) -> NoReturn:
        """Nothing is evaluated here."""
        raise PermissionError(expression)

    def execute(self, _task: Any, script: str, _context: Any = None) -> NoReturn:
        """Nothing is executed here."""
        raise PermissionError(script)


NO_SCRIPTS = NoScripts()
