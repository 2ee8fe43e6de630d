/*
 * The one decision: see license.h. This part builds the end state and the change set; the rules are
 * in license_request.c and license_rules.c.
 */
#include "core/license.h"

#include "core/license_int.h"
#include "core/planset.h"

#include <string.h>

const struct lic_seats *lic_license__seats(const struct lic_facts *facts, uint32_t sku)
{
	for (size_t i = 0; i < facts->seat_count; i++) {
		if (facts->seats[i].sku == sku) {
			return &facts->seats[i].seats;
		}
	}
	return NULL;
}

bool lic_license__holds(const struct lic_path *paths, size_t count, uint32_t sku)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == sku && lic_path_holds_seat(paths[i].state)) {
			return true;
		}
	}
	return false;
}

void lic_license_effective(const struct lic_catalog *catalog, const struct lic_path *paths,
	size_t count, uint64_t *set)
{
	for (size_t i = 0; i < count; i++) {
		if (lic_path_holds_seat(paths[i].state)) {
			lic_planset_add_except(set, catalog->skus[paths[i].sku].switchable,
				paths[i].disabled, catalog->words);
		}
	}
}

size_t lic_license__removal(const struct lic_decider *d, const struct lic_path *path)
{
	size_t i = 0;

	if (path->source != LIC_SOURCE_DIRECT) {
		return d->request->remove_count;
	}
	while (i < d->request->remove_count &&
		!lic_guid_equal(&d->request->removes[i], &d->facts->catalog->skus[path->sku].id)) {
		i++;
	}
	return i;
}

static bool is_removed(const struct lic_decider *d, const struct lic_path *path)
{
	return lic_license__removal(d, path) < d->request->remove_count;
}

static struct lic_path *direct_path(struct lic_path *paths, size_t count, uint32_t sku)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == sku && paths[i].source == LIC_SOURCE_DIRECT) {
			return &paths[i];
		}
	}
	return NULL;
}

/*
 * the end state has the paths that stay and those that are added. R-54: only direct paths go.
 * an add for a SKU that is there directly replaces its plans. R-53: one that is only
 * inherited gets a second, direct path.
 */
static lic_rc build_end_state(struct lic_decider *d)
{
	size_t room = d->facts->path_count + d->request->add_count;

	d->after_count = 0;
	d->after = lic_arena_array(d->arena, room, sizeof(*d->after));
	if (d->after == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < d->facts->path_count; i++) {
		const struct lic_path *path = &d->facts->paths[i];

		if (!is_removed(d, path)) {
			d->after[d->after_count++] = *path;
		}
	}
	for (size_t i = 0; i < d->request->add_count; i++) {
		struct lic_path *path = NULL;

		if (d->add_skus[i] == LIC_INDEX_NONE) {
			continue;
		}
		path = direct_path(d->after, d->after_count, d->add_skus[i]);
		if (path == NULL) {
			path = &d->after[d->after_count++];
			*path = (struct lic_path){.sku = d->add_skus[i],
				.source = LIC_SOURCE_DIRECT};
		}
		path->disabled = d->add_disabled[i];
		path->state = LIC_PATH_ACTIVE;
		path->error = LIC_PATH_NONE;
		if (d->is_waiting && d->add_waits[i]) {
			path->state = LIC_PATH_ERROR;
			path->error = LIC_PATH_COUNT;
		}
	}
	return LIC_OK_RC;
}

static lic_rc compute_plans(struct lic_decider *d)
{
	const struct lic_catalog *catalog = d->facts->catalog;

	d->plans_before = lic_planset_new(d->arena, catalog);
	d->plans_after = lic_planset_new(d->arena, catalog);
	if (d->plans_before == NULL || d->plans_after == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_license_effective(catalog, d->facts->paths, d->facts->path_count, d->plans_before);
	lic_license_effective(catalog, d->after, d->after_count, d->plans_after);
	return LIC_OK_RC;
}

static bool path_differs(const struct lic_decider *d, const struct lic_path *before,
	const struct lic_path *after)
{
	return before->state != after->state || before->error != after->error ||
		!lic_planset_equal(before->disabled, after->disabled, d->facts->catalog->words);
}

/* Lists what changes among the direct paths; inherited ones never change here. */
static lic_rc list_path_changes(struct lic_decider *d, struct lic_decision *decision)
{
	size_t room = d->facts->path_count + d->request->add_count;
	struct lic_path_change *list = lic_arena_array(d->arena, room, sizeof(*list));
	struct lic_path *before_paths =
		lic_arena_array(d->arena, d->facts->path_count, sizeof(*before_paths));
	size_t count = 0;

	if (list == NULL || before_paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < d->facts->path_count; i++) {
		before_paths[i] = d->facts->paths[i];
		if (is_removed(d, &before_paths[i])) {
			list[count++] = (struct lic_path_change){
				.sku = before_paths[i].sku,
				.before = before_paths[i].disabled,
				.state_before = before_paths[i].state,
				.error_before = before_paths[i].error,
			};
		}
	}
	for (size_t i = 0; i < d->after_count; i++) {
		const struct lic_path *after = &d->after[i];
		const struct lic_path *before = after->source == LIC_SOURCE_DIRECT
			? direct_path(before_paths, d->facts->path_count, after->sku)
			: after;

		if (before == NULL) {
			list[count++] = (struct lic_path_change){
				.sku = after->sku,
				.after = after->disabled,
				.state_after = after->state,
				.error_after = after->error,
			};
		} else if (path_differs(d, before, after)) {
			list[count++] = (struct lic_path_change){
				.sku = after->sku,
				.before = before->disabled,
				.after = after->disabled,
				.state_before = before->state,
				.error_before = before->error,
				.state_after = after->state,
				.error_after = after->error,
			};
		}
	}
	decision->paths = list;
	decision->path_count = count;
	return LIC_OK_RC;
}

static bool has_seat_change(const struct lic_seat_change *list, size_t count, uint32_t sku)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].sku == sku) {
			return true;
		}
	}
	return false;
}

/* however many paths lead to a SKU, the user holds one seat of it. */
lic_rc lic_license__list_seat_changes(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_path *after, size_t after_count, struct lic_decision *decision)
{
	struct lic_seat_change *list = lic_arena_array(arena, decision->path_count, sizeof(*list));
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < decision->path_count; i++) {
		uint32_t sku = decision->paths[i].sku;
		bool held = lic_license__holds(facts->paths, facts->path_count, sku);
		bool holds = lic_license__holds(after, after_count, sku);
		const struct lic_seats *seats = lic_license__seats(facts, sku);

		if (held != holds && !has_seat_change(list, count, sku)) {
			list[count].sku = sku;
			list[count].delta = holds ? 1 : -1;
			if (seats != NULL) {
				list[count].before = *seats;
			}
			count++;
		}
	}
	decision->seats = list;
	decision->seat_count = count;
	return LIC_OK_RC;
}

/* the checks go product by product; what they found is listed rule by rule, and within a rule
 * in the order of the request. */
static lic_rc order_violations(struct lic_decider *d)
{
	struct lic_violation *ordered = NULL;
	size_t count = 0;

	if (d->violation_count < 2) {
		return LIC_OK_RC;
	}
	ordered = lic_arena_array(d->arena, d->violation_count, sizeof(*ordered));
	if (ordered == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (unsigned kind = 0; kind < LIC_VIOLATION_KIND_MAX_; kind++) {
		for (size_t i = 0; i < d->violation_count; i++) {
			if ((unsigned)d->violations[i].kind == kind) {
				ordered[count++] = d->violations[i];
			}
		}
	}
	d->violations = ordered;
	return LIC_OK_RC;
}

/*
 * Missing seats are nothing but missing seats, and may be waited for: then the request's end
 * state is without what they would bring, and must be in order as it is, too.
 */
static lic_rc let_wait(struct lic_decider *d)
{
	size_t missing = d->wait_count;

	if (missing == 0 || missing != d->violation_count) {
		return LIC_OK_RC;
	}
	d->is_waiting = true;
	LIC_TRY(build_end_state(d));
	LIC_TRY(compute_plans(d));
	LIC_TRY(lic_license__check_end_state(d));
	if (d->violation_count == missing) {
		d->violation_count = 0;
	}
	return LIC_OK_RC;
}

static lic_rc list_waits(const struct lic_decider *d, struct lic_decision *decision)
{
	uint32_t *waits = lic_arena_array(d->arena, d->wait_count, sizeof(*waits));
	const struct lic_wait **terms =
		lic_arena_array(d->arena, d->wait_count, sizeof(struct lic_wait *));
	size_t count = 0;

	if (waits == NULL || terms == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; d->is_waiting && i < d->request->add_count; i++) {
		if (d->add_waits[i]) {
			terms[count] = d->request->waits == NULL ? NULL : d->request->waits[i];
			waits[count++] = d->add_skus[i];
		}
	}
	decision->waits = waits;
	decision->wait_terms = terms;
	decision->wait_count = count;
	return LIC_OK_RC;
}

lic_rc lic_license_decide(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_license_request *request, struct lic_decision *ret_decision)
{
	struct lic_decider d = {.arena = arena, .facts = facts, .request = request};
	struct lic_decision decision = {0};

	if (request->add_count > LIC_REQUEST_SKUS_MAX ||
		request->remove_count > LIC_REQUEST_SKUS_MAX - request->add_count) {
		return LIC_RC(LIC_E_LIMIT);
	}
	LIC_TRY(lic_license__check_request(&d));
	LIC_TRY(build_end_state(&d));
	LIC_TRY(compute_plans(&d));
	LIC_TRY(lic_license__check_end_state(&d));
	LIC_TRY(let_wait(&d));
	LIC_TRY(order_violations(&d));
	LIC_TRY(list_path_changes(&d, &decision));
	LIC_TRY(list_waits(&d, &decision));
	LIC_TRY(lic_license__list_seat_changes(arena, facts, d.after, d.after_count, &decision));
	decision.violations = d.violations;
	decision.violation_count = d.violation_count;
	decision.plans_before = d.plans_before;
	decision.plans_after = d.plans_after;
	*ret_decision = decision;
	return LIC_OK_RC;
}

static bool changes(const struct lic_decision *decision, const struct lic_path *path)
{
	for (size_t i = 0; i < decision->path_count; i++) {
		if (decision->paths[i].sku == path->sku &&
			decision->paths[i].source == path->source) {
			return true;
		}
	}
	return false;
}

lic_rc lic_decision_paths(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_decision *decision, struct lic_path **ret_paths, size_t *ret_count)
{
	struct lic_path *paths =
		lic_arena_array(arena, facts->path_count + decision->path_count, sizeof(*paths));
	size_t count = 0;

	if (paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts->path_count; i++) {
		if (!changes(decision, &facts->paths[i])) {
			paths[count++] = facts->paths[i];
		}
	}
	for (size_t i = 0; i < decision->path_count; i++) {
		const struct lic_path_change *change = &decision->paths[i];

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

const char *lic_path_error_name(enum lic_path_error error)
{
	static const char *const names[LIC_PATH_ERROR_MAX_] = {
		[LIC_PATH_NONE] = "None",
		[LIC_PATH_COUNT] = "CountViolation",
		[LIC_PATH_MUTUALLY_EXCLUSIVE] = "MutuallyExclusiveViolation",
		[LIC_PATH_DEPENDENCY] = "DependencyViolation",
		[LIC_PATH_LOCATION] = "ProhibitedInUsageLocationViolation",
		[LIC_PATH_UNIQUENESS] = "UniquenessViolation",
		[LIC_PATH_OTHER] = "Other",
	};

	return (size_t)error < LIC_COUNT(names) ? names[error] : "Other";
}

const char *lic_path_state_name(enum lic_path_state state, bool is_usable)
{
	switch (state) {
	case LIC_PATH_ACTIVE:
		return is_usable ? "Active" : "Disabled";
	case LIC_PATH_ACTIVE_WITH_ERROR:
		return is_usable ? "ActiveWithError" : "Disabled";
	case LIC_PATH_ERROR:
	case LIC_PATH_STATE_MAX_:
		break;
	}
	return "Error";
}
