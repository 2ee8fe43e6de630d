/*
 * Reading the audit log: everything that was done, and what was refused or failed.
 *
 * It is read in order of time, or for one target, by an index; other conditions of a filter are
 * looked at row by row. A page looks at LIC_AUDIT_EXAMINED_MAX rows at most and may so have few
 * entries, or none, although others follow.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_AUDIT_VIEW_H
#define LIC_SERVICE_AUDIT_VIEW_H

#include "core/catalog.h"
#include "service/operations.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most rows that a page looks at. */
#define LIC_AUDIT_EXAMINED_MAX 20000

/* Most changes that an entry shows itself; those of a larger operation are read page by page with
 * lic_operation_changes(). */
#define LIC_AUDIT_CHANGES_MAX 100

/* Most conditions of a filter. */
#define LIC_AUDIT_TERMS_MAX 16

/* What a condition is about. */
enum lic_audit_property {
	LIC_AUDIT_ID,
	LIC_AUDIT_TIME,
	LIC_AUDIT_ACTIVITY,
	LIC_AUDIT_CATEGORY,
	LIC_AUDIT_SERVICE,
	LIC_AUDIT_RESULT,
	LIC_AUDIT_CORRELATION,
	LIC_AUDIT_USER_ID,     /* who did it: a person */
	LIC_AUDIT_USER_NAME,   /* likewise */
	LIC_AUDIT_USER_UPN,    /* likewise */
	LIC_AUDIT_APP_ID,      /* who did it: a program */
	LIC_AUDIT_APP_NAME,    /* likewise */
	LIC_AUDIT_TARGET_ID,   /* whom it was done to, as its target or in one of its changes */
	LIC_AUDIT_TARGET_NAME, /* its target alone */
	LIC_AUDIT_PROPERTY_MAX_
};

/* How it is compared. Texts are compared in any case. */
enum lic_audit_operator {
	LIC_AUDIT_EQUALS,
	LIC_AUDIT_STARTS, /* texts only */
	LIC_AUDIT_FROM,   /* times only: that or later */
	LIC_AUDIT_TO      /* times only: that or earlier */
};

/* One condition. */
struct lic_audit_term {
	enum lic_audit_property property; /* what */
	enum lic_audit_operator operator; /* how */
	const char *text;                 /* with what; for LIC_AUDIT_TIME not used */
	int64_t ms;                       /* for LIC_AUDIT_TIME */
};

/* What is asked for. */
struct lic_audit_query {
	struct lic_audit_term terms[LIC_AUDIT_TERMS_MAX]; /* all of them must be true; texts are
							     borrowed */
	size_t term_count;                                /* number of them */
	bool is_oldest_first;                             /* order */
	bool has_position;                                /* go on behind what follows */
	int64_t position_ms;                              /* time of the last row looked at */
	int64_t position_id;                              /* its number */
	unsigned limit;                                   /* most entries, 1 to 999 */
};

/* An entry. Texts live in the request's arena. */
struct lic_audit_entry {
	struct lic_operation_view operation; /* what the ledger has of it */
	bool is_failure;                     /* it was refused or failed */
	const char *result_reason;           /* why, or NULL */
	int64_t repeats;                     /* how often it happened; 1 but for floods */
	struct lic_guid actor_guid;          /* who; all zero: no id */
	struct lic_guid app_guid;            /* client id of the application; all zero: none */
	const char *app_name;                /* its name, or NULL */
	const char *address;                 /* from where, or NULL */
	enum lic_target_kind target_kind;    /* what it was done to */
	struct lic_guid target_guid;         /* its id; all zero: no id */
	struct lic_change_page changes; /* all that was changed; empty for a larger operation */
};

/* A page of entries. */
struct lic_audit_page {
	struct lic_audit_entry *entries; /* in the request's arena */
	size_t count;                    /* number of them */
	bool has_more;                   /* rows follow that were not looked at */
	int64_t next_ms;                 /* position of the last row looked at */
	int64_t next_id;                 /* its number */
};

/*
 * Reads the page of `query` into `*ret_page`, with SKUs as indices of `catalog`. Errors:
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_audit_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_audit_query *query, struct lic_audit_page *ret_page);

/*
 * Finds the entry with GUID text `key`, with SKUs as indices of `catalog`. Errors: LIC_E_NOTFOUND;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_audit_find(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const char *key, struct lic_audit_entry *ret_entry);

#endif
