/*
 * Forms of service plans that are written once for each catalogue and copied into answers.
 */
#include "api/api.h"
#include "api/encode.h"
#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define TEXT_BYTES ((size_t)64 * 1024)

/* Names that JSON cannot hold as they are, and one that it can. */
static const struct lic_plan plans[] = {
	{.key = 1, .id = {{0x01}}, .name = "PLAIN", .display_name = "", .service = ""},
	{.key = 2, .id = {{0x02}}, .name = "A \"b\" \\ c\n", .display_name = "", .service = ""},
	{.key = 3,
		.id = {{0x03}},
		.name = "Bür\xF0\x9F\x99\x82 \xFF",
		.display_name = "",
		.service = "",
		.is_company = true},
};
static const struct lic_sku skus[] = {
	{.key = 7, .id = {{0x77}}, .part_number = "ALL", .display_name = ""},
};
static const struct lic_catalog_link sku_plans[] = {{7, 1}, {7, 2}, {7, 3}};
static const struct lic_catalog_rows rows = {
	.version = 1,
	.plans = plans,
	.plan_count = LIC_COUNT(plans),
	.skus = skus,
	.sku_count = LIC_COUNT(skus),
	.sku_plans = sku_plans,
	.sku_plan_count = LIC_COUNT(sku_plans),
};

#define PLAIN(status_)                                                                               \
	"{\"servicePlanId\":\"01000000-0000-0000-0000-000000000000\",\"servicePlanName\":\"PLAIN\"," \
	"\"provisioningStatus\":\"" status_ "\",\"appliesTo\":\"User\"}"
#define QUOTED(status_)                                                                            \
	"{\"servicePlanId\":\"02000000-0000-0000-0000-000000000000\","                             \
	"\"servicePlanName\":\"A \\\"b\\\" \\\\ c\\n\","                                           \
	"\"provisioningStatus\":\"" status_ "\",\"appliesTo\":\"User\"}"
#define WIDE(status_)                                                                              \
	"{\"servicePlanId\":\"03000000-0000-0000-0000-000000000000\","                             \
	"\"servicePlanName\":\"Bür\xF0\x9F\x99\x82 \xEF\xBF\xBD\","                               \
	"\"provisioningStatus\":\"" status_ "\",\"appliesTo\":\"Company\"}"

struct fixture {
	struct lic_arena *arena;      /* owns the catalogue and its forms */
	struct lic_catalog_hold hold; /* as the cache would give it */
	struct lic_buf text;          /* what was written */
	struct lic_json json;         /* the writer of it */
};

static int set_up(void **state)
{
	static struct fixture f;

	f.arena = lic_arena_new(ARENA_BYTES);
	assert_non_null(f.arena);
	assert_int_equal(lic_catalog_build(f.arena, &rows, &f.hold.catalog).code, LIC_OK);
	assert_int_equal(lic_api_catalog_forms(f.arena, f.hold.catalog, &f.hold.extra).code,
		LIC_OK);
	lic_buf_init(&f.text, TEXT_BYTES);
	lic_json_init(&f.json, &f.text);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	lic_buf_done(&f->text);
	lic_arena_free(f->arena);
	return 0;
}

static void test_api_encode_plans__escapes_names_in_forms(void **state)
{
	struct fixture *f = *state;

	lic_encode_service_plans(&f->json, &f->hold, 0);
	assert_int_equal(lic_json_finish(&f->json).code, LIC_OK);
	assert_string_equal(f->text.data,
		"[" PLAIN("Success") "," QUOTED("Success") "," WIDE("Success") "]");
}

static void test_api_encode_plans__shows_plans_that_are_off_r34(void **state)
{
	struct fixture *f = *state;
	uint64_t *off = lic_planset_new(f->arena, f->hold.catalog);
	struct lic_path path = {.disabled = off, .state = LIC_PATH_ACTIVE};
	struct lic_held_sku held = {.paths = &path, .count = 1};

	assert_non_null(off);
	lic_planset_add(off, 0);
	lic_planset_add(off, 2);
	lic_encode_held_plans(&f->json, &f->hold, &held);
	assert_int_equal(lic_json_finish(&f->json).code, LIC_OK);
	assert_string_equal(f->text.data,
		"[" PLAIN("Disabled") "," QUOTED("Success") "," WIDE("Disabled") "]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_api_encode_plans__escapes_names_in_forms,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_api_encode_plans__shows_plans_that_are_off_r34,
			set_up, tear_down),
	};

	return cmocka_run_group_tests_name("api_encode_plans", tests, NULL, NULL);
}
