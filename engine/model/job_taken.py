"""Jobs taken over 接管的作业: how often workers died with a job in their hands."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class JobTaken(Base):
    """接管次数: a job of the queue that its worker did not live to finish, as often as that; the row goes when the job has."""

    __tablename__ = "job_taken"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    times: Mapped[int]
