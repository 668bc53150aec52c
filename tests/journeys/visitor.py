"""A person at a browser: signs in, goes to pages, presses what a person presses. Whatever the page complains about is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.scenarios.demo import PASSWORD
from tests.browser_support.slowness import RATE
from tests.journeys.town import Town

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = int(600 * RATE)
"""looks at a page, a tenth of a second apart, before what should be there is given up"""
REFUSALS = ("status of 401", "status of 403", "status of 404", "status of 409", "status of 413", "status of 422")
"""A refusal is an answer of ours; Chromium reports its status on the console all the same."""


@dataclass
class Visitor:
    """One person in one browser window."""

    town: Town
    username: str
    page: Any
    script: bool = True
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Keep every error of the console (broken policies are among them), every crash of a script, every answer of the 5xx kind."""
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(known in text for known in REFUSALS):
            self.complaints.append(f"{self.page.url}: {text}")

    def _answered(self, status: int, address: str) -> None:
        if status >= 500:
            self.complaints.append(f"{address}: status {status}")

    def go(self, path: str) -> Any:
        """Open a page; who has to sign in first does so and comes back to it."""
        self.page.goto(self.town.address + path)
        if "/sign-in" in self.page.url and path != "/sign-in":
            self.sign_in()
        return self.page

    def sign_in(self, password: str = PASSWORD) -> None:
        """Give name and password on the page that asks for them."""
        self.page.locator("input[name=username]").fill(self.username)
        self.page.locator("input[name=password]").fill(password)
        self.follow(self.page.locator("form[action='/sign-in'] button[type=submit]"))

    def follow(self, target: Any) -> None:
        """Press what leads to a page, the same one drawn anew perhaps, and be there: a form may first have to wait for its draft."""
        with self.page.expect_navigation():
            target.click()

    def press(self, name: str, *, exact: bool = False, within: str = "main") -> None:
        """Press a button or follow a link by its name, and be where it leads, which may be a question."""
        scope = self.page.locator(within).first
        named = scope.get_by_role("button", name=name, exact=exact).or_(scope.get_by_role("link", name=name, exact=exact))
        self._pressed(named.first)

    def submit(self) -> None:
        """Press the one button that sends the page's form."""
        self._pressed(self.page.locator("main [data-submit-key]"))

    def _pressed(self, target: Any) -> None:
        if self.script and target.get_attribute("data-confirm") is not None:
            target.click()
            self.page.locator("#confirm[open]").wait_for()
        else:
            self.follow(target)

    def agree(self) -> None:
        """Say yes to the question that a button asked."""
        self.follow(self.page.locator("#confirm [data-yes]"))

    def reads(self, *sentences: str) -> None:
        """The page says all of this, now or in a moment: what was pressed may still be on its way."""
        if not self.until(lambda: all(sentence in self.text() for sentence in sentences)):
            text = self.text()
            missing = [sentence for sentence in sentences if sentence not in text]
            raise AssertionError(f"{self.page.url} does not say {missing}: {' | '.join(text.split())[:2500]}")

    def until(self, true: Callable[[], bool]) -> bool:
        """Wait for something to be true; whether it became true."""
        for _ in range(PATIENCE):
            if true():
                return True
            self.page.wait_for_timeout(100)
        return False

    def text(self) -> str:
        """What the page says, its short messages included."""
        return str(self.page.locator("body").inner_text())

    def path(self) -> str:
        """Where we are, without the server's address."""
        return str(self.page.url).removeprefix(self.town.address)

    def close(self) -> None:
        """Leave; a page that complained is a failed journey."""
        self.page.context.close()
        assert not self.complaints, "\n".join([*self.complaints, *self.town.incidents])
