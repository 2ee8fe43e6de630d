#!/usr/bin/env python3
"""Checks that docs/rules.md tells which test shows which rule.

A rule is named where its test is: in the name of a unit test (test_store_seats__R_06_take_...), of a row of
its table (.name = "G-12: ..."), or of a test of tests/**/*.test.mjs. The document is made of those names:

Why no test follows a rule stands in tests/rules.txt, and which rules there are.

  check_rules.py           fails when the document is not what the tests say, or a rule is forgotten
  check_rules.py --write   writes it
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "rules.md"
REASONS = ROOT / "tests" / "rules.txt"
KINDS = {
    "R": "Licences and seats", "G": "Groups", "L": "Life cycle of subscriptions", "U": "What administrators can do",
    "A": "Calls of Microsoft Graph", "RO": "Roles", "D": "Decisions where sources differ",
}

IN_TEXT = re.compile(r"\b(RO|[RGLUAD])-(\d+)(?: to \1-(\d+))?(?:\b|\()")
IN_IDENTIFIER = re.compile(r"(?:^|_)(RO|[RGLUAD])_(\d+)(?=_|$)()")
NODE_TEST = re.compile(r"\btest\(\s*(?:'((?:[^'\\]|\\.)+)'|\"([^\"]+)\"|`([^`]+)`)", re.S)
UNIT_TEST = re.compile(r"^static void (test_\w+)\(void \*\*", re.M)
REASON = re.compile(r"(RO|[RGLUAD])-(\d+): (.+)")
ROW = re.compile(r"(?:\.name = |^\t*\{)\"((?:[^\"\\]|\\.)*)\"", re.M)

HEAD = """# Which test shows which rule

Licentia keeps to numbered rules. Their numbers stand in the names of the tests that show them and beside the
lines of code that meet them. This page is made of those names: `tools/check_rules.py --write`.
Why no test follows some of them stands at its end, and comes from `tests/rules.txt`.
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


def read_reasons(text):
    """Returns the rules that there are, and {rule: why no test follows it}, and what is wrong with the text."""
    wanted, reasons, wrong = set(), {}, []
    for number, line in enumerate(text.splitlines(), 1):
        reason = REASON.fullmatch(line)
        if line.startswith("all "):
            wanted |= rules_in(IN_TEXT, line)
        elif reason:
            reasons[(reason[1], int(reason[2]))] = reason[3]
        elif line and not line.startswith("#"):
            wrong.append(f"tests/rules.txt:{number}: neither a comment, nor 'all R-01 to R-13', nor 'R-35: why'")
    return wanted, reasons, wrong


def forgotten(found, wanted, reasons):
    """Returns what is wrong: rules without test and reason, and with both."""
    return [f"{kind}-{number:02}: no test names it: write one, or say in tests/rules.txt why there is none"
            for kind, number in sorted(wanted - set(found) - set(reasons))] + \
           [f"{kind}-{number:02}: a test names it, and tests/rules.txt says why there is none"
            for kind, number in sorted(set(found) & set(reasons))]


def document(found, reasons):
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
    lines += ["## Rules without a test", "", "| rule | why |", "|---|---|"]
    order = list(KINDS)
    for kind, number in sorted(reasons, key=lambda rule: (order.index(rule[0]), rule[1])):
        lines.append(f"| {kind}-{number:02} | {reasons[(kind, number)]} |")
    return "\n".join(lines) + "\n"


def self_test():
    """Returns whether the check finds what it looks for."""
    node = "await t.test('R-06, G-1: it\\'s so', () => {});\ntest(`G-3 to G-5, D-22 ${x}`);\ntest('none');"
    unit = 'static void test_a__R_99_holds(void **state)\n\t\t{.name = "RO-3: row"},\n\t{"L-02 first", 1},\n'
    found = collect([(pathlib.Path("a.test.mjs"), node), (pathlib.Path("a.c"), unit)])
    reasons = {("R", 35): "why"}
    page = document(found, reasons)
    wanted, read, wrong = read_reasons("# x\nall R-06 to R-08, R-35\n\nR-35: why\nG-1: too\nwhat\n")
    wrong += forgotten(found, wanted, read)
    return wanted == {("R", 6), ("R", 7), ("R", 8), ("R", 35)} and [line.split(":")[0] for line in wrong] == \
        ["tests/rules.txt", "R-07", "R-08", "G-01"] and "| R-35 | why |" in page and \
        set(found) == {("R", 6), ("G", 1), ("G", 3), ("G", 4), ("G", 5), ("D", 22), ("R", 99), ("RO", 3), ("L", 2)} and \
        "| R-06 | `a.test.mjs`: R-06, G-1: it's so |" in page and "| R-99 | `a.c`: R-99 holds |" in page


def main():
    if sys.argv[1:] == ["--self-test"]:
        ok = self_test()
        print("check_rules --self-test:", "ok" if ok else "failed")
        return 0 if ok else 1
    files = [path for pattern in ("*/*.test.mjs", "unit/*.c") for path in (ROOT / "tests").glob(pattern)]
    found = collect((path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in sorted(files))
    wanted, reasons, wrong = read_reasons(REASONS.read_text(encoding="utf-8"))
    wrong += forgotten(found, wanted, reasons)
    page = document(found, reasons)
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(page, encoding="utf-8")
    current = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    if current != page:
        wrong.append("docs/rules.md is not what the tests say; to mend it: tools/check_rules.py --write")
    if wrong:
        print("\n".join(wrong))
        return 1
    print("check_rules: 0 findings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
