/*
 * The lines for seats in the world as it would be: those that are stored, and who would join them;
 * see world_turn_int.h.
 */
#include "service/world_turn_int.h"

#include "store/lic_sql.h"

#include <string.h>

void lic_world__cut_line(struct lic_world *world, uint32_t sku)
{
	for (size_t p = 0; p < world->sum->pool_count; p++) {
		world->is_cut[p] = world->is_cut[p] || world->sum->pools[p].sku == sku;
	}
}

/* Order of the places in a line, as waiting/first.sql has it for the usual rank. */
static int compare_places(const struct lic_world__place *a, const struct lic_world__place *b)
{
	if (a->sku != b->sku) {
		return a->sku < b->sku ? -1 : 1;
	}
	if (a->since_ms != b->since_ms) {
		return a->since_ms < b->since_ms ? -1 : 1;
	}
	if (a->user_id != b->user_id) {
		return a->user_id < b->user_id ? -1 : 1;
	}
	return a->source_id < b->source_id ? -1 : a->source_id > b->source_id ? 1 : 0;
}

/* Index of the first place behind `place`, or at it when it `is_at`. */
static size_t find_place(const struct lic_world *world, const struct lic_world__place *place,
	bool is_at)
{
	size_t low = 0;
	size_t high = world->place_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_places(&world->places[middle], place);

		if (order < 0 || (order == 0 && !is_at)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static void add_place(struct lic_world *world, const struct lic_world__place *place)
{
	size_t at = find_place(world, place, true);

	if (at < world->place_count && compare_places(&world->places[at], place) == 0) {
		return;
	}
	if (world->place_count == LIC_WORLD_KEPT_MAX) {
		lic_world__cut_line(world, place->sku);
		return;
	}
	memmove(&world->places[at + 1], &world->places[at],
		(world->place_count - at) * sizeof(*world->places));
	world->places[at] = *place;
	world->place_count++;
}

static int64_t since_of(const struct lic_world__subject *subject, int64_t source)
{
	for (size_t i = 0; i < subject->membership_count; i++) {
		if (subject->memberships[i].group == source) {
			return subject->since_ms[i];
		}
	}
	return 0;
}

void lic_world__join_lines(struct lic_world *world, const struct lic_world__subject *subject,
	const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->path_count; i++) {
		const struct lic_path_change *change = &decision->paths[i];
		const struct lic_world__place place = {
			.sku = change->sku,
			.since_ms = since_of(subject, change->source),
			.user_id = subject->user.id,
			.source_id = change->source,
		};

		if (change->after != NULL && change->state_after == LIC_PATH_ERROR &&
			change->error_after == LIC_PATH_COUNT) {
			add_place(world, &place);
		}
	}
}

/* Tells whether somebody at `place` waits there still. */
static bool is_still_waiting(const struct lic_world *world, const struct lic_world__place *place)
{
	const struct lic_world__kept *kept = lic_world__find_kept(world, place->user_id);

	for (size_t i = 0; kept != NULL && i < kept->path_count; i++) {
		const struct lic_path *path = &kept->paths[i];

		if (path->sku == place->sku && path->source == place->source_id) {
			return lic_path_waits(path);
		}
	}
	return kept == NULL; /* nothing has changed about it */
}

/* Tells whether somebody at `place` waits for room in an allotment that would have none: he is
 * passed over, as waiting/first_roomy.sql has it. */
static bool is_shut_out(const struct lic_world *world, const struct lic_world__place *place)
{
	const struct lic_allotted *allotted =
		lic_world__allotted(world, place->source_id, place->sku);

	return allotted != NULL && allotted->free <= 0;
}

static bool is_before(const struct lic_world__cursor *a, const struct lic_world__cursor *b)
{
	return a->rank != b->rank ? a->rank < b->rank : compare_places(&a->place, &b->place) < 0;
}

/* The next stored place behind `cursor`. */
static lic_rc next_stored(struct lic_world *world, const struct lic_world__cursor *cursor,
	struct lic_world__cursor *ret_next, bool *ret_found)
{
	const struct lic_q_waiting_first_in in = {
		.tenant_id = world->ctx->caller.tenant_id,
		.sku_id = world->catalog->skus[cursor->place.sku].key,
		.rank = cursor->rank,
		.since_ms = cursor->place.since_ms,
		.user_id = cursor->place.user_id,
		.source_id = cursor->place.source_id,
	};
	struct lic_q_waiting_first_row row;

	LIC_TRY(lic_q_waiting_first(world->ctx->db, world->scratch, &in, &row, ret_found));
	if (*ret_found) {
		*ret_next = (struct lic_world__cursor){row.rank,
			{cursor->place.sku, row.since_ms, row.user_id, row.source_id}};
	}
	return LIC_OK_RC;
}

/* The next place behind `cursor` that would be taken; these have the usual rank, 0. */
static bool next_added(const struct lic_world *world, const struct lic_world__cursor *cursor,
	struct lic_world__cursor *ret_next)
{
	struct lic_world__place from = cursor->place;
	size_t at = 0;

	if (cursor->rank > 0) {
		return false;
	}
	if (cursor->rank < 0) {
		from = (struct lic_world__place){cursor->place.sku, INT64_MIN, INT64_MIN,
			INT64_MIN};
	}
	at = find_place(world, &from, false);
	if (at == world->place_count || world->places[at].sku != cursor->place.sku) {
		return false;
	}
	*ret_next = (struct lic_world__cursor){0, world->places[at]};
	return true;
}

lic_rc lic_world__next_in_line(struct lic_world *world, struct lic_world__cursor *cursor,
	bool *ret_found)
{
	for (;;) {
		struct lic_world__cursor stored = {0};
		struct lic_world__cursor added = {0};
		bool has_stored = false;
		bool has_added = next_added(world, cursor, &added);

		LIC_TRY(next_stored(world, cursor, &stored, &has_stored));
		*ret_found = has_stored || has_added;
		if (!*ret_found) {
			return LIC_OK_RC;
		}
		*cursor = has_stored && (!has_added || is_before(&stored, &added)) ? stored : added;
		if (!is_still_waiting(world, &cursor->place)) {
			continue;
		}
		if (!is_shut_out(world, &cursor->place)) {
			return LIC_OK_RC;
		}
		if (world->served == LIC_WORLD_SERVED_MAX) { /* passing over takes a look, too */
			world->is_exact = false;
			*ret_found = false;
			return LIC_OK_RC;
		}
		world->served++;
	}
}

bool lic_world__is_line_cut(const struct lic_world *world, uint32_t sku)
{
	for (size_t p = 0; p < world->sum->pool_count; p++) {
		if (world->sum->pools[p].sku == sku) {
			return world->is_cut[p];
		}
	}
	return false;
}
