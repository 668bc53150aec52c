"""The board as a workbook 督办导出: the cards of one light, and the figures by office and by person."""

from api.queue_workbook import cut_after
from api.sheets import Row, book
from engine.queries.oversight import Card, OversightView, Said, Tally
from engine.sdk.text import Text
from engine.store.runtime import ZONE

SHEETS = {
    "red": Text("红牌", "Red cards"),
    "yellow": Text("黄牌", "Yellow cards"),
    "next": Text("下周到期", "Due by next week"),
    "figures": Text("分布", "Figures"),
}
CARD_TITLES = (
    Text("办件编号", "Case number"),
    Text("事项", "Procedure"),
    Text("申报单位", "Enterprise"),
    Text("环节", "Step"),
    Text("办理人", "Held by"),
    Text("办理单位", "Office"),
    Text("到期日", "Due"),
    Text("时限", "Limit"),
    Text("情况说明", "Reason given"),
    Text("督办意见", "Remarks"),
)
FIGURE_TITLES = (Text("单位", "Office"), Text("人员", "Person"), SHEETS["red"], SHEETS["yellow"], SHEETS["next"])


def oversight_workbook(view: OversightView, language: str) -> bytes:
    """Two sheets; texts that look like formulas stay texts. Where there are more cards than these the first line says so."""
    cards: list[Row] = [[title.in_(language) for title in CARD_TITLES], *(_card(each, language) for each in view.cards)]
    if view.next is not None:
        cards.insert(0, [cut_after(len(view.cards), language)])
    figures: list[Row] = [[title.in_(language) for title in FIGURE_TITLES], *(_tally(each) for each in (*view.offices, *view.people))]
    return book([(SHEETS[view.light].in_(language), cards), (SHEETS["figures"].in_(language), figures)])


def _card(card: Card, language: str) -> Row:
    clock = card.task.clock
    return [
        card.case.number or "",
        card.case.title.in_(language),
        card.case.organisation,
        card.task.name.in_(language),
        card.task.assignee,
        card.office,
        card.due.isoformat(),
        clock.words.in_(language) if clock else "",
        _said(card.reason) if card.reason else "",
        "；".join(_said(each) for each in card.remarks),
    ]


def _said(said: Said) -> str:
    return f"{said.words}（{said.by} {said.at.astimezone(ZONE):%Y-%m-%d}）"


def _tally(tally: Tally) -> Row:
    return [tally.office, tally.person, tally.red, tally.yellow, tally.next]
