"""Pages 金额的来历: how an amount came about, and the amounts it is made of."""

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.page import SignedPage
from api.pages.plan import home
from engine.queries import AmountExplained

router = APIRouter(include_in_schema=False)


@router.get("/amounts/{address:path}")
def amount(page: SignedPage, address: str) -> Response:
    """One amount; every amount that is shown anywhere links here."""
    view = page.ask(AmountExplained(address=address))
    return page.html("parts/amount.html", view=view, back=home(page, view.case_id) if view.case_id else "")
