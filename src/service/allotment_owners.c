/*
 * What owners do with their allotments: see allotments.h.
 *
 * An owner has no right to change groups but this: he gives away what is in his allotments and
 * nothing else. So whether he may use a group is found out from all that its members get by it (the
 * statement allotments/groups.sql), in the transaction that makes the change, and after the
 * operation has its number: no other change of the organisation comes in between.
 */
#include "service/allotment_view_int.h"

#include "service/group_int.h"
#include "service/ledger.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* Finds the allotment `key` of the caller; others' are not told of. */
static lic_rc find_own(struct lic_ctx *ctx, const char *key, struct lic_allotment *ret_allotment)
{
	struct lic_q_allotments_is_owner_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = ctx->caller.actor_id,
	};
	struct lic_q_allotments_is_owner_row row = {0};

	LIC_TRY(lic_allotment__find(ctx, key, ctx->caller.actor_id, ret_allotment));
	in.allotment_id = ret_allotment->id;
	LIC_TRY(lic_q_allotments_is_owner(ctx->db, ctx->arena, &in, &row));
	return row.found > 0 ? LIC_OK_RC : lic_allotment__not_found(ctx, key);
}

/* Checks that the caller is somebody who may run what he owns. */
static lic_rc require_owner(struct lic_ctx *ctx)
{
	LIC_TRY(lic_allotment__require_person(ctx));
	return lic_ctx_require(ctx, LIC_ACTION_RUN_ALLOTMENTS);
}

lic_rc lic_allotment_people_own(struct lic_ctx *ctx, const char *key, int64_t after, unsigned limit,
	struct lic_allotment_people *ret_people)
{
	struct lic_allotment allotment = {0};

	LIC_TRY(require_owner(ctx));
	LIC_TRY(find_own(ctx, key, &allotment));
	return lic_allotment__people(ctx, &allotment, after, limit, ret_people);
}

static lic_rc refuse_group(struct lic_ctx *ctx, const struct lic_allotment_group *group)
{
	return lic_ctx_deny(ctx,
		group->gives_product
			? lic_arena_printf(ctx->arena,
				  "Members of the group '%s' get more than what is in your allotments.",
				  group->display_name)
			: lic_arena_printf(ctx->arena,
				  "The group '%s' does not give the product of the allotment.",
				  group->display_name),
		"Ask an administrator to add the person, or to let the group give what is in your allotments and nothing else.");
}

/* Finds the group of `allotment` with the GUID text `key`, which the caller must be allowed to use.
 */
static lic_rc pick_named(struct lic_ctx *ctx, const struct lic_allotment *allotment,
	const char *key, const struct lic_allotment_group **ret_group)
{
	struct lic_guid guid;

	if (lic_guid_parse(key, strlen(key), &guid)) {
		for (size_t i = 0; i < allotment->group_count; i++) {
			const struct lic_allotment_group *group = &allotment->groups[i];

			if (!lic_guid_equal(&group->guid, &guid)) {
				continue;
			}
			if (!group->owners_may_use) {
				return refuse_group(ctx, group);
			}
			*ret_group = group;
			return LIC_OK_RC;
		}
	}
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"The allotment has no group '%.200s'.", key);
}

/* Names the groups of `allotment` that the caller may use. NULL when memory is out. */
static const char *name_usable(struct lic_ctx *ctx, const struct lic_allotment *allotment)
{
	const char *text = "";

	for (size_t i = 0; i < allotment->group_count && text != NULL; i++) {
		const struct lic_allotment_group *group = &allotment->groups[i];

		if (group->owners_may_use) {
			text = lic_arena_printf(ctx->arena, "%s%s%s (%s)", text,
				text[0] == '\0' ? "" : ", ", group->display_name,
				lic_guid_format(&group->guid).text);
		}
	}
	return text;
}

/* Finds the only group of `allotment` that the caller may use. */
static lic_rc pick_only(struct lic_ctx *ctx, const struct lic_allotment *allotment,
	const struct lic_allotment_group **ret_group)
{
	const struct lic_allotment_group *only = NULL;
	const char *names = NULL;

	for (size_t i = 0; i < allotment->group_count; i++) {
		if (allotment->groups[i].owners_may_use && only != NULL) {
			names = name_usable(ctx, allotment);
			return names == NULL
				? LIC_RC(LIC_E_NOMEM)
				: lic_err_field(ctx->err, ctx->arena, "groupId",
					  "The allotment has several groups: name the one to add the person to, of %s.",
					  names);
		}
		only = allotment->groups[i].owners_may_use ? &allotment->groups[i] : only;
	}
	if (only == NULL && allotment->group_count > 0) {
		return refuse_group(ctx, &allotment->groups[0]);
	}
	if (only == NULL) {
		return lic_ctx_deny(ctx, "The allotment has no group.",
			"Ask an administrator to put a group into the allotment.");
	}
	*ret_group = only;
	return LIC_OK_RC;
}

/* Finds the live user whom `key` names: no group, as a membership could have. */
static lic_rc find_person(struct lic_ctx *ctx, const char *key, struct lic_allotment_who *ret_who)
{
	struct lic_user user = {0};

	LIC_TRY(lic_user__find(ctx, key, &user));
	*ret_who = (struct lic_allotment_who){user.id, user.guid,
		user.values.text[LIC_USER_DISPLAY_NAME], user.values.text[LIC_USER_PRINCIPAL_NAME]};
	return LIC_OK_RC;
}

/* Makes `*ret_change`: `who` joins `group`, or leaves it. The audit log is told of it, should it be
 * refused. */
static lic_rc make_change(struct lic_ctx *ctx, const struct lic_allotment_group *group,
	const struct lic_allotment_who *who, struct lic_group_change *ret_change)
{
	ret_change->group = lic_arena_strdup(ctx->arena, lic_guid_format(&group->guid).text);
	ret_change->object = lic_arena_strdup(ctx->arena, lic_guid_format(&who->guid).text);
	return ret_change->group == NULL || ret_change->object == NULL ? LIC_RC(LIC_E_NOMEM)
								       : LIC_OK_RC;
}

/* Makes the `count` `changes`, one a group, in `operation`, as whoever may change groups does. */
static lic_rc change_members(struct lic_ctx *ctx, struct lic_group_change *changes, size_t count,
	struct lic_operation *operation)
{
	struct lic_group group = {0};

	operation->target = (struct lic_target){.name = "several groups"};
	if (count == 1) {
		LIC_TRY(lic_group__find(ctx, changes[0].group, &group));
		operation->target = (struct lic_target){LIC_TARGET_GROUP, group.guid,
			group.text[LIC_GROUP_DISPLAY_NAME]};
	}
	LIC_TRY(lic_group__change(ctx, count == 1 ? &group : NULL, changes, count, operation));
	return operation->change_count == 0 ? LIC_OK_RC : lic_ledger_end(ctx, operation);
}

lic_rc lic_allotment_add_person(struct lic_ctx *ctx, const char *key, const char *person,
	const char *group, struct lic_allotment_person *ret_person)
{
	const struct lic_target nothing = {.name = NULL};
	const struct lic_allotment_group *chosen = NULL;
	struct lic_allotment_person one = {0};
	struct lic_group_change change = {0};
	struct lic_operation operation = {0};
	struct lic_allotment allotment = {0};

	LIC_TRY(require_owner(ctx));
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_GROUP_MEMBERS, &nothing, &operation));
	LIC_TRY(find_own(ctx, key, &allotment));
	LIC_TRY(group == NULL ? pick_only(ctx, &allotment, &chosen)
			      : pick_named(ctx, &allotment, group, &chosen));
	LIC_TRY(find_person(ctx, person, &one.who));
	LIC_TRY(make_change(ctx, chosen, &one.who, &change));
	LIC_TRY(change_members(ctx, &change, 1, &operation));
	LIC_TRY(lic_allotment__find(ctx, key, ctx->caller.actor_id, &allotment)); /* as it is now */
	LIC_TRY(lic_allotment__person(ctx, &allotment, &one));
	*ret_person = one;
	return LIC_OK_RC;
}

/* Says that nobody called `key` is in the allotment: the same whether there is one elsewhere. */
static lic_rc not_in(struct lic_ctx *ctx, const char *key)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"'%.200s' is in no group of the allotment.", key);
}

/* Says why `who`, whom the owner may take out of no group, stays. */
static lic_rc refuse_removal(struct lic_ctx *ctx, const struct lic_allotment *allotment,
	const struct lic_allotment_who *who, const char *key)
{
	struct lic_allotment_person person = {.who = *who};

	LIC_TRY(lic_allotment__person(ctx, allotment, &person));
	if (person.group_count == 0) {
		return not_in(ctx, key);
	}
	return lic_ctx_deny(ctx,
		"The person is in the allotment by a group that its owners may not change, or by a group within one.",
		"Ask an administrator to take the person out of it.");
}

lic_rc lic_allotment_remove_person(struct lic_ctx *ctx, const char *key, const char *person)
{
	const struct lic_target nothing = {.name = NULL};
	struct lic_group_change *changes = NULL;
	struct lic_operation operation = {0};
	struct lic_allotment allotment = {0};
	struct lic_allotment_who who = {0};
	size_t count = 0;
	lic_rc rc;

	LIC_TRY(require_owner(ctx));
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_GROUP_MEMBERS, &nothing, &operation));
	LIC_TRY(find_own(ctx, key, &allotment));
	rc = find_person(ctx, person, &who);
	if (!lic_ok(rc)) {
		return rc.code == LIC_E_NOTFOUND ? not_in(ctx, person) : rc;
	}
	changes = lic_arena_array(ctx->arena, LIC_ALLOTMENT_GROUPS_MAX, sizeof(*changes));
	if (changes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < allotment.group_count; i++) {
		if (allotment.groups[i].owners_may_use) {
			changes[count] =
				(struct lic_group_change){.is_removal = true, .may_be_so = true};
			LIC_TRY(make_change(ctx, &allotment.groups[i], &who, &changes[count]));
			count++;
		}
	}
	LIC_TRY(count == 0 ? LIC_OK_RC : change_members(ctx, changes, count, &operation));
	return operation.change_count > 0 ? LIC_OK_RC
					  : refuse_removal(ctx, &allotment, &who, person);
}
