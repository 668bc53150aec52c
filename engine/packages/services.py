"""A package's `services.py`: read from the release's bytes, allowed to see the SDK and little else."""

import ast
import sys
import types
from collections.abc import Iterator

from engine.sdk.errors import Finding, PackageError
from engine.sdk.service import Service

ALLOWED = {
    "engine.sdk",
    "datetime",
    "decimal",
    "math",
    "re",
    "collections.abc",
    "collections",
    "dataclasses",
    "typing",
    "itertools",
    "functools",
}
FORBIDDEN_NAMES = {
    "eval",
    "exec",
    "compile",
    "open",
    "__import__",
    "globals",
    "locals",
    "vars",
    "input",
    "breakpoint",
    "getattr",
    "setattr",
    "delattr",
}


def check_services(source: bytes, file: str) -> list[Finding]:
    """Every fault of a services module: syntax, imports outside the SDK, names that reach outside."""
    try:
        tree = ast.parse(source, filename=file)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return [Finding(file, f"Python 语法错误：{error}", f"Python syntax error: {error}", "services_syntax", line)]
    return list(_faults(tree, file))


def _faults(tree: ast.AST, file: str) -> Iterator[Finding]:
    for node in ast.walk(tree):
        line = getattr(node, "lineno", None)
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        for name in names:
            if name not in ALLOWED and not name.startswith("engine.sdk."):
                yield Finding(file, f"services.py 不能导入“{name}”。", f'services.py may not import "{name}".', "services_import", line)
        if isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES:
            yield Finding(file, f"services.py 不能使用“{node.id}”。", f'services.py may not use "{node.id}".', "services_name", node.lineno)
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            yield Finding(
                file, f"services.py 不能访问“{node.attr}”。", f'services.py may not touch "{node.attr}".', "services_dunder", node.lineno
            )


def load_services(source: bytes, file: str, key: str) -> dict[str, Service]:
    """The services a module declares, by name; every name starts with the package's key.

    Raises:
        PackageError: when the module is refused, fails to load, or names a service of another package.
    """
    findings = check_services(source, file)
    if findings:
        raise PackageError(findings)
    module = types.ModuleType(f"processes.{key}.services")
    module.__dict__["__file__"] = file
    sys.modules.setdefault(module.__name__, module)  # dataclasses look their module up
    try:
        exec(compile(source, file, "exec"), module.__dict__)  # noqa: S102 - code of a signed-off release, checked above (ADR 0006)
    except Exception as error:
        raise PackageError(
            [Finding(file, f"services.py 无法载入：{error}", f"services.py does not load: {error}", "services_load")]
        ) from error
    services = {value.name: value for value in vars(module).values() if isinstance(value, Service)}
    strangers = [name for name in services if not name.startswith(f"{key}.")]
    if strangers:
        raise PackageError(
            [
                Finding(file, f"服务名应以“{key}.”开头：{name}", f'A service of this package starts with "{key}.": {name}', "services_key")
                for name in strangers
            ]
        )
    return services
