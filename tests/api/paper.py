"""A browser without a screen: the forms of a page, filled and sent as a browser sends them."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class HtmlForm:
    """One form: where it goes, what a browser would send, which buttons it has."""

    action: str = ""
    method: str = "get"
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    radios: dict[str, list[str]] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """The last value under a name."""
        return next((value for key, value in reversed(self.fields) if key == name), None)

    def names(self) -> set[str]:
        return {name for name, _ in self.fields}

    def set(self, name: str, *values: str) -> "HtmlForm":
        """Fill a field in, whatever kind it is."""
        self.fields = [(key, value) for key, value in self.fields if key != name] + [(name, value) for value in values]
        return self

    def data(self, **button: str) -> dict[str, Any]:
        """What is sent when a button is pressed."""
        sent: dict[str, Any] = {}
        for name, value in [*self.fields, *button.items()]:
            sent.setdefault(name, []).append(value)
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self.loose: list[tuple[str, HtmlForm]] = []
        self.here: HtmlForm | None = None
        self.select = ""
        self.chosen: list[str] = []
        self.first: str | None = None
        self.multiple = False
        self.area: str | None = None
        self.area_form: HtmlForm | None = None
        self.text = ""
        self.titles: list[str] = []

    def target(self, given: dict[str, str | None]) -> HtmlForm | None:
        if given.get("form"):
            box = HtmlForm()
            self.loose.append((str(given["form"]), box))
            return box
        return self.here

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.here = HtmlForm(given.get("action") or "", given.get("method") or "get", given.get("id") or "")
            self.forms.append(self.here)
        elif tag == "input" and (form := self.target(given)) is not None:
            kind = given.get("type") or "text"
            if kind == "file":
                form.files.append(name)
            elif kind in ("checkbox", "radio"):
                form.radios.setdefault(name, []).append(value)
                if "checked" in given:
                    form.fields.append((name, value))
            elif kind not in ("submit", "button") and name and "disabled" not in given:
                form.fields.append((name, value))
        elif tag == "button" and (form := self.target(given)) is not None:
            form.buttons.append((name, value))
        elif tag == "select" and "disabled" not in given and (form := self.target(given)) is not None:
            self.select, self.chosen, self.first, self.multiple = name, [], None, "multiple" in given
            self.area_form = form
        elif tag == "option" and self.select:
            self.first = value if self.first is None else self.first
            if "selected" in given:
                self.chosen.append(value)
        elif tag == "textarea" and (form := self.target(given)) is not None:
            self.area, self.area_form, self.text = name, form, ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.here = None
        elif tag == "select" and self.select and self.area_form is not None:
            values = self.chosen or ([] if self.multiple or self.first is None else [self.first])
            self.area_form.fields += [(self.select, value) for value in values]
            self.select = ""
        elif tag == "textarea" and self.area is not None and self.area_form is not None:
            self.area_form.fields.append((self.area, self.text.removeprefix("\n")))
            self.area = None

    def handle_data(self, data):
        if self.area is not None:
            self.text += data


def forms_of(page: str) -> list[HtmlForm]:
    """Every form of a page, with the controls that belong to it by their `form` attribute."""
    reader = _Reader()
    reader.feed(page)
    for form_id, box in reader.loose:
        form = next((each for each in reader.forms if each.id == form_id), None)
        if form is not None:
            form.fields += box.fields
            form.buttons += box.buttons
            for name, values in box.radios.items():
                form.radios.setdefault(name, []).extend(values)
    return reader.forms


def form_at(page: str, action: str) -> HtmlForm:
    """The form that posts to an address (its query left aside)."""
    return next(form for form in forms_of(page) if form.action.partition("?")[0] == action)


def flat(data: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Nested data as a page's form names it: `a.b`, rows as `list` = number and `list.number.key`."""
    found: list[tuple[str, str]] = []
    for key, value in data.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            found += flat(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                found.append((path, str(number)))
                found += flat(row, f"{path}.{number}.")
        elif isinstance(value, bool):
            found.append((path, "true" if value else ""))
        else:
            found.append((path, str(value)))
    return found


def faults_on(page: str) -> str:
    """What the summary of faults on a page says, without its markup."""
    found = re.search(r'class="errors".*?</div>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", found[0])) if found else ""
