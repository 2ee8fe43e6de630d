/*
 * What users get from their groups, and who is next when a seat comes free: core/group.h applied to
 * what is stored. Private to service.
 *
 * Whatever may change what a user inherits ends here: a change of his groups, of what a group
 * gives, of his own licences, location or address. A seat that comes free is given to whoever is
 * first in line in the same transaction (D-08, G-26).
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_INHERIT_INT_H
#define LIC_SERVICE_INHERIT_INT_H

#include "core/catalog.h"
#include "core/license.h"
#include "service/context.h"
#include "service/ledger.h"
#include "service/users.h"
#include "service/waiting.h"

/* People who may be served from the line in one transaction; the others are left to a job. */
#define LIC_SERVED_MAX 50

/* What settling needs beside the user. Zero-initialise it, set the first two. */
struct lic_inherit {
	const struct lic_catalog *catalog; /* the organisation's */
	struct lic_operation *operation;   /* takes the changes */
	const char *country;               /* the organisation's location; read when NULL */
	unsigned served;                   /* people served from the line so far */
	int64_t line_sku; /* key of the SKU whose line the task at work serves: no other is needed
			     for the rest of that one; 0: none */
};

/*
 * Sets inherit->country, unless it is: the organisation's location, which counts for whoever has
 * none. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_inherit__country(struct lic_ctx *ctx, struct lic_inherit *inherit);

/*
 * Brings what the live `user` inherits in line with his groups, writes what changes, and serves the
 * line for the seats that came free. `inherit` says for which catalogue and operation.
 * `*ret_decision` (if not NULL) is what changed for him. Asks no permission. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_inherit__settle(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_user *user, struct lic_decision *ret_decision);

/*
 * Tells in `*ret_differs` whether lic_inherit__settle() with `inherit` would change anything of
 * `user`; inherit->operation is not looked at. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_inherit__differs(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_user *user, bool *ret_differs);

/*
 * Does lic_inherit__settle() with `inherit` for the user with key `user_id`; nothing for one who is
 * deleted or gone. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_inherit__settle_key(struct lic_ctx *ctx, struct lic_inherit *inherit,
	int64_t user_id);

/*
 * Does lic_inherit__settle() with `inherit` for whoever else has the mail address `mail`, which the
 * user with key `user_id` has no longer, or is deleted with: where only one is left, what kept a
 * mailbox of a group from him is gone (G-19). NULL: nobody. Errors: as the store's; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_inherit__free_mail(struct lic_ctx *ctx, struct lic_inherit *inherit,
	int64_t user_id, const char *mail);

/*
 * Serves the line for the seats, and the room in allotments, that `decision`, whose indices refer
 * to inherit->catalog, gave back. `inherit` counts who was served. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_inherit__serve_freed(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_decision *decision);

/*
 * Sets aside in `pool`, of a SKU of `catalog`, the free seats that go to others who wait for one
 * ahead of somebody: those that a task is still to give. `places` are where he stands, or would,
 * by each of the `count` (at least 1) sources that are to give him the SKU; where he stands already
 * counts instead of the place named. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_inherit__reserve(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_line_place *places, size_t count, struct lic_sku_seats *pool);

/*
 * Gives the free seats of the SKU with index `sku` to whoever is first in line, until there are
 * none or `inherit` has counted LIC_SERVED_MAX people: then a task goes on. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_inherit__serve(struct lic_ctx *ctx, struct lic_inherit *inherit,
	uint32_t sku);

#endif
