"""Every sentence stands in both languages with the same facts, and is used."""

import string
from pathlib import Path

import pytest

from forms.messages import DEFINITION, ENTRY
from forms.roster.sentences import SENTENCES
from forms.words import WORDS

PYTHON = "\n".join(path.read_text(encoding="utf-8") for path in Path("forms").rglob("*.py"))
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in Path("forms/templates").rglob("*.html"))
CATALOGUES = {"entry": ENTRY, "definition": DEFINITION, "roster": SENTENCES, "words": WORDS}
ALL = [(name, code) for name, catalogue in CATALOGUES.items() for code in catalogue]


def facts_of(sentence):
    return {name.removesuffix("_zh") for _, name, _, _ in string.Formatter().parse(sentence) if name} - {"zh", "en"}


@pytest.mark.parametrize(("name", "code"), ALL)
def test_a_sentence_says_the_same_in_both_languages(name, code):
    zh, en = CATALOGUES[name][code]
    assert zh
    assert en
    assert not any("\u4e00" <= char <= "\u9fff" for char in en) or code == "bool"
    assert facts_of(zh) == facts_of(en)


@pytest.mark.parametrize(("name", "code"), ALL)
def test_a_sentence_is_used(name, code):
    catalogue = {
        "entry": "forms/messages.py",
        "definition": "forms/messages.py",
        "roster": "forms/roster/sentences.py",
        "words": "forms/words.py",
    }[name]
    used = PYTHON.count(f'"{code}"') - Path(catalogue).read_text(encoding="utf-8").count(f'"{code}"')
    assert used > 0 or f"w.{code}" in TEMPLATES or f'w("{code}"' in TEMPLATES or f"w('{code}'" in TEMPLATES or f"words.{code}" in PYTHON
