/*
 * Deciding in the world as it would be, and lines for seats: see world_int.h.
 */
#include "service/world_int.h"

#include "base/text.h"
#include "core/location.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)256 * 1024 * 1024)
#define SCRATCH_BYTES ((size_t)64 * 1024 * 1024)

/* People after whom is_ending is asked once more. */
#define PAUSE 128

static lic_rc read_country(struct lic_world *world)
{
	struct lic_q_tenant_load_in in = {.tenant_id = world->ctx->caller.tenant_id};
	struct lic_q_tenant_load_row row;
	bool found = false;

	LIC_TRY(lic_q_tenant_load(world->ctx->db, world->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	world->country = row.country;
	return LIC_OK_RC;
}

lic_rc lic_world__init(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_preview_sum *sum, struct lic_world *ret_world)
{
	*ret_world = (struct lic_world){
		.ctx = ctx,
		.arena = lic_arena_new(ARENA_BYTES),
		.scratch = lic_arena_new(SCRATCH_BYTES),
		.catalog = catalog,
		.sum = sum,
		.is_exact = true,
		.kept = calloc(LIC_WORLD_KEPT_MAX, sizeof(*ret_world->kept)),
		.places = calloc(LIC_WORLD_KEPT_MAX, sizeof(*ret_world->places)),
		.is_cut = calloc(sum->pool_count + 1, sizeof(*ret_world->is_cut)),
		.is_freed = calloc(sum->pool_count + 1, sizeof(*ret_world->is_freed)),
	};
	if (ret_world->arena == NULL || ret_world->scratch == NULL || ret_world->kept == NULL ||
		ret_world->places == NULL || ret_world->is_cut == NULL ||
		ret_world->is_freed == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return read_country(ret_world);
}

void lic_world__done(struct lic_world *world)
{
	lic_arena_free(world->arena);
	lic_arena_free(world->scratch);
	lic_keymap__done(&world->group_map);
	lic_keymap__done(&world->edge_map);
	lic_keymap__done(&world->seen);
	lic_keymap__done(&world->kept_map);
	free(world->groups);
	free(world->edges);
	free(world->people);
	free(world->is_cut);
	free(world->kept);
	free(world->places);
	free(world->is_freed);
	*world = (struct lic_world){0};
}

/* Somebody, with all that is known before he is decided on. In the scratch arena. */
struct subject {
	struct lic_user user;   /* who */
	struct lic_facts facts; /* what is known; its paths are as they would be by now */
	struct lic_membership *memberships; /* what his groups give */
	int64_t *since_ms;                  /* since when he is in each */
	size_t membership_count;            /* number of groups */
	bool is_live;                       /* he is there, and not deleted */
};

static struct lic_world__kept *find_kept(const struct lic_world *world, int64_t user_id)
{
	uint32_t at = 0;

	return lic_keymap__find(&world->kept_map, user_id, &at) ? &world->kept[at] : NULL;
}

/* Whether somebody else has his address: only what brings a mailbox asks. */
static lic_rc read_mail_holder(struct lic_ctx *own, struct subject *subject)
{
	struct lic_q_users_mail_holder_in in = {.tenant_id = own->caller.tenant_id,
		.id = subject->user.id};
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	if (subject->facts.mail == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(own->arena, subject->facts.mail, &in.mail_key));
	LIC_TRY(lic_q_users_mail_holder(own->db, own->arena, &in, &row, &found));
	subject->facts.mail_holder = found ? row.display_name : NULL;
	return LIC_OK_RC;
}

/* Empties the scratch arena, and reads everything about the user with key `user_id` into it. */
static lic_rc read_subject(struct lic_world *world, int64_t user_id, struct subject *ret_subject)
{
	struct lic_ctx own = *world->ctx;
	struct subject subject = {.facts = {.catalog = world->catalog}};
	const struct lic_world__kept *kept = find_kept(world, user_id);
	struct lic_path *paths = NULL;
	bool may_bring_mailbox = false;
	lic_rc rc;

	lic_arena_reset(world->scratch);
	own.arena = world->scratch;
	rc = lic_user__load(&own, user_id, &subject.user);
	subject.is_live = lic_ok(rc) && !subject.user.deleted_ms.is_set;
	if (rc.code == LIC_E_NOTFOUND || (lic_ok(rc) && !subject.is_live)) {
		*ret_subject = subject;
		return LIC_OK_RC;
	}
	LIC_TRY(rc);
	if (kept != NULL) {
		subject.facts.paths = kept->paths;
		subject.facts.path_count = kept->path_count;
	} else {
		LIC_TRY(lic_license__read_paths(&own, world->catalog, user_id, &paths,
			&subject.facts.path_count));
		subject.facts.paths = paths;
	}
	subject.facts.usage_location = subject.user.values.text[LIC_USER_USAGE_LOCATION];
	subject.facts.mail = subject.user.values.text[LIC_USER_MAIL];
	subject.facts.seats = world->sum->pools;
	subject.facts.seat_count = world->sum->pool_count;
	LIC_TRY(lic_world__memberships(world, user_id, &subject.memberships, &subject.since_ms,
		&subject.membership_count, &may_bring_mailbox));
	if (may_bring_mailbox) {
		LIC_TRY(read_mail_holder(&own, &subject));
	}
	*ret_subject = subject;
	return LIC_OK_RC;
}

static lic_rc decide(struct lic_world *world, const struct subject *subject,
	struct lic_decision *ret_decision)
{
	return lic_group_settle(world->scratch, &subject->facts, world->country,
		subject->memberships, subject->membership_count, ret_decision);
}

/* The paths of `subject` with `decision` applied to them, in the scratch arena. */
static lic_rc paths_after(struct lic_world *world, const struct subject *subject,
	const struct lic_decision *decision, struct lic_path **ret_paths, size_t *ret_count)
{
	const struct lic_facts *facts = &subject->facts;
	struct lic_path *paths = lic_arena_array(world->scratch,
		facts->path_count + decision->path_count, sizeof(*paths));
	size_t count = 0;

	if (paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts->path_count; i++) {
		bool is_changed = false;

		for (size_t k = 0; k < decision->path_count; k++) {
			is_changed = is_changed ||
				(decision->paths[k].sku == facts->paths[i].sku &&
					decision->paths[k].source == facts->paths[i].source);
		}
		if (!is_changed) {
			paths[count++] = facts->paths[i];
		}
	}
	for (size_t k = 0; k < decision->path_count; k++) {
		const struct lic_path_change *change = &decision->paths[k];

		if (change->after != NULL) {
			paths[count++] = (struct lic_path){
				.sku = change->sku,
				.source = change->source,
				.disabled = change->after,
				.state = change->state_after,
				.error = change->error_after,
			};
		}
	}
	*ret_paths = paths;
	*ret_count = count;
	return LIC_OK_RC;
}

static bool is_waiting(const struct lic_path *path)
{
	return path->state == LIC_PATH_ERROR && path->error == LIC_PATH_COUNT;
}

static bool is_healthy(const struct lic_path *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].state != LIC_PATH_ACTIVE) {
			return false;
		}
	}
	return true;
}

/* Notes that somebody in the line for `sku` is not known of; it is told when that counts. */
static void cut_line(struct lic_world *world, uint32_t sku)
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
		cut_line(world, place->sku);
		return;
	}
	memmove(&world->places[at + 1], &world->places[at],
		(world->place_count - at) * sizeof(*world->places));
	world->places[at] = *place;
	world->place_count++;
}

static int64_t since_of(const struct subject *subject, int64_t source)
{
	for (size_t i = 0; i < subject->membership_count; i++) {
		if (subject->memberships[i].group == source) {
			return subject->since_ms[i];
		}
	}
	return 0;
}

/* Puts what got no seat into the lines, as the real thing does (D-08). */
static void join_lines(struct lic_world *world, const struct subject *subject,
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

/* Copies `paths` to where they last. */
static lic_rc copy_paths(struct lic_world *world, const struct lic_path *paths, size_t count,
	struct lic_world__kept *kept)
{
	struct lic_path *copy = lic_arena_array(world->arena, count, sizeof(*copy));

	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t *disabled = lic_planset_new(world->arena, world->catalog);

		if (disabled == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		memcpy(disabled, paths[i].disabled, world->catalog->words * sizeof(*disabled));
		copy[i] = paths[i];
		copy[i].disabled = disabled;
	}
	kept->paths = copy;
	kept->path_count = count;
	return LIC_OK_RC;
}

/* There is no room for somebody with these paths: who waits is behind everybody in the line who is
 * known; of another error the cause could be another one in the end. */
static void let_go(struct lic_world *world, const struct lic_path *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_waiting(&paths[i])) {
			cut_line(world, paths[i].sku);
		} else if (paths[i].error != LIC_PATH_NONE && paths[i].error != LIC_PATH_OTHER) {
			world->is_exact = false;
		}
	}
}

/* Remembers somebody with something that is, or was, not healthy; `*ret_kept` is NULL when there is
 * no need, or no room. */
static lic_rc keep(struct lic_world *world, const struct subject *subject,
	const struct lic_path *paths, size_t count, struct lic_world__kept **ret_kept)
{
	struct lic_world__kept *kept = find_kept(world, subject->user.id);
	bool is_needed = !is_healthy(paths, count) ||
		!is_healthy(subject->facts.paths, subject->facts.path_count);
	bool is_new = false;

	if (kept == NULL && is_needed && world->kept_count == LIC_WORLD_KEPT_MAX) {
		let_go(world, paths, count);
	} else if (kept == NULL && is_needed) {
		LIC_TRY(lic_keymap__add(&world->kept_map, subject->user.id,
			(uint32_t)world->kept_count, &is_new));
		kept = &world->kept[world->kept_count++];
		kept->user_id = subject->user.id;
	}
	if (kept != NULL) {
		LIC_TRY(copy_paths(world, paths, count, kept));
	}
	*ret_kept = kept;
	return LIC_OK_RC;
}

static void note_freed(struct lic_world *world, const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->seat_count; i++) {
		for (size_t p = 0; p < world->sum->pool_count && decision->seats[i].delta < 0;
			p++) {
			if (world->sum->pools[p].sku == decision->seats[i].sku) {
				world->is_freed[p] = true;
				world->has_freed = true;
			}
		}
	}
}

/* Shows somebody, whose paths are these, to the look. */
static lic_rc show(struct lic_world *world, const struct subject *subject,
	const struct lic_path *paths, size_t count)
{
	const char *location = subject->facts.usage_location;
	uint64_t *plans = lic_planset_new(world->scratch, world->catalog);
	struct lic_world__person person = {
		.user = &subject->user,
		.paths = paths,
		.path_count = count,
		.memberships = subject->memberships,
		.membership_count = subject->membership_count,
		.plans = plans,
		.location = lic_location_is_valid(location) ? location : world->country,
	};

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_license_effective(world->catalog, paths, count, plans);
	return world->look == NULL ? LIC_OK_RC : world->look(world, &person, world->look_data);
}

/* Decides for one person; `is_concerned`: who is to be shown when it is known for good. `*ret_live`
 * tells whether there is such a person. */
static lic_rc settle(struct lic_world *world, int64_t user_id, bool is_concerned, bool *ret_live)
{
	struct subject subject = {0};
	struct lic_decision decision = {0};
	struct lic_path *paths = NULL;
	struct lic_world__kept *kept = NULL;
	size_t count = 0;

	LIC_TRY(read_subject(world, user_id, &subject));
	*ret_live = subject.is_live;
	if (!subject.is_live) {
		return LIC_OK_RC;
	}
	LIC_TRY(decide(world, &subject, &decision));
	LIC_TRY(paths_after(world, &subject, &decision, &paths, &count));
	lic_preview_sum_add(world->sum, &decision);
	note_freed(world, &decision);
	LIC_TRY(keep(world, &subject, paths, count, &kept));
	if (kept != NULL) {
		join_lines(world, &subject, &decision);
		kept->is_concerned = kept->is_concerned || is_concerned;
		return LIC_OK_RC;
	}
	return is_concerned ? show(world, &subject, paths, count) : LIC_OK_RC;
}

/* Tells whether somebody at `place` waits there still. */
static bool is_still_waiting(const struct lic_world *world, const struct lic_world__place *place)
{
	const struct lic_world__kept *kept = find_kept(world, place->user_id);

	for (size_t i = 0; kept != NULL && i < kept->path_count; i++) {
		const struct lic_path *path = &kept->paths[i];

		if (path->sku == place->sku && path->source == place->source_id) {
			return is_waiting(path);
		}
	}
	return kept == NULL; /* nothing has changed about it */
}

/* A place in the line for a SKU, stored or not. */
struct cursor {
	int64_t rank;                  /* smaller comes first */
	struct lic_world__place place; /* which */
};

static bool is_before(const struct cursor *a, const struct cursor *b)
{
	return a->rank != b->rank ? a->rank < b->rank : compare_places(&a->place, &b->place) < 0;
}

/* The next stored place behind `cursor`. */
static lic_rc next_stored(struct lic_world *world, const struct cursor *cursor,
	struct cursor *ret_next, bool *ret_found)
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
		*ret_next = (struct cursor){row.rank,
			{cursor->place.sku, row.since_ms, row.user_id, row.source_id}};
	}
	return LIC_OK_RC;
}

/* The next place behind `cursor` that would be taken; these have the usual rank, 0. */
static bool next_added(const struct lic_world *world, const struct cursor *cursor,
	struct cursor *ret_next)
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
	*ret_next = (struct cursor){0, world->places[at]};
	return true;
}

/* Moves `cursor` to the next place in its line where somebody waits. */
static lic_rc next_in_line(struct lic_world *world, struct cursor *cursor, bool *ret_found)
{
	for (;;) {
		struct cursor stored = {0};
		struct cursor added = {0};
		bool has_stored = false;
		bool has_added = next_added(world, cursor, &added);

		LIC_TRY(next_stored(world, cursor, &stored, &has_stored));
		*ret_found = has_stored || has_added;
		if (!*ret_found) {
			return LIC_OK_RC;
		}
		*cursor = has_stored && (!has_added || is_before(&stored, &added)) ? stored : added;
		if (is_still_waiting(world, &cursor->place)) {
			return LIC_OK_RC;
		}
	}
}

static bool is_line_cut(const struct lic_world *world, uint32_t sku)
{
	for (size_t p = 0; p < world->sum->pool_count; p++) {
		if (world->sum->pools[p].sku == sku) {
			return world->is_cut[p];
		}
	}
	return false;
}

/* Gives the free seats of a product to whoever is first in line, until there are none. */
static lic_rc serve(struct lic_world *world, uint32_t sku)
{
	struct cursor cursor = {INT64_MIN, {sku, INT64_MIN, INT64_MIN, INT64_MIN}};
	bool goes_on = true;
	bool is_live = false;

	for (;;) {
		const struct lic_seats *seats = lic_preview_sum_seats(world->sum, sku);

		if (seats == NULL || lic_seats_available(seats) == 0) {
			return LIC_OK_RC;
		}
		LIC_TRY(next_in_line(world, &cursor, &goes_on));
		if (!goes_on) {
			world->is_exact = world->is_exact && !is_line_cut(world, sku);
			return LIC_OK_RC;
		}
		if (world->served == LIC_WORLD_SERVED_MAX) {
			world->is_exact = false;
			return LIC_OK_RC;
		}
		world->served++;
		LIC_TRY(settle(world, cursor.place.user_id, false, &is_live));
	}
}

static lic_rc serve_freed(struct lic_world *world)
{
	while (world->has_freed) {
		world->has_freed = false;
		for (size_t p = 0; p < world->sum->pool_count; p++) {
			if (world->is_freed[p]) {
				world->is_freed[p] = false;
				LIC_TRY(serve(world, world->sum->pools[p].sku));
			}
		}
	}
	return LIC_OK_RC;
}

/* Shows those who were kept back because a seat might have come free for them. */
static lic_rc show_kept(struct lic_world *world)
{
	for (size_t i = 0; i < world->kept_count; i++) {
		struct subject subject = {0};

		if (!world->kept[i].is_concerned) {
			continue;
		}
		LIC_TRY(read_subject(world, world->kept[i].user_id, &subject));
		LIC_TRY(show(world, &subject, world->kept[i].paths, world->kept[i].path_count));
	}
	return LIC_OK_RC;
}

static lic_rc check_ending(const struct lic_world *world)
{
	if (world->is_ending == NULL || !world->is_ending(world->is_ending_data)) {
		return LIC_OK_RC;
	}
	return lic_err_set(world->ctx->err, LIC_E_UNAVAILABLE, "ServiceUnavailable",
		"The server is ending. Please retry again later.");
}

/* Decides for somebody, and for whoever gets the seats that come free. */
static lic_rc take_turn(struct lic_world *world, int64_t user_id, size_t turn, int64_t *count)
{
	bool is_live = false;

	if (turn % PAUSE == 0) {
		LIC_TRY(check_ending(world));
	}
	LIC_TRY(settle(world, user_id, true, &is_live));
	*count += is_live ? 1 : 0;
	return serve_freed(world);
}

lic_rc lic_world__decide(struct lic_world *world, int64_t *ret_count)
{
	int64_t count = 0;

	for (size_t i = 0; i < world->people_count; i++) {
		LIC_TRY(take_turn(world, world->people[i].user_id, i, &count));
	}
	LIC_TRY(show_kept(world));
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_world__paths(struct lic_world *world, int64_t user_id, struct lic_path **ret_paths,
	size_t *ret_count)
{
	struct lic_world__kept copy = {0};
	struct subject subject = {0};

	LIC_TRY(read_subject(world, user_id, &subject));
	LIC_TRY(copy_paths(world, subject.facts.paths, subject.facts.path_count, &copy));
	*ret_paths = copy.paths;
	*ret_count = copy.path_count;
	return LIC_OK_RC;
}

/* Changes what is known of `subject` as `probe` says. */
static lic_rc apply_probe(struct lic_world *world, const struct lic_world__probe *probe,
	struct subject *subject)
{
	const struct lic_facts *facts = &subject->facts;
	struct lic_path *paths = lic_arena_array(world->scratch, facts->path_count, sizeof(*paths));
	struct lic_sku_seats *pools =
		lic_arena_array(world->scratch, facts->seat_count, sizeof(*pools));
	size_t count = 0;

	if (paths == NULL || pools == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts->path_count; i++) {
		const struct lic_path *path = &facts->paths[i];
		bool is_gone = path->source == LIC_SOURCE_DIRECT
			? path->sku == probe->without_sku
			: path->source == probe->without_source;

		if (!is_gone) {
			paths[count++] = *path;
		}
	}
	for (size_t i = 0; i < facts->seat_count; i++) {
		pools[i] = facts->seats[i];
		if (probe->more_sku == LIC_INDEX_NONE || probe->more_sku == pools[i].sku) {
			pools[i].seats.enabled += probe->more_seats;
		}
	}
	for (size_t i = 0; i < subject->membership_count; i++) {
		struct lic_membership *membership = &subject->memberships[i];

		if (membership->group == probe->without_source) {
			membership->license_count = 0;
		}
		if (membership->group != world->groups[probe->group].id) {
			continue;
		}
		membership->is_best_effort = membership->is_best_effort || probe->is_best_effort;
		if (probe->licenses != NULL) {
			membership->licenses = probe->licenses;
			membership->license_count = probe->license_count;
		}
	}
	subject->facts.paths = paths;
	subject->facts.path_count = count;
	subject->facts.seats = pools;
	if (probe->location != NULL) {
		subject->facts.usage_location = probe->location;
	}
	if (probe->has_own_mail) {
		subject->facts.mail_holder = NULL;
	}
	return LIC_OK_RC;
}

lic_rc lic_world__try(struct lic_world *world, const struct lic_world__probe *probe, uint32_t sku,
	bool *ret_this, bool *ret_all)
{
	struct subject subject = {0};
	struct lic_decision decision = {0};
	struct lic_path *paths = NULL;
	size_t count = 0;
	bool is_this = false;
	bool is_all = true;

	LIC_TRY(read_subject(world, probe->user_id, &subject));
	LIC_TRY(apply_probe(world, probe, &subject));
	LIC_TRY(decide(world, &subject, &decision));
	LIC_TRY(paths_after(world, &subject, &decision, &paths, &count));
	for (size_t i = 0; i < count; i++) {
		if (paths[i].source == world->groups[probe->group].id) {
			is_all = is_all && paths[i].state == LIC_PATH_ACTIVE;
			is_this = is_this ||
				(paths[i].sku == sku && paths[i].state == LIC_PATH_ACTIVE);
		}
	}
	*ret_this = is_this;
	*ret_all = is_this && is_all;
	return LIC_OK_RC;
}
