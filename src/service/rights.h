/*
 * What somebody who has proved who he is may do: roles of a person, permissions of an application,
 * or both at once. Asked anew for every request, so that a change acts on the very next one (D-22).
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_RIGHTS_H
#define LIC_SERVICE_RIGHTS_H

#include "auth/permissions.h"
#include "service/context.h"

/*
 * Makes ctx->caller, whose organisation is set already, the user `guid` calling from a page of
 * ours: everything that his roles allow. Errors: LIC_E_DENIED with code
 * "InvalidAuthenticationToken" when there is no such user, he was deleted, or his sign-in is
 * blocked; as the store's. On failure only the organisation of ctx->caller counts.
 */
LIC_MUST_USE lic_rc lic_rights_use_user(struct lic_ctx *ctx, const struct lic_guid *guid);

/*
 * Makes ctx->caller, whose organisation is set already, the user `guid` calling through the
 * application with client id `app_guid`: what both his roles and `scopes` allow, of which those
 * count that the application is still granted. Errors: as lic_rights_use_user(), also when there is
 * no such application or it is disabled.
 */
LIC_MUST_USE lic_rc lic_rights_use_user_of(struct lic_ctx *ctx, const struct lic_guid *guid,
	const struct lic_guid *app_guid, lic_permissions scopes);

/*
 * Makes ctx->caller, whose organisation is set already, the application with client id `app_guid`
 * in its own name: what its permissions and its service principal's roles allow. Errors: as
 * lic_rights_use_user_of().
 */
LIC_MUST_USE lic_rc lic_rights_use_application(struct lic_ctx *ctx,
	const struct lic_guid *app_guid);

/*
 * Tells what `role` allows in the caller's organisation: lic_role_rights(), but for D-01, by which
 * a setting takes the assignment of licences away from billing administrators. `*ret_may` is set on
 * success. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_rights_of_role(struct lic_ctx *ctx, enum lic_role role,
	lic_rights *ret_may);

/*
 * Reads what the application with client id `app_guid` of the caller's organisation is granted:
 * `*ret_permissions`, delegated ones (`is_delegated`, by everybody or by the user with key
 * `user_id`) or its own. `*ret_found` tells whether there is such an application that is enabled;
 * without one nothing is granted. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_rights_granted(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	bool is_delegated, int64_t user_id, lic_permissions *ret_permissions, bool *ret_found);

#endif
