/*
 * Direct wishes: licences that an administrator has given somebody for whom there was no seat. Each
 * is a direct path in Error with CountViolation and a place in the line, beside those of members
 * whose group could not give (inherit_int.h). Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_WISH_INT_H
#define LIC_SERVICE_WISH_INT_H

#include "core/license.h"
#include "service/context.h"
#include "service/inherit_int.h"
#include "service/ledger.h"

/* A place in the line for a seat, as stored. */
struct lic_wish {
	int64_t sku_id;     /* key of the product */
	int64_t user_id;    /* key of who waits */
	int64_t source_id;  /* LIC_SOURCE_DIRECT, or key of the group that would give it */
	int64_t rank;       /* smaller comes first */
	int64_t since_ms;   /* since when */
	const char *reason; /* why, or NULL */
};

/*
 * Checks what `wait` says of itself. Errors: LIC_E_INVALID with the member ("priority",
 * "waitReason") in ctx->err; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_wish__check(struct lic_ctx *ctx, const struct lic_wait *wait);

/*
 * Finds the place of the path of user `user_id` to the SKU with key `sku_id` from `source_id`.
 * `*ret_wish` is set when `*ret_found`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_wish__find(struct lic_ctx *ctx, int64_t sku_id, int64_t user_id,
	int64_t source_id, struct lic_wish *ret_wish, bool *ret_found);

/*
 * Tells whether lic_wish__update() would change `wish` by `wait`.
 */
bool lic_wish__would_change(const struct lic_wish *wish, const struct lic_wait *wait);

/*
 * Gives the place `wish` the rank and the reason that `wait` names, with a change in `operation`;
 * nothing when it has them. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_wish__update(struct lic_ctx *ctx, const struct lic_wish *wish,
	const struct lic_wait *wait, struct lic_operation *operation);

/*
 * Takes the path of user `user_id` to the SKU with key `sku_id` from `source_id` out of the line,
 * with a change in `operation`, from which it can be put back; nothing for one that is not in it.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_wish__leave(struct lic_ctx *ctx, int64_t sku_id, int64_t user_id,
	int64_t source_id, struct lic_operation *operation);

/*
 * Tells in `*ret_differs` whether lic_wish__write() would write anything for `decision`, whose
 * indices refer to `catalog`, about the user with key `user_id` and `wait`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_wish__differs(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_decision *decision, const struct lic_wait *wait,
	bool *ret_differs);

/*
 * Puts what `decision`, whose paths are written and whose indices refer to `catalog`, lets the user
 * with key `user_id` wait for into the line, as its terms say, or `wait` (NULL: all have terms);
 * what stands there already keeps its time. Each has a change in `operation`. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_wish__write(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_decision *decision, const struct lic_wait *wait,
	struct lic_operation *operation);

/*
 * Tells whether `path` is a direct wish: it is in the line for a seat.
 */
bool lic_wish__is(const struct lic_path *path);

/*
 * Tells whether the wish in `path` is given up because of `decision`, which refuses it: something
 * other than a seat speaks against it. `*ret_change` is then what becomes of the path (G-19).
 */
bool lic_wish__is_given_up(const struct lic_path *path, const struct lic_decision *decision,
	struct lic_path_change *ret_change);

/*
 * Decides anew on the wish of the live `user` for the SKU with index `sku`, in `inherit`: gives it
 * when it can be given; when anything but a seat speaks against it by now, it keeps its path with
 * that error and leaves the line. Nothing for somebody who does not wait for it directly. Errors:
 * as the store's.
 */
LIC_MUST_USE lic_rc lic_wish__try(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_user *user, uint32_t sku);

/*
 * Does lic_wish__try() with `inherit` and `sku` for the user with key `user_id`; nothing for one
 * who is deleted or gone. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_wish__try_key(struct lic_ctx *ctx, struct lic_inherit *inherit,
	int64_t user_id, uint32_t sku);

/*
 * Does lic_wish__try() with `inherit` for each SKU that `user` waits for directly, by the paths of
 * `facts`, and of which `decision` has given him a seat otherwise: it then takes none.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_wish__join(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_user *user, const struct lic_facts *facts,
	const struct lic_decision *decision);

#endif
