"""The oracle on the bench: the trail of a case is played in its token game, and says which steps must be open.

The game (`tests/oracle`) knows the standard and nothing of the engine. What the standard does not know, verbs, is told to it as what they
are: a decision taken back is the game as it stood before, sending back is a token that appears at the target in place of everything in
its scope, a signer is one instance of the repeated step more or less.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from tests.oracle.diagram import Diagram, Loop, Node
from tests.oracle.from_xml import ET, TB, from_xml, names_of
from tests.oracle.game import Game, Place, Token

Event = tuple[str, Mapping[str, Any]]
OUTCOMES = ("done", "again", "correct")
"""The outcomes of a signed step; the first is the agreement."""
SIGNING = {"all": "parallel", "any": "parallel", "ratio": "parallel", "one": "parallel", "sequence": "sequential"}
OVER = frozenset({"case_terminated", "case_withdrawn"})


class Bench:
    """One case as the oracle sees it."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        diagram, self.kinds = _signed(from_xml(files, "p"), files)
        conditions, lists = names_of(diagram)
        self.facts: dict[str, Any] = {**dict.fromkeys(conditions, False), **{name: [] for name in lists}}
        self.game = Game(diagram, self.facts, set())
        self.before: dict[str, Game] = {}
        """The game as it stood before a task was decided that is taken back."""

    def open(self) -> list[str]:
        """The steps somebody must be able to work on."""
        return sorted(token.node.id for token in self.game.tokens() if token.doing == "working")

    def play(self, events: Iterable[Event]) -> None:
        """Everything that moved a token, in the order of the trail."""
        trail = list(events)
        recalled = {data["task"] for kind, data in trail if kind == "task_recalled"}
        for kind, data in trail:
            element = str(data.get("element", ""))
            if kind == "task_completed" and self._at(element):
                if data["task"] in recalled:
                    self.before[str(data["task"])] = deepcopy(self.game)
                self._complete(self._at(element)[0], str(data["outcome"]))
            elif kind == "task_recalled":
                self.game = self.before[str(data["task"])]
                self.facts = self.game.facts
            elif kind == "task_sent_back":
                self._send_back(str(data["to"]))
            elif kind == "signer_added":
                self._add(element, now=self.kinds[element] != "sequence" or data["added"]["place"] != "after")
            elif kind == "signer_removed":
                self._remove(element)
            elif kind in OVER:
                self.game.shut(self.game.main)

    def _at(self, element: str) -> list[Token]:
        return [token for token in self.game.tokens() if token.node.id == element and token.doing == "working"]

    def _complete(self, token: Token, outcome: str) -> None:
        whole, element = token.whole, token.node.id
        if element not in self.kinds or whole is None:
            self._became(element, outcome)
            return self.game.complete(token)
        votes = [*(self.facts.get(f"votes {element}", ()) if whole.finished else ()), outcome]
        self._count(whole, votes)
        return self._alone(whole, lambda: self.game.complete(token))

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

    def _count(self, whole: Token, votes: list[str]) -> None:
        """What the signatures come to, and whether the others can still change it."""
        element = whole.node.id
        verdict = verdict_of(self.kinds.get(element, ""), votes, whole.total)
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
        else:
            whole.queue += 1

    def _remove(self, element: str) -> None:
        token = self._at(element)[-1]
        whole = token.whole
        assert whole is not None
        whole.total -= 1
        self._count(whole, list(self.facts.get(f"votes {element}", ())) if whole.finished else [])

        def take_off() -> None:
            self.game.kill(token)
            self.game.advance(whole)
            self.game.settle()

        self._alone(whole, take_off)


def verdict_of(kind: str, votes: list[str], total: int) -> str | None:
    """What equal signatures come to: one decides 或签, the first refusal ends 依次, 票签 needs more than half, 会签 waits for all."""
    agreed, against, waiting = votes.count(OUTCOMES[0]), [each for each in votes if each != OUTCOMES[0]], total - len(votes)
    most = max(OUTCOMES[1:], key=against.count)
    if kind == "any":
        return votes[0] if votes else None
    if kind == "sequence" and against:
        return against[0]
    if kind == "ratio":
        return OUTCOMES[0] if 2 * agreed > total else most if 2 * (agreed + waiting) <= total else None
    return None if waiting else most if against else OUTCOMES[0]


def _signed(diagram: Diagram, files: Mapping[str, bytes]) -> tuple[Diagram, dict[str, str]]:
    """Steps that several sign are repeated steps, and end when enough of them have signed."""
    kinds: dict[str, str] = {}
    named = {node.get("id", ""): node for data in files.values() for node in ET.fromstring(data).iter() if node.get(f"{TB}signing")}
    for process in diagram.processes.values():
        for node in process.everything():
            if isinstance(node, Node) and node.id in named:
                kinds[node.id] = named[node.id].get(f"{TB}signing", "")
                signers = named[node.id].get(f"{TB}signers", "")
                node.loop = Loop(SIGNING[kinds[node.id]], signers.count(",") + 1, until=f"decided {node.id}")
    return diagram, kinds
