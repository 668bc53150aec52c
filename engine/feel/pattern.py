"""Regular expressions of XPath as those of Python, refusing what could be costly to compile."""

_MAX_LENGTH = 1000
_MAX_REPEAT = 1000
_MAX_PRODUCT = 100_000
_ESCAPES = set("nrt\\|.?*+(){}-[]^$sSdDwWiIcC")
_CLASSES = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "i": r"\p{L}_:",
    "c": r"\p{L}\p{Nd}.\-_:\xb7",
}


def translate(pattern: str, *, spaced: bool = True) -> str | None:
    """The pattern for Python; None if it is none. Without `spaced`, spaces outside of classes do not count."""
    if len(pattern) > _MAX_LENGTH:
        return None
    out: list[str] = []
    index, depth, in_class = 0, 0, 0
    repeats: list[int] = [1]
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            piece, index = _escape(pattern, index, in_class > 0)
            if piece is None:
                return None
            out.append(piece)
            continue
        index += 1
        if in_class:
            piece, in_class = _class_char(pattern, index, char, in_class)
            out.append(piece)
        elif char == "[":
            in_class = 1
            out.append("[")
            if pattern[index : index + 1] == "^":
                out.append("^")
                index += 1
        elif char == "(":
            depth += 1
            repeats.append(1)
            if pattern[index : index + 1] == "?" and pattern[index : index + 2] != "?:":
                return None
            out.append("(")
        elif char == ")":
            depth -= 1
            if depth < 0:
                return None
            out.append(")")
            repeats[-2:] = [max(repeats[-2], repeats[-1])]
        elif char == "{":
            repeat, index = _repeat(pattern, index)
            if repeat is None:
                return None
            repeats[-1] *= repeat[1]
            if max(repeats) > _MAX_PRODUCT:
                return None
            out.append(repeat[0])
        elif char == "}":
            return None
        elif spaced or not char.isspace():
            out.append(char)
    return None if in_class or depth else "".join(out)


def _class_char(pattern: str, index: int, char: str, depth: int) -> tuple[str, int]:
    if char == "]":
        return "]", depth - 1
    if char == "[":
        return ("[", depth + 1) if pattern[index - 2 : index - 1] == "-" else ("\\[", depth)
    if char == "-" and pattern[index : index + 1] == "[":
        return "--", depth
    if char in "&~|" and pattern[index : index + 1] == char:
        return f"\\{char}", depth
    return char, depth


def _escape(pattern: str, index: int, in_class: bool) -> tuple[str | None, int]:
    following = pattern[index + 1 : index + 2]
    if following in ("p", "P"):
        end = pattern.find("}", index)
        if pattern[index + 2 : index + 3] != "{" or end < 0:
            return None, index
        name = pattern[index + 3 : end]
        if name.startswith("Is"):
            name = f"InBlock={name[2:]}".replace("InBlock=", "Block=")
        return f"\\{following}{{{name}}}", end + 1
    if following in _CLASSES or following in ("I", "C"):
        inner = _CLASSES[following.lower() if following in ("I", "C") else following]
        if following in ("I", "C"):
            return f"[^{inner}]", index + 2
        return (inner if in_class else f"[{inner}]"), index + 2
    if following.isdigit():
        return (None if in_class or following == "0" else f"\\{following}"), index + 2
    if following and following in _ESCAPES:
        return f"\\{following}", index + 2
    return None, index


def _repeat(pattern: str, index: int) -> tuple[tuple[str, int] | None, int]:
    end = pattern.find("}", index)
    if end < 0:
        return None, index
    low, comma, high = pattern[index:end].partition(",")
    if not low.isdigit() or (high and not high.isdigit()):
        return None, index
    most = max(int(low), int(high or low)) if len(pattern[index:end]) < 12 else _MAX_REPEAT + 1
    if most > _MAX_REPEAT:
        return None, index
    return (f"{{{low}{comma}{high}}}", max(most, 1)), end + 1
