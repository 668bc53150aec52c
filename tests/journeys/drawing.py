"""Drawing as administrators do: with the modeler's palette, its pads beside elements, and the properties panel."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from engine.queries import ProgramFile, ProgramFileView
from tests.journeys.visitor import PATIENCE

FREE = """(id) => {
  const place = document.querySelector(`.djs-element[data-element-id='${id}'] > .djs-hit`).getBoundingClientRect();
  const points = [[.5, .5], [.5, .8], [.5, .2], [.2, .5], [.8, .5]].map(([x, y]) => [place.x + x * place.width, place.y + y * place.height]);
  const free = ([x, y]) => document.elementFromPoint(x, y)?.closest("[data-element-id]")?.dataset.elementId === id;
  return points.find(free) || points[0];
}"""
"""The first of some points of an element at which nothing else lies on top."""


class Drawing:
    """The diagram editor of one file of a draft, in a visitor's window."""

    def __init__(self, guest: Any, draft: str, path: str) -> None:
        self.guest, self.draft, self.path = guest, draft, path
        self.address = f"{draft}/files/{path}"

    def open(self, element: str = "") -> Any:
        """Open the file, an element chosen; the drawing stands and was checked."""
        page = self.guest.go(f"{self.address}?element={element}" if element else self.address)
        page.locator("[data-modeler][data-checked]").wait_for()
        if element:
            page.locator("[data-group-id=group-tongban]").wait_for()
        return page

    @property
    def page(self) -> Any:
        """The window."""
        return self.guest.page

    def box(self, element: str) -> tuple[float, float]:
        """Where an element can be pressed on the screen: its middle, or beside what is drawn across it."""
        self.page.locator(f".djs-element[data-element-id='{element}'] > .djs-hit").first.wait_for(state="attached")
        x, y = self.page.evaluate(FREE, element)
        return x, y

    def choose(self, element: str) -> None:
        """Click an element, so that its pad and its properties are there."""
        chosen = self.page.locator(f".djs-element.selected[data-element-id='{element}']")
        if not chosen.count():
            self.page.mouse.click(*self.box(element))
            chosen.wait_for(state="attached")
        self.page.locator(".djs-context-pad.open").wait_for()

    def pad(self, action: str) -> None:
        """Press an entry of the pad beside what is chosen."""
        self.page.locator(f".djs-context-pad.open .entry[data-action='{action}']").click()

    def connect(self, source: str, target: str) -> str:
        """Draw a flow by the pad from one element to another; its id."""
        before = self.drawn()
        self.choose(source)
        self.pad("connect")
        x, y = self.box(target)
        self.page.mouse.move(x - 3, y - 3)
        self.page.mouse.move(x, y)
        self.page.mouse.click(x, y)
        return self.new(before)

    def append_step(self, after: str, name: str, step: str, kind: str = "user") -> None:
        """Append a step after an element by its pad, with a name and an id; it is chosen then."""
        before = self.drawn("shape")
        self.choose(after)
        self.pad("append.append-task")
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        made = self.new(before, "shape")
        self.choose(made)
        self.pad("replace")
        self.page.locator(f".djs-popup .entry[data-id='replace-with-{kind}-task']").click()
        self.page.locator("[data-entry-id=tb-service]").wait_for()
        self.identify(step)

    def append(self, after: str, action: str, name: str, element: str) -> None:
        """Append a gateway or an end after an element by its pad, with a name and an id; it is chosen then."""
        before = self.drawn("shape")
        self.choose(after)
        self.pad(f"append.{action}")
        self.choose(self.new(before, "shape"))
        self.identify(element, name)

    def attach_timer(self, step: str, name: str, element: str) -> None:
        """Put a timer on the border of a step: an event of the palette, then its kind; it is chosen then."""
        before = self.drawn("shape")
        hit = self.page.locator(f".djs-element[data-element-id='{step}'] > .djs-hit").first.bounding_box()
        self.page.locator(".djs-palette .entry[data-action='create.intermediate-event']").click()
        x, y = hit["x"] + hit["width"] / 4, hit["y"] + hit["height"]
        for near in (12, 6, 0):
            self.page.mouse.move(x, y - near)
        self.page.locator(f".djs-shape.attach-ok[data-element-id='{step}']").wait_for(state="attached")
        self.page.mouse.click(x, y)
        made = self.new(before, "shape")
        self.choose(made)
        self.pad("replace")
        self.page.locator(".djs-popup .entry[data-id='replace-with-timer-boundary']").click()
        self.page.locator("[data-group-id=group-timer]").wait_for()
        self.identify(element, name)

    def identify(self, element: str, name: str = "") -> None:
        """Give what is chosen its name and its id, in the group of the panel that is folded at first."""
        general = self.page.locator("[data-group-id=group-general]")
        if not general.locator("[data-entry-id=id]").is_visible():
            general.locator(".bio-properties-panel-group-header").click()
        if name:
            self.fill("name", name)
        self.fill("id", element)
        self.page.locator(f".djs-shape[data-element-id='{element}']").wait_for(state="attached")

    def whole(self) -> None:
        """See the whole drawing."""
        self.page.locator("[data-do=fit]").click()

    def remove(self, flow: str) -> None:
        """Delete a flow that is chosen, by its pad."""
        self.page.locator(f".djs-element.selected[data-element-id='{flow}']").wait_for(state="attached")
        self.pad("delete")
        self.page.locator(f".djs-connection[data-element-id='{flow}']").wait_for(state="detached")

    def drawn(self, kind: str = "connection") -> set[str]:
        """The shapes or connections there are, labels not counted."""
        ids = self.page.locator(f".djs-{kind}").evaluate_all("all => all.map(each => each.dataset.elementId)")
        return {each for each in ids if not each.endswith("_label")}

    def new(self, before: set[str], kind: str = "connection") -> str:
        """What was not there before."""
        for _ in range(200):
            added = self.drawn(kind) - before
            if added:
                return str(added.pop())
            self.page.wait_for_timeout(50)
        raise AssertionError(f"no {kind} was drawn")

    def fill(self, entry: str, text: str) -> None:
        """Type into an entry of the properties panel, and leave it."""
        place = self.page.locator(f"[data-entry-id='{entry}']")
        field = place.locator("input, textarea, .cm-content, [contenteditable]").first
        field.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def pick(self, entry: str, value: str) -> None:
        """Choose a value in an entry of the properties panel."""
        self.page.locator(f"[data-entry-id='{entry}'] select").select_option(value)

    def tick(self, entry: str, value: str) -> None:
        """Tick one of several values of an entry."""
        self.page.locator(f"input[name='{entry}-{value}']").check()

    def kept(self, holds: Callable[[str], bool]) -> None:
        """Wait until the server has what was drawn, told by its text, and the drawing shows what was found in just that version."""
        place = self.page.locator("[data-modeler]")
        for _ in range(10 * PATIENCE):
            file = self.file()
            shown = {place.get_attribute("data-saved"), place.get_attribute("data-checked")}
            if shown == {str(file.version)} and holds(file.content.decode()):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the drawing was not kept: {self.file().content.decode()[:4000]}")

    def file(self) -> ProgramFileView:
        """The file as the server has it."""
        draft, by = UUID(self.draft.rpartition("/")[2]), self.guest.town.actor(self.guest.username)
        return self.guest.town.engine.ask(ProgramFile(draft_id=draft, path=self.path), by=by)

    def faults(self) -> set[str]:
        """The elements that the check has marked."""
        return set(self.page.locator(".djs-element.is-faulty").evaluate_all("all => all.map(each => each.dataset.elementId)"))
