#!/usr/bin/env python3
"""Generates typed C accessors for the statements in sql/queries, and embeds the migrations in sql/migrations.

A query file holds one statement. Its head is made of comment lines:

    -- One or more lines that say what it is for and why it is written so.
    -- param NAME TYPE      one line per parameter
    -- column NAME TYPE     one line per result column, in order
    -- rows exec|one|maybe|many

TYPE is int, text, blob or guid, with '?' behind it when NULL is possible (not for guid). The statement names its
parameters (:name). They are numbered by first appearance ($1, $2 ...), which is the one numbering that SQLite and
PostgreSQL read alike: SQLite takes "$2" for a name and counts appearances.

A statement of one or no row can be run at once, or started (_open) and its row fetched later (_get): on PostgreSQL several that
were started cost one journey.

Organisations never see each other: a statement on tables whose rows belong to one must be bound to it, by the parameter
:tenant_id and, where it joins, by the tenant_id of each table (tools/sql_bound.py). The few that cannot be are named in UNBOUND,
with the reason.

Migrations are split at semicolons that end a line and written once for each engine: the words {int}, {text}, {blob} and
{table} stand for its types and its table options.
"""

import pathlib
import re
import sys

import sql_bound
from sql_tables import Tables

TYPES = {"int", "int?", "text", "text?", "blob", "blob?", "guid"}
KINDS = {"exec", "one", "maybe", "many"}
C_MEMBER = {
    "int": "int64_t {0};",
    "int?": "struct lic_opt_int {0};",
    "text": "const char *{0};",
    "text?": "const char *{0};",
    "blob": "struct lic_bytes {0};",
    "blob?": "struct lic_bytes {0};",
    "guid": "struct lic_guid {0};",
}
C_TYPE = {"int": "LIC_SQL_INT", "text": "LIC_SQL_TEXT", "blob": "LIC_SQL_BLOB", "guid": "LIC_SQL_BLOB"}
# What the words of migrations mean, by engine, in the order of enum lic_engine. Text compares by bytes on both, whatever
# collation a PostgreSQL database has.
ENGINES = {
    "SQLITE": {"{int}": "INTEGER", "{text}": "TEXT", "{blob}": "BLOB", "{table}": "STRICT, WITHOUT ROWID"},
    "POSTGRES": {"{int}": "BIGINT", "{text}": 'TEXT COLLATE "C"', "{blob}": "BYTEA", "{table}": ""},
}
FORBIDDEN = re.compile(r"\b(now\(\)|current_timestamp|ilike|nocase|offset|random\(\))", re.I)

# Statements that no organisation bounds -> why.
UNBOUND = {
    "audit_kept_next": "a process cleans up for all organisations",
    "audit_tenant": "looks for the organisation that an attempt is told to",
    "bulk_old": "a process cleans up for all organisations",
    "bulk_open": "a process works for all organisations",
    "consent_client_tenant_next": "whoever signs in tells the organisation",
    "idempotency_old": "a process cleans up for all organisations",
    "license_requests_old": "a process cleans up for all organisations",
    "oauth_client_tenants": "the client id tells the organisations",
    "oauth_presented_tenant": "the code or token tells the organisation",
    "search_fill_groups": "an upgrade makes the search keys of all organisations",
    "search_fill_users": "an upgrade makes the search keys of all organisations",
    "session_find": "the secret tells the organisation",
    "sign_in_tenant_by_domain": "the domain tells the organisation",
    "tenant_all": "lists the organisations, for whoever runs the installation",
    "tenant_domain_owner": "a domain belongs to one organisation of the installation",
    "tokens_find": "the token tells the organisation",
    "subscriptions_due": "a process turns those of all organisations",
}


class Query:
    """One statement, as read from its file."""

    def __init__(self, path, root):
        self.path = path
        self.name = "_".join(path.relative_to(root).with_suffix("").parts)
        self.doc, self.types, self.columns, self.rows = [], {}, [], None
        body = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("--"):
                self.read_head(line[2:].strip(), number)
            elif line.strip():
                body.append(line.rstrip())
        self.params = []
        self.text = self.number_params("\n".join(body).rstrip(";"))
        self.check()

    def fail(self, message):
        sys.exit(f"{self.path}: {message}")

    def read_head(self, line, number):
        words = line.split()
        if words[:1] == ["param"] and len(words) == 3:
            self.types[words[1]] = words[2]
        elif words[:1] == ["column"] and len(words) == 3:
            self.columns.append((words[1], words[2]))
        elif words[:1] == ["rows"] and len(words) == 2:
            self.rows = words[1]
        elif words[:1] in (["param"], ["column"], ["rows"]):
            self.fail(f"line {number}: cannot read '{line}'")
        else:
            self.doc.append(line)

    def number_params(self, text):
        def number(match):
            name = match.group(1)
            if name not in self.types:
                self.fail(f"parameter :{name} is not declared")
            if name not in self.params:
                self.params.append(name)
            return f"${self.params.index(name) + 1}"

        return re.sub(r"(?<![:\w]):([a-z_]+)", number, text)

    def check(self):
        if not self.doc:
            self.fail("says nothing about what it is for")
        if self.rows not in KINDS:
            self.fail("needs a line '-- rows exec|one|maybe|many'")
        for name, kind in list(self.types.items()) + self.columns:
            if kind not in TYPES:
                self.fail(f"{name}: unknown type {kind}")
        unused = [name for name in self.types if name not in self.params]
        if unused:
            self.fail(f"unused parameters: {', '.join(unused)}")
        if (self.rows == "exec") != (not self.columns):
            self.fail("exec statements have no columns, all others do")
        if FORBIDDEN.search(self.text):
            self.fail(f"'{FORBIDDEN.search(self.text).group(0)}' differs between the engines or is not repeatable")


def check_bound(query, owned):
    """Refuses a statement that could reach another organisation's rows; `owned` are the tables whose rows belong to one."""
    complaint = None if query.name in UNBOUND else sql_bound.check(query.text, query.params, owned)
    if complaint:
        query.fail(complaint)


def c_string(text):
    """A C literal of the text, one source line per text line."""
    lines = text.split("\n")
    return "\n".join(
        '\t\t"' + line.replace("\\", "\\\\").replace('"', '\\"') + ("\\n" if i + 1 < len(lines) else "") + '"'
        for i, line in enumerate(lines)
    )


def struct(name, members, what):
    lines = [f"/* {what} */", f"struct {name} {{"]
    lines += ["\t" + C_MEMBER[kind].format(member) for member, kind in members]
    return "\n".join(lines + ["};"])


def in_type(query):
    return f"const struct lic_q_{query.name}_in *in" if query.params else "const void *in"


def prototypes(query):
    name = f"lic_q_{query.name}"
    if query.rows == "exec":
        return [f"LIC_MUST_USE lic_rc {name}(struct lic_db *db, {in_type(query)}, int64_t *ret_changed)"]
    row = f"struct {name}_row *ret_row"
    start = f"LIC_MUST_USE lic_rc {name}_open(struct lic_db *db, {in_type(query)}, struct lic_rows *ret_rows)"
    found = ", bool *ret_found" if query.rows == "maybe" else ""
    if query.rows in ("one", "maybe"):
        return [
            start,
            f"LIC_MUST_USE lic_rc {name}_get(struct lic_rows *rows, struct lic_arena *arena, {row}{found})",
            f"LIC_MUST_USE lic_rc {name}(struct lic_db *db, struct lic_arena *arena, {in_type(query)}, {row}{found})",
        ]
    return [
        start,
        f"LIC_MUST_USE lic_rc {name}_next(struct lic_rows *rows, {row}, bool *ret_more)",
    ]


def bind_line(member, kind):
    return {
        "int": f"lic_value_int(in->{member})",
        "int?": f"lic_value_opt_int(in->{member})",
        "text": f"lic_value_text(in->{member})",
        "text?": f"lic_value_text(in->{member})",
        "blob": f"lic_value_blob(in->{member})",
        "blob?": f"lic_value_blob(in->{member})",
        "guid": f"lic_value_guid(&in->{member})",
    }[kind]


def read_line(index, member, kind, arena):
    target = f"row.{member}"
    value = f"&values[{index}]"
    call = {
        "int": f"lic_value_get_int({value}, &{target})",
        "int?": f"lic_value_get_opt_int({value}, &{target})",
        "text": f"lic_value_get_text({value}, {arena}, false, &{target})",
        "text?": f"lic_value_get_text({value}, {arena}, true, &{target})",
        "blob": f"lic_value_get_blob({value}, {arena}, false, &{target})",
        "blob?": f"lic_value_get_blob({value}, {arena}, true, &{target})",
        "guid": f"lic_value_get_guid({value}, &{target})",
    }[kind]
    return f"\tLIC_TRY({call});"


def definitions(query):
    """The C functions of one statement."""
    upper = f"LIC_Q_{query.name.upper()}"
    params = [f"\t\t{bind_line(member, query.types[member])}," for member in query.params]
    bind = ["\tstruct lic_value params[] = {"] + params + ["\t};"] if params else []
    args = f"{upper}, params, {len(query.params)}" if params else f"{upper}, NULL, 0"
    unused = [] if params else ["\t(void)in;"]
    protos = prototypes(query)
    out = []

    def function(proto, body):
        out.extend([proto, "{"] + body + ["}", ""])

    if query.rows == "exec":
        function(protos[0], bind + unused + [f"\treturn lic_db_exec(db, {args}, ret_changed);"])
        return out
    reads = lambda arena: [read_line(i, m, k, arena) for i, (m, k) in enumerate(query.columns)]
    head = [f"\tstruct lic_q_{query.name}_row row;", f"\tstruct lic_value values[{len(query.columns)}];"]
    function(protos[0], bind + unused + [f"\treturn lic_db_query(db, {args}, ret_rows);"])
    if query.rows == "many":
        function(
            protos[1],
            head
            + ["", f"\tLIC_TRY(lic_rows_next(rows, values, {len(query.columns)}, ret_more));"]
            + ["\tif (!*ret_more) {", "\t\treturn LIC_OK_RC;", "\t}"]
            + reads("NULL")
            + ["\t*ret_row = row;", "\treturn LIC_OK_RC;"],
        )
        return out
    not_found = (
        ["\tif (!found) {", "\t\treturn LIC_RC(LIC_E_CORRUPT);", "\t}"]
        if query.rows == "one"
        else ["\tif (!found) {", "\t\t*ret_found = false;", "\t\treturn LIC_OK_RC;", "\t}"]
    )
    function(
        protos[1],
        head
        + ["\tbool found = false;", ""]
        + ([] if any("arena" in line for line in reads("arena")) else ["\t(void)arena;"])
        + [f"\tLIC_TRY(lic_rows_next(rows, values, {len(query.columns)}, &found));"]
        + not_found
        + reads("arena")
        + ["\t*ret_row = row;"]
        + (["\t*ret_found = true;"] if query.rows == "maybe" else [])
        + ["\treturn LIC_OK_RC;"],
    )
    name = f"lic_q_{query.name}"
    function(
        protos[2],
        ["\tLIC_AUTO(lic_rows_close) struct lic_rows rows = {0};", ""]
        + [f"\tLIC_TRY({name}_open(db, in, &rows));"]
        + [f"\treturn {name}_get(&rows, arena, ret_row{', ret_found' if query.rows == 'maybe' else ''});"],
    )
    return out


def write_header(queries, tables, path):
    out = [
        "/* Generated by tools/gen_sql.py from sql/queries. */",
        "#ifndef LIC_STORE_SQL_H",
        "#define LIC_STORE_SQL_H",
        "",
        '#include "base/arena.h"',
        '#include "base/guid.h"',
        '#include "base/rc.h"',
        '#include "store/db.h"',
        "",
        "#include <stdbool.h>",
        "#include <stdint.h>",
        "",
        "/* Every statement, by number. */",
        "enum lic_q {",
    ]
    out += [f"\tLIC_Q_{query.name.upper()}," for query in queries + tables.statements] + ["\tLIC_Q_MAX_", "};", ""]
    for query in queries:
        doc = " ".join(query.doc)
        if query.params:
            members = [(name, query.types[name]) for name in query.params]
            out.append(struct(f"lic_q_{query.name}_in", members, f"Parameters of {query.name}."))
        if query.columns:
            out.append(struct(f"lic_q_{query.name}_row", query.columns, f"A row of {query.name}."))
        out += [f"/* {doc} */"] + [proto + ";" for proto in prototypes(query)] + [""]
    path.write_text("\n".join(out + ["#endif", ""]), encoding="utf-8")


def write_source(queries, tables, migrations, path):
    out = [
        "/* Generated by tools/gen_sql.py from sql/queries and sql/migrations. */",
        '#include "store/lic_sql.h"',
        "",
        '#include "store/statements.h"',
        '#include "store/tables.h"',
        "",
        "const struct lic_statement lic_statements[] = {",
    ]
    for query in queries + tables.statements:
        types = "".join(query.types[name][0] for name in query.params)
        out += ["\t{", f'\t\t"{query.name}",', c_string(query.text) + ",", f'\t\t"{types}",', f"\t\t{len(query.params)},"]
        writes = "false" if query.text.startswith("SELECT") else "true"
        out += [f"\t\t{len(query.columns)},", f"\t\t{writes},", "\t},"]
    out += ["};", "const size_t lic_statement_count = LIC_Q_MAX_;", ""]
    for query in queries:
        out += definitions(query)
    out += tables.c_lines()
    for number, (_, by_engine) in enumerate(migrations, 1):
        for engine, statements in by_engine.items():
            out += [f"static const char *const migration_{number}_{engine.lower()}[] = {{"]
            out += [c_string(text) + "," for text in statements] + ["\tNULL", "};", ""]
    out += ["const struct lic_migration lic_migrations[] = {"]
    for number, (name, by_engine) in enumerate(migrations, 1):
        texts = ", ".join(f"[LIC_ENGINE_{engine}] = migration_{number}_{engine.lower()}" for engine in by_engine)
        out += [f'\t{{{number}, "{name}", {{{texts}}}}},']
    out += ["};", f"const size_t lic_migration_count = {len(migrations)};", ""]
    tables = [name for _, texts in migrations for text in texts["POSTGRES"] for name in re.findall(r"^CREATE TABLE (\w+)", text)]
    out += [f'const char lic_drop_tables[] = "DROP TABLE IF EXISTS {", ".join(tables)}";', ""]
    path.write_text("\n".join(out), encoding="utf-8")


def expand(path, text, words):
    """The statements of a migration, with the words of one engine put in."""
    for word, value in words.items():
        text = text.replace(word, value)
    if "{" in text:
        sys.exit(f"{path}: unknown word {text[text.index('{'):][:20]}")
    return [part.strip() for part in re.split(r";\s*$", text, flags=re.M) if part.strip()]


def read_migrations(root):
    """Reads the migrations as (name, {engine: statements}), in order."""
    result = []
    for number, path in enumerate(sorted(root.glob("*.sql")), 1):
        if int(path.name.split("_")[0]) != number:
            sys.exit(f"{path}: migrations are numbered without gaps")
        text = "\n".join(l for l in path.read_text(encoding="utf-8").splitlines() if not l.startswith("--"))
        result.append((path.stem, {engine: expand(path, text, words) for engine, words in ENGINES.items()}))
    return result


def main():
    sql, header, source, depfile = (pathlib.Path(argument) for argument in sys.argv[1:5])
    root = sql / "queries"
    queries = [Query(path, root) for path in sorted(root.glob("*/*.sql"))]
    tables = Tables(sql / "migrations")
    for query in queries:
        check_bound(query, {table.name for table in tables.tables if table.is_of_tenant()})
    write_header(queries, tables, header)
    write_source(queries, tables, read_migrations(sql / "migrations"), source)
    # The folders count too: a new file changes them.
    inputs = [path for path in sql.rglob("*") if path.is_dir() or path.suffix == ".sql"]
    depfile.write_text(f"{header} {source}: " + " ".join(map(str, sorted(inputs))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
