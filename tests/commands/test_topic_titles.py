"""Every topic that leaves through the outbox or to a webhook is said in words, in both languages."""

import ast
from pathlib import Path

from engine.queries.topic_titles import TITLES, title_of_topic
from engine.running.alert_topics import TOPICS
from engine.running.webhooks import KNOWN, TEST

ENGINE = Path(__file__).resolve().parents[2] / "engine"
SENDERS = {"send", "tell"}


def sent() -> set[str]:
    """The topics that calls of `send` and `tell` write down."""
    found = set()
    for path in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SENDERS:
                said = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                found |= {each for each in said if "." in each and " " not in each}
    return found


def test_every_topic_has_words_in_both_languages() -> None:
    topics = sent()
    assert len(topics) > 15
    assert topics | set(TOPICS) | set(KNOWN) | {TEST} <= set(TITLES)
    assert all(title.zh and title.en and title.zh != title.en for title in TITLES.values())
    assert title_of_topic("of.tomorrow").zh == "of.tomorrow"
