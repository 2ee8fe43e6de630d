/*
 * Reading the project's own catalogue format, docs/catalog-format.md: strictly, and to the end, so
 * that every mistake of a file is told at once.
 */
#include "service/catalog_json_int.h"

#include "base/text.h"
#include "core/location.h"

#include <string.h>

#define SEVERAL (LIC_INDEX_NONE - 1) /* in place of an index: several plans have this name */

/* One reading. */
struct reader {
	struct lic_arena *arena;               /* for what is kept */
	struct lic_catalog_mistakes *mistakes; /* what is wrong */
	struct lic_catalog_file *file;         /* what is being filled */
	struct lic_catalog_map plans_by_id;    /* GUID of a plan to its index */
	struct lic_catalog_map plans_by_name;  /* name of a plan to its index, or SEVERAL */
	const char **plan_names; /* of every plan, for "did you mean"; NULL where it is wrong */
	uint32_t *last_list;     /* for each plan: the last list that named it */
	uint32_t list;           /* number of the list that is being read */
	size_t links;            /* references so far */
};

static const char *read_name(struct reader *r, const struct lic_place *up,
	const struct lic_member *member, const json_t *value)
{
	return lic_place__name(r->mistakes, &(struct lic_place){up, member->name, 0}, value,
		r->arena);
}

/* User is what is meant when nothing is said. */
static bool read_is_company(struct reader *r, const struct lic_place *up, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL || strcmp(text, "User") == 0) {
		return false;
	}
	if (strcmp(text, "Company") != 0) {
		lic_place__wrong(r->mistakes, &(struct lic_place){up, "appliesTo", 0}, text,
			"must be User or Company");
	}
	return true;
}

/* writes the countries as they are stored, "AE,CN", in order, so that equal lists are equal
 * texts. */
static const char *read_countries(struct reader *r, const struct lic_place *up, const json_t *value)
{
	const struct lic_place list = {up, "prohibitedCountries", 0};
	bool is_listed[26 * 26] = {false};
	char text[sizeof(is_listed) * 3 + 1];
	size_t len = 0;

	for (size_t i = 0; i < json_array_size(value); i++) {
		const struct lic_place at = {&list, NULL, i};
		const char *code = json_string_value(json_array_get(value, i));
		bool *listed = NULL;

		if (code == NULL || !lic_location_is_valid(code)) {
			lic_place__wrong(r->mistakes, &at, code,
				"is not an ISO 3166-1 alpha-2 code in capitals");
			continue;
		}
		listed = &is_listed[(size_t)(code[0] - 'A') * 26 + (size_t)(code[1] - 'A')];
		if (*listed) {
			lic_place__wrong(r->mistakes, &at, code, "occurs twice");
		}
		*listed = true;
	}
	for (size_t i = 0; i < LIC_COUNT(is_listed); i++) {
		if (is_listed[i]) {
			text[len++] = (char)('A' + i / 26);
			text[len++] = (char)('A' + i % 26);
			text[len++] = ',';
		}
	}
	const char *copy = lic_arena_copy(r->arena, text, len == 0 ? 0 : len - 1);

	r->mistakes->is_out_of_memory |= copy == NULL;
	return copy;
}

/* Makes a GUID findable, unless it occurs twice. */
static lic_rc register_guid(struct reader *r, const struct lic_place *at, const char *member,
	struct lic_catalog_map *map, const struct lic_guid *id)
{
	uint32_t other = lic_catalog__map_get(map, id->bytes, sizeof(id->bytes));

	if (other == LIC_INDEX_NONE) {
		return lic_catalog__map_set(map, id->bytes, sizeof(id->bytes), (uint32_t)at->index);
	}
	lic_catalog__mistake(r->mistakes, lic_place__text(&(struct lic_place){at, member, 0}).text,
		lic_guid_format(id).text, "occurs twice: it is the GUID of %s/%u, too",
		at->up->member, other);
	return LIC_OK_RC;
}

static lic_rc register_name(struct reader *r, const char *name, size_t index)
{
	bool is_known =
		lic_catalog__map_get(&r->plans_by_name, name, strlen(name)) != LIC_INDEX_NONE;

	r->plan_names[index] = name;
	return lic_catalog__map_set(&r->plans_by_name, name, strlen(name),
		is_known ? SEVERAL : (uint32_t)index);
}

static lic_rc read_plan(struct reader *r, const struct lic_place *at, json_t *object)
{
	static const struct lic_member members[] = {
		{"servicePlanId", LIC_MEMBER_TEXT, true},
		{"servicePlanName", LIC_MEMBER_TEXT, true},
		{"displayName", LIC_MEMBER_TEXT, true},
		{"service", LIC_MEMBER_TEXT, true},
		{"appliesTo", LIC_MEMBER_TEXT, false},
		{"autoAssigned", LIC_MEMBER_BOOLEAN, false},
		{"prohibitedCountries", LIC_MEMBER_LIST, false},
	};
	struct lic_plan *plan = &r->file->plans[at->index];
	json_t *values[LIC_COUNT(members)];

	if (!lic_place__members(r->mistakes, at, object, members, LIC_COUNT(members), values)) {
		return LIC_OK_RC;
	}
	plan->name = read_name(r, at, &members[1], values[1]);
	plan->display_name = read_name(r, at, &members[2], values[2]);
	plan->service = read_name(r, at, &members[3], values[3]);
	plan->is_company = read_is_company(r, at, values[4]);
	plan->is_auto = json_is_true(values[5]);
	plan->prohibited = read_countries(r, at, values[6]);
	if (lic_place__guid(r->mistakes, &(struct lic_place){at, members[0].name, 0}, values[0],
		    &plan->id)) {
		LIC_TRY(register_guid(r, at, members[0].name, &r->plans_by_id, &plan->id));
	}
	return plan->name == NULL ? LIC_OK_RC : register_name(r, plan->name, at->index);
}

/* Checks the number of elements of a list; what comes from outside must end somewhere. */
static bool is_too_long(struct reader *r, const struct lic_place *place, size_t count, size_t limit)
{
	if (count <= limit) {
		return false;
	}
	lic_catalog__mistake(r->mistakes, lic_place__text(place).text, NULL,
		"has %zu elements, more than %zu", count, limit);
	return true;
}

static lic_rc read_plans(struct reader *r, const json_t *array)
{
	const struct lic_place list = {NULL, "servicePlans", 0};
	size_t count = json_array_size(array);

	if (is_too_long(r, &list, count, LIC_CATALOG_PLANS_MAX)) {
		return LIC_OK_RC;
	}
	r->file->plans = lic_arena_array(r->arena, count, sizeof(*r->file->plans));
	r->plan_names = lic_arena_array(r->arena, count, sizeof(*r->plan_names));
	r->last_list = lic_arena_array(r->arena, count, sizeof(*r->last_list));
	if (r->file->plans == NULL || r->plan_names == NULL || r->last_list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	r->file->plan_count = count;
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_plan(r, &(struct lic_place){&list, NULL, i},
			json_array_get(array, i)));
	}
	return LIC_OK_RC;
}

/* Says that no plan has a name, and which one may have been meant. */
static void unknown_plan(struct reader *r, const struct lic_place *place, const char *name)
{
	size_t best = r->file->plan_count;

	if (r->mistakes->count < LIC_CATALOG_MISTAKES_MAX) { /* the search is long, and who would
								read it */
		best = lic_text_nearest(name, r->plan_names, r->file->plan_count);
	}
	if (best < r->file->plan_count) {
		lic_catalog__mistake(r->mistakes, lic_place__text(place).text, name,
			"is not the name of a plan of this file (did you mean '%s'?)",
			r->plan_names[best]);
	} else {
		lic_place__wrong(r->mistakes, place, name,
			"is not the name of a plan of this file");
	}
}

/* Resolves a reference to the index of a plan; LIC_INDEX_NONE, and a mistake told, when it leads
 * nowhere. */
static uint32_t read_reference(struct reader *r, const struct lic_place *place, const json_t *value)
{
	const char *text = json_string_value(value);
	struct lic_guid id;
	uint32_t plan = LIC_INDEX_NONE;

	if (text == NULL) {
		lic_place__wrong(r->mistakes, place, NULL,
			"must be a string: a servicePlanName or a servicePlanId");
		return LIC_INDEX_NONE;
	}
	if (lic_guid_parse(text, strlen(text), &id)) {
		plan = lic_catalog__map_get(&r->plans_by_id, id.bytes, sizeof(id.bytes));
		if (plan == LIC_INDEX_NONE) {
			lic_place__wrong(r->mistakes, place, text,
				"is not the GUID of a plan of this file");
		}
		return plan;
	}
	plan = lic_catalog__map_get(&r->plans_by_name, text, strlen(text));
	if (plan == LIC_INDEX_NONE) {
		unknown_plan(r, place, text);
	} else if (plan == SEVERAL) {
		lic_place__wrong(r->mistakes, place, text,
			"is the name of several plans: write the servicePlanId");
		return LIC_INDEX_NONE;
	}
	return plan;
}

/* A list of references as indices: those that lead somewhere. */
struct references {
	uint32_t *plans; /* indices */
	size_t count;    /* number of them */
};

static lic_rc read_references(struct reader *r, const struct lic_place *list, const json_t *array,
	size_t fewest, struct references *ret_references)
{
	struct references references = {0};
	size_t count = json_array_size(array);

	r->list++;
	if (array == NULL || is_too_long(r, list, count, LIC_CATALOG_PLANS_MAX)) {
		return LIC_OK_RC;
	}
	if (count < fewest) {
		lic_place__wrong(r->mistakes, list, NULL,
			fewest == 1 ? "needs at least one plan" : "needs at least two plans");
	}
	references.plans = lic_arena_array(r->arena, count, sizeof(*references.plans));
	if (references.plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	r->links += count;
	for (size_t i = 0; i < count; i++) {
		const struct lic_place at = {list, NULL, i};
		const json_t *element = json_array_get(array, i);
		uint32_t plan = read_reference(r, &at, element);

		if (plan == LIC_INDEX_NONE) {
			continue;
		}
		if (r->last_list[plan] == r->list) {
			lic_place__wrong(r->mistakes, &at, json_string_value(element),
				"occurs twice in this list");
		}
		r->last_list[plan] = r->list;
		references.plans[references.count++] = plan;
	}
	*ret_references = references;
	return LIC_OK_RC;
}

static lic_rc read_sku(struct reader *r, const struct lic_place *at, json_t *object,
	struct lic_catalog_map *by_id)
{
	static const struct lic_member members[] = {
		{"skuId", LIC_MEMBER_TEXT, true},
		{"skuPartNumber", LIC_MEMBER_TEXT, true},
		{"displayName", LIC_MEMBER_TEXT, true},
		{"servicePlans", LIC_MEMBER_LIST, true},
		{"appliesTo", LIC_MEMBER_TEXT, false},
	};
	struct lic_sku *sku = &r->file->skus[at->index];
	json_t *values[LIC_COUNT(members)];
	struct references plans = {0};

	if (!lic_place__members(r->mistakes, at, object, members, LIC_COUNT(members), values)) {
		return LIC_OK_RC;
	}
	sku->part_number = read_name(r, at, &members[1], values[1]);
	sku->display_name = read_name(r, at, &members[2], values[2]);
	sku->is_company = read_is_company(r, at, values[4]);
	sku->is_offered = true;
	LIC_TRY(read_references(r, &(struct lic_place){at, members[3].name, 0}, values[3], 1,
		&plans));
	sku->plans = plans.plans;
	sku->plan_count = plans.count;
	if (lic_place__guid(r->mistakes, &(struct lic_place){at, members[0].name, 0}, values[0],
		    &sku->id)) {
		LIC_TRY(register_guid(r, at, members[0].name, by_id, &sku->id));
	}
	return LIC_OK_RC;
}

static lic_rc read_skus(struct reader *r, const json_t *array)
{
	const struct lic_place list = {NULL, "skus", 0};
	struct lic_catalog_map by_id;
	size_t count = json_array_size(array);

	if (is_too_long(r, &list, count, LIC_CATALOG_SKUS_MAX)) {
		return LIC_OK_RC;
	}
	lic_catalog__map_init(&by_id, r->arena);
	r->file->skus = lic_arena_array(r->arena, count, sizeof(*r->file->skus));
	if (r->file->skus == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	r->file->sku_count = count;
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_sku(r, &(struct lic_place){&list, NULL, i}, json_array_get(array, i),
			&by_id));
	}
	return LIC_OK_RC;
}

/* Writes indices as references by GUID, which is how groups and dependencies of every format name
 * plans. */
static lic_rc keep_references(struct reader *r, const struct references *references,
	struct lic_catalog_group *group)
{
	group->plans = lic_arena_array(r->arena, references->count, sizeof(*group->plans));
	if (group->plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < references->count; i++) {
		const struct lic_plan *plan = &r->file->plans[references->plans[i]];

		group->plans[i] = (struct lic_catalog_ref){.id = plan->id, .name = plan->name};
	}
	group->plan_count = references->count;
	return LIC_OK_RC;
}

/* */
static lic_rc read_exclusion(struct reader *r, const struct lic_place *at, json_t *object,
	struct lic_catalog_map *by_name)
{
	static const struct lic_member members[] = {
		{"id", LIC_MEMBER_TEXT, true},
		{"service", LIC_MEMBER_TEXT, true},
		{"servicePlans", LIC_MEMBER_LIST, true},
	};
	struct lic_catalog_group *group = &r->file->exclusions[at->index];
	json_t *values[LIC_COUNT(members)];
	struct references plans = {0};

	if (!lic_place__members(r->mistakes, at, object, members, LIC_COUNT(members), values)) {
		return LIC_OK_RC;
	}
	group->name = read_name(r, at, &members[0], values[0]);
	group->service = read_name(r, at, &members[1], values[1]);
	LIC_TRY(read_references(r, &(struct lic_place){at, members[2].name, 0}, values[2], 2,
		&plans));
	LIC_TRY(keep_references(r, &plans, group));
	if (group->name == NULL) {
		return LIC_OK_RC;
	}
	if (lic_catalog__map_get(by_name, group->name, strlen(group->name)) != LIC_INDEX_NONE) {
		lic_place__wrong(r->mistakes, &(struct lic_place){at, members[0].name, 0},
			group->name, "occurs twice");
	}
	return lic_catalog__map_set(by_name, group->name, strlen(group->name), (uint32_t)at->index);
}

/* */
static lic_rc read_dependency(struct reader *r, const struct lic_place *at, json_t *object,
	bool *has_dependency)
{
	static const struct lic_member members[] = {
		{"servicePlan", LIC_MEMBER_TEXT, true},
		{"anyOf", LIC_MEMBER_LIST, true},
	};
	struct lic_catalog_group *group = &r->file->dependencies[at->index];
	const struct lic_place of_plan = {at, members[0].name, 0};
	const struct lic_place of_list = {at, members[1].name, 0};
	json_t *values[LIC_COUNT(members)];
	struct references plans = {0};
	uint32_t plan = LIC_INDEX_NONE;

	if (!lic_place__members(r->mistakes, at, object, members, LIC_COUNT(members), values)) {
		return LIC_OK_RC;
	}
	LIC_TRY(read_references(r, &of_list, values[1], 1, &plans));
	LIC_TRY(keep_references(r, &plans, group));
	plan = values[0] == NULL ? LIC_INDEX_NONE : read_reference(r, &of_plan, values[0]);
	if (plan == LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	group->id = r->file->plans[plan].id;
	group->name = r->file->plans[plan].name;
	if (has_dependency[plan]) {
		lic_place__wrong(r->mistakes, &of_plan, json_string_value(values[0]),
			"has an element already: one for each plan");
	}
	has_dependency[plan] = true;
	if (values[1] != NULL && r->last_list[plan] == r->list) {
		lic_place__wrong(r->mistakes, &of_list, json_string_value(values[0]),
			"is the plan itself: a plan cannot need itself");
	}
	return LIC_OK_RC;
}

static lic_rc read_exclusions(struct reader *r, const json_t *array)
{
	const struct lic_place list = {NULL, "exclusions", 0};
	struct lic_catalog_map by_name;
	size_t count = json_array_size(array);

	if (is_too_long(r, &list, count, LIC_CATALOG_GROUPS_MAX)) {
		return LIC_OK_RC;
	}
	lic_catalog__map_init(&by_name, r->arena);
	r->file->exclusions = lic_arena_array(r->arena, count, sizeof(*r->file->exclusions));
	if (r->file->exclusions == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	r->file->exclusion_count = count;
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_exclusion(r, &(struct lic_place){&list, NULL, i},
			json_array_get(array, i), &by_name));
	}
	return LIC_OK_RC;
}

static lic_rc read_dependencies(struct reader *r, const json_t *array)
{
	const struct lic_place list = {NULL, "dependencies", 0};
	size_t count = json_array_size(array);
	bool *has_dependency =
		lic_arena_array(r->arena, r->file->plan_count, sizeof(*has_dependency));

	if (is_too_long(r, &list, count, LIC_CATALOG_PLANS_MAX)) {
		return LIC_OK_RC;
	}
	r->file->dependencies = lic_arena_array(r->arena, count, sizeof(*r->file->dependencies));
	if (r->file->dependencies == NULL || has_dependency == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	r->file->dependency_count = count;
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_dependency(r, &(struct lic_place){&list, NULL, i},
			json_array_get(array, i), has_dependency));
	}
	return LIC_OK_RC;
}

/* Tells whether the document says that it is of the format that is read here; of another, nothing
 * else can be said. */
static bool check_format(struct reader *r, const json_t *root)
{
	const json_t *format = json_object_get(root, "format");
	const char *text = json_string_value(format);

	if (text != NULL && strcmp(text, LIC_CATALOG_FORMAT_OWN) == 0) {
		return true;
	}
	if (!json_is_object(root)) {
		lic_place__wrong(r->mistakes, NULL, NULL, "the document must be an object");
	} else if (format == NULL) {
		lic_place__wrong(r->mistakes, NULL, "format",
			"is missing: this is no catalogue, or it lacks \"format\": \"" LIC_CATALOG_FORMAT_OWN
			"\"");
	} else {
		lic_place__wrong(r->mistakes, &(struct lic_place){NULL, "format", 0}, text,
			"is not " LIC_CATALOG_FORMAT_OWN ", which this version reads");
	}
	return false;
}

static lic_rc read_document(struct reader *r, json_t *root)
{
	static const struct lic_member members[] = {
		{"format", LIC_MEMBER_TEXT, true},
		{"vendor", LIC_MEMBER_TEXT, true},
		{"servicePlans", LIC_MEMBER_LIST, true},
		{"skus", LIC_MEMBER_LIST, true},
		{"exclusions", LIC_MEMBER_LIST, false},
		{"dependencies", LIC_MEMBER_LIST, false},
		{"description", LIC_MEMBER_TEXT, false},
	};
	json_t *values[LIC_COUNT(members)];

	if (!check_format(r, root) ||
		!lic_place__members(r->mistakes, NULL, root, members, LIC_COUNT(members), values)) {
		return LIC_OK_RC;
	}
	r->file->vendor = read_name(r, NULL, &members[1], values[1]);
	if (values[2] == NULL) {
		return LIC_OK_RC; /* every reference would be wrong, too */
	}
	LIC_TRY(read_plans(r, values[2]));
	if (r->last_list == NULL) {
		return LIC_OK_RC; /* too many, likewise */
	}
	LIC_TRY(read_skus(r, values[3]));
	LIC_TRY(read_exclusions(r, values[4]));
	LIC_TRY(read_dependencies(r, values[5]));
	if (r->links > LIC_CATALOG_LINKS_MAX) {
		lic_catalog__mistake(r->mistakes, NULL, NULL,
			"the file names plans %zu times in its lists, more than %d", r->links,
			LIC_CATALOG_LINKS_MAX);
	}
	return LIC_OK_RC;
}

lic_rc lic_catalog__parse_json(struct lic_arena *arena, struct lic_bytes text,
	struct lic_catalog_mistakes *mistakes, struct lic_err *err, struct lic_catalog_file *file)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct reader r = {.arena = arena, .mistakes = mistakes, .file = file};

	LIC_TRY(lic_json_parse(text.data, text.len, err, &root));
	*file = (struct lic_catalog_file){
		.format = LIC_CATALOG_FORMAT_OWN,
		.has_products = true,
		.has_attributes = true,
		.has_exclusions = true,
		.has_dependencies = true,
	};
	lic_catalog__map_init(&r.plans_by_id, arena);
	lic_catalog__map_init(&r.plans_by_name, arena);
	return read_document(&r, root);
}
