"""REST: alerts 消息提醒 and how one is told."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.rest.kinds import READ, WRITE, Cursor, Paged, Word
from engine.commands import ChooseAlerts, ReadAlerts
from engine.queries import Alerts, AlertSettings, AlertSettingsView
from engine.queries.alerts import AlertView

router = APIRouter(prefix="/alerts", tags=["alerts"])


class These(BaseModel):
    """Which alerts were read; none named: all of them."""

    alert_ids: Sequence[UUID] = Field(default=(), max_length=200)


class Choices(BaseModel):
    """By which channels (page, mail, robot) one is told of which kinds; addresses not given stay as they are, "" takes one away."""

    kinds: Mapping[Word, Sequence[Word]] = Field(default={}, max_length=50, examples=[{"reminded": ["page", "mail"]}])
    mail: str | None = Field(default=None, max_length=1000)
    robot: str | None = Field(default=None, max_length=1000)
    robot_kind: Word = Field(default="wecom", description="wecom or webhook (signed as Standard Webhooks are)")
    quiet_from: Word = Field(default="", examples=["20:00"])
    quiet_to: Word = Field(default="", examples=["08:00"])
    workdays: bool = Field(default=False, description="Nothing leaves on days off")
    digest_at: Word = Field(default="", examples=["17:00"], description="Everything leaves once a day at this time")


@router.get("", responses=READ)
def alerts(call: Asking, unread: bool = False, after: Cursor = None) -> Paged[AlertView]:
    """消息提醒 of the caller, the newest first."""
    return Paged[AlertView].model_validate(call.ask(Alerts(unread=unread, after=after)))


@router.post("/receipts", responses=WRITE)
def read(call: Acting, body: These) -> int:
    """阅读提醒: answers how many were unread."""
    return call.execute(ReadAlerts(alert_ids=tuple(body.alert_ids)))


@router.get("/settings", responses=READ)
def settings(call: Asking) -> AlertSettingsView:
    """提醒设置 of the caller."""
    return call.ask(AlertSettings())


@router.put("/settings", status_code=204, responses=WRITE)
def choose(call: Acting, body: Choices) -> Response:
    """提醒设置: everything at once."""
    call.execute(ChooseAlerts(**body.model_dump()))
    return Response(status_code=204)
