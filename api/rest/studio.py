"""REST: drafts of programs 项目草稿 in the studio, for administrators: begun, changed file by file or whole, judged, released."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.archives import folder_of, zip_of
from api.deps import Acting, Asking
from api.downloads import WORKBOOK, bytes_answer
from api.packages import faults_of
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Paragraph, Values, Word
from engine.commands import (
    AddProgramPart,
    BeginProgram,
    CosignProgramDraft,
    DiscardProgramDraft,
    DropAside,
    EditProgramSection,
    ImportDecisionSheet,
    ImportProgramFiles,
    KeepDecisionExample,
    OpenProgramDraft,
    ProgramDraftOpened,
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
    DraftablePrograms,
    ExpressionFaults,
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
from engine.sdk.errors import FieldError, Finding, InvalidInput, PackageError
from engine.sdk.text import Text

router = APIRouter(prefix="/admin/studio", tags=["studio"], dependencies=[Depends(administrator)])
DRAFT = "/drafts/{draft_id}"
BYTES = "application/octet-stream"
ZIP = "application/zip"


class Bilingual(BaseModel):
    """Words in Chinese and English."""

    zh: Word = Field(min_length=1)
    en: Word = ""

    def text(self) -> Text:
        """As the engine says it."""
        return Text(self.zh, self.en)


class NewDraft(BaseModel):
    """What a draft begins from, and what it is for."""

    program: Word = Field(examples=["apprenticeship"])
    title: Word = Field(min_length=1, examples=["2027 年补贴标准"])


class NewProgram(BaseModel):
    """A program that never was; with `shared` it may call the shared procedures of the installation."""

    key: Word = Field(examples=["skills_grant"])
    title: Bilingual
    authority: Bilingual
    region: Word = Field(examples=["440100"])
    shared: bool = False


class NewPart(BaseModel):
    """A new part: `form`, `diagram`, `table` or `notice`; `form` is the start form of a diagram, or what a table reads."""

    kind: Word = Field(examples=["form"])
    name: Word = Field(examples=["application"])
    title: Bilingual
    form: Word = ""


class SectionEntries(BaseModel):
    """Entries of one section of a manifest or of the parameters, and the version of the file they were made from; others stay."""

    version: int
    entries: tuple[Values, ...] = Field(max_length=500)


class FormValues(BaseModel):
    """A form of the draft and values for it."""

    path: Word
    values: Values


class Tried(BaseModel):
    """What a form made of values."""

    values: dict[str, Any]
    errors: tuple[FieldError, ...]
    hidden: tuple[str, ...]


class DecisionFacts(BaseModel):
    """A decision and facts for it: FEEL by the path under which the table reads them."""

    path: Word = Field(examples=["apprenticeship/decisions/route.dmn"])
    decision: Word
    facts: dict[str, Paragraph] = Field(max_length=500, examples=[{"application.amount": "1000"}])


class NewExample(DecisionFacts):
    """The same under a name."""

    title: Word = Field(min_length=1)


class NewTable(BaseModel):
    """A workbook or text file with a decision table, and the version of the file it changes."""

    content: Annotated[UploadFile, Field(description="As it was exported, changed")]
    decision: Word
    version: int


class Digest(BaseModel):
    """The draft as it was looked at."""

    digest: Word


class Visit(BaseModel):
    """Where in the draft somebody is; empty for its overview."""

    path: Word = ""


class NewContent(BaseModel):
    """A file as it is to be kept, and the version it was made from; none for a new file."""

    content: Annotated[UploadFile, Field(description="Kept byte for byte")]
    version: int | None = None


class NewFolder(BaseModel):
    """All files of a draft packed as zip, and the digest of the draft they replace."""

    folder: Annotated[UploadFile, Field(description="A zip of the program's folder")]
    digest: Word


class Expression(BaseModel):
    """An expression as it stands, and the file it stands in."""

    path: Word
    text: Paragraph


class NewRelease(BaseModel):
    """Exactly what is to be released: the digest and the current release that the draft showed (none for a new program)."""

    digest: Word
    current_id: UUID | None
    note: Paragraph = Field(min_length=1)


class Note(BaseModel):
    """Why."""

    note: Paragraph = Field(min_length=1)


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
def edit_section(call: Acting, draft_id: UUID, section: Word, body: SectionEntries) -> ProgramFileSaved:
    """Change, add or (`remove`) take out entries of a section; everything else of the file stays, comments too."""
    return call.execute(EditProgramSection(draft_id=draft_id, section=section, entries=body.entries, version=body.version))


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


@router.post(f"{DRAFT}/form-trials", responses=READ)
def try_form(call: Asking, draft_id: UUID, body: FormValues) -> Tried:
    """What the server would make of values of a form; nothing is kept."""
    found = call.ask(TryForm(draft_id=draft_id, path=body.path, values=body.values))
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
        return call.execute(ReleaseProgramDraft(draft_id=draft_id, digest=body.digest, current_id=body.current_id, note=body.note))
    except PackageError as refusal:
        raise InvalidInput(faults_of(refusal)) from refusal


@router.get("/releases/{release_id}/folder.zip", response_class=Response, responses=READ)
def take_out_release(call: Asking, release_id: UUID) -> Response:
    """A release as a folder, packed as zip."""
    return bytes_answer(zip_of(call.ask(ReleaseFiles(release_id=release_id))), f"{release_id}.zip", ZIP)


@router.post("/releases/{release_id}/restoration", status_code=201, responses=WRITE)
def restore(call: Acting, release_id: UUID, body: Note) -> ProgramReleased:
    """Let new cases start on an older release again."""
    try:
        return call.execute(RestoreRelease(release_id=release_id, note=body.note))
    except PackageError as refusal:
        raise InvalidInput(faults_of(refusal)) from refusal
