"""攻击表: hostile expressions by what they try."""

import string
from itertools import pairwise

LONG = 'string join(for i in 1..4000 return "aaaaaaaaaaaaaaaaaaaa")'
MOMENT = '@"2026-03-29T01:30:00@Europe/Paris"'
NAMED = '"2026-03-29T01:30:00@America/New_York"'
SPAN = '[@"2026-03-29T01:30:00@Europe/Paris"..@"2027-03-29T01:30:00@Europe/Paris"]'
MANY = ", ".join(f"nam{number:04d}: 1" for number in range(600))
LETTERS = string.ascii_lowercase * 2
LIKE = f'context(for i in 1..900 return {{key: "{LETTERS}" + string(i), value: 1}})'
"""a context of very many long keys that look the same"""
FORMAT = '{java: {class: "java.lang.String", method signature: "format(java.lang.String,[Ljava.lang.Object;)"}}'


def doubling(pair: str, first: str, then: str = "") -> str:
    """A context each of whose entries is made of the one before twice."""
    letters = string.ascii_lowercase
    entries = [f"a: {first}"] + [f"{after}: {pair.format(before)}" for before, after in pairwise(letters[:25])]
    return "{" + ", ".join(entries) + "}" + then


def over(source: str, body: str) -> str:
    """A loop over numbers whose body uses a text or list `t` that was made before."""
    return f"{{t: {source}, r: for i in 1..90000 return {body}}}.r"


LIMITED = {
    # ranges and loops
    "range": "for i in 1..1000000000 return i",
    "range of days": 'for i in @"0001-01-01"..@"9999-12-31" return i',
    "days": 'for i in @"1900-01-01"..@"2150-12-31" return i',
    "two loops": "for i in 1..100000, j in 1..100000 return i * j",
    "three loops": "for a in 1..90, b in 1..90, c in 1..90 return [a, b, c]",
    "nested loops": "for i in 1..100000 return for j in 1..100000 return 1",
    "loop of some": "for i in 1..9000 return some j in 1..9000 satisfies j > 9000",
    "some": "some i in 1..99999, j in 1..99999 satisfies false",
    "every": "every i in 1..99999, j in 1..99999 satisfies true",
    "four variables": "some a in 1..90, b in 1..90, c in 1..90, d in 1..90 satisfies a + b + c + d > 1000",
    "some of every": "every i in 1..9000 satisfies some j in 1..9000 satisfies every k in 1..9000 satisfies j > k",
    "large body": "for i in 1..90000 return " + "+".join(["i"] * 490),
    "larger body": "for i in 1..90000 return [" + ",".join(["i*i/3"] * 900) + "]",
    "keeping loops": "{" + ", ".join(f"a{number}: {number}" for number in range(600)) + ", r: for i in 1..90000 return function() i}.r",
    # filters
    "filter": "(for i in 1..90000 return i)[count((for j in 1..90000 return j)[item > 1]) > 1]",
    "filter in filter": "{t: for i in 1..9000 return i, r: t[count(t[item > 5]) > 1]}.r",
    "filters in a row": "{t: for i in 1..2000 return i, r: " + "t" + "[item > 0]" * 300 + "}.r",
    # lists
    "growing list": doubling("concatenate({0}, {0})", "[1, 1]", ".y"),
    "shared list": doubling("[{0}, {0}]", "[1, 1]"),
    "shared text": f'for i in 1..9999 return "{"x" * 9000}"',
    "shared key": f'for i in 1..9999 return {{"{"x" * 9000}": i}}',
    "shared list compared": doubling("[{0}, {0}]", "[1, 1]", ".y = [1]"),
    "shared list written": f"string({doubling('[{0}, {0}]', '[1, 1]')}.y)",
    "shared list flattened": f"flatten({doubling('[{0}, {0}]', '[1, 1]')}.y)",
    "shared list searched": f"list contains({doubling('[{0}, {0}]', '[1, 1]')}.y, [1])",
    "shared list typed": f"{doubling('[{0}, {0}]', '[1, 1]')}.y instance of {'list<' * 20}number{'>' * 20}",
    "shared list in a path": f"{doubling('[{0}, {0}]', '[{v: 1}]')}.y.v",
    "partial": "for i in 1..90000 return partial",
    "append": "for i in 1..90000 return append(partial, i)",
    "concatenate": over("for i in 1..2000 return i", "concatenate(t, t)"),
    "distinct contexts": "distinct values(for i in 1..9000 return {a: i})",
    "distinct moments": f'distinct values(for i in 1..900 return {MOMENT} + duration("PT1S") * i)',
    "moments in a list": f'{MOMENT} in (for i in 1..9000 return {MOMENT} - duration("PT1S"))',
    "sorted moments": f'sort(for i in 1..9000 return {MOMENT} - duration("PT1S") * i)',
    "sort by a function": "sort(for i in 1..90000 return -i, function(a, b) a < b)",
    "sort texts": "sort(for i in 1..90000 return string(i))",
    "replace by a function": "list replace(for i in 1..90000 return i, function(a, b) a > b, 5)",
    "median": "median(for i in 1..90000 return 90000 - i)",
    "deviation": "stddev(for i in 1..90000 return i)",
    "entries": over("context(for i in 1..2000 return {key: string(i), value: i})", "count(get entries(t))"),
    "merged": over("context(for i in 1..2000 return {key: string(i), value: i})", "context merge([t, t])"),
    "path of a list": "{l: for i in 1..90000 return {a: {b: i}}, r: l.a.b}.r",
    # texts
    "growing text": doubling("{0} + {0}", '"xxxxxxxxxx"', ".y"),
    "join": 'string join(for i in 1..90000 return "xxxxxxxxxxxxxxxxxxxxxxxxx")',
    "join of a long delimiter": over(LONG, "string join([t, t], t)"),
    "long texts compared": "{t: " + LONG + ', u: t + "x", v: t + "x", r: for i in 1..90000 return u = v}.r',
    "long text searched": over(LONG, 'contains(t, substring(t, 2) + "b")'),
    "long text in capitals": over(LONG, "upper case(t)"),
    "long text cut": over(LONG, "string length(substring(t, 2))"),
    "long number read": over('string join(for i in 1..3000 return "9")', "number(t)"),
    "range read": over('string join(for i in 1..3000 return "1+")', 'range("[" + t + "1..2]")'),
    "numbers written": "for i in 1..90000 return string(i / 7)",
    # regular expressions
    "backtracking": f'matches("{"a" * 4000}", "(a|aa)+$b")',
    "backtracking replace": f'replace("{"a" * 4000}", "(a|aa)+$b", "")',
    "backtracking split": f'split("{"a" * 4000}", "(a|aa)+$b")',
    "nested quantifiers": f'matches("{"x" * 4000}", "(x+x+)+y")',
    "greedy groups": f'matches("{"1," * 2000}", "(.*,){{11}}P")',
    "backtracking again and again": f'for i in 1..9000 return matches("{"a" * 18}", "(a|aa)+$b")',
    "a pattern a turn": 'for i in 1..9000 return matches("aaaa", "((a{30}){30}){5}" + string(i))',
    "matches in a long text": over(LONG, 'matches(t, "b")'),
    "split again and again": over('string join(for i in 1..2000 return "a,")', 'count(split(t, ","))'),
    "replace that grows": f'replace("{"a" * 4000}", "a", "{"b" * 4000}")',
    "replace by groups": 'replace("' + "a" * 3000 + '", "' + "(a)" * 30 + '", "' + "$1" * 2500 + '")',
    # numbers and dates
    "powers": "for i in 1..90000 return 1.2345678901234567890123456789012345 ** 9876.54321",
    "logarithms": "for i in 1..90000 return log(i / 7)",
    "exponentials": "for i in 1..90000 return exp(i / 7)",
    "roots": "for i in 1..90000 return sqrt(i / 7)",
    "remainders": "for i in 1..90000 return modulo(1e6144, i)",
    "moments moved": f'for i in 1..90000 return {MOMENT} + duration("PT1H")',
    "zones nobody knows": 'for i in 1..9000 return time("10:00:00@Aa" + string(i))',
    "moments of a named zone read": f"for i in 1..90000 return date and time({NAMED})",
    "offsets of a named zone": f"for i in 1..90000 return @{NAMED}.time offset",
    "moments between": f'for i in 1..90000 return {MOMENT} between {MOMENT} and @"2027-01-01T00:00:00@Europe/Paris"',
    "moments in a range": f"for i in 1..90000 return {MOMENT} in {SPAN}",
    "moment in many ranges": f"{{t: for i in 1..400 return {SPAN}, r: for i in 1..90000 return {MOMENT} in t}}.r",
    "ranges of moments held against each other": f"for i in 1..90000 return during({MOMENT}, {SPAN})",
    "loops over what has no days": f"for i in 1..90000 return for j in {SPAN} return 1",
    "times of what is no time": "for i in 1..90000 return time(1e6144)",
    "weeks": 'for i in 1..90000 return week of year(@"2026-01-01")',
    "ranges": "for i in 1..90000 return overlaps([1..i], [i..90000])",
    # reports of what is wrong, which are only worth something while they cost little
    "keys nobody knows": f'{{m: {LIKE}, r: for i in 1..9000 return get value(m, "{LETTERS}x" + string(i))}}.r',
    "long ends of a range": f'{{t: "{"b" * 4000}", u: "{"a" * 4000}", r: for i in 1..90000 return before([t..u], [t..u])}}.r',
    "long replacements": f'{{t: "{"a" * 4000}", r: for i in 1..90000 return replace("", "b", t)}}.r',
    "sums of nothing": "for i in 1..90000 return sum(null)",
    # functions
    "definitions": "for i in 1..90000 return function(a, b) a",
    "long texts for Java": f"{{t: {LONG}, f: function(p, {', '.join(f'a{number}' for number in range(600))}) external {FORMAT}, "
    f'r: f("{"%s" * 600}", {", ".join(["t"] * 600)})}}.r',
    "recursion": "{f: function(x) f(x + 1), g: f(1)}.g",
    "branching recursion": "{f: function(x) f(x) + f(x), g: f(1)}.g",
    "branching recursion of some depth": "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), g: f(50)}.g",
    "self application": "(function(x) x(x))(function(x) x(x))",
    "calls": "{f: function(x) x, r: for i in 1..90000 return f(i)}.r",
    # depth and length of the text
    "parentheses": "(" * 4500 + "1" + ")" * 4500,
    "brackets": "[" * 5000,
    "minus": "-" * 5000 + "1",
    "plus": "1" + " + 1" * 2000,
    "comparisons": "1" + " < 1" * 2000,
    "path": "a" + ".b" * 4500,
    "filters": "a" + "[1]" * 3000,
    "calls of calls": "f" + "()" * 4500,
    "not": "not(" * 1900 + "true" + ")" * 1900,
    "if": "if " * 3000,
    "for": "for x in " * 1000,
    "functions": "function() " * 800 + "1",
    "contexts": "{a: " * 2000,
    "types": "1 instance of " + "list<" * 1900,
    "in": "x in " * 1800 + "1",
    "in that is read twice": "x in (" * 200 + "1" + ") + 1" * 200,
    "comments": "/*" * 4500,
    "quotes": '"\\' * 4500,
    "long text": '"' + "x" * 30_000 + '"',
}
"""They end with an error."""

NULL = {
    "tower": "9 ** 9 ** 9 ** 9 ** 9",
    "slow power": "1.0000000001 ** 1e30",
    "exponential": "exp(1e30)",
    "overflow": "1e6144 * 10",
    "product": "product(for i in 1..5000 return 1e6000)",
    "duration": 'duration("P999999999999D") * 1e28',
    "far date": '@"2020-01-01" + duration("P999999999999D")',
    "far month": '@"2020-01-01" + duration("P999999999Y")',
    "long number": f'number("{"9" * 9000}")',
    "far item": "[1, 2, 3][1e30]",
    "far substring": 'substring("abc", 1e30)',
    "counted repetition": 'matches("a", "((((a{1000}){1000}){1000}){1000})")',
    "groups": f'matches("a", "{"(" * 500}a{")" * 500}")',
    "classes": 'matches("x", "' + "[\\\\p{L}-[\\\\p{Lu}]]" * 50 + '", "i")',
    "long pattern": f'matches("x", "{"a|" * 2000}b")',
    "far rounding": "round up(1, 1e30)",
    "many names like it": "{" + MANY + "}.nam001x",
    "signs before what has none": 'range("[-\\"a\\"..\\"b\\"]")',
    "many long names like it": f"{{m: {LIKE}, r: [{', '.join(f'm.{LETTERS}x{number}' for number in range(20))}]}}.r[1]",
    "a long name like it": '{"' + "a" * 4500 + '": 1}.' + "a" * 4499,
}
"""They are null with a cause."""

HARMLESS = {
    "in that is read once": "x in (" * 30 + "1" + ") + 1" * 30,
    "range that is read once": "x in (" * 30 + "1" + "..2]" * 30,
    "names like many": "{m: {" + MANY + "}, r: [" + ", ".join(f"m.nom{number}" for number in range(50)) + "]}.r",
    "flat list": "[" + ",".join(["1"] * 4900) + "]",
    "flat sums": "[" + ",".join(["a+1"] * 2400) + "]",
    "flat calls": "[" + ",".join(["f(1)"] * 1900) + "]",
    "flat contexts": "[" + ",".join(["{a:1}"] * 1600) + "]",
    "flat choices": "[" + ",".join(["if a then 1 else 2"] * 500) + "]",
    "names": " ".join(["a"] * 4900),
    "astral": '"' + "\U0001f600" * 9000 + '"',
    "escapes": '"' + "\\u1234" * 1600 + '"',
    "unfinished date": '@"' + "1" * 9000 + '"',
    "long integer": "1" * 9000,
    "far remainder": "modulo(1e6144, 7)",
    "far remainder of little": "modulo(1e6144, 1e-6143)",
}
"""They may have a value, but not at a price."""

CHECKED = {
    "types that double": doubling("{{x: {0}, y: {0}}}", "1"),
    "types that double, in a list": "{p: " + doubling("{{x: {0}, y: {0}}}", "1", ".y") + ", r: [p, p, sum(p), p + 1]}",
    "types that double, in a choice": "{p: " + doubling("{{x: {0}, y: {0}}}", "1", ".y") + ", r: if a then p else p}",
    "lists that double": doubling("[{0}, {0}]", "[1, 1]", ".y = [1]"),
    "functions of functions": doubling("function(x) {0}", "[1]", ".y(1)"),
    "unknown names": "days and time duration ＝" * 400 + "1",
    "filters in filters": "a" + "[item" * 50 + "]" * 50,
    "calls that fit nowhere": "[" + ",".join(["sort(a, b)"] * 900) + "]",
}
"""They are checked against the types of the facts as cheaply as others."""
