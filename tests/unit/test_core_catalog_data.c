/*
 * The rules over Microsoft's published catalogue and exclusion tables, which lie
 * beside the source tree when they are there at all; without them these tests are skipped and say
 * so.
 */
#include "core/catalog.h"

#include "base/csv.h"
#include "core/license.h"
#include "core/planset.h"
#include "core/remedy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATA_DIR LIC_SOURCE_ROOT "/../shared/data/"
#define ARENA_BYTES ((size_t)256 * 1024 * 1024)
#define ROOM 8192 /* more than any list here is long */

static const char table_2020[] = "2020";
static const char table_2025[] = "2025-07";

/* What is read, as rows of a catalogue. A key is the position in its list. */
struct data {
	struct lic_arena *arena;                       /* holds everything */
	struct lic_plan plans[ROOM];                   /* service plans */
	size_t plan_count;                             /* number of them */
	size_t plans_in_skus;                          /* number of those that a product has */
	struct lic_sku skus[ROOM];                     /* products */
	size_t sku_count;                              /* number of them */
	struct lic_catalog_link sku_plans[ROOM];       /* which product has which plan */
	size_t sku_plan_count;                         /* number of rows */
	struct lic_exclusion exclusions[ROOM];         /* groups */
	size_t exclusion_count;                        /* number of them */
	struct lic_catalog_link exclusion_plans[ROOM]; /* which group has which plan */
	size_t exclusion_plan_count;                   /* number of rows */
};

static struct lic_guid guid_of(const char *text)
{
	struct lic_guid id;

	if (!lic_guid_parse(text, strlen(text), &id)) {
		fail_msg("'%s' is no GUID", text);
	}
	return id;
}

/* Finds the plan with the id `text`, or adds it. Returns its key. */
static int64_t add_plan(struct data *data, const char *text, const char *name)
{
	struct lic_guid id = guid_of(text);

	for (size_t i = 0; i < data->plan_count; i++) {
		if (lic_guid_equal(&data->plans[i].id, &id)) {
			return (int64_t)i;
		}
	}
	assert_true(data->plan_count < ROOM);
	data->plans[data->plan_count] = (struct lic_plan){.key = (int64_t)data->plan_count,
		.id = id,
		.name = name,
		.display_name = name};
	return (int64_t)data->plan_count++;
}

static int64_t add_sku(struct data *data, const char *text, const char *part_number)
{
	struct lic_guid id = guid_of(text);

	for (size_t i = 0; i < data->sku_count; i++) {
		if (lic_guid_equal(&data->skus[i].id, &id)) {
			return (int64_t)i;
		}
	}
	assert_true(data->sku_count < ROOM);
	data->skus[data->sku_count] = (struct lic_sku){.key = (int64_t)data->sku_count,
		.id = id,
		.part_number = part_number,
		.display_name = part_number};
	return (int64_t)data->sku_count++;
}

static int64_t add_exclusion(struct data *data, const char *id)
{
	for (size_t i = 0; i < data->exclusion_count; i++) {
		if (strcmp(data->exclusions[i].id, id) == 0) {
			return (int64_t)i;
		}
	}
	assert_true(data->exclusion_count < ROOM);
	data->exclusions[data->exclusion_count] = (struct lic_exclusion){.id = id, .service = id};
	return (int64_t)data->exclusion_count++;
}

/* Reads the file `name` of the data folder; NULL when it is not there. */
static const char *read_data(struct lic_arena *arena, const char *name, size_t *ret_len)
{
	const char *path = lic_arena_printf(arena, "%s%s", DATA_DIR, name);
	char *text = NULL;
	FILE *file = NULL;
	long len = 0;

	assert_non_null(path);
	file = fopen(path, "rb");
	if (file == NULL) {
		return NULL;
	}
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	len = ftell(file);
	assert_true(len > 0);
	rewind(file);
	text = lic_arena_alloc(arena, (size_t)len);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)len, file), len);
	assert_int_equal(fclose(file), 0);
	*ret_len = (size_t)len;
	return text;
}

/* Starts reading a table whose header is `first_column`,... */
static void open_table(struct lic_csv *csv, struct lic_arena *arena, const char *text, size_t len,
	const char *first_column)
{
	struct lic_csv_record record;
	struct lic_err err = {0};
	bool more = false;

	lic_csv_init(csv, text, len, ',');
	assert_int_equal(lic_csv_next(csv, arena, &err, &record, &more).code, LIC_OK);
	assert_true(more);
	assert_string_equal(record.fields[0], first_column);
}

/* Reads the next record; false at the end. */
static bool next_record(struct lic_csv *csv, struct lic_arena *arena, struct lic_csv_record *record)
{
	struct lic_err err = {0};
	bool more = false;
	lic_rc rc = lic_csv_next(csv, arena, &err, record, &more);

	if (!lic_ok(rc)) {
		fail_msg("%s", err.message);
	}
	return more;
}

static void read_products(struct data *data, const char *text, size_t len)
{
	struct lic_csv csv;
	struct lic_csv_record record;

	open_table(&csv, data->arena, text, len, "Product_Display_Name");
	while (next_record(&csv, data->arena, &record)) {
		assert_int_equal(record.count, 6);
		assert_true(data->sku_plan_count < ROOM);
		data->sku_plans[data->sku_plan_count++] = (struct lic_catalog_link){
			add_sku(data, record.fields[2], record.fields[1]),
			add_plan(data, record.fields[4], record.fields[3]),
		};
	}
	data->plans_in_skus = data->plan_count;
}

static void read_exclusions(struct data *data, const char *text, size_t len, const char *source)
{
	struct lic_csv csv;
	struct lic_csv_record record;

	open_table(&csv, data->arena, text, len, "Source");
	while (next_record(&csv, data->arena, &record)) {
		assert_int_equal(record.count, 5);
		if (strncmp(record.fields[0], source, strlen(source)) == 0) {
			data->exclusion_plans[data->exclusion_plan_count++] =
				(struct lic_catalog_link){
					add_exclusion(data, record.fields[2]),
					add_plan(data, record.fields[4], record.fields[3]),
				};
		}
	}
}

/* Makes the published catalogue with one of the exclusion tables; skips the test when the data is
 * not there. The arena is the caller's to free. */
static const struct lic_catalog *load(const char *source, struct lic_arena **ret_arena,
	const struct data **ret_data)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct data *data = lic_arena_alloc(arena, sizeof(*data));
	size_t product_len = 0;
	size_t exclusion_len = 0;
	const char *products = read_data(arena, "service-plans.csv", &product_len);
	const char *exclusions = read_data(arena, "mutual-exclusion.csv", &exclusion_len);
	const struct lic_catalog *catalog = NULL;

	if (products == NULL || exclusions == NULL) {
		lic_arena_free(arena);
		print_message("# skipped: no data in %s\n", DATA_DIR);
		skip();
	}
	assert_non_null(data);
	data->arena = arena;
	read_products(data, products, product_len);
	read_exclusions(data, exclusions, exclusion_len, source);
	const struct lic_catalog_rows rows = {.plans = data->plans,
		.plan_count = data->plan_count,
		.skus = data->skus,
		.sku_count = data->sku_count,
		.sku_plans = data->sku_plans,
		.sku_plan_count = data->sku_plan_count,
		.exclusions = data->exclusions,
		.exclusion_count = data->exclusion_count,
		.exclusion_plans = data->exclusion_plans,
		.exclusion_plan_count = data->exclusion_plan_count};

	assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_OK);
	*ret_arena = arena;
	*ret_data = data;
	return catalog;
}

/* Tells whether two plans of one group are among the plans of both SKUs (twice the same: of one).
 */
static bool conflict(const struct lic_catalog *catalog, size_t a, size_t b,
	const struct lic_exclusion *group)
{
	uint64_t none[(ROOM / 64) + 1] = {0};
	uint64_t both[(ROOM / 64) + 1] = {0};

	lic_planset_add_except(both, catalog->skus[a].switchable, none, catalog->words);
	lic_planset_add_except(both, catalog->skus[b].switchable, none, catalog->words);
	return lic_planset_common(both, group->plans, catalog->words) > 1;
}

static bool conflict_anywhere(const struct lic_catalog *catalog, size_t a, size_t b)
{
	for (size_t i = 0; i < catalog->exclusion_count; i++) {
		if (conflict(catalog, a, b, &catalog->exclusions[i])) {
			return true;
		}
	}
	return false;
}

static void test_core_catalog__R_25_the_published_catalogue_and_the_2025_table(void **state)
{
	struct lic_arena *arena = NULL;
	const struct data *data = NULL;
	const struct lic_catalog *catalog = load(table_2025, &arena, &data);
	size_t pairs = 0;
	size_t conflicts = 0;

	(void)state;
	assert_int_equal(data->sku_plan_count, 5448);
	assert_int_equal(catalog->sku_count, 569);
	assert_int_equal(data->plans_in_skus, 723);
	assert_int_equal(catalog->exclusion_count, 8);
	assert_int_equal(data->exclusion_plan_count, 38);
	for (size_t a = 0; a < catalog->sku_count; a++) {
		if (conflict_anywhere(catalog, a, a)) {
			fail_msg("%s contradicts itself", catalog->skus[a].part_number);
		}
		for (size_t b = a + 1; b < catalog->sku_count; b++) {
			pairs++;
			conflicts += conflict_anywhere(catalog, a, b) ? 1 : 0;
		}
	}
	assert_int_equal(pairs, 161596);
	assert_int_equal(conflicts, 5839);
	lic_arena_free(arena);
}

/* Why the two must not be mixed. */
static void test_core_catalog__R_25_one_product_contradicts_itself_by_the_2020_table(void **state)
{
	struct lic_arena *arena = NULL;
	const struct data *data = NULL;
	const struct lic_catalog *catalog = load(table_2020, &arena, &data);
	size_t contradictions = 0;

	(void)state;
	for (size_t i = 0; i < catalog->sku_count; i++) {
		if (conflict_anywhere(catalog, i, i)) {
			assert_string_equal(catalog->skus[i].part_number,
				"Dynamics_365_Multi_app_");
			contradictions++;
		}
	}
	assert_int_equal(contradictions, 1);
	lic_arena_free(arena);
}

static const char e1_id[] = "18181a46-0d4e-45cd-891e-60aabd171b4e";
static const char e3_id[] = "6fd2c87f-b296-42f0-b197-1e91e994b900";

/* Lists the groups in which Office 365 E1 and E3 conflict: "exchange sharepoint". */
static const char *groups_of_e1_and_e3(struct lic_arena *arena, const struct lic_catalog *catalog)
{
	const struct lic_guid e1 = guid_of(e1_id);
	const struct lic_guid e3 = guid_of(e3_id);
	uint32_t a = lic_catalog_sku(catalog, &e1);
	uint32_t b = lic_catalog_sku(catalog, &e3);
	const char *list = "";

	assert_string_equal(catalog->skus[a].part_number, "STANDARDPACK");
	assert_string_equal(catalog->skus[b].part_number, "ENTERPRISEPACK");
	for (size_t i = 0; i < catalog->exclusion_count; i++) {
		if (conflict(catalog, a, b, &catalog->exclusions[i])) {
			list = lic_arena_printf(arena, "%s%s ", list, catalog->exclusions[i].id);
		}
	}
	return list;
}

static void test_core_catalog__R_26_E1_and_E3_by_the_two_tables(void **state)
{
	static const struct {
		const char *table;  /* which one */
		const char *groups; /* where they conflict */
	} cases[] = {
		{table_2020, "exchange sharepoint "},
		{table_2025, "sharepoint "},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		struct lic_arena *arena = NULL;
		const struct data *data = NULL;
		const struct lic_catalog *catalog = load(cases[i].table, &arena, &data);

		assert_string_equal(groups_of_e1_and_e3(arena, catalog), cases[i].groups);
		lic_arena_free(arena);
	}
}

/* The decision itself, on the real products: refused for SharePoint, granted as a swap. */
static void test_core_license__R_26_R_30_E1_and_E3_in_one_decision(void **state)
{
	struct lic_arena *arena = NULL;
	const struct data *data = NULL;
	const struct lic_catalog *catalog = load(table_2025, &arena, &data);
	const struct lic_license_add adds[] = {{.sku_id = guid_of(e3_id)}};
	const struct lic_guid removes[] = {guid_of(e1_id)};
	struct lic_license_request request = {.adds = adds, .add_count = 1};
	uint64_t *nothing = lic_planset_new(arena, catalog);
	const struct lic_path path = {.sku = lic_catalog_sku(catalog, &removes[0]),
		.disabled = nothing};
	const struct lic_sku_seats pool = {lic_catalog_sku(catalog, &adds[0].sku_id),
		{.enabled = 1}};
	const struct lic_facts facts = {.catalog = catalog,
		.usage_location = "NL",
		.paths = &path,
		.path_count = 1,
		.seats = &pool,
		.seat_count = 1};
	struct lic_decision d = {0};

	(void)state;
	assert_int_equal(lic_license_decide(arena, &facts, &request, &d).code, LIC_OK);
	assert_int_equal(d.violation_count, 1);
	assert_int_equal(d.violations[0].kind, LIC_VIOLATION_EXCLUSION);
	assert_non_null(
		strstr(d.violations[0].detail.remedy, "SHAREPOINTENTERPRISE in ENTERPRISEPACK"));
	assert_non_null(
		strstr(d.violations[0].detail.remedy, "SHAREPOINTSTANDARD in STANDARDPACK"));
	request.removes = removes;
	request.remove_count = 1;
	assert_int_equal(lic_license_decide(arena, &facts, &request, &d).code, LIC_OK);
	assert_int_equal(d.violation_count, 0);
	assert_int_equal(d.path_count, 2);
	assert_int_equal(lic_planset_common(d.plans_after, d.plans_after, catalog->words),
		catalog->skus[pool.sku].plan_count);
	lic_arena_free(arena);
}

#define EVERY 11 /* of the pairs that conflict one in so many is looked at */
#define SCRATCH_BYTES ((size_t)64 * 1024 * 1024)

/* Looks for remedies when whoever has SKU `a` is to get `b`, too. Tells whether each violation has
 * one that solves all; checks that each that is a request does what it says. */
static bool is_mended(const struct lic_catalog *catalog, uint32_t a, uint32_t b)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(SCRATCH_BYTES);
	const struct lic_license_add add = {.sku_id = catalog->skus[b].id};
	const struct lic_license_request request = {.adds = &add, .add_count = 1};
	const struct lic_path path = {.sku = a, .disabled = lic_planset_new(arena, catalog)};
	const struct lic_sku_seats pools[] = {{a, {.enabled = 1, .consumed = 1}},
		{b, {.enabled = 1}}};
	const struct lic_facts facts = {.catalog = catalog,
		.usage_location = "NL",
		.paths = &path,
		.path_count = 1,
		.seats = pools,
		.seat_count = 2};
	struct lic_decision asked = {0};
	const struct lic_remedy_question question = {&facts, &request, &asked, NULL, 0, "the user"};
	struct lic_remedies *lists = NULL;
	bool is_good = true;

	assert_int_equal(lic_license_decide(arena, &facts, &request, &asked).code, LIC_OK);
	assert_true(asked.violation_count > 0);
	assert_int_equal(lic_remedies_find(arena, &question, &lists).code, LIC_OK);
	for (size_t i = 0; i < asked.violation_count; i++) {
		is_good = is_good && lists[i].count > 0 && lists[i].list[0].solves_all;
		for (size_t k = 0; k < lists[i].count; k++) {
			const struct lic_remedy *remedy = &lists[i].list[k];
			struct lic_decision decision = {0};

			assert_non_null(remedy->request);
			assert_int_equal(
				lic_license_decide(arena, &facts, remedy->request, &decision).code,
				LIC_OK);
			assert_int_equal(decision.violation_count == 0, remedy->solves_all);
		}
	}
	return is_good;
}

/* Whatever two published products conflict, there is a way to have both, or one of them. */
static void test_core_remedy__R_24_every_conflict_of_the_published_products_can_be_mended(
	void **state)
{
	struct lic_arena *arena = NULL;
	const struct data *data = NULL;
	const struct lic_catalog *catalog = load(table_2025, &arena, &data);
	size_t conflicts = 0;

	(void)state;
	for (uint32_t a = 0; a < catalog->sku_count; a++) {
		for (uint32_t b = a + 1; b < catalog->sku_count; b++) {
			if (!conflict_anywhere(catalog, a, b) || conflicts++ % EVERY != 0) {
				continue;
			}
			if (!is_mended(catalog, a, b)) {
				fail_msg("%s and %s", catalog->skus[a].part_number,
					catalog->skus[b].part_number);
			}
		}
	}
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_core_catalog__R_25_the_published_catalogue_and_the_2025_table),
		cmocka_unit_test(
			test_core_catalog__R_25_one_product_contradicts_itself_by_the_2020_table),
		cmocka_unit_test(test_core_catalog__R_26_E1_and_E3_by_the_two_tables),
		cmocka_unit_test(test_core_license__R_26_R_30_E1_and_E3_in_one_decision),
		cmocka_unit_test(
			test_core_remedy__R_24_every_conflict_of_the_published_products_can_be_mended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
