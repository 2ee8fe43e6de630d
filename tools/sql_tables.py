#!/usr/bin/env python3
"""Describes the tables that sql/migrations make, so that a whole installation can be copied without knowing any of them.

tools/gen_sql.py puts the description into C: for each table, in the order of creation, its columns and the statements that
read it page by page, find its last key, insert a row, and remove an organisation's rows piece by piece. A table that a later
migration adds is copied, and cleared, without further work.
"""

import pathlib
import re
import sys
import tempfile
from dataclasses import dataclass, field

# What belongs to a database, not to the installation that it holds.
NOT_COPIED = {"schema_version", "copy_mark", "copy_sum"}

LETTERS = {"int": "i", "text": "t", "blob": "b"}  # in capitals where NULL is possible
COLUMNS_MAX, KEY_MAX = 64, 8  # as src/store/tables.h has room for
CREATE = re.compile(r"CREATE TABLE (\w+) \((.*)\) \{table\}", re.S)
ALTER = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (.*)", re.S)
DROP = re.compile(r"ALTER TABLE (\w+) DROP COLUMN (\w+)")
COLUMN = re.compile(r"(\w+) \{(int|text|blob)\}(.*)", re.S)
KEY = re.compile(r"PRIMARY KEY \(([^)]*)\)")
REFERENCE = re.compile(r"REFERENCES (\w+)")
# Statements that make no table and no column.
OTHER = re.compile(r"(CREATE (UNIQUE )?INDEX|DROP INDEX|INSERT|UPDATE|DELETE)\b")


@dataclass
class Statement:
    """One more entry of lic_statements; looks like a Query of gen_sql.py."""

    name: str
    text: str
    params: list
    types: dict
    columns: list


@dataclass
class Table:
    """A table as the migrations leave it."""

    name: str
    columns: dict = field(default_factory=dict)  # name -> type, in order
    required: set = field(default_factory=set)  # columns that are never NULL
    key: list = field(default_factory=list)

    def page(self):
        """Reads the rows behind a key, in its order."""
        params = [f"after_{name}" for name in self.key]
        types = {f"after_{name}": self.columns[name] for name in self.key}
        key, marks = ", ".join(self.key), ", ".join(f"${i}" for i in range(1, len(params) + 1))
        text = (
            f"SELECT {', '.join(self.columns)}\nFROM {self.name}\nWHERE ({key}) > ({marks})\nORDER BY {key}\n"
            f"LIMIT ${len(params) + 1}"
        )
        columns = list(self.columns.items())
        return Statement(f"table_page_{self.name}", text, params + ["limit"], types | {"limit": "int"}, columns)

    def last(self):
        """Finds the greatest key."""
        order = ", ".join(f"{name} DESC" for name in self.key)
        text = f"SELECT {', '.join(self.key)}\nFROM {self.name}\nORDER BY {order}\nLIMIT 1"
        return Statement(f"table_last_{self.name}", text, [], {}, [(name, self.columns[name]) for name in self.key])

    def insert(self):
        """Inserts a row."""
        marks = ", ".join(f"${i}" for i in range(1, len(self.columns) + 1))
        text = f"INSERT INTO {self.name} ({', '.join(self.columns)})\nVALUES ({marks})"
        return Statement(f"table_insert_{self.name}", text, list(self.columns), self.columns, [])

    def is_of_tenant(self):
        """Tells whether each row belongs to an organisation: the others belong to the installation."""
        return self.key[0] == "tenant_id"

    def delete(self):
        """Removes some rows of an organisation, the first ones."""
        key = ", ".join(self.key)
        names = f"({key})" if len(self.key) > 1 else key
        text = (
            f"DELETE FROM {self.name}\nWHERE tenant_id = $1 AND {names} IN (\n\tSELECT {key}\n\tFROM {self.name}\n"
            f"\tWHERE tenant_id = $1\n\tORDER BY {key}\n\tLIMIT $2\n)"
        )
        return Statement(f"table_delete_{self.name}", text, ["tenant_id", "limit"], {"tenant_id": "int", "limit": "int"}, [])


def split_items(body):
    """The parts of a CREATE TABLE between commas outside brackets."""
    items, depth, start = [], 0, 0
    for i, char in enumerate(body):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            items.append(body[start:i].strip())
            start = i + 1
    return items + [body[start:].strip()]


class Reader:
    """Follows the migrations."""

    def __init__(self):
        self.tables = {}
        self.path = None

    def fail(self, message):
        sys.exit(f"{self.path}: {message}")

    def check_references(self, table, text):
        """Rows are copied table by table, in the order of keys: what one refers to must be there by then."""
        for name in REFERENCE.findall(text):
            if name not in self.tables or list(self.tables).index(name) >= list(self.tables).index(table.name):
                self.fail(f"{table.name} refers to {name}, which is not made before it: it could not be copied")

    def add_column(self, table, text):
        match = COLUMN.fullmatch(text)
        if not match:
            self.fail(f"{table.name}: cannot read the column '{text}'")
        name, kind, rest = match.groups()
        table.columns[name] = kind
        if "NOT NULL" in rest:
            table.required.add(name)
        if "PRIMARY KEY" in rest:
            table.key = [name]
        self.check_references(table, rest)

    def drop_column(self, table, name):
        if name not in table.columns or name in table.key:
            self.fail(f"{table.name} has no column {name} that could go")
        del table.columns[name]
        table.required.discard(name)

    def create(self, name, body):
        table = self.tables[name] = Table(name)
        for item in split_items(body):
            if re.match(r"(PRIMARY KEY|FOREIGN KEY|UNIQUE|CHECK|CONSTRAINT)\b", item):
                key = KEY.match(item)
                table.key = key.group(1).replace(" ", "").split(",") if key else table.key
                self.check_references(table, item)
            else:
                self.add_column(table, item)
        if not table.key or table.columns.get(table.key[0]) != "int":
            self.fail(f"{name} needs a primary key that starts with an integer: it could not be copied page by page")
        if len(table.columns) > COLUMNS_MAX or len(table.key) > KEY_MAX:
            self.fail(f"{name} has more columns than src/store/tables.h has room for")

    def read(self, path):
        self.path = path
        lines = path.read_text(encoding="utf-8").splitlines()
        for text in re.split(r";\s*$", "\n".join(line for line in lines if not line.startswith("--")), flags=re.M):
            text = text.strip()
            if match := CREATE.fullmatch(text):
                self.create(*match.groups())
            elif (match := ALTER.fullmatch(text)) and match.group(1) in self.tables:
                self.add_column(self.tables[match.group(1)], match.group(2))
            elif (match := DROP.fullmatch(text)) and match.group(1) in self.tables:
                self.drop_column(self.tables[match.group(1)], match.group(2))
            elif text and not OTHER.match(text):
                self.fail(f"cannot tell what this does to the tables: {text[:60]}")


class Tables:
    """The tables to copy, and what is generated for them."""

    def __init__(self, migrations):
        reader = Reader()
        for path in sorted(migrations.glob("*.sql")):
            reader.read(path)
        self.tables = [table for name, table in reader.tables.items() if name not in NOT_COPIED]
        self.statements = [make() for table in self.tables for make in (table.page, table.last, table.insert)]
        self.statements += [table.delete() for table in self.tables if table.is_of_tenant()]

    def c_lines(self):
        """The C definition of lic_tables (src/store/tables.h)."""
        out = ["const struct lic_table lic_tables[] = {"]
        for table in self.tables:
            columns = list(table.columns)
            key = ", ".join(str(columns.index(name)) for name in table.key)
            numbers = ", ".join(f"LIC_Q_TABLE_{kind}_{table.name.upper()}" for kind in ("PAGE", "LAST", "INSERT"))
            numbers += f", LIC_Q_TABLE_DELETE_{table.name.upper()}" if table.is_of_tenant() else ", LIC_Q_MAX_"
            letters = [(name in table.required, LETTERS[kind]) for name, kind in table.columns.items()]
            types = "".join(letter if is_required else letter.upper() for is_required, letter in letters)
            out.append(f'\t{{"{table.name}", "{types}", {len(columns)}, {{{key}}}, {len(table.key)}, {numbers}}},')
        return out + ["};", "const size_t lic_table_count = LIC_COUNT(lic_tables);", ""]


SAMPLE_1 = """-- A comment; with a semicolon.

CREATE TABLE schema_version (
	version {int} NOT NULL PRIMARY KEY
) {table};

CREATE TABLE thing (
	tenant_id {int} NOT NULL,
	name {text} NOT NULL,
	size {int} CHECK (size IN (1, 2)),
	PRIMARY KEY (tenant_id, name)
) {table};

CREATE INDEX thing_size ON thing (tenant_id, size);
"""
SAMPLE_2 = """ALTER TABLE thing ADD COLUMN picture {blob};

ALTER TABLE thing ADD COLUMN colour {text};

ALTER TABLE thing DROP COLUMN colour;

UPDATE thing SET size = 1;

CREATE TABLE part (
	tenant_id {int} NOT NULL,
	id {int} NOT NULL,
	thing {text} NOT NULL,
	PRIMARY KEY (tenant_id, id),
	FOREIGN KEY (tenant_id, thing) REFERENCES thing (tenant_id, name)
) {table};
"""
REFUSED = [
    ("ALTER TABLE thing ADD COLUMN part_id {int} REFERENCES part (id);", "refers to part"),
    ("ALTER TABLE thing DROP COLUMN name;", "no column name that could go"),
    ("ALTER TABLE thing RENAME COLUMN size TO length;", "cannot tell"),
    ("CREATE TABLE t (\n\tname {text} NOT NULL PRIMARY KEY\n) {table};", "starts with an integer"),
    ("CREATE TABLE t (\n\tid {int} NOT NULL PRIMARY KEY,\n\tx REAL\n) {table};", "cannot read the column"),
]


def read_samples(*texts):
    """The tables of some migrations."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts, 1):
            (pathlib.Path(folder) / f"{number:04}_sample.sql").write_text(text, encoding="utf-8")
        return Tables(pathlib.Path(folder))


def self_test():
    """Follows sample migrations, and refuses what it could not copy."""
    tables = read_samples(SAMPLE_1, SAMPLE_2)
    assert [table.name for table in tables.tables] == ["thing", "part"]
    thing = tables.tables[0]
    assert list(thing.columns.items()) == [("tenant_id", "int"), ("name", "text"), ("size", "int"), ("picture", "blob")]
    assert thing.key == ["tenant_id", "name"]
    assert thing.page().text.splitlines() == [
        "SELECT tenant_id, name, size, picture", "FROM thing", "WHERE (tenant_id, name) > ($1, $2)",
        "ORDER BY tenant_id, name", "LIMIT $3",
    ]
    assert thing.last().text.splitlines()[2:] == ["ORDER BY tenant_id DESC, name DESC", "LIMIT 1"]
    assert '{"thing", "itIB", 4, {0, 1}, 2,' in tables.c_lines()[1]
    assert "LIC_Q_TABLE_DELETE_THING}" in tables.c_lines()[1]
    assert thing.delete().text.splitlines()[1:4] == [
        "WHERE tenant_id = $1 AND (tenant_id, name) IN (", "\tSELECT tenant_id, name", "\tFROM thing",
    ]
    for text, reason in REFUSED:
        try:
            read_samples(SAMPLE_1, SAMPLE_2, text)
        except SystemExit as exit_of:
            assert reason in str(exit_of.code), exit_of.code
        else:
            raise AssertionError(f"not refused: {text}")
    print(f"sql_tables --self-test: {len(REFUSED) + 1} cases")


if __name__ == "__main__" and sys.argv[1:] == ["--self-test"]:
    self_test()
