/*
 * What users inherit: see inherit_int.h.
 */
#include "service/inherit_int.h"

#include "base/text.h"
#include "core/group.h"
#include "service/allotment_int.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define WISHES_FIRST 8

/* What a user's groups want, as it is read. */
struct wishes {
	struct lic_membership *list;        /* one a group, the longest membership first */
	int64_t *added_ms;                  /* since when, by index in list */
	size_t count;                       /* number of memberships */
	struct lic_group_license *licenses; /* of all of them, one after the other */
	size_t license_count;               /* number of licences */
	size_t room;                        /* allocated of each */
	struct lic_allotted_list allotted;  /* what limits them */
};

/* Makes room for one more membership and licence. Pointers into licenses are set when all are
 * there. */
static lic_rc make_room(struct lic_arena *arena, struct wishes *wishes)
{
	size_t room = wishes->room == 0 ? WISHES_FIRST : wishes->room * 2;
	struct wishes more = *wishes;

	if (wishes->license_count < wishes->room) {
		return LIC_OK_RC;
	}
	more.room = room;
	more.list = lic_arena_array(arena, room, sizeof(*more.list));
	more.added_ms = lic_arena_array(arena, room, sizeof(*more.added_ms));
	more.licenses = lic_arena_array(arena, room, sizeof(*more.licenses));
	if (more.list == NULL || more.added_ms == NULL || more.licenses == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (wishes->room > 0) {
		memcpy(more.list, wishes->list, wishes->count * sizeof(*more.list));
		memcpy(more.added_ms, wishes->added_ms, wishes->count * sizeof(*more.added_ms));
		memcpy(more.licenses, wishes->licenses,
			wishes->license_count * sizeof(*more.licenses));
	}
	*wishes = more;
	return LIC_OK_RC;
}

/* Notes the allotment in which the group of `row` gives the SKU with index `sku`, if it does. */
static lic_rc add_allotted(struct lic_ctx *ctx, const struct lic_q_groups_of_user_row *row,
	uint32_t sku, struct wishes *wishes)
{
	const struct lic_allotted allotted = {
		.group = row->group_id,
		.sku = sku,
		.allotment = row->allotment_id.value,
		.free = row->seat_limit.value - row->allotment_consumed.value,
	};

	return row->allotment_id.is_set
		? lic_allotted__add(ctx->arena, &wishes->allotted, &allotted)
		: LIC_OK_RC;
}

static lic_rc add_wish(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_q_groups_of_user_row *row, struct wishes *wishes)
{
	struct lic_group_license license = {.sku = lic_catalog_sku_by_key(catalog, row->sku_id)};
	uint64_t *disabled = NULL;

	if (license.sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	LIC_TRY(make_room(ctx->arena, wishes));
	LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row->plans, &disabled));
	license.disabled = disabled;
	if (wishes->count == 0 || wishes->list[wishes->count - 1].group != row->group_id) {
		wishes->added_ms[wishes->count] = row->added_ms;
		wishes->list[wishes->count++] = (struct lic_membership){
			.group = row->group_id,
			.is_best_effort = row->is_best_effort != 0,
		};
	}
	wishes->list[wishes->count - 1].license_count++;
	wishes->licenses[wishes->license_count++] = license;
	return add_allotted(ctx, row, license.sku, wishes);
}

static lic_rc read_wishes(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	struct wishes *wishes)
{
	struct lic_q_groups_of_user_in in = {.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_of_user_row row;
	size_t at = 0;
	bool more = true;

	LIC_TRY(lic_q_groups_of_user_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_of_user_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add_wish(ctx, catalog, &row, wishes));
	}
	for (size_t i = 0; i < wishes->count; i++) {
		wishes->list[i].licenses = &wishes->licenses[at];
		at += wishes->list[i].license_count;
	}
	return LIC_OK_RC;
}

/* Sets aside in `pool` what goes to who waits ahead of the user (D-08), unless no group wants it
 * for him. */
static lic_rc reserve(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct wishes *wishes, struct lic_sku_seats *pool)
{
	struct lic_line_place *places = NULL;
	size_t count = 0;

	if (!pool->seats.has_line || lic_seats_available(&pool->seats) == 0) {
		return LIC_OK_RC;
	}
	places = lic_arena_array(ctx->arena, wishes->count, sizeof(*places));
	if (places == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < wishes->count; i++) {
		const struct lic_membership *in = &wishes->list[i];

		for (size_t k = 0; k < in->license_count; k++) {
			if (in->licenses[k].sku == pool->sku) {
				places[count++] = (struct lic_line_place){
					.since_ms = wishes->added_ms[i],
					.user_id = user_id,
					.source_id = in->group,
				};
			}
		}
	}
	return count == 0 ? LIC_OK_RC : lic_inherit__reserve(ctx, catalog, places, count, pool);
}

/* Adds the pools of what is wished for to those of the user's paths. */
static lic_rc read_pools(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct wishes *wishes, struct lic_license_view *view)
{
	struct lic_sku_seats *list = lic_arena_array(ctx->arena,
		view->seat_count + wishes->license_count, sizeof(*list));
	size_t count = view->seat_count;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count > 0) {
		memcpy(list, view->seats, count * sizeof(*list));
	}
	for (size_t i = 0; i < wishes->license_count; i++) {
		bool is_there = false;

		for (size_t k = 0; k < count; k++) {
			is_there = is_there || list[k].sku == wishes->licenses[i].sku;
		}
		if (!is_there) {
			list[count].sku = wishes->licenses[i].sku;
			LIC_TRY(lic_seats__read(ctx, catalog, list[count].sku, &list[count].seats,
				&is_there));
			count += is_there ? 1 : 0;
		}
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(reserve(ctx, catalog, user_id, wishes, &list[i]));
	}
	view->seats = list;
	view->seat_count = count;
	return LIC_OK_RC;
}

static bool is_wanted(const struct wishes *wishes, const struct lic_path *path)
{
	for (size_t i = 0; i < wishes->count; i++) {
		const struct lic_membership *in = &wishes->list[i];

		for (size_t k = 0; in->group == path->source && k < in->license_count; k++) {
			if (in->licenses[k].sku == path->sku) {
				return true;
			}
		}
	}
	return false;
}

/* Adds the allotments of the groups by which the user has something that they give no more. */
static lic_rc read_leaving(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_license_view *view, struct wishes *wishes)
{
	for (size_t i = 0; i < view->path_count; i++) {
		if (!is_wanted(wishes, &view->paths[i])) {
			LIC_TRY(lic_allotted__add_paths(ctx, catalog, &view->paths[i], 1,
				&wishes->allotted));
		}
	}
	return LIC_OK_RC;
}

static lic_rc read_view(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	struct lic_license_view *ret_view)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	LIC_TRY(lic_license__ask_view(ctx, user_id, &rows));
	return lic_license__get_view(ctx, catalog, &rows, ret_view);
}

/* Finds another live user with the mail address `mail` of the one with key `user_id`. */
static lic_rc find_mail_holder(struct lic_ctx *ctx, int64_t user_id, const char *mail,
	struct lic_q_users_mail_holder_row *ret_row, bool *ret_found)
{
	struct lic_q_users_mail_holder_in in = {.tenant_id = ctx->caller.tenant_id, .id = user_id};

	*ret_found = false;
	if (mail == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(ctx->arena, mail, &in.mail_key));
	return lic_q_users_mail_holder(ctx->db, ctx->arena, &in, ret_row, ret_found);
}

static lic_rc read_mail_holder(struct lic_ctx *ctx, const struct lic_user *user,
	struct lic_facts *facts)
{
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	facts->mail = user->values.text[LIC_USER_MAIL];
	LIC_TRY(find_mail_holder(ctx, user->id, facts->mail, &row, &found));
	facts->mail_holder = found ? row.display_name : NULL;
	return LIC_OK_RC;
}

lic_rc lic_inherit__country(struct lic_ctx *ctx, struct lic_inherit *inherit)
{
	struct lic_q_tenant_load_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_tenant_load_row row;
	bool found = false;

	if (inherit->country != NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_tenant_load(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	inherit->country = row.country;
	return LIC_OK_RC;
}

/* Since when the user is in the group with key `source` (D-08). */
static int64_t added_ms_of(const struct wishes *wishes, int64_t source)
{
	for (size_t i = 0; i < wishes->count; i++) {
		if (wishes->list[i].group == source) {
			return wishes->added_ms[i];
		}
	}
	return 0;
}

/* Puts what got no seat into the line for one. */
static lic_rc stand_in_line(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct wishes *wishes, const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->path_count; i++) {
		const struct lic_path_change *path = &decision->paths[i];
		struct lic_q_waiting_put_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.sku_id = catalog->skus[path->sku].key,
			.user_id = user_id,
			.source_id = path->source,
			.since_ms = added_ms_of(wishes, path->source),
		};

		if (path->after != NULL && path->state_after == LIC_PATH_ERROR &&
			path->error_after == LIC_PATH_COUNT) {
			LIC_TRY(lic_q_waiting_put(ctx->db, &in, NULL));
		}
	}
	return LIC_OK_RC;
}

/* What is decided about one user, and from what. */
struct settlement {
	struct wishes wishes;         /* what his groups want */
	struct lic_facts facts;       /* what is known of him */
	struct lic_decision decision; /* what is to change */
};

/* Reads and decides about one user. */
static lic_rc decide(struct lic_ctx *ctx, struct lic_inherit *inherit, const struct lic_user *user,
	struct settlement *ret_settlement)
{
	const struct lic_catalog *catalog = inherit->catalog;
	struct wishes wishes = {0};
	struct lic_license_view view = {0};
	struct lic_facts facts = {
		.catalog = catalog,
		.usage_location = user->values.text[LIC_USER_USAGE_LOCATION],
	};
	struct lic_decision decision = {0};

	LIC_TRY(lic_inherit__country(ctx, inherit));
	LIC_TRY(read_view(ctx, catalog, user->id, &view));
	LIC_TRY(read_wishes(ctx, catalog, user->id, &wishes));
	LIC_TRY(read_pools(ctx, catalog, user->id, &wishes, &view));
	LIC_TRY(read_leaving(ctx, catalog, &view, &wishes));
	if (wishes.count > 0) {
		LIC_TRY(read_mail_holder(ctx, user, &facts));
	}
	facts.paths = view.paths;
	facts.path_count = view.path_count;
	facts.seats = view.seats;
	facts.seat_count = view.seat_count;
	facts.allotted = wishes.allotted.items;
	facts.allotted_count = wishes.allotted.count;
	LIC_TRY(lic_group_settle(ctx->arena, &facts, inherit->country, wishes.list, wishes.count,
		&decision));
	*ret_settlement = (struct settlement){wishes, facts, decision};
	return LIC_OK_RC;
}

static lic_rc write(struct lic_ctx *ctx, struct lic_inherit *inherit, const struct lic_user *user,
	const struct settlement *settlement)
{
	const struct lic_catalog *catalog = inherit->catalog;
	const struct lic_decision *decision = &settlement->decision;

	if (decision->path_count == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_license__move_seats(ctx, catalog, decision));
	LIC_TRY(lic_allotment__move(ctx, decision));
	LIC_TRY(lic_license__write_paths(ctx, catalog, user->id, decision, inherit->operation));
	return stand_in_line(ctx, catalog, user->id, &settlement->wishes, decision);
}

lic_rc lic_inherit__differs(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_user *user, bool *ret_differs)
{
	struct settlement settlement = {0};

	LIC_TRY(decide(ctx, inherit, user, &settlement));
	*ret_differs = settlement.decision.path_count > 0;
	return LIC_OK_RC;
}

lic_rc lic_inherit__settle(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_user *user, struct lic_decision *ret_decision)
{
	struct settlement settlement = {0};

	LIC_TRY(decide(ctx, inherit, user, &settlement));
	LIC_TRY(write(ctx, inherit, user, &settlement));
	LIC_TRY(lic_wish__join(ctx, inherit, user, &settlement.facts, &settlement.decision));
	LIC_TRY(lic_inherit__serve_freed(ctx, inherit, &settlement.decision));
	if (ret_decision != NULL) {
		*ret_decision = settlement.decision;
	}
	return LIC_OK_RC;
}

lic_rc lic_inherit__settle_key(struct lic_ctx *ctx, struct lic_inherit *inherit, int64_t user_id)
{
	struct lic_user user = {0};
	lic_rc rc = lic_user__load(ctx, user_id, &user);

	if (rc.code == LIC_E_NOTFOUND || (lic_ok(rc) && user.deleted_ms.is_set)) {
		return LIC_OK_RC;
	}
	LIC_TRY(rc);
	return lic_inherit__settle(ctx, inherit, &user, NULL);
}

lic_rc lic_inherit__free_mail(struct lic_ctx *ctx, struct lic_inherit *inherit, int64_t user_id,
	const char *mail)
{
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	LIC_TRY(find_mail_holder(ctx, user_id, mail, &row, &found));
	return found ? lic_inherit__settle_key(ctx, inherit, row.id) : LIC_OK_RC;
}

lic_rc lic_inherit__serve_freed(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->seat_count; i++) {
		if (decision->seats[i].delta < 0) {
			LIC_TRY(lic_inherit__serve(ctx, inherit, decision->seats[i].sku));
		}
	}
	for (size_t i = 0; i < decision->allotment_count; i++) {
		if (decision->allotments[i].delta < 0) {
			LIC_TRY(lic_inherit__serve(ctx, inherit, decision->allotments[i].sku));
		}
	}
	return LIC_OK_RC;
}
