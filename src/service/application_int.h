/*
 * What the files about applications share. Private to service.
 */
#ifndef LIC_SERVICE_APPLICATION_INT_H
#define LIC_SERVICE_APPLICATION_INT_H

#include "service/applications.h"
#include "service/difference.h"
#include "service/ledger.h"

/*
 * Finds an application without what belongs to it; asks no permission. `*ret_found` tells whether
 * there is one with the id or client id `guid`; `*ret_application` is set then. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_application__look(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_application *ret_application, bool *ret_found);

/*
 * Reads the application `key` and what belongs to it for a change: the caller must be allowed to
 * manage applications. Errors: as lic_application_find().
 */
LIC_MUST_USE lic_rc lic_application__open(struct lic_ctx *ctx, const char *key,
	struct lic_application *ret_application);

/*
 * Checks that the caller may do all that `application` may in its own or a person's name: whoever
 * holds its credentials, or is sent its codes, could act as it. Errors: LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_application__check_reach(struct lic_ctx *ctx,
	const struct lic_application *application);

/*
 * Checks that the caller has all `rights`, which `what` ("The permission User.Read.All") suffices
 * for. Errors: LIC_E_DENIED, LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_application__check_rights(struct lic_ctx *ctx, lic_rights rights,
	const char *what);

/*
 * Checks that `name`, the body's member `target`, has 1 to `max` characters and no control
 * characters. Errors: LIC_E_INVALID; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_application__check_name(struct lic_ctx *ctx, const char *target,
	const char *name, size_t max);

/*
 * Writes an operation of `kind` about `application` with the `count` `differences`, of which those
 * that are none are left out. No secret may be among them. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_application__record(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_application *application, const struct lic_difference *differences,
	size_t count);

/*
 * Writes `count` `redirects` as a JSON array for the ledger. `*ret_text` lies in the arena. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_application__redirects_json(struct lic_ctx *ctx,
	const struct lic_redirect *redirects, size_t count, const char **ret_text);

/*
 * Names `permissions` as a JSON array for the ledger. `*ret_text` lies in the arena. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_application__permissions_json(struct lic_ctx *ctx,
	lic_permissions permissions, const char **ret_text);

/*
 * Gathers what `application` was granted: in a person's name (`is_delegated`) or its own, for
 * everybody (`user_id` 0) or by one user. Returns the set.
 */
lic_permissions lic_application__granted(const struct lic_application *application,
	bool is_delegated, int64_t user_id);

#endif
