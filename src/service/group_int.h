/*
 * What the files about groups share. Private to service.
 */
#ifndef LIC_SERVICE_GROUP_INT_H
#define LIC_SERVICE_GROUP_INT_H

#include "service/groups.h"
#include "service/ledger.h"

/*
 * Starts an operation of `kind` about `group`. `*ret_operation` borrows its name. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_group__begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_group *group, struct lic_operation *ret_operation);

/*
 * Makes the `count` `changes` in `operation`, and brings licences in line, as
 * lic_group_change_members() says; asks no permission. `group`, if not NULL, is the group of all of
 * them. Errors: as lic_group_change_members().
 */
LIC_MUST_USE lic_rc lic_group__change(struct lic_ctx *ctx, const struct lic_group *group,
	struct lic_group_change *changes, size_t count, struct lic_operation *operation);

/*
 * Enters the task that applies the licences of the group with key `group_id` to its members, and
 * those of the groups above it that license nested ones, when there is anything to apply: for
 * changes in `operation`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__apply_later(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_operation *operation);

#endif
