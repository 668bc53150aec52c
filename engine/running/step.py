"""One step 一步: load the state, move the tokens, write what changed — with a constant number of statements."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from engine import bpmn
from engine.bpmn import BpmnRefusal, Item
from engine.model import Act, Case, Draft, IncidentRow, RosterRow, StateBefore, Task, Timer, Wait
from engine.packages.program import Program, element_name
from engine.running.acts import void_all
from engine.running.clocks import BY_VERB, HOLDING, NEVER, Clocks, standing_hold
from engine.running.delegation import void
from engine.running.drafts import step_of
from engine.running.environment import CaseEnvironment
from engine.running.granting import end_promises
from engine.running.letters import CARRIED, can_be_found, carrying, send_the_end
from engine.running.looking import others_change, tell_linked
from engine.running.payments import stop_payments
from engine.running.plain import plain
from engine.running.signers import signers_of
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed
from engine.store.jobs import archiving, freezing
from engine.store.next_look import next_look
from engine.store.unit_of_work import UnitOfWork

PERSONAL = {"user", "manual"}
STUCK = "stuck"
"""The job of an incident that no job has caused: nothing in the case can move."""
WAITING_FOR_OTHERS = {"message", "signal", "conditional"}


class Step:
    """一步: everything one command does to a running case. Use `start`, `complete`, `throw` or `fire_due`, then `settle`.

    Raises:
        Incident: when the case cannot move; the command that failed is rolled back whole and an operator is told.
    """

    def __init__(self, uow: UnitOfWork, case: Case, by: Actor, *, organisation: str, uscc: str) -> None:
        self.uow = uow
        self.case = case
        self.by = by
        self.program: Program = uow.program(case.release_id)
        self.env = CaseEnvironment(uow, case, self.program, by, organisation, uscc)
        self.tasks: dict[int, Task] = {}
        self.partial = False
        """Whether more tasks are open than `tasks` holds: their tokens sleep, and nothing happens to them."""
        self.last = 0
        self.clocks = Clocks(self.env, {})
        self.instance: bpmn.Instance | None = None
        self.opened: list[Task] = []
        self.timers: set[int] = set()
        self.waits: set[int] = set()
        self.fired: tuple[bpmn.Element, ...] = ()
        self.began: dict[int, date] = {}
        """When the hosts of timers began that stand again after 拿回: their limits count from that day."""
        self._before: bytes | None = None

    def load(self) -> None:
        """Read the state, the open tasks and the open clocks of the case."""
        if self.case.state is None:
            raise DecisionFailed("case_without_state", case=self.case.number)
        self.instance = bpmn.decode(self.case.state, self.program.definition)
        waiting = self.instance.waiting_for("timer", *CARRIED)
        self.timers = {item.id for item in waiting if item.kind == "timer"}
        self.waits = {item.id for item in waiting if can_be_found(item)}
        self.last = self.instance.last
        opened = self.uow.open_work(self.case)
        self.tasks = {task.item: task for task in opened.tasks if task.state == "open"}
        self.partial = opened.partial
        self.clocks = Clocks(self.env, {row.token: row for row in opened.clocks})

    def keep(self) -> None:
        """The tokens as they stand now are kept until the next decision: this one can be taken back."""
        self._before = self.case.state

    def restore(self, state: bytes) -> None:
        """拿回: the tokens stand again as they stood; ids that were given since are not given again."""
        self.instance = bpmn.decode(state, self.program.definition, self._running.last)

    def start(self, process: str, at: str | None = None) -> None:
        """Begin the process, at one of its start events when it is named; runs until every token waits."""
        self._guarded(lambda: setattr(self, "instance", bpmn.start(self.program.definition, process, self.env, at)))

    def complete(self, item: int) -> None:
        """The token `item` has what it waited for; a task that restarts the clock gives it the whole budget again."""
        done = self._running.item(item)
        if done is not None and done.attributes.get("clock") == "restarts":
            self.clocks.restarting.add(str(item))
        self._guarded(lambda: bpmn.complete(self._running, item, self.env))

    def throw(self, event: bpmn.Event) -> int:
        """A message or signal reaches the case; returns how many tokens took it."""
        return int(self._guarded(lambda: bpmn.throw(self._running, event, self.env)) or 0)

    def fire_due(self) -> tuple[bpmn.Element, ...]:
        """Let every timer fire that is due now; returns the nodes that did."""
        self.fired = self._guarded(lambda: bpmn.fire_due(self._running, self.env.now, self.env)) or ()
        return self.fired

    def stuck(self) -> str | None:
        """卡死: why nothing can ever move the case again; None while something can."""
        return bpmn.stuck(self._running, lambda text: others_change(self.program, self.case, text))

    def cancel(self) -> None:
        """End all tokens: the case is withdrawn or terminated."""
        self._guarded(lambda: bpmn.cancel(self._running, self.env))

    @property
    def _running(self) -> bpmn.Instance:
        if self.instance is None:
            raise DecisionFailed("case_without_state", case=self.case.number)
        return self.instance

    def _guarded(self, move: Any) -> Any:
        try:
            return move()
        except BpmnRefusal as refusal:
            raise DecisionFailed("case_cannot_move", case=self.case.number, cause=str(refusal), kind=type(refusal).__name__) from refusal

    # ---- the difference between before and after --------------------------------------------------------------------------

    def settle(self, status: str | None = None) -> None:
        """Write what the tokens now say: tasks, clocks, timers, stage, rosters, state; `status` names an end that is not the diagram's."""
        instance = self._running
        asleep = instance.asleep
        if any(item.attributes.get("clock") in HOLDING for item in asleep):
            asleep, items = (), {item.id: item for item in instance.items}
        else:
            items = {item.id: item for item in instance.awake}
        self._know(items)
        self._close_tasks(items)
        self._open_tasks(items)
        self.clocks.settle(items, {scope.id: scope for scope in instance.scopes}, instance.sleeps)
        self._timers(items)
        self._waits(items)
        self._rosters()
        self._stage(instance, [*items.values(), *asleep])
        self.case.next_due = next_look(instance, self.env.now)
        if instance.finished or status:
            self._end(status or "closed")
        elif reason := self.stuck():
            self._stuck(reason)
        self.case.state = bpmn.encode(instance)
        self.case.revision += 1
        self._keep()
        tell_linked(self.uow, self.program, self.case)
        if self.clocks.lead(self.case):
            self._read_more(None)
        self.clocks.repeat([*self.tasks.values(), *self.opened])

    def _keep(self) -> None:
        if self.case.status != "open":
            self.uow.batch.delete(StateBefore, case_id=self.case.id)
        elif self._before is not None:
            kept = {"case_id": self.case.id, "revision": self.case.revision, "state": self._before}
            self.uow.batch.replace_values(StateBefore, kept)

    def _know(self, items: Mapping[int, Item]) -> None:
        """Read the tasks that were left out, where something may have happened to them."""
        if not self.partial:
            return
        if self._running.gave_up:
            self._read_more(None)
        elif missing := [
            token for token, item in items.items() if item.kind in PERSONAL and token <= self.last and token not in self.tasks
        ]:
            self._read_more(missing)

    def _read_more(self, items: Collection[int] | None) -> None:
        """Read the tasks of these tokens too; None reads all."""
        if self.partial:
            self.tasks |= {task.item: task for task in self.uow.open_tasks(self.case, items) if task.state == "open"}
            self.partial = items is not None

    def _close_tasks(self, items: Mapping[int, Item]) -> None:
        sleeps = self._running.sleeps
        over = [(token, task) for token, task in self.tasks.items() if token not in items and not sleeps(token)]
        void(self.uow, [task for _, task in over], self.by)
        for token, task in over:
            del self.tasks[token]
            if task.state == "open":
                task.state = "cancelled"
                task.done_at = self.env.now
                self.uow.batch.delete(Draft, case_id=self.case.id, step=step_of(task.id))
                kind = "task_expired" if self.fired else "task_cancelled"
                self.uow.record(self.case, self.by, kind, element=task.element, name=task.name, task=str(task.id))

    def _open_tasks(self, items: Mapping[int, Item]) -> None:
        new = {
            token: item for token, item in items.items() if token not in self.tasks and (item.kind in PERSONAL or item.kind == "service")
        }
        if any(item.loop is not None and item.loop.body <= self.last for item in new.values()):
            self._read_more(None)  # who signs beside them is not asked twice
        signers = signers_of(self.uow, self.program, self.case, new.values(), self.tasks.values())
        for token, item in new.items():
            signer = signers.get(token)
            element = self.program.element(item.process, item.element)
            attributes = item.attributes
            applicant = attributes.get("actor") == "applicant"
            task = self.uow.batch.make(
                Task,
                id=uuid4(),
                case_id=self.case.id,
                region=self.case.region,
                program=self.case.program,
                item=token,
                element=item.element,
                process=item.process,
                name=element_name(element).to_json(),
                kind="service" if item.kind == "service" else "user",
                role="" if applicant else signer.role if signer else attributes.get("role", ""),
                organisation_id=self.case.organisation_id if applicant else None,
                assignee_id=signer.person_id if signer else None,
                claimed_at=self.env.now if signer and signer.person_id else None,
                done_at=None,
                done_by_id=None,
                due_on=None,
                yellow_on=None,
                state="open",
                stage=attributes.get("stage", ""),
                form=self.program.form_name(self.case.process, attributes.get("form", "")),
                outcomes=attributes.get("outcomes", "").split(),
                arrived_at=self.env.now,
                done_by="",
                outcome="",
                opinion="",
                stopped=False,
                flags=[],
                round=signer.round if signer else None,
            )
            self.opened.append(task)
            self.uow.record(
                self.case,
                self.by,
                "task_opened",
                public=True,
                element=item.element,
                name=task.name,
                task=str(task.id),
                role=task.role,
                applicant=applicant,
            )
            if task.assignee_id is not None and task.assignee_id != self.by.user_id:
                told = {"task": str(task.id), "name": task.name, "case": self.case.number}
                self.uow.send("task.given", {**told, "person": str(task.assignee_id)}, self.case)
            if applicant:
                self.uow.send("task.applicant", {"task": str(task.id), "name": task.name, "case": self.case.number}, self.case)

    def _timers(self, items: Mapping[int, Item]) -> None:
        wanted = {token: item for token, item in items.items() if item.kind == "timer" and item.due is not None}
        for token in self.timers - wanted.keys():
            self.uow.batch.delete(Timer, case_id=self.case.id, item=token)
        hold, held = standing_hold(self.case), dict[str, str]()
        for token, item in wanted.items():
            if token in self.timers:
                continue
            limit = self.env.limit(item.attributes)
            due = item.due
            if hold and limit is not None:  # begun during a stop: it counts from the day the case is resumed
                due, held[str(token)], limit = NEVER, str(limit), None
                bpmn.set_due(self._running, token, NEVER)
            self.uow.batch.insert_values(
                Timer,
                {
                    "case_id": self.case.id,
                    "item": token,
                    "element": item.element,
                    "due_at": due,
                    "limit": str(limit) if limit else "",
                    "trigger_on": self._trigger(item) if limit else None,
                    "queued": False,
                },
            )
        self.timers = set(wanted)
        if held:
            stop = self.uow.session.get_one(Act, UUID(hold.removeprefix(BY_VERB)))
            stop.data = {**stop.data, "timers": {**stop.data["timers"], **held}}

    def _trigger(self, item: Item) -> date:
        """The day a timer's limit counts from: that of its host where the host stands again."""
        again = None if item.host is None or "since" in item.attributes else self.began.get(item.host)
        return again or self.env.trigger(item.attributes)

    def _waits(self, items: Mapping[int, Item]) -> None:
        """Who waits for a message or signal is found by its name; a letter with that key may look for its receiver already."""
        wanted = {token: item for token, item in items.items() if can_be_found(item)}
        for token in self.waits - wanted.keys():
            self.uow.batch.delete(Wait, case_id=self.case.id, item=token)
        for token, item in wanted.items():
            if token in self.waits:
                continue
            values = {"kind": item.kind, "name": item.event, "correlation": item.correlation, "since": self.env.now}
            self.uow.batch.insert_values(Wait, {"case_id": self.case.id, "item": token, **values})
            if item.kind == "message":
                self.uow.jobs.append(carrying(item.kind, str(item.event), item.correlation))
        self.waits = set(wanted)

    def _rosters(self) -> None:
        for status, only in self.env.roster_status:
            change = update(RosterRow).where(RosterRow.case_id == self.case.id)
            if only:
                change = change.where(RosterRow.status == only)
            self.uow.session.execute(change.values(status=status))
            self.uow.record(self.case, self.by, "roster_status", status=status, only=only)

    def _stage(self, instance: bpmn.Instance, items: Iterable[Item]) -> None:
        reached = list(self.env.stages)
        for item in sorted(items, key=lambda each: each.id):
            if item.attached_to:
                continue
            stage = item.attributes.get("stage") or next(
                (scope.attributes["stage"] for scope in reversed(item.scopes) if scope.attributes.get("stage")), ""
            )
            if stage:
                reached.append(stage)
        if instance.finished:
            ends = self.program.definition.processes[self.case.process].elements
            reached += [stage for end, _ in instance.ended_by if (stage := ends[end].attributes.get("stage", ""))]
        today = self.env.today.isoformat()
        stages = dict(self.case.stages)
        for stage in reached:
            stages.setdefault(stage, today)
        if reached and self.case.stage != reached[-1]:
            self.case.stage = reached[-1]
            self.uow.record(
                self.case, self.by, "stage_reached", public=True, stage=reached[-1], name=self.program.stage_title(reached[-1]).to_json()
            )
        if stages != self.case.stages:
            self.case.stages = stages

    def _end(self, status: str) -> None:
        self.case.status = status
        self.case.closed_at = self.env.now
        self.case.next_due = None
        self.clocks.finish_all()
        end_promises(self.env)
        stop_payments(self.env, status)
        send_the_end(self.env)
        void_all(self.uow, self.case.id, self.by)
        if status == "closed":
            stage = self.program.stage_title(self.case.stage).to_json()
            self.uow.send("case.decided", {"case": self.case.number, "stage": stage}, self.case)
        self.uow.jobs += (archiving(self.case.id), freezing(self.case.id))
        self.uow.record(self.case, self.by, "case_closed", public=True, status=status, stage=self.case.stage)

    def _stuck(self, reason: str) -> None:
        told = select(IncidentRow.id).where(IncidentRow.case_id == self.case.id, IncidentRow.job == STUCK, IncidentRow.state == "open")
        if self.uow.session.scalar(told.limit(1)) is not None:
            return
        incident = IncidentRow(
            id=uuid4(),
            case_id=self.case.id,
            job=STUCK,
            element="",
            cause=reason,
            detail={},
            state="open",
            attempts=1,
            created_at=self.env.now,
        )
        self.uow.batch.insert(incident)
        self.uow.record(self.case, self.by, "incident_opened", cause=reason, incident=str(incident.id))

    # ---- facts ------------------------------------------------------------------------------------------------------------

    def submit(self, writer: str, values: Mapping[str, Any], task: Task | None = None, **beside: Any) -> None:
        """申报: keep what was sent for ever, and let it become facts, with what the engine knows `beside` it."""
        facts = plain(values)
        self.uow.trails.keep(self.case, self.by, writer, facts, task.id if task else None)
        self.env.put(writer, {**facts, **plain(beside)})
