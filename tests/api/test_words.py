"""Everything HTTP says itself is said in both languages, and nothing is said that nobody says."""

import re
from pathlib import Path

from api.said import SAID
from api.sentences import SENTENCES, TITLES

API = Path(__file__).parents[2] / "api"


def test_what_pages_say_once_is_known_and_nothing_else_is_kept():
    """Sentences of verbs are chosen by the verb's name; every other one is named where it is said."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (API / "pages").rglob("*.py"))
    used = {code for line in re.findall(r"say=([^)\n]+)", source) for code in re.findall(r'"([a-z_]+)"', line)}
    assert used <= set(SAID)
    assert {code for code in set(SAID) - used if not code.startswith("verb_")} == set()


def test_every_sentence_is_there_in_both_languages_with_the_same_facts():
    for text in [*SENTENCES.values(), *TITLES.values(), *(text for _, text in SAID.values())]:
        assert re.search("[\u4e00-\u9fff]", text.zh)
        assert text.en
        assert not re.search("[\u4e00-\u9fff]", text.en)
        assert set(re.findall(r"\{\w+\}", text.zh)) == set(re.findall(r"\{\w+\}", text.en))
