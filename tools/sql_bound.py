#!/usr/bin/env python3
"""Proves that a statement cannot reach another organisation's rows.

In each SELECT, UPDATE and DELETE of it, also in subqueries, every table whose rows belong to an organisation must have its
tenant_id set equal to the parameter :tenant_id, or to the tenant_id of a table that is bound so. A row that is inserted gets it
as its first column. Each table of a join has an alias, and joins are written as JOIN: what cannot be read is refused.

tools/gen_sql.py calls check() for each statement. --self-test checks the checker.
"""

import re
import sys

WORD = r"(?!(?:WHERE|SET|ON|JOIN|LEFT|ORDER|GROUP|LIMIT|VALUES|SELECT|RETURNING|CROSS|UNION|INNER|HAVING)\b)\w+"
TABLE = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE(?!\s+SET\b))\s+(\w+)(?:\s+(?:AS\s+)?({WORD}))?")
COMMA = re.compile(rf"\bFROM\s+(?:\w+|\(\))(?:\s+(?:AS\s+)?{WORD})?\s*,")
OWNER = r"(?:(\w+)\.)?tenant_id\b"
INSERT = re.compile(r"^INSERT INTO (\w+) \(\s*tenant_id,[^)]*\)\s*(?:VALUES \(|SELECT\s)\s*(\$\d+|\w+\.tenant_id)\b", re.S)


def scopes(text):
    """The SELECTs of a statement, the outermost first: each with its subqueries taken out, and the text of those."""
    parts, inner, depth, start = [], [], 0, 0
    for match in re.finditer(r"\(\s*SELECT\b|\(|\)", text):
        token = match.group()
        if depth == 0 and token.startswith("(") and token != "(":
            parts.append(text[start : match.start()])
            depth, opened = 1, match.start() + 1
        elif depth > 0:
            depth += -1 if token == ")" else 1
            if depth == 0:
                inner.append(text[opened : match.start()])
                start = match.end()
    own = "()".join(parts + [text[start:]])
    return re.split(r"\bUNION(?: ALL)?\b", own), inner


def equal_pairs(text, parameter):
    """What the text sets equal: pairs of names in front of tenant_id ('' for none), or of one and None for the parameter."""
    value = rf"(?:{OWNER}|({re.escape(parameter)})(?!\d))"
    for match in re.finditer(rf"(?<![\w.]){value}\s*=\s*{value}", text):
        left, left_parameter, right, right_parameter = match.groups()
        yield None if left_parameter else left or "", None if right_parameter else right or ""


def bound_names(text, parameter, outer):
    """The names whose tenant_id is the organisation's, in a scope within others where `outer` are."""
    bound, pairs = set(outer) | {None}, list(equal_pairs(text, parameter))
    for _ in pairs:
        for left, right in pairs:
            if left in bound or right in bound:
                bound |= {left, right}
    return bound


def conditions(text, tables):
    """The text without what an UPDATE sets; an organisation's own id is as good as a tenant_id."""
    text = re.sub(r"\bSET\b.*?(?=\bWHERE\b|$)", "SET ", text, flags=re.S)
    for table, alias in tables:
        if table == "tenant" and alias:
            text = re.sub(rf"\b{alias}\.id\b", f"{alias}.tenant_id", text)
    return text


def check_scope(text, parameter, owned, outer):
    """The complaint about one scope without its subqueries, or None; and the names that are bound in it."""
    if COMMA.search(text):
        return "joins tables by a comma: write JOIN", outer
    tables = TABLE.findall(text)
    used = [(table, alias) for table, alias in tables if table in owned]
    outer = outer - {alias or table for table, alias in tables}  # a name here hides the same one further out
    bound = bound_names(conditions(text, tables), parameter, outer)
    insert = INSERT.match(text)
    if insert and insert.group(2) in {parameter} | {f"{name}.tenant_id" for name in bound if name}:
        used = [(table, alias) for table, alias in used if table != insert.group(1)]
        bound.add(insert.group(1))
    for table, alias in used:
        # Without an alias the bare name counts, where it can only mean this table.
        names = {alias} if alias else {table, ""} if len(used) == 1 else {table}
        if not names & bound:
            return f"does not bind {table} {alias}".rstrip() + " to the organisation: tenant_id is not set equal", bound
        bound |= names - {""}
    return None, bound - {""}


def check(text, parameters, owned):
    """The complaint about the statement `text` with numbered `parameters`, or None; `owned` are the tables of organisations."""
    used = [table for table, _ in TABLE.findall(text) if table in owned]
    if not used:
        return None
    if "tenant_id" not in parameters:
        return "is not bound to an organisation: it needs :tenant_id, or a reason in UNBOUND of tools/gen_sql.py"
    return check_part(text, f"${parameters.index('tenant_id') + 1}", owned, set())


def check_part(text, parameter, owned, outer):
    own, inner = scopes(text)
    bound = set(outer)
    for scope in own:
        complaint, names = check_scope(scope.strip(), parameter, owned, set(outer))
        if complaint:
            return complaint
        bound |= names
    for part in inner:
        complaint = check_part(part, parameter, owned, bound - {None})
        if complaint:
            return complaint
    return None


SAMPLES = [  # (statement, part of the complaint, or None)
    ("SELECT id FROM thing WHERE tenant_id = $1", None),
    ("SELECT id FROM thing WHERE $1 = tenant_id", None),
    ("SELECT id FROM free WHERE id = $2", None),
    ("SELECT id FROM thing WHERE id = $2", "does not bind thing"),
    ("SELECT id FROM thing WHERE tenant_id > $1", "does not bind thing"),
    ("SELECT id FROM thing WHERE tenant_id = $10", "does not bind thing"),
    ("SELECT t.id FROM thing t JOIN other o ON o.tenant_id = t.tenant_id AND o.id = t.id WHERE t.tenant_id = $1", None),
    ("SELECT t.id FROM thing t JOIN other o ON o.id = t.id WHERE t.tenant_id = $1", "does not bind other o"),
    ("SELECT t.id FROM thing t JOIN other o ON o.tenant_id = t.tenant_id AND o.id = t.id", "does not bind thing t"),
    ("SELECT t.id FROM thing t LEFT JOIN other ON other.id = t.id WHERE t.tenant_id = $1", "does not bind other"),
    ("SELECT t.id FROM thing t LEFT JOIN other ON id = t.id AND tenant_id = $1 WHERE t.tenant_id = $1", "does not bind other"),
    ("SELECT t.id FROM thing t LEFT JOIN other ON other.tenant_id = $1 AND other.id = t.id WHERE t.tenant_id = $1", None),
    ("SELECT t.id FROM thing t, other o WHERE t.tenant_id = $1 AND o.tenant_id = $1", "comma"),
    ("SELECT t.id FROM thing AS t , other WHERE t.tenant_id = $1", "comma"),
    ("SELECT id FROM (SELECT id FROM thing WHERE tenant_id = $1) x, free", "comma"),
    ("DELETE FROM thing WHERE tenant_id = $1 AND id IN (SELECT o.id FROM other o)", "does not bind other o"),
    ("DELETE FROM thing WHERE tenant_id = $1 AND id IN (SELECT o.id FROM other o WHERE o.tenant_id = $1)", None),
    ("DELETE FROM thing WHERE id IN (SELECT id FROM thing WHERE tenant_id = $1)", "does not bind thing"),
    ("DELETE FROM thing WHERE tenant_id = $1 AND id IN (SELECT id FROM thing)", "does not bind thing"),
    ("DELETE FROM thing WHERE tenant_id = $1 AND id IN (SELECT id FROM thing WHERE tenant_id = $1)", None),
    ("SELECT id FROM thing WHERE tenant_id = $1 UNION SELECT id FROM other", "does not bind other"),
    ("SELECT id FROM thing t WHERE t.tenant_id = $1 AND EXISTS (SELECT 1 FROM other o WHERE o.tenant_id = t.tenant_id)", None),
    ("SELECT id FROM free f WHERE EXISTS (SELECT 1 FROM other o WHERE o.tenant_id = f.tenant_id)", "does not bind other o"),
    ("SELECT t.id FROM tenant n JOIN thing t ON t.tenant_id = n.id WHERE n.id = $1", None),
    ("SELECT t.id FROM tenant n JOIN thing t ON t.tenant_id = n.id", "does not bind thing t"),
    ("SELECT t.id FROM thing t WHERE t.tenant_id = $1 AND t.id IN (SELECT t.id FROM other t)", "does not bind other t"),
    ("WITH x (id) AS (SELECT t.id FROM thing t WHERE t.tenant_id = $1) SELECT t.id FROM x CROSS JOIN thing t", "does not bind thing t"),
    ("UPDATE thing SET name = $2 WHERE tenant_id = $1", None),
    ("UPDATE thing SET name = $2 WHERE id = $3", "does not bind thing"),
    ("UPDATE thing SET tenant_id = $1 WHERE id = $3", "does not bind thing"),
    ("INSERT INTO thing (tenant_id, id) VALUES ($1, $2)", None),
    ("INSERT INTO thing (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET id = $2", None),
    ("INSERT INTO thing (tenant_id, id) VALUES ($2, $1)", "does not bind thing"),
    ("INSERT INTO thing (tenant_id, id) VALUES ($1, (SELECT o.id FROM other o))", "does not bind other o"),
    ("INSERT INTO thing (tenant_id, id) SELECT o.tenant_id, o.id FROM other o WHERE o.tenant_id = $1", None),
    ("INSERT INTO thing (\n\ttenant_id, id\n)\nSELECT\n\t$1, o.id FROM other o WHERE o.tenant_id = $1", None),
    ("INSERT INTO thing (tenant_id, id) SELECT o.tenant_id, o.id FROM other o WHERE o.id = $1", "does not bind"),
]


def self_test():
    wrong = 0
    for text, expected in SAMPLES:
        found = check(text, ["tenant_id"], {"thing", "other"})
        if (found is None) != (expected is None) or (expected or "") not in (found or ""):
            wrong += 1
            print(f"sql_bound --self-test: expected {expected!r}, found {found!r} in:\n{text}")
    if check("SELECT id FROM thing", [], {"thing"}) is None:
        wrong += 1
        print("sql_bound --self-test: a statement without :tenant_id is not refused")
    print(f"sql_bound --self-test: {len(SAMPLES) + 1} samples, {wrong} wrong")
    return wrong == 0


if __name__ == "__main__":
    sys.exit(0 if sys.argv[1:] == ["--self-test"] and self_test() else 1)
