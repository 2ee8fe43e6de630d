#!/usr/bin/env python3
"""Checks that headers document what they declare.

A function in a header has a comment right above it that is a sentence, names every parameter (or the
parameter's struct; `ctx` and `err` mean the same everywhere), and says what comes back:
  lic_rc     when it fails (or "as lic_other()"), and the function carries LIC_MUST_USE
  a pointer  whose it is: new (the caller frees), in an arena, borrowed from or into something, static
  a value    what it means ("Returns", "Tells whether", ...)
A struct, union, enum and typedef has a comment right above; an extern variable and each struct member has
one above or behind it.
"""

import re
import sys

import clex

FEWEST_WORDS = 4  # "Frees the thing." says no more than the name

SAYS_FAILURE = re.compile(r"LIC_E_[A-Z]+|\b[Ff]ail|\b[Ee]rrors?\b|\b([Aa]s|[Ll]ike)( in)? lic_\w+\(\)")
SAYS_OWNER = re.compile(r"\b(new|arena|borrowed|static|into|freed with|caller frees)\b", re.IGNORECASE)
SAYS_VALUE = re.compile(
    r"\b(returns?|yields?|tells?|gives?|makes?|names?|counts?|compares?|finds?|whether|true|negative)\b",
    re.IGNORECASE)
SAME_EVERYWHERE = {"ctx", "err"}

TYPE_WORDS = {"int", "char", "long", "short", "unsigned", "signed", "float", "double", "void", "_Bool",
              "bool", "const"}
QUALIFIERS = {"static", "inline", "extern", "const", "__attribute__", "__extension__", "_Noreturn"}


def return_type(declaration):
    """Returns the words of a return type without attributes, such as ["struct", "x", "*"]."""
    words = []
    tokens = declaration.tokens[:declaration.name_index]
    i = 0
    while i < len(tokens):
        if tokens[i].text == "(":  # arguments of an attribute
            i = clex.matching(tokens, i)
        elif tokens[i].text not in QUALIFIERS and not tokens[i].text.startswith("LIC_"):
            words.append(tokens[i].text)
        i += 1
    return words


def parameter_name(tokens):
    """Returns the name of a parameter, or "" when it has none ("..." yields None)."""
    if tokens[0].text == "...":
        return None
    for i, token in enumerate(tokens):  # int (*name)(...)
        if token.text == "(" and tokens[i + 1].text == "*":
            names = [inner.text for inner in tokens[i + 1:] if inner.kind == "name"]
            return names[0] if names else ""
    at = next((i for i, token in enumerate(tokens) if token.text == "["), len(tokens))
    names = [token.text for token in tokens[:at] if token.kind == "name"]
    is_named = len(names) > 1 and names[-1] not in TYPE_WORDS and \
        names[-2] not in ("struct", "union", "enum")
    return names[-1] if is_named else ""


def names_parameter(comment, name, tokens):
    """Tells whether a comment names a parameter ("ret_page", "page") or its struct ("lic_user", "user")."""
    if name in SAME_EVERYWHERE:
        return True
    words = [name, name.removeprefix("ret_")]
    texts = [token.text for token in tokens]
    for keyword in ("struct", "enum", "union"):
        if keyword in texts:
            tag = texts[texts.index(keyword) + 1]
            words += [tag, tag.removeprefix("lic_"), tag.removeprefix("lic_").replace("_", " ")]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", comment) for word in words)


def check_function(declaration):
    """Yields what is wrong with the documentation of a function."""
    name = declaration.name
    returned = return_type(declaration)
    if returned == ["lic_rc"] and "LIC_MUST_USE" not in [t.text for t in declaration.tokens]:
        yield f"{name} returns lic_rc and lacks LIC_MUST_USE"
    if declaration.comment is None:
        yield f"{name} has no comment right above it"
        return
    comment = clex.comment_text(declaration.comment)
    if len(comment.split()) < FEWEST_WORDS:
        yield f"the comment of {name} is too short to use it by"
        return
    for tokens in declaration.parameters:
        parameter = parameter_name(tokens)
        if parameter == "":
            yield f"{name} has a parameter without a name"
        elif parameter is not None and not names_parameter(comment, parameter, tokens):
            yield f"the comment of {name} does not mention {parameter}"
    if returned == ["lic_rc"] and not SAYS_FAILURE.search(comment):
        yield f"the comment of {name} does not say when it fails"
    elif "*" in returned and not SAYS_OWNER.search(comment):
        yield f"the comment of {name} does not say whose the result is: new, arena, borrowed, static"
    elif returned not in (["lic_rc"], ["void"]) and "*" not in returned \
            and not SAYS_VALUE.search(comment):
        yield f"the comment of {name} does not say what it returns"


def check_members(tokens):
    """Yields (line, problem) for the members between the braces of a struct or union."""
    above = None
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind in ("comment", "directive"):
            above = token if token.kind == "comment" and token.starts_line else None
            i += 1
            continue
        end = i
        nested = None
        while end < len(tokens) - 1 and tokens[end].text != ";":
            if tokens[end].text in "([{" and tokens[end].kind == "punct":
                close = clex.matching(tokens, end)
                nested = (end, close) if tokens[end].text == "{" else nested
                end = close
            end += 1
        behind = next((t for t in tokens[end + 1:end + 2] if t.kind == "comment"), None)
        if nested is not None:
            yield from check_members(tokens[nested[0] + 1:nested[1]])
        elif not (above is not None and above.end_line >= token.line - 1) \
                and not (behind is not None and behind.line == tokens[end].line):
            text = " ".join(t.text for t in clex.code_tokens(tokens[i:end]))
            yield token.line, f"the member \"{text}\" has no comment"
        above = None
        i = end + 1


def is_definition(declaration):
    """Tells whether a declaration defines a type with a body."""
    texts = [token.text for token in declaration.tokens]
    return "{" in texts and any(word in texts[:texts.index("{")] for word in ("struct", "union", "enum"))


def check_text(path, text):
    """Returns the findings in one header."""
    findings = []
    tokens = clex.tokenize(text)
    behind = {token.line for token in tokens if token.kind == "comment" and not token.starts_line}
    for declaration in clex.declarations(tokens):
        if declaration.is_function:
            findings += [(path, declaration.line, problem) for problem in check_function(declaration)]
            continue
        texts = [token.text for token in declaration.tokens]
        is_extern = texts[0] == "extern"
        has_comment = declaration.comment is not None or \
            (is_extern and declaration.raw[-1].line in behind)
        if (is_definition(declaration) or texts[0] == "typedef" or is_extern) and not has_comment:
            findings.append((path, declaration.line,
                             f"\"{' '.join(texts[:4])} ...\" has no comment right above it"))
        if is_definition(declaration) and "enum" not in texts[:texts.index("{")]:
            opening = next(i for i, t in enumerate(declaration.raw) if t.text == "{")
            members = declaration.raw[opening + 1:clex.matching(declaration.raw, opening)]
            findings += [(path, line, problem) for line, problem in check_members(members)]
    return findings


def check_tree():
    findings = []
    for path in clex.project_files("src/*.h"):
        findings += check_text(path.relative_to(clex.ROOT), path.read_text())
    return findings


def sample(comment, declaration):
    return f"#ifndef A_H\n#define A_H\n\n{comment}\n{declaration}\n\n#endif\n"


LONG = "/*\n * Adds `user` to the list; fails with LIC_E_LIMIT when it is full.\n */"
SAMPLES = [("a.h", sample(*pair), expected) for pair, expected in [
    ((LONG, "LIC_MUST_USE lic_rc lic_add(struct lic_user *user);"), None),
    ((LONG, "LIC_MUST_USE lic_rc lic_add(const struct lic_user *u);"), None),
    ((LONG, "static inline int lic_tell(int user)\n{\n\treturn user;\n}"), "does not say what"),
    ((LONG, "lic_rc lic_add(struct lic_user *user);"), "lacks LIC_MUST_USE"),
    ((LONG, "LIC_MUST_USE lic_rc lic_add(struct lic_user *user, int count);"), "mention count"),
    ((LONG, "LIC_MUST_USE lic_rc lic_add(struct lic_user *user, int (*visit)(void *));"),
     "mention visit"),
    ((LONG, "LIC_MUST_USE lic_rc lic_add(struct lic_user *);"), "without a name"),
    ((LONG, "char *lic_text(int user);"), "whose the result is"),
    ((LONG + "\n", "LIC_MUST_USE lic_rc lic_add(struct lic_user *user);"), "no comment right above"),
    (("/* Adds. */", "void lic_add(int user);"), "too short"),
    (("/*\n * Adds `user` to the list; the list keeps growing.\n */",
      "LIC_MUST_USE lic_rc lic_add(int user);"), "say when it fails"),
    (("/*\n * Prints `fmt` and its arguments, as printf does.\n */",
      "void lic_print(const char *fmt, ...) LIC_PRINTF(1, 2);"), None),
    (("", "void lic_add(void) __attribute__((cold));"), "no comment right above"),
    (("", "struct lic_user;"), None),
    (("/* A user. */", "struct lic_user {\n\tint id; /* key */\n\t/* text */\n\tchar name[8];\n};"),
     None),
    (("/* A user. */", "struct lic_user {\n\tint id; /* key */\n\tchar name[8];\n};"),
     'member "char name [ 8 ]"'),
    (("/* A user. */", "struct lic_user {\n\tunion {\n\t\tint id;\n\t} u;\n};"), 'member "int id"'),
    (("/* A user. */", "struct lic_user {\n\tint (*visit)(void *, int);\n};"), "has no comment"),
    (("", "struct lic_user {\n\tint id; /* key */\n};"), "no comment right above"),
    (("", "enum lic_kind {\n\tLIC_A,\n};"), "no comment right above"),
    (("", "typedef int (*lic_visit)(void *arg);"), "no comment right above"),
    (("", "extern const int lic_limit;"), "no comment right above"),
    (("", "extern const int lic_limits[]; /* by kind */"), None),
]]

if __name__ == "__main__":
    sys.exit(clex.main("check_docs", check_tree, check_text, SAMPLES, __doc__))
