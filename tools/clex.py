"""Splits C source into tokens, for the checkers of `make lint`.

It knows comments, literals, preprocessor lines and line numbers, and nothing of types: the checkers look
at the shape of code that a compiler has already accepted. Macros are not expanded.
"""

import argparse
import pathlib
import re
import subprocess
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent

_TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//(?:\\\n|[^\n])*)
  | (?P<string>(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")
  | (?P<char>[uUL]?'(?:\\.|[^'\\\n])+')
  | (?P<name>[^\W\d]\w*)
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<punct>->|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\.\.\.|[-+*/%&|^]=|\#\#|[^\s\w])
""", re.VERBOSE | re.DOTALL)

_DIRECTIVE = re.compile(r"[ \t]*\#(?:/\*.*?\*/|\\\n|[^\n])*", re.DOTALL)


@dataclass(frozen=True)
class Token:
    """One token: its kind (comment, string, char, name, number, punct, directive), text and lines."""

    kind: str
    text: str
    line: int  # first line, from 1
    end_line: int
    starts_line: bool  # nothing but blanks before it on its line


def tokenize(source):
    """Returns the tokens of a file, comments and preprocessor lines included."""
    tokens = []
    at = 0
    line = 1
    fresh = True
    while at < len(source):
        char = source[at]
        if char.isspace() or char == "\\" and source[at + 1:at + 2] == "\n":
            if char == "\n":
                line += 1
                fresh = True
            at += 1
            continue
        match = _DIRECTIVE.match(source, at) if fresh and char == "#" else None
        kind = "directive"
        if match is None:
            match = _TOKEN.match(source, at)
            kind = match.lastgroup
        text = match.group()
        end_line = line + text.count("\n")
        tokens.append(Token(kind, text, line, end_line, fresh))
        at = match.end()
        line = end_line
        fresh = False
    return tokens


def code_tokens(tokens):
    """Returns the tokens without comments and preprocessor lines."""
    return [token for token in tokens if token.kind not in ("comment", "directive")]


def comment_text(token):
    """Returns what a comment says: its text without delimiters and leading asterisks."""
    lines = token.text.removeprefix("/*").removesuffix("*/").splitlines()
    return " ".join(line.strip().lstrip("*").strip() for line in lines).strip()


def matching(tokens, at):
    """Returns the index of the bracket that closes the one at an index (or the last index)."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    opening, closing = tokens[at].text, pairs[tokens[at].text]
    depth = 0
    for i in range(at, len(tokens)):
        if tokens[i].kind == "punct":
            if tokens[i].text == opening:
                depth += 1
            elif tokens[i].text == closing:
                depth -= 1
                if depth == 0:
                    return i
    return len(tokens) - 1


def split_parameters(tokens):
    """Splits the tokens between the parentheses of a declaration at its commas."""
    parts = [[]]
    depth = 0
    for token in tokens:
        if token.text in "([{" and token.kind == "punct":
            depth += 1
        elif token.text in ")]}" and token.kind == "punct":
            depth -= 1
        if token.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) == 1 and [token.text for token in parts[0]] in ([], ["void"]):
        return []
    return parts


@dataclass(frozen=True)
class Declaration:
    """One declaration at file level."""

    comment: Token  # the comment that ends right above it, or None
    tokens: list  # its code tokens, up to the semicolon or the body
    raw: list  # all its tokens, comments and the body included
    body: list  # the tokens of the body with its braces, comments included; empty when there is none
    is_function: bool
    name: str  # of the function; "" for anything else
    parameters: list  # token lists
    name_index: int  # where in tokens the name stands; -1 when it is no function

    @property
    def line(self):
        return self.tokens[0].line


_NOT_A_NAME = {"__attribute__", "__extension__", "_Alignas", "_Static_assert", "static_assert",
               "__typeof__", "sizeof", "_Alignof"}


def _find_function(tokens):
    """Returns (index of the name, index of its parenthesis) when a declaration is a function."""
    if tokens[0].text in ("typedef", "_Static_assert", "static_assert"):
        return None
    for i, token in enumerate(tokens[:-1]):
        if token.text in ("=", "{"):
            return None
        if token.kind == "name" and tokens[i + 1].text == "(":
            if token.text in _NOT_A_NAME or token.text.isupper():
                continue
            if tokens[i + 2].text == "*":  # a variable that points to a function
                return None
            return i, i + 1
    return None


def _skip_to_end(tokens, at):
    """Returns the index after the file-level declaration that starts at an index, and where its
    function body starts (None when it has no body)."""
    i = at
    is_head = False  # whether a brace here would open a function body
    while i < len(tokens):
        token = tokens[i]
        if token.text == ";":
            return i + 1, None
        if token.text in ("(", "["):
            i = matching(tokens, i)
            is_head = tokens[i].text == ")"
        elif token.text == "{":
            end = matching(tokens, i)
            if is_head:
                return end + 1, i
            i = end
        elif token.kind not in ("comment", "directive"):
            is_attribute = token.text.isupper() or token.text == "__attribute__"
            is_head = is_head and is_attribute
        i += 1
    return i, None


def declarations(tokens):
    """Returns the file-level declarations of a file."""
    found = []
    comment = None
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "comment":
            comment = token
            i += 1
            continue
        if token.kind == "directive" or token.text in (";", "}"):
            comment = None
            i += 1
            continue
        end, body_at = _skip_to_end(tokens, i)
        head = code_tokens(tokens[i:body_at if body_at is not None else end])
        body = tokens[body_at:end] if body_at is not None else []
        function = _find_function(head)
        near = comment if comment is not None and comment.end_line >= token.line - 1 else None
        name, parameters, name_index = "", [], -1
        if function is not None:
            name_index, opening = function
            name = head[name_index].text
            parameters = split_parameters(head[opening + 1:matching(head, opening)])
        found.append(Declaration(near, head, tokens[i:end], body, function is not None, name,
                                 parameters, name_index))
        comment = None
        i = end
    return found


def project_files(*patterns):
    """Returns the project's own files that match a pattern (such as "src/*.c"; * crosses folders), sorted:
    those that git knows, or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True)
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return [ROOT / name for name in names if (ROOT / name).is_file() and
            any(_matches(name, pattern) for pattern in patterns)]


def _matches(name, pattern):
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), name) is not None


def main(name, check_tree, check_text, samples, description):
    """The command line of a checker: checks the tree, or with --self-test the checker itself.

    check_tree() returns findings (path, line, text); check_text(path, text) those of one file; samples
    are (path, text, what the only finding must contain, or None for a clean sample)."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--self-test", action="store_true", help="check the checker")
    if not parser.parse_args().self_test:
        return report(name, check_tree())
    wrong = 0
    for path, text, expected in samples:
        findings = [finding[2] for finding in check_text(path, text)]
        is_right = not findings if expected is None else \
            len(findings) == 1 and expected in findings[0]
        if not is_right:
            wrong += 1
            print(f"{name} --self-test: expected {expected!r}, found {findings} in:\n{text}")
    print(f"{name} --self-test: {len(samples)} samples, {wrong} wrong")
    return 1 if wrong else 0


def report(name, findings):
    """Prints findings as file:line: text, and returns the exit status of a checker."""
    for path, line, text in sorted(findings, key=lambda finding: (str(finding[0]), finding[1])):
        path = pathlib.Path(path)
        shown = path.relative_to(ROOT) if path.is_absolute() and ROOT in path.parents else path
        print(f"{shown}:{line}: {text}")
    print(f"{name}: {len(findings)} findings")
    return 1 if findings else 0
