"""REST: drafts of programs 项目草稿 in the studio, for administrators: begun, changed file by file or whole, judged, released."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File
from starlette.responses import Response

from api.archives import folder_of, zip_of
from api.deps import Acting, Asking
from api.downloads import WORKBOOK, bytes_answer
from api.packages import faults_of
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Word
from api.rest.studio_kinds import (
    DecisionFacts,
    DiagramTaken,
    Digest,
    EntriesDone,
    EntryTyped,
    Expression,
    FormValues,
    NewContent,
    NewDiagram,
    NewDraft,
    NewExample,
    NewFolder,
    NewPart,
    NewProgram,
    NewRelease,
    NewTable,
    Note,
    Tried,
    Visit,
)
from engine.commands import (
    AddProgramPart,
    BeginProgram,
    CancelPlannedRelease,
    CosignProgramDraft,
    DiagramImported,
    DiscardProgramDraft,
    DropAside,
    DropProgramEntry,
    EditProgramSection,
    ImportDecisionSheet,
    ImportDiagram,
    ImportProgramFiles,
    KeepDecisionExample,
    KeepProgramEntry,
    OpenProgramDraft,
    ProgramDraftOpened,
    ProgramEntryKept,
    ProgramFileSaved,
    ProgramFilesImported,
    ProgramPartAdded,
    ProgramReleased,
    ReleaseProgramDraft,
    RemoveProgramFile,
    RestoreRelease,
    SaveProgramFile,
    VisitProgramDraft,
)
from engine.packages.comparing import Difference
from engine.queries import (
    Colleague,
    DecisionSheet,
    DecisionTrialView,
    DiagramAbroad,
    DraftablePrograms,
    EntriesBeingFilledIn,
    EntryBeingFilledIn,
    ExpressionFaults,
    ExpressionNames,
    FactName,
    FormTrial,
    FormTrialView,
    ProgramChoice,
    ProgramDraftChanges,
    ProgramDraftDetail,
    ProgramDraftFiles,
    ProgramDraftFindings,
    ProgramDrafts,
    ProgramDraftView,
    ProgramFile,
    ProgramSections,
    ReleaseFiles,
    SectionView,
    TryDecision,
    TryForm,
    TryPaper,
)
from engine.sdk.errors import Finding, InvalidInput, PackageError
from engine.sdk.text import Text

router = APIRouter(prefix="/admin/studio", tags=["studio"], dependencies=[Depends(administrator)])
DRAFT = "/drafts/{draft_id}"
BYTES = "application/octet-stream"
ZIP = "application/zip"


@router.get("/programs", responses=READ)
def programs(call: Asking) -> tuple[ProgramChoice, ...]:
    """Programs a draft can begin from."""
    return call.ask(DraftablePrograms())


@router.get("/drafts", responses=READ)
def drafts(call: Asking) -> tuple[ProgramDraftView, ...]:
    """Every open draft."""
    return call.ask(ProgramDrafts())


@router.post("/drafts", status_code=201, responses=WRITE)
def begin(call: Acting, body: NewDraft) -> ProgramDraftOpened:
    """Begin a draft from a program's current release."""
    return call.execute(OpenProgramDraft(program=body.program, title=body.title))


@router.post("/programs", status_code=201, responses=WRITE)
def begin_program(call: Acting, body: NewProgram) -> ProgramDraftOpened:
    """Begin a program that never was, as a draft."""
    return call.execute(
        BeginProgram(key=body.key, title=body.title.text(), authority=body.authority.text(), region=body.region, shared=body.shared)
    )


@router.post(f"{DRAFT}/parts", status_code=201, responses=WRITE)
def add_part(call: Acting, draft_id: UUID, body: NewPart) -> ProgramPartAdded:
    """Add a form, a diagram, a decision table or a notice."""
    return call.execute(AddProgramPart(draft_id=draft_id, kind=body.kind, name=body.name, title=body.title.text(), form=body.form))


@router.get(f"{DRAFT}/sections/{{path:path}}", responses=READ)
def sections(call: Asking, draft_id: UUID, path: Word) -> tuple[SectionView, ...]:
    """The sections of a manifest or of the parameters of a draft, with their entries."""
    return call.ask(ProgramSections(draft_id=draft_id, path=path))


@router.put(f"{DRAFT}/sections/{{section}}", responses=WRITE)
def edit_section(call: Acting, draft_id: UUID, section: Word, body: EntriesDone) -> ProgramFileSaved:
    """Change, add or (`remove`) take out entries of a section; everything else of the file stays, comments too."""
    command = EditProgramSection(draft_id=draft_id, section=section, entries=body.entries, version=body.version, entry=body.entry)
    return call.execute(command)


@router.get(f"{DRAFT}/typing/{{path:path}}", responses=READ)
def typing(call: Asking, draft_id: UUID, path: Word) -> tuple[EntryBeingFilledIn, ...]:
    """What was typed into entries of a manifest or of the parameters and their file does not hold yet, everybody's."""
    return call.ask(EntriesBeingFilledIn(draft_id=draft_id, path=path))


@router.put(f"{DRAFT}/typing/{{section}}", responses=WRITE)
def keep_typing(call: Acting, draft_id: UUID, section: Word, body: EntryTyped) -> ProgramEntryKept:
    """Keep an entry while it is typed: in the file where it is whole, beside it, as a finding of the check, where it is not."""
    command = KeepProgramEntry(
        draft_id=draft_id, section=section, entry=body.entry, entries=body.entries, typed=body.typed, version=body.version
    )
    return call.execute(command)


@router.delete(f"{DRAFT}/typing/{{path:path}}", status_code=204, responses=WRITE)
def drop_typing(call: Acting, draft_id: UUID, path: Word, entry: Word, person_id: UUID) -> Response:
    """What the file says is right: forget what somebody typed of an entry and did not finish."""
    call.execute(DropProgramEntry(draft_id=draft_id, path=path, entry=entry, person_id=person_id))
    return Response(status_code=204)


@router.post(f"{DRAFT}/cosignature", status_code=204, responses=WRITE)
def cosign(call: Acting, draft_id: UUID, body: Digest) -> Response:
    """Agree to the new rates of a draft for one's own department."""
    call.execute(CosignProgramDraft(draft_id=draft_id, digest=body.digest))
    return Response(status_code=204)


@router.get(DRAFT, responses=READ)
def draft(call: Asking, draft_id: UUID) -> ProgramDraftView:
    """One draft with its files and who is in it."""
    return call.ask(ProgramDraftDetail(draft_id=draft_id))


@router.delete(DRAFT, status_code=204, responses=WRITE)
def discard(call: Acting, draft_id: UUID) -> Response:
    """Throw a draft away."""
    call.execute(DiscardProgramDraft(draft_id=draft_id))
    return Response(status_code=204)


@router.post(f"{DRAFT}/visits", responses=WRITE)
def visit(call: Asking, draft_id: UUID, body: Visit) -> tuple[Colleague, ...]:
    """Say that somebody is here, and learn who else is. Takes no idempotency key: saying it twice is saying it once."""
    call.execute(VisitProgramDraft(draft_id=draft_id, path=body.path))
    return call.ask(ProgramDraftDetail(draft_id=draft_id)).present


@router.get(f"{DRAFT}/findings", responses=READ)
def findings(call: Asking, draft_id: UUID) -> tuple[Finding, ...]:
    """Everything that is wrong with a draft."""
    return call.ask(ProgramDraftFindings(draft_id=draft_id))


@router.get(f"{DRAFT}/changes", responses=READ)
def changes(call: Asking, draft_id: UUID) -> tuple[Difference, ...]:
    """What a draft would change of the current release."""
    return call.ask(ProgramDraftChanges(draft_id=draft_id))


@router.get(f"{DRAFT}/names", responses=READ)
def names(call: Asking, draft_id: UUID, path: Word) -> tuple[FactName, ...]:
    """What the expressions of a diagram can read."""
    return call.ask(ExpressionNames(draft_id=draft_id, path=path))


@router.post(f"{DRAFT}/expressions", responses=READ)
def expression(call: Asking, draft_id: UUID, body: Expression) -> tuple[Text, ...]:
    """What is wrong with an expression; nothing is changed."""
    return call.ask(ExpressionFaults(draft_id=draft_id, path=body.path, text=body.text))


@router.get(f"{DRAFT}/folder.zip", response_class=Response, responses=READ)
def take_out(call: Asking, draft_id: UUID) -> Response:
    """A draft as a folder, packed as zip."""
    view = call.ask(ProgramDraftDetail(draft_id=draft_id))
    return bytes_answer(zip_of(call.ask(ProgramDraftFiles(draft_id=draft_id))), f"{view.program}.zip", ZIP)


@router.put(f"{DRAFT}/folder", responses=WRITE)
def bring_in(call: Acting, draft_id: UUID, form: Annotated[NewFolder, File()]) -> ProgramFilesImported:
    """Replace all files of a draft by those of a folder."""
    return call.execute(ImportProgramFiles(draft_id=draft_id, files=folder_of(form.folder.file), digest=form.digest))


@router.get(f"{DRAFT}/files/{{path:path}}", response_class=Response, responses=READ)
def file(call: Asking, draft_id: UUID, path: Word) -> Response:
    """A file of a draft, byte for byte; its version stands in the header `ETag`."""
    found = call.ask(ProgramFile(draft_id=draft_id, path=path))
    answer = bytes_answer(found.content, path, BYTES)
    answer.headers["ETag"] = f'"{found.version}"'
    return answer


@router.put(f"{DRAFT}/files/{{path:path}}", responses=WRITE)
def save(call: Acting, draft_id: UUID, path: Word, form: Annotated[NewContent, File()]) -> ProgramFileSaved:
    """Save a file. Where a colleague was faster, it is kept aside for its author and nothing of the colleague's is lost."""
    return call.execute(SaveProgramFile(draft_id=draft_id, path=path, content=form.content.file.read(), version=form.version))


@router.delete(f"{DRAFT}/files/{{path:path}}", status_code=204, responses=WRITE)
def remove(call: Acting, draft_id: UUID, path: Word) -> Response:
    """Take a file out of a draft."""
    call.execute(RemoveProgramFile(draft_id=draft_id, path=path))
    return Response(status_code=204)


@router.delete(f"{DRAFT}/aside/{{path:path}}", status_code=204, responses=WRITE)
def drop(call: Acting, draft_id: UUID, path: Word) -> Response:
    """The colleague's text is right: forget what was set aside."""
    call.execute(DropAside(draft_id=draft_id, path=path))
    return Response(status_code=204)


@router.post(f"{DRAFT}/diagrams", status_code=201, responses=WRITE)
def bring_diagram(call: Acting, draft_id: UUID, form: Annotated[NewDiagram, File()]) -> DiagramImported:
    """A diagram of ours, of Camunda, Flowable or SpiffWorkflow, with a report of what was translated or left out."""
    return call.execute(ImportDiagram(draft_id=draft_id, path=form.path, content=form.content.file.read()))


@router.get(f"{DRAFT}/dialects/{{target}}/{{path:path}}", responses=READ)
def take_diagram(call: Asking, draft_id: UUID, target: Word, path: Word) -> DiagramTaken:
    """A diagram as `camunda`, `flowable` or `spiff` reads it, with what was translated and what stays."""
    made = call.ask(DiagramAbroad(draft_id=draft_id, path=path, target=target))
    return DiagramTaken(xml=made.content.decode("utf-8"), report=made.report)


@router.get(f"{DRAFT}/form-trials/{{path:path}}", responses=READ)
def look_at_form(
    call: Asking, draft_id: UUID, path: Word, place: Word = "", role: Word = "", fill: Literal["", "good", "wrong"] = "", asked: Word = ""
) -> FormTrialView:
    """A form as a role sees it at a step (`process/element`; `process/` is the start): what it may do, and sample entries."""
    return call.ask(FormTrial(draft_id=draft_id, path=path, place=place, role=role, fill=fill, asked=asked))


@router.post(f"{DRAFT}/form-trials", responses=READ)
def try_form(call: Asking, draft_id: UUID, body: FormValues) -> Tried:
    """What the server would make of values of a form; nothing is kept."""
    found = call.ask(TryForm(draft_id=draft_id, path=body.path, values=body.values, place=body.place, fill=body.fill))
    return Tried(values=dict(found.values), errors=found.errors, hidden=tuple(sorted(found.hidden)))


@router.get(f"{DRAFT}/papers/{{path:path}}", response_class=Response, responses=READ)
def try_paper(call: Asking, draft_id: UUID, path: Word) -> Response:
    """The PDF of a notice's template on sample facts."""
    return bytes_answer(call.ask(TryPaper(draft_id=draft_id, path=path)), "preview.pdf", "application/pdf")


@router.post(f"{DRAFT}/decision-trials", responses=READ)
def try_decision(call: Asking, draft_id: UUID, body: DecisionFacts) -> DecisionTrialView:
    """Decide once, with the reasons; nothing is kept."""
    return call.ask(TryDecision(draft_id=draft_id, path=body.path, decision=body.decision, facts=body.facts))


@router.post(f"{DRAFT}/decision-examples", status_code=201, responses=WRITE)
def keep_example(call: Acting, draft_id: UUID, body: NewExample) -> ProgramFileSaved:
    """Keep facts and what the decision answers to them now: every check repeats it."""
    return call.execute(KeepDecisionExample(draft_id=draft_id, path=body.path, decision=body.decision, title=body.title, facts=body.facts))


@router.get(f"{DRAFT}/tables/{{path:path}}", response_class=Response, responses=READ)
def take_table(call: Asking, draft_id: UUID, path: Word, decision: Word) -> Response:
    """A decision table as a workbook."""
    return bytes_answer(call.ask(DecisionSheet(draft_id=draft_id, path=path, decision=decision)), f"{decision}.xlsx", WORKBOOK)


@router.put(f"{DRAFT}/tables/{{path:path}}", responses=WRITE)
def bring_table(call: Acting, draft_id: UUID, path: Word, form: Annotated[NewTable, File()]) -> ProgramFileSaved:
    """A decision table from a workbook; what is wrong in it is told by cell."""
    content = form.content.file.read()
    return call.execute(ImportDecisionSheet(draft_id=draft_id, path=path, decision=form.decision, content=content, version=form.version))


@router.post(f"{DRAFT}/release", status_code=201, responses=WRITE)
def release(call: Acting, draft_id: UUID, body: NewRelease) -> ProgramReleased:
    """Release exactly this; by somebody who changed nothing in it. With faults nothing is released and all of them are named."""
    try:
        return call.execute(
            ReleaseProgramDraft(
                draft_id=draft_id, digest=body.digest, current_id=body.current_id, note=body.note, effective_on=body.effective_on
            )
        )
    except PackageError as refusal:
        raise InvalidInput(faults_of(refusal)) from refusal


@router.get("/releases/{release_id}/folder.zip", response_class=Response, responses=READ)
def take_out_release(call: Asking, release_id: UUID) -> Response:
    """A release as a folder, packed as zip."""
    return bytes_answer(zip_of(call.ask(ReleaseFiles(release_id=release_id))), f"{release_id}.zip", ZIP)


@router.post("/releases/{release_id}/restoration", status_code=201, responses=WRITE)
def restore(call: Acting, release_id: UUID, body: Note) -> ProgramDraftOpened:
    """Open a draft that holds an older release, for a second person to release."""
    return call.execute(RestoreRelease(release_id=release_id, note=body.note))


@router.delete("/releases/{release_id}/plan", status_code=204, responses=WRITE)
def cancel_plan(call: Acting, release_id: UUID) -> Response:
    """Take back a release that waits for its day."""
    call.execute(CancelPlannedRelease(release_id=release_id))
    return Response(status_code=204)
