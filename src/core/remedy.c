/*
 * Remedies: trying them out, and ranking what helps. See remedy.h.
 */
#include "core/remedy.h"

#include "core/license_int.h"
#include "core/planset.h"
#include "core/remedy_int.h"

#include <string.h>

/* Words of plan sets that all decisions of a question may look at together; and how many decisions
 * there may be whatever their size. */
#define WORK_MAX ((size_t)1024 * 1024)
#define DECISIONS_MIN 8

/* Tells whether `decision` has the violation that a remedy is looked for. */
static bool is_still_there(const struct lic_remedy__search *s, const struct lic_decision *decision)
{
	const struct lic_violation *was = s->violation;

	for (size_t i = 0; i < decision->violation_count; i++) {
		const struct lic_violation *is = &decision->violations[i];

		if (is->kind != was->kind || is->sku != was->sku) {
			continue;
		}
		/* A rule about plans is broken though others take part in it now. */
		if (is->kind == LIC_VIOLATION_EXCLUSION || is->kind == LIC_VIOLATION_DEPENDENCY
				? is->rule == was->rule
				: strcmp(is->detail.message, was->detail.message) == 0) {
			return true;
		}
	}
	return false;
}

/* The plans of `a` without those of `b`; NULL when none is left. */
static lic_rc difference(const struct lic_remedy__search *s, const uint64_t *a, const uint64_t *b,
	const uint64_t **ret_set)
{
	uint64_t *set = lic_planset_new(s->arena, s->catalog);
	bool has_any = false;

	if (set == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t w = 0; w < s->catalog->words; w++) {
		set[w] = a[w] & ~b[w];
		has_any = has_any || set[w] != 0;
	}
	*ret_set = has_any ? set : NULL;
	return LIC_OK_RC;
}

/* Adds `change` seats of `sku` to the list of `remedy`, which is in order of SKU and has room. */
static void add_seats(struct lic_remedy *remedy, struct lic_remedy_seats *list, uint32_t sku,
	int64_t change)
{
	size_t at = 0;

	while (at < remedy->seat_count && list[at].sku < sku) {
		at++;
	}
	if (at == remedy->seat_count || list[at].sku != sku) {
		memmove(&list[at + 1], &list[at], (remedy->seat_count - at) * sizeof(*list));
		list[at] = (struct lic_remedy_seats){.sku = sku};
		remedy->seat_count++;
	}
	list[at].change += change;
	if (list[at].change == 0) {
		remedy->seat_count--;
		memmove(&list[at], &list[at + 1], (remedy->seat_count - at) * sizeof(*list));
	}
}

/* Seats against now: those of the decision, and those of paths that `facts` has no more. */
static lic_rc list_seats(const struct lic_remedy__search *s, const struct lic_facts *facts,
	const struct lic_decision *decision, struct lic_remedy *remedy)
{
	const struct lic_facts *now = s->q->facts;
	struct lic_remedy_seats *list = lic_arena_array(s->arena,
		decision->seat_count + now->path_count + 1, sizeof(*list));

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < decision->seat_count; i++) {
		add_seats(remedy, list, decision->seats[i].sku, decision->seats[i].delta);
	}
	for (size_t i = 0; i < now->path_count && facts != now; i++) {
		uint32_t sku = now->paths[i].sku;
		bool is_first = !lic_license__holds(now->paths, i, sku);

		if (is_first && lic_path_holds_seat(now->paths[i].state) &&
			!lic_license__holds(facts->paths, facts->path_count, sku)) {
			add_seats(remedy, list, sku, -1);
		}
	}
	remedy->seats = list;
	return LIC_OK_RC;
}

static lic_rc list_effect(const struct lic_remedy__search *s, const struct lic_facts *facts,
	const struct lic_decision *decision, struct lic_remedy *remedy)
{
	LIC_TRY(difference(s, decision->plans_after, s->asked, &remedy->gained));
	LIC_TRY(difference(s, s->asked, decision->plans_after, &remedy->lost));
	return list_seats(s, facts, decision, remedy);
}

static unsigned count_plans(const struct lic_remedy__search *s, const uint64_t *set,
	const uint64_t *among)
{
	return set == NULL ? 0 : lic_planset_common(set, among, s->catalog->words);
}

static int64_t count_seats(const struct lic_remedy *remedy)
{
	int64_t sum = 0;

	for (size_t i = 0; i < remedy->seat_count; i++) {
		sum += remedy->seats[i].change;
	}
	return sum;
}

/* Below 0 when `a` comes before `b`; 0: they are alike. */
static int64_t compare(const struct lic_remedy__search *s, const struct lic_remedy *a,
	const struct lic_remedy *b)
{
	const uint64_t *held = s->q->decision->plans_before;
	const int64_t order[] = {
		(int64_t)b->solves_all - (int64_t)a->solves_all,
		(int64_t)count_plans(s, a->lost, s->asked) - count_plans(s, b->lost, s->asked),
		(int64_t)count_plans(s, a->lost, held) - count_plans(s, b->lost, held),
		count_seats(a) - count_seats(b),
		(a->gained == NULL ? 0 : (int64_t)count_plans(s, a->gained, a->gained)) -
			(b->gained == NULL ? 0 : (int64_t)count_plans(s, b->gained, b->gained)),
		(int64_t)a->kind - (int64_t)b->kind,
	};

	for (size_t i = 0; i < LIC_COUNT(order); i++) {
		if (order[i] != 0) {
			return order[i];
		}
	}
	return 0;
}

/* Puts `remedy` in its place among the best; of two that are alike the first one found is better.
 */
static void keep(struct lic_remedy__search *s, const struct lic_remedy *remedy)
{
	size_t at = s->count;

	while (at > 0 && compare(s, remedy, &s->found[at - 1]) < 0) {
		at--;
	}
	if (s->count == LIC_REMEDIES_MAX) {
		s->is_complete = false;
		if (at == LIC_REMEDIES_MAX) {
			return;
		}
		s->count--;
	}
	memmove(&s->found[at + 1], &s->found[at], (s->count - at) * sizeof(*s->found));
	s->found[at] = *remedy;
	s->count++;
}

static bool is_known(const struct lic_remedy__search *s, const char *text)
{
	for (size_t i = 0; i < s->count; i++) {
		if (strcmp(s->found[i].text, text) == 0) {
			return true;
		}
	}
	return false;
}

lic_rc lic_remedy__try(struct lic_remedy__search *s, const struct lic_remedy__candidate *candidate)
{
	const struct lic_facts *facts = candidate->facts == NULL ? s->q->facts : candidate->facts;
	const struct lic_license_request *request =
		candidate->request == NULL ? s->q->request : candidate->request;
	struct lic_remedy remedy = {.kind = candidate->kind, .text = candidate->text};
	struct lic_decision decision;
	unsigned needed = candidate->meanwhile == NULL ? 1 : 2;

	if (candidate->text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (is_known(s, candidate->text)) {
		return LIC_OK_RC;
	}
	if (s->tries == LIC_REMEDY_TRIES_MAX || *s->decisions_left < needed) {
		s->is_complete = false;
		return LIC_OK_RC;
	}
	s->tries++;
	*s->decisions_left -= needed;
	LIC_TRY(lic_license_decide(s->arena, facts, request, &decision));
	if (is_still_there(s, &decision)) {
		return LIC_OK_RC;
	}
	remedy.solves_all = decision.violation_count == 0;
	remedy.request = candidate->facts == NULL && candidate->meanwhile == NULL
		? candidate->request
		: NULL;
	if (candidate->meanwhile != NULL) {
		LIC_TRY(lic_license_decide(s->arena, s->q->facts, candidate->meanwhile, &decision));
	}
	LIC_TRY(list_effect(s, facts, &decision, &remedy));
	keep(s, &remedy);
	return LIC_OK_RC;
}

/* The plans that add `index` of the request turns off. */
static lic_rc disabled_of(struct lic_arena *arena, const struct lic_remedy_question *q,
	size_t index, const uint64_t **ret_set)
{
	const struct lic_catalog *catalog = q->facts->catalog;
	const struct lic_license_add *add = &q->request->adds[index];
	uint64_t *set = lic_planset_new(arena, catalog);

	if (set == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < add->disabled_count; i++) {
		uint32_t plan = lic_catalog_plan(catalog, &add->disabled_plans[i]);

		if (plan != LIC_INDEX_NONE) {
			lic_planset_add(set, plan);
		}
	}
	*ret_set = set;
	return LIC_OK_RC;
}

/* Tells whether the request removes the direct `path` or asks for it with other plans. */
static bool is_replaced(const struct lic_remedy_question *q, const struct lic_path *path)
{
	const struct lic_guid *id = &q->facts->catalog->skus[path->sku].id;

	if (path->source != LIC_SOURCE_DIRECT) {
		return false;
	}
	for (size_t i = 0; i < q->request->add_count; i++) {
		if (lic_guid_equal(&q->request->adds[i].sku_id, id)) {
			return true;
		}
	}
	for (size_t i = 0; i < q->request->remove_count; i++) {
		if (lic_guid_equal(&q->request->removes[i], id)) {
			return true;
		}
	}
	return false;
}

/* Lists what turns plans on in the end state that is asked for: what is added, then what stays. */
static lic_rc list_givers(struct lic_arena *arena, const struct lic_remedy_question *q,
	struct lic_remedy__search *search)
{
	struct lic_remedy__giver *list =
		lic_arena_array(arena, q->facts->path_count + q->request->add_count, sizeof(*list));
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < q->request->add_count; i++) {
		uint32_t sku = lic_catalog_sku(q->facts->catalog, &q->request->adds[i].sku_id);

		if (sku != LIC_INDEX_NONE) {
			list[count] = (struct lic_remedy__giver){.sku = sku, .add = i};
			LIC_TRY(disabled_of(arena, q, i, &list[count].disabled));
			count++;
		}
	}
	for (size_t i = 0; i < q->facts->path_count; i++) {
		const struct lic_path *path = &q->facts->paths[i];

		if (lic_path_holds_seat(path->state) && !is_replaced(q, path)) {
			list[count++] = (struct lic_remedy__giver){
				.sku = path->sku,
				.source = path->source,
				.disabled = path->disabled,
				.add = LIC_ITEM_NONE,
			};
		}
	}
	search->givers = list;
	search->giver_count = count;
	return LIC_OK_RC;
}

/* How many decisions a question may cost: the larger one is, the fewer. */
static unsigned budget(const struct lic_remedy_question *q)
{
	size_t items = q->request->add_count + q->request->remove_count + q->facts->path_count + 8;
	size_t count = WORK_MAX / (items * q->facts->catalog->words);

	if (count > LIC_REMEDY_DECISIONS_MAX) {
		return LIC_REMEDY_DECISIONS_MAX;
	}
	return count < DECISIONS_MIN ? DECISIONS_MIN : (unsigned)count;
}

/* Tells whether the end state that the violation is compared with has what `giver` gives. */
static bool is_asked(const struct lic_violation *violation, const struct lic_remedy__giver *giver)
{
	if (violation->kind == LIC_VIOLATION_INHERITED) {
		return giver->sku != violation->sku;
	}
	return violation->kind == LIC_VIOLATION_REQUEST ||
		(violation->kind == LIC_VIOLATION_NOT_OWNED && giver->add == violation->item);
}

/*
 * What was asked for is the decision's end state. But where the decision left that undefined, it is
 * what the request says: R-57, nothing was changed; R-56, what is not owned was not added; R-54,
 * what is inherited did not go.
 */
static lic_rc find_asked(struct lic_remedy__search *search)
{
	enum lic_violation_kind kind = search->violation->kind;
	uint64_t *asked = lic_planset_new(search->arena, search->catalog);

	if (asked == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (kind != LIC_VIOLATION_REQUEST && kind != LIC_VIOLATION_INHERITED) {
		memcpy(asked, search->q->decision->plans_after,
			search->catalog->words * sizeof(*asked));
	}
	for (size_t i = 0; i < search->giver_count; i++) {
		const struct lic_remedy__giver *giver = &search->givers[i];

		if (is_asked(search->violation, giver)) {
			lic_planset_add_except(asked, search->catalog->skus[giver->sku].switchable,
				giver->disabled, search->catalog->words);
		}
	}
	search->asked = asked;
	return LIC_OK_RC;
}

static lic_rc seek(struct lic_remedy__search *search, struct lic_remedies *ret_remedies)
{
	struct lic_remedy *list = NULL;

	LIC_TRY(find_asked(search));
	LIC_TRY(lic_remedy__seek(search));
	list = lic_arena_array(search->arena, search->count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (search->count > 0) {
		memcpy(list, search->found, search->count * sizeof(*list));
	}
	*ret_remedies = (struct lic_remedies){list, search->count, search->is_complete};
	return LIC_OK_RC;
}

lic_rc lic_remedies_find(struct lic_arena *arena, const struct lic_remedy_question *question,
	struct lic_remedies **ret_lists)
{
	size_t count = question->decision->violation_count;
	struct lic_remedies *lists = lic_arena_array(arena, count, sizeof(*lists));
	unsigned decisions_left = budget(question);
	struct lic_remedy__search all = {
		.arena = arena,
		.q = question,
		.catalog = question->facts->catalog,
		.decisions_left = &decisions_left,
		.is_complete = true,
	};

	if (lists == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count > 0) {
		LIC_TRY(list_givers(arena, question, &all));
	}
	for (size_t i = 0; i < count; i++) {
		struct lic_remedy__search one = all;

		one.violation = &question->decision->violations[i];
		LIC_TRY(seek(&one, &lists[i]));
	}
	*ret_lists = lists;
	return LIC_OK_RC;
}

const char *lic_remedy_kind_name(enum lic_remedy_kind kind)
{
	static const char *const names[LIC_REMEDY_KIND_MAX_] = {
		[LIC_REMEDY_TURN_OFF_PLANS] = "turnOffPlans",
		[LIC_REMEDY_TURN_ON_PLANS] = "turnOnPlans",
		[LIC_REMEDY_CORRECT] = "correct",
		[LIC_REMEDY_SET_LOCATION] = "setUsageLocation",
		[LIC_REMEDY_ADD_PRODUCT] = "addProduct",
		[LIC_REMEDY_OTHER_PRODUCT] = "useOtherProduct",
		[LIC_REMEDY_REMOVE_PRODUCT] = "removeProduct",
		[LIC_REMEDY_LEAVE_OUT] = "leaveOut",
		[LIC_REMEDY_BUY_SEATS] = "buySeats",
		[LIC_REMEDY_RAISE_LIMIT] = "raiseLimit",
		[LIC_REMEDY_GROUP_PLANS] = "changeGroup",
		[LIC_REMEDY_BEST_EFFORT] = "bestEffort",
		[LIC_REMEDY_LEAVE_GROUP] = "leaveGroup",
		[LIC_REMEDY_WAIT] = "wait",
	};

	return (size_t)kind < LIC_COUNT(names) ? names[kind] : "correct";
}
