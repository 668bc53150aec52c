"""The matrix of the verbs: every pair in every place, what became of it, kept in `matrix/` and told in `docs/reference/verbs.md`.

    python -m tests.verbs.matrix [--anew] [PLACE ...]

tries what is not yet kept and writes a place down after every verb: it goes on where it was stopped, and several can run beside
each other, each with places of its own. It takes about three quarters of an hour of one core.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from engine.sdk.messages import SENTENCES
from engine.sdk.text import Text
from tests.database import Server
from tests.verbs.office import CAST, SPARE, Office, an_office
from tests.verbs.places import DONE, PLACES, digest, play, prepare
from tests.verbs.trying import VERBS, WORDS

FOLDER = Path(__file__).parent / "matrix"
HEAD = """
## The matrix

Made by `python -m tests.verbs.matrix`: {verbs} verbs, every one of them after every one, in {places} places: {tried:,} of {all:,} trials
are told; {done:,} times the second verb was done, {refused:,} times it was refused with its reason. In {beside:,} trials somebody else than
the first actor held the task by then: they used the second verb, and the first actor, who tried it before them, was refused. Made with `{digest}`,
the digest of what was tried and how, over all places. Every trial stands in `tests/verbs/matrix/`; each test run draws some of them anew and compares, with
`TONGBAN_VERBS=1` all.

A trial begins where its first verb is possible: 答复委派 after a 委派, 恢复 after a 中止, 批复 after an 申请延期, 减签 after an 加签, 申请再次补正 after a
correction, 超期说明 on the last day. Signatures are given for and against. After each trial (`tests/verbs/invariants.py`, each shown to fail on a
doctored state by `tests/verbs/test_invariants.py`): the oracle plays the trail and arrives at the same open steps; one open task for every token that
waits, none without; nobody has signed twice in a round, for themselves, as a delegate or for somebody else, and no signature counts that was taken
back; every opinion is on the case sheet and every other word in the trail; the ledger of each clock has no gap and no overlap, its spans counted day
by day give the day that is shown, and no clock is missing or left; so are timers, waits and the case's next alarm; drafts of tasks that stay are
kept and none is orphaned; papers are numbered without gaps, each left once, and nothing that was sent is un-sent or told twice; what waits for an
answer waits at an open task. A refusal has changed nothing, and the case can be worked to its end.

### In each place: how many trials, and what became of the second verb

"""
FIRST_VERBS = """

### Each verb as the first: done (✓), or its refusal

"""
SECOND = """

### The verb of the column after that of the line: in how many of the {places} places it was done

"""
NEVER = """

### What is refused in every place after a verb that was done, and why

A verb that no place allows at all (not signed, for one) stands here with its reason, too.

"""
REASONS = """

### What the refusals say

"""
SAID = {
    "absent_already": Text("此人已有外出代理。", "There is a substitute for these days already."),
    "oneself": Text("不能交给本人。", "Somebody else has to be chosen."),
    "post_missing": Text("没有所需岗位。", "They do not hold the post."),
    "send_back_nowhere": Text("该环节不在可退回之列。", "The step does not lead here, or its scope is over."),
}
"""The refusals of fields, whose sentences stand at the fields."""
Results = Mapping[str, Mapping[str, tuple[str, str]]]
"""First verb -> second verb -> what became of both."""


def path_of(place: str) -> Path:
    return FOLDER / f"{place.replace(' ', '_')}.json"


def tried(office: Office, place: str, first: str, second: str) -> tuple[str, str]:
    """What becomes of two verbs at a place; an `AssertionError` names them."""
    try:
        return play(office, place, first, second)
    except AssertionError as failed:
        raise AssertionError(f"{place}: {first} then {second}: {failed}") from failed


def kept(place: str) -> Results:
    """The results of a place, as far as they were made with what there is today."""
    if not path_of(place).exists():
        return {}
    found = json.loads(path_of(place).read_text())
    if found["digest"] != digest(place):
        return {}
    return {first: {second: (found["alone"][first], became) for second, became in row.items()} for first, row in found["pairs"].items()}


def keep(place: str, results: Results) -> None:
    """Write a place down, one verb a line."""
    alone = {first: next(iter(row.values()))[0] for first, row in results.items()}
    for first, row in results.items():
        assert {became for became, _ in row.values()} == {alone[first]}, f"{place}: {first} is not always the same"
    pairs = {first: {second: became for second, (_, became) in row.items()} for first, row in results.items()}
    lines = ",\n".join(f" {json.dumps(first)}: {json.dumps(row)}" for first, row in pairs.items())
    text = f'{{"digest": "{digest(place)}",\n"alone": {json.dumps(alone)},\n"pairs": {{\n{lines}\n}}}}\n'
    FOLDER.mkdir(exist_ok=True)
    path_of(place).write_text(text)


def fill(office: Office, place: str) -> None:
    """Try what is not yet kept of a place."""
    results = {first: dict(row) for first, row in kept(place).items()}
    prepare(office, place)
    for first in VERBS:
        row = results.setdefault(first, {})
        for second in VERBS:
            if second not in row:
                row[second] = tried(office, place, first, second)
        keep(place, results)
        sys.stdout.write(f"{place}: {first}\n")
        sys.stdout.flush()


def section() -> str:
    """The results as the section of the page."""
    found = {place: kept(place) for place in PLACES}
    became = [(place, second) for place, results in found.items() for row in results.values() for _, second in row.values()]
    done = [(place, second) for place, second in became if _is_done(second)]
    numbers = {verb: number for number, verb in enumerate(VERBS, 1)}
    told = HEAD.format(
        verbs=len(VERBS),
        places=len(PLACES),
        tried=len(became),
        all=len(VERBS) ** 2 * len(PLACES),
        done=len(done),
        refused=len(became) - len(done),
        beside=sum("/" in second for _, second in became),
        digest=hashlib.sha256("".join(map(digest, PLACES)).encode()).hexdigest()[:16],
    )
    places = [_place(place, [second for where, second in became if where == place]) for place in PLACES]
    alone = [_alone(verb, found, number) for verb, number in numbers.items()]
    pairs = [_pairs(verb, found, number) for verb, number in numbers.items()]
    return "".join(
        (
            told,
            _table(("place", "trials", "done", "refused", "the first actor refused before"), places),
            FIRST_VERBS,
            _table(("", *PLACES), alone),
            SECOND.format(places=len(PLACES)),
            _table(("", *map(str, numbers.values())), pairs),
            NEVER,
            _table(("after", "is refused in every place"), [_never(first, found) for first in VERBS]),
            REASONS,
            _table(("code", "times", "中文", "English"), _reasons(second for _, second in became)),
            "\n",
        )
    )


def _table(head: Sequence[str], lines: Iterable[str]) -> str:
    return "\n".join((f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(line for line in lines if line)))


def _is_done(second: str) -> bool:
    """Whether the second verb was done, whoever was refused before."""
    return second.partition("/")[0] == DONE


def _place(place: str, seconds: Sequence[str]) -> str:
    done = sum(_is_done(second) for second in seconds)
    return f"| {place} | {len(seconds)} | {done} | {len(seconds) - done} | {sum('/' in second for second in seconds)} |"


def _alone(verb: str, found: Mapping[str, Results], number: int) -> str:
    cells = (next(iter(found[place].get(verb, {}).values()), ("—", ""))[0] for place in PLACES)
    shown = ("✓" if cell == DONE else cell if cell == "—" else f"`{cell}`" for cell in cells)
    return f"| {number} {WORDS[verb].zh} {WORDS[verb].en} | {' | '.join(shown)} |"


def _pairs(first: str, found: Mapping[str, Results], number: int) -> str:
    cells = (str(sum(_is_done(found[place].get(first, {}).get(second, ("", ""))[1]) for place in PLACES)) for second in VERBS)
    return f"| {number} {WORDS[first].zh} | {' | '.join(cells)} |"


def _never(first: str, found: Mapping[str, Results]) -> str:
    """The second verbs that no place did after a first one that was done, by the codes of the refusals."""
    why: dict[str, list[str]] = {}
    for second in VERBS:
        tried = [results[first][second] for results in found.values() if second in results.get(first, {})]
        became = [second for one, second in tried if one == DONE]
        if became and not any(map(_is_done, became)):
            codes = sorted({each.partition("/")[0] for each in became})
            why.setdefault(", ".join(f"`{code}`" for code in codes), []).append(WORDS[second].zh)
    return f"| {WORDS[first].zh} | {'; '.join(f'{codes}: ' + '、'.join(verbs) for codes, verbs in why.items())} |" if why else ""


def _reasons(seconds: Iterable[str]) -> list[str]:
    codes = Counter(code for second in seconds for code in second.split("/") if code != DONE)
    said = {code: SAID.get(code) or SENTENCES.get(code) or SENTENCES.get(f"{code}_of") or Text(code) for code in codes}
    return [f"| `{code}` | {times} | {said[code].zh} | {said[code].en} |" for code, times in sorted(codes.items())]


@contextmanager
def offices() -> Iterator[Office]:
    """An office in a database of its own."""
    server = Server()
    url = server.fresh()
    with tempfile.TemporaryDirectory() as folder:
        office = an_office(url, Path(folder), (*CAST, *SPARE))
        yield office
        office.close()
    server.drop(url)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", metavar="PLACE", help=", ".join(PLACES))
    parser.add_argument("--anew", action="store_true", help="forget what is kept")
    options = parser.parse_args()
    for place in options.places or PLACES:
        if options.anew:
            path_of(place).unlink(missing_ok=True)
        with offices() as office:
            fill(office, place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
