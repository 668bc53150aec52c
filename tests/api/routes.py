"""Every address the application answers, by method: what tests walk that hold a promise for all of them."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

REST = "/api/"


def addresses(app: FastAPI, method: str) -> Iterator[str]:
    """The paths of a method, with their parameters in braces."""
    for route in iter_route_contexts(app.routes):
        if method in (getattr(route, "methods", None) or ()):
            yield str(route.path)


def page_addresses(app: FastAPI, method: str) -> list[str]:
    """The paths for people: everything beside REST."""
    return [path for path in addresses(app, method) if not path.startswith(REST)]
