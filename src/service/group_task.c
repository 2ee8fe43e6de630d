/*
 * The task that applies the licences of a group: see tasks_int.h.
 *
 * It goes through the members in the order in which they joined (D-08). Most members of a group
 * that was just licensed have nothing at all, so that what is known of them differs only in the
 * usage location: for such a run of members the decision is made once for each location, and when
 * it gives everything, seats, paths and changes of all of them are written at once. Everybody else
 * is settled alone, in his turn.
 */
#include "service/tasks_int.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "core/group.h"
#include "service/allotment_int.h"
#include "service/delta_int.h"
#include "service/groups.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define ACTOR_NAME "Licentia group-based licensing"
#define SUMMARY_BYTES ((size_t)512)
#define MEMBERS_A_PAGE 128
#define KEYS_A_PAGE 1000
#define LOCATIONS_MAX 64

/* A member on a page. */
struct member {
	int64_t user_id;      /* key */
	int64_t added_ms;     /* since when he is in */
	const char *location; /* usage location, or NULL; only of one who is plain */
	bool is_plain;        /* has nothing, and may be given it together with others */
};

/* What members of a group share. */
struct template
{
	int64_t group_id;                     /* key */
	bool is_nested;                       /* it licenses members of members */
	bool is_bulk;                         /* plain members can be told, and given it together */
	bool needs_mail;                      /* a mailbox may come on */
	struct lic_membership membership;     /* what being in it means */
	struct lic_sku_seats *pools;          /* by index of licence */
	struct lic_allotted_list allotted;    /* those in an allotment */
	int64_t *plan_sets;                   /* keys of the plans that are off, likewise */
	const char *locations[LOCATIONS_MAX]; /* usage locations decided about; NULL: none */
	bool gives[LOCATIONS_MAX];            /* whether a plain member there is given everything */
	size_t location_count;                /* number of them */
};

/* Plain members one after the other who are given everything. */
struct run {
	const struct member *first; /* on the page */
	size_t count;               /* number of them; 0: none */
	int64_t left;               /* seats that were free when it began, of the scarcest SKU */
};

static lic_rc read_pools(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct template *template, int64_t *ret_left)
{
	/* Behind everybody who is in line: whoever would stand further in front is settled alone.
	 */
	const struct lic_line_place last = {.since_ms = INT64_MAX};
	int64_t left = INT64_MAX;

	for (size_t i = 0; i < template->membership.license_count; i++) {
		struct lic_sku_seats *pool = &template->pools[i];
		bool found = false;

		pool->sku = template->membership.licenses[i].sku;
		pool->seats = (struct lic_seats){0};
		LIC_TRY(lic_seats__read(ctx, catalog, pool->sku, &pool->seats, &found));
		LIC_TRY(lic_inherit__reserve(ctx, catalog, &last, 1, pool));
		if (lic_seats_available(&pool->seats) < left) {
			left = lic_seats_available(&pool->seats);
		}
	}
	for (size_t i = 0; i < template->allotted.count; i++) {
		struct lic_allotted *allotted = &template->allotted.items[i];
		bool found = false;

		LIC_TRY(lic_allotted__find(ctx, catalog, template->group_id, allotted->sku,
			allotted, &found));
		if (found && allotted->free < left) {
			left = allotted->free;
		}
	}
	*ret_left = left;
	return LIC_OK_RC;
}

/* Tells whether one of `count` licences may bring a mailbox. */
static lic_rc find_mail(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_group_license *licenses, size_t count, bool *ret_needs)
{
	struct lic_license_add *adds = lic_arena_array(ctx->arena, count, sizeof(*adds));
	struct lic_license_request request = {.adds = adds, .add_count = count};

	if (adds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		adds[i].sku_id = catalog->skus[licenses[i].sku].id;
	}
	*ret_needs = lic_license_may_bring_mailbox(catalog, &request);
	return LIC_OK_RC;
}

/* Notes the allotment in which the group gives the SKU with index `sku`, if it does. */
static lic_rc add_allotted(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct template *template)
{
	struct lic_allotted found;
	bool is_found = false;

	LIC_TRY(lic_allotted__find(ctx, catalog, template->group_id, sku, &found, &is_found));
	return is_found ? lic_allotted__add(ctx->arena, &template->allotted, &found) : LIC_OK_RC;
}

static lic_rc read_licenses(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct template *template)
{
	struct lic_group_template *list = NULL;
	struct lic_group_license *licenses = NULL;
	size_t count = 0;

	LIC_TRY(lic_group_templates(ctx, catalog, template->group_id, &list, &count));
	licenses = lic_arena_array(ctx->arena, count, sizeof(*licenses));
	template->pools = lic_arena_array(ctx->arena, count, sizeof(*template->pools));
	template->plan_sets = lic_arena_array(ctx->arena, count, sizeof(*template->plan_sets));
	if (licenses == NULL || template->pools == NULL || template->plan_sets == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		licenses[i] = (struct lic_group_license){list[i].sku, list[i].disabled};
		LIC_TRY(lic_plan_set__find(ctx, catalog, list[i].disabled,
			&template->plan_sets[i]));
		LIC_TRY(add_allotted(ctx, catalog, list[i].sku, template));
	}
	template->membership.licenses = licenses;
	template->membership.license_count = count;
	return find_mail(ctx, catalog, licenses, count, &template->needs_mail);
}

static lic_rc read_template(struct lic_ctx *ctx, const struct lic_task_step *step,
	struct template *template)
{
	struct lic_q_groups_load_in in = {ctx->caller.tenant_id, step->job.target_id};
	struct lic_q_groups_any_nesting_in any_in = {ctx->caller.tenant_id};
	struct lic_q_groups_any_nesting_row any;
	struct lic_q_groups_load_row group;
	bool found = false;

	template->group_id = step->job.target_id;
	LIC_TRY(lic_q_groups_load(ctx->db, ctx->arena, &in, &group, &found));
	template->is_nested = found &&group.includes_nested != 0;
	if (!found || group.deleted_ms.is_set) {
		return LIC_OK_RC;
	}
	template->membership.group = group.id;
	template->membership.is_best_effort = group.is_best_effort != 0;
	LIC_TRY(read_licenses(ctx, step->inherit.catalog, template));
	LIC_TRY(lic_q_groups_any_nesting(ctx->db, ctx->arena, &any_in, &any));
	template->is_bulk = any.is_any == 0 && template->membership.license_count > 0;
	return LIC_OK_RC;
}

static lic_rc read_direct_members(struct lic_ctx *ctx, const struct lic_bulk_job *job,
	const struct template *template, struct member *page, size_t *ret_count)
{
	struct lic_q_groups_members_facts_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.group_id = job->target_id,
		.after_ms = job->progress.position,
		.after_id = job->progress.line,
		.needs_mail = template->needs_mail ? 1 : 0,
		.limit = MEMBERS_A_PAGE,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_members_facts_row row;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_groups_members_facts_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_members_facts_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		page[count] = (struct member){
			.user_id = row.user_id,
			.added_ms = row.added_ms,
			.is_plain = template->is_bulk && row.is_plain != 0,
		};
		if (page[count].is_plain && row.usage_location != NULL) {
			page[count].location = lic_arena_strdup(ctx->arena, row.usage_location);
			if (page[count].location == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
		count++;
	}
	*ret_count = count;
	return LIC_OK_RC;
}

static lic_rc read_nested_members(struct lic_ctx *ctx, const struct lic_bulk_job *job,
	struct member *page, size_t *ret_count)
{
	struct lic_q_groups_nested_members_in_order_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.group_id = job->target_id,
		.after_ms = job->progress.position,
		.after_id = job->progress.line,
		.limit = MEMBERS_A_PAGE,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_nested_members_in_order_row row;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_groups_nested_members_in_order_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_nested_members_in_order_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		page[count++] = (struct member){.user_id = row.user_id, .added_ms = row.added_ms};
	}
	*ret_count = count;
	return LIC_OK_RC;
}

/* Tells whether `decision` gives every product of the template. */
static bool gives_all(const struct template *template, const struct lic_decision *decision)
{
	size_t count = template->membership.license_count;
	bool all = decision->path_count == count && decision->seat_count == count;

	for (size_t i = 0; all && i < count; i++) {
		all = decision->paths[i].before == NULL &&
			decision->paths[i].state_after == LIC_PATH_ACTIVE &&
			decision->seats[i].delta == 1;
	}
	return all;
}

/* Decides about somebody with usage location `location` who has nothing but this membership. */
static lic_rc decide(struct lic_ctx *ctx, struct lic_task_step *step, struct template *template,
	const char *location, bool *ret_gives)
{
	struct lic_facts facts = {
		.catalog = step->inherit.catalog,
		.usage_location = location,
		.seats = template->pools,
		.seat_count = template->membership.license_count,
		.allotted = template->allotted.items,
		.allotted_count = template->allotted.count,
	};
	struct lic_decision decision = {0};

	LIC_TRY(lic_inherit__country(ctx, &step->inherit));
	LIC_TRY(lic_group_settle(ctx->arena, &facts, step->inherit.country, &template->membership,
		1, &decision));
	*ret_gives = gives_all(template, &decision);
	return LIC_OK_RC;
}

static bool is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Does decide(), once for each location while seats are free. */
static lic_rc is_given(struct lic_ctx *ctx, struct lic_task_step *step, struct template *template,
	const char *location, bool *ret_gives)
{
	for (size_t i = 0; i < template->location_count; i++) {
		if (is_same(template->locations[i], location)) {
			*ret_gives = template->gives[i];
			return LIC_OK_RC;
		}
	}
	LIC_TRY(decide(ctx, step, template, location, ret_gives));
	if (template->location_count < LOCATIONS_MAX) {
		template->locations[template->location_count] = location;
		template->gives[template->location_count++] = *ret_gives;
	}
	return LIC_OK_RC;
}

/* Writes the paths to one product of a run, and their changes. */
static lic_rc write_run(struct lic_ctx *ctx, struct lic_task_step *step,
	const struct template *template, const struct run *run, size_t license)
{
	const struct lic_catalog *catalog = step->inherit.catalog;
	const struct member *last = run->first + run->count - 1;
	uint32_t sku = template->membership.licenses[license].sku;
	struct lic_q_groups_members_give_in paths = {
		.tenant_id = ctx->caller.tenant_id,
		.group_id = template->group_id,
		.sku_id = catalog->skus[sku].key,
		.plan_set_id = template->plan_sets[license],
		.since_ms = ctx->now_ms,
		.operation_id = step->operation.id,
		.first_ms = run->first->added_ms,
		.first_id = run->first->user_id,
		.last_ms = last->added_ms,
		.last_id = last->user_id,
	};
	struct lic_q_groups_members_given_in changes = {
		.tenant_id = paths.tenant_id,
		.group_id = paths.group_id,
		.sku_id = paths.sku_id,
		.plan_set_id = paths.plan_set_id,
		.operation_id = paths.operation_id,
		.seq = step->operation.change_count + 1,
		.first_ms = paths.first_ms,
		.first_id = paths.first_id,
		.last_ms = paths.last_ms,
		.last_id = paths.last_id,
	};
	struct lic_q_delta_members_given_in notes = {
		.tenant_id = paths.tenant_id,
		.group_id = paths.group_id,
		.first_ms = paths.first_ms,
		.first_id = paths.first_id,
		.last_ms = paths.last_ms,
		.last_id = paths.last_id,
	};
	const struct lic_allotted *allotted = lic_allotted_find(template->allotted.items,
		template->allotted.count, template->group_id, sku);
	int64_t path_count = 0;
	int64_t change_count = 0;

	LIC_TRY(lic_delta__stamp(ctx, &step->operation, &notes.stamp));
	LIC_TRY(lic_license__move_seat(ctx, catalog, sku, (int)run->count));
	if (allotted != NULL) {
		LIC_TRY(lic_allotment__take(ctx, allotted->allotment, (int64_t)run->count));
	}
	LIC_TRY(lic_q_groups_members_give(ctx->db, &paths, &path_count));
	LIC_TRY(lic_q_groups_members_given(ctx->db, &changes, &change_count));
	LIC_TRY(lic_q_delta_members_given(ctx->db, &notes, NULL));
	if (path_count != (int64_t)run->count || change_count != path_count) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	step->operation.change_count += change_count;
	return LIC_OK_RC;
}

/* Gives the members of `run` what was decided, and ends it. */
static lic_rc end_run(struct lic_ctx *ctx, struct lic_task_step *step,
	const struct template *template, struct run *run)
{
	for (size_t i = 0; run->count > 0 && i < template->membership.license_count; i++) {
		LIC_TRY(write_run(ctx, step, template, run, i));
	}
	step->job.progress.done += (int64_t)run->count;
	*run = (struct run){0};
	return LIC_OK_RC;
}

/* Takes a plain member into the run, or begins one with him, if he is given everything. */
static lic_rc take_into_run(struct lic_ctx *ctx, struct lic_task_step *step,
	struct template *template, const struct member *member, struct run *run, bool *ret_taken)
{
	*ret_taken = false;
	if (run->count == 0) {
		LIC_TRY(read_pools(ctx, step->inherit.catalog, template, &run->left));
		run->first = member;
	}
	if ((int64_t)run->count < run->left) {
		LIC_TRY(is_given(ctx, step, template, member->location, ret_taken));
	}
	run->count += *ret_taken ? 1 : 0;
	return LIC_OK_RC;
}

/* Goes through a page until it or the time is over; tells how many members that were. */
static lic_rc settle_members(struct lic_ctx *ctx, struct lic_task_step *step,
	struct template *template, const struct member *page, size_t count, size_t *ret_done)
{
	struct run run = {0};
	size_t i = 0;
	bool is_late = false;

	while (i < count && !is_late) {
		bool is_taken = false;

		if (page[i].is_plain) {
			LIC_TRY(take_into_run(ctx, step, template, &page[i], &run, &is_taken));
		}
		if (!is_taken) {
			LIC_TRY(end_run(ctx, step, template, &run));
			LIC_TRY(lic_inherit__settle_key(ctx, &step->inherit, page[i].user_id));
			step->job.progress.done++;
			is_late = lic_bulk_is_over(step->turn);
		}
		i++;
	}
	LIC_TRY(end_run(ctx, step, template, &run));
	*ret_done = i;
	return LIC_OK_RC;
}

/* Users by key, and how far the list goes. */
struct keys {
	int64_t list[KEYS_A_PAGE]; /* ascending */
	size_t count;              /* number of them; fewer than there is room: that is all */
};

static lic_rc read_holders(struct lic_ctx *ctx, const struct lic_task_step *step, int64_t after,
	struct keys *keys)
{
	struct lic_q_groups_holders_of_source_in in = {ctx->caller.tenant_id, step->job.target_id,
		after, KEYS_A_PAGE};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_holders_of_source_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_holders_of_source_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_holders_of_source_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = row.user_id;
	}
}

static lic_rc read_direct_keys(struct lic_ctx *ctx, int64_t group_id, int64_t after,
	struct keys *keys)
{
	struct lic_q_groups_members_by_key_in in = {ctx->caller.tenant_id, group_id, after,
		KEYS_A_PAGE};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_members_by_key_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_members_by_key_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_members_by_key_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = row.user_id;
	}
}

static lic_rc read_nested_keys(struct lic_ctx *ctx, int64_t group_id, int64_t after,
	struct keys *keys)
{
	struct lic_q_groups_nested_members_by_key_in in = {ctx->caller.tenant_id, group_id, after,
		KEYS_A_PAGE};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_nested_members_by_key_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_nested_members_by_key_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_nested_members_by_key_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = row.user_id;
	}
}

/* Reads whose membership the group licenses, as step_members() goes through them. */
static lic_rc read_members(struct lic_ctx *ctx, const struct lic_task_step *step, int64_t after,
	struct keys *keys)
{
	struct lic_q_groups_load_in in = {ctx->caller.tenant_id, step->job.target_id};
	struct lic_q_groups_load_row group;
	bool found = false;

	LIC_TRY(lic_q_groups_load(ctx->db, ctx->arena, &in, &group, &found));
	return found && group.includes_nested != 0 ? read_nested_keys(ctx, in.id, after, keys)
						   : read_direct_keys(ctx, in.id, after, keys);
}

/* The last key about which both lists say everything. */
static int64_t known_until(const struct keys *keys)
{
	return keys->count < KEYS_A_PAGE ? INT64_MAX : keys->list[KEYS_A_PAGE - 1];
}

/*
 * The users who have something of the group and are not in it any more. Who is in it has been
 * settled as a member, in his turn: once is enough, and what he is told is what stood in his way
 * then. Two lists in the same order are compared, which is much quicker than looking for
 * each holder among the members.
 */
static lic_rc step_holders(struct lic_ctx *ctx, struct lic_task_step *step)
{
	struct lic_bulk_progress *progress = &step->job.progress;
	struct keys *holders = lic_arena_alloc(ctx->arena, sizeof(*holders));
	struct keys *members = lic_arena_alloc(ctx->arena, sizeof(*members));
	int64_t until = INT64_MAX;
	size_t m = 0;

	if (holders == NULL || members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_holders(ctx, step, -1 - progress->position, holders));
	LIC_TRY(read_members(ctx, step, -1 - progress->position, members));
	until = known_until(holders);
	for (size_t h = 0; h < holders->count; h++) {
		int64_t user_id = holders->list[h];

		while (m < members->count && members->list[m] < user_id) {
			m++;
		}
		if (m == members->count && user_id > known_until(members)) {
			until = known_until(members);
			break;
		}
		if (m == members->count || members->list[m] != user_id) {
			LIC_TRY(lic_inherit__settle_key(ctx, &step->inherit, user_id));
			progress->done++;
			if (lic_bulk_is_over(step->turn)) {
				until = user_id;
				break;
			}
		}
	}
	step->is_over = until == INT64_MAX;
	progress->position = step->is_over ? progress->position : -1 - until;
	return LIC_OK_RC;
}

static lic_rc step_members(struct lic_ctx *ctx, struct lic_task_step *step)
{
	struct lic_bulk_progress *progress = &step->job.progress;
	struct template *template = lic_arena_alloc(ctx->arena, sizeof(*template));
	struct member *page = lic_arena_array(ctx->arena, MEMBERS_A_PAGE, sizeof(*page));
	size_t count = 0;
	size_t done = 0;

	if (template == NULL || page == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_template(ctx, step, template));
	LIC_TRY(template->is_nested ? read_nested_members(ctx, &step->job, page, &count)
				    : read_direct_members(ctx, &step->job, template, page, &count));
	LIC_TRY(settle_members(ctx, step, template, page, count, &done));
	if (done == count && count < MEMBERS_A_PAGE) {
		progress->position = -1;
		progress->line = 0;
	} else {
		progress->position = page[done - 1].added_ms;
		progress->line = page[done - 1].user_id;
	}
	return LIC_OK_RC;
}

/*
 * First the members in the order in which they joined (D-08); position and line are joining time
 * and key of the last one. Then, at negative positions, everybody else who has something of the
 * group, by key: -1 less the key of the last one.
 */
lic_rc lic_task__step_group(struct lic_ctx *ctx, struct lic_task_step *step)
{
	return step->job.progress.position < 0 ? step_holders(ctx, step) : step_members(ctx, step);
}

/* The numbers as what has become of the group. */
static lic_rc write_summary(const struct lic_q_groups_applied_row *row, struct lic_buf *text)
{
	struct lic_json json;

	lic_json_init(&json, text);
	lic_json_object(&json);
	lic_json_key(&json, "usersAssigned");
	lic_json_object(&json);
	lic_json_kstring(&json, "old", NULL);
	lic_json_kint(&json, "new", row->users - row->failed);
	lic_json_end(&json);
	lic_json_key(&json, "usersFailed");
	lic_json_object(&json);
	lic_json_kstring(&json, "old", NULL);
	lic_json_kint(&json, "new", row->failed);
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_task__tell_group(struct lic_ctx *ctx, const struct lic_task_step *step)
{
	struct lic_q_groups_load_in group_in = {ctx->caller.tenant_id, step->job.target_id};
	struct lic_q_groups_applied_in in = {ctx->caller.tenant_id, step->job.target_id};
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_ctx system = *ctx;
	struct lic_q_groups_applied_row row;
	struct lic_q_groups_load_row group;
	struct lic_operation operation = {0};
	bool found = false;

	LIC_TRY(lic_q_groups_load(ctx->db, ctx->arena, &group_in, &group, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_groups_applied(ctx->db, ctx->arena, &in, &row));
	lic_buf_init(&text, SUMMARY_BYTES);
	LIC_TRY(write_summary(&row, &text));
	system.caller = (struct lic_caller){
		.tenant_id = ctx->caller.tenant_id,
		.kind = LIC_ACTOR_SYSTEM,
		.actor_name = ACTOR_NAME,
	};
	LIC_TRY(lic_ledger_begin(&system, LIC_OP_GROUP_APPLIED,
		&(struct lic_target){LIC_TARGET_GROUP, group.guid, group.display_name},
		&operation));
	LIC_TRY(lic_ledger_change(&system, &operation,
		&(struct lic_ledger_change){
			.kind = LIC_CHANGE_GROUP,
			.object_id = group.id,
			.detail = text.data,
		}));
	return lic_ledger_end(&system, &operation);
}
