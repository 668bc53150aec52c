"""The matrix of the verbs: every pair in every place, what became of it, kept in `matrix/` and told in `docs/reference/verbs.md`.

    python -m tests.verbs.matrix [--anew] [PLACE ...]

tries what is not yet kept and writes a place down after every verb: it goes on where it was stopped, and several can run beside
each other, each with places of its own. It takes about half an hour of one core.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.database import Server
from tests.verbs import across
from tests.verbs.office import Office, an_office
from tests.verbs.places import DONE, PLACES, VERBS, WORDS, digest, play

FOLDER = Path(__file__).parent / "matrix"
EVERYWHERE = (*PLACES, across.PLACE)
HEAD = """
## The matrix

Made by `python -m tests.verbs.matrix`: {verbs} verbs, every one of them after every one, in {places} places: {tried:,} of {all:,} trials
are told; {done:,} times the second verb was done, {refused:,} times it was refused with its reason. Made with `{digest}`, the digest of what was tried and how. Every
trial stands in `tests/verbs/matrix/`; each test run repeats a sample of them and compares, with `TONGBAN_VERBS=1` all.

After each trial the tokens and the tasks agree, the chain of the trail holds, nobody decided or signed twice, no opinion is lost, the ledger
of each clock is whole and outlives nothing, a refusal has changed nothing, and the case can be worked to its end.

### Each verb as the first: done (✓), or its refusal

"""
SECOND = """

### The verb of the column after that of the line: in how many of the {places} places it was done

"""
Results = Mapping[str, Mapping[str, tuple[str, str]]]
"""First verb -> second verb -> what became of both."""


def path_of(place: str) -> Path:
    return FOLDER / f"{place.replace(' ', '_')}.json"


def made_with(place: str) -> str:
    """The digest of what is tried at a place, and how."""
    return across.digest_across() if place == across.PLACE else digest()


def prepare(office: Office, place: str) -> None:
    """Draw the diagram of a place, and have the tokens judged from now on."""
    lines, nodes = PLACES["parallel" if place == across.PLACE else place]
    office.draw(*lines, **nodes)
    office.judged = True


def tried(office: Office, place: str, first: str, second: str) -> tuple[str, str]:
    """What becomes of two verbs at a place; an `AssertionError` names them."""
    try:
        return across.play(office, first, second) if place == across.PLACE else play(office, place, first, second)
    except AssertionError as failed:
        raise AssertionError(f"{place}: {first} then {second}: {failed}") from failed


def kept(place: str) -> Results:
    """The results of a place, as far as they were made with what there is today."""
    if not path_of(place).exists():
        return {}
    found = json.loads(path_of(place).read_text())
    if found["digest"] != made_with(place):
        return {}
    return {first: {second: (found["alone"][first], became) for second, became in row.items()} for first, row in found["pairs"].items()}


def keep(place: str, results: Results) -> None:
    """Write a place down, one verb a line."""
    alone = {first: next(iter(row.values()))[0] for first, row in results.items()}
    for first, row in results.items():
        assert {became for became, _ in row.values()} == {alone[first]}, f"{place}: {first} is not always the same"
    pairs = {first: {second: became for second, (_, became) in row.items()} for first, row in results.items()}
    lines = ",\n".join(f" {json.dumps(first)}: {json.dumps(row)}" for first, row in pairs.items())
    text = f'{{"digest": "{made_with(place)}",\n"alone": {json.dumps(alone)},\n"pairs": {{\n{lines}\n}}}}\n'
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
    found = {place: kept(place) for place in EVERYWHERE}
    told_of = sum(len(row) for results in found.values() for row in results.values())
    refused = sum(became != DONE for results in found.values() for row in results.values() for _, became in row.values())
    numbers = {verb: number for number, verb in enumerate(VERBS, 1)}
    told = HEAD.format(
        verbs=len(VERBS),
        places=len(EVERYWHERE),
        tried=told_of,
        all=len(VERBS) ** 2 * len(EVERYWHERE),
        done=told_of - refused,
        refused=refused,
        digest=digest(),
    )
    alone = [
        f"| | {' | '.join(EVERYWHERE)} |",
        f"|---|{'---|' * len(EVERYWHERE)}",
        *(_alone(verb, found, number) for verb, number in numbers.items()),
    ]
    pairs = [
        f"| | {' | '.join(str(number) for number in numbers.values())} |",
        f"|---|{'---:|' * len(VERBS)}",
        *(_pairs(verb, found, number) for verb, number in numbers.items()),
    ]
    return told + "\n".join(alone) + SECOND.format(places=len(EVERYWHERE)) + "\n".join(pairs) + "\n"


def _alone(verb: str, found: Mapping[str, Results], number: int) -> str:
    cells = (next(iter(found[place].get(verb, {}).values()), ("—", ""))[0] for place in EVERYWHERE)
    return f"| {number} {WORDS[verb].zh} {WORDS[verb].en} | {' | '.join('✓' if cell == DONE else f'`{cell}`' for cell in cells)} |"


def _pairs(first: str, found: Mapping[str, Results], number: int) -> str:
    cells = (str(sum(found[place].get(first, {}).get(second, ("", ""))[1] == DONE for place in EVERYWHERE)) for second in VERBS)
    return f"| {number} {WORDS[first].zh} | {' | '.join(cells)} |"


@contextmanager
def offices() -> Iterator[Office]:
    """An office in a database of its own."""
    server = Server()
    url = server.fresh()
    with tempfile.TemporaryDirectory() as folder:
        office = an_office(url, Path(folder))
        yield office
        office.close()
    server.drop(url)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", metavar="PLACE", help=", ".join(EVERYWHERE))
    parser.add_argument("--anew", action="store_true", help="forget what is kept")
    options = parser.parse_args()
    for place in options.places or EVERYWHERE:
        if options.anew:
            path_of(place).unlink(missing_ok=True)
        with offices() as office:
            fill(office, place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
