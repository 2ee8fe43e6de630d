/*
 * Rounds of delta queries: see delta.h.
 *
 * A round that tells everything goes through live objects by key. place: the key of the last one;
 * for groups also the group whose members are not all told yet (0: none), and kind and key of the
 * last one that is. With ids: how many of them are done.
 *
 * Any other has two parts. The first goes through object_change in the order of stamps, place being
 * stamp and key; an object with several rows in the round is told at the first. For users the
 * second goes through the products whose service was stopped or came back, and through the holders
 * of each: place is stamp and key of the product and the key of the last holder. For groups it goes
 * through member_change: stamp, group, kind and key.
 *
 * A row that is written again while a round is going on leaves it for the next one: it is told once
 * for each time that a client looks, with the state of then.
 */
#include "service/delta.h"

#include "service/delta_int.h"
#include "service/delta_page_int.h"
#include "service/group_int.h"
#include "service/lists.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define CANDIDATES_MAX 1000 /* most rows that are looked at for a page */

static lic_rc read_counter(struct lic_ctx *ctx, const char *name, int64_t *ret_value)
{
	struct lic_q_counter_show_in in = {ctx->caller.tenant_id, name};
	struct lic_q_counter_show_row row;
	bool found = false;

	LIC_TRY(lic_q_counter_show(ctx->db, ctx->arena, &in, &row, &found));
	*ret_value = found ? row.value : 0;
	return LIC_OK_RC;
}

lic_rc lic_delta_begin(struct lic_ctx *ctx, struct lic_delta_round *round, bool *ret_gone)
{
	int64_t bottom = 0;
	int64_t last = 0;

	LIC_TRY(read_counter(ctx, LIC_DELTA_FLOOR, &bottom));
	LIC_TRY(read_counter(ctx, "operation", &last));
	/* A stamp that is still to come was given before an older copy of the database was put
	 * back. */
	*ret_gone = round->from != LIC_DELTA_FIRST && (round->from < bottom || round->from > last);
	if (*ret_gone || round->to != 0) {
		return LIC_OK_RC;
	}
	round->to = last;
	if (round->from != LIC_DELTA_FIRST) {
		round->place[0] = round->from;
		round->place[1] = INT64_MAX;
	}
	return LIC_OK_RC;
}

/* Tells members of the live group `entry` behind a place until all are told, or the page is full:
 * `*ret_is_full`, with the place in the round. */
static lic_rc tell_members(struct lic_delta_work *work, struct lic_delta_entry *entry,
	bool *ret_is_full)
{
	int64_t *place = work->round->place;
	struct lic_q_delta_members_in in = {
		.tenant_id = work->ctx->caller.tenant_id,
		.group_id = entry->id,
		.after_kind = place[1] == entry->id ? place[2] : 0,
		.after_id = place[1] == entry->id ? place[3] : 0,
		.limit = LIC_DELTA_MEMBERS_MAX + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_delta_members_row row;
	bool more = true;

	*ret_is_full = false;
	LIC_TRY(lic_q_delta_members_open(work->ctx->db, &in, &rows));
	for (;;) {
		struct lic_delta_member member = {0};

		LIC_TRY(lic_q_delta_members_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (work->page.member_count > LIC_DELTA_MEMBERS_MAX) {
			*ret_is_full = true;
			return LIC_OK_RC;
		}
		member.kind = row.member_kind == 0 ? LIC_MEMBER_USER : LIC_MEMBER_GROUP;
		memcpy(&member.guid,
			row.member_kind == 0 ? row.user_guid.data : row.group_guid.data,
			sizeof(member.guid));
		lic_delta__add_member(work, entry, &member);
		place[1] = entry->id;
		place[2] = row.member_kind;
		place[3] = row.member_id;
	}
}

/* Tells the live `group`; `*ret_is_full` when some of its members have no room. */
static lic_rc tell_group(struct lic_delta_work *work, const struct lic_group *group,
	bool *ret_is_full)
{
	struct lic_delta_entry *entry = lic_delta__add_group(work, group);

	*ret_is_full = false;
	return work->query->has_members ? tell_members(work, entry, ret_is_full) : LIC_OK_RC;
}

static lic_rc all_users(struct lic_delta_work *work)
{
	struct lic_query_place after = {.id = work->round->place[0]};
	struct lic_list_query query = {.after = &after, .limit = (unsigned)work->query->limit};
	struct lic_user_matches matches = {0};

	LIC_TRY(lic_user_query(work->ctx, &query, &matches));
	for (size_t i = 0; i < matches.count; i++) {
		lic_delta__add_user(work, &matches.users[i]);
	}
	work->round->place[0] = matches.next.id;
	work->page.has_more = matches.has_more;
	return LIC_OK_RC;
}

static lic_rc all_groups(struct lic_delta_work *work)
{
	struct lic_query_place after = {.id = work->round->place[0]};
	struct lic_list_query query = {.after = &after, .limit = (unsigned)work->query->limit};
	struct lic_group_matches matches = {0};

	LIC_TRY(lic_group_query(work->ctx, &query, &matches));
	for (size_t i = 0; i < matches.count; i++) {
		LIC_TRY(tell_group(work, &matches.groups[i], &work->page.has_more));
		if (work->page.has_more) {
			return LIC_OK_RC;
		}
		work->round->place[0] = matches.groups[i].id;
	}
	work->page.has_more = matches.has_more;
	return LIC_OK_RC;
}

/* Finds the key of the user or group `guid`, 0 when there is none. */
static lic_rc find_key(struct lic_delta_work *work, const struct lic_guid *guid, int64_t *ret_id)
{
	int64_t tenant = work->ctx->caller.tenant_id;
	struct lic_q_users_id_by_guid_in user_in = {tenant, *guid};
	struct lic_q_users_id_by_guid_row user;
	struct lic_q_groups_by_guid_in group_in = {tenant, *guid};
	struct lic_q_groups_by_guid_row group;
	bool found = false;

	if (work->query->kind == LIC_MEMBER_USER) {
		LIC_TRY(lic_q_users_id_by_guid(work->ctx->db, work->ctx->arena, &user_in, &user,
			&found));
		*ret_id = found && !user.deleted_ms.is_set ? user.id : 0;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_groups_by_guid(work->ctx->db, work->ctx->arena, &group_in, &group, &found));
	*ret_id = found ? group.id : 0;
	return LIC_OK_RC;
}

/* Tells everything of one of the ids that are asked for. */
static lic_rc tell_id(struct lic_delta_work *work, const struct lic_guid *guid, bool *ret_is_full)
{
	int64_t id = 0;
	struct lic_group group = {0};
	struct lic_user user = {0};

	*ret_is_full = false;
	LIC_TRY(find_key(work, guid, &id));
	if (id == 0) {
		return LIC_OK_RC;
	}
	if (work->query->kind == LIC_MEMBER_USER) {
		LIC_TRY(lic_user__load(work->ctx, id, &user));
		lic_delta__add_user(work, &user);
		return LIC_OK_RC;
	}
	LIC_TRY(lic_group__load(work->ctx, id, &group));
	return group.deleted_ms.is_set ? LIC_OK_RC : tell_group(work, &group, ret_is_full);
}

static lic_rc all_ids(struct lic_delta_work *work)
{
	int64_t *done = &work->round->place[0];

	while (*done < (int64_t)work->query->id_count && lic_delta__has_room(work)) {
		LIC_TRY(tell_id(work, &work->query->ids[*done], &work->page.has_more));
		if (work->page.has_more) {
			return LIC_OK_RC;
		}
		(*done)++;
	}
	work->page.has_more = *done < (int64_t)work->query->id_count;
	return LIC_OK_RC;
}

/* Places in the order of stamps. */
struct places {
	int64_t stamp[CANDIDATES_MAX]; /* when it changed */
	int64_t id[CANDIDATES_MAX];    /* key of what did */
	size_t count;                  /* number of them */
};

static lic_rc read_places(struct lic_delta_work *work, enum lic_delta_kind kind, int64_t limit,
	struct places *ret_places)
{
	struct lic_q_delta_next_in in = {
		.tenant_id = work->ctx->caller.tenant_id,
		.kind = (int64_t)kind,
		.after_stamp = work->round->place[0],
		.after_id = work->round->place[1],
		.to = work->round->to,
		.limit = limit,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_delta_next_row row;
	bool more = true;

	ret_places->count = 0;
	LIC_TRY(lic_q_delta_next_open(work->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_delta_next_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		ret_places->stamp[ret_places->count] = row.stamp;
		ret_places->id[ret_places->count++] = row.object_id;
	}
}

/* Tells the object with key `id` that changed at `stamp`, unless only in what nobody asks for, or
 * it was told already. */
static lic_rc tell_changed(struct lic_delta_work *work, int64_t stamp, int64_t id)
{
	struct lic_delta_entry *entry = NULL;
	struct lic_guid guid = {{0}};
	uint64_t changed = 0;
	int64_t first = 0;
	bool is_kept = false;

	LIC_TRY(lic_delta__changed(work, id, &changed, &first, &guid, &is_kept));
	return first == stamp ? lic_delta__add(work, id, changed, is_kept ? &guid : NULL, &entry)
			      : LIC_OK_RC;
}

/* Goes to the second part, from its start. */
static void go_late(struct lic_delta_round *round)
{
	round->is_late = true;
	round->place[0] = round->from;
	round->place[1] = INT64_MAX;
	round->place[2] = INT64_MAX;
	round->place[3] = INT64_MAX;
}

static lic_rc changed_objects(struct lic_delta_work *work)
{
	struct places *places = lic_arena_alloc(work->ctx->arena, sizeof(*places));
	int64_t *place = work->round->place;

	if (places == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_places(work,
		work->query->kind == LIC_MEMBER_USER ? LIC_DELTA_USER : LIC_DELTA_GROUP,
		CANDIDATES_MAX, places));
	for (size_t i = 0; i < places->count; i++) {
		if (!lic_delta__has_room(work)) {
			work->page.has_more = true;
			return LIC_OK_RC;
		}
		LIC_TRY(tell_changed(work, places->stamp[i], places->id[i]));
		place[0] = places->stamp[i];
		place[1] = places->id[i];
	}
	if (places->count == CANDIDATES_MAX) {
		work->page.has_more = true;
		return LIC_OK_RC;
	}
	go_late(work->round);
	return LIC_OK_RC;
}

/* Tells whether the holder `user_id` of the product at the round's place was told in this round
 * already: for a change of his own, or for a product before. */
static lic_rc is_told(struct lic_delta_work *work, int64_t user_id, uint64_t *ret_changed,
	bool *ret_is_told)
{
	const struct lic_delta_round *round = work->round;
	struct lic_q_delta_sku_before_in in = {work->ctx->caller.tenant_id, round->from,
		round->place[0], round->place[1], user_id};
	struct lic_q_delta_sku_before_row row;
	struct lic_guid guid = {{0}};
	int64_t first = 0;
	bool is_kept = false;

	LIC_TRY(lic_delta__changed(work, user_id, ret_changed, &first, &guid, &is_kept));
	*ret_changed |= work->query->of_licenses & work->query->fields;
	*ret_is_told = first <= round->to;
	return *ret_is_told
		? LIC_OK_RC
		: lic_q_delta_sku_before(work->ctx->db, work->ctx->arena, &in, &row, ret_is_told);
}

static lic_rc tell_holder(struct lic_delta_work *work, int64_t user_id)
{
	struct lic_delta_entry *entry = NULL;
	uint64_t changed = 0;
	bool told = false;

	LIC_TRY(is_told(work, user_id, &changed, &told));
	return told ? LIC_OK_RC : lic_delta__add(work, user_id, changed, NULL, &entry);
}

/* Tells holders of the product at the round's place; `*ret_is_over` when that were all. */
static lic_rc tell_holders(struct lic_delta_work *work, bool *ret_is_over)
{
	int64_t *place = work->round->place;
	struct lic_q_licenses_users_of_sku_in in = {work->ctx->caller.tenant_id, place[1], place[2],
		CANDIDATES_MAX};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_licenses_users_of_sku_row row;
	int64_t count = 0;
	bool more = true;

	*ret_is_over = false;
	LIC_TRY(lic_q_licenses_users_of_sku_open(work->ctx->db, &in, &rows));
	while (lic_delta__has_room(work)) {
		LIC_TRY(lic_q_licenses_users_of_sku_next(&rows, &row, &more));
		if (!more) {
			*ret_is_over = count < CANDIDATES_MAX;
			return LIC_OK_RC;
		}
		LIC_TRY(tell_holder(work, row.user_id));
		place[2] = row.user_id;
		count++;
	}
	return LIC_OK_RC;
}

static lic_rc changed_holders(struct lic_delta_work *work)
{
	int64_t *place = work->round->place;
	struct places *places = lic_arena_alloc(work->ctx->arena, sizeof(*places));

	if (places == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while ((work->query->of_licenses & work->query->fields) != 0) {
		bool is_over = true;

		if (place[2] != INT64_MAX) {
			LIC_TRY(tell_holders(work, &is_over));
		}
		if (!is_over) {
			work->page.has_more = true;
			return LIC_OK_RC;
		}
		LIC_TRY(read_places(work, LIC_DELTA_SKU, 1, places));
		if (places->count == 0) {
			return LIC_OK_RC;
		}
		place[0] = places->stamp[0];
		place[1] = places->id[0];
		place[2] = 0;
	}
	return LIC_OK_RC;
}

/* The live group with key `id` on the page of `work`, added if it is not there: `*ret_entry` is
 * NULL when it is not live, or not asked for. */
static lic_rc entry_of(struct lic_delta_work *work, int64_t id, struct lic_delta_entry **ret_entry)
{
	struct lic_delta_page *page = &work->page;

	for (size_t i = page->count; i > 0; i--) {
		if (page->entries[i - 1].id == id) {
			*ret_entry = page->entries[i - 1].state == LIC_DELTA_LIVE
				? &page->entries[i - 1]
				: NULL;
			return LIC_OK_RC;
		}
	}
	LIC_TRY(lic_delta__add(work, id, 0, NULL, ret_entry));
	if (*ret_entry != NULL && (*ret_entry)->state != LIC_DELTA_LIVE) {
		page->count--; /* told by its own change */
		*ret_entry = NULL;
	}
	return LIC_OK_RC;
}

static lic_rc tell_member(struct lic_delta_work *work,
	const struct lic_q_delta_member_changes_row *row)
{
	struct lic_delta_member member = {
		.kind = row->member_kind == 0 ? LIC_MEMBER_USER : LIC_MEMBER_GROUP,
		.guid = row->guid,
		.is_gone = row->is_member == 0,
	};
	struct lic_delta_entry *entry = NULL;

	LIC_TRY(entry_of(work, row->group_id, &entry));
	if (entry != NULL) {
		lic_delta__add_member(work, entry, &member);
	}
	return LIC_OK_RC;
}

static lic_rc changed_members(struct lic_delta_work *work)
{
	int64_t *place = work->round->place;
	struct lic_q_delta_member_changes_in in = {
		.tenant_id = work->ctx->caller.tenant_id,
		.after_stamp = place[0],
		.after_group = place[1],
		.after_kind = place[2],
		.after_id = place[3],
		.to = work->round->to,
		.limit = LIC_DELTA_MEMBERS_MAX,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_delta_member_changes_row row;
	size_t count = 0;
	bool more = true;

	if (!work->query->has_members) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_delta_member_changes_open(work->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_delta_member_changes_next(&rows, &row, &more));
		if (!more) {
			work->page.has_more = count == LIC_DELTA_MEMBERS_MAX;
			return LIC_OK_RC;
		}
		if (!lic_delta__has_room(work)) {
			work->page.has_more = true;
			return LIC_OK_RC;
		}
		LIC_TRY(tell_member(work, &row));
		place[0] = row.stamp;
		place[1] = row.group_id;
		place[2] = row.member_kind;
		place[3] = row.member_id;
		count++;
	}
}

static lic_rc read_first(struct lic_delta_work *work)
{
	if (work->query->ids != NULL) {
		return all_ids(work);
	}
	return work->query->kind == LIC_MEMBER_USER ? all_users(work) : all_groups(work);
}

static lic_rc read_changed(struct lic_delta_work *work)
{
	if (!work->round->is_late) {
		LIC_TRY(changed_objects(work));
	}
	if (work->page.has_more) {
		return LIC_OK_RC;
	}
	return work->query->kind == LIC_MEMBER_USER ? changed_holders(work) : changed_members(work);
}

lic_rc lic_delta_read(struct lic_ctx *ctx, const struct lic_delta_query *query,
	struct lic_delta_round *round, struct lic_delta_page *ret_page)
{
	struct lic_delta_work work = {.ctx = ctx, .query = query, .round = round};

	LIC_TRY(lic_ctx_require(ctx,
		query->kind == LIC_MEMBER_USER ? LIC_ACTION_READ_DIRECTORY
					       : LIC_ACTION_READ_GROUPS));
	LIC_TRY(lic_delta__start(&work));
	LIC_TRY(round->from == LIC_DELTA_FIRST ? read_first(&work) : read_changed(&work));
	*ret_page = work.page;
	return LIC_OK_RC;
}
