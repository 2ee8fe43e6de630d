/*
 * Importing catalogues in the project's own format: the first time, again, and again with something
 * changed.
 */
#include "catalog_fixture.h"

#define START_ID "10000000-0000-0000-0000-000000000001"
#define STUDIO_ID "10000000-0000-0000-0000-000000000002"
#define MAIL_ID "00000000-0000-0000-0000-00000000000a"
#define MAIL_PRO_ID "00000000-0000-0000-0000-00000000000b"
#define CORE_ID "00000000-0000-0000-0000-00000000000c"

/* Every line of the START and STUDIO products of the small catalogue, to take out or change. */
#define STUDIO_LINE                                                                                 \
	",\n  {\"skuId\": \"10000000-0000-0000-0000-000000000002\", \"skuPartNumber\": \"STUDIO\"," \
	" \"displayName\": \"Studio\", \"appliesTo\": \"User\", \"servicePlans\": [\"MAIL_PRO\"]}"

static int64_t version_of(struct fixture *f)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	return hold_catalog(f, &hold)->version;
}

static void test_service_catalogs__imports_its_own_format(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	int64_t change_count = 0;

	import_text(f, small_catalog);
	assert_string_equal(f->report.format, "licentia-catalog/1");
	assert_string_equal(f->report.vendor, "Noordzee");
	assert_int_equal(f->report.skus_total, 2);
	assert_int_equal(f->report.plans_total, 3);
	assert_int_equal(f->report.exclusions_total, 1);
	assert_int_equal(f->report.dependencies_total, 1);
	assert_int_equal(f->report.skipped_count, 0);
	assert_string_equal(changes(f),
		"sku new Start\n"
		"sku new Studio\n"
		"servicePlan new Mail\n"
		"servicePlan new Mail Pro\n"
		"servicePlan new Core\n"
		"exclusion new Noordzee Mail: plans added: MAIL, MAIL_PRO\n"
		"dependency new MAIL_PRO: plans added: CORE\n");
	assert_string_equal(f->report.items[0].id, START_ID);
	assert_string_equal(f->report.items[5].id, "mail");
	assert_int_equal(count_operations(f, &change_count), 1);
	assert_int_equal(change_count, 7);

	const struct lic_catalog *catalog = hold_catalog(f, &hold);
	const struct lic_sku *start = find_sku(catalog, START_ID);
	const struct lic_plan *core = find_plan(catalog, CORE_ID);
	const struct lic_plan *pro = find_plan(catalog, MAIL_PRO_ID);

	assert_int_equal(catalog->version, NOW_MS);
	assert_string_equal(start->part_number, "START");
	assert_true(start->is_offered);
	assert_false(start->is_company);
	assert_int_equal(start->plan_count, 2);
	assert_ptr_equal(&catalog->plans[start->plans[0]], core);
	assert_ptr_equal(&catalog->plans[start->plans[1]], find_plan(catalog, MAIL_ID));
	assert_true(core->is_company); /* */
	assert_true(core->is_auto);    /* */
	assert_string_equal(core->service, "core");
	assert_string_equal(core->prohibited, "");
	assert_false(pro->is_company);
	assert_false(pro->is_auto);
	assert_string_equal(pro->prohibited, "AE,CN"); /* */
	assert_int_equal(catalog->exclusion_count, 1);
	assert_int_equal(catalog->dependency_count, 1);
}

static void test_service_catalogs__changes_nothing_the_second_time(void **state)
{
	struct fixture *f = *state;
	int64_t version = 0;
	int64_t change_count = 0;

	import_text(f, small_catalog);
	version = version_of(f);
	f->ctx.now_ms += 1000;
	import_text(f, small_catalog);
	assert_string_equal(changes(f), "");
	assert_int_equal(f->report.skus_total, 2);
	assert_int_equal(version_of(f), version);
	assert_int_equal(count_operations(f, &change_count), 1);

	/* The order of members and elements carries no meaning, nor do the case of a GUID and a
	 * byte order mark. */
	import_text(f, edit(f, small_catalog, "[\"CORE\", \"MAIL\"]", "[\"MAIL\", \"CORE\"]"));
	assert_string_equal(changes(f), "");
	import_text(f, edit(f, small_catalog, "[\"CN\", \"AE\"]", "[\"AE\", \"CN\"]"));
	assert_string_equal(changes(f), "");
	import_text(f, edit(f, small_catalog, "00000000000a", "00000000000A"));
	assert_string_equal(changes(f), "");
	import_text(f, lic_arena_printf(f->arena, "\xEF\xBB\xBF\n%s", small_catalog));
	assert_string_equal(changes(f), "");
}

/* A change of a single thing, and the report of it. */
static const struct {
	const char *from;   /* text in the small catalogue */
	const char *to;     /* what takes its place */
	const char *report; /* the changes reported */
	const char *back;   /* the changes reported when the small catalogue is imported again */
} variations[] = {
	{"\"Start\"", "\"Begin\"", "sku renamed Begin: was 'Start'\n",
		"sku renamed Start: was 'Begin'\n"},
	{"\"START\"", "\"BEGIN\"", "sku renamed Start: BEGIN was START\n",
		"sku renamed Start: START was BEGIN\n"},
	{"\"CORE\", \"MAIL\"]}", "\"CORE\", \"MAIL_PRO\"]}",
		"sku changed Start: plans added: MAIL_PRO; plans removed: MAIL\n"
		"servicePlan gone Mail: no product that is offered has it any more\n",
		"sku changed Start: plans added: MAIL; plans removed: MAIL_PRO\n"
		"servicePlan offeredAgain Mail: a product that is offered has it\n"},
	{"[\"MAIL_PRO\"]}\n", "[\"MAIL_PRO\", \"CORE\", \"MAIL\"]}\n",
		"sku changed Studio: plans added: CORE, MAIL\n",
		"sku changed Studio: plans removed: MAIL, CORE\n"},
	{"\"appliesTo\": \"User\"", "\"appliesTo\": \"Company\"",
		"sku changed Studio: now for the whole organisation\n",
		"sku changed Studio: now assignable to users\n"},
	{"\"Mail Pro\"", "\"Mail+\"", "servicePlan renamed Mail+: was 'Mail Pro'\n",
		"servicePlan renamed Mail Pro: was 'Mail+'\n"},
	{"\"service\": \"core\", \"appliesTo\": \"Company\", \"autoAssigned\": true",
		"\"service\": \"base\"",
		"servicePlan changed Core: service base was core; now for each user; no longer assigned by itself\n",
		"servicePlan changed Core: service core was base; now for the whole organisation; now assigned by itself\n"},
	{", \"prohibitedCountries\": [\"CN\", \"AE\"]", "",
		"servicePlan changed Mail Pro: prohibited countries none were AE,CN\n",
		"servicePlan changed Mail Pro: prohibited countries AE,CN were none\n"},
	{STUDIO_LINE, "",
		"sku gone Studio\n"
		"servicePlan gone Mail Pro: no product that is offered has it any more\n",
		"sku offeredAgain Studio\n"
		"servicePlan offeredAgain Mail Pro: a product that is offered has it\n"},
	{"\"Noordzee Mail\"", "\"Post\"", "exclusion changed Post: service was Noordzee Mail\n",
		"exclusion changed Noordzee Mail: service was Post\n"},
	{"\"MAIL\", \"00000000-0000-0000-0000-00000000000B\"", "\"MAIL\", \"CORE\"",
		"exclusion changed Noordzee Mail: plans added: CORE; plans removed: MAIL_PRO\n",
		"exclusion changed Noordzee Mail: plans added: MAIL_PRO; plans removed: CORE\n"},
	{"\"id\": \"mail\"", "\"id\": \"post\"",
		"exclusion new Noordzee Mail: plans added: MAIL, MAIL_PRO\nexclusion gone Noordzee Mail\n",
		"exclusion new Noordzee Mail: plans added: MAIL, MAIL_PRO\nexclusion gone Noordzee Mail\n"},
	{"[\"CORE\"]}]", "[\"CORE\", \"MAIL\"]}]",
		"dependency changed MAIL_PRO: plans added: MAIL\n",
		"dependency changed MAIL_PRO: plans removed: MAIL\n"},
	{"\"servicePlan\": \"MAIL_PRO\", \"anyOf\"", "\"servicePlan\": \"MAIL\", \"anyOf\"",
		"dependency new MAIL: plans added: CORE\ndependency gone MAIL_PRO: plans removed: CORE\n",
		"dependency new MAIL_PRO: plans added: CORE\ndependency gone MAIL: plans removed: CORE\n"},
	{",\n \"dependencies\": [{\"servicePlan\": \"MAIL_PRO\", \"anyOf\": [\"CORE\"]}]", "",
		"dependency gone MAIL_PRO: plans removed: CORE\n",
		"dependency new MAIL_PRO: plans added: CORE\n"},
};

static void test_service_catalogs__reports_each_kind_of_change(void **state)
{
	struct fixture *f = *state;
	int64_t change_count = 0;

	import_text(f, small_catalog);
	for (size_t i = 0; i < LIC_COUNT(variations); i++) {
		const char *text = edit(f, small_catalog, variations[i].from, variations[i].to);
		int64_t version = version_of(f);
		size_t operations = count_operations(f, &change_count);

		import_text(f, text);
		assert_string_equal(changes(f), variations[i].report);
		assert_int_equal(count_operations(f, &change_count), operations + 1);
		assert_int_equal(change_count, f->report.item_count);
		assert_true(version_of(f) > version);

		import_text(f, text);
		assert_string_equal(changes(f), "");
		import_text(f, small_catalog);
		assert_string_equal(changes(f), variations[i].back);
		assert_int_equal(count_operations(f, &change_count), operations + 2);
	}
}

/* What is gone keeps its key and its plans, because licences refer to them. */
static void test_service_catalogs__keeps_what_is_gone(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold before = {0};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold after = {0};

	import_text(f, small_catalog);
	(void)hold_catalog(f, &before);
	import_text(f, edit(f, small_catalog, STUDIO_LINE, ""));
	(void)hold_catalog(f, &after);
	const struct lic_sku *sku = find_sku(after.catalog, STUDIO_ID);

	assert_false(sku->is_offered);
	assert_int_equal(sku->key, find_sku(before.catalog, STUDIO_ID)->key);
	assert_int_equal(sku->plan_count, 1);
	assert_ptr_equal(&after.catalog->plans[sku->plans[0]],
		find_plan(after.catalog, MAIL_PRO_ID));
	assert_true(find_sku(before.catalog, STUDIO_ID)->is_offered); /* what was held has not moved
								       */
}

static void test_service_catalogs__marks_everything_gone_for_an_empty_file(void **state)
{
	struct fixture *f = *state;

	import_text(f, small_catalog);
	import_text(f,
		"{\"format\":\"licentia-catalog/1\",\"vendor\":\"Noordzee\",\"servicePlans\":[],\"skus\":[]}");
	assert_string_equal(changes(f),
		"sku gone Start\n"
		"sku gone Studio\n"
		"servicePlan gone Mail: no product that is offered has it any more\n"
		"servicePlan gone Mail Pro: no product that is offered has it any more\n"
		"servicePlan gone Core: no product that is offered has it any more\n"
		"exclusion gone Noordzee Mail\n"
		"dependency gone MAIL_PRO: plans removed: CORE\n");
}

/* The same catalogue of another vendor: other GUIDs, the same names, the same group. */
static const char *other_vendor(struct fixture *f)
{
	const char *text = edit(f, small_catalog, "\"Noordzee\"", "\"Oostzee\"");

	while (strstr(text, "-00000000000") != NULL) {
		text = edit(f, text, "-00000000000", "-20000000000");
	}
	return text;
}

static void test_service_catalogs__leaves_other_vendors_alone(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	import_text(f, small_catalog);
	import_text(f, other_vendor(f));
	assert_int_equal(f->report.item_count, 7); /* all new, nothing gone */
	import_text(f, edit(f, small_catalog, STUDIO_LINE, ""));
	assert_int_equal(f->report.item_count, 2);
	import_text(f, other_vendor(f));
	assert_string_equal(changes(f), "");

	const struct lic_catalog *catalog = hold_catalog(f, &hold);

	assert_int_equal(catalog->sku_count, 4);
	assert_int_equal(catalog->plan_count, 6);
	assert_int_equal(catalog->exclusion_count, 2);
	assert_int_equal(catalog->dependency_count, 2);
}

static void test_service_catalogs__refuses_a_guid_of_another_vendor(void **state)
{
	struct fixture *f = *state;

	import_text(f, small_catalog);
	assert_int_equal(lic_catalog_import(&f->ctx,
				 edit(f, small_catalog, "\"Noordzee\"", "\"noordzee\""),
				 strlen(small_catalog), NULL, &f->report)
				 .code,
		LIC_E_INVALID);
	assert_int_equal(f->err.detail_count, 5);
	assert_detail(f, 0, "servicePlans/0/servicePlanId",
		"'" MAIL_ID "' is a service plan in the catalogue of Noordzee already");
	assert_detail(f, 4, "skus/1/skuId",
		"'" STUDIO_ID "' is a product in the catalogue of Noordzee already");
	import_text(f, small_catalog);
	assert_string_equal(changes(f), "");
}

static void test_service_catalogs__keeps_tenants_apart(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	int64_t change_count = 0;

	import_text(f, small_catalog);
	f->ctx.caller.tenant_id = 2;
	assert_int_equal(hold_catalog(f, &hold)->sku_count, 0);
	assert_int_equal(count_operations(f, &change_count), 0);
	import_text(f, small_catalog);
	assert_int_equal(f->report.item_count, 7);
	f->ctx.caller.tenant_id = 3;
	lic_catalog_put(&hold);
	assert_int_equal(lic_catalog_get(&f->ctx, &hold).code, LIC_E_NOTFOUND);
	assert_int_equal(lic_catalog_import(&f->ctx, small_catalog, strlen(small_catalog), NULL,
				 &f->report)
				 .code,
		LIC_E_NOTFOUND);
}

static void test_service_catalogs__asks_for_permission(void **state)
{
	struct fixture *f = *state;

	for (int role = 0; role < LIC_ROLE_MAX_; role++) {
		lic_rc rc;

		f->ctx.caller.may = lic_role_rights((enum lic_role)role);
		rc = lic_catalog_import(&f->ctx, small_catalog, strlen(small_catalog), NULL,
			&f->report);
		assert_int_equal(rc.code,
			lic_role_may((enum lic_role)role, LIC_ACTION_MANAGE_CATALOG)
				? LIC_OK
				: LIC_E_DENIED);
	}
	assert_false(lic_role_may(LIC_ROLE_GLOBAL_READER, LIC_ACTION_MANAGE_CATALOG));
}

static void test_service_catalogs__writes_each_change_into_the_ledger(void **state)
{
	struct fixture *f = *state;
	struct lic_q_ledger_list_in list = {.tenant_id = 1, .before = INT64_MAX, .limit = 1};
	struct lic_q_ledger_changes_in in = {.tenant_id = 1, .limit = 10};
	struct lic_rows rows = {0};
	struct lic_q_ledger_list_row operation;
	struct lic_q_ledger_changes_row change;
	bool more = false;

	import_text(f, small_catalog);
	import_text(f, edit(f, small_catalog, "\"Start\"", "\"Begin \\\"1\\\"\""));
	assert_int_equal(lic_q_ledger_list_open(f->db, &list, &rows).code, LIC_OK);
	assert_int_equal(lic_q_ledger_list_next(&rows, &operation, &more).code, LIC_OK);
	assert_int_equal(operation.kind, LIC_OP_CATALOG_IMPORT);
	assert_string_equal(operation.target, "Noordzee");
	in.operation_id = operation.id;
	lic_rows_close(&rows);
	assert_int_equal(lic_q_ledger_changes_open(f->db, &in, &rows).code, LIC_OK);
	assert_int_equal(lic_q_ledger_changes_next(&rows, &change, &more).code, LIC_OK);
	assert_int_equal(change.kind, LIC_CHANGE_CATALOG);
	assert_string_equal(change.detail,
		"{\"kind\":\"sku\",\"change\":\"renamed\",\"id\":\"" START_ID
		"\",\"name\":\"Begin \\\"1\\\"\",\"detail\":\"was 'Start'\"}");
	assert_int_equal(lic_q_ledger_changes_next(&rows, &change, &more).code, LIC_OK);
	assert_false(more);
	lic_rows_close(&rows);
}

/* What the built-in catalogue is, its own second import, and that the two built-in files agree. */
static void test_service_catalogs__imports_the_built_in_catalogue(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(lic_catalog_import_builtin(&f->ctx, &f->report).code, LIC_OK);
	assert_string_equal(f->report.vendor, "Microsoft");
	assert_true(f->report.skus_total >= 30);
	assert_int_equal(f->report.item_count,
		f->report.skus_total + f->report.plans_total + f->report.exclusions_total +
			f->report.dependencies_total);
	assert_int_equal(lic_catalog_import_builtin(&f->ctx, &f->report).code, LIC_OK);
	assert_int_equal(f->report.item_count, 0);
}

/* The example that docs/catalog-format.md explains, and what it says of it. */
static void test_service_catalogs__imports_the_example(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	FILE *file = fopen("catalog/example-vendor.json", "rb");
	char text[16384];
	size_t len = 0;

	assert_non_null(file);
	len = fread(text, 1, sizeof(text), file);
	assert_int_not_equal(feof(file), 0);
	(void)fclose(file);
	import_bytes(f, text, len, NULL);
	assert_string_equal(f->report.vendor, "Noordzee Software");
	assert_int_equal(f->report.item_count, 5 + 9 + 1 + 1);

	const struct lic_catalog *catalog = hold_catalog(f, &hold);

	assert_true(find_sku(catalog, "c2463ff8-aca8-4081-81c1-986f70d3bebc")->is_company);
	assert_string_equal(find_plan(catalog, "99d4bba6-c519-4a6f-8878-07c303f9d68e")->prohibited,
		"AE,CN");
	assert_true(find_plan(catalog, "ed31c4e0-6950-4f32-8071-fe258f5a0b08")->is_auto);
	import_bytes(f, text, len, NULL);
	assert_string_equal(changes(f), "");
}

/* A list of names stops somewhere; the rest is counted. */
static void test_service_catalogs__cuts_long_lists_of_plans(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	lic_buf_init(&text, ARENA_BYTES);
	lic_buf_puts(&text,
		"{\"format\":\"licentia-catalog/1\",\"vendor\":\"Many\",\"skus\":[],\"servicePlans\":[");
	for (int i = 0; i < 15; i++) {
		lic_buf_printf(&text,
			"%s{\"servicePlanId\":\"30000000-0000-0000-0000-%012d\",\"servicePlanName\":\"P%d\","
			"\"displayName\":\"P%d\",\"service\":\"p\"}",
			i == 0 ? "" : ",", i, i, i);
	}
	lic_buf_puts(&text, "],\"exclusions\":[{\"id\":\"g\",\"service\":\"G\",\"servicePlans\":[");
	for (int i = 0; i < 15; i++) {
		lic_buf_printf(&text, "%s\"P%d\"", i == 0 ? "" : ",", i);
	}
	lic_buf_puts(&text, "]}]}");
	assert_int_equal(lic_buf_status(&text).code, LIC_OK);
	import_text(f, text.data);
	assert_string_equal(f->report.items[15].detail,
		"plans added: P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11 and 3 more");
}

int main(void)
{
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(test_service_catalogs__##name_, set_up,    \
			tear_down)                                                                 \
	}
	const struct place_test tests[] = {
		TEST(imports_its_own_format),
		TEST(changes_nothing_the_second_time),
		TEST(reports_each_kind_of_change),
		TEST(keeps_what_is_gone),
		TEST(marks_everything_gone_for_an_empty_file),
		TEST(leaves_other_vendors_alone),
		TEST(refuses_a_guid_of_another_vendor),
		TEST(keeps_tenants_apart),
		TEST(asks_for_permission),
		TEST(writes_each_change_into_the_ledger),
		TEST(imports_the_built_in_catalogue),
		TEST(imports_the_example),
		TEST(cuts_long_lists_of_plans),
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
