/*
 * The tables that tools/gen_sql.py generates, as the drivers see them. Private to store.
 */
#ifndef LIC_STORE_STATEMENTS_H
#define LIC_STORE_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* One statement of sql/queries. */
struct lic_statement {
	const char *name;  /* "<area>_<file>", for messages */
	const char *text;  /* SQL with $1 … $n, numbered by first appearance */
	const char *types; /* a letter a parameter: i integer, t text, b blob, g GUID */
	size_t params;     /* number of parameters */
	size_t columns;    /* number of result columns */
	bool writes;       /* changes rows */
};

/* The engines, as the texts of migrations differ between them. */
enum lic_engine {
	LIC_ENGINE_SQLITE,
	LIC_ENGINE_POSTGRES,
	LIC_ENGINE_MAX_
};

/* One file of sql/migrations. */
struct lic_migration {
	int version;                                    /* from 1, without gaps */
	const char *name;                               /* file name without ending */
	const char *const *statements[LIC_ENGINE_MAX_]; /* in order, ended by NULL */
};

extern const struct lic_statement lic_statements[]; /* by enum lic_q */
extern const size_t lic_statement_count;            /* number of statements */
extern const struct lic_migration lic_migrations[]; /* in order */
extern const size_t lic_migration_count; /* number of migrations: the schema version of this program
					  */
extern const char lic_drop_tables[]; /* SQL that removes every table of ours, for an engine whose
					database is not a file */

#endif
