"""What cases are found by 检索."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class CaseWords(Base):
    """检索词: what an officer finds a case by. `words` is read to be sure, `grams` are the pieces of it that an index leads from, and
    the areas the case lies in.

    A table of its own: a step changes the case, not what it is found by.
    """

    __tablename__ = "case_words"
    __table_args__ = (
        Index("ix_case_words_grams", "grams", postgresql_using="gin"),
        Index("ix_case_words_number", "number", postgresql_ops={"number": "text_pattern_ops"}),
        Index("ix_case_words_rebmun", "rebmun", postgresql_ops={"rebmun": "text_pattern_ops"}),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    rebmun: Mapped[str] = mapped_column(Text)
    """The number from its end: its last figures are what people remember."""
    words: Mapped[str] = mapped_column(Text)
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
