/*
 * Every assignment of the organisation, page by page: who has which product, from where. For
 * exports, which read all of it.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ASSIGNMENTS_H
#define LIC_SERVICE_ASSIGNMENTS_H

#include "core/license.h"
#include "service/context.h"
#include "service/licenses.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_ASSIGNMENTS_PAGE_MAX 999

/* Where a page ends. All zero: before the first. */
struct lic_assignment_position {
	int64_t user;   /* key of the user */
	int64_t sku;    /* key of the SKU */
	int64_t source; /* source of the path */
};

/* One path, with the user whose it is. */
struct lic_assignment {
	struct lic_guid user_guid; /* the user */
	const char *upn;           /* its user principal name */
	const char *display_name;  /* its name */
	struct lic_path path;      /* what it has */
	bool is_usable;            /* a subscription of the product is in use (D-09) */
};

/* Some of them. */
struct lic_assignment_page {
	struct lic_assignment *list;         /* in the arena */
	size_t count;                        /* number of them */
	struct lic_sources sources;          /* the groups that they come from */
	bool has_more;                       /* another page may follow */
	struct lic_assignment_position last; /* then: where this one ends */
};

/*
 * Reads a page of at most `limit` (1 to LIC_ASSIGNMENTS_PAGE_MAX) paths behind `after`, in order of
 * user, SKU and source: all, or those to the SKU with index `sku` of `catalog` (LIC_INDEX_NONE:
 * all). `*ret_page` lives in the arena. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_assignments(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, const struct lic_assignment_position *after, unsigned limit,
	struct lic_assignment_page *ret_page);

#endif
