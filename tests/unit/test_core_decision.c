/*
 * The one decision, as a table: what a user has, what is asked, what comes out. A small catalogue
 * with names makes the cases read as words.
 *
 *   sku A   plans MAIL, SITE1, EXTRA, ORG (company-level)
 *   sku B   plans MAIL, SITE2            SITE1 and SITE2 exclude each other
 *   sku C   plan CALL                    CALL needs PHONE or DESK
 *   sku D   plans PHONE, RADIO           RADIO is prohibited in FR
 *   sku O   for the organisation, not for users
 *   sku U   known but not owned
 */
#include "base/buf.h"
#include "core/license.h"
#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)1024 * 1024)

enum {
	MAIL,
	SITE1,
	SITE2,
	EXTRA,
	ORG,
	CALL,
	PHONE,
	DESK,
	RADIO,
	PLAN_COUNT
};
enum {
	A,
	B,
	C,
	D,
	O,
	U,
	SKU_COUNT
};

static const char *const plan_names[] = {"MAIL", "SITE1", "SITE2", "EXTRA", "ORG", "CALL", "PHONE",
	"DESK", "RADIO"};
static const char sku_names[] = "ABCDOU";

static struct lic_guid make_id(uint8_t kind, uint8_t number)
{
	return (struct lic_guid){
		{kind, kind, kind, kind, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, number}};
}

static const struct lic_catalog *make_catalog(struct lic_arena *arena)
{
	static const struct lic_catalog_link sku_plans[] = {{A, MAIL}, {A, SITE1}, {A, EXTRA},
		{A, ORG}, {B, MAIL}, {B, SITE2}, {C, CALL}, {D, PHONE}, {D, RADIO}, {O, ORG},
		{U, EXTRA}};
	static const struct lic_catalog_link exclusion_plans[] = {{0, SITE1}, {0, SITE2}};
	static const struct lic_catalog_link prerequisites[] = {{CALL, PHONE}, {CALL, DESK}};
	static const struct lic_exclusion exclusions[] = {{.id = "site", .service = "Sites"}};
	struct lic_plan plans[PLAN_COUNT] = {0};
	struct lic_sku skus[SKU_COUNT] = {0};
	struct lic_catalog_rows rows = {
		.plans = plans,
		.plan_count = PLAN_COUNT,
		.skus = skus,
		.sku_count = SKU_COUNT,
		.sku_plans = sku_plans,
		.sku_plan_count = LIC_COUNT(sku_plans),
		.exclusions = exclusions,
		.exclusion_count = LIC_COUNT(exclusions),
		.exclusion_plans = exclusion_plans,
		.exclusion_plan_count = LIC_COUNT(exclusion_plans),
		.prerequisites = prerequisites,
		.prerequisite_count = LIC_COUNT(prerequisites),
	};
	const struct lic_catalog *catalog = NULL;

	for (int i = 0; i < PLAN_COUNT; i++) {
		plans[i] = (struct lic_plan){.key = i,
			.id = make_id(0xAA, (uint8_t)i),
			.name = plan_names[i],
			.display_name = plan_names[i],
			.service = i == MAIL ? "exchange" : "other",
			.prohibited = i == RADIO ? "DE,FR" : "",
			.is_company = i == ORG};
	}
	for (int i = 0; i < SKU_COUNT; i++) {
		char name[2] = {sku_names[i], '\0'};

		skus[i] = (struct lic_sku){.key = i,
			.id = make_id(0xBB, (uint8_t)i),
			.part_number = lic_arena_strdup(arena, name),
			.display_name = lic_arena_printf(arena, "Product %s", name),
			.is_company = i == O,
			.is_offered = true};
	}
	assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_OK);
	return catalog;
}

static int find_name(const char *word, size_t len)
{
	for (int i = 0; i < PLAN_COUNT; i++) {
		if (strlen(plan_names[i]) == len && memcmp(plan_names[i], word, len) == 0) {
			return i;
		}
	}
	return 99; /* a plan that does not exist */
}

/* One case. SKU lists are words such as "A" or "A-SITE1-EXTRA" (without those plans); "A/7" comes
 * from group 7. */
struct rule_case {
	const char *name;     /* rule and what it shows */
	const char *location; /* usage location; "" for none */
	const char *has;      /* paths of the user */
	const char *full;     /* SKUs without a free seat */
	const char *add;      /* addLicenses */
	const char *remove;   /* removeLicenses */
	const char *expected; /* codes of violations in order; or what changes: "+A" new, "~A" other
				 plans, "-A" gone */
	const char *seats;    /* seats taken and given back: "+A -B" */
};

static const struct rule_case cases[] = {
	{"R-20 assigning turns on every user-level plan", "NL", "", "", "A", "", "+A", "+A"},
	{"R-51 nothing asked, nothing done", "NL", "A", "", "", "", "", ""},
	{"R-52 the same again changes nothing", "NL", "A-SITE1", "", "A-SITE1", "", "", ""},
	{"R-52 other plans replace those of the path", "NL", "A-SITE1", "", "A-EXTRA", "", "~A",
		""},
	{"R-06 changing plans needs no seat", "NL", "A", "A", "A-SITE1", "", "~A", ""},
	{"R-06 a new seat needs a free one", "NL", "", "A", "A", "", "CountViolation", ""},
	{"R-01 direct beside inherited takes no second seat (R-53, D-11)", "NL", "A/7", "A", "A",
		"", "+A", ""},
	{"R-54 inherited cannot be removed", "NL", "A/7", "", "", "A", "LicenseInherited", ""},
	{"R-54 removing direct leaves inherited and its seat", "NL", "A A/7", "", "", "A", "-A",
		""},
	{"R-55 not held", "NL", "", "", "", "A", "LicenseNotAssigned", ""},
	{"R-56 not owned, to add", "NL", "", "", "U", "", "LicenseNotOwned", ""},
	{"R-56 not owned, to remove", "NL", "", "", "", "U", "LicenseNotOwned", ""},
	{"R-56 no longer owned but held: may be removed", "NL", "U", "", "", "U", "-U", "-U"},
	{"R-56 unknown SKU", "NL", "", "", "?", "", "LicenseNotOwned", ""},
	{"R-57 same SKU twice in one list", "NL", "", "", "A A", "", "InvalidRequest", ""},
	{"R-57 same SKU in both lists", "NL", "A", "", "A", "A", "InvalidRequest", ""},
	{"a SKU for the organisation is not for users", "NL", "", "", "O", "", "LicenseNotForUsers",
		""},
	{"R-21 a plan of another SKU", "NL", "", "", "A-CALL", "", "ServicePlanNotInLicense", ""},
	{"R-21 a plan that does not exist", "NL", "", "", "A-NONE", "", "ServicePlanNotInLicense",
		""},
	{"R-31 a company-level plan has no switch: accepted, stays on", "NL", "A", "", "A-ORG", "",
		"", ""},
	{"R-40 no usage location", "", "", "", "A", "", "UsageLocationMissing", ""},
	{"R-40 a usage location that is no country", "ZZ", "", "", "A", "", "UsageLocationMissing",
		""},
	{"R-41 removing needs none", "", "A", "", "", "A", "-A", "-A"},
	{"D-18 a cleared location stops the next direct assignment, also of plans", "", "A", "",
		"A-SITE1", "", "UsageLocationMissing", ""},
	{"R-43 a prohibited plan blocks", "FR", "", "", "D", "",
		"ProhibitedInUsageLocationViolation", ""},
	{"R-43 turned off it does not", "FR", "", "", "D-RADIO", "", "+D", "+D"},
	{"R-43 elsewhere it does not", "NL", "", "", "D", "", "+D", "+D"},
	{"R-24 plans that exclude each other", "NL", "A", "", "B", "", "MutuallyExclusiveViolation",
		""},
	{"R-24 within one request", "NL", "", "", "A B", "", "MutuallyExclusiveViolation", ""},
	{"R-24 a disabled plan does not count", "NL", "A-SITE1", "", "B", "", "+B", "+B"},
	{"R-24 an inherited plan counts", "NL", "A/7", "", "B", "", "MutuallyExclusiveViolation",
		""},
	{"R-23 the same plan from two SKUs is no conflict", "NL", "A-SITE1", "", "B-SITE2", "",
		"+B", "+B"},
	{"R-30 a swap in one call is legal", "NL", "A", "", "B", "A", "-A +B", "-A +B"},
	{"R-30 a swap needs the new seat", "NL", "A", "B", "B", "A", "CountViolation", ""},
	{"R-28 a prerequisite is missing", "NL", "", "", "C", "", "DependencyViolation", ""},
	{"R-28 it may come in the same call", "NL", "", "", "C D", "", "+C +D", "+C +D"},
	{"R-28 it may come from a group", "NL", "D/7", "", "C", "", "+C", "+C"},
	{"R-29 removing what another needs", "NL", "C D", "", "", "D", "DependencyViolation", ""},
	{"R-29 turning off what another needs", "NL", "C D", "", "D-PHONE", "",
		"DependencyViolation", ""},
	{"R-29 both may go together", "NL", "C D", "", "", "C D", "-C -D", "-C -D"},
	{"a conflict that was there and is not touched is not this request's", "NL", "A B", "", "",
		"B", "-B", "-B"},
	{"likewise when something else is added", "NL", "A B", "", "D", "", "+D", "+D"},
	{"likewise a prerequisite that was missing", "NL", "C A", "", "", "A", "-A", "-A"},
	{"R-51 one bad SKU refuses the whole", "NL", "", "B", "A B-SITE2", "", "CountViolation",
		""},
	{"R-58 order: plan, not held, location, seats", "", "", "A", "A-CALL", "B",
		"ServicePlanNotInLicense LicenseNotAssigned UsageLocationMissing CountViolation",
		""},
	{"R-58 order: owned, company, location, seats, exclusion, dependency", "FR", "A", "B",
		"U O B C D", "",
		"LicenseNotOwned LicenseNotForUsers ProhibitedInUsageLocationViolation CountViolation "
		"MutuallyExclusiveViolation",
		""},
	{"R-18 a wanted path that failed is given when asked again", "NL", "A!", "", "A", "", "~A",
		"+A"},
	{"R-02 a wanted path that failed holds no seat", "NL", "A!", "A", "A", "", "CountViolation",
		""},
};

/* Fills `disabled` from "-SITE1-EXTRA". */
static size_t parse_plans(const char *text, size_t len, struct lic_guid *disabled)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '-') {
			size_t end = i + 1;

			while (end < len && text[end] != '-' && text[end] != '/') {
				end++;
			}
			disabled[count++] =
				make_id(0xAA, (uint8_t)find_name(text + i + 1, end - i - 1));
		}
	}
	return count;
}

static uint32_t sku_of(char c)
{
	const char *at = strchr(sku_names, c);

	return at == NULL ? 99 : (uint32_t)(at - sku_names);
}

/* Reads the words of `list` one after the other: `*at` moves on; returns the length of the word, 0
 * at the end. */
static size_t next_word(const char *list, size_t *at)
{
	size_t len = 0;

	while (list[*at] == ' ') {
		(*at)++;
	}
	len = strcspn(list + *at, " ");
	return len;
}

static size_t parse_paths(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *list, struct lic_path *paths)
{
	size_t count = 0;
	size_t at = 0;

	for (size_t len = next_word(list, &at); len > 0; at += len, len = next_word(list, &at)) {
		struct lic_guid disabled[PLAN_COUNT];
		size_t disabled_count = parse_plans(list + at, len, disabled);
		uint64_t *set = lic_planset_new(arena, catalog);
		const char *group = memchr(list + at, '/', len);
		bool failed = memchr(list + at, '!', len) != NULL;

		for (size_t i = 0; i < disabled_count; i++) {
			lic_planset_add(set, lic_catalog_plan(catalog, &disabled[i]));
		}
		paths[count++] = (struct lic_path){.sku = sku_of(list[at]),
			.source = group == NULL ? LIC_SOURCE_DIRECT : group[1] - '0',
			.disabled = set,
			.state = failed ? LIC_PATH_ERROR : LIC_PATH_ACTIVE,
			.error = failed ? LIC_PATH_COUNT : LIC_PATH_NONE};
	}
	return count;
}

static size_t parse_adds(struct lic_arena *arena, const char *list, struct lic_license_add *adds)
{
	size_t count = 0;
	size_t at = 0;

	for (size_t len = next_word(list, &at); len > 0; at += len, len = next_word(list, &at)) {
		struct lic_guid *disabled = lic_arena_array(arena, PLAN_COUNT, sizeof(*disabled));

		adds[count].sku_id = make_id(0xBB, (uint8_t)sku_of(list[at]));
		adds[count].disabled_count = parse_plans(list + at, len, disabled);
		adds[count++].disabled_plans = disabled;
	}
	return count;
}

/* Writes an outcome in the words of the table. */
static void describe(const struct lic_decision *decision, struct lic_buf *changes,
	struct lic_buf *seats)
{
	for (size_t i = 0; i < decision->violation_count; i++) {
		lic_buf_printf(changes, "%s%s", i == 0 ? "" : " ",
			decision->violations[i].detail.code);
	}
	for (size_t i = 0; i < decision->path_count && decision->violation_count == 0; i++) {
		const struct lic_path_change *path = &decision->paths[i];

		lic_buf_printf(changes, "%s%c%c", i == 0 ? "" : " ",
			path->before == NULL          ? '+'
				: path->after == NULL ? '-'
						      : '~',
			sku_names[path->sku]);
	}
	for (size_t i = 0; i < decision->seat_count && decision->violation_count == 0; i++) {
		lic_buf_printf(seats, "%s%c%c", i == 0 ? "" : " ",
			decision->seats[i].delta > 0 ? '+' : '-',
			sku_names[decision->seats[i].sku]);
	}
}

static lic_rc decide(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct rule_case *c, struct lic_decision *decision)
{
	struct lic_path paths[8];
	struct lic_license_add adds[8];
	struct lic_guid removes[8];
	struct lic_sku_seats seats[SKU_COUNT];
	struct lic_license_request request = {.adds = adds, .removes = removes};
	struct lic_facts facts = {.catalog = catalog,
		.usage_location = *c->location == '\0' ? NULL : c->location,
		.paths = paths,
		.seats = seats};
	struct lic_arena *input = lic_arena_new(65536);
	size_t at = 0;
	lic_rc rc;

	facts.path_count = parse_paths(input, catalog, c->has, paths);
	request.add_count = parse_adds(input, c->add, adds);
	for (size_t len = next_word(c->remove, &at); len > 0;
		at += len, len = next_word(c->remove, &at)) {
		removes[request.remove_count++] = make_id(0xBB, (uint8_t)sku_of(c->remove[at]));
	}
	for (uint32_t i = 0; i < U; i++) {
		bool full = strchr(c->full, sku_names[i]) != NULL;

		seats[facts.seat_count++] =
			(struct lic_sku_seats){i, {.enabled = 3, .consumed = full ? 3 : 1}};
	}
	rc = lic_license_decide(arena, &facts, &request, decision);
	lic_arena_free(input);
	return rc;
}

static void test_core_license__every_rule_of_the_table(void **state)
{
	struct lic_arena *catalog_arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = make_catalog(catalog_arena);
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_decision decision;
		struct lic_buf changes;
		struct lic_buf seats;

		lic_buf_init(&changes, 4096);
		lic_buf_init(&seats, 4096);
		assert_int_equal(decide(arena, catalog, &cases[i], &decision).code, LIC_OK);
		describe(&decision, &changes, &seats);
		if (strcmp(changes.len == 0 ? "" : changes.data, cases[i].expected) != 0 ||
			strcmp(seats.len == 0 ? "" : seats.data, cases[i].seats) != 0) {
			print_error("%s: '%s' '%s'\n", cases[i].name,
				changes.len == 0 ? "" : changes.data,
				seats.len == 0 ? "" : seats.data);
			failures++;
		}
		lic_buf_done(&changes);
		lic_buf_done(&seats);
		lic_arena_free(arena);
	}
	lic_arena_free(catalog_arena);
	assert_int_equal(failures, 0);
}

/* Every message that Graph has is sent letter by letter; the remedy speaks in names. */
static void test_core_license__5_1_messages_and_remedies(void **state)
{
	static const struct {
		struct rule_case rule; /* what is asked */
		const char *message;   /* the whole message */
		const char *remedy;    /* a part of the remedy */
	} texts[] = {
		{{"", "NL", "", "A", "A", "", "", ""},
			"Subscription with SKU bbbbbbbb-0000-4000-8000-000000000000 does not have any available licenses.",
			"Buy at least 1 more of Product A"},
		{{"", "NL", "", "", "U", "", "", ""},
			"License bbbbbbbb-0000-4000-8000-000000000005 does not correspond to a valid company License.",
			"subscribedSkus"},
		{{"", "NL", "", "", "", "A", "", ""}, "User does not have a corresponding license.",
			"nothing to remove"},
		{{"", "NL", "A/7", "", "", "A", "", ""},
			"User license is inherited from a group membership and it cannot be removed directly from the user.",
			"group"},
		{{"", "", "", "", "A", "", "", ""},
			"License assignment cannot be done for user with invalid usage location.",
			"usageLocation"},
		{{"", "NL", "A", "", "B", "", "", ""},
			"License assignment failed because service plans aaaaaaaa-0000-4000-8000-000000000001, "
			"aaaaaaaa-0000-4000-8000-000000000002 are mutually exclusive.",
			"Turn off SITE1 in Product A or SITE2 in Product B"},
		{{"", "NL", "", "", "C", "", "", ""},
			"License assignment failed because service plan aaaaaaaa-0000-4000-8000-000000000005 depends on the "
			"service plan(s) aaaaaaaa-0000-4000-8000-000000000006, aaaaaaaa-0000-4000-8000-000000000007",
			"PHONE or DESK"},
		{{"", "NL", "", "", "O", "", "", ""},
			"License Product O cannot be assigned to a user.", "organisation"},
	};
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = make_catalog(arena);

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		struct lic_decision decision;

		assert_int_equal(decide(arena, catalog, &texts[i].rule, &decision).code, LIC_OK);
		assert_int_equal(decision.violation_count, 1);
		assert_string_equal(decision.violations[0].detail.message, texts[i].message);
		if (strstr(decision.violations[0].detail.remedy, texts[i].remedy) == NULL) {
			fail_msg("remedy: %s", decision.violations[0].detail.remedy);
		}
	}
	lic_arena_free(arena);
}

static void test_core_license__R_60_seats_that_employees_bought(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = make_catalog(arena);
	struct lic_license_add add = {.sku_id = make_id(0xBB, A)};
	struct lic_license_request request = {.adds = &add, .add_count = 1};
	struct lic_sku_seats seats = {A, {.enabled = 5, .self_service = 5}};
	struct lic_facts facts = {.catalog = catalog,
		.usage_location = "NL",
		.seats = &seats,
		.seat_count = 1};
	struct lic_decision decision;

	(void)state;
	assert_int_equal(lic_license_decide(arena, &facts, &request, &decision).code, LIC_OK);
	assert_int_equal(decision.violation_count, 1);
	assert_string_equal(decision.violations[0].detail.code, "SelfServicePurchase");
	seats.seats.enabled = 6;
	assert_int_equal(lic_license_decide(arena, &facts, &request, &decision).code, LIC_OK);
	assert_int_equal(decision.violation_count, 0);
	lic_arena_free(arena);
}

static void test_core_license__R_59_suspended_says_reactivate(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = make_catalog(arena);
	struct lic_license_add add = {.sku_id = make_id(0xBB, A)};
	struct lic_license_request request = {.adds = &add, .add_count = 1};
	struct lic_sku_seats seats = {A, {.suspended = 5}};
	struct lic_facts facts = {.catalog = catalog,
		.usage_location = "NL",
		.seats = &seats,
		.seat_count = 1};
	struct lic_decision decision;

	(void)state;
	assert_int_equal(lic_license_decide(arena, &facts, &request, &decision).code, LIC_OK);
	assert_int_equal(decision.violation_count, 1);
	assert_string_equal(decision.violations[0].detail.code, "CountViolation");
	assert_non_null(strstr(decision.violations[0].detail.remedy, "reactivate"));
	lic_arena_free(arena);
}

/* R-58, last check: a mailbox that comes on needs an address of its own. */
static void test_core_license__R_58_uniqueness_comes_last(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = make_catalog(arena);
	struct lic_license_add adds[] = {{.sku_id = make_id(0xBB, A)},
		{.sku_id = make_id(0xBB, C)}};
	struct lic_license_request request = {.adds = adds, .add_count = 2};
	struct lic_sku_seats seats[] = {{A, {.enabled = 5}}, {C, {.enabled = 5}}};
	struct lic_facts facts = {.catalog = catalog,
		.usage_location = "NL",
		.seats = seats,
		.seat_count = 2,
		.mail = "a@b.example",
		.mail_holder = "Somebody Else"};
	struct lic_decision decision;

	(void)state;
	assert_int_equal(lic_license_decide(arena, &facts, &request, &decision).code, LIC_OK);
	assert_int_equal(decision.violation_count, 2);
	assert_int_equal(decision.violations[0].kind, LIC_VIOLATION_DEPENDENCY);
	assert_int_equal(decision.violations[1].kind, LIC_VIOLATION_UNIQUENESS);
	assert_non_null(strstr(decision.violations[1].detail.remedy, "Somebody Else"));
	lic_arena_free(arena);
}

/* Every allocation fails once: the outcome is "out of memory", never a crash or a wrong answer. */
static void test_core_license__survives_every_lack_of_memory(void **state)
{
	struct lic_arena *catalog_arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = make_catalog(catalog_arena);
	const struct rule_case *all_at_once = &cases[0];
	bool finished = false;

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		if (strncmp(cases[i].name, "R-58 order: owned", 17) == 0) {
			all_at_once = &cases[i];
		}
	}
	for (size_t limit = 0; !finished; limit += 16) {
		struct lic_arena *arena = lic_arena_new(limit);
		struct lic_decision decision;
		lic_rc rc = decide(arena, catalog, all_at_once, &decision);

		assert_true(rc.code == LIC_OK || rc.code == LIC_E_NOMEM);
		finished = rc.code == LIC_OK;
		if (finished) {
			assert_int_equal(decision.violation_count, 5);
		}
		assert_true(limit < ARENA_BYTES);
		lic_arena_free(arena);
	}
	lic_arena_free(catalog_arena);
}

static void test_core_seats__R_04_R_05_R_07_arithmetic(void **state)
{
	static const struct {
		struct lic_seats seats; /* the pool */
		int64_t capacity;       /* D-03: enabled + warning, less what employees bought */
		int64_t available;      /* never below 0 */
		int64_t excess;         /* */
		enum lic_sub_status capability; /* */
	} table[] = {
		{{.enabled = 5}, 5, 5, 0, LIC_SUB_ENABLED},
		{{.enabled = 5, .warning = 8, .consumed = 4}, 13, 9, 0, LIC_SUB_ENABLED},
		{{.warning = 8, .consumed = 8}, 8, 0, 0, LIC_SUB_WARNING},
		{{.enabled = 5, .suspended = 9, .consumed = 7}, 5, 0, 2, LIC_SUB_ENABLED},
		{{.suspended = 9, .consumed = 7}, 0, 0, 7, LIC_SUB_SUSPENDED},
		{{.suspended = 1, .locked_out = 1}, 0, 0, 0, LIC_SUB_LOCKED_OUT},
		{{.enabled = 0}, 0, 0, 0, LIC_SUB_DELETED},
		{{.enabled = 6, .self_service = 2, .consumed = 1}, 4, 3, 0, LIC_SUB_ENABLED},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		assert_int_equal(lic_seats_capacity(&table[i].seats), table[i].capacity);
		assert_int_equal(lic_seats_available(&table[i].seats), table[i].available);
		assert_int_equal(lic_seats_excess(&table[i].seats), table[i].excess);
		assert_int_equal(lic_seats_capability(&table[i].seats), table[i].capability);
	}
}

static void test_core_license__D_06_D_09_names(void **state)
{
	(void)state;
	assert_string_equal(lic_path_error_name(LIC_PATH_NONE), "None");
	assert_string_equal(lic_path_error_name(LIC_PATH_OTHER), "Other");
	assert_string_equal(lic_path_state_name(LIC_PATH_ACTIVE, true), "Active");
	assert_string_equal(lic_path_state_name(LIC_PATH_ACTIVE, false), "Disabled");
	assert_string_equal(lic_path_state_name(LIC_PATH_ERROR, false), "Error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_license__every_rule_of_the_table),
		cmocka_unit_test(test_core_license__5_1_messages_and_remedies),
		cmocka_unit_test(test_core_license__R_60_seats_that_employees_bought),
		cmocka_unit_test(test_core_license__R_59_suspended_says_reactivate),
		cmocka_unit_test(test_core_license__R_58_uniqueness_comes_last),
		cmocka_unit_test(test_core_license__survives_every_lack_of_memory),
		cmocka_unit_test(test_core_seats__R_04_R_05_R_07_arithmetic),
		cmocka_unit_test(test_core_license__D_06_D_09_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
