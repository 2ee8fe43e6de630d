/*
 * Deciding for everybody whom a change would concern, one after the other: see world_int.h.
 */
#include "service/world_turn_int.h"

#include "core/location.h"
#include "core/planset.h"
#include "service/license_int.h"
#include "service/wish_int.h"

/* People after whom is_ending is asked once more. */
#define PAUSE 128

/* How deep it goes on with seats that come free for whoever gets one that came free. */
#define DEPTH_MAX 64

static bool is_healthy(const struct lic_path *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].state != LIC_PATH_ACTIVE) {
			return false;
		}
	}
	return true;
}

/* There is no room for somebody with these paths: who waits is behind everybody in the line who is
 * known; of another error the cause could be another one in the end. */
static void let_go(struct lic_world *world, const struct lic_path *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (lic_path_waits(&paths[i])) {
			lic_world__cut_line(world, paths[i].sku);
		} else if (paths[i].error != LIC_PATH_NONE && paths[i].error != LIC_PATH_OTHER) {
			world->is_exact = false;
		}
	}
}

/* Remembers somebody with something that is, or was, not healthy; `*ret_kept` is NULL when there is
 * no need, or no room. */
static lic_rc keep(struct lic_world *world, const struct lic_world__subject *subject,
	const struct lic_path *paths, size_t count, struct lic_world__kept **ret_kept)
{
	struct lic_world__kept *kept = lic_world__find_kept(world, subject->user.id);
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
		kept->first_count = subject->facts.path_count;
		LIC_TRY(lic_world__copy_paths(world, subject->facts.paths, kept->first_count,
			&kept->first));
	}
	if (kept != NULL) {
		LIC_TRY(lic_world__copy_paths(world, paths, count, &kept->paths));
		kept->path_count = count;
	}
	*ret_kept = kept;
	return LIC_OK_RC;
}

/* Shows somebody, whose paths are these, to the look. */
static lic_rc show(struct lic_world *world, const struct lic_world__subject *subject,
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

static lic_rc add_duty(struct lic_world *world, uint32_t sku, int64_t user_id)
{
	void *list = world->duties;

	LIC_TRY(lic_world__make_room(&list, world->duty_count, &world->duty_room,
		sizeof(*world->duties)));
	world->duties = list;
	world->duties[world->duty_count++] = (struct lic_world__duty){sku, user_id};
	return LIC_OK_RC;
}

/* Notes what follows from `decision` about `subject`: first his wishes for what he has got a seat
 * of otherwise, which need none then, then the seats that have come free. */
static lic_rc note_duties(struct lic_world *world, const struct lic_world__subject *subject,
	const struct lic_decision *decision)
{
	for (size_t i = 0; i < subject->facts.path_count; i++) {
		const struct lic_path *path = &subject->facts.paths[i];

		for (size_t k = 0; k < decision->seat_count; k++) {
			if (lic_wish__is(path) && decision->seats[k].delta > 0 &&
				decision->seats[k].sku == path->sku) {
				LIC_TRY(add_duty(world, path->sku, subject->user.id));
			}
		}
	}
	for (size_t k = 0; k < decision->seat_count; k++) {
		if (decision->seats[k].delta < 0) {
			LIC_TRY(add_duty(world, decision->seats[k].sku, 0));
		}
	}
	for (size_t k = 0; k < decision->allotment_count; k++) {
		if (decision->allotments[k].delta < 0) {
			LIC_TRY(add_duty(world, decision->allotments[k].sku, 0));
		}
	}
	return LIC_OK_RC;
}

/* Has `decision` about `subject` come true in the world; `is_concerned`: he is to be shown when it
 * is known for good. */
static lic_rc carry_out(struct lic_world *world, const struct lic_world__subject *subject,
	const struct lic_decision *decision, bool is_concerned)
{
	struct lic_path *paths = NULL;
	struct lic_world__kept *kept = NULL;
	size_t count = 0;

	LIC_TRY(lic_decision_paths(world->scratch, &subject->facts, decision, &paths, &count));
	lic_preview_sum_take(world->sum, decision);
	lic_world__move_allotments(world, decision);
	LIC_TRY(keep(world, subject, paths, count, &kept));
	if (kept != NULL) {
		lic_world__join_lines(world, subject, decision);
		kept->is_concerned = kept->is_concerned || is_concerned;
		return LIC_OK_RC;
	}
	lic_preview_sum_add(world->sum, decision);
	return is_concerned ? show(world, subject, paths, count) : LIC_OK_RC;
}

static lic_rc see_to_duties(struct lic_world *world, size_t from);

/* Decides for one person, and for whoever gets the seats that come free; `is_concerned`: he is to
 * be shown when it is known for good. `*ret_live` tells whether there is such a person. */
static lic_rc settle(struct lic_world *world, int64_t user_id, bool is_concerned, bool *ret_live)
{
	struct lic_world__subject subject = {0};
	struct lic_decision decision = {0};
	size_t from = world->duty_count;

	LIC_TRY(lic_world__read_subject(world, user_id, &subject));
	*ret_live = subject.is_live;
	if (!subject.is_live) {
		return LIC_OK_RC;
	}
	if (world->is_still) {
		return show(world, &subject, subject.facts.paths, subject.facts.path_count);
	}
	LIC_TRY(lic_world__settle_subject(world, &subject, &decision));
	LIC_TRY(note_duties(world, &subject, &decision));
	LIC_TRY(carry_out(world, &subject, &decision, is_concerned));
	return see_to_duties(world, from);
}

/* Decides on the wish in `path` of `subject`, as lic_wish__try() does. */
static lic_rc decide_wish(struct lic_world *world, struct lic_world__subject *subject,
	const struct lic_path *path, bool *ret_given)
{
	struct lic_license_add add = {0};
	struct lic_license_request request = {.adds = &add, .add_count = 1};
	struct lic_path_change given_up = {0};
	struct lic_decision decision = {0};

	LIC_TRY(lic_license__add_of(world->scratch, world->catalog, path, &add));
	if (lic_license_may_bring_mailbox(world->catalog, &request)) {
		LIC_TRY(lic_world__read_mail_holder(world, subject));
	}
	LIC_TRY(lic_license_decide(world->scratch, &subject->facts, &request, &decision));
	*ret_given = decision.violation_count == 0;
	if (*ret_given) {
		return carry_out(world, subject, &decision, false);
	}
	if (!lic_wish__is_given_up(path, &decision, &given_up)) {
		return LIC_OK_RC;
	}
	decision = (struct lic_decision){
		.paths = &given_up,
		.path_count = 1,
		.plans_before = decision.plans_before,
		.plans_after = decision.plans_before,
	};
	return carry_out(world, subject, &decision, false);
}

/* Gives the user with key `user_id` what he waits for directly, if he does: the SKU with index
 * `sku`. What he inherits follows. */
static lic_rc try_wish(struct lic_world *world, int64_t user_id, uint32_t sku)
{
	struct lic_world__subject subject = {0};
	const struct lic_path *wish = NULL;
	bool is_given = false;
	bool inherits = false;
	bool is_live = false;

	LIC_TRY(lic_world__read_subject(world, user_id, &subject));
	for (size_t i = 0; subject.is_live && i < subject.facts.path_count; i++) {
		if (subject.facts.paths[i].sku == sku && lic_wish__is(&subject.facts.paths[i])) {
			wish = &subject.facts.paths[i];
		}
	}
	if (wish == NULL) {
		return LIC_OK_RC;
	}
	inherits = lic_license__inherits(&subject.facts);
	LIC_TRY(decide_wish(world, &subject, wish, &is_given));
	return is_given && inherits ? settle(world, user_id, false, &is_live) : LIC_OK_RC;
}

/* Gives the free seats of a product to whoever is first in line, until there are none. */
static lic_rc serve(struct lic_world *world, uint32_t sku)
{
	struct lic_world__cursor cursor = {INT64_MIN, {sku, INT64_MIN, INT64_MIN, INT64_MIN}};
	bool goes_on = true;
	bool is_live = false;

	for (;;) {
		const struct lic_seats *seats = lic_preview_sum_seats(world->sum, sku);

		if (seats == NULL || lic_seats_available(seats) == 0) {
			return LIC_OK_RC;
		}
		LIC_TRY(lic_world__next_in_line(world, &cursor, &goes_on));
		if (!goes_on) {
			world->is_exact = world->is_exact && !lic_world__is_line_cut(world, sku);
			return LIC_OK_RC;
		}
		if (world->served == LIC_WORLD_SERVED_MAX) {
			world->is_exact = false;
			return LIC_OK_RC;
		}
		world->served++;
		LIC_TRY(cursor.place.source_id == LIC_SOURCE_DIRECT
				? try_wish(world, cursor.place.user_id, sku)
				: settle(world, cursor.place.user_id, false, &is_live));
	}
}

/* Sees to the duties from index `from` on, in their order, and forgets them. */
static lic_rc see_to_duties(struct lic_world *world, size_t from)
{
	size_t end = world->duty_count;

	if (from == end) {
		return LIC_OK_RC;
	}
	if (world->depth == DEPTH_MAX) {
		world->is_exact = false;
		world->duty_count = from;
		return LIC_OK_RC;
	}
	world->depth++;
	for (size_t i = from; i < end; i++) {
		struct lic_world__duty duty = world->duties[i];

		LIC_TRY(duty.user_id != 0 ? try_wish(world, duty.user_id, duty.sku)
					  : serve(world, duty.sku));
	}
	world->depth--;
	world->duty_count = from;
	return LIC_OK_RC;
}

static bool holds(const struct lic_path *paths, size_t count, uint32_t sku)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == sku && lic_path_holds_seat(paths[i].state)) {
			return true;
		}
	}
	return false;
}

/* Adds to the sum what `kept` has gained and lost in the end: what went and came again is neither.
 */
static lic_rc count_kept(struct lic_world *world, const struct lic_world__kept *kept)
{
	const struct lic_preview_sum *sum = world->sum;
	struct lic_seat_change *seats = NULL;
	uint64_t *before = NULL;
	uint64_t *after = NULL;
	size_t count = 0;

	lic_arena_reset(world->scratch);
	seats = lic_arena_array(world->scratch, sum->pool_count, sizeof(*seats));
	before = lic_planset_new(world->scratch, world->catalog);
	after = lic_planset_new(world->scratch, world->catalog);
	if (seats == NULL || before == NULL || after == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t p = 0; p < sum->pool_count; p++) {
		uint32_t sku = sum->pools[p].sku;
		bool held = holds(kept->first, kept->first_count, sku);

		if (held != holds(kept->paths, kept->path_count, sku)) {
			seats[count++] =
				(struct lic_seat_change){.sku = sku, .delta = held ? -1 : 1};
		}
	}
	lic_license_effective(world->catalog, kept->first, kept->first_count, before);
	lic_license_effective(world->catalog, kept->paths, kept->path_count, after);
	lic_preview_sum_add(world->sum,
		&(struct lic_decision){.seats = seats,
			.seat_count = count,
			.plans_before = before,
			.plans_after = after});
	return LIC_OK_RC;
}

/* Counts and shows those who were kept back because a seat might have come free for them. */
static lic_rc end_kept(struct lic_world *world)
{
	for (size_t i = 0; i < world->kept_count; i++) {
		struct lic_world__subject subject = {0};

		LIC_TRY(count_kept(world, &world->kept[i]));
		if (!world->kept[i].is_concerned) {
			continue;
		}
		LIC_TRY(lic_world__read_subject(world, world->kept[i].user_id, &subject));
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

lic_rc lic_world__decide(struct lic_world *world, int64_t *ret_count)
{
	int64_t count = 0;

	for (size_t i = 0; i < world->people_count; i++) {
		bool is_live = false;

		if (i % PAUSE == 0) {
			LIC_TRY(check_ending(world));
		}
		LIC_TRY(settle(world, world->people[i].user_id, true, &is_live));
		count += is_live ? 1 : 0;
	}
	LIC_TRY(end_kept(world));
	*ret_count = count;
	return LIC_OK_RC;
}
