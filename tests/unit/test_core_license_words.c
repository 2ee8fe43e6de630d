/*
 * The words for broken rules: Graph's own message letter by letter where Graph has one
 * (specification 5.1), the code, the field, a remedy in names, and names beside ids.
 */
#include "core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A refused request, and everything that is said about it. In message and refs "{E1}" stands for
 * the id of the SKU E1 and "{MAIL1}" for that of the plan. */
struct words_case {
	struct core_case c;  /* the request */
	const char *code;    /* code of the first violation */
	const char *target;  /* its field */
	const char *message; /* its message */
	const char *remedy;  /* its remedy */
	const char *refs;    /* its references: "sku {E1} Office 365 E1; servicePlan {WEB} ..." */
};

static const struct words_case form_cases[] = {
	{{.name = "R-57 one list", .add = "E3 E1 E3"}, "InvalidRequest", "addLicenses/2/skuId",
		"License {E3} is named more than once.",
		"Name each license once, either in addLicenses or in removeLicenses.",
		"sku {E3} Office 365 E3"},
	{{.name = "R-57 both lists", .has = "E3", .add = "E3", .remove = "MBOX E3"},
		"InvalidRequest", "removeLicenses/1", "License {E3} is named more than once.",
		"Name each license once, either in addLicenses or in removeLicenses.",
		"sku {E3} Office 365 E3"},
	{{.name = "R-56 known", .add = "GONE"}, "LicenseNotOwned", "addLicenses/0/skuId",
		"License {GONE} does not correspond to a valid company License.",
		"Choose one of the organisation's subscribedSkus, or buy a subscription of Classic Suite first.",
		"sku {GONE} Classic Suite"},
	{{.name = "R-56 unknown", .remove = "?"}, "LicenseNotOwned", "removeLicenses/0",
		"License {?} does not correspond to a valid company License.",
		"Choose one of the organisation's subscribedSkus, or buy a subscription of this product first.",
		"sku {?} "},
	{{.name = "not for users", .add = "ORG"}, "LicenseNotForUsers", "addLicenses/0/skuId",
		"License Tenant Shield cannot be assigned to a user.",
		"Tenant Shield works for the whole organisation; nobody has to be given it.",
		"sku {ORG} Tenant Shield"},
	{{.name = "R-21 known", .add = "E1-WEB-CALLS"}, "ServicePlanNotInLicense",
		"addLicenses/0/disabledPlans/1",
		"Service plan {CALLS} is not part of the license Office 365 E1.",
		"Take it out of disabledPlans, or name a plan that Office 365 E1 contains.",
		"servicePlan {CALLS} Domestic Calling; sku {E1} Office 365 E1"},
	{{.name = "R-21 unknown", .add = "E1-?"}, "ServicePlanNotInLicense",
		"addLicenses/0/disabledPlans/0",
		"Service plan {plan ?} is not part of the license Office 365 E1.",
		"Take it out of disabledPlans, or name a plan that Office 365 E1 contains.",
		"servicePlan {plan ?} ; sku {E1} Office 365 E1"},
	{{.name = "R-55", .remove = "E1"}, "LicenseNotAssigned", "removeLicenses/0",
		"User does not have a corresponding license.",
		"Leave Office 365 E1 out of the request: there is nothing to remove.",
		"sku {E1} Office 365 E1"},
	{{.name = "R-54", .has = "MBOX E1@7", .remove = "MBOX E1"}, "LicenseInherited",
		"removeLicenses/1",
		"User license is inherited from a group membership and it cannot be removed directly from the user.",
		"Remove the user from the group that gives Office 365 E1, or Office 365 E1 from the group.",
		"sku {E1} Office 365 E1"},
	{{.name = "R-40", .location = "", .add = "E1"}, "UsageLocationMissing", "usageLocation",
		"License assignment cannot be done for user with invalid usage location.",
		"Set the user's usageLocation to a two-letter country code such as NL, then assign again.",
		""},
	{{.name = "R-43", .location = "CN", .add = "MBOX E5"}, "ProhibitedInUsageLocationViolation",
		"addLicenses/1/skuId",
		"License assignment failed because service plan {CALLS} is not allowed in usage location CN.",
		"Turn off Domestic Calling in Office 365 E5, or correct the user's usage location.",
		"servicePlan {CALLS} Domestic Calling; sku {E5} Office 365 E5"},
};

static const struct words_case seat_cases[] = {
	{{.name = "R-06", .pools = "E1=full", .add = "E1"}, "CountViolation", "addLicenses/0/skuId",
		"Subscription with SKU {E1} does not have any available licenses.",
		"Buy at least 1 more of Office 365 E1, or take one from a user who no longer needs it.",
		"sku {E1} Office 365 E1"},
	{{.name = "R-12", .pools = "E1=short", .add = "MBOX E1"}, "CountViolation",
		"addLicenses/1/skuId",
		"Subscription with SKU {E1} does not have any available licenses.",
		"Buy at least 4 more of Office 365 E1, or take one from a user who no longer needs it.",
		"sku {E1} Office 365 E1"},
	{{.name = "R-60 the rest is theirs", .pools = "E1=mixedfull", .add = "E1"},
		"CountViolation", "addLicenses/0/skuId",
		"Subscription with SKU {E1} does not have any available licenses.",
		"Buy at least 1 more of Office 365 E1, or take one from a user who no longer needs it.",
		"sku {E1} Office 365 E1"},
	{{.name = "R-59", .pools = "E1=suspended", .add = "E1"}, "CountViolation",
		"addLicenses/0/skuId",
		"Subscription with SKU {E1} does not have any available licenses.",
		"No subscription of Office 365 E1 can be used: reactivate one, or buy another.",
		"sku {E1} Office 365 E1"},
	{{.name = "R-60", .pools = "E1=employees", .add = "E1"}, "SelfServicePurchase",
		"addLicenses/0/skuId",
		"Licenses of Office 365 E1 were bought by employees and cannot be assigned by an administrator.",
		"Take over the purchase by changing the subscription's purchase channel, or buy a subscription.",
		"sku {E1} Office 365 E1"},
	{{.name = "R-58 uniqueness", .holder = "Berta Bauer", .add = "E3-SITE2-WEB"},
		"UniquenessViolation", "mail",
		"Another object with the same value for property proxyAddresses already exists.",
		"Berta Bauer also has the address anna@contoso.example: give one of the two another mail address.",
		"servicePlan {MAIL2} Exchange Online (Plan 2)"},
};

static const struct words_case plan_cases[] = {
	{{.name = "R-24", .has = "E1", .add = "E3"}, "MutuallyExclusiveViolation", "addLicenses",
		"License assignment failed because service plans {SITE1}, {SITE2} are mutually exclusive.",
		"Turn off SharePoint (Plan 1) in Office 365 E1 or SharePoint (Plan 2) in Office 365 E3, "
		"or remove one of these products.",
		"servicePlan {SITE1} SharePoint (Plan 1); sku {E1} Office 365 E1; "
		"servicePlan {SITE2} SharePoint (Plan 2); sku {E3} Office 365 E3"},
	{{.name = "R-24 every product that gives it is named, once",
		 .has = "E3 E3@7 E5@8",
		 .add = "E1"},
		"MutuallyExclusiveViolation", "addLicenses",
		"License assignment failed because service plans {SITE1}, {SITE2} are mutually exclusive.",
		"Turn off SharePoint (Plan 1) in Office 365 E1 or SharePoint (Plan 2) in Office 365 E3 and "
		"Office 365 E5, or remove one of these products.",
		"servicePlan {SITE1} SharePoint (Plan 1); sku {E1} Office 365 E1; "
		"servicePlan {SITE2} SharePoint (Plan 2); sku {E3} Office 365 E3; sku {E5} Office 365 E5"},
	{{.name = "R-24 a product that does not give it is not named",
		 .has = "E3-SITE2-WEB E3@7 E5-SITE2-WEB",
		 .add = "E1"},
		"MutuallyExclusiveViolation", "addLicenses",
		"License assignment failed because service plans {SITE1}, {SITE2} are mutually exclusive.",
		"Turn off SharePoint (Plan 1) in Office 365 E1 or SharePoint (Plan 2) in Office 365 E3, "
		"or remove one of these products.",
		"servicePlan {SITE1} SharePoint (Plan 1); sku {E1} Office 365 E1; "
		"servicePlan {SITE2} SharePoint (Plan 2); sku {E3} Office 365 E3"},
	{{.name = "R-24 three", .add = "E3 F3 E1"}, "MutuallyExclusiveViolation", "addLicenses",
		"License assignment failed because service plans {SITE0}, {SITE1}, {SITE2} are mutually exclusive.",
		"Turn off all but one of SharePoint (Kiosk) in Office 365 F3, SharePoint (Plan 1) in Office 365 "
		"E1, SharePoint (Plan 2) in Office 365 E3, or remove products until one is left.",
		"servicePlan {SITE0} SharePoint (Kiosk); sku {F3} Office 365 F3; "
		"servicePlan {SITE1} SharePoint (Plan 1); sku {E1} Office 365 E1; "
		"servicePlan {SITE2} SharePoint (Plan 2); sku {E3} Office 365 E3"},
	{{.name = "R-28", .add = "VIVA"}, "DependencyViolation", "addLicenses",
		"License assignment failed because service plan {INSIGHT} depends on the service plan(s) "
		"{MAIL1}, {MAIL2}",
		"Keep or assign a product that contains Exchange Online (Plan 1) or Exchange Online (Plan 2), "
		"or turn off Workplace Analytics in Viva Insights.",
		"servicePlan {INSIGHT} Workplace Analytics; sku {VIVA} Viva Insights; "
		"servicePlan {MAIL1} Exchange Online (Plan 1); servicePlan {MAIL2} Exchange Online (Plan 2)"},
	{{.name = "R-29 a removal is at fault", .has = "MBOX PHONE VIVA", .remove = "PHONE MBOX"},
		"DependencyViolation", "removeLicenses/1",
		"License assignment failed because service plan {INSIGHT} depends on the service plan(s) "
		"{MAIL1}, {MAIL2}",
		"Keep or assign a product that contains Exchange Online (Plan 1) or Exchange Online (Plan 2), "
		"or turn off Workplace Analytics in Viva Insights.",
		"servicePlan {INSIGHT} Workplace Analytics; sku {VIVA} Viva Insights; "
		"servicePlan {MAIL1} Exchange Online (Plan 1); servicePlan {MAIL2} Exchange Online (Plan 2)"},
	{{.name = "R-29 a plan turned off is at fault, not the removal beside it",
		 .has = "F3 F3@7-TEAMS PHONE CONF E1-TEAMS-SITE1-WEB",
		 .add = "F3-TEAMS",
		 .remove = "PHONE E1"},
		"DependencyViolation", "addLicenses",
		"License assignment failed because service plan {AUDIO} depends on the service plan(s) {TEAMS}",
		"Keep or assign a product that contains Microsoft Teams, or turn off Audio Conferencing in Teams "
		"Conferencing.",
		"servicePlan {AUDIO} Audio Conferencing; sku {CONF} Teams Conferencing; "
		"servicePlan {TEAMS} Microsoft Teams"},
	{{.name = "R-29 every product that gives the dependent plan is named",
		 .has = "E5 VIVA MBOX@7-MAIL1",
		 .add = "E5-MAIL2"},
		"DependencyViolation", "addLicenses",
		"License assignment failed because service plan {INSIGHT} depends on the service plan(s) "
		"{MAIL1}, {MAIL2}",
		"Keep or assign a product that contains Exchange Online (Plan 1) or Exchange Online (Plan 2), "
		"or turn off Workplace Analytics in Office 365 E5 and Viva Insights.",
		"servicePlan {INSIGHT} Workplace Analytics; sku {E5} Office 365 E5; sku {VIVA} Viva Insights; "
		"servicePlan {MAIL1} Exchange Online (Plan 1); servicePlan {MAIL2} Exchange Online (Plan 2)"},
};

/* Finds the id that "{word}" stands for: plans and SKUs have no word in common. */
static struct lic_guid_text id_of(const char *word, size_t len)
{
	static const char *const sku_words[] = {"E1", "E3", "E5", "F3", "MBOX", "VIVA", "CONF",
		"PHONE", "SAFE", "ORG", "GONE", "?"};
	char name[16] = "";

	assert_true(len < sizeof(name));
	memcpy(name, word, len);
	for (size_t i = 0; i < LIC_COUNT(sku_words); i++) {
		if (strcmp(sku_words[i], name) == 0) {
			return core_sku_text(name);
		}
	}
	return core_plan_text(strcmp(name, "plan ?") == 0 ? "?" : name);
}

/* Puts ids in the places of words. */
static const char *with_ids(struct lic_arena *arena, const char *text)
{
	const char *result = "";

	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		size_t word = 0;

		result = lic_arena_printf(arena, "%s%.*s", result, (int)plain, text);
		text += plain;
		if (*text == '{') {
			word = strcspn(text, "}") - 1;
			result =
				lic_arena_printf(arena, "%s%s", result, id_of(text + 1, word).text);
			text += word + 2;
		}
	}
	return result;
}

static const char *list_refs(struct lic_arena *arena, const struct lic_err_detail *detail)
{
	const char *result = "";

	for (size_t i = 0; i < detail->ref_count; i++) {
		const struct lic_err_ref *ref = &detail->refs[i];

		result = lic_arena_printf(arena, "%s%s%s %s %s", result, i == 0 ? "" : "; ",
			ref->kind, ref->id, ref->name == NULL ? "" : ref->name);
	}
	return result;
}

static int differs(const char *name, const char *what, const char *got, const char *expected)
{
	if (strcmp(got, expected) == 0) {
		return 0;
	}
	print_error("%s: %s is\n  %s\nnot\n  %s\n", name, what, got, expected);
	return 1;
}

/* The words are read when the catalogue is gone, as those of a request that failed are: the address
 * sanitizer would tell of one that was not copied. */
static void check_words(const struct words_case *cases, size_t count)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	int faults = 0;

	for (size_t i = 0; i < count; i++) {
		const struct words_case *w = &cases[i];
		struct lic_arena *shelf = lic_arena_new(CORE_ARENA_BYTES);
		struct lic_decision d = core_decide(arena, core_catalog(shelf), &w->c);
		const struct lic_err_detail *detail = NULL;

		lic_arena_free(shelf);
		assert_true(d.violation_count > 0);
		detail = &d.violations[0].detail;
		faults += differs(w->c.name, "the code", detail->code, w->code);
		faults += differs(w->c.name, "the target", detail->target, w->target);
		faults += differs(w->c.name, "the message", detail->message,
			with_ids(arena, w->message));
		faults += differs(w->c.name, "the remedy", detail->remedy, w->remedy);
		faults += differs(w->c.name, "what it refers to", list_refs(arena, detail),
			with_ids(arena, w->refs));
	}
	lic_arena_free(arena);
	assert_int_equal(faults, 0);
}

static void test_core_license__5_1_words_about_the_request(void **state)
{
	(void)state;
	check_words(form_cases, LIC_COUNT(form_cases));
}

static void test_core_license__5_1_words_about_seats_and_addresses(void **state)
{
	(void)state;
	check_words(seat_cases, LIC_COUNT(seat_cases));
}

static void test_core_license__5_1_words_about_plans(void **state)
{
	(void)state;
	check_words(plan_cases, LIC_COUNT(plan_cases));
}

/* A plan that needs one of very many: the message names all, references have a ceiling. */
static void test_core_license__5_1_a_long_list_of_prerequisites(void **state)
{
	enum {
		MANY = 200
	};
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	struct lic_plan plans[MANY + 1] = {0};
	struct lic_catalog_link needs[MANY];
	const struct lic_sku sku = {.key = 1, .id = {{1}}, .display_name = "Add-on"};
	const struct lic_catalog_link sku_plan = {1, 1};
	struct lic_catalog_rows rows = {.plans = plans,
		.plan_count = MANY + 1,
		.skus = &sku,
		.sku_count = 1,
		.sku_plans = &sku_plan,
		.sku_plan_count = 1,
		.prerequisites = needs,
		.prerequisite_count = MANY};
	const struct lic_sku_seats pool = {0, {.enabled = 1}};
	struct lic_facts facts = {.usage_location = "NL", .seats = &pool, .seat_count = 1};
	const struct lic_license_add add = {.sku_id = sku.id};
	const struct lic_license_request request = {.adds = &add, .add_count = 1};
	struct lic_decision d = {0};

	(void)state;
	for (size_t i = 0; i <= MANY; i++) {
		plans[i] = (struct lic_plan){.key = (int64_t)i + 1,
			.id = {{2, (uint8_t)i}},
			.display_name = "Some plan"};
	}
	for (size_t i = 0; i < MANY; i++) {
		needs[i] = (struct lic_catalog_link){1, (int64_t)i + 2};
	}
	assert_int_equal(lic_catalog_build(arena, &rows, &facts.catalog).code, LIC_OK);
	assert_int_equal(lic_license_decide(arena, &facts, &request, &d).code, LIC_OK);
	assert_int_equal(d.violation_count, 1);
	assert_int_equal(d.violations[0].kind, LIC_VIOLATION_DEPENDENCY);
	assert_int_equal(d.violations[0].detail.ref_count, 64);
	assert_non_null(
		strstr(d.violations[0].detail.message, lic_guid_format(&plans[MANY].id).text));
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_license__5_1_words_about_the_request),
		cmocka_unit_test(test_core_license__5_1_words_about_seats_and_addresses),
		cmocka_unit_test(test_core_license__5_1_words_about_plans),
		cmocka_unit_test(test_core_license__5_1_a_long_list_of_prerequisites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
