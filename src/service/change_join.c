/*
 * What asks for memberships as they were before, and finding what has changed something since: see
 * change_back_int.h.
 */
#include "service/change_back_int.h"
#include "service/group_int.h"
#include "store/lic_sql.h"

lic_rc lic_change__find_later(const struct lic_change__asking *asking,
	const struct lic_ledger_change *change, enum lic_change_kind other_kind,
	struct lic_q_changes_later_row *ret_row, bool *ret_found)
{
	const struct lic_change__ask *ask = asking->ask;
	struct lic_q_changes_later_in in = {
		.tenant_id = asking->ctx->caller.tenant_id,
		.object_guid = ask->is_group ? ask->group.guid : ask->user.guid,
		.after = asking->part->operation_id,
		.kind = (int64_t)change->kind,
		.other_kind = (int64_t)other_kind,
		.object_id = ask->is_group ? ask->group.id : ask->user.id,
		.sku_id = change->sku_id.value,
		.source_id = change->source_id.value,
	};

	return lic_q_changes_later(asking->ctx->db, asking->ctx->arena, &in, ret_row, ret_found);
}

static lic_rc read_present(const struct lic_change__asking *asking,
	const struct lic_change__joined *joined, bool *ret_is_in)
{
	const struct lic_change__ask *ask = asking->ask;
	struct lic_q_changes_is_member_in in = {
		.tenant_id = asking->ctx->caller.tenant_id,
		.group_id = joined->group_id,
		.member_kind = ask->is_group ? LIC_MEMBER_GROUP : LIC_MEMBER_USER,
		.object_id = ask->is_group ? ask->group.id : ask->user.id,
	};
	struct lic_q_changes_is_member_row row;

	LIC_TRY(lic_q_changes_is_member(asking->ctx->db, asking->ctx->arena, &in, &row));
	*ret_is_in = (joined->is_owner ? row.owner : row.member) > 0;
	return LIC_OK_RC;
}

/* D-17: a group cannot go back into one that is in it by now. */
static lic_rc check_cycle(struct lic_change__asking *asking,
	const struct lic_change__joined *joined)
{
	bool is_above = false;

	if (!asking->ask->is_group || !joined->was_in) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_group__is_above(asking->ctx, joined->group_id, asking->ask->group.id,
		&is_above));
	if (!is_above) {
		return LIC_OK_RC;
	}
	return lic_change__refuse(asking, "groupInItself",
		lic_arena_printf(asking->ctx->arena,
			"The group %.200s is in this one by now: this one would contain itself.",
			joined->name),
		"Take that group out of this one first.");
}

/* Whether a membership was changed since cannot be seen by itself: who has left and joined again is
 * as he was left. The ledger tells. */
static lic_rc check_later(struct lic_change__asking *asking,
	const struct lic_change__joined *joined)
{
	const struct lic_ledger_change change = {
		.kind = asking->ask->is_group ? LIC_CHANGE_MEMBER_GROUP : LIC_CHANGE_MEMBER,
		.source_id = {true, joined->group_id},
	};
	struct lic_q_changes_later_row row;
	const char *name = NULL;
	bool found = false;

	LIC_TRY(lic_change__find_later(asking, &change, change.kind, &row, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	name = lic_arena_printf(asking->ctx->arena, "%s of the group %.200s",
		joined->is_owner ? "Ownership" : "Membership", joined->name);
	return name == NULL ? LIC_RC(LIC_E_NOMEM)
			    : lic_change__refuse_changed(asking, name, &change, change.kind);
}

static const char *words_of(const struct lic_change__joined *joined)
{
	if (joined->is_owner) {
		return joined->was_in ? "owns again" : "no longer owns";
	}
	return joined->was_in ? "joins again" : "leaves";
}

static lic_rc add_join(struct lic_change__asking *asking, const struct lic_change__joined *joined)
{
	struct lic_change__ask *ask = asking->ask;
	struct lic_arena *arena = asking->ctx->arena;
	const struct lic_guid *object = ask->is_group ? &ask->group.guid : &ask->user.guid;
	struct lic_group_change *join = &ask->joins[ask->join_count++];

	*join = (struct lic_group_change){
		.group = lic_arena_strdup(arena, lic_guid_format(&joined->guid).text),
		.object = lic_arena_strdup(arena, lic_guid_format(object).text),
		.is_owner = joined->is_owner,
		.is_removal = !joined->was_in,
	};
	ask->joins_text = lic_arena_printf(arena, "%s%s%s %.200s",
		ask->joins_text == NULL ? "" : ask->joins_text, ask->joins_text == NULL ? "" : "; ",
		words_of(joined), joined->name);
	return join->group == NULL || join->object == NULL || ask->joins_text == NULL
		? LIC_RC(LIC_E_NOMEM)
		: LIC_OK_RC;
}

/* Asks for one membership as it was before, unless it is so. */
static lic_rc ask_join(struct lic_change__asking *asking, const struct lic_change__joined *joined)
{
	bool is_in = false;

	if (joined->was_in == joined->is_in) {
		return LIC_OK_RC;
	}
	LIC_TRY(read_present(asking, joined, &is_in));
	if (is_in == joined->was_in) {
		return LIC_OK_RC;
	}
	if (joined->is_group_deleted) {
		return lic_change__refuse(asking, "groupGone",
			lic_arena_printf(asking->ctx->arena, "The group %.200s was deleted.",
				joined->name == NULL ? "" : joined->name),
			"Restore the group, if it is a Microsoft 365 group.");
	}
	LIC_TRY(check_later(asking, joined));
	if (asking->ask->refusal.code == NULL) {
		LIC_TRY(check_cycle(asking, joined));
	}
	return asking->ask->refusal.code == NULL ? add_join(asking, joined) : LIC_OK_RC;
}

lic_rc lic_change__ask_joins(struct lic_change__asking *asking, const struct lic_change__done *done)
{
	struct lic_change__ask *ask = asking->ask;

	ask->joins = lic_arena_array(asking->ctx->arena, done->joined_count, sizeof(*ask->joins));
	if (ask->joins == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < done->joined_count && ask->refusal.code == NULL; i++) {
		LIC_TRY(ask_join(asking, &done->joined[i]));
	}
	return LIC_OK_RC;
}
