/*
 * What the ledger notes for delta queries: when each thing last changed (docs/adr/0010). Private to
 * service.
 *
 * Threading: none of its own; runs in the caller's writing transaction.
 */
#ifndef LIC_SERVICE_DELTA_INT_H
#define LIC_SERVICE_DELTA_INT_H

#include "service/ledger.h"

/* Kinds of objects whose changes are noted. Stored as these numbers. */
enum lic_delta_kind {
	LIC_DELTA_USER = 0,
	LIC_DELTA_GROUP = 1,
	LIC_DELTA_SKU = 2, /* what holders have of it changed without a change of theirs */
	LIC_DELTA_KIND_MAX_
};

#define LIC_DELTA_LICENSES "licenses" /* the aspect of licences */
#define LIC_DELTA_FLOOR "deltaFloor"  /* the counter of the last stamp that is forgotten */

/*
 * Tells in `*ret_stamp` the stamp of what `operation` changes in this transaction: its number, or
 * one of its own when an earlier transaction has begun it. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_delta__stamp(struct lic_ctx *ctx, struct lic_operation *operation,
	int64_t *ret_stamp);

/*
 * Notes `change` of `operation`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_delta__note(struct lic_ctx *ctx, struct lic_operation *operation,
	const struct lic_ledger_change *change);

/*
 * Notes by `operation` that every holder of the SKU with key `sku_key` has something else, although
 * no path of his changed: a service that was stopped, or came back. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_delta__note_sku(struct lic_ctx *ctx, struct lic_operation *operation,
	int64_t sku_key);

/*
 * Forgets at most `limit` changes of each kind that are noted up to the stamp `to`; `*ret_is_over`
 * tells whether that was all. No token from before `to` is good from then on. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_delta__forget(struct lic_ctx *ctx, int64_t to, int64_t limit,
	bool *ret_is_over);

#endif
