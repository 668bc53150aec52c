"""Pages from templates: one Jinja2 environment a language, with the words, dates, numbers and assets templates need."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from api.assets import Assets
from api.catalogue import Catalogue
from api.marking import MarkChinese, marked, marked_html
from engine.queries.queue_figures import MOST_COUNTED
from engine.sdk.actor import Actor
from engine.sdk.text import Text, Untranslated

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("zh", "en")
ZONE = ZoneInfo("Asia/Shanghai")
WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LIGHTS = ("green", "yellow", "red", "grey")
IMAGES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "bmp"})
SHEETS = frozenset({"xlsx", "xls", "csv", "ods"})
DEFAULTS: Mapping[str, object] = {
    "theme": "auto",
    "messages": (),
    "counts": None,
    "office": None,
    "tab": "",
    "light": "",
    "watched": "all",
    "csrf": "",
    "key": "",
    "actor": None,
    "played": None,
    "url": None,
    "next_url": "",
    "unread": lambda: 0,
}

Day = date | datetime
Sayable = Text | str | Mapping[str, str] | None


class Address(Protocol):
    """The parts of a request's address that links are made from; Starlette's URL is one."""

    @property
    def path(self) -> str:
        """The path alone."""

    @property
    def query(self) -> str:
        """What follows the question mark."""


class Pages:
    """Every page and fragment of the product, by template name and language."""

    def __init__(self, assets: Assets, now: Callable[[], datetime], folders: Sequence[Path] = ()) -> None:
        """Prepare both languages; `folders` are further template folders, searched after our own."""
        loader = ChoiceLoader([FileSystemLoader(folder) for folder in (TEMPLATES, *folders)])
        self._environments = {language: _environment(language, loader, assets, now) for language in LANGUAGES}

    def environment(self, language: str) -> Environment:
        """Return the environment of a language; forms render their fields with it."""
        return self._environments.get(language, self._environments["zh"])

    def render(self, template: str, *, language: str, **context: object) -> str:
        """Return the page `template` in `language`."""
        return self.environment(language).get_template(template).render(context)


def _environment(language: str, loader: ChoiceLoader, assets: Assets, now: Callable[[], datetime]) -> Environment:
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    if language == "en":
        environment.add_extension(MarkChinese)
    catalogue = Catalogue.load(language)
    voice = Voice(language)
    environment.globals.update(DEFAULTS)
    environment.globals.update(
        language=language,
        t=catalogue.text,
        words=catalogue.section("js"),
        say=voice.say,
        asset=assets.url,
        icon=icon_of(assets.url("icons.svg")),
        link=link,
        now=now,
        system_name=Actor.system().name,
    )
    environment.filters.update(
        say=voice.say,
        day=iso_day,
        short_day=voice.short_day,
        long_day=voice.long_day,
        weekday=voice.weekday,
        moment=moment,
        short_moment=short_moment,
        clock_time=clock_time,
        number=number,
        counted=counted,
        money=money,
        size=size,
        kind=file_kind,
        extension=extension,
        markdown=marked_markdown if language == "en" else markdown,
        marked=marked,
        light=light,
    )
    return environment


@dataclass(frozen=True, slots=True)
class Voice:
    """How one language says texts and days."""

    language: str

    def say(self, text: Sayable) -> str:
        """Return a text of both languages in this one; plain strings stay as they are."""
        if text is None:
            return ""
        if isinstance(text, str):
            return text
        return (text if isinstance(text, Text) else Text.of(text)).in_(self.language)

    def short_day(self, day: Day | None) -> str:
        """Return a day without its year: 11-24, 24 Nov."""
        if day is None:
            return ""
        local = _local(day)
        return f"{local:%m-%d}" if self.language == "zh" else f"{local.day} {MONTHS[local.month - 1]}"

    def long_day(self, day: Day | None) -> str:
        """Return a day as sentences say it: 2026 年 11 月 24 日, 24 Nov 2026."""
        if day is None:
            return ""
        local = _local(day)
        if self.language == "zh":
            return f"{local.year} 年 {local.month} 月 {local.day} 日"
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"

    def weekday(self, day: Day) -> str:
        """Return the day of the week: 周二, Tue."""
        name = WEEKDAYS[self.language][_local(day).weekday()]
        return f"周{name}" if self.language == "zh" else name


def _local(day: Day) -> Day:
    return day.astimezone(ZONE) if isinstance(day, datetime) else day


def iso_day(day: Day | None) -> str:
    """Return 2026-11-24."""
    return "" if day is None else f"{_local(day):%Y-%m-%d}"


def moment(at: datetime | None) -> str:
    """Return 2026-11-24 09:30, in the zone of the office."""
    return "" if at is None else f"{_local(at):%Y-%m-%d %H:%M}"


def short_moment(at: datetime | None) -> str:
    """Return 11-24 09:30."""
    return "" if at is None else f"{_local(at):%m-%d %H:%M}"


def clock_time(at: datetime | None) -> str:
    """Return 09:30."""
    return "" if at is None else f"{_local(at):%H:%M}"


def number(value: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,}"


def counted(value: int) -> str:
    """Return a figure of the queue; where it was counted no further there are more, and so it says."""
    return f"{MOST_COUNTED - 1:,}+" if value >= MOST_COUNTED else f"{value:,}"


def money(fen: int) -> str:
    """Return an amount held in fen as yuan: 1,234.50."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def size(bytes_: int) -> str:
    """Return the size of a file as people read it."""
    if bytes_ < 1024:
        return f"{bytes_} B"
    tenths = bytes_ * 10 // 1024
    unit = "KB"
    if tenths >= 10240:
        tenths, unit = tenths // 1024, "MB"
    return f"{tenths // 10}.{tenths % 10} {unit}" if unit == "MB" else f"{tenths // 10} {unit}"


def extension(name: str) -> str:
    """Return the ending of a file's name in capitals, for its badge."""
    return Path(name).suffix.removeprefix(".").upper()[:4] or "FILE"


def file_kind(name: str) -> str:
    """Return which badge and viewer a file gets: pdf, image, sheet or other."""
    ending = Path(name).suffix.removeprefix(".").lower()
    if ending == "pdf":
        return "pdf"
    if ending in IMAGES:
        return "image"
    return "sheet" if ending in SHEETS else "other"


def light(value: str) -> str:
    """Return the class of a light; anything unknown is grey."""
    return value if value in LIGHTS else "grey"


def markdown(text: str) -> Markup:
    """Return a program's guide as HTML; raw HTML inside it stays text."""
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))  # noqa: S704 html is off


def marked_markdown(text: str) -> Markup:
    """Return a guide in English as HTML, with the clauses it cites marked as Chinese; one that has no English stays bare."""
    return markdown(text) if isinstance(text, Untranslated) else marked_html(markdown(text))


def link(url: Address, **changes: object) -> str:
    """Return the current address with parameters changed; None takes one out."""
    kept = [(key, value) for key, value in parse_qsl(url.query) if key not in changes]
    query = kept + [(key, str(value)) for key, value in changes.items() if value is not None]
    return f"{url.path}?{urlencode(query)}" if query else url.path


def icon_of(sprite: str) -> Callable[..., Markup]:
    """Return the function that draws an icon of the sprite; icons are silent, the words beside them speak."""

    def icon(name: str, css: str = "") -> Markup:
        classes = f"i {css}".strip()
        return Markup('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>').format(
            classes, sprite, escape(name)
        )

    return icon
