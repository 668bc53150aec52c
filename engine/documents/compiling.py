"""The process that compiles one document: run as a program of its own, with a time and memory limit and no way to the network.

Reads one JSON object on standard input, writes one on standard output. It imports nothing of the engine.
"""

import base64
import json
import resource
import sys
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from typst import PDFStandard


def compiled(order: dict[str, Any]) -> dict[str, Any]:
    """The PDF, or what the compiler had to say about the template."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=order["fonts"])
    try:
        try:
            pdf = _pdf(order, fonts, ["a-2b"])
        except typst.TypstError as error:
            if not error.message.startswith("PDF/A"):
                raise
            # A character no font can draw, or the like: nothing is wrong with the template.
            pdf = _pdf(order, fonts, [])
    except typst.TypstError as error:
        return {"message": error.message, "diagnostic": error.diagnostic, "hints": error.hints}
    return {"pdf": base64.b64encode(pdf).decode()}


def _pdf(order: dict[str, Any], fonts: typst.Fonts, standards: "list[PDFStandard]") -> bytes:
    return typst.compile(
        order["template"].encode(),
        root=order["root"],
        font_paths=fonts,
        sys_inputs={"facts": order["facts"]},
        timestamp=order["timestamp"],
        pdf_standards=standards,
        package_path=order["root"],
        package_cache_path=order["root"],
    )


def main() -> None:
    """Compile what standard input orders."""
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    json.dump(compiled(order), sys.stdout)


if __name__ == "__main__":
    main()
