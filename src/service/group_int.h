/*
 * What the files about groups share. Private to service.
 */
#ifndef LIC_SERVICE_GROUP_INT_H
#define LIC_SERVICE_GROUP_INT_H

#include "service/groups.h"
#include "service/ledger.h"
#include "store/lic_sql.h"

/*
 * Says in ctx->err, in Graph's words, that there is no object `key`. Returns LIC_E_NOTFOUND.
 */
LIC_MUST_USE lic_rc lic_group__not_found(struct lic_ctx *ctx, const char *key);

/*
 * Finds the group with the GUID text `key`, deleted or not; asks no permission. `*ret_group` lives
 * in the arena. Errors: LIC_E_NOTFOUND with Graph's text; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__find_any(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/*
 * Finds the live group with the GUID text `key`; asks no permission. `*ret_group` lives in the
 * arena. Errors: as lic_group__find_any().
 */
LIC_MUST_USE lic_rc lic_group__find(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/*
 * Loads the group with key `id`, deleted or not. `*ret_group` lives in the arena. Errors:
 * LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__load(struct lic_ctx *ctx, int64_t id, struct lic_group *ret_group);

/*
 * Tells whether `group` is deleted and can be restored: a Microsoft 365 group, for 30 days.
 */
bool lic_group__may_return(const struct lic_ctx *ctx, const struct lic_group *group);

/*
 * Tells in `*ret_above` whether the group with key `group_id` is, at whatever depth, a member of
 * that with key `above_id`, which then cannot become its member (D-17). Groups in between count
 * that are deleted and may return. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__is_above(struct lic_ctx *ctx, int64_t group_id, int64_t above_id,
	bool *ret_above);

/*
 * Checks that `group` gives no licences (G-20, D-05). Errors: LIC_E_CONFLICT with `message`, and
 * what it gives as the detail; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__check_unlicensed(struct lic_ctx *ctx, const struct lic_group *group,
	const char *message);

/*
 * Starts an operation of `kind` about `group`. `*ret_operation` borrows its name. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_group__begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_group *group, struct lic_operation *ret_operation);

/*
 * Decides `request` for what the group with key `group_id` gives, as if that were somebody's direct
 * licences: `*ret_facts` and `*ret_decision`, with only the violations that are about the template
 * itself (G-10, D-04), live in the arena. `catalog` is the organisation's. Errors: as the store's;
 * LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_group__decide_template(struct lic_ctx *ctx,
	const struct lic_catalog *catalog, int64_t group_id,
	const struct lic_license_request *request, struct lic_facts *ret_facts,
	struct lic_decision *ret_decision);

/*
 * Takes out of `decision` the violations of rules about a person: whether they hold is decided for
 * each member. The list lives in the arena. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_group__keep_template(struct lic_ctx *ctx, struct lic_decision *decision);

/*
 * Checks that `group` may give licences (G-01). Errors: LIC_E_CONFLICT with Graph's text.
 */
LIC_MUST_USE lic_rc lic_group__check_kind(struct lic_ctx *ctx, const struct lic_group *group);

/*
 * Finds the object of `change`, a user by GUID or name, or a group by GUID: `*ret_kind` with the
 * key
 * `*ret_id`.
 * Errors: LIC_E_NOTFOUND with Graph's text; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__resolve(struct lic_ctx *ctx, const struct lic_group_change *change,
	enum lic_member_kind *ret_kind, int64_t *ret_id);

/*
 * Says in ctx->err that the group with key `group_id`, the object of `change`, cannot join another:
 * it would contain itself (D-17). Returns LIC_E_CONFLICT, or how the store fails.
 */
LIC_MUST_USE lic_rc lic_group__refuse_cycle(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_group_change *change);

/*
 * Makes the `count` `changes` in `operation`, and brings licences in line, as
 * lic_group_change_members() says; asks no permission. `group`, if not NULL, is the group of all of
 * them. Errors: as lic_group_change_members().
 */
LIC_MUST_USE lic_rc lic_group__change(struct lic_ctx *ctx, const struct lic_group *group,
	struct lic_group_change *changes, size_t count, struct lic_operation *operation);

/*
 * Writes what `decision`, which lic_group__decide_template() has made with `catalog` and found
 * nothing against, changes of what the group with key `group_id` gives, in `operation`, and enters
 * the tasks that apply it to its members. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__write(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t group_id, const struct lic_decision *decision, struct lic_operation *operation);

/*
 * Enters the task that applies the licences of the group with key `group_id` to its members, when
 * there is anything to apply: for changes in `operation` of what it gives. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__apply_later(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_operation *operation);

/*
 * Does lic_group__apply_later() for the group with key `group_id` and for those above it that
 * license nested members (D-17): for changes in `operation` of who is in it. Errors: LIC_E_LIMIT,
 * with words, for more than LIC_GROUPS_PAGE_MAX groups above it; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__follow_members(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_operation *operation);

/*
 * Makes `*ret_group` of `row`, copying its texts into `arena`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_group__from_list(struct lic_arena *arena,
	const struct lic_q_groups_list_row *row, struct lic_group *ret_group);

/* The words by which a group is found. */
struct lic_group_words {
	const char *name;        /* of displayName, each with a space before it */
	const char *description; /* of description */
};

/*
 * Makes the words of `group` and the folded description, in the arena. `*ret_words` and
 * `*ret_description_key` are set on success. Errors: LIC_E_NOMEM; LIC_E_INVALID for invalid UTF-8.
 */
LIC_MUST_USE lic_rc lic_group__make_words(struct lic_ctx *ctx, const struct lic_group *group,
	struct lic_group_words *ret_words, const char **ret_description_key);

/*
 * Reads the words by which the group with key `id` is found now into `*ret_words`. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_group__read_words(struct lic_ctx *ctx, int64_t id,
	struct lic_group_words *ret_words);

/*
 * Makes the group with key `id` be found by the words in `after` instead of those in `before`.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__change_words(struct lic_ctx *ctx, int64_t id,
	const struct lic_group_words *before, const struct lic_group_words *after);

/*
 * Makes the group with key `id`, which is about to be removed for good, not be found by words any
 * more. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__forget_words(struct lic_ctx *ctx, int64_t id);

#endif
