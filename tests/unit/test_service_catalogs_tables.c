/*
 * Catalogues from tables: Microsoft's list of products, exclusions and dependencies, small ones
 * made here and the published ones where they are at hand (../shared/data).
 */
#include "catalog_fixture.h"

#include "core/planset.h"
#include <sys/stat.h>

#define PRODUCT_HEADER                                                                             \
	"Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n"
#define ID_A "00000000-0000-0000-0000-00000000000a"
#define ID_B "00000000-0000-0000-0000-00000000000b"
#define ID_C "00000000-0000-0000-0000-00000000000c"
#define ID_X "00000000-0000-0000-0000-0000000000ff"
#define SKU_1 "10000000-0000-0000-0000-000000000001"
#define SKU_2 "10000000-0000-0000-0000-000000000002"
#define OFFICE_E1 "18181a46-0d4e-45cd-891e-60aabd171b4e"
#define OFFICE_E3 "6fd2c87f-b296-42f0-b197-1e91e994b900"

static const char small_products[] =
	PRODUCT_HEADER "Start,START," SKU_1 ",EXCHANGE_A," ID_A ",\"Mail, \"\"A\"\"\"\n"
		       "Start,START," SKU_1 ",SWAY," ID_B ",Sway\n"
		       "Studio,STUDIO," SKU_2 ",exchange_a2," ID_A ",Mail again\n"
		       "Studio,STUDIO," SKU_2 ",ATP_ENTERPRISE," ID_C ",Défense\n";

static const char small_exclusions[] =
	"Source,Service,Exclusion_Group,Service_Plan_Name,Service_Plan_Id\n"
	"2020:old,Exchange Online,exchange,A," ID_A "\n"
	"2020:old,Exchange Online,exchange,C," ID_C "\n"
	"2025-07:new,Exchange,exchange,A," ID_A "\n"
	"2025-07:new,Exchange,exchange,A," ID_A "\n"
	"2025-07:new,Exchange,exchange,B," ID_B "\n"
	"2025-07:new,Exchange,exchange,X," ID_X "\n"
	"2025-07:new,Other,other,A," ID_A "\n"
	"2025-07:new,Other,other,X," ID_X "\n";

static const char small_dependencies[] =
	"Dependent_Plan_Name,Dependent_Plan_Id,Prerequisite_Plan_Name,Prerequisite_Plan_Id,Relation,Evidence\n"
	"A," ID_A ",B," ID_B ",any-of,seen\n"
	"A," ID_A ",C," ID_C ",Any-Of,\n"
	"A," ID_A ",X," ID_X ",any-of,\n"
	"B," ID_B ",X," ID_X ",any-of,\n"
	"X," ID_X ",B," ID_B ",any-of,\n";

static const char *skipped(struct fixture *f)
{
	return items_text(f, f->report.skipped, f->report.skipped_count);
}

static void test_service_catalogs_tables__imports_products(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	import_text(f, small_products);
	assert_string_equal(f->report.format, "microsoft-products-csv");
	assert_string_equal(f->report.vendor, "Microsoft");
	assert_int_equal(f->report.skus_total, 2);
	assert_int_equal(f->report.plans_total, 3);
	assert_string_equal(changes(f),
		"sku new Start\nsku new Studio\nservicePlan new Mail, \"A\"\n"
		"servicePlan new Sway\nservicePlan new Défense\n");

	const struct lic_catalog *catalog = hold_catalog(f, &hold);
	const struct lic_plan *mail = find_plan(catalog, ID_A);

	assert_string_equal(mail->name, "EXCHANGE_A"); /* the first of the names that the file has
							  for it */
	assert_string_equal(mail->service, "exchange");
	assert_false(mail->is_company);
	assert_true(find_plan(catalog, ID_B)->is_auto);
	assert_true(find_plan(catalog, ID_C)->is_company);
	assert_int_equal(find_sku(catalog, SKU_2)->plan_count, 2);
}

/* The same list, written in other ways. */
static void test_service_catalogs_tables__reads_every_kind_of_csv(void **state)
{
	struct fixture *f = *state;
	static const char shuffled[] =
		"\xEF\xBB\xBFservice plan id;Notes;GUID;STRING_ID;product display name;Service_Plan_Name;"
		"Service_Plans_Included_Friendly_Names\r\n"
		"00000000-0000-0000-0000-00000000000A;x;" SKU_1
		"; START\xC2\xA0; Start ;EXCHANGE_A;\"Mail, \"\"A\"\"\"\r\n"
		"\r\n;;;;;;\r\n" ID_B ";;" SKU_1 ";START;Start;SWAY;Sway\r\n" ID_B ";;" SKU_1
		";START;Start;SWAY;Sway\r\n" ID_A ";;" SKU_2
		";STUDIO;Studio;EXCHANGE_A;Mail\r\n" ID_C ";;" SKU_2
		";STUDIO;Studio;ATP_ENTERPRISE;Défense";

	import_text(f, small_products);
	import_text(f, small_products);
	assert_string_equal(changes(f), "");
	import_text(f, shuffled);
	assert_string_equal(changes(f), "");
}

static void test_service_catalogs_tables__updates_products(void **state)
{
	struct fixture *f = *state;

	import_text(f, small_products);
	import_text(f,
		PRODUCT_HEADER "Begin,START," SKU_1 ",EXCHANGE_A," ID_A ",Mail\n"
			       "Begin,START," SKU_1 ",ATP_ENTERPRISE," ID_C ",Défense\n");
	assert_string_equal(changes(f),
		"sku renamed Begin: was 'Start'; plans added: ATP_ENTERPRISE; plans removed: SWAY\n"
		"sku gone Studio\n"
		"servicePlan renamed Mail: was 'Mail, \"A\"'\n"
		"servicePlan gone Sway: no product that is offered has it any more\n");
	import_text(f, small_products);
	assert_string_equal(changes(f),
		"sku renamed Start: was 'Begin'; plans added: SWAY; plans removed: ATP_ENTERPRISE\n"
		"sku offeredAgain Studio\n"
		"servicePlan renamed Mail, \"A\": was 'Mail'\n"
		"servicePlan offeredAgain Sway: a product that is offered has it\n");
}

/* What the list does not know stays as it was: service, level, countries; exclusions and
 * dependencies. */
static void test_service_catalogs_tables__leaves_alone_what_products_do_not_tell(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	const char *own = edit(f, small_catalog, "\"Noordzee\"", "\"Microsoft\"");

	own = edit(f, own, "\"appliesTo\": \"User\"", "\"appliesTo\": \"Company\"");
	import_text(f, own);
	import_text(f,
		PRODUCT_HEADER "Start,START," SKU_1 ",CORE," ID_C ",Core\n"
			       "Start,START," SKU_1 ",MAIL," ID_A ",Mail\n"
			       "Studio,STUDIO," SKU_2 ",MAIL_PRO," ID_B ",Mail Pro\n");
	assert_string_equal(changes(f), "");
	import_text(f,
		PRODUCT_HEADER "Start,START," SKU_1 ",CORE," ID_C ",Kern\n"
			       "Studio,STUDIO," SKU_2 ",MAIL_PRO," ID_B ",Mail Pro\n");

	const struct lic_catalog *catalog = hold_catalog(f, &hold);

	assert_true(find_sku(catalog, SKU_2)->is_company);
	assert_string_equal(find_plan(catalog, ID_C)->display_name, "Kern");
	assert_string_equal(find_plan(catalog, ID_C)->service, "core");
	assert_true(find_plan(catalog, ID_C)->is_company);
	assert_true(find_plan(catalog, ID_C)->is_auto);
	assert_string_equal(find_plan(catalog, ID_B)->prohibited, "AE,CN");
	assert_int_equal(catalog->exclusion_count, 1);
	assert_int_equal(catalog->dependency_count, 1);
}

/* D-12: the latest table, unless another is asked for. What the catalogue does not have is passed
 * over and told. */
static void test_service_catalogs_tables__imports_exclusions(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	int64_t change_count = 0;
	size_t operations = 0;
	static const char told[] =
		"exclusion skipped X: exchange: the catalogue of Microsoft has no such service plan\n"
		"exclusion skipped X: other: the catalogue of Microsoft has no such service plan\n";

	import_text(f, small_products);
	import_text(f, small_exclusions);
	assert_string_equal(f->report.format, "exclusion-csv");
	assert_int_equal(f->report.exclusions_total, 2);
	assert_string_equal(changes(f), "exclusion new Exchange: plans added: EXCHANGE_A, SWAY\n");
	assert_string_equal(skipped(f), told);
	assert_string_equal(f->report.skipped[0].id, ID_X);

	operations = count_operations(f, &change_count);
	import_text(f, small_exclusions);
	assert_string_equal(changes(f), "");
	assert_string_equal(skipped(f), told); /* as long as it is so */
	assert_int_equal(count_operations(f, &change_count), operations);

	import_bytes(f, small_exclusions, strlen(small_exclusions), "2020");
	assert_string_equal(changes(f),
		"exclusion changed Exchange Online: service was Exchange; "
		"plans added: ATP_ENTERPRISE; plans removed: SWAY\n");
	assert_string_equal(skipped(f), "");
	import_bytes(f, small_exclusions, strlen(small_exclusions), "20"); /* both begin so: the
									      later */
	assert_string_equal(changes(f),
		"exclusion changed Exchange: service was Exchange Online; "
		"plans added: SWAY; plans removed: ATP_ENTERPRISE\n");
	assert_int_equal(hold_catalog(f, &hold)->exclusion_count, 1);
}

static void test_service_catalogs_tables__imports_dependencies(void **state)
{
	struct fixture *f = *state;

	import_text(f, small_products);
	import_text(f, small_dependencies);
	assert_string_equal(f->report.format, "dependency-csv");
	assert_int_equal(f->report.dependencies_total, 3);
	assert_string_equal(changes(f),
		"dependency new EXCHANGE_A: plans added: SWAY, ATP_ENTERPRISE\n");
	assert_string_equal(skipped(f),
		"dependency skipped X: A: the catalogue of Microsoft has no such service plan\n"
		"dependency skipped X: B: the catalogue of Microsoft has no such service plan\n"
		"dependency skipped X: the plan that needs another: the catalogue of Microsoft has no such service plan\n");
	import_text(f, small_dependencies);
	assert_string_equal(changes(f), "");
	import_text(f, "Dependent_Plan_Id,Prerequisite_Plan_Id\n" ID_B "," ID_A "\n");
	assert_string_equal(changes(f),
		"dependency new SWAY: plans added: EXCHANGE_A\n"
		"dependency gone EXCHANGE_A: plans removed: SWAY, ATP_ENTERPRISE\n");
}

/* A table of Microsoft's says nothing about plans of others, even when it names them. */
static void test_service_catalogs_tables__keeps_off_other_vendors(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	import_text(f, small_catalog);
	import_text(f, small_exclusions);
	assert_string_equal(changes(f), "");
	assert_int_equal(f->report.skipped_count, 5);
	import_text(f, small_dependencies);
	assert_string_equal(changes(f), "");
	assert_int_equal(hold_catalog(f, &hold)->dependency_count, 1);
	assert_int_equal(lic_catalog_import(&f->ctx, small_products, strlen(small_products), NULL,
				 &f->report)
				 .code,
		LIC_E_INVALID);
	assert_detail(f, 0, "line 2, column 61",
		"'" ID_A "' is a service plan in the catalogue of Noordzee already");
	assert_string_equal(f->err.details[3].target, "line 2, column 13");
}

/* -- The published tables
 * ------------------------------------------------------------------------------------------ */

/* Reads a published table; skips the test, visibly, where there is none. */
static const char *published(struct fixture *f, const char *name, size_t *ret_len)
{
	const char *path = lic_arena_printf(f->arena, "../shared/data/%s", name);
	FILE *file = NULL;
	struct stat about;
	char *text = NULL;

	assert_non_null(path);
	file = fopen(path, "rb");
	if (file == NULL) {
		print_message("%s is not here\n", path);
		skip();
	}
	assert_int_equal(fstat(fileno(file), &about), 0);
	text = lic_arena_alloc(f->arena, (size_t)about.st_size + 1);
	assert_non_null(text);
	*ret_len = fread(text, 1, (size_t)about.st_size, file);
	assert_int_equal(*ret_len, (size_t)about.st_size);
	(void)fclose(file);
	return text;
}

static void import_published(struct fixture *f, const char *name, const char *source)
{
	size_t len = 0;
	const char *text = published(f, name, &len);

	import_bytes(f, text, len, source);
}

/* The plans of a product, company-level ones too, as the table of exclusions counts. */
static uint64_t *plans_of(struct fixture *f, const struct lic_catalog *catalog,
	const struct lic_sku *sku)
{
	uint64_t *set = lic_planset_new(f->arena, catalog);

	assert_non_null(set);
	for (size_t i = 0; i < sku->plan_count; i++) {
		lic_planset_add(set, sku->plans[i]);
	}
	return set;
}

/* Names the groups of which two products together have more than one plan. */
static const char *conflicts(struct fixture *f, const struct lic_catalog *catalog,
	const uint64_t *a, const uint64_t *b)
{
	const char *names = "";
	uint64_t *both = lic_planset_new(f->arena, catalog);

	assert_non_null(both);
	for (size_t w = 0; w < catalog->words; w++) {
		both[w] = a[w] | b[w];
	}
	for (size_t i = 0; i < catalog->exclusion_count; i++) {
		if (lic_planset_common(both, catalog->exclusions[i].plans, catalog->words) > 1) {
			names = lic_arena_printf(f->arena, "%s%s ", names,
				catalog->exclusions[i].id);
			assert_non_null(names);
		}
	}
	return names;
}

static const char *office_conflicts(struct fixture *f)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	const struct lic_catalog *catalog = hold_catalog(f, &hold);
	const uint64_t *e1 = plans_of(f, catalog, find_sku(catalog, OFFICE_E1));
	const uint64_t *e3 = plans_of(f, catalog, find_sku(catalog, OFFICE_E3));

	return conflicts(f, catalog, e1, e3);
}

static void test_service_catalogs_tables__imports_what_microsoft_publishes(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	const char *skipped_first = NULL;

	import_published(f, "service-plans.csv", NULL);
	assert_int_equal(f->report.skus_total, 569);
	assert_int_equal(f->report.plans_total, 723);
	assert_int_equal(f->report.item_count, 569 + 723);
	import_published(f, "service-plans.csv", NULL);
	assert_string_equal(changes(f), "");
	import_published(f, "mutual-exclusion.csv", NULL);
	assert_int_equal(f->report.exclusions_total, 8);
	skipped_first = skipped(f);
	assert_non_null(strstr(skipped_first, "CRMPLAN1"));
	import_published(f, "mutual-exclusion.csv", NULL);
	assert_string_equal(changes(f), "");
	assert_string_equal(skipped(f), skipped_first);
	import_published(f, "plan-dependencies.csv", NULL);
	assert_int_equal(f->report.dependencies_total, 6);
	assert_int_equal(f->report.item_count, 6);
	assert_int_equal(f->report.skipped_count, 0);
	import_published(f, "plan-dependencies.csv", NULL);
	assert_string_equal(changes(f), "");

	const struct lic_catalog *catalog = hold_catalog(f, &hold);

	assert_int_equal(catalog->sku_count, 569);
	assert_int_equal(catalog->plan_count, 723);
	assert_int_equal(catalog->dependency_count, 6);
}

/* */
static void test_service_catalogs_tables__r26_e1_and_e3_conflict_on_sharepoint_only(void **state)
{
	struct fixture *f = *state;

	import_published(f, "service-plans.csv", NULL);
	import_published(f, "mutual-exclusion.csv", NULL);
	assert_string_equal(office_conflicts(f), "sharepoint ");
	import_published(f, "mutual-exclusion.csv", "2020");
	assert_string_equal(office_conflicts(f), "exchange sharepoint ");
	import_published(f, "mutual-exclusion.csv", "2025");
	assert_string_equal(office_conflicts(f), "sharepoint ");
}

/* the numbers that were computed from the same tables when the rule was written down. */
static void test_service_catalogs_tables__r25_pairs_of_products_conflict(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	size_t alone = 0;
	size_t pairs = 0;

	import_published(f, "service-plans.csv", NULL);
	import_published(f, "mutual-exclusion.csv", NULL);
	const struct lic_catalog *catalog = hold_catalog(f, &hold);
	uint64_t **sets = lic_arena_array(f->arena, catalog->sku_count, sizeof(*sets));

	assert_non_null(sets);
	for (size_t i = 0; i < catalog->sku_count; i++) {
		sets[i] = plans_of(f, catalog, &catalog->skus[i]);
	}
	for (size_t i = 0; i < catalog->sku_count; i++) {
		for (size_t k = i; k < catalog->sku_count; k++) {
			bool differ = *conflicts(f, catalog, sets[i], sets[k]) != '\0';

			alone += differ && i == k ? 1 : 0;
			pairs += differ && i != k ? 1 : 0;
		}
	}
	assert_int_equal(alone, 0);
	assert_int_equal(pairs, 5839);
}

/* The two built-in files agree, so that importing the list over the built-in catalogue renames, and
 * that is all. */
static void test_service_catalogs_tables__agrees_with_the_built_in_catalogue(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold built_in = {0};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold list = {0};
	size_t len = 0;
	const char *text = published(f, "service-plans.csv", &len);

	assert_int_equal(lic_catalog_import_builtin(&f->ctx, &f->report).code, LIC_OK);
	import_bytes(f, text, len, NULL);
	for (size_t i = 0; i < f->report.item_count; i++) {
		const struct lic_catalog_item *item = &f->report.items[i];

		if (strcmp(item->change, "new") != 0 && strcmp(item->change, "renamed") != 0) {
			fail_msg("%s %s %s: %s", item->kind, item->change, item->name,
				item->detail);
		}
		assert_true(item->detail == NULL || strstr(item->detail, "plans ") == NULL);
	}
	(void)hold_catalog(f, &built_in);
	f->ctx.caller.tenant_id = 2; /* here the list alone tells */
	import_bytes(f, text, len, NULL);
	(void)hold_catalog(f, &list);
	for (size_t i = 0; i < built_in.catalog->plan_count; i++) {
		const struct lic_plan *plan = &built_in.catalog->plans[i];
		const struct lic_plan *other =
			find_plan(list.catalog, lic_guid_format(&plan->id).text);

		assert_string_equal(plan->service, other->service);
		assert_int_equal(plan->is_company, other->is_company);
		assert_int_equal(plan->is_auto, other->is_auto);
	}
}

int main(void)
{
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(test_service_catalogs_tables__##name_,     \
			set_up, tear_down)                                                         \
	}
	const struct place_test tests[] = {
		TEST(imports_products),
		TEST(reads_every_kind_of_csv),
		TEST(updates_products),
		TEST(leaves_alone_what_products_do_not_tell),
		TEST(imports_exclusions),
		TEST(imports_dependencies),
		TEST(keeps_off_other_vendors),
		TEST(imports_what_microsoft_publishes),
		TEST(r26_e1_and_e3_conflict_on_sharepoint_only),
		TEST(r25_pairs_of_products_conflict),
		TEST(agrees_with_the_built_in_catalogue),
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
