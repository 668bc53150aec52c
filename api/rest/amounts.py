"""REST: how amounts came about 金额的来历."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.deps import Asking
from api.rest.kinds import READ
from engine.queries import AmountExplained, AmountView

router = APIRouter(tags=["amounts"])


@router.get("/amounts/{address:path}", responses=READ)
def amount(
    call: Asking, address: Annotated[str, Path(max_length=500, pattern=r"^[^\x00]*$", description="The `explanation` beside an amount")]
) -> AmountView:
    """How an amount came about: inputs, decision table, rule, clause, parameters with their versions; or the amounts it is added up from.

    `explanation` of any answer is an address below `/api/v1`. Where an answer holds several amounts, it is followed by the name of the
    one that is asked for: `…/payable`.
    """
    return call.ask(AmountExplained(address=address))
