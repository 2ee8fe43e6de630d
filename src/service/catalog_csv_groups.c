/*
 * Tables of exclusions and of dependencies: both list plans that belong to something, one row per
 * plan.
 */
#include "service/catalog_csv_int.h"

#include "base/text.h"

#include <string.h>

/* A plan that belongs to an owner: a group or a dependent plan. */
struct pair {
	struct {
		uint32_t owner;       /* index of the owner */
		struct lic_guid plan; /* servicePlanId */
	} key;            /* what makes a pair one: no padding, so that it can be a key in a map */
	const char *name; /* servicePlanName, or the GUID where the table has no name */
};

/* Pairs in the order of the table, none twice. */
struct pairs {
	struct lic_catalog_map known; /* keys of the pairs */
	struct pair *list;            /* the pairs */
	size_t count;                 /* number of pairs */
};

_Static_assert(sizeof(((struct pair *)0)->key) == sizeof(uint32_t) + sizeof(struct lic_guid),
	"a key in a map has no padding");

/* A group or a dependent plan that is being collected. */
struct owners {
	struct lic_catalog_map known;   /* its key to its index */
	struct lic_catalog_group *list; /* the groups, without their plans */
	const char **places;            /* where each is named first */
	size_t count;                   /* number of groups */
};

/* A row of an exclusion table: it waits until it is known which source counts. */
struct exclusion_row {
	uint32_t source;      /* index of its source */
	struct lic_guid plan; /* servicePlanId */
	const char *group;    /* name of the group */
	const char *service;  /* what the group is about */
	const char *name;     /* servicePlanName, or NULL */
	const char *place;    /* where the group is named */
};

/* The rows of an exclusion table. */
struct exclusion_rows {
	struct lic_catalog_map known; /* source to its index */
	const char **sources;         /* the sources, in the order of the file */
	size_t source_count;          /* number of sources */
	struct exclusion_row *list;   /* the rows */
	size_t count;                 /* number of rows */
};

static lic_rc keep(struct lic_table *table, const char *text, const char **ret_text)
{
	*ret_text = lic_arena_strdup(table->arena, text);
	return text != NULL && *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Adds a plan, called by its GUID when the table has no name for it, to those of an owner, unless
 * it is there already. */
static lic_rc add_pair(struct lic_table *table, struct pairs *pairs, uint32_t owner,
	const struct lic_guid *id, const char *name)
{
	struct pair pair = {.key = {.owner = owner, .plan = *id}};
	struct pair *list = NULL;

	if (lic_catalog__map_get(&pairs->known, &pair.key, sizeof(pair.key)) != LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	list = lic_catalog__grow(table->arena, pairs->list, pairs->count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(keep(table, name == NULL ? lic_guid_format(id).text : name, &pair.name));
	pairs->list = list;
	list[pairs->count] = pair;
	pairs->count++;
	return lic_catalog__map_set(&pairs->known, &list[pairs->count - 1].key, sizeof(pair.key),
		0);
}

/* Gives each group its plans. */
static lic_rc fill_groups(struct lic_arena *arena, const struct pairs *pairs,
	struct lic_catalog_group *groups, size_t count)
{
	size_t *sizes = lic_arena_array(arena, count, sizeof(*sizes));

	if (sizes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < pairs->count; i++) {
		sizes[pairs->list[i].key.owner]++;
	}
	for (size_t i = 0; i < count; i++) {
		groups[i].plan_count = 0;
		groups[i].plans = lic_arena_array(arena, sizes[i], sizeof(*groups[i].plans));
		if (groups[i].plans == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	for (size_t i = 0; i < pairs->count; i++) {
		struct lic_catalog_group *group = &groups[pairs->list[i].key.owner];

		group->plans[group->plan_count++] =
			(struct lic_catalog_ref){.id = pairs->list[i].key.plan,
				.name = pairs->list[i].name};
	}
	return LIC_OK_RC;
}

/* Adds an owner whose texts are kept already and tells its index. */
static lic_rc add_owner(struct lic_table *table, struct owners *owners,
	const struct lic_catalog_group *group, const char *place, uint32_t *ret_index)
{
	size_t count = owners->count;

	owners->list = lic_catalog__grow(table->arena, owners->list, count, sizeof(*owners->list));
	owners->places =
		lic_catalog__grow(table->arena, owners->places, count, sizeof(*owners->places));
	if (owners->list == NULL || owners->places == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	owners->list[count] = *group;
	owners->places[count] = place;
	owners->count++;
	*ret_index = (uint32_t)count;
	return LIC_OK_RC;
}

/* Tells whether a table may have one more row, and when it may not, that. */
static bool has_room(struct lic_table *table, size_t count)
{
	if (count <= LIC_CATALOG_LINKS_MAX) {
		return true;
	}
	lic_catalog__mistake(table->mistakes, NULL, NULL, "the file has more than %d rows",
		LIC_CATALOG_LINKS_MAX);
	return false;
}

static void note_empty(struct lic_table *table, size_t count)
{
	if (count == 0 && table->mistakes->count == 0) {
		lic_catalog__mistake(table->mistakes, NULL, NULL,
			"the file has no rows below its first line");
	}
}

static lic_rc find_source(struct lic_table *table, struct exclusion_rows *rows,
	uint32_t *ret_source)
{
	const char *source = lic_table__has(table, LIC_COLUMN_SOURCE)
		? lic_table__name(table, LIC_COLUMN_SOURCE)
		: "";
	const char **sources = NULL;

	if (source == NULL) {
		return LIC_OK_RC; /* told as a mistake */
	}
	*ret_source = lic_catalog__map_get(&rows->known, source, strlen(source));
	if (*ret_source != LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	sources = lic_catalog__grow(table->arena, rows->sources, rows->source_count,
		sizeof(*sources));
	if (sources == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rows->sources = sources;
	LIC_TRY(keep(table, source, &sources[rows->source_count]));
	*ret_source = (uint32_t)rows->source_count++;
	return lic_catalog__map_set(&rows->known, sources[*ret_source], strlen(source),
		*ret_source);
}

static lic_rc read_exclusion(struct lic_table *table, struct exclusion_rows *rows)
{
	size_t before = table->mistakes->count;
	struct exclusion_row row = {.source = LIC_INDEX_NONE};
	struct exclusion_row *list = NULL;
	const char *group = lic_table__name(table, LIC_COLUMN_GROUP);
	const char *service = lic_table__name(table, LIC_COLUMN_SERVICE);
	const char *name = lic_table__name(table, LIC_COLUMN_PLAN_NAME);
	bool is_good = lic_table__guid(table, LIC_COLUMN_PLAN_ID, &row.plan);

	LIC_TRY(find_source(table, rows, &row.source));
	if (!is_good || group == NULL || table->mistakes->count > before) {
		return LIC_OK_RC;
	}
	list = lic_catalog__grow(table->arena, rows->list, rows->count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rows->list = list;
	LIC_TRY(keep(table, group, &row.group));
	LIC_TRY(keep(table, service == NULL ? group : service, &row.service));
	LIC_TRY(keep(table, name, &row.name));
	LIC_TRY(keep(table, lic_table__place(table, LIC_COLUMN_GROUP), &row.place));
	list[rows->count++] = row;
	return LIC_OK_RC;
}

/* D-12: of the sources that begin as was asked, the latest; they begin with a date. */
static uint32_t choose_source(const struct exclusion_rows *rows, const char *start)
{
	uint32_t best = LIC_INDEX_NONE;

	for (size_t i = 0; i < rows->source_count; i++) {
		if (start != NULL && strncmp(rows->sources[i], start, strlen(start)) != 0) {
			continue;
		}
		if (best == LIC_INDEX_NONE || strcmp(rows->sources[i], rows->sources[best]) > 0) {
			best = (uint32_t)i;
		}
	}
	return best;
}

static void note_no_source(struct lic_table *table, const struct exclusion_rows *rows)
{
	if (lic_table__has(table, LIC_COLUMN_SOURCE)) {
		lic_catalog__mistake(table->mistakes, NULL, table->exclusion_source,
			"is not how a Source of this file begins: it has %zu, the first '%s', the latest '%s'",
			rows->source_count, rows->sources[0],
			rows->sources[choose_source(rows, NULL)]);
	} else {
		lic_catalog__mistake(table->mistakes, NULL, table->exclusion_source,
			"cannot be chosen: the file has no column Source");
	}
}

/* Groups the rows of one source. */
static lic_rc group_rows(struct lic_table *table, const struct exclusion_rows *rows,
	uint32_t source, struct owners *groups, struct pairs *pairs)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct exclusion_row *row = &rows->list[i];
		uint32_t group =
			lic_catalog__map_get(&groups->known, row->group, strlen(row->group));

		if (row->source != source) {
			continue;
		}
		if (group == LIC_INDEX_NONE) {
			LIC_TRY(add_owner(table, groups,
				&(struct lic_catalog_group){.name = row->group,
					.service = row->service},
				row->place, &group));
			LIC_TRY(lic_catalog__map_set(&groups->known, row->group, strlen(row->group),
				group));
		}
		LIC_TRY(add_pair(table, pairs, group, &row->plan, row->name));
	}
	return LIC_OK_RC;
}

static lic_rc read_exclusions(struct lic_table *table, struct exclusion_rows *rows)
{
	bool more = true;

	lic_catalog__map_init(&rows->known, table->arena);
	for (;;) {
		LIC_TRY(lic_table__next(table, &more));
		if (!more || !has_room(table, rows->count)) {
			break;
		}
		LIC_TRY(read_exclusion(table, rows));
	}
	note_empty(table, rows->count);
	return LIC_OK_RC;
}

lic_rc lic_table__exclusions(struct lic_table *table)
{
	struct exclusion_rows rows = {0};
	struct owners groups = {0};
	struct pairs pairs = {0};
	uint32_t source = LIC_INDEX_NONE;

	table->file->has_exclusions = true;
	LIC_TRY(read_exclusions(table, &rows));
	if (table->mistakes->count > 0) {
		return LIC_OK_RC;
	}
	source = choose_source(&rows, table->exclusion_source);
	if (source == LIC_INDEX_NONE) {
		note_no_source(table, &rows);
		return LIC_OK_RC;
	}
	lic_catalog__map_init(&groups.known, table->arena);
	lic_catalog__map_init(&pairs.known, table->arena);
	LIC_TRY(group_rows(table, &rows, source, &groups, &pairs));
	LIC_TRY(fill_groups(table->arena, &pairs, groups.list, groups.count));
	for (size_t i = 0; i < groups.count; i++) {
		if (groups.list[i].plan_count < 2) {
			lic_catalog__mistake(table->mistakes, groups.places[i], groups.list[i].name,
				"has one plan: a group needs at least two");
		}
	}
	if (groups.count > LIC_CATALOG_GROUPS_MAX) {
		lic_catalog__mistake(table->mistakes, NULL, NULL,
			"the file has %zu groups, more than %d", groups.count,
			LIC_CATALOG_GROUPS_MAX);
	}
	table->file->exclusions = groups.list;
	table->file->exclusion_count = groups.count;
	return LIC_OK_RC;
}

/* Any of the plans is enough: what a row says otherwise cannot be kept. */
static void check_relation(struct lic_table *table)
{
	const char *relation = lic_table__name(table, LIC_COLUMN_RELATION);

	if (relation != NULL && !lic_text_equal_nocase(relation, "any-of")) {
		lic_catalog__mistake(table->mistakes, lic_table__place(table, LIC_COLUMN_RELATION),
			relation, "is not any-of, the only relation between plans that is known");
	}
}

/* The map's key is the GUID in a group's list: those lists move, but what they leave behind stays
 * in the arena. */
static lic_rc find_dependent(struct lic_table *table, struct owners *plans,
	const struct lic_guid *id, const char *name, uint32_t *ret_index)
{
	struct lic_catalog_group group = {.id = *id};

	*ret_index = lic_catalog__map_get(&plans->known, id->bytes, sizeof(id->bytes));
	if (*ret_index != LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	LIC_TRY(keep(table, name == NULL ? lic_guid_format(id).text : name, &group.name));
	LIC_TRY(add_owner(table, plans, &group, NULL, ret_index));
	return lic_catalog__map_set(&plans->known, plans->list[*ret_index].id.bytes,
		sizeof(id->bytes), *ret_index);
}

static lic_rc read_dependency(struct lic_table *table, struct owners *plans, struct pairs *pairs)
{
	size_t before = table->mistakes->count;
	struct lic_guid dependent;
	struct lic_guid needed;
	const char *dependent_name = lic_table__name(table, LIC_COLUMN_DEPENDENT_NAME);
	const char *needed_name = lic_table__name(table, LIC_COLUMN_NEEDED_NAME);
	bool is_good = lic_table__guid(table, LIC_COLUMN_DEPENDENT_ID, &dependent);
	uint32_t owner = LIC_INDEX_NONE;

	is_good = lic_table__guid(table, LIC_COLUMN_NEEDED_ID, &needed) && is_good;
	check_relation(table);
	if (is_good && lic_guid_equal(&dependent, &needed)) {
		lic_catalog__mistake(table->mistakes, lic_table__place(table, LIC_COLUMN_NEEDED_ID),
			lic_guid_format(&needed).text,
			"is the plan itself: a plan cannot need itself");
	}
	if (!is_good || table->mistakes->count > before) {
		return LIC_OK_RC;
	}
	LIC_TRY(find_dependent(table, plans, &dependent, dependent_name, &owner));
	return add_pair(table, pairs, owner, &needed, needed_name);
}

lic_rc lic_table__dependencies(struct lic_table *table)
{
	struct owners plans = {0};
	struct pairs pairs = {0};
	bool more = true;

	table->file->has_dependencies = true;
	lic_catalog__map_init(&plans.known, table->arena);
	lic_catalog__map_init(&pairs.known, table->arena);
	for (;;) {
		LIC_TRY(lic_table__next(table, &more));
		if (!more || !has_room(table, pairs.count)) {
			break;
		}
		LIC_TRY(read_dependency(table, &plans, &pairs));
	}
	note_empty(table, pairs.count);
	LIC_TRY(fill_groups(table->arena, &pairs, plans.list, plans.count));
	table->file->dependencies = plans.list;
	table->file->dependency_count = plans.count;
	return LIC_OK_RC;
}
