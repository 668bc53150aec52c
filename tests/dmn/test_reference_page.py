"""The page about decision models is current, and leaves out no code, policy or field of an explanation."""

from dataclasses import fields
from pathlib import Path

import pytest

from engine.dmn.explanation import DecisionReport, Hit, Miss, TableReport
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES
from engine.dmn.reference import reference_page
from engine.dmn.sentences import CAUSES, SENTENCES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "dmn.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == reference_page(), "run `python -m engine.dmn.reference > docs/reference/dmn.md`"


@pytest.mark.parametrize("word", [*SENTENCES, *CAUSES, *POLICIES, *AGGREGATIONS])
def test_codes_and_policies_stand_on_the_page(word):
    assert f"`{word}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("part", [DecisionReport, Hit, Miss, TableReport])
def test_every_part_of_an_explanation_is_shown(part):
    page = PAGE.read_text(encoding="utf-8")
    assert all(f'"{one.name}"' in page for one in fields(part))
