#!/usr/bin/env python3
"""Proves that includes only look down the layers, and that outside libraries stay behind their layer.

The table is the one of docs/architecture.md; src/meson.build links the layers in the same order. An
include is written from src/ ("base/arena.h"), generated headers likewise.
"""

import re
import sys

import clex

MAY_USE = {
    "base": set(),
    "core": {"base"},
    "odata": {"base"},
    "store": {"base", "core", "odata"},
    "auth": {"base"},
    "http": {"base"},
    "service": {"base", "core", "odata", "store", "auth"},
    "jobs": {"base", "core", "store", "auth", "service"},
    "api": {"base", "core", "odata", "store", "auth", "http", "service", "jobs"},
    "cli": {"base"},
}
MAY_USE["main"] = set(MAY_USE)

# Headers of outside libraries, or folders of them -> the layers and files that may see them.
OUTSIDE = {
    "sqlite3.h": {"store"},
    "libpq-fe.h": {"store"},
    "microhttpd.h": {"http"},
    "gnutls/abstract.h": {"http"},
    "gnutls/gnutls.h": {"http"},
    "gnutls/x509.h": {"http"},
    "curl/curl.h": {"cli", "auth"},
    "openssl/": {"src/auth/keys.c", "src/auth/signature.c", "src/auth/certificate.c", "src/main/x509.c"},
}

# Headers of ours that only some layers may see: statements are for use cases.
INSIDE = {
    "store/lic_sql.h": {"store", "service"},
}

INCLUDE = re.compile(r'#\s*include\s*(?P<open>[<"])(?P<name>[^>"]+)[>"]')


def check_quoted(layer, name):
    """Returns what is wrong with #include "name" in a layer, or None."""
    target, _, rest = name.partition("/")
    if not rest or target not in MAY_USE:
        return f'"{name}" is not written from src/, as in "base/arena.h"'
    if target == layer:
        return None
    if target not in MAY_USE[layer]:
        return f'{layer} must not include "{name}": {target} is not below it'
    if layer not in INSIDE.get(name, {layer}):
        return f'"{name}" belongs to {" and ".join(sorted(INSIDE[name]))}, not to {layer}'
    if name.endswith("_int.h"):
        return f'"{name}" is private to {target}'
    return None


def who_may_see(name):
    """Returns the layers and files that may see an outside header; None when all may."""
    return OUTSIDE.get(name, OUTSIDE.get(name.partition("/")[0] + "/"))


def check_outside(path, layer, name):
    """Returns what is wrong with #include <name> in a file of a layer, or None."""
    allowed = who_may_see(name)
    if allowed is None or layer in allowed or path in allowed:
        return None
    return f"<{name}> belongs to {' and '.join(sorted(allowed))}, not to {layer}"


def check_text(path, text):
    """Returns the findings in one file of src/."""
    layer = str(path).split("/")[1]
    if layer not in MAY_USE:
        return [(path, 1, f"{layer} is not a layer: see docs/architecture.md")]
    findings = []
    for token in clex.tokenize(text):
        match = INCLUDE.match(token.text.strip()) if token.kind == "directive" else None
        if match is None:
            continue
        name = match["name"]
        # An outside header is no less outside when its name stands in quotation marks.
        is_outside = match["open"] == "<" or who_may_see(name) is not None
        problem = check_outside(str(path), layer, name) if is_outside else check_quoted(layer, name)
        if problem:
            findings.append((path, token.line, problem))
    return findings


def check_tree():
    findings = []
    for path in clex.project_files("src/*.c", "src/*.h"):
        findings += check_text(path.relative_to(clex.ROOT), path.read_text())
    return findings


SAMPLES = [
    ("src/store/a.c", '#include "store/a.h"\n#include "core/b.h"\n#include <sqlite3.h>\n', None),
    ("src/main/a.c", '#include "api/graph/a.h"\n#include "store/a.h"\n', None),
    ("src/store/a.c", '#include "store/store_int.h"\n/* #include "api/a.h" */\n', None),
    ("src/core/a.c", '#include "store/a.h"\n', "store is not below it"),
    ("src/jobs/a.c", '#include "service/a.h"\n', None),
    ("src/jobs/a.c", '#include "api/a.h"\n', "api is not below it"),
    ("src/service/a.c", '#include "jobs/a.h"\n', "jobs is not below it"),
    ("src/api/graph/a.c", '#include "store/lic_sql.h"\n', "belongs to service and store"),
    ("src/cli/a.c", '#include "core/a.h"\n', "core is not below it"),
    ("src/base/a.h", '#  include "core/a.h"\n', "core is not below it"),
    ("src/service/a.c", '#include "store/store_int.h"\n', "private to store"),
    ("src/service/a.c", "#include <sqlite3.h>\n", "belongs to store"),
    ("src/service/a.c", '#include "sqlite3.h"\n', "belongs to store"),
    ("src/api/a.c", "#include <microhttpd.h>\n", "belongs to http"),
    ("src/http/a.c", "#include <curl/curl.h>\n", "belongs to auth and cli"),
    ("src/auth/keys.c", "#include <openssl/evp.h>\n", None),
    ("src/auth/jwt.c", "#include <openssl/evp.h>\n", "belongs to src/auth/certificate.c"),
    ("src/http/a.c", '#include "openssl/ssl.h"\n', "not to http"),
    ("src/base/a.c", '#include "arena.h"\n', "not written from src/"),
    ("src/base/a.c", '#include "../core/a.h"\n', "not written from src/"),
    ("src/extra/a.c", "", "not a layer"),
]

if __name__ == "__main__":
    sys.exit(clex.main("check_includes", check_tree, check_text, SAMPLES, __doc__))
