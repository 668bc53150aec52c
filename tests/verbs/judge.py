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
        """The game as it stood before a step was decided."""

    def open(self) -> list[str]:
        """The steps somebody must be able to work on."""
        return sorted(token.node.id for token in self.game.tokens() if token.doing == "working")

    def play(self, events: Iterable[Event]) -> None:
        """Everything that moved a token, in the order of the trail."""
        for kind, data in events:
            element = str(data.get("element", ""))
            if kind == "task_completed" and self._at(element):
                self.before[element] = deepcopy(self.game)
                self._complete(self._at(element)[0])
            elif kind == "task_recalled":
                self.game = self.before[element]
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

    def _complete(self, token: Token) -> None:
        whole = token.whole
        if whole is None:
            return self.game.complete(token)
        self._count(whole, whole.finished + 1)
        return self._alone(whole, lambda: self.game.complete(token))

    def _alone(self, whole: Token, act: Callable[[], None]) -> None:
        """Whoever is next in turn waits for all who sign at this moment, for those added before somebody, too."""
        others = sum(other.whole is whole for other in self.game.tokens()) > 1
        later, whole.queue = whole.queue, 0 if others else whole.queue
        act()
        if others:
            whole.queue = later

    def _count(self, whole: Token, signed: int) -> None:
        """Everybody agrees here: one is enough for 或签, more than half for 票签, and all for the others."""
        kind = self.kinds.get(whole.node.id)
        self.facts[f"decided {whole.node.id}"] = (kind == "any" and signed > 0) or (kind == "ratio" and 2 * signed > whole.total)

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
        self._count(whole, whole.finished)

        def take_off() -> None:
            self.game.kill(token)
            self.game.advance(whole)
            self.game.settle()

        self._alone(whole, take_off)


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
