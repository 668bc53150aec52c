"""A draft that is tried, for the pages of trying: two scenarios that were told, and a sandbox with a case in it."""

from uuid import UUID

from engine.commands import BeginSandbox, OpenProgramDraft
from engine.model import Rehearsal, RehearsedStory
from engine.queries import OwnSandbox, ProgramDrafts
from engine.store.unit_of_work import UnitOfWork
from engine.trying.sandbox import tell
from tests.journeys.town import PROGRAM, Town

TITLE = "试运行"
ACCEPTED = {"zh": "受理审查", "en": "Acceptance"}
STEP = {
    "number": 1,
    "at": "2026-11-09T09:00:05+08:00",
    "by": {"zh": "申报单位", "en": "Enterprise"},
    "do": "submit",
    "element": None,
    "outcome": None,
    "refused": "",
    "promised": {"stage": "acceptance"},
    "faults": [],
    "seen": {
        "status": "open",
        "stage": {"zh": "受理", "en": "Acceptance"},
        "light": "green",
        "open": [ACCEPTED],
        "notices": [{"zh": "受理通知书", "en": "Notice of acceptance"}],
        "clocks": [{"element": ACCEPTED, "due": "2026-11-16", "provisional": True}],
        "amounts": [{"kind": "advance", "state": "planned", "fen": 1200000, "basis": "穗人社函〔2020〕22号"}],
    },
}
FAULT = {"what": "due", "expected": '{"on": "2026-11-16"}', "found": '{"on": "2026-11-30"}'}


def tried(town: Town) -> UUID:
    """The draft, made once."""
    by = town.actor("guanli")
    for known in town.engine.ask(ProgramDrafts(), by=by):
        if known.title == TITLE:
            return known.draft_id
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title=TITLE), by=by).draft_id
    with UnitOfWork(town.engine.runtime) as uow:
        run = Rehearsal(draft_id=draft, digest="", state="done", created_at=uow.now, created_by=by.name)
        uow.session.add(run)
        uow.session.flush()
        decided = {
            **STEP,
            "number": 2,
            "do": "complete",
            "element": ACCEPTED,
            "outcome": {"zh": "补正", "en": "Correct"},
            "faults": [FAULT],
        }
        for name, state, steps in (("corrected_once.toml", "failed", [STEP, decided]), ("filed_small.toml", "passed", [STEP])):
            uow.session.add(RehearsedStory(run_id=run.id, name=name, title="一次补正后受理", state=state, cause="", steps=steps))
    town.engine.execute(BeginSandbox(draft_id=draft), by=by)
    town.settle()
    view = town.engine.ask(OwnSandbox(), by=by)
    assert view is not None
    assert view.state == "ready", view.cause
    tell(town.engine, by, "corrected_once.toml", 1)
    return draft
