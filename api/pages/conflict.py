"""Pages 冲突: somebody was faster, or the page was stale. What was typed is shown and nothing of it is lost."""

from collections.abc import Sequence

from starlette.responses import Response

from api.errors import Problem, problem_json, problem_of, wants_json
from api.pages.page import Page
from api.uploads import Posted
from engine.sdk.errors import Rejection
from engine.sdk.ports import FieldInfo
from engine.sdk.text import Text

SHOWN_CHARACTERS = 4000
NEWER = Text("打开最新内容", "Open what is there now")
Way = tuple[str, Text]
Answered = tuple[Text, Text | str]


def conflict_page(
    page: Page, refusal: Rejection, form: Posted, fields: Sequence[FieldInfo], ways: Sequence[Way], chosen: Sequence[Answered] = ()
) -> Response:
    """Say who did what, show what was typed for copying, and where to go on (the first way is the recommended one).

    `chosen` is what was picked beside the form, such as the outcome.
    """
    problem: Problem = problem_of(refusal)
    if wants_json(page.request):
        return problem_json(problem, page.language)
    return page.html("conflict.html", problem.status, sentence=problem.detail, typed=(*chosen, *typed(form, fields)), ways=tuple(ways))


def typed(form: Posted, fields: Sequence[FieldInfo]) -> tuple[Answered, ...]:
    """What was about to be sent, by label, choices by their titles.

    Rows of lists carry their number; secrets and page machinery stay out.
    """
    known = {info.path: info for info in fields}
    found: list[Answered] = []
    for name, value in form.fields.multi_items():
        info = known.get(name) or known.get(_pattern(name))
        if info is not None and value.strip():
            found.append((_numbered(Text(info.label, info.label_en), name), _worded(info, value)))
    return tuple(found)


def _worded(info: FieldInfo, value: str) -> Text | str:
    if value in info.options:
        return Text(info.options[value], info.options_en.get(value, ""))
    return value[:SHOWN_CHARACTERS]


def _pattern(name: str) -> str:
    return ".".join("*" if part.isdigit() else part for part in name.split("."))


def _numbered(label: Text, name: str) -> Text:
    numbers = [int(part) + 1 for part in name.split(".") if part.isdigit() and len(part) < 6]
    if not numbers:
        return label
    row = ".".join(str(number) for number in numbers)
    return Text(f"{label.zh}（第 {row} 行）", f"{label.in_('en')} (row {row})")
