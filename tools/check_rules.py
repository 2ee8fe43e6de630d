#!/usr/bin/env python3
"""Checks that docs/rules.md tells which test shows which rule.

A rule is named where its test is: in the name of a unit test (test_store_seats__R_06_take_...), of a row of
its table (.name = "G-12: ..."), or of a test of tests/**/*.test.mjs. The document is made of those names:

  check_rules.py           fails when the document is not what the tests say
  check_rules.py --write   writes it
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "rules.md"
KINDS = {
    "R": "Licences and seats", "G": "Groups", "L": "Life cycle of subscriptions", "U": "What administrators can do",
    "A": "Calls of Microsoft Graph", "RO": "Roles", "D": "Decisions where sources differ",
}

IN_TEXT = re.compile(r"\b(RO|[RGLUAD])-(\d+)(?: to \1-(\d+))?(?:\b|\()")
IN_IDENTIFIER = re.compile(r"(?:^|_)(RO|[RGLUAD])_(\d+)(?=_|$)()")
NODE_TEST = re.compile(r"\btest\(\s*(?:'((?:[^'\\]|\\.)+)'|\"([^\"]+)\"|`([^`]+)`)", re.S)
UNIT_TEST = re.compile(r"^static void (test_\w+)\(void \*\*", re.M)
ROW = re.compile(r"(?:\.name = |^\t*\{)\"((?:[^\"\\]|\\.)*)\"", re.M)

HEAD = """# Which test shows which rule

Licentia keeps to numbered rules. Their numbers stand in the names of the tests that show them and beside the
lines of code that meet them. This page is made of those names: `tools/check_rules.py --write`.
"""


def rules_in(pattern, name):
    """Returns the rules named in a text, as (kind, number)."""
    return {(kind, number) for kind, first, last in pattern.findall(name)
            for number in range(int(first), int(last or first) + 1)}


def tests_of(path, text):
    """Yields each test of a file that names rules: the rules and the test's name."""
    if path.suffix == ".mjs":
        for parts in NODE_TEST.findall(text):
            name = next(part for part in parts if part).replace("\\'", "'")
            yield rules_in(IN_TEXT, name), name
        return
    for name in UNIT_TEST.findall(text):
        shown = name.split("__", 1)[-1].replace("_", " ").strip()
        yield rules_in(IN_IDENTIFIER, name), re.sub(r"\b(RO|[RGLUAD]) (\d+)\b", r"\1-\2", shown)
    for name in ROW.findall(text):
        yield rules_in(IN_TEXT, name), name


def collect(files):
    """Returns {(kind, number): [(file, test), ...]} of files given as (path, text)."""
    found = {}
    for path, text in files:
        for rules, name in tests_of(path, text):
            for rule in rules:
                places = found.setdefault(rule, [])
                if (path.as_posix(), name) not in places:
                    places.append((path.as_posix(), name))
    return found


def document(found):
    """Returns the text of the page."""
    lines = [HEAD]
    for kind, title in KINDS.items():
        numbers = sorted(number for k, number in found if k == kind)
        if not numbers:
            continue
        lines += [f"## {title}", "", "| rule | tests |", "|---|---|"]
        for number in numbers:
            places = {}
            for file, name in found[(kind, number)]:
                places.setdefault(file, []).append(name.replace("|", "\\|"))
            cells = [f"`{file}`: {'; '.join(names)}" for file, names in sorted(places.items())]
            lines.append(f"| {kind}-{number:02} | {'<br>'.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def self_test():
    """Returns whether the check finds what it looks for."""
    node = "await t.test('R-06, G-1: it\\'s so', () => {});\ntest(`G-3 to G-5, D-22 ${x}`);\ntest('none');"
    unit = 'static void test_a__R_99_holds(void **state)\n\t\t{.name = "RO-3: row"},\n\t{"L-02 first", 1},\n'
    found = collect([(pathlib.Path("a.test.mjs"), node), (pathlib.Path("a.c"), unit)])
    page = document(found)
    return set(found) == {("R", 6), ("G", 1), ("G", 3), ("G", 4), ("G", 5), ("D", 22), ("R", 99), ("RO", 3), ("L", 2)} and \
        "| R-06 | `a.test.mjs`: R-06, G-1: it's so |" in page and "| R-99 | `a.c`: R-99 holds |" in page


def main():
    if sys.argv[1:] == ["--self-test"]:
        ok = self_test()
        print("check_rules --self-test:", "ok" if ok else "failed")
        return 0 if ok else 1
    files = [path for pattern in ("*/*.test.mjs", "unit/*.c") for path in (ROOT / "tests").glob(pattern)]
    page = document(collect((path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in sorted(files)))
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(page, encoding="utf-8")
    current = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    if current != page:
        print("docs/rules.md is not what the tests say; to mend it: tools/check_rules.py --write")
        return 1
    print("check_rules: 0 findings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
