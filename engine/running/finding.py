"""检索词 what a case is found by: its number, whose it is, and the fields of its summary, cut into the pieces an index can lead from.

The embedded PostgreSQL carries no trigram extension, and three letters are too many for Chinese, where two are a word: Chinese is cut
into single characters and pairs, everything else into runs of three. Beside them stand the areas a case lies in: what is asked of one
district is read for that district alone, however many others hold the same word.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from engine.model import Case, CaseWords
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

PLAIN = re.compile(r"[a-z0-9]+")
CHINESE = re.compile(r"[^\x00-\x7f\s，。；：、（）·]+")
RUN = 3


def words_of(name: str, uscc: str, summary: Sequence[Mapping[str, Any]]) -> str:
    """Everything a case is found by beside its number, in small letters, a line each."""
    told = [" ".join((Text.of(each["label"]).zh, str(each["value"]))) for each in summary]
    return "\n".join((name, uscc, *told)).lower()


def grams_of(text: str) -> list[str]:
    """The pieces of a text: whatever contains the text has all of them. None where it is too short to lead anywhere."""
    found: set[str] = set()
    low = text.lower()
    for run in PLAIN.findall(low):
        found.update(run[at : at + RUN] for at in range(len(run) - RUN + 1))
    for run in CHINESE.findall(low):
        found.update(run)
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    return sorted(found)


def leads_of(text: str) -> list[str]:
    """The pieces an index is asked for: of those of `grams_of` the ones that no other piece of the text contains.

    A pair says what its characters say, and is rarer than each: the index has less to read, and the planner less to guess.
    """
    found = grams_of(text)
    return [piece for piece in found if not any(piece != other and piece in other for other in found)]


def area_piece(prefix: str) -> str:
    """The piece that every case carries whose region begins with this; no word has it."""
    return f"@{prefix}"


def areas_of(region: str) -> list[str]:
    """The pieces of where a case lies: its region (GB/T 2260), the city and the province around it."""
    return [area_piece(region[:end]) for end in range(2, len(region) + 1, 2)]


def make_findable(uow: UnitOfWork, case: Case, name: str, uscc: str) -> None:
    """Keep what a case is found by; it has a number now, or its application changed."""
    words = words_of(name, uscc, case.summary)
    number = (case.number or "").lower()
    row = {
        "case_id": case.id,
        "number": number,
        "rebmun": number[::-1],
        "words": words,
        "grams": [*grams_of(words), *areas_of(case.region)],
    }
    kept = insert(CaseWords).values(row)
    uow.session.execute(
        kept.on_conflict_do_update(index_elements=["case_id"], set_={"words": kept.excluded.words, "grams": kept.excluded.grams})
    )


def make_findable_anew(uow: UnitOfWork, organisation_id: UUID, name: str, uscc: str) -> int:
    """Keep the cases of an enterprise under the name it has now; how many there are."""
    chosen = select(Case.id, Case.region, Case.summary).join(CaseWords, CaseWords.case_id == Case.id)
    rows = []
    for case_id, region, summary in uow.session.execute(chosen.where(Case.organisation_id == organisation_id)):
        words = words_of(name, uscc, summary)
        rows.append({"case_id": case_id, "words": words, "grams": [*grams_of(words), *areas_of(region)]})
    if rows:
        uow.session.execute(update(CaseWords), rows)
    return len(rows)
