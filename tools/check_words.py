#!/usr/bin/env python3
"""Checks that the pages have words for everything that the server says.

The server speaks English. Its sentences are the keys of their translations, as in gettext: a format of C such as
"Buy %lld more of %s." is the key "Buy {1} more of {2}." in web/src/i18n/sentences/<language>.json, and what stands
in the places (names, numbers) is put into the translation. Sentences that C builds of pieces have their keys under
"composed"; the pieces must be in C. Names of activities are keys of activities.json, codes of codes.json, kinds of
operations of operations.json.

  check_words.py          fails when one of them has no translation, or a translation is not used any more
  check_words.py --list   prints the sentences as JSON: key and format
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = ROOT / "web" / "src" / "i18n"
LANGUAGES = ["nl"]  # those that are not the server's

# What speaks to pages of the admin centre. Not here: protocols that only programs speak (OAuth, $batch, AuthZEN,
# $filter), and pages with words of their own (signing in).
PLACES = ["core", "service", "jobs", "auth", "api"]
ELSEWHERE = re.compile(
    r"^(api/(access|batch|signin|pages)/|api/graph/(audit_filter|delta|filter|list|member_groups|role_assignments)\.c"
    r"|api/(options|once)\.c|auth/(basic|jwt|jwt_claims|keys|roles|scopes)\.c"
    r"|service/(oauth\w*|access|signing_keys\w*|demo|doctor\w*)\.c)")

COMMENT = re.compile(r"/\*.*?\*/|^#include.*?$", re.S | re.M)
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"')
JOINED = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*(?:PRI\w+\s*)?"(?:[^"\\\n]|\\.)*")*')
FORMAT = re.compile(r"%[-0-9.*]*(?:ll|l|z)?[sdupcx]")
SENTENCE = re.compile(r"^(?! |,|code=)\S+ \S+ .*[.?]$")
CODES = re.compile(  # where a code is written: in front of the words, or as a member
    r'(?:refuse\((?:ctx|asking|verdict), |make_bad\(\w+, |fail\(step, |lic_err_set\([^;,]*, LIC_E_\w+, |[.>](?:code|problem) = )("\w+")')
NOT_SAID = {"Request_BadRequest", "InvalidValue"}  # say no more than that something is wrong


def sources():
    """Yields the C text of each file that speaks to the pages."""
    for place in PLACES:
        for path in sorted((ROOT / "src" / place).rglob("*.c")):
            if not ELSEWHERE.match(path.relative_to(ROOT / "src").as_posix()):
                yield COMMENT.sub(" ", path.read_text())


def text_of(literals):
    """The text of string literals that stand side by side."""
    parts = re.sub(r'"\s*PRI\w+\s*"', "lld", re.sub(r'"\s+"', "", literals))
    return re.sub(r"\\(.)", r"\1", parts[1:-1])


def key_of(fmt):
    """The key of a format: its places are numbered."""
    count = 0

    def place(_match):
        nonlocal count
        count += 1
        return "{%d}" % count

    return FORMAT.sub(place, fmt).replace("%%", "%")


def collect():
    """Returns the sentences (key to format), and every literal text."""
    sentences, pieces = {}, []
    for source in sources():
        for match in JOINED.finditer(source):
            text = text_of(match.group(0))
            pieces.append(key_of(text))
            if SENTENCE.match(text) and re.search("[a-z]{2}", FORMAT.sub("", text)):
                sentences[key_of(text)] = text
    return sentences, pieces


def activities():
    """The names of activities in the audit log."""
    source = COMMENT.sub(" ", (ROOT / "src" / "service" / "activities.c").read_text())
    return set(re.findall(r'\{"([^"]+)", "\w+", (?:DIRECTORY|OURS)', re.sub(r"\s+", " ", source)))


def codes():
    """The codes that failures, conflicts and results have."""
    found = set()
    for source in sources():
        found |= {match.strip('"') for match in CODES.findall(source)}
    table = re.search(r"violation_codes\[.*?\};", (ROOT / "src/core/license_violation.c").read_text(), re.S).group(0)
    return (found | set(re.findall(r'"(\w+)"', table))) - NOT_SAID


def places(text):
    """The places in a text."""
    return set(re.findall(r"\{(\d+)", text))


def operations():
    """The kinds of operations of the ledger."""
    source = (ROOT / "src" / "service" / "ledger.c").read_text()
    return set(re.findall(r'\[LIC_OP_\w+\]\s*=\s*"(\w+)"', source.split("lic_operation_kind_name(")[1]))


def compare(where, wanted, found):
    """Yields what is missing in `found`, and what is there for nothing."""
    for key in sorted(set(wanted) - set(found)):
        yield f"{where}: no words for {key!r}"
    for key in sorted(set(found) - set(wanted)):
        yield f"{where}: the server does not say {key!r}"


def check(language, sentences, pieces):
    """Yields what is wrong with the words of a language that the server does not speak."""
    where = f"sentences/{language}.json"
    words = json.loads((WORDS / "sentences" / f"{language}.json").read_text())
    yield from compare(where, sentences, words["sentences"])
    for key, text in {**words["sentences"], **words["composed"]}.items():
        if not places(text) <= places(key):
            yield f"{where}: {text!r} has places that {key!r} has not"
    for key in words["composed"]:
        for piece in filter(None, re.split(r"\{\d+\}", key)):
            if not any(piece in text for text in pieces):
                yield f"{where}: the server does not say {piece!r} of {key!r}"


def self_test():
    """Returns whether the check finds what it looks for."""
    source = 'refuse(ctx, "gone", "It is" " gone, %.200s: \\"%zu\\".");\nprintf("Buy %" PRId64 " more.");\nlog("code=%s is not one.");'
    texts = [text_of(match.group(0)) for match in JOINED.finditer(COMMENT.sub(" ", "/* \"No text here.\" */" + source))]
    return [key_of(text) for text in texts if SENTENCE.match(text)] == ['It is gone, {1}: "{2}".', "Buy {1} more."] \
        and CODES.findall(source) == ['"gone"'] and list(compare("x", {"a", "b"}, {"b", "c"})) == \
        ["x: no words for 'a'", "x: the server does not say 'c'"] and places("{1} and {2:list}") == {"1", "2"}


def main():
    """Checks all, or lists."""
    if sys.argv[1:] == ["--self-test"]:
        ok = self_test()
        print("check_words --self-test:", "ok" if ok else "failed")
        return 0 if ok else 1
    sentences, pieces = collect()
    if sys.argv[1:] == ["--list"]:
        print(json.dumps(sentences))
        return 0
    wrong = [line for language in LANGUAGES for line in check(language, sentences, pieces)]
    for language in ["en", *LANGUAGES]:
        wrong += compare(f"{language}/activities.json", activities(),
                         json.loads((WORDS / language / "activities.json").read_text()))
        wrong += compare(f"{language}/operations.json", operations(),
                         json.loads((WORDS / language / "operations.json").read_text())["kind"])
        known = json.loads((WORDS / language / "codes.json").read_text())
        wrong += [f"{language}/codes.json: no words for {code!r}" for code in sorted(codes() - set(known))]
    print("\n".join([*wrong, f"check_words: {len(wrong)} findings"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
