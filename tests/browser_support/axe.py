"""axe-core in the page: which rules of WCAG 2.2 AA it breaks, in words a failing test can print."""

from pathlib import Path
from typing import Any

AXE = Path(__file__).parents[2] / "api" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """async ([source, tags]) => {
  if (!window.axe) new Function(source).call(window);
  const found = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], iframes: false });
  return found.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.map((n) => `${n.target.join(" ")}: ${n.failureSummary}`) }));
}"""


def violations(page: Any) -> list[str]:
    """What axe finds on the page, one line a place; an empty list is what every page owes.

    The page's own policy forbids evaluating text, so the browser context must be opened with `bypass_csp=True`.
    """
    found = page.evaluate(RUN, [AXE.read_text(encoding="utf-8"), list(TAGS)])
    return [f"{fault['id']} ({fault['help']}): {place}" for fault in found for place in fault["nodes"]]
