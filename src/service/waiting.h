/*
 * The line for a seat of a product: who waits for one, in which order, and why. Whoever is first
 * gets the next seat that is bought or comes free, in the same transaction (D-08).
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_WAITING_H
#define LIC_SERVICE_WAITING_H

#include "core/license.h"
#include "service/catalogs.h"
#include "service/context.h"
#include "service/licenses.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_WAITING_PAGE_MAX 999

/* A place in the line for a seat. */
struct lic_line_place {
	int64_t rank;      /* smaller comes first; 0 is usual */
	int64_t since_ms;  /* since when: for a member since when it is in the group (D-08) */
	int64_t user_id;   /* key of who waits */
	int64_t source_id; /* key of the group that would give it; LIC_SOURCE_DIRECT for a wish */
};

/* Somebody in the line for a seat. */
struct lic_waiting {
	struct lic_line_place place; /* where in the line */
	struct lic_guid user_guid;   /* who waits */
	const char *upn;             /* its user principal name */
	const char *display_name;    /* its name */
	const char *reason;          /* why; or NULL */
	int64_t position;            /* how many places come up to it in the line; 0: not asked */
	const char *full_allotment;  /* name of the allotment that the group stands in, while it has
					no room: it must have before the turn comes */
};

/* A page of a line. */
struct lic_line_page {
	struct lic_waiting *list;   /* first in line first, in the arena */
	size_t count;               /* number of places */
	struct lic_sources sources; /* the groups that they wait for it from */
	bool has_more;              /* another page follows */
};

/*
 * Reads a page of at most `limit` (1 to LIC_WAITING_PAGE_MAX) places of the line for a seat of the
 * SKU with index `sku` of `catalog`, behind the place `after`, into `*ret_page`. Errors:
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_waiting_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, const struct lic_line_place *after, unsigned limit,
	struct lic_line_page *ret_page);

/*
 * Reads where the live user with `key` stands in the line for the SKU with index `sku` of
 * `catalog`, the first place first, each with its position: `*ret_page`, which is empty when it
 * does not wait. Errors: LIC_E_NOTFOUND for the user; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_waiting_of(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, const char *key, struct lic_line_page *ret_page);

/*
 * Gives every place of the live user with `key` in the line for the SKU with index `sku` of
 * `catalog`, as a direct wish or by groups, the rank and the reason that `wait` names. `*ret_page`
 * has them afterwards. Errors: LIC_E_NOTFOUND for the user, or when it does not wait;
 * LIC_E_INVALID; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_waiting_update(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, const char *key, const struct lic_wait *wait, struct lic_line_page *ret_page);

/*
 * Withdraws the direct wish of the live user with `key` for the SKU with index `sku` of `catalog`:
 * removes the licence, which was never given. Errors: LIC_E_NOTFOUND for the user, or when it does
 * not wait; LIC_E_CONFLICT when only groups want it for him; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_waiting_withdraw(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, const char *key);

#endif
