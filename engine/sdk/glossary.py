"""The glossary 术语表, read once: one word for each idea."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from engine.sdk.text import Text


@cache
def glossary() -> Mapping[str, Mapping[str, Any]]:
    """The whole of `glossary.toml`: terms, events, commands."""
    return tomllib.loads(resources.files("engine.sdk").joinpath("glossary.toml").read_text("utf-8"))


def event_titles() -> dict[str, Text]:
    """Kind of event -> the title a timeline shows."""
    return {kind: Text.of(title) for kind, title in glossary()["events"].items()}


def term(key: str) -> Text:
    """The word for an idea; KeyError when the glossary lacks it."""
    return Text(glossary()["terms"][key], key.replace("_", " "))
