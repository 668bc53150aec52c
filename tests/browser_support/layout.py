"""Layout lint in the page: clipped text, a page wider than the window, text below 11 px, controls too small to hit."""

from typing import Any

LINT = r"""() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${e.className && e.className.baseVal === undefined ? "." + [...e.classList].join(".") : ""} "${(e.textContent || "").trim().slice(0, 40)}"`;
  if (wide > 0) {
    faults.push(`the page is ${wide} px wider than the window`);
    const scrolls = (e) => e && e !== document.body && (["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const right = document.documentElement.clientWidth + 1;
    const over = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > right && !scrolls(e.parentElement));
    faults.push(...over.slice(0, 3).map((e) => `  reaches out: ${name(e)}`));
  }
  const ownText = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  for (const e of document.querySelectorAll("body *")) {
    if (!ownText(e) || e.closest("svg, script, noscript, option, .vh, .f-vh, .djs-container, .bjs-powered-by, dialog:not([open]), details:not([open]) > *:not(summary)")) continue;
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (style.visibility === "hidden" || box.width === 0 || box.height === 0) continue;
    if (parseFloat(style.fontSize) < 11) faults.push(`text of ${style.fontSize}: ${name(e)}`);
    const hides = (o) => o === "hidden" || o === "clip";
    if (hides(style.overflowX) && style.textOverflow !== "ellipsis" && e.scrollWidth > e.clientWidth + 1) faults.push(`clipped sideways: ${name(e)}`);
    if (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 2) faults.push(`clipped below: ${name(e)}`);
    if (style.display !== "inline" && !hides(style.overflowX) && !["auto", "scroll"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 0)
      faults.push(`text runs out of its box by ${e.scrollWidth - e.clientWidth} px: ${name(e)}`);
  }
  return faults;
}"""


def faults(page: Any) -> list[str]:
    """What is wrong with the layout of the page as the browser drew it."""
    return list(page.evaluate(LINT))
