"""What holds after every verb, whatever it was: each invariant looks at the rows from outside and computes what they must say by itself."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine import bpmn
from engine.calendar.clock import Clock
from engine.calendar.storing import from_json
from engine.queries import CaseOpinions, VerifyChain
from engine.sdk.actor import Actor
from engine.store.runtime import ZONE

if TYPE_CHECKING:
    from tests.verbs.office import Office

PERSONAL = {"user", "manual", "service"}
SHEET, TRAIL = "sheet", "trail"
"""Where words that somebody wrote must be found: on the case sheet 审批表 too, or in the trail."""


def hold(office: "Office", case: UUID) -> None:
    """Every invariant of one case."""
    assert office.engine.ask(VerifyChain(case_id=case), by=Actor.system()).broken is None, "the chain of the trail is broken"
    instance = _instance(office, case)
    tokens(office, case, instance)
    clocks(office, case, instance)
    jobs(office, case, instance)
    signatures(office, case)
    opinions(office, case)
    drafts(office, case)
    papers(office, case)
    requests(office, case)


def _instance(office: "Office", case: UUID) -> bpmn.Instance:
    state, release = office.rows('SELECT state, release_id FROM "case" WHERE id = %s', case)[0]
    if release not in office.definitions:
        diagrams = office.rows("SELECT path, content FROM release_file WHERE release_id = %s AND path LIKE '%%.bpmn'", release)
        office.definitions[release] = bpmn.read({path: bytes(content) for path, content in diagrams})
    return bpmn.decode(bytes(state), office.definitions[release])


def tokens(office: "Office", case: UUID, instance: bpmn.Instance) -> None:
    """No dead task: one open task for every token that waits for somebody, and none without a token; a case that is over has neither."""
    waiting = Counter(item.id for item in instance.items if item.kind in PERSONAL)
    asked = Counter(row[0] for row in office.rows("SELECT item FROM task WHERE case_id = %s AND state = 'open'", case))
    assert waiting == asked, "tokens and tasks agree"
    status = office.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0]
    assert (status == "open") == bool(instance.items), "a case that is over waits for nobody, an open one for somebody"


def jobs(office: "Office", case: UUID, instance: bpmn.Instance) -> None:
    """A row for every timer and every message that is waited for, due when the token is, and none of what is gone."""
    timers = {item.id: item.due for item in instance.items if item.kind == "timer" and item.due is not None}
    assert dict(office.rows("SELECT item, due_at FROM timer WHERE case_id = %s", case)) == timers, "a timer is left, missing or moved"
    waits = {item.id for item in instance.items if item.kind in {"message", "signal"} and item.event}
    assert {row[0] for row in office.rows("SELECT item FROM wait WHERE case_id = %s", case)} == waits, "a wait is left or missing"
    soonest = min((due.astimezone(ZONE) for due in timers.values()), default=None)
    assert office.rows('SELECT next_due FROM "case" WHERE id = %s', case)[0][0] == soonest, "the case is woken when its first timer is due"


def signatures(office: "Office", case: UUID) -> None:
    """Nobody signs twice in a round: no person, for themselves, as a delegate, or in the name of somebody else."""
    signed = office.rows(
        "SELECT round, done_by_id, assignee_id FROM task WHERE case_id = %s AND round IS NOT NULL AND state = 'done'", case
    )
    for one, other in combinations(signed, 2):
        if one[0] == other[0]:
            assert not {one[1], one[2]} & {other[1], other[2]} - {None}, "somebody signed twice in a round"
    twice = office.rows("SELECT item FROM task WHERE case_id = %s AND state = 'done' GROUP BY item HAVING count(*) > 1", case)
    assert twice == [], "a task was decided twice"
    facts = office.rows('SELECT facts_large || facts_small FROM "case" WHERE id = %s', case)[0][0]
    done = {str(row[0]) for row in office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'done'", case)}
    for said in facts.values():
        votes = said.get("votes", []) if isinstance(said, Mapping) else []
        assert len({vote["by_id"] for vote in votes}) == len(votes), "somebody is counted twice"
        assert {vote["task"] for vote in votes} <= done, "a signature is counted that was taken back"


def opinions(office: "Office", case: UUID) -> None:
    """No opinion is lost: every decision and every word that was written stands on the case sheet or in the trail."""
    told = [(data, kind) for kind, data in office.rows("SELECT kind, data FROM event WHERE case_id = %s", str(case))]
    sheet = Counter(said.opinion for said in office.engine.ask(CaseOpinions(case_id=case), by=Actor.system()))
    decided = Counter(data["opinion"] for data, kind in told if kind == "task_completed" and data["opinion"])
    assert not decided - sheet, "a decision is not on the case sheet"
    trail = "\n".join(str(data) for data, _ in told)
    for words, where in office.written.get(case, ()):
        assert words in trail, f"{words} is lost"
        assert where == TRAIL or words in sheet, f"{words} is not on the case sheet"
    silent = office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'done' AND opinion = '' AND role <> ''", case)
    assert silent == [], "a decision without an opinion"


def drafts(office: "Office", case: UUID) -> None:
    """A draft belongs to a task that is open; none is orphaned."""
    kept = {row[0] for row in office.rows("SELECT step FROM draft WHERE case_id = %s", case)}
    assert kept <= {str(row[0]) for row in office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'open'", case)}, (
        "an orphaned draft"
    )


def papers(office: "Office", case: UUID) -> None:
    """Every paper is in the trail once, and leaves once."""
    issued = Counter(row[0] for row in office.rows("SELECT number FROM notice WHERE case_id = %s", case))
    told = Counter(
        row[0] for row in office.rows("SELECT data->>'number' FROM event WHERE case_id = %s AND kind = 'notice_issued'", str(case))
    )
    left = Counter(
        row[0] for row in office.rows("SELECT payload->>'number' FROM outbox WHERE case_id = %s AND topic = 'notice.issued'", case)
    )
    assert issued == told == left, "a paper was not sent, was sent twice, or is gone"


def numbers(office: "Office") -> None:
    """The numbers of papers have no gap, and none was given twice."""
    for key, given in office.rows("SELECT key, array_agg(number) FROM notice GROUP BY key"):
        assert sorted(int(number.rsplit("-", 1)[1]) for number in given) == list(range(1, len(given) + 1)), f"a gap in the numbers of {key}"


def requests(office: "Office", case: UUID) -> None:
    """What waits for an answer waits at an open task: a delegation is flagged there, and nothing waits in a case that is over."""
    lent = {str(row[0]) for row in office.rows("SELECT id FROM act WHERE case_id = %s AND kind = 'delegation' AND state = 'open'", case)}
    flags = office.rows("SELECT flags FROM task WHERE case_id = %s AND state = 'open'", case)
    flagged = {flag["act"] for (found,) in flags for flag in found if flag.get("key") == "delegated"}
    assert lent == flagged, "a delegation waits for nobody, or nobody waits for one"
    (status, stopped), *_ = office.rows("SELECT status, facts_small->'suspension' FROM \"case\" WHERE id = %s", case)
    stops = len(office.rows("SELECT 1 FROM act WHERE case_id = %s AND kind = 'stop' AND state = 'open'", case))
    assert stops == (1 if status == "open" and stopped and not stopped.get("until") else 0), "a stop without its act"
    if status != "open":
        assert office.rows("SELECT 1 FROM act WHERE case_id = %s AND state = 'open' AND kind <> 'copy'", case) == [], (
            "a case is over, an act waits"
        )
        assert office.rows("SELECT 1 FROM state_before WHERE case_id = %s", case) == [], "nothing is taken back in a case that is over"


# ---- the ledger of the clocks -------------------------------------------------------------------------------------------------------


def clocks(office: "Office", case: UUID, instance: bpmn.Instance) -> None:
    """Every limit that is open has one clock and nothing else has; each ledger is whole, and its spans together give what is shown."""
    limited = {item.id for item in instance.items if item.attributes.get("limit") and item.kind != "timer"}
    limited |= {scope.id for scope in instance.scopes if scope.attributes.get("limit")}
    rows = office.rows("SELECT token, ledger, finished_at, due_on, yellow_on FROM clock WHERE case_id = %s", case)
    assert Counter(row[0] for row in rows if row[2] is None) == Counter(limited), "a clock outlives what it measures, or is missing"
    open_due: dict[int, date | None] = {}
    for token, ledger, finished, due, _ in rows:
        clock = from_json(ledger)
        ledger_is_whole(clock)
        assert (clock.finished is None) == (finished is None), "the ledger ends with its clock"
        if finished is None:
            shown = due_of(clock, tuple(office.days.items())) if clock.limit.in_working_days else due
            assert due == shown, f"the ledger says {shown}, the clock {due}"
            open_due[token] = due
    for item, shown_due in office.rows("SELECT item, due_on FROM task WHERE case_id = %s AND state = 'open'", case):
        if item in open_due:
            assert shown_due == open_due[item], "the task shows what its clock says"


def ledger_is_whole(clock: Clock) -> None:
    """One stretch begins where the one before ends, runs where that stood still, and only the last is open, as long as the clock is."""
    assert clock.segments[0].since == clock.trigger, "the ledger begins with the clock"
    for before, after in pairwise(clock.segments):
        assert before.until == after.since, "the ledger has a gap or an overlap"
        assert before.running != after.running, "two stretches of one kind are one"
    assert all(stretch.until is None or stretch.since <= stretch.until for stretch in clock.segments), "a stretch ends before it begins"
    assert clock.segments[-1].until == clock.finished, "the last stretch is open as long as the clock"


@lru_cache(1024)
def _workday(day: date, special: tuple[tuple[date, str], ...]) -> bool:
    kind = dict(special).get(day)
    return day.weekday() < 5 if kind is None else kind == "make_up"


def due_of(clock: Clock, special: tuple[tuple[date, str], ...]) -> date | None:
    """The last day of a limit of working days, counted day by day over the stretches that run; None while it stands still."""
    budget = clock.limit.count + sum(more.amount.count for more in clock.extensions)
    if not clock.segments[-1].running:
        return None
    spans = [(each.since, each.until or date.max) for each in clock.segments if each.running]
    day, used = clock.trigger, 0
    while used < budget:
        day += timedelta(days=1)
        used += _workday(day, special) and any(since < day <= until for since, until in spans)
    return day


# ---- one verb -------------------------------------------------------------------------------------------------------------------------


class Before:
    """What nobody takes back: the papers and messages that are sent, and drafts of tasks that stay."""

    def __init__(self, office: "Office", case: UUID) -> None:
        self.office, self.case = office, case
        self.papers = self._papers()
        self.drafts = self._drafts()
        self.messages = self._messages()

    def _papers(self) -> set[tuple[Any, ...]]:
        return set(self.office.rows("SELECT id, key, number, issued_at FROM notice WHERE case_id = %s", self.case))

    def _drafts(self) -> dict[str, str]:
        return dict(self.office.rows("SELECT step, data::text FROM draft WHERE case_id = %s", self.case))

    def _messages(self) -> dict[UUID, tuple[str, str]]:
        chosen = "SELECT id, topic, payload::text FROM outbox WHERE case_id = %s"
        return {row[0]: (row[1], row[2]) for row in self.office.rows(chosen, self.case)}

    def compare(self, *, drops: bool) -> None:
        """After a verb: nothing is un-sent, nothing is told twice; a draft of a task that stays open stays, unless the verb `drops` it."""
        assert self.papers <= self._papers(), "a paper that was sent is gone"
        now = self._messages()
        assert self.messages.items() <= now.items(), "a message that was sent is gone"
        new = Counter(told for number, told in now.items() if number not in self.messages)
        assert all(times == 1 for times in new.values()), f"told twice: {[told for told, times in new.items() if times > 1]}"
        stay = {str(row[0]) for row in self.office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'open'", self.case)}
        kept = self._drafts()
        lost = [step for step in self.drafts if step in stay and step not in kept]
        assert drops or not lost, "a draft of a task that stays is lost"
