/*
 * What the files that make statements share. Private to store.
 *
 * Threading: no state.
 */
#ifndef LIC_STORE_QUERY_INT_H
#define LIC_STORE_QUERY_INT_H

#include "base/buf.h"
#include "odata/entities.h"
#include "store/query.h"

#define LIC_QUERY_PARAMS_MAX 600

/*
 * More keys than a lead that was counted has. As a LIMIT it leaves nothing out and tells PostgreSQL
 * how few they are: it cannot know how many rows a product has, and would walk along everybody to
 * meet them.
 */
#define LIC_QUERY_LEAD_MAX 20000

/* What stands behind a property. */
enum lic_column_kind {
	LIC_COLUMN_KEY,      /* a folded text, empty for none */
	LIC_COLUMN_MAYBE,    /* a folded text, NULL for none */
	LIC_COLUMN_TEXT,     /* an ASCII text in its own case, NULL for none */
	LIC_COLUMN_NUMBER,   /* a number: flags and times */
	LIC_COLUMN_GUID,     /* 16 bytes */
	LIC_COLUMN_LICENSES, /* rows of another table, one a SKU */
	LIC_COLUMN_STATES,   /* the same rows, those without a seat too */
	LIC_COLUMN_TYPES,    /* groupTypes: one element or none */
	LIC_COLUMN_PROXIES,  /* proxyAddresses of groups: made of the mail address */
	LIC_COLUMN_ERRORS    /* a flag: there are members in error */
};

/* How an index helps. */
enum lic_column_index {
	LIC_INDEX_OF_NONE,
	LIC_INDEX_OF_ALL,    /* for every test but endsWith */
	LIC_INDEX_OF_UNIQUE, /* the same, and a value has one row or few */
	LIC_INDEX_OF_SOME    /* for eq, when no value is `rest` */
};

/* Rows of another table that lead to those of a set, in the order of keys. */
struct lic_query_rows {
	const char *table;  /* table, m */
	const char *key;    /* column of m that is the key of u */
	const char *owner;  /* column of m that tells whose they are: a group's, a word's, a
			       product's */
	const char *narrow; /* which of its rows, or NULL: all */
	const char *once;   /* the first of several that lead to the same, or NULL: there is one */
};

/* Where the words of a property are. */
struct lic_query_words {
	const char *column; /* of the set: the words, each with a space before it */
	const char *from;   /* "TABLE WHERE …": one row a word, token, of each row of the set */
	struct lic_query_rows rows; /* those of one word */
};

/* A property in the database. */
struct lic_column {
	const char *name;            /* column */
	enum lic_column_kind kind;   /* what is in it */
	enum lic_column_index index; /* whether there is an index on it */
	const char *guard; /* what its index is restricted to, beside deleted ones; or NULL */
	const char *rest;  /* for LIC_INDEX_OF_SOME: what has no index, as text */
	const struct lic_query_words *words; /* its words, or NULL */
};

/* A set in the database. */
struct lic_query_table {
	const char *name;                 /* table */
	const char *everybody;            /* what all rows u meet, by a small index */
	const struct lic_column *columns; /* by the numbers of its entity */
	unsigned list_q;                  /* the statement whose columns a page has */
	const char *license_table;        /* table of its licences, p */
	const char *license_holds;        /* what those meet that count */
	bool deleted_hold_none;           /* nothing that is deleted has such a licence */
	const char *license_id;           /* the column there that leads here */
	const char *errors;               /* for LIC_COLUMN_ERRORS and LIC_COLUMN_STATES: what finds
					     rows in error, e */
	const char *error_id;             /* the column there that leads here */
	struct lic_query_rows licenses;   /* rows with a licence of one product, each once */
};

/* The sets, by enum lic_query_set. */
extern const struct lic_query_table lic_query_tables[LIC_QUERY_SET_MAX_];

/* A statement on its way. */
struct lic_statement_text {
	struct lic_buf text;                           /* SQL */
	struct lic_value params[LIC_QUERY_PARAMS_MAX]; /* what is bound, from $1 */
	size_t count;                                  /* number of them */
	struct lic_arena *arena;                       /* for values */
	const struct lic_query_table *table;           /* what it is about */
	const struct lic_odata_condition *way; /* what an index is to be taken for; or NULL */
	lic_rc rc;                             /* the first failure */
};

/*
 * Makes `ret_out` an empty statement on `table`, whose $1 is `tenant_id`; values live in `arena`.
 */
void lic_query__begin(struct lic_statement_text *ret_out, struct lic_arena *arena,
	const struct lic_query_table *table, int64_t tenant_id);

/*
 * Binds `value` in `out`, and writes its number.
 */
void lic_query__bind(struct lic_statement_text *out, struct lic_value value);

/*
 * Writes `condition` as a condition on the row u of the table of `out`.
 */
void lic_query__condition(struct lic_statement_text *out,
	const struct lic_odata_condition *condition);

/*
 * Writes what the index is restricted to in which rows with the one value of the test `condition`
 * are, as a condition on u, into `out`.
 */
void lic_query__guard(struct lic_statement_text *out, const struct lic_odata_condition *condition);

/*
 * Tells whether an index finds what meets `condition` in `table`. `*ret_is_unique`: as few rows as
 * it has values.
 */
bool lic_query__can_narrow(const struct lic_query_table *table,
	const struct lic_odata_condition *condition, bool *ret_is_unique);

/*
 * Writes a SELECT of the keys, as `found` and perhaps several times, of all that meets `condition`,
 * which lic_query__can_narrow() has accepted, into `out`: by an index.
 */
void lic_query__narrow(struct lic_statement_text *out, const struct lic_odata_condition *condition);

/*
 * Writes "FROM …", one row for each word of the set that `condition`, a test with
 * LIC_ODATA_HAS_WORD, finds, in its column token, into `out`.
 */
void lic_query__words_from(struct lic_statement_text *out,
	const struct lic_odata_condition *condition);

/*
 * Tells whether lic_query__exactly() can be written for `condition` on `table`.
 */
bool lic_query__is_exact(const struct lic_query_table *table,
	const struct lic_odata_condition *condition);

/*
 * Writes a SELECT of the keys of just what meets `condition`, which lic_query__is_exact() has
 * accepted, and is not deleted, each once, into `out`: they can be counted without being looked at.
 */
void lic_query__exactly(struct lic_statement_text *out,
	const struct lic_odata_condition *condition);

/*
 * Writes the same keys as a table d, each once, into `out`: what leads for `condition`. They are at
 * most `max`, which is 0 when that is not known.
 */
void lic_query__lead(struct lic_statement_text *out, const struct lic_odata_condition *condition,
	int max);

/*
 * Tells whether `out` was made without failure. Errors, told in `err`: LIC_E_INVALID when it has
 * too many values; LIC_E_NOMEM; LIC_E_BUG.
 */
LIC_MUST_USE lic_rc lic_query__status(const struct lic_statement_text *out, struct lic_err *err);

#endif
