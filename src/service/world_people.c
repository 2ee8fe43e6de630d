/*
 * Whom a change would concern, in the order in which they are given seats: see world_int.h.
 */
#include "service/world_int.h"

#include "store/lic_sql.h"

#include <stdlib.h>

#define PAGE_ROWS 1000
#define FIRST 16

lic_rc lic_world__make_room(void **list, size_t count, size_t *room, size_t size)
{
	size_t more = *room == 0 ? FIRST : *room * 2;
	void *larger = NULL;

	if (count < *room) {
		return LIC_OK_RC;
	}
	larger = realloc(*list, more * size);
	if (larger == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*list = larger;
	*room = more;
	return LIC_OK_RC;
}

static int compare_ms(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b ? 1 : 0;
}

static lic_rc too_many(struct lic_world *world)
{
	return lic_err_set(world->ctx->err, LIC_E_LIMIT, "Request_BadRequest",
		"This concerns more than %d people: a preview cannot go through them all.",
		LIC_WORLD_PEOPLE_MAX);
}

/* Appends somebody to the people, who may be there already. */
static lic_rc append(struct lic_world *world, int64_t user_id, int64_t added_ms)
{
	void *list = world->people;

	if (world->people_count == LIC_WORLD_PEOPLE_MAX) {
		return too_many(world);
	}
	LIC_TRY(lic_world__make_room(&list, world->people_count, &world->people_room,
		sizeof(*world->people)));
	world->people = list;
	world->people[world->people_count++] = (struct lic_world__member){added_ms, user_id};
	return LIC_OK_RC;
}

/* Appends who is in the group with key `group_id` himself, stored or hypothetically. */
static lic_rc append_direct(struct lic_world *world, int64_t group_id)
{
	struct lic_q_groups_members_in_order_in in = {
		.tenant_id = world->ctx->caller.tenant_id,
		.group_id = group_id,
		.after_ms = INT64_MIN,
		.limit = PAGE_ROWS,
	};
	size_t count = PAGE_ROWS;

	while (count == PAGE_ROWS) {
		LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
		struct lic_q_groups_members_in_order_row row;
		bool more = true;

		LIC_TRY(lic_q_groups_members_in_order_open(world->ctx->db, &in, &rows));
		for (count = 0;; count++) {
			LIC_TRY(lic_q_groups_members_in_order_next(&rows, &row, &more));
			if (!more) {
				break;
			}
			in.after_ms = row.added_ms;
			in.after_id = row.user_id;
			if (lic_world__find_edge(world, LIC_MEMBER_USER, row.user_id, group_id) ==
				NULL) {
				LIC_TRY(append(world, row.user_id, row.added_ms));
			}
		}
	}
	for (size_t i = 0; i < world->edge_count; i++) {
		const struct lic_world__edge *edge = &world->edges[i];

		if (edge->is_member && edge->kind == LIC_MEMBER_USER && edge->group == group_id) {
			LIC_TRY(append(world, edge->object, world->ctx->now_ms));
		}
	}
	return LIC_OK_RC;
}

static int by_key(const void *a, const void *b)
{
	const struct lic_world__member *left = a;
	const struct lic_world__member *right = b;

	return left->user_id != right->user_id ? compare_ms(left->user_id, right->user_id)
					       : compare_ms(left->added_ms, right->added_ms);
}

static int by_time(const void *a, const void *b)
{
	const struct lic_world__member *left = a;
	const struct lic_world__member *right = b;

	return left->added_ms != right->added_ms ? compare_ms(left->added_ms, right->added_ms)
						 : compare_ms(left->user_id, right->user_id);
}

/* Makes a list of the people from `from` on: each once, since when he first was in, in the order in
 * which they are given seats (D-08); and without those that are among the people already. */
static lic_rc order_people(struct lic_world *world, size_t from)
{
	struct lic_world__member *list = world->people;
	size_t count = from;

	if (world->people_count == from) {
		return LIC_OK_RC;
	}
	qsort(&list[from], world->people_count - from, sizeof(*list), by_key);
	for (size_t i = from; i < world->people_count; i++) {
		bool is_new = i == from || list[i].user_id != list[count - 1].user_id;

		if (is_new) {
			list[count++] = list[i];
		}
	}
	world->people_count = count;
	qsort(&list[from], count - from, sizeof(*list), by_time);
	count = from;
	for (size_t i = from; i < world->people_count; i++) {
		bool is_new = false;

		LIC_TRY(lic_keymap__add(&world->seen, list[i].user_id, 0, &is_new));
		if (is_new) {
			list[count++] = list[i];
		}
	}
	world->people_count = count;
	return LIC_OK_RC;
}

/* Behind the members, by key, who has something of the group still. */
static lic_rc add_holders(struct lic_world *world, int64_t group_id)
{
	struct lic_q_groups_holders_of_source_in in = {
		.tenant_id = world->ctx->caller.tenant_id,
		.group_id = group_id,
		.limit = PAGE_ROWS,
	};
	size_t count = PAGE_ROWS;

	while (count == PAGE_ROWS) {
		LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
		struct lic_q_groups_holders_of_source_row row;
		bool more = true;
		bool is_new = false;

		LIC_TRY(lic_q_groups_holders_of_source_open(world->ctx->db, &in, &rows));
		for (count = 0;; count++) {
			LIC_TRY(lic_q_groups_holders_of_source_next(&rows, &row, &more));
			if (!more) {
				break;
			}
			in.after = row.user_id;
			LIC_TRY(lic_keymap__add(&world->seen, row.user_id, 0, &is_new));
			if (is_new) {
				LIC_TRY(append(world, row.user_id, 0));
			}
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_world__add_people(struct lic_world *world, const int64_t *user_ids, size_t count)
{
	size_t from = world->people_count;

	for (size_t i = 0; i < count; i++) {
		LIC_TRY(append(world, user_ids[i], 0));
	}
	return order_people(world, from);
}

lic_rc lic_world__add_group(struct lic_world *world, int64_t group_id)
{
	size_t from = world->people_count;
	int64_t *below = NULL;
	size_t count = 0;

	LIC_TRY(lic_world__below(world, group_id, &below, &count));
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(append_direct(world, below[i]));
	}
	LIC_TRY(order_people(world, from));
	return add_holders(world, group_id);
}
