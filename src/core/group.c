/*
 * What groups give: see group.h.
 *
 * The work goes in rounds. A round starts from the paths of the round before and decides unit by
 * unit: a unit is what stands or falls together, a membership or, with best effort, one SKU of it.
 * Units that keep what they have come first, then those whose template changed, then new ones, each
 * in the order of the memberships; within each kind until nothing more can be accepted, so that a
 * unit may rest on plans of a later one. When a round changes nothing, that is the outcome.
 */
#include "core/group.h"

#include "core/allotment.h"
#include "core/license_int.h"
#include "core/location.h"
#include "core/planset.h"

#include <string.h>

/* A SKU that a membership wants. */
struct want {
	int64_t group;                        /* source of the path */
	const struct lic_group_license *what; /* the SKU and the plans that are off */
	size_t unit;                          /* what it stands or falls with */
	const struct lic_path *old;           /* its path at the start of the round, or NULL */
	enum lic_path_error error;            /* why it was not accepted at the last try */
	bool is_accepted;                     /* in this round */
	bool is_stuck;  /* cannot be in this round: what is held already stays as it is */
	bool is_needed; /* what is held already must stay: something else needs it */
};

/* The kinds of units, in the order in which they are decided. */
enum unit_kind {
	UNIT_KEPT,    /* has all that it wants */
	UNIT_CHANGED, /* has something, and wants it otherwise or more */
	UNIT_NEW,     /* has nothing */
	UNIT_KIND_MAX_
};

/* The work in progress. */
struct settler {
	struct lic_arena *arena;       /* for everything */
	const struct lic_facts *facts; /* input */
	const char *location;          /* effective usage location */
	struct want *wants;            /* all that is wanted */
	size_t want_count;             /* number of wants */
	size_t unit_count;             /* number of units */
	struct lic_path *now;          /* paths at the start of the round */
	size_t now_count;              /* number of them */
	struct lic_path *next;         /* paths at its end */
	size_t next_count;             /* number of them */
	bool *is_kept;                 /* by index in now: leaving, but needed (G-13) */
	uint64_t *before;              /* effective plans before everything */
	uint64_t *plans;               /* effective plans accepted so far in this round */
	uint64_t *with;                /* the same with the unit that is tried */
};

static const struct lic_catalog *catalog_of(const struct settler *s)
{
	return s->facts->catalog;
}

static void add_plans(const struct settler *s, uint64_t *set, uint32_t sku,
	const uint64_t *disabled)
{
	lic_planset_add_except(set, catalog_of(s)->skus[sku].switchable, disabled,
		catalog_of(s)->words);
}

static bool gives(const struct settler *s, const struct want *want, uint32_t plan)
{
	return !lic_planset_has(want->what->disabled, plan) &&
		lic_planset_has(catalog_of(s)->skus[want->what->sku].switchable, plan);
}

static bool has_seat(const struct want *want)
{
	return want->old != NULL && lic_path_holds_seat(want->old->state);
}

/* Tells whether the path is there just as it is wanted. */
static bool is_unchanged(const struct settler *s, const struct want *want)
{
	return has_seat(want) &&
		lic_planset_equal(want->old->disabled, want->what->disabled, catalog_of(s)->words);
}

/* Tells whether `path` is inherited and no membership wants it any more. */
static bool is_leaving(const struct settler *s, const struct lic_path *path)
{
	if (path->source == LIC_SOURCE_DIRECT) {
		return false;
	}
	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].group == path->source && s->wants[i].what->sku == path->sku) {
			return false;
		}
	}
	return true;
}

static enum unit_kind kind_of(const struct settler *s, size_t unit)
{
	bool has_some = false;
	bool lacks_some = false;

	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].unit == unit) {
			has_some = has_some || has_seat(&s->wants[i]);
			lacks_some = lacks_some || !is_unchanged(s, &s->wants[i]);
		}
	}
	if (!lacks_some) {
		return UNIT_KEPT;
	}
	return has_some ? UNIT_CHANGED : UNIT_NEW;
}

/* R-43, with the organisation's location for who has none. */
static bool is_prohibited(const struct settler *s, const struct want *want)
{
	const struct lic_catalog *catalog = catalog_of(s);
	const struct lic_sku *sku = &catalog->skus[want->what->sku];

	for (size_t i = 0; i < sku->plan_count; i++) {
		const struct lic_plan *plan = &catalog->plans[sku->plans[i]];

		if (gives(s, want, sku->plans[i]) &&
			lic_location_in_list(s->location, plan->prohibited)) {
			return true;
		}
	}
	return false;
}

/* R-06, G-17: a seat must be free unless the user holds one, or has been given one in this round.
 */
static bool lacks_seat(const struct settler *s, const struct want *want)
{
	uint32_t sku = want->what->sku;
	const struct lic_seats *seats = lic_license__seats(s->facts, sku);

	if (lic_license__holds(s->facts->paths, s->facts->path_count, sku)) {
		return false;
	}
	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].is_accepted && s->wants[i].what->sku == sku) {
			return false;
		}
	}
	return seats == NULL || lic_seats_available(seats) == 0;
}

/* the group's allotment has no room for the user, who does not count in it yet. */
static bool lacks_room(const struct settler *s, const struct want *want)
{
	return !has_seat(want) && lic_allotment_is_full(s->facts, want->group, want->what->sku);
}

/* accepting the want brings a plan into a group of which another is on. */
static bool is_excluded(const struct settler *s, const struct want *want)
{
	const struct lic_catalog *catalog = catalog_of(s);

	for (size_t i = 0; i < catalog->exclusion_count; i++) {
		const uint64_t *group = catalog->exclusions[i].plans;
		bool gains = false;
		bool is_here = false;

		for (size_t w = 0; w < catalog->words; w++) {
			const uint64_t own = catalog->skus[want->what->sku].switchable[w] &
				~want->what->disabled[w];

			gains = gains || (s->with[w] & ~s->before[w] & group[w]) != 0;
			is_here = is_here || (own & group[w]) != 0;
		}
		if (gains && is_here && lic_planset_common(s->with, group, catalog->words) > 1) {
			return true;
		}
	}
	return false;
}

/* a plan of the want has no prerequisite in what would be on. */
static bool lacks_prerequisite(const struct settler *s, const struct want *want)
{
	const struct lic_catalog *catalog = catalog_of(s);

	for (size_t i = 0; i < catalog->dependency_count; i++) {
		const struct lic_dependency *dependency = &catalog->dependencies[i];

		if (gives(s, want, dependency->plan) &&
			lic_license_lacks(catalog, dependency, s->with) &&
			!lic_license_lacks(catalog, dependency, s->before)) {
			return true;
		}
	}
	return false;
}

/* A mailbox that comes on needs an address of its own. */
static bool is_address_taken(const struct settler *s, const struct want *want)
{
	const struct lic_catalog *catalog = catalog_of(s);
	const struct lic_sku *sku = &catalog->skus[want->what->sku];

	if (s->facts->mail_holder == NULL) {
		return false;
	}
	for (size_t i = 0; i < sku->plan_count; i++) {
		uint32_t plan = sku->plans[i];

		if (gives(s, want, plan) && !lic_planset_has(s->before, plan) &&
			lic_plan_is_mailbox(&catalog->plans[plan])) {
			return true;
		}
	}
	return false;
}

/* G-19, in the order of R-58. What the user has already is not judged anew (D-18). */
static enum lic_path_error judge(const struct settler *s, const struct want *want)
{
	if (!is_unchanged(s, want)) {
		if (is_prohibited(s, want)) {
			return LIC_PATH_LOCATION;
		}
		if (lacks_seat(s, want) || lacks_room(s, want)) {
			return LIC_PATH_COUNT;
		}
	}
	if (is_excluded(s, want)) {
		return LIC_PATH_MUTUALLY_EXCLUSIVE;
	}
	if (lacks_prerequisite(s, want)) {
		return LIC_PATH_DEPENDENCY;
	}
	return is_address_taken(s, want) ? LIC_PATH_UNIQUENESS : LIC_PATH_NONE;
}

/* Writes down why the wants of a unit were not accepted: G-15, siblings show Other. */
static void note_errors(struct settler *s, size_t unit)
{
	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].unit == unit && s->wants[i].error == LIC_PATH_NONE) {
			s->wants[i].error = LIC_PATH_OTHER;
		}
	}
}

/* Tries to accept a unit; tells whether it could be. */
static bool try_unit(struct settler *s, size_t unit)
{
	bool fits = true;

	memcpy(s->with, s->plans, catalog_of(s)->words * sizeof(*s->with));
	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].unit == unit) {
			add_plans(s, s->with, s->wants[i].what->sku, s->wants[i].what->disabled);
		}
	}
	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].unit == unit) {
			s->wants[i].error = judge(s, &s->wants[i]);
			fits = fits && s->wants[i].error == LIC_PATH_NONE;
		}
	}
	if (!fits) {
		note_errors(s, unit);
		return false;
	}
	for (size_t i = 0; i < s->want_count; i++) {
		s->wants[i].is_accepted = s->wants[i].is_accepted || s->wants[i].unit == unit;
	}
	memcpy(s->plans, s->with, catalog_of(s)->words * sizeof(*s->plans));
	return true;
}

static bool is_accepted(const struct settler *s, size_t unit)
{
	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].unit == unit) {
			return s->wants[i].is_accepted;
		}
	}
	return true; /* a membership that wants nothing */
}

/* Tells whether a unit cannot have what it wants, and keeps what it has. */
static bool is_stuck(const struct settler *s, size_t unit)
{
	for (size_t i = 0; i < s->want_count; i++) {
		if (s->wants[i].unit == unit) {
			return s->wants[i].is_stuck;
		}
	}
	return false;
}

/* Accepts units of `kind` until no more can be. */
static void accept_units(struct settler *s, enum unit_kind kind)
{
	bool goes_on = true;

	while (goes_on) {
		goes_on = false;
		for (size_t unit = 0; unit < s->unit_count; unit++) {
			if (!is_accepted(s, unit) && !is_stuck(s, unit) &&
				kind_of(s, unit) == kind) {
				goes_on = try_unit(s, unit) || goes_on;
			}
		}
	}
}

/* Marks the units that have something and were not accepted as stuck; tells whether there are any
 * that were not before. */
static bool find_stuck(struct settler *s)
{
	bool is_new = false;

	for (size_t unit = 0; unit < s->unit_count; unit++) {
		if (is_accepted(s, unit) || is_stuck(s, unit) || kind_of(s, unit) == UNIT_NEW) {
			continue;
		}
		for (size_t i = 0; i < s->want_count; i++) {
			s->wants[i].is_stuck = s->wants[i].is_stuck || s->wants[i].unit == unit;
		}
		is_new = true;
	}
	return is_new;
}

/* The plans that do not depend on what else is accepted: direct paths, what stays because it is
 * needed, and what units have that are stuck. */
static void start_plans(struct settler *s)
{
	memset(s->plans, 0, catalog_of(s)->words * sizeof(*s->plans));
	for (size_t i = 0; i < s->now_count; i++) {
		const struct lic_path *path = &s->now[i];

		if (lic_path_holds_seat(path->state) &&
			(path->source == LIC_SOURCE_DIRECT || s->is_kept[i])) {
			add_plans(s, s->plans, path->sku, path->disabled);
		}
	}
	for (size_t i = 0; i < s->want_count; i++) {
		struct want *want = &s->wants[i];

		want->is_accepted = false;
		if (!want->is_stuck) {
			want->error = LIC_PATH_NONE;
		} else if (has_seat(want)) {
			add_plans(s, s->plans, want->old->sku, want->old->disabled);
		}
	}
}

/* All at once, which is how it mostly ends: units may rest on one another in any way. */
static bool accept_all(struct settler *s)
{
	bool fits = true;

	for (size_t i = 0; i < s->want_count; i++) {
		fits = fits && !s->wants[i].is_stuck;
	}
	memcpy(s->with, s->plans, catalog_of(s)->words * sizeof(*s->with));
	for (size_t i = 0; i < s->want_count; i++) {
		add_plans(s, s->with, s->wants[i].what->sku, s->wants[i].what->disabled);
	}
	for (size_t i = 0; i < s->want_count && fits; i++) {
		fits = judge(s, &s->wants[i]) == LIC_PATH_NONE;
	}
	if (!fits) {
		return false;
	}
	for (size_t i = 0; i < s->want_count; i++) {
		s->wants[i].is_accepted = true;
	}
	memcpy(s->plans, s->with, catalog_of(s)->words * sizeof(*s->plans));
	return true;
}

/* Tells whether a path to `sku` with `disabled` off has a plan that `dependency` asks for. */
static bool helps(const struct settler *s, const struct lic_dependency *dependency, uint32_t sku,
	const uint64_t *disabled)
{
	const uint64_t *switchable = catalog_of(s)->skus[sku].switchable;

	for (size_t w = 0; w < catalog_of(s)->words; w++) {
		if ((switchable[w] & ~disabled[w] & dependency->any_of[w]) != 0) {
			return true;
		}
	}
	return false;
}

/* Keeps a path that is leaving with what `dependency` asks for; tells whether there is one. */
static bool keep_leaving(struct settler *s, const struct lic_dependency *dependency)
{
	for (size_t p = 0; p < s->now_count; p++) {
		const struct lic_path *path = &s->now[p];

		if (!s->is_kept[p] && lic_path_holds_seat(path->state) && is_leaving(s, path) &&
			helps(s, dependency, path->sku, path->disabled)) {
			s->is_kept[p] = true;
			return true;
		}
	}
	return false;
}

/* Has the unit of `want` keep what it has, because that is needed. */
static void need(struct settler *s, struct want *want)
{
	want->error = LIC_PATH_DEPENDENCY;
	note_errors(s, want->unit);
	for (size_t i = 0; i < s->want_count; i++) {
		s->wants[i].is_needed = s->wants[i].is_needed || s->wants[i].unit == want->unit;
	}
}

/* Keeps a path as it is that is to lose what `dependency` asks for; tells whether there is one. */
static bool keep_changing(struct settler *s, const struct lic_dependency *dependency)
{
	for (size_t i = 0; i < s->want_count; i++) {
		struct want *want = &s->wants[i];

		if (want->is_accepted && has_seat(want) &&
			helps(s, dependency, want->old->sku, want->old->disabled) &&
			!helps(s, dependency, want->what->sku, want->what->disabled)) {
			need(s, want);
			return true;
		}
	}
	return false;
}

/* Finds a path that is leaving (G-13), or is to lose plans, though something that stays
 * needs a plan of it, and keeps it; tells whether there is one. */
static bool keep_needed(struct settler *s)
{
	const struct lic_catalog *catalog = catalog_of(s);

	for (size_t i = 0; i < catalog->dependency_count; i++) {
		const struct lic_dependency *dependency = &catalog->dependencies[i];

		if (lic_license_lacks(catalog, dependency, s->plans) &&
			!lic_license_lacks(catalog, dependency, s->before) &&
			(keep_leaving(s, dependency) || keep_changing(s, dependency))) {
			return true;
		}
	}
	return false;
}

/*
 * What can be accepted where not all can. A unit that is stuck keeps what it has (ActiveWithError),
 * and that counts for the others: each pass finds more of them, or is the last.
 */
static void accept_some(struct settler *s)
{
	do {
		start_plans(s);
		accept_units(s, UNIT_KEPT);
		accept_units(s, UNIT_CHANGED);
	} while (find_stuck(s));
	accept_units(s, UNIT_NEW);
}

/* One way through: which wants can be met, and which leaving paths must stay. */
static void decide_round(struct settler *s)
{
	do {
		for (size_t i = 0; i < s->want_count; i++) {
			s->wants[i].is_stuck = s->wants[i].is_needed;
		}
		start_plans(s);
		if (!accept_all(s)) {
			accept_some(s);
		}
	} while (keep_needed(s));
}

/* The path of a want at the end of a round (specification 7.8). */
static struct lic_path path_of(const struct want *want)
{
	struct lic_path path = {
		.sku = want->what->sku,
		.source = want->group,
		.disabled = want->what->disabled,
		.state = LIC_PATH_ACTIVE,
	};

	if (!want->is_accepted) {
		path.error = want->error;
		path.state = LIC_PATH_ERROR;
		if (has_seat(want)) {
			path.disabled = want->old->disabled;
			path.state = LIC_PATH_ACTIVE_WITH_ERROR;
		}
	}
	return path;
}

/* Lists the paths as the round leaves them. */
static void list_next(struct settler *s)
{
	s->next_count = 0;
	for (size_t i = 0; i < s->now_count; i++) {
		if (s->now[i].source == LIC_SOURCE_DIRECT || s->is_kept[i]) {
			struct lic_path *path = &s->next[s->next_count++];

			*path = s->now[i];
			if (s->is_kept[i]) {
				path->state = LIC_PATH_ACTIVE_WITH_ERROR;
				path->error = LIC_PATH_DEPENDENCY;
			}
		}
	}
	for (size_t i = 0; i < s->want_count; i++) {
		s->next[s->next_count++] = path_of(&s->wants[i]);
	}
}

static const struct lic_path *find_path(const struct lic_path *paths, size_t count,
	const struct lic_path *like)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == like->sku && paths[i].source == like->source) {
			return &paths[i];
		}
	}
	return NULL;
}

static bool is_same_path(const struct settler *s, const struct lic_path *a,
	const struct lic_path *b)
{
	return a->state == b->state && a->error == b->error &&
		lic_planset_equal(a->disabled, b->disabled, catalog_of(s)->words);
}

/* Tells whether the round has left everything as it was. */
static bool is_settled(const struct settler *s)
{
	if (s->now_count != s->next_count) {
		return false;
	}
	for (size_t i = 0; i < s->next_count; i++) {
		const struct lic_path *was = find_path(s->now, s->now_count, &s->next[i]);

		if (was == NULL || !is_same_path(s, was, &s->next[i])) {
			return false;
		}
	}
	return true;
}

/* Begins a round with the paths that the one before has left. */
static void start_round(struct settler *s)
{
	for (size_t i = 0; i < s->want_count; i++) {
		const struct lic_path like = {.sku = s->wants[i].what->sku,
			.source = s->wants[i].group};

		s->wants[i].old = find_path(s->now, s->now_count, &like);
		s->wants[i].is_needed = false;
	}
	memset(s->is_kept, 0, (s->facts->path_count + s->want_count) * sizeof(*s->is_kept));
}

static lic_rc prepare(struct settler *s, const struct lic_membership *memberships, size_t count)
{
	size_t room = s->facts->path_count;

	for (size_t i = 0; i < count; i++) {
		s->want_count += memberships[i].license_count;
	}
	room += s->want_count;
	s->wants = lic_arena_array(s->arena, s->want_count, sizeof(*s->wants));
	s->now = lic_arena_array(s->arena, room, sizeof(*s->now));
	s->next = lic_arena_array(s->arena, room, sizeof(*s->next));
	s->is_kept = lic_arena_array(s->arena, room, sizeof(*s->is_kept));
	s->before = lic_planset_new(s->arena, catalog_of(s));
	s->plans = lic_planset_new(s->arena, catalog_of(s));
	s->with = lic_planset_new(s->arena, catalog_of(s));
	if (s->wants == NULL || s->now == NULL || s->next == NULL || s->is_kept == NULL ||
		s->before == NULL || s->plans == NULL || s->with == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	s->now_count = s->facts->path_count;
	for (size_t i = 0; i < s->now_count; i++) {
		s->now[i] = s->facts->paths[i];
	}
	lic_license_effective(catalog_of(s), s->now, s->now_count, s->before);
	return LIC_OK_RC;
}

static void list_wants(struct settler *s, const struct lic_membership *memberships, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < memberships[i].license_count; k++) {
			s->wants[at++] = (struct want){
				.group = memberships[i].group,
				.what = &memberships[i].licenses[k],
				.unit = s->unit_count,
			};
			s->unit_count += memberships[i].is_best_effort ? 1 : 0;
		}
		s->unit_count += memberships[i].is_best_effort ? 0 : 1;
	}
}

/* What has changed from before everything to the end. */
static lic_rc list_changes(const struct settler *s, struct lic_decision *decision)
{
	const struct lic_facts *facts = s->facts;
	struct lic_path_change *list =
		lic_arena_array(s->arena, facts->path_count + s->next_count, sizeof(*list));
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts->path_count; i++) {
		const struct lic_path *path = &facts->paths[i];

		if (find_path(s->next, s->next_count, path) == NULL) {
			list[count++] = (struct lic_path_change){
				.sku = path->sku,
				.source = path->source,
				.before = path->disabled,
				.state_before = path->state,
				.error_before = path->error,
			};
		}
	}
	for (size_t i = 0; i < s->next_count; i++) {
		const struct lic_path *path = &s->next[i];
		const struct lic_path *was = find_path(facts->paths, facts->path_count, path);

		if (was != NULL && is_same_path(s, was, path)) {
			continue;
		}
		list[count] = (struct lic_path_change){
			.sku = path->sku,
			.source = path->source,
			.after = path->disabled,
			.state_after = path->state,
			.error_after = path->error,
		};
		if (was != NULL) {
			list[count].before = was->disabled;
			list[count].state_before = was->state;
			list[count].error_before = was->error;
		}
		count++;
	}
	decision->paths = list;
	decision->path_count = count;
	return LIC_OK_RC;
}

lic_rc lic_group_settle(struct lic_arena *arena, const struct lic_facts *facts,
	const char *fallback_location, const struct lic_membership *memberships, size_t count,
	struct lic_decision *ret_decision)
{
	struct settler s = {
		.arena = arena,
		.facts = facts,
		.location = lic_location_is_valid(facts->usage_location) ? facts->usage_location
									 : fallback_location,
	};
	struct lic_decision decision = {0};
	uint64_t *plans_after = NULL;
	size_t rounds = 0;

	if (count > LIC_MEMBERSHIPS_MAX) {
		return LIC_RC(LIC_E_LIMIT);
	}
	LIC_TRY(prepare(&s, memberships, count));
	list_wants(&s, memberships, count);
	do {
		struct lic_path *paths = s.now;

		if (rounds > 0) {
			s.now = s.next;
			s.now_count = s.next_count;
			s.next = paths;
		}
		start_round(&s);
		decide_round(&s);
		list_next(&s);
		/* Each round but the last accepts more than the one before. */
	} while (!is_settled(&s) && ++rounds <= s.want_count + facts->path_count);
	LIC_TRY(list_changes(&s, &decision));
	LIC_TRY(lic_license__list_seat_changes(arena, facts, s.next, s.next_count, &decision));
	LIC_TRY(lic_allotment_list_changes(arena, facts, s.next, s.next_count, &decision));
	plans_after = lic_planset_new(arena, facts->catalog);
	if (plans_after == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_license_effective(facts->catalog, s.next, s.next_count, plans_after);
	decision.plans_before = s.before;
	decision.plans_after = plans_after;
	*ret_decision = decision;
	return LIC_OK_RC;
}
