"""会签、或签、票签、依次: signatures of one step are counted; the step is decided as soon as the others cannot change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.bpmn import Element, Item, beside, queued
from engine.model import Task
from engine.packages.shares import share_of
from engine.running.signers import Signer
from engine.running.step import Step
from engine.sdk.errors import DecisionFailed

Votes = Sequence[Mapping[str, Any]]
MAJORITY = ">1/2"


@dataclass(frozen=True, slots=True)
class Rule:
    """签署规则 of a step: its kind, its outcomes (the first is the agreement), and for 票签 the share that agrees."""

    kind: str
    outcomes: Sequence[str]
    share: Fraction = Fraction(1, 2)
    more_than: bool = True

    @classmethod
    def of(cls, element: Element) -> "Rule":
        """The rule a step is drawn with; 票签 without `tb:ratio` needs more than half."""
        said = element.attributes
        share, more_than = share_of(said.get("ratio", "") or MAJORITY)
        return cls(said.get("signing", "one"), said.get("outcomes", "").split() or [""], share, more_than)

    def verdict(self, votes: Votes, waiting: Fraction, *, veto_waits: bool = False) -> str | None:
        """The outcome, or None while those who have not signed (their weights together, and whether one has a veto) can still change it."""
        agree = self.outcomes[0]
        against = [vote for vote in votes if vote["outcome"] != agree]
        vetoed = next((vote["outcome"] for vote in against if vote["veto"]), None)
        if vetoed is not None:
            return str(vetoed)
        if self.kind == "any":
            return str(votes[0]["outcome"]) if votes else None
        if self.kind == "ratio":
            return self._by_weight(votes, against, waiting, veto_waits=veto_waits)
        if self.kind == "sequence" and against:
            return str(against[0]["outcome"])
        return None if waiting else self._leading(against) if against else agree

    def _by_weight(self, votes: Votes, against: Votes, waiting: Fraction, *, veto_waits: bool) -> str | None:
        refused = sum((Fraction(vote["weight"]) for vote in against), Fraction(0))
        agreed = sum((Fraction(vote["weight"]) for vote in votes), Fraction(0)) - refused
        total = agreed + refused + waiting
        if self._enough(agreed, total):
            return None if veto_waits else self.outcomes[0]
        if not self._enough(agreed + waiting, total):
            return self._leading(against)
        return None

    def _enough(self, agreed: Fraction, total: Fraction) -> bool:
        return agreed > self.share * total if self.more_than else agreed >= self.share * total

    def _leading(self, against: Votes) -> str:
        """Of those against, the outcome with the most weight; of equals, the one the diagram names first."""
        weights: dict[str, Fraction] = {}
        for vote in against:
            weights[vote["outcome"]] = weights.get(vote["outcome"], Fraction(0)) + Fraction(vote["weight"])
        order = {outcome: place for place, outcome in enumerate(self.outcomes)}
        return min(weights, key=lambda outcome: (-weights[outcome], order.get(outcome, len(order))), default=self.outcomes[-1])


def sign(step: Step, item: Item, task: Task, values: Mapping[str, Any], before: object) -> None:
    """签署: one more signature; the facts of the step (`before` this one) hold all of them, and its outcome once it is decided."""
    if item.loop is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    signer = Signer.of(item.loop.item)
    vote = {
        "task": str(task.id),
        "by": step.by.name,
        "by_id": str(step.by.user_id),
        "outcome": values["outcome"],
        "opinion": str(values.get("opinion") or ""),
        "at": step.uow.now.isoformat(),
        "weight": str(signer.weight),
        "veto": signer.veto,
    }
    count(step, item, values, [*votes_of(item, before), vote])


def weight_of(signers: Sequence[object]) -> Fraction:
    """The weights of signers together; whoever is only named, or anybody of the post, counts once."""
    weighed = [Signer.of(each).weight for each in signers if isinstance(each, Mapping)]
    return sum(weighed, Fraction(len(signers) - len(weighed)))


def votes_of(item: Item, facts: object) -> list[Mapping[str, Any]]:
    """The signatures of the round of an item that the facts of its step hold."""
    body = item.loop.body if item.loop else None
    return list(facts["votes"]) if isinstance(facts, Mapping) and facts.get("round") == body else []


def reopen(step: Step, item: Item, votes: Votes) -> None:
    """A signature of a step was taken back: these are left, nothing is decided, and what was last said is theirs."""
    last = votes[-1] if votes else {}
    said = {key: last[key] for key in ("by", "at", "opinion") if key in last}
    step.env.write(item.element, {**said, **_told(step, item, votes, None)})


def count(step: Step, item: Item, values: Mapping[str, Any], votes: Votes) -> None:
    """Write what the signatures come to, those of the item left aside from what is still waited for."""
    loop = item.loop
    if loop is None or step.instance is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    rule = Rule.of(step.program.element(item.process, item.element))
    waiting = [*beside(step.instance, item.id), *queued(step.instance, loop.body)]
    verdict = rule.verdict(votes, weight_of(waiting), veto_waits=any(Signer.of(each).veto for each in waiting if isinstance(each, Mapping)))
    step.env.write(item.element, {**values, **_told(step, item, votes, verdict)})


def _told(step: Step, item: Item, votes: Votes, verdict: str | None) -> dict[str, Any]:
    agree = Rule.of(step.program.element(item.process, item.element)).outcomes[0]
    agreed = sum(1 for vote in votes if vote["outcome"] == agree)
    figures = {"votes": list(votes), "agreed": agreed, "signed": len(votes)}
    return {"round": item.loop.body if item.loop else 0, **figures, "decided": verdict is not None, "outcome": verdict or ""}
