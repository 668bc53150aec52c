"""The oracle on the bench: the trail of a case is played in its token game, and says which steps must be open.

The game (`tests/oracle`) knows the standard and nothing of the engine. What the standard does not know, verbs, is told to it as what they
are: a decision taken back is the game as it stood before, sending back is a token that appears at the target in place of everything in
its scope, a signer is one instance of the repeated step more or less.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle.diagram import Diagram, Loop, Node
from tests.oracle.from_xml import ET, TB, from_xml, names_of
from tests.oracle.game import Game, Place, Token

Event = tuple[str, Mapping[str, Any]]
OUTCOMES = ("done", "again", "correct")
"""The outcomes of a signed step; the first is the agreement."""
SIGNING = {"all": "parallel", "any": "parallel", "ratio": "parallel", "one": "parallel", "sequence": "sequential"}
OVER = frozenset({"case_terminated", "case_withdrawn"})


@dataclass(frozen=True)
class Seat:
    """One turn to sign, as the diagram weighs it; whoever is added counts once."""

    weight: int = 1
    veto: bool = False


@dataclass(frozen=True)
class Vote:
    """A signature that was given."""

    outcome: str
    seat: Seat = Seat()


@dataclass(frozen=True)
class Kind:
    """How several sign a step."""

    signing: str
    seats: tuple[Seat, ...] = ()
    share: Fraction = Fraction(1, 2)
    more_than: bool = True


class Bench:
    """One case as the oracle sees it."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        diagram, self.kinds = _signed(from_xml(files, "p"), files)
        conditions, lists = names_of(diagram)
        self.facts: dict[str, Any] = {**dict.fromkeys(conditions, False), **{name: [] for name in lists}}
        self.game = Game(diagram, self.facts, set())
        self.before: dict[str, tuple[Game, dict[int, str]]] = {}
        """The game and whose turns there were before a task was decided that is taken back."""
        self.opened: list[tuple[str, str]] = []
        """Tasks at signed steps, and the steps, whose token has not appeared yet."""
        self.tasks: dict[int, str] = {}
        """Token -> its task, at signed steps: whose turn it is says what the signature weighs."""

    def open(self) -> list[str]:
        """The steps somebody must be able to work on."""
        return sorted(token.node.id for token in self.game.tokens() if token.doing == "working")

    def play(self, events: Iterable[Event]) -> None:
        """Everything that moved a token, in the order of the trail."""
        trail = list(events)
        recalled = {data["task"] for kind, data in trail if kind == "task_recalled"}
        for kind, data in trail:
            element, task = str(data.get("element", "")), str(data.get("task", ""))
            if kind == "task_opened" and element in self.kinds:
                self.opened.append((task, element))
            self._seat()
            if kind == "task_completed" and self._at(element):
                if data["task"] in recalled:
                    self.before[task] = deepcopy(self.game), dict(self.tasks)
                self._complete(self._of(element, task), str(data["outcome"]))
            elif kind == "task_recalled":
                self.game, tasks = self.before[task]
                self.facts = self.game.facts
                self.tasks = {token: each for token, each in tasks.items() if each != task}
            elif kind == "task_cancelled":
                self.tasks = {token: each for token, each in self.tasks.items() if each != task}
            elif kind == "task_sent_back":
                self._send_back(str(data["to"]))
            elif kind == "signer_added":
                self._add(element, now=self.kinds[element].signing != "sequence" or data["added"]["place"] != "after")
            elif kind == "signer_removed":
                self._remove(element, task)
            elif kind in OVER:
                self.game.shut(self.game.main)

    def _at(self, element: str) -> list[Token]:
        return [token for token in self.game.tokens() if token.node.id == element and token.doing == "working"]

    def _seat(self) -> None:
        """Tasks of signed steps belong to tokens that have none, in the order of both."""
        for opened in list(self.opened):
            task, element = opened
            free = [token for token in self._at(element) if token.number not in self.tasks]
            if free:
                self.tasks[min(free, key=lambda token: token.index).number] = task
                self.opened.remove(opened)

    def _of(self, element: str, task: str) -> Token:
        """The token of a task, where it matters whose; else the first at the step."""
        at = self._at(element)
        found = next((token for token in at if self.tasks.get(token.number) == task), None)
        assert found or len(set(getattr(self.kinds.get(element), "seats", ()))) < 2, f"whose turn {task} is"
        return found or at[0]

    def _complete(self, token: Token, outcome: str) -> None:
        whole, element = token.whole, token.node.id
        if element not in self.kinds or whole is None:
            self._became(element, outcome)
            return self.game.complete(token)
        votes = [*(self.facts.get(f"votes {element}", ()) if whole.finished else ()), Vote(outcome, self._seat_of(token))]
        self._count(whole, votes, token)
        return self._alone(whole, lambda: self.game.complete(token))

    def _seat_of(self, token: Token) -> Seat:
        seats = self.kinds[token.node.id].seats
        added = token.number in self.facts.get(f"added {token.node.id}", ())
        return Seat() if added or token.index >= len(seats) else seats[token.index]

    def _became(self, element: str, outcome: str) -> None:
        """What the gateways read of a step."""
        for condition in [name for name in self.facts if str(name).startswith(f"{element}.outcome = ")]:
            self.facts[condition] = condition == f'{element}.outcome = "{outcome}"'

    def _alone(self, whole: Token, act: Callable[[], None]) -> None:
        """Whoever is next in turn waits for all who sign at this moment, for those added before somebody, too."""
        others = sum(other.whole is whole for other in self.game.tokens()) > 1
        later, whole.queue = whole.queue, 0 if others else whole.queue
        act()
        if others:
            whole.queue = later

    def _count(self, whole: Token, votes: list[Vote], given: Token) -> None:
        """What the signatures come to, and whether the others can still change it; the one that is given or taken off waits no more."""
        element = whole.node.id
        others = [token for token in self.game.tokens() if token.whole is whole and token is not given]
        verdict = verdict_of(self.kinds[element], votes, [*map(self._seat_of, others), *[Seat()] * whole.queue])
        self.facts[f"votes {element}"] = votes
        self.facts[f"decided {element}"] = verdict is not None
        self._became(element, verdict or "")

    def _send_back(self, target: str) -> None:
        place: Place = next(place for place in self.game.places() if target in place.scope.nodes)
        self.game.jump(None, place, place.scope.nodes[target])

    def _add(self, element: str, *, now: bool) -> None:
        whole = self._at(element)[0].whole
        assert whole is not None
        whole.total += 1
        if now:
            self.game.instance(whole)
            newest = max(token.number for token in self.game.tokens() if token.whole is whole)
            self.facts[f"added {element}"] = {*self.facts.get(f"added {element}", ()), newest}
        else:
            whole.queue += 1

    def _remove(self, element: str, task: str) -> None:
        token = self._of(element, task)
        whole = token.whole
        assert whole is not None
        whole.total -= 1
        self._count(whole, list(self.facts.get(f"votes {element}", ())) if whole.finished else [], token)

        def take_off() -> None:
            self.game.kill(token)
            self.game.advance(whole)
            self.game.settle()

        self._alone(whole, take_off)


def verdict_of(kind: Kind, votes: list[Vote], waiting: list[Seat]) -> str | None:
    """What signatures come to while others wait, or None.

    A veto and the first signature of 或签 decide, the first refusal ends 依次, 票签 needs its share of the weights and waits for whoever has
    a veto, 会签 waits for all.
    """
    against = [vote for vote in votes if vote.outcome != OUTCOMES[0]]
    if vetoed := [vote.outcome for vote in against if vote.seat.veto]:
        return vetoed[0]
    if kind.signing == "any":
        return votes[0].outcome if votes else None
    if kind.signing == "sequence" and against:
        return against[0].outcome
    most = max(OUTCOMES[1:], key=lambda outcome: sum(vote.seat.weight for vote in against if vote.outcome == outcome))
    if kind.signing == "ratio":
        refused, left = sum(vote.seat.weight for vote in against), sum(seat.weight for seat in waiting)
        agreed = sum(vote.seat.weight for vote in votes) - refused
        if _enough(kind, agreed, refused + left):
            return None if any(seat.veto for seat in waiting) else OUTCOMES[0]
        return None if _enough(kind, agreed + left, refused) else most
    return None if waiting else most if against else OUTCOMES[0]


def _enough(kind: Kind, agreed: int, others: int) -> bool:
    needed = kind.share * (agreed + others)
    return agreed > needed if kind.more_than else agreed >= needed


def _signed(diagram: Diagram, files: Mapping[str, bytes]) -> tuple[Diagram, dict[str, Kind]]:
    """Steps that several sign are repeated steps, and end when enough of them have signed."""
    kinds: dict[str, Kind] = {}
    named = {node.get("id", ""): node for data in files.values() for node in ET.fromstring(data).iter() if node.get(f"{TB}signing")}
    for process in diagram.processes.values():
        for node in process.everything():
            if isinstance(node, Node) and node.id in named:
                drawn = named[node.id]
                signing, ratio = drawn.get(f"{TB}signing", ""), drawn.get(f"{TB}ratio", ">1/2")
                seats = tuple(_seats(drawn.get(f"{TB}signers", "null")))
                kinds[node.id] = Kind(signing, seats, Fraction(ratio.removeprefix(">")), ratio.startswith(">"))
                node.loop = Loop(SIGNING[signing], len(seats), until=f"decided {node.id}")
    return diagram, kinds


def _seats(signers: str) -> Iterable[Seat]:
    """Each name, or each context with a weight and a veto, of a list of signers."""
    for each in re.findall(r'\{[^}]*\}|"[^"]*"|null', signers):
        weight = re.search(r"weight: *(\d+)", each)
        yield Seat(int(weight[1]) if weight else 1, re.search(r"veto: *true", each) is not None)
