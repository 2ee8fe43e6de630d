/*
 * Catalogue files with mistakes: each is told with its place, and nothing is imported.
 */
#include "catalog_fixture.h"
#include "service/catalog_int.h"

#define PRODUCT_HEADER                                                                             \
	"Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n"
#define PRODUCT_ROW                                                                                \
	"Start,START,10000000-0000-0000-0000-000000000001,MAIL,00000000-0000-0000-0000-00000000000a,Mail\n"
#define EXCLUSION_HEADER "Source,Service,Exclusion_Group,Service_Plan_Name,Service_Plan_Id\n"
#define DEPENDENCY_HEADER                                                                          \
	"Dependent_Plan_Name,Dependent_Plan_Id,Prerequisite_Plan_Name,Prerequisite_Plan_Id,Relation\n"
#define ID_A "00000000-0000-0000-0000-00000000000a"
#define ID_B "00000000-0000-0000-0000-00000000000b"
#define LONG_50 "12345678901234567890123456789012345678901234567890"

/* Imports a text that must be refused, in the database as it is. */
static void refuse(struct fixture *f, const char *text, size_t len, const char *source)
{
	struct lic_catalog_report report = {0};

	assert_int_equal(lic_catalog_import(&f->ctx, text, len, source, &report).code,
		LIC_E_INVALID);
	assert_string_equal(f->err.public_code, "Request_BadRequest");
	assert_int_equal(report.item_count, 0);
	assert_null(report.format);
}

static void assert_nothing_stored(struct fixture *f)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	int64_t change_count = 0;

	assert_int_equal(hold_catalog(f, &hold)->version, 0);
	assert_int_equal(hold.catalog->plan_count, 0);
	assert_int_equal(count_operations(f, &change_count), 0);
}

/* Compares the one mistake of the last import. A `place` of NULL is the file as a whole. */
static void assert_mistake(const struct fixture *f, const char *place, const char *message)
{
	char whole[LIC_ERR_MESSAGE_BYTES];

	if (f->err.detail_count != 1) {
		print_error("%s\n", f->err.message);
	}
	assert_int_equal(f->err.detail_count, 1);
	assert_detail(f, 0, place, message);
	(void)snprintf(whole, sizeof(whole),
		"Nothing was imported, the file has 1 mistake. %s%s%s.", place == NULL ? "" : place,
		place == NULL ? "" : ": ", message);
	assert_string_equal(f->err.message, whole);
}

/* A change of the small catalogue that makes one mistake. */
static const struct {
	const char *from;    /* text in the small catalogue */
	const char *to;      /* what takes its place */
	const char *place;   /* where the mistake is; NULL for the file as a whole */
	const char *message; /* what is said about it */
} json_mistakes[] = {
	{"\"format\": \"licentia-catalog/1\"", "\"format\": \"licentia-catalog/2\"", "format",
		"'licentia-catalog/2' is not licentia-catalog/1, which this version reads"},
	{"\"format\": \"licentia-catalog/1\"", "\"format\": 1", "format",
		"is not licentia-catalog/1, which this version reads"},
	{"\"format\": \"licentia-catalog/1\", ", "", NULL,
		"'format' is missing: this is no catalogue, or it lacks \"format\": \"licentia-catalog/1\""},
	{"\"vendor\": \"Noordzee\", ", "", NULL, "'vendor' is missing"},
	{"\"vendor\": \"Noordzee\"", "\"vendor\": 7", "vendor", "must be a string"},
	{"\"vendor\": \"Noordzee\"", "\"vendor\": \"\"", "vendor", "must not be empty"},
	{"\"vendor\": \"Noordzee\"", "\"vendor\": \" Noordzee\"", "vendor",
		"' Noordzee' begins or ends with a space"},
	{"\"vendor\": \"Noordzee\"", "\"vendor\": \"Noord\\nzee\"", "vendor",
		"'Noord zee' holds a line break, tab or other control character"},
	{"\"vendor\": \"Noordzee\"", "\"vendor\": \"Noord\\u0085zee\"", "vendor",
		"'Noord\xC2\x85zee' holds a line break, tab or other control character"},
	{"\"description\"", "\"descripton\"", NULL,
		"'descripton' is an unknown member (did you mean 'description'?)"},
	{"\"description\"", "\"x\"", NULL, "'x' is an unknown member"},
	{"\"description\": \"for tests\"", "\"description\": []", "description",
		"must be a string"},
	{"\"skuPartNumber\": \"START\"",
		"\"SkuPartNumber\": \"START\", \"skuPartNumber\": \"START\"", "skus/0",
		"'SkuPartNumber' is an unknown member (did you mean 'skuPartNumber'?)"},
	{"\"servicePlanId\": \"" ID_A "\", ", "", "servicePlans/0", "'servicePlanId' is missing"},
	{"\"servicePlanId\": \"" ID_A "\"", "\"servicePlanId\": \"1234\"",
		"servicePlans/0/servicePlanId", "'1234' is not a GUID"},
	{"\"servicePlanId\": \"" ID_A "\"", "\"servicePlanId\": \"{" ID_A "}\"",
		"servicePlans/0/servicePlanId", "'{" ID_A "}' is not a GUID"},
	{"00000000000C", "00000000000A", "servicePlans/2/servicePlanId",
		"'" ID_A "' occurs twice: it is the GUID of servicePlans/0, too"},
	{"\"service\": \"core\", ", "", "servicePlans/2", "'service' is missing"},
	{"\"appliesTo\": \"Company\"", "\"appliesTo\": \"company\"", "servicePlans/2/appliesTo",
		"'company' must be User or Company"},
	{"\"autoAssigned\": true", "\"autoAssigned\": 1", "servicePlans/2/autoAssigned",
		"must be true or false"},
	{"[\"CN\", \"AE\"]", "\"CN\"", "servicePlans/1/prohibitedCountries", "must be an array"},
	{"\"CN\", \"AE\"", "\"CN\", \"ae\"", "servicePlans/1/prohibitedCountries/1",
		"'ae' is not an ISO 3166-1 alpha-2 code in capitals"},
	{"\"CN\", \"AE\"", "\"XX\", \"AE\"", "servicePlans/1/prohibitedCountries/0",
		"'XX' is not an ISO 3166-1 alpha-2 code in capitals"},
	{"\"CN\", \"AE\"", "\"CN\", null", "servicePlans/1/prohibitedCountries/1",
		"is not an ISO 3166-1 alpha-2 code in capitals"},
	{"\"CN\", \"AE\"", "\"CN\", \"CN\"", "servicePlans/1/prohibitedCountries/1",
		"'CN' occurs twice"},
	{"\"skuId\": \"10000000-0000-0000-0000-000000000002\"",
		"\"skuId\": \"10000000-0000-0000-0000-000000000001\"", "skus/1/skuId",
		"'10000000-0000-0000-0000-000000000001' occurs twice: it is the GUID of skus/0, too"},
	{"\"appliesTo\": \"User\"", "\"appliesTo\": \"user\"", "skus/1/appliesTo",
		"'user' must be User or Company"},
	{"[\"CORE\", \"MAIL\"]", "[]", "skus/0/servicePlans", "needs at least one plan"},
	{"[\"CORE\", \"MAIL\"]", "[\"CORE\", \"MIAL\"]", "skus/0/servicePlans/1",
		"'MIAL' is not the name of a plan of this file (did you mean 'MAIL'?)"},
	{"[\"CORE\", \"MAIL\"]", "[\"CORE\", \"mail\"]", "skus/0/servicePlans/1",
		"'mail' is not the name of a plan of this file (did you mean 'MAIL'?)"},
	{"[\"CORE\", \"MAIL\"]", "[\"CORE\", \"TELEPHONE\"]", "skus/0/servicePlans/1",
		"'TELEPHONE' is not the name of a plan of this file"},
	{"[\"CORE\", \"MAIL\"]", "[\"CORE\", \"00000000-0000-0000-0000-00000000000d\"]",
		"skus/0/servicePlans/1",
		"'00000000-0000-0000-0000-00000000000d' is not the GUID of a plan of this file"},
	{"[\"CORE\", \"MAIL\"]", "[\"CORE\", 5]", "skus/0/servicePlans/1",
		"must be a string: a servicePlanName or a servicePlanId"},
	{"[\"CORE\", \"MAIL\"]", "[\"CORE\", \"MAIL\", \"" ID_A "\"]", "skus/0/servicePlans/2",
		"'" ID_A "' occurs twice in this list"},
	{"\"servicePlanName\": \"CORE\"", "\"servicePlanName\": \"MAIL_PRO\"", NULL,
		NULL}, /* several,
			  see
			  below
			*/
	{"[\"MAIL\", \"00000000-0000-0000-0000-00000000000B\"]", "[\"MAIL\"]",
		"exclusions/0/servicePlans", "needs at least two plans"},
	{"\"id\": \"mail\", ", "", "exclusions/0", "'id' is missing"},
	{"\"exclusions\": [",
		"\"exclusions\": [{\"id\": \"mail\", \"service\": \"x\", \"servicePlans\": [\"MAIL\", \"CORE\"]},",
		"exclusions/1/id", "'mail' occurs twice"},
	{"\"exclusions\": [", "\"exclusions\": [7, ", "exclusions/0", "must be an object"},
	{"\"dependencies\": [{\"servicePlan\": \"MAIL_PRO\"",
		"\"dependencies\": [{\"servicePlan\": \"MAIL_PRO2\"", "dependencies/0/servicePlan",
		"'MAIL_PRO2' is not the name of a plan of this file (did you mean 'MAIL_PRO'?)"},
	{"\"anyOf\": [\"CORE\"]", "\"anyOf\": []", "dependencies/0/anyOf",
		"needs at least one plan"},
	{"\"anyOf\": [\"CORE\"]", "\"anyOf\": [\"CORE\", \"MAIL_PRO\"]", "dependencies/0/anyOf",
		"'MAIL_PRO' is the plan itself: a plan cannot need itself"},
	{"\"dependencies\": [",
		"\"dependencies\": [{\"servicePlan\": \"MAIL_PRO\", \"anyOf\": [\"MAIL\"]},",
		"dependencies/1/servicePlan",
		"'MAIL_PRO' has an element already: one for each plan"},
};

static void test_service_catalogs_mistakes__tells_each_in_json(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(json_mistakes); i++) {
		const char *text =
			edit(f, small_catalog, json_mistakes[i].from, json_mistakes[i].to);

		refuse(f, text, strlen(text), NULL);
		if (json_mistakes[i].message != NULL) {
			assert_mistake(f, json_mistakes[i].place, json_mistakes[i].message);
		}
	}
	assert_nothing_stored(f);
	import_text(f, small_catalog); /* the catalogue that was varied is good */
}

static void test_service_catalogs_mistakes__tells_all_that_follow_from_one_name(void **state)
{
	struct fixture *f = *state;
	const char *text = edit(f, small_catalog, "\"servicePlanName\": \"CORE\"",
		"\"servicePlanName\": \"MAIL_PRO\"");
	static const struct {
		const char *place;   /* where */
		const char *message; /* what */
	} expected[] = {
		{"skus/0/servicePlans/0", "'CORE' is not the name of a plan of this file"},
		{"skus/1/servicePlans/0",
			"'MAIL_PRO' is the name of several plans: write the servicePlanId"},
		{"dependencies/0/anyOf/0", "'CORE' is not the name of a plan of this file"},
		{"dependencies/0/servicePlan",
			"'MAIL_PRO' is the name of several plans: write the servicePlanId"},
	};

	refuse(f, text, strlen(text), NULL);
	assert_int_equal(f->err.detail_count, LIC_COUNT(expected));
	for (size_t i = 0; i < LIC_COUNT(expected); i++) {
		assert_detail(f, i, expected[i].place, expected[i].message);
	}
	assert_string_equal(f->err.message,
		"Nothing was imported, the file has 4 mistakes. The first: "
		"skus/0/servicePlans/0: 'CORE' is not the name of a plan of this file.");
}

/* Texts that are not JSON, or not a catalogue at all. */
static const struct {
	const char *text;    /* the file */
	const char *message; /* part of what is said */
} not_catalogs[] = {
	{"", "The file is empty"},
	{" \r\n\t", "The file is empty"},
	{"\xEF\xBB\xBF", "The file is empty"},
	{"{\"format\": \"licentia-catalog/1\"\n  \"vendor\": \"x\"}", "line 2, column 10"},
	{"{\"format\": \"licentia-catalog/1\", \"format\": \"licentia-catalog/1\"}", "duplicate"},
	{"{\"format\": \"licentia-catalog/1\"} x", "line 1"},
	{"{\"format\": \"licentia-catalog/1\", \"vendor\": \"\xFF\"}", "line 1"},
	{"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested more than"},
	{"[]", "the document must be an object"},
	{"{}", "'format' is missing"},
	{"<html><body>Not found</body></html>", "line 1: this is no catalogue"},
	{"a,b,c\n1,2,3\n", "line 1: this is no catalogue"},
	{"\xFF\xFEP\n", "line 1, column 1: this is no UTF-8"},
};

static void test_service_catalogs_mistakes__tells_what_is_no_catalogue(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(not_catalogs); i++) {
		refuse(f, not_catalogs[i].text, strlen(not_catalogs[i].text), NULL);
		if (strstr(f->err.message, not_catalogs[i].message) == NULL) {
			fail_msg("%zu: %s", i, f->err.message);
		}
	}
	refuse(f, "a,b\0c\n", 6, NULL);
	refuse(f, NULL, 0, NULL);
	assert_nothing_stored(f);
}

/* A table with one mistake. */
static const struct {
	const char *text;    /* the file */
	const char *place;   /* where the mistake is; NULL for the file as a whole */
	const char *message; /* what is said about it */
} csv_mistakes[] = {
	{PRODUCT_HEADER, NULL, "the file has no rows below its first line"},
	{PRODUCT_HEADER "\n\n,,,,,\n", NULL, "the file has no rows below its first line"},
	{PRODUCT_HEADER PRODUCT_ROW "Start,START\n", "line 3",
		"has 2 fields and the first line 6: is a field with commas or line breaks not in quotes?"},
	{PRODUCT_HEADER PRODUCT_ROW "a,b,c,d,e,f,g\n", "line 3",
		"has 7 fields and the first line 6: is a field with commas or line breaks not in quotes?"},
	{PRODUCT_HEADER PRODUCT_ROW "Start,\"START,1", "line 3, column 7",
		"the quote that begins here is never closed"},
	{PRODUCT_HEADER "Start,ST\"ART,1,2,3,4\n" PRODUCT_ROW, "line 2, column 9",
		"a quote stands inside a field: put the field in quotes and double the quote"},
	{PRODUCT_HEADER "Start,START,1234,MAIL," ID_A ",Mail\n", "line 2, column 13",
		"'1234' is not a GUID"},
	{PRODUCT_HEADER "Start,START,,MAIL," ID_A ",Mail\n", "line 2, column 13",
		"GUID must not be empty"},
	{PRODUCT_HEADER "Start,START," ID_A ",MAIL,x,Mail\n", "line 2, column 55",
		"'x' is not a GUID"},
	{PRODUCT_HEADER PRODUCT_ROW "\nStárt,  ," ID_A ",MAIL," ID_A ",Mail\n", "line 4, column 7",
		"String_Id must not be empty"},
	{PRODUCT_HEADER "\"Sta\nrt\",START," ID_A ",MAIL," ID_A ",Mail\n", "line 2, column 1",
		"'Sta rt' holds a line break, tab or other control character"},
	{"Product_Display_Name,String_Id,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n",
		"line 1", "'GUID' is missing among the columns"},
	{"GUID," PRODUCT_HEADER, "line 1, column 37", "'GUID' names a column a second time"},
	{EXCLUSION_HEADER, NULL, "the file has no rows below its first line"},
	{EXCLUSION_HEADER "2025,Mail,mail,MAIL," ID_A "\n", "line 2, column 11",
		"'mail' has one plan: a group needs at least two"},
	{EXCLUSION_HEADER "2025,Mail,mail,MAIL," ID_A "\n2025,Mail,mail,MAIL," ID_A "\n",
		"line 2, column 11", "'mail' has one plan: a group needs at least two"},
	{EXCLUSION_HEADER "2025,Mail,mail,MAIL," ID_A "\n2025,Mail,mail,MAIL,?\n",
		"line 3, column 21", "'?' is not a GUID"},
	{EXCLUSION_HEADER ",Mail,mail,MAIL," ID_A "\n", "line 2, column 1",
		"Source must not be empty"},
	{"Source,Service,Service_Plan_Name,Service_Plan_Id\n2025,Mail,MAIL," ID_A "\n", "line 1",
		"'Exclusion_Group' is missing among the columns"},
	{DEPENDENCY_HEADER, NULL, "the file has no rows below its first line"},
	{DEPENDENCY_HEADER "MAIL," ID_A ",MAIL," ID_A ",any-of\n", "line 2, column 48",
		"'" ID_A "' is the plan itself: a plan cannot need itself"},
	{DEPENDENCY_HEADER "MAIL," ID_A ",PRO," ID_B ",all-of\n", "line 2, column 84",
		"'all-of' is not any-of, the only relation between plans that is known"},
	{"Dependent_Plan_Name,Dependent_Plan_Id\nMAIL," ID_A "\n", "line 1",
		"'Prerequisite_Plan_Id' is missing among the columns"},
};

static void test_service_catalogs_mistakes__tells_each_in_tables(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(csv_mistakes); i++) {
		refuse(f, csv_mistakes[i].text, strlen(csv_mistakes[i].text), NULL);
		assert_mistake(f, csv_mistakes[i].place, csv_mistakes[i].message);
	}
	assert_nothing_stored(f);
}

static void test_service_catalogs_mistakes__tells_the_first_hundred(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	lic_buf_init(&text, ARENA_BYTES);
	lic_buf_puts(&text, PRODUCT_HEADER);
	for (int i = 0; i < 123; i++) {
		lic_buf_puts(&text, "Start,START,x,MAIL," ID_A ",Mail\n");
	}
	refuse(f, text.data, text.len, NULL);
	assert_int_equal(f->err.detail_count, 101);
	assert_string_equal(f->err.details[99].target, "line 101, column 13");
	assert_null(f->err.details[100].target);
	assert_string_equal(f->err.details[100].message, "23 more mistakes are not listed");
	assert_non_null(strstr(f->err.message,
		"has 123 mistakes. The first: line 2, column 13: 'x' is not a GUID."));
}

static void test_service_catalogs_mistakes__cuts_long_values(void **state)
{
	struct fixture *f = *state;
	const char *text = edit(f, small_catalog, "\"servicePlanId\": \"" ID_A "\"",
		"\"servicePlanId\": \"" LONG_50
		"1234567890123456789012345678901234567890123456789é-the end\"");

	refuse(f, text, strlen(text), NULL);
	assert_mistake(f, "servicePlans/0/servicePlanId",
		"'" LONG_50 "1234567890123456789012345678901234567890123456789…' is not a GUID");
}

static void test_service_catalogs_mistakes__limits_names_and_size(void **state)
{
	struct fixture *f = *state;
	char name[600];
	const char *text = NULL;

	memset(name, 'x', sizeof(name));
	name[512] = '\0';
	text = lic_arena_printf(f->arena, "\"%s\"", name);
	import_text(f, edit(f, small_catalog, "\"Start\"", text));
	name[512] = 'x';
	name[513] = '\0';
	text = edit(f, small_catalog, "\"Start\"", lic_arena_printf(f->arena, "\"%s\"", name));
	refuse(f, text, strlen(text), NULL);
	assert_string_equal(f->err.details[0].target, "skus/0/displayName");
	assert_non_null(strstr(f->err.details[0].message, "is longer than 512 characters"));

	char *big = calloc(1, LIC_CATALOG_FILE_BYTES_MAX + 1);

	assert_non_null(big);
	assert_int_equal(lic_catalog_import(&f->ctx, big, LIC_CATALOG_FILE_BYTES_MAX + 1, NULL,
				 &f->report)
				 .code,
		LIC_E_LIMIT);
	free(big);
}

static void test_service_catalogs_mistakes__limits_lists(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	lic_buf_init(&text, ARENA_BYTES);
	lic_buf_puts(&text,
		"{\"format\":\"licentia-catalog/1\",\"vendor\":\"Many\",\"skus\":[],\"servicePlans\":[");
	for (int i = 0; i < LIC_CATALOG_PLANS_MAX + 1; i++) {
		lic_buf_puts(&text, i == 0 ? "{}" : ",{}");
	}
	lic_buf_puts(&text, "]}");
	refuse(f, text.data, text.len, NULL);
	assert_mistake(f, "servicePlans", "has 16385 elements, more than 16384");
}

/* Plans are never removed: a catalogue can become too large although no file is. */
static void test_service_catalogs_mistakes__limits_the_catalogue(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	import_text(f, small_catalog);
	lic_buf_init(&text, ARENA_BYTES);
	lic_buf_puts(&text,
		"{\"format\":\"licentia-catalog/1\",\"vendor\":\"Many\",\"skus\":[],\"servicePlans\":[");
	for (int i = 0; i < LIC_CATALOG_PLANS_MAX - 2; i++) {
		lic_buf_printf(&text,
			"%s{\"servicePlanId\":\"30000000-0000-0000-0000-%012d\",\"servicePlanName\":\"P\","
			"\"displayName\":\"P\",\"service\":\"p\"}",
			i == 0 ? "" : ",", i);
	}
	lic_buf_puts(&text, "]}");
	assert_int_equal(lic_buf_status(&text).code, LIC_OK);
	assert_int_equal(lic_catalog_import(&f->ctx, text.data, text.len, NULL, &f->report).code,
		LIC_E_LIMIT);
	assert_non_null(strstr(f->err.message, "would have 16385 service plans and 2 products"));
}

static void test_service_catalogs_mistakes__refuses_a_source_that_chooses_nothing(void **state)
{
	struct fixture *f = *state;
	static const char table[] = EXCLUSION_HEADER
		"2020,Mail,mail,MAIL," ID_A "\n2020,Mail,mail,PRO," ID_B
		"\n2025-07,Mail,mail,MAIL," ID_A "\n2025-07,Mail,mail,PRO," ID_B "\n";
	static const char without[] =
		"Exclusion_Group,Service_Plan_Id\nmail," ID_A "\nmail," ID_B "\n";

	refuse(f, table, strlen(table), "2019");
	assert_mistake(f, NULL,
		"'2019' is not how a Source of this file begins: it has 2, the first '2020', the latest '2025-07'");
	refuse(f, without, strlen(without), "2019");
	assert_mistake(f, NULL, "'2019' cannot be chosen: the file has no column Source");
	refuse(f, small_catalog, strlen(small_catalog), "2019");
	assert_string_equal(f->err.details[0].target, "exclusionSource");
	assert_nothing_stored(f);
}

/* Memory that ends anywhere while a file is read is LIC_E_NOMEM, and nothing worse. */
static void test_service_catalogs_mistakes__survives_the_end_of_memory(void **state)
{
	struct fixture *f = *state;
	static const char *const texts[] = {
		small_catalog,
		"{\"format\": \"licentia-catalog/1\"}",
		PRODUCT_HEADER PRODUCT_ROW "x,y,z,1,2,3\n",
		EXCLUSION_HEADER "2025,Mail,mail,MAIL," ID_A "\n2025,Mail,mail,PRO," ID_B "\n",
		DEPENDENCY_HEADER "MAIL," ID_A ",PRO," ID_B ",any-of\n",
	};
	size_t refused = 0;

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		for (size_t limit = 64; limit < (size_t)256 * 1024; limit += limit / 16 + 16) {
			struct lic_ctx ctx = f->ctx;
			struct lic_catalog_file file;
			lic_rc rc;

			ctx.arena = lic_arena_new(limit);
			struct lic_arena *scratch = lic_arena_new(limit);

			assert_non_null(ctx.arena);
			assert_non_null(scratch);
			rc = lic_catalog__parse(&ctx, scratch,
				(struct lic_bytes){texts[i], strlen(texts[i])}, NULL, &file);
			assert_true(rc.code == LIC_OK || rc.code == LIC_E_INVALID ||
				rc.code == LIC_E_NOMEM);
			refused += rc.code == LIC_E_NOMEM ? 1 : 0;
			lic_arena_free(scratch);
			lic_arena_free(ctx.arena);
		}
	}
	assert_true(refused > 50);
}

int main(void)
{
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(test_service_catalogs_mistakes__##name_,   \
			set_up, tear_down)                                                         \
	}
	const struct place_test tests[] = {
		TEST(tells_each_in_json),
		TEST(tells_all_that_follow_from_one_name),
		TEST(tells_what_is_no_catalogue),
		TEST(tells_each_in_tables),
		TEST(tells_the_first_hundred),
		TEST(cuts_long_values),
		TEST(limits_names_and_size),
		TEST(limits_lists),
		TEST(limits_the_catalogue),
		TEST(refuses_a_source_that_chooses_nothing),
		TEST(survives_the_end_of_memory),
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
