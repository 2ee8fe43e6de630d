#!/usr/bin/env python3
"""Refuses what has no place in the tree.

In C (src/, tests/):
  calls of functions that cannot be used safely, with what to use instead
  // comments, which are free for local debugging
  in src/: variables that every thread shares, unless ALLOWED_GLOBALS below lists them
In every text file:
  TODO, FIXME and XXX without the number of an issue, as in TODO(#12)
  private keys and access tokens, paths of one machine, hosts of package registries
"""

import re
import sys

import clex

BOUNDED = "lic_buf_printf() or snprintf()"
BANNED_CALLS = {
    "strcpy": "memcpy() with a checked length, or lic_arena_strdup()",
    "stpcpy": "memcpy() with a checked length",
    "strcat": BOUNDED,
    "strncat": BOUNDED,
    "strncpy": "memcpy() with a checked length",
    "sprintf": BOUNDED,
    "vsprintf": "vsnprintf()",
    "strtok": "a loop over strcspn()",
    "strtok_r": "a loop over strcspn()",
    "atoi": "strtol() with its errors checked",
    "atol": "strtol() with its errors checked",
    "atoll": "strtoll() with its errors checked",
    "atof": "strtod() with its errors checked",
    "gets": "fgets()",
    "localtime": "lic_time_format(): times are UTC",
    "localtime_r": "lic_time_format(): times are UTC",
    "gmtime": "gmtime_r()",
    "ctime": "lic_time_format()",
    "asctime": "lic_time_format()",
    "strerror": "strerror_r()",
    "rand": "libsodium's randombytes",
    "srand": "libsodium's randombytes",
    "random": "libsodium's randombytes",
    "tmpnam": "mkstemp()",
    "mktemp": "mkstemp()",
    "alloca": "the arena",
    "system": "nothing: no shell",
    "popen": "nothing: no shell",
}

# (file, variable) -> why it may change after start-up, and what guards it.
ALLOWED_GLOBALS = {
    ("src/base/clock.c", "clock_path"): "set before threads start",
    ("src/base/clock.c", "clock_offset_ms"): "atomic",
    ("src/base/log.c", "threshold"): "set before threads start; atomic",
    ("src/base/guid.c", "stock"): "each thread has its own",
    ("src/base/guid.c", "stock_left"): "each thread has its own",
    ("src/base/json_parse.c", "watch_once"): "guards a set-up that happens once",
    ("src/base/json_parse.c", "memory_ran_out"): "each thread has its own",
}

UNTRACKED_TODO = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))")
TODO_FREE = (".csv", ".md")  # product names and prose

ANYWHERE = [
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|npm_[A-Za-z0-9]{36})\b"),
     "an access token"),
    (re.compile(r"(?<![\w.])/(?:work|root|farm|home/\w+)/"), "the path of one machine"),
    (re.compile(r"\b(?:deb\.debian\.org|deb\.nodesource\.com|registry\.npmjs\.org|pypi\.org"
                r"|(?:registry|mirror)s?\.[a-z0-9-]+\.[a-z]{2,})\b"), "the host of a package registry"),
]


def is_constant(tokens):
    """Tells whether a variable cannot change: const stands behind its last asterisk, or there is none."""
    texts = [token.text for token in tokens]
    for end in ("=", "["):
        if end in texts:
            texts = texts[:texts.index(end)]
    stars = [i for i, text in enumerate(texts) if text == "*"]
    return "const" in texts[stars[-1] if stars else 0:]


def variable_name(tokens):
    """Returns the name that a variable's declaration declares."""
    names = []
    for token in tokens:
        if token.text in ("=", "[", ")"):
            break
        if token.kind == "name":
            names.append(token.text)
    return names[-1]


def is_shared_variable(declaration):
    """Tells whether a file-level declaration defines a variable that can change."""
    first = declaration.tokens[0].text
    texts = [token.text for token in declaration.tokens]
    if declaration.is_function or first in ("typedef", "extern", "_Static_assert", "static_assert"):
        return False
    declared = texts[:-1]
    if "{" in texts and "=" not in texts[:texts.index("{")]:  # struct x { ... } maybe_a_variable;
        declared = declared[clex.matching(declaration.tokens, texts.index("{")) + 1:]
        return bool(declared) and not is_constant(declaration.tokens)
    if first in ("struct", "union", "enum") and len(declared) <= 2:  # struct x;
        return False
    return not is_constant(declaration.tokens)


def static_locals(body):
    """Yields (line, name) for variables in a function that outlive its calls and can change."""
    tokens = clex.code_tokens(body)
    for i, token in enumerate(tokens):
        if token.text in ("static", "_Thread_local") and tokens[i - 1].text in ("{", "}", ";"):
            end = next(j for j in range(i, len(tokens)) if tokens[j].text == ";")
            if not is_constant(tokens[i:end]):
                yield token.line, variable_name(tokens[i:end])


def check_globals(path, tokens):
    """Returns the findings about shared variables in one C file."""
    found = []
    for declaration in clex.declarations(tokens):
        if is_shared_variable(declaration):
            found.append((declaration.line, variable_name(declaration.tokens[:-1])))
        found += static_locals(declaration.body)
    return [(path, line, f"{name} is shared by all threads and can change: pass it, or list it in "
             "tools/check_banned.py") for line, name in found
            if (str(path), name) not in ALLOWED_GLOBALS]


def check_c(path, text):
    """Returns the findings that only C can have."""
    tokens = clex.tokenize(text)
    findings = []
    for token, following in zip(tokens, tokens[1:] + tokens[-1:]):
        if token.kind == "comment" and token.text.startswith("//"):
            findings.append((path, token.line, "a // comment; comments are /* like this */"))
        if token.kind == "name" and token.text in BANNED_CALLS and following.text == "(":
            findings.append((path, token.line,
                             f"{token.text}() is banned; use {BANNED_CALLS[token.text]}"))
        if token.kind == "directive":
            for name in re.findall(r"\b(\w+)\s*\(", token.text):
                if name in BANNED_CALLS:
                    findings.append((path, token.line,
                                     f"{name}() is banned; use {BANNED_CALLS[name]}"))
    if str(path).startswith("src/"):
        findings += check_globals(path, tokens)
    return findings


def check_text(path, text):
    """Returns the findings in one file."""
    name = str(path)
    findings = check_c(path, text) if name.endswith((".c", ".h")) else []
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, what in ANYWHERE:
            if pattern.search(line):
                findings.append((path, number, f"{what}: {pattern.search(line).group()}"))
        if not name.endswith(TODO_FREE) and UNTRACKED_TODO.search(line):
            findings.append((path, number, "a note to do later names its issue, as in TODO(#12)"))
    return findings


def check_tree():
    findings = []
    for path in clex.project_files("*"):
        name = str(path.relative_to(clex.ROOT))
        if name == "tools/check_banned.py":  # the patterns themselves
            continue
        content = path.read_bytes()
        if b"\0" in content:
            continue
        findings += check_text(path.relative_to(clex.ROOT), content.decode(errors="replace"))
    return findings


SAMPLES = [
    ("src/a.c", "void f(void)\n{\n\tchar *strcpy_like = g(\"strcpy(\"); /* strcpy( */\n}\n", None),
    ("src/a.c", "void f(void)\n{\n\tstrcpy(a, b);\n}\n", "strcpy() is banned"),
    ("src/a.c", "#define F(a) sprintf(a)\n", "sprintf() is banned"),
    ("tests/unit/a.c", "int f(void)\n{\n\treturn atoi (a);\n}\n", "atoi() is banned"),
    ("src/a.c", "// aside\n", "a // comment"),
    ("src/a.c", 'const char *const url = "http://x"; /* // */\n', None),
    ("src/a.c", "static int count;\n", "count is shared"),
    ("tests/unit/a.c", "static int count;\n", None),
    ("src/a.c", "static const char *names[] = {\"a\"};\n", "names is shared"),
    ("src/a.c", "static const char *const names[] = {\"a\"};\nextern const int x;\n", None),
    ("src/a.c", "struct x;\nstruct y {\n\tint a;\n};\nenum z { A };\nint f(int a);\n", None),
    ("src/a.c", "static int (*hook)(void);\n", "hook is shared"),
    ("src/a.c", "static struct x all = {1};\n", "all is shared"),
    ("src/a.c", "void f(void)\n{\n\tstatic int calls = 0;\n}\n", "calls is shared"),
    ("src/a.c", "void f(void)\n{\n\tstatic const int calls = 0;\n}\n", None),
    ("tools/a.py", "# " + "TO" + "DO: later\n", "names its issue"),
    ("tools/a.py", "# " + "TO" + "DO(#12): later\n", None),
    ("docs/a.md", "cd /" + "root/x\n", "the path of one machine"),
    ("docs/a.md", "GET /users/root/work\n", None),
    ("docs/a.md", "https://deb.debian.org/debian\n", "package registry"),
    ("docs/a.md", "-----BEGIN " + "RSA PRIVATE KEY-----\n", "a private key"),
    ("docs/a.md", "AKIA" + "ABCDEFGHIJKLMNOP\n", "an access token"),
]

if __name__ == "__main__":
    sys.exit(clex.main("check_banned", check_tree, check_text, SAMPLES, __doc__))
