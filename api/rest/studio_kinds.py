"""What requests to the studio carry."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import UploadFile
from pydantic import BaseModel, Field

from api.rest.kinds import Paragraph, Values, Word
from engine.packages.dialects import Told
from engine.sdk.errors import FieldError
from engine.sdk.text import Text


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
    """A new part: `form`, `diagram`, `table`, `notice` or `scenario`; `form` is the start form of a diagram, or what a table reads."""

    kind: Word = Field(examples=["form"])
    name: Word = Field(examples=["application"])
    title: Bilingual
    form: Word = ""


class SectionEntries(BaseModel):
    """Entries of one section of a manifest or of the parameters, and the version of the file they were made from; others stay."""

    version: int
    entries: tuple[Values, ...] = Field(max_length=500)


class EntriesDone(SectionEntries):
    """The same; `entry` names what was kept of it while it was typed and is done with."""

    entry: str = Field(default="", max_length=200)


class EntryTyped(SectionEntries):
    """What is being typed into the form of an entry (`section/key`, `section/+` a new one), also field by field as it stands there."""

    entry: str = Field(max_length=200, examples=["parameter/advance_ratio"])
    typed: tuple[tuple[Annotated[str, Field(max_length=300)], Annotated[str, Field(max_length=20_000)]], ...] = Field(max_length=2000)


class FormValues(BaseModel):
    """A form of the draft and values for it; `place` is the step (`process/element`), `fill` whose files and rosters lie beside."""

    path: Word
    values: Values
    place: Word = ""
    fill: Literal["", "good", "wrong"] = ""


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


class NewDiagram(BaseModel):
    """A diagram, and where it is to be kept."""

    content: Annotated[UploadFile, Field(description="BPMN 2.0 XML")]
    path: Word


class DiagramTaken(BaseModel):
    """A diagram for another engine, and what became of what it says."""

    xml: str
    report: tuple[Told, ...]


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
    effective_on: date | None = Field(default=None, description="New cases begin on it from this day on; none: at once")


class Note(BaseModel):
    """Why."""

    note: Paragraph = Field(min_length=1)
