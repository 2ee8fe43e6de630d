/*
 * Changes of many users' licences: see change.h.
 */
#include "core/change.h"

#include "base/text.h"
#include "core/planset.h"

/* What the actions work with. */
struct asking {
	struct lic_arena *arena;           /* for the request */
	const struct lic_catalog *catalog; /* of the paths */
	const struct lic_change *change;   /* what is to be done */
	const struct lic_path *paths;      /* of the user */
	size_t count;                      /* number of them */
};

/* Finds the direct path to the SKU with index `sku`; NULL when there is none. */
static const struct lic_path *find_direct(const struct asking *asking, uint32_t sku)
{
	for (size_t i = 0; i < asking->count; i++) {
		if (asking->paths[i].sku == sku && asking->paths[i].source == LIC_SOURCE_DIRECT) {
			return &asking->paths[i];
		}
	}
	return NULL;
}

/* Finds the direct path to the SKU with index `sku`, if it is given and not only wanted. */
static const struct lic_path *find_held(const struct asking *asking, uint32_t sku)
{
	const struct lic_path *path = find_direct(asking, sku);

	return path != NULL && lic_path_holds_seat(path->state) ? path : NULL;
}

static bool has_path(const struct asking *asking, uint32_t sku)
{
	for (size_t i = 0; i < asking->count; i++) {
		if (asking->paths[i].sku == sku) {
			return true;
		}
	}
	return false;
}

/* R-55 is no mistake here: of many users some do not have what is taken from all. */
static lic_rc ask_change(const struct asking *asking, struct lic_license_request *request,
	enum lic_change_outcome *outcome)
{
	const struct lic_change *change = asking->change;
	struct lic_guid *removes =
		lic_arena_array(asking->arena, change->remove_count, sizeof(*removes));

	if (removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < change->remove_count; i++) {
		if (has_path(asking, lic_catalog_sku(asking->catalog, &change->removes[i]))) {
			removes[request->remove_count++] = change->removes[i];
		}
	}
	request->removes = removes;
	request->adds = change->adds;
	request->add_count = change->add_count;
	*outcome = request->add_count + request->remove_count == 0 ? LIC_CHANGE_NOT_HELD
								   : LIC_CHANGE_ASKED;
	return LIC_OK_RC;
}

static bool is_added(const struct lic_change *change, const struct lic_guid *sku_id)
{
	for (size_t i = 0; i < change->add_count; i++) {
		if (lic_guid_equal(&change->adds[i].sku_id, sku_id)) {
			return true;
		}
	}
	return false;
}

/* every direct path that is not of the chosen set goes; inherited ones stay. */
static lic_rc ask_replace(const struct asking *asking, struct lic_license_request *request,
	enum lic_change_outcome *outcome)
{
	const struct lic_change *change = asking->change;
	struct lic_guid *removes = lic_arena_array(asking->arena, asking->count, sizeof(*removes));

	if (removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < asking->count; i++) {
		const struct lic_guid *id = &asking->catalog->skus[asking->paths[i].sku].id;

		if (asking->paths[i].source == LIC_SOURCE_DIRECT && !is_added(change, id)) {
			removes[request->remove_count++] = *id;
		}
	}
	request->removes = removes;
	request->adds = change->adds;
	request->add_count = change->add_count;
	*outcome = request->add_count + request->remove_count == 0 ? LIC_CHANGE_NOT_HELD
								   : LIC_CHANGE_ASKED;
	return LIC_OK_RC;
}

/* Adds the plans in `ids` to `set`; those that the catalogue has lost are passed over. */
static void add_plans(const struct lic_catalog *catalog, const struct lic_guid *ids, size_t count,
	uint64_t *set)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t plan = lic_catalog_plan(catalog, &ids[i]);

		if (plan != LIC_INDEX_NONE) {
			lic_planset_add(set, plan);
		}
	}
}

/* Makes the one addition of `request`: `sku` with those of its plans off that are in `disabled`. */
static lic_rc give(const struct asking *asking, uint32_t sku, const uint64_t *disabled,
	struct lic_license_request *request)
{
	const struct lic_sku *product = &asking->catalog->skus[sku];
	struct lic_license_add *add = lic_arena_alloc(asking->arena, sizeof(*add));
	struct lic_guid *ids = lic_arena_array(asking->arena, product->plan_count, sizeof(*ids));

	if (add == NULL || ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*add = (struct lic_license_add){.sku_id = product->id, .disabled_plans = ids};
	for (size_t i = 0; i < product->plan_count; i++) {
		uint32_t plan = product->plans[i];

		if (lic_planset_has(disabled, plan) && lic_planset_has(product->switchable, plan)) {
			ids[add->disabled_count++] = asking->catalog->plans[plan].id;
		}
	}
	request->adds = add;
	request->add_count = 1;
	return LIC_OK_RC;
}

/* Counts the plans of the product that goes that `plan` stands for; tells whether all are off. */
static bool is_carried_off(const struct asking *asking, const struct lic_path *from, uint32_t plan)
{
	const struct lic_change *change = asking->change;
	const struct lic_sku *goes = &asking->catalog->skus[from->sku];
	bool has_any = lic_sku_has_plan(goes, plan);
	bool is_off = !has_any || lic_planset_has(from->disabled, plan);

	for (size_t i = 0; i < change->pair_count; i++) {
		uint32_t old = lic_catalog_plan(asking->catalog, &change->pairs[i].from);

		if (old != LIC_INDEX_NONE && lic_sku_has_plan(goes, old) &&
			lic_catalog_plan(asking->catalog, &change->pairs[i].to) == plan) {
			has_any = true;
			is_off = is_off && lic_planset_has(from->disabled, old);
		}
	}
	return has_any && is_off;
}

/* D-14: a plan of the product that comes is off when all that stands for it was off, or when the
 * change says so. Who has that product already keeps it as it is. Who only waits for the one that
 * goes goes on waiting. */
static lic_rc ask_swap(const struct asking *asking, struct lic_license_request *request,
	enum lic_change_outcome *outcome)
{
	const struct lic_change *change = asking->change;
	uint32_t goes = lic_catalog_sku(asking->catalog, &change->removes[0]);
	uint32_t comes = lic_catalog_sku(asking->catalog, &change->adds[0].sku_id);
	const struct lic_path *from = find_held(asking, goes);
	uint64_t *disabled = lic_planset_new(asking->arena, asking->catalog);

	if (disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (from == NULL && (find_direct(asking, goes) != NULL || !has_path(asking, goes))) {
		*outcome = LIC_CHANGE_NOT_HELD;
		return LIC_OK_RC;
	}
	request->removes = change->removes;
	request->remove_count = 1;
	*outcome = LIC_CHANGE_ASKED;
	if (from == NULL || (comes != LIC_INDEX_NONE && find_held(asking, comes) != NULL)) {
		return LIC_OK_RC;
	}
	if (comes == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_INVALID);
	}
	add_plans(asking->catalog, change->adds[0].disabled_plans, change->adds[0].disabled_count,
		disabled);
	for (size_t i = 0; i < asking->catalog->skus[comes].plan_count; i++) {
		uint32_t plan = asking->catalog->skus[comes].plans[i];

		if (is_carried_off(asking, from, plan)) {
			lic_planset_add(disabled, plan);
		}
	}
	return give(asking, comes, disabled, request);
}

static lic_rc ask_plans(const struct asking *asking, struct lic_license_request *request,
	enum lic_change_outcome *outcome)
{
	const struct lic_change *change = asking->change;
	const struct lic_catalog *catalog = asking->catalog;
	uint32_t sku = lic_catalog_sku(catalog, &change->adds[0].sku_id);
	const struct lic_path *path = sku == LIC_INDEX_NONE ? NULL : find_held(asking, sku);
	uint64_t *disabled = lic_planset_new(asking->arena, catalog);
	uint64_t *enabled = lic_planset_new(asking->arena, catalog);

	if (disabled == NULL || enabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (path == NULL) {
		*outcome = LIC_CHANGE_NOT_HELD;
		return LIC_OK_RC;
	}
	add_plans(catalog, change->enables, change->enable_count, enabled);
	add_plans(catalog, change->adds[0].disabled_plans, change->adds[0].disabled_count,
		disabled);
	for (size_t i = 0; i < catalog->words; i++) {
		disabled[i] = (path->disabled[i] | disabled[i]) & ~enabled[i];
	}
	*outcome = LIC_CHANGE_SAME;
	if (lic_planset_equal(disabled, path->disabled, catalog->words)) {
		return LIC_OK_RC;
	}
	*outcome = LIC_CHANGE_ASKED;
	return give(asking, sku, disabled, request);
}

lic_rc lic_change_request(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_change *change, const struct lic_path *paths, size_t count,
	struct lic_change_asked *ret_asked)
{
	static lic_rc (*const asks[LIC_CHANGE_ACTION_MAX_])(const struct asking *,
		struct lic_license_request *, enum lic_change_outcome *) = {
		[LIC_CHANGE_ADD] = ask_change,
		[LIC_CHANGE_REMOVE] = ask_change,
		[LIC_CHANGE_REPLACE] = ask_replace,
		[LIC_CHANGE_SWAP] = ask_swap,
		[LIC_CHANGE_SET_PLANS] = ask_plans,
	};
	const struct asking asking = {arena, catalog, change, paths, count};
	struct lic_change_asked asked = {.outcome = LIC_CHANGE_ASKED};

	if (asks[change->action] == NULL) {
		return LIC_RC(LIC_E_BUG);
	}
	LIC_TRY(asks[change->action](&asking, &asked.request, &asked.outcome));
	*ret_asked = asked;
	return LIC_OK_RC;
}

static const char *const action_names[LIC_CHANGE_ACTION_MAX_] = {
	[LIC_CHANGE_ADD] = "add",
	[LIC_CHANGE_REMOVE] = "remove",
	[LIC_CHANGE_REPLACE] = "replace",
	[LIC_CHANGE_SWAP] = "swap",
	[LIC_CHANGE_SET_PLANS] = "setPlans",
	[LIC_CHANGE_UNDO] = "undo",
};

const char *lic_change_action_name(enum lic_change_action action)
{
	return action_names[action];
}

bool lic_change_action_parse(const char *name, enum lic_change_action *ret_action)
{
	for (size_t i = 0; i < LIC_COUNT(action_names); i++) {
		if (lic_text_equal_nocase(action_names[i], name)) {
			*ret_action = (enum lic_change_action)i;
			return true;
		}
	}
	return false;
}
