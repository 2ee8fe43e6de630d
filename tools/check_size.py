#!/usr/bin/env python3
"""Keeps functions and files of a size that a reader can hold.

  function lines   guide 40; over 60 needs a comment above it with "size:" and the reason; over 100 refused
  nesting          guide 3; over 4 refused (the body is 0, a block inside it 1)
  parameters       guide 5; over 6 needs such a comment, for functions whose shape a library prescribes
  file lines       guide 400; over 800 refused

How many functions are over a guide is printed, so that a change sees which way it moves the number. Test
programs obey the same numbers. Generated files are not in the tree, so they are not looked at.
"""

import sys

import clex

LINES_GUIDE, LINES_REASON, LINES_MAX = 40, 60, 100
NESTING_GUIDE, NESTING_MAX = 3, 4
PARAMETERS_GUIDE, PARAMETERS_MAX = 5, 6
FILE_GUIDE, FILE_MAX = 400, 800

BLOCK_KEYWORDS = {"if", "for", "while", "switch"}


def is_block(tokens, at, openings):
    """Tells whether the brace at an index opens a block of statements, not an initialiser."""
    before = tokens[at - 1]
    if before.text in ("else", "do", ";", "{", "}", ":"):
        return not is_in_initialiser(openings)
    if before.text == "(":  # a statement expression: ({ ... })
        return True
    if before.text != ")":
        return False
    depth = 0
    for i in range(at - 1, 0, -1):
        if tokens[i].text == ")":
            depth += 1
        elif tokens[i].text == "(":
            depth -= 1
            if depth == 0:
                # A loop macro stands for its loop; what is left is a compound literal.
                name = tokens[i - 1]
                return name.text in BLOCK_KEYWORDS or \
                    (name.kind == "name" and name.text not in ("return", "sizeof"))
    return False


def is_in_initialiser(openings):
    return bool(openings) and not openings[-1]


def deepest_nesting(body):
    """Returns how deep blocks are nested in a function body."""
    tokens = clex.code_tokens(body)
    openings = []  # for each open brace: whether it opened a block
    deepest = 0
    for i, token in enumerate(tokens[1:-1], start=1):
        if token.kind != "punct":
            continue
        if token.text == "{":
            openings.append(is_block(tokens, i, openings))
            deepest = max(deepest, sum(openings))
        elif token.text == "}" and openings:
            openings.pop()
    return deepest


def measure(text):
    """Yields (declaration, lines, nesting, parameters) for each function with a body."""
    for declaration in clex.declarations(clex.tokenize(text)):
        if declaration.is_function and declaration.body:
            lines = declaration.body[-1].end_line - declaration.line + 1
            yield (declaration, lines, deepest_nesting(declaration.body),
                   len(declaration.parameters))


def check_text(path, text):
    """Returns the findings in one file."""
    findings = []
    lines = text.count("\n")
    if lines > FILE_MAX:
        findings.append((path, FILE_MAX, f"the file has {lines} lines, over {FILE_MAX}"))
    for declaration, size, nesting, parameters in measure(text):
        name = declaration.name
        reason = declaration.comment is not None and "size:" in declaration.comment.text
        if size > LINES_MAX:
            findings.append((path, declaration.line, f"{name} has {size} lines, over {LINES_MAX}"))
        elif size > LINES_REASON and not reason:
            findings.append((path, declaration.line,
                             f"{name} has {size} lines; over {LINES_REASON} it needs a comment "
                             f"above it with \"size:\" and the reason"))
        if nesting > NESTING_MAX:
            findings.append((path, declaration.line, f"{name} nests {nesting} deep, over {NESTING_MAX}"))
        if parameters > PARAMETERS_MAX and not reason:
            findings.append((path, declaration.line,
                             f"{name} has {parameters} parameters, over {PARAMETERS_MAX}"))
    return findings


def check_tree():
    findings = []
    over = {"lines": 0, "nesting": 0, "parameters": 0, "files": 0}
    functions = 0
    for path in clex.project_files("src/*.c", "src/*.h", "tests/*.c", "tests/*.h"):
        text = path.read_text()
        findings += check_text(path.relative_to(clex.ROOT), text)
        over["files"] += text.count("\n") > FILE_GUIDE
        for _, size, nesting, parameters in measure(text):
            functions += 1
            over["lines"] += size > LINES_GUIDE
            over["nesting"] += nesting > NESTING_GUIDE
            over["parameters"] += parameters > PARAMETERS_GUIDE
    print(f"check_size: of {functions} functions, over the guide: {over['lines']} in lines, "
          f"{over['nesting']} in nesting, {over['parameters']} in parameters; {over['files']} files")
    return findings


def function(lines, comment="/* Adds. */"):
    body = "\tx();\n" * (lines - 3)
    return f"{comment}\nstatic int add(int a)\n{{\n{body}}}\n"


SAMPLES = [("a.c", *pair) for pair in [
    (function(60), None),
    (function(61), "needs a comment"),
    (function(100, "/* Adds.\n * size: one table of cases, read from top to bottom. */"), None),
    (function(101, "/* size: no reason is enough. */"), "over 100"),
    ("int add(int a, int b, int c, int d, int e, int f)\n{\n}\n", None),
    ("int add(int a, int b, int c, int d, int e, int f, int (*g)(int, int))\n{\n}\n",
     "7 parameters"),
    ("void f(void)\n{\n\tif (a) {\n\tfor (;;) {\n\twhile (b) {\n\tdo {\n\tg((struct x){{1}});\n"
     "\t} while (c);\n\t}\n\t}\n\t}\n}\n", None),
    ("void f(void)\n{\n\tif (a) {\n\t} else {\n\tfor (;;) {\n\tLOOP(i) {\n\tswitch (b) {\n\tcase 1: {\n"
     "\t}\n\t}\n\t}\n\t}\n\t}\n}\n", "nests 5 deep"),
    ("static const struct x table[] = {\n\t{{{{{{1}}}}}},\n};\n", None),
    ("void f(void)\n{\n\tstruct x a[] = {{{{{{1}}}}}};\n\tconst int b = {1};\n}\n", None),
    ("/* size: top */\n" * 800, None),
    ("\n" * 801, "801 lines"),
]]

if __name__ == "__main__":
    sys.exit(clex.main("check_size", check_tree, check_text, SAMPLES, __doc__))
