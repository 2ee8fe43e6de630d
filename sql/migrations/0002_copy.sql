-- Copies of whole installations. copy_mark has a row while this database is the unfinished target of a copy: it must not be served.
-- copy_sum is what a backup file says of itself: rows and content of each table. Neither is copied.

CREATE TABLE copy_mark (
	id {int} NOT NULL PRIMARY KEY CHECK (id = 1),
	source_guid {blob} NOT NULL,
	started_ms {int} NOT NULL
) {table};

CREATE TABLE copy_sum (
	position {int} NOT NULL PRIMARY KEY,
	table_name {text} NOT NULL UNIQUE,
	row_count {int} NOT NULL,
	hash {blob} NOT NULL
) {table};
