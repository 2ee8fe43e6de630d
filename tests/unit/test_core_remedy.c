/*
 * Remedies: which are found for each kind of violation, in which order, with which effect; and that
 * each does what it says when it is carried out.
 */
#include "core/remedy.h"
#include "core_fixture.h"

#include "base/buf.h"
#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A refused request, and what is proposed. */
struct remedy_case {
	struct core_case c; /* the request; its groups are 7, called Sales, and 8, called Support */
	const char *found;  /* one line a remedy, best first, a line "--" between violations:
			       "all kind: words [seats] [+plans gained] [-plans lost] (request)" */
};

static const struct lic_remedy_group groups[] = {{7, "Sales"}, {8, "Support"}};

static struct lic_remedies *find(struct lic_arena *arena, const struct core_setup *setup,
	const struct lic_decision *decision)
{
	const struct lic_remedy_question question = {
		.facts = &setup->facts,
		.request = &setup->request,
		.decision = decision,
		.groups = groups,
		.group_count = LIC_COUNT(groups),
		.holder = "the user",
	};
	struct lic_remedies *lists = NULL;

	assert_int_equal(lic_remedies_find(arena, &question, &lists).code, LIC_OK);
	return lists;
}

static void put_plans(struct lic_buf *text, const struct lic_catalog *catalog, const char *mark,
	const uint64_t *set)
{
	for (uint32_t i = 0; set != NULL && i < catalog->plan_count; i++) {
		if (lic_planset_has(set, i)) {
			lic_buf_printf(text, " %s%s", mark, catalog->plans[i].name);
		}
	}
}

static void put_request(struct lic_buf *text, const struct lic_catalog *catalog,
	const struct lic_license_request *request)
{
	for (size_t i = 0; i < request->add_count; i++) {
		const struct lic_license_add *add = &request->adds[i];
		uint32_t sku = lic_catalog_sku(catalog, &add->sku_id);

		lic_buf_printf(text, " +%s",
			sku == LIC_INDEX_NONE ? "?" : catalog->skus[sku].part_number);
		for (size_t p = 0; p < add->disabled_count; p++) {
			uint32_t plan = lic_catalog_plan(catalog, &add->disabled_plans[p]);

			lic_buf_printf(text, "-%s",
				plan == LIC_INDEX_NONE ? "?" : catalog->plans[plan].name);
		}
	}
	for (size_t i = 0; i < request->remove_count; i++) {
		uint32_t sku = lic_catalog_sku(catalog, &request->removes[i]);

		lic_buf_printf(text, " -%s",
			sku == LIC_INDEX_NONE ? "?" : catalog->skus[sku].part_number);
	}
}

static void put_remedy(struct lic_buf *text, const struct lic_catalog *catalog,
	const struct lic_remedy *remedy)
{
	lic_buf_printf(text, "%s %s: %s", remedy->solves_all ? "all" : "this",
		lic_remedy_kind_name(remedy->kind), remedy->text);
	for (size_t i = 0; i < remedy->seat_count; i++) {
		lic_buf_printf(text, " %+d %s", (int)remedy->seats[i].change,
			catalog->skus[remedy->seats[i].sku].part_number);
	}
	lic_buf_puts(text, ";");
	put_plans(text, catalog, "+", remedy->gained);
	put_plans(text, catalog, "-", remedy->lost);
	lic_buf_puts(text, ";");
	if (remedy->request != NULL) {
		put_request(text, catalog, remedy->request);
	}
	lic_buf_puts(text, "\n");
}

/* Carries the remedy out, where it is a request, and compares what comes of it with what it says.
 */
static void check_effect(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_decision *asked, const struct lic_remedy *remedy)
{
	struct lic_decision decision;

	if (remedy->request == NULL) {
		return;
	}
	assert_int_equal(lic_license_decide(arena, facts, remedy->request, &decision).code, LIC_OK);
	assert_int_equal(decision.violation_count == 0, remedy->solves_all);
	assert_int_equal(decision.seat_count, remedy->seat_count);
	for (size_t i = 0; i < decision.seat_count; i++) {
		bool is_told = false;

		for (size_t k = 0; k < remedy->seat_count; k++) {
			is_told = is_told ||
				(remedy->seats[k].sku == decision.seats[i].sku &&
					remedy->seats[k].change == decision.seats[i].delta);
		}
		assert_true(is_told);
	}
	if (asked != NULL) {
		for (uint32_t p = 0; p < facts->catalog->plan_count; p++) {
			bool is_lost = lic_planset_has(asked->plans_after, p) &&
				!lic_planset_has(decision.plans_after, p);

			assert_int_equal(is_lost,
				remedy->lost != NULL && lic_planset_has(remedy->lost, p));
		}
	}
}

/* The end state that lost plans are compared with, where it is the decision's. */
static const struct lic_decision *asked_by(const struct lic_violation *violation,
	const struct lic_decision *decision)
{
	bool is_decided = violation->kind != LIC_VIOLATION_REQUEST &&
		violation->kind != LIC_VIOLATION_NOT_OWNED &&
		violation->kind != LIC_VIOLATION_INHERITED;

	return is_decided ? decision : NULL;
}

static const char *found_text(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct core_case *c)
{
	struct core_setup setup = core_prepare(arena, catalog, c);
	struct lic_decision decision = core_decide(arena, catalog, c);
	struct lic_remedies *lists = find(arena, &setup, &decision);
	struct lic_buf text;
	const char *copy = NULL;

	lic_buf_init(&text, CORE_ARENA_BYTES);
	assert_true(decision.violation_count > 0);
	for (size_t i = 0; i < decision.violation_count; i++) {
		lic_buf_puts(&text, i == 0 ? "" : "--\n");
		for (size_t k = 0; k < lists[i].count; k++) {
			put_remedy(&text, catalog, &lists[i].list[k]);
			check_effect(arena, &setup.facts,
				asked_by(&decision.violations[i], &decision), &lists[i].list[k]);
		}
		lic_buf_puts(&text, lists[i].is_complete ? "" : "and more\n");
	}
	copy = lic_arena_copy(arena, text.data == NULL ? "" : text.data, text.len);
	lic_buf_done(&text);
	assert_non_null(copy);
	return copy;
}

static void check(const struct remedy_case *cases, size_t count)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);
	size_t failed = 0;

	for (size_t i = 0; i < count; i++) {
		const char *found = found_text(arena, catalog, &cases[i].c);

		if (strcmp(found, cases[i].found) != 0) {
			(void)fprintf(stderr, "%s: found\n%s", cases[i].c.name, found);
			failed++;
		}
	}
	lic_arena_free(arena);
	assert_int_equal(failed, 0);
}

static const struct remedy_case exclusion_r_24_cases[] = {
	{{.name = "R-24 with one that is held", .has = "E3", .add = "E1"},
		"all turnOffPlans: Turn off SharePoint (Plan 1) in Office 365 E1. +1 E1; -SITE1; +E1-SITE1\n"
		"all turnOffPlans: Turn off SharePoint (Plan 2) in Office 365 E3. +1 E1; -SITE2; +E1 +E3-SITE2\n"
		"all removeProduct: Remove Office 365 E3 from the user. +1 E1 -1 E3; -MAIL2 -SITE2; +E1 -E3\n"},
	{{.name = "R-24 both added", .add = "E1 E3"},
		"all turnOffPlans: Turn off SharePoint (Plan 2) in Office 365 E3. +1 E1 +1 E3; -SITE2; +E1 +E3-SITE2\n"
		"all turnOffPlans: Turn off SharePoint (Plan 1) in Office 365 E1. +1 E1 +1 E3; -SITE1; +E1-SITE1 +E3\n"
		"all leaveOut: Leave Office 365 E1 out of what is assigned. +1 E3; -MAIL1 -SITE1; +E3\n"
		"all leaveOut: Leave Office 365 E3 out of what is assigned. +1 E1; -MAIL2 -SITE2; +E1\n"},
	{{.name = "R-24 with one from a group", .has = "E3@7", .add = "E1"},
		"all turnOffPlans: Turn off SharePoint (Plan 1) in Office 365 E1. +1 E1; -SITE1; +E1-SITE1\n"
		"all changeGroup: Turn off SharePoint (Plan 2) in Office 365 E3 of the group Sales: that is for all its members. +1 E1; -SITE2;\n"
		"all leaveGroup: Take the user out of the group Sales: everything else that it gives goes, too. +1 E1 -1 E3; -MAIL2 -SITE2;\n"},
	{{.name = "R-24 from two groups", .has = "E3@7 E5@8", .add = "E1"},
		"all turnOffPlans: Turn off SharePoint (Plan 1) in Office 365 E1. +1 E1; -SITE1; +E1-SITE1\n"},
	{{.name = "R-24 three at once", .has = "E1", .add = "E3 F3"},
		"all turnOffPlans: Turn off SharePoint (Plan 2) in Office 365 E3, and SharePoint (Kiosk) in Office 365 F3. +1 E3 +1 F3; -SITE0 -SITE2; +E3-SITE2 +F3-SITE0\n"
		"all turnOffPlans: Turn off SharePoint (Plan 2) in Office 365 E3, and SharePoint (Plan 1) in Office 365 E1. +1 E3 +1 F3; -SITE1 -SITE2; +E3-SITE2 +F3 +E1-SITE1\n"
		"all turnOffPlans: Turn off SharePoint (Kiosk) in Office 365 F3, and SharePoint (Plan 1) in Office 365 E1. +1 E3 +1 F3; -SITE0 -SITE1; +E3 +F3-SITE0 +E1-SITE1\n"},
};

static void test_core_remedy__exclusion_R_24(void **state)
{
	(void)state;
	check(exclusion_r_24_cases, LIC_COUNT(exclusion_r_24_cases));
}

static const struct remedy_case dependency_r_28_cases[] = {
	{{.name = "R-28 the prerequisite is off", .add = "E3-MAIL2 VIVA"},
		"all turnOnPlans: Turn on Exchange Online (Plan 2) in Office 365 E3. +1 E3 +1 VIVA; +MAIL2; +E3 +VIVA\n"
		"all addProduct: Assign Exchange Online, too, with Exchange Online (Plan 1). +1 E3 +1 MBOX +1 VIVA; +MAIL1; +E3-MAIL2 +VIVA +MBOX\n"
		"all addProduct: Assign Office 365 E1, too, with Exchange Online (Plan 1) alone. +1 E1 +1 E3 +1 VIVA; +MAIL1; +E3-MAIL2 +VIVA +E1-SITE1-TEAMS-SWAY-WEB\n"
		"all addProduct: Assign Office 365 E5, too, with Exchange Online (Plan 2) alone. +1 E3 +1 E5 +1 VIVA; +MAIL2; +E3-MAIL2 +VIVA +E5-SITE2-TEAMS-SWAY-WEB-INSIGHT-CALLS-MAPS\n"
		"all leaveOut: Leave Viva Insights out of what is assigned. +1 E3; -INSIGHT; +E3-MAIL2\n"
		"all turnOffPlans: Turn off Workplace Analytics in Viva Insights. +1 E3 +1 VIVA; -INSIGHT; +E3-MAIL2 +VIVA-INSIGHT\n"},
	{{.name = "R-28 off in what is held", .has = "E3-MAIL2", .add = "VIVA"},
		"all turnOnPlans: Turn on Exchange Online (Plan 2) in Office 365 E3. +1 VIVA; +MAIL2; +VIVA +E3\n"
		"all addProduct: Assign Exchange Online, too, with Exchange Online (Plan 1). +1 MBOX +1 VIVA; +MAIL1; +VIVA +MBOX\n"
		"all addProduct: Assign Office 365 E1, too, with Exchange Online (Plan 1) alone. +1 E1 +1 VIVA; +MAIL1; +VIVA +E1-SITE1-TEAMS-SWAY-WEB\n"
		"all addProduct: Assign Office 365 E5, too, with Exchange Online (Plan 2) alone. +1 E5 +1 VIVA; +MAIL2; +VIVA +E5-SITE2-TEAMS-SWAY-WEB-INSIGHT-CALLS-MAPS\n"
		"all turnOffPlans: Turn off Workplace Analytics in Viva Insights. +1 VIVA; -INSIGHT; +VIVA-INSIGHT\n"},
	{{.name = "R-28 nothing has it", .add = "VIVA"},
		"all addProduct: Assign Exchange Online, too, with Exchange Online (Plan 1). +1 MBOX +1 VIVA; +MAIL1; +VIVA +MBOX\n"
		"all addProduct: Assign Office 365 E1, too, with Exchange Online (Plan 1) alone. +1 E1 +1 VIVA; +MAIL1; +VIVA +E1-SITE1-TEAMS-SWAY-WEB\n"
		"all addProduct: Assign Office 365 E3, too, with Exchange Online (Plan 2) alone. +1 E3 +1 VIVA; +MAIL2; +VIVA +E3-SITE2-TEAMS-SWAY-WEB\n"
		"all addProduct: Assign Office 365 E5, too, with Exchange Online (Plan 2) alone. +1 E5 +1 VIVA; +MAIL2; +VIVA +E5-SITE2-TEAMS-SWAY-WEB-INSIGHT-CALLS-MAPS\n"
		"all turnOffPlans: Turn off Workplace Analytics in Viva Insights. +1 VIVA; -INSIGHT; +VIVA-INSIGHT\n"},
	{{.name = "R-29 the prerequisite goes", .has = "MBOX VIVA", .remove = "MBOX"},
		"all addProduct: Assign Office 365 E1, too, with Exchange Online (Plan 1) alone. +1 E1 -1 MBOX; +MAIL1; +E1-SITE1-TEAMS-SWAY-WEB -MBOX\n"
		"all addProduct: Assign Office 365 E3, too, with Exchange Online (Plan 2) alone. +1 E3 -1 MBOX; +MAIL2; +E3-SITE2-TEAMS-SWAY-WEB -MBOX\n"
		"all addProduct: Assign Office 365 E5, too, with Exchange Online (Plan 2) alone. +1 E5 -1 MBOX; +MAIL2; +E5-SITE2-TEAMS-SWAY-WEB-INSIGHT-CALLS-MAPS -MBOX\n"
		"all removeProduct: Remove Viva Insights from the user. -1 MBOX -1 VIVA; -INSIGHT; -MBOX -VIVA\n"
		"all turnOffPlans: Turn off Workplace Analytics in Viva Insights. -1 MBOX; -INSIGHT; +VIVA-INSIGHT -MBOX\n"},
	{{.name = "R-28 from a group", .has = "VIVA@7 MBOX", .remove = "MBOX"},
		"all addProduct: Assign Office 365 E1, too, with Exchange Online (Plan 1) alone. +1 E1 -1 MBOX; +MAIL1; +E1-SITE1-TEAMS-SWAY-WEB -MBOX\n"
		"all addProduct: Assign Office 365 E3, too, with Exchange Online (Plan 2) alone. +1 E3 -1 MBOX; +MAIL2; +E3-SITE2-TEAMS-SWAY-WEB -MBOX\n"
		"all addProduct: Assign Office 365 E5, too, with Exchange Online (Plan 2) alone. +1 E5 -1 MBOX; +MAIL2; +E5-SITE2-TEAMS-SWAY-WEB-INSIGHT-CALLS-MAPS -MBOX\n"
		"all leaveGroup: Take the user out of the group Sales: everything else that it gives goes, too. -1 MBOX -1 VIVA; -INSIGHT;\n"
		"all changeGroup: Turn off Workplace Analytics in Viva Insights of the group Sales: that is for all its members. -1 MBOX; -INSIGHT;\n"},
};

static void test_core_remedy__dependency_R_28(void **state)
{
	(void)state;
	check(dependency_r_28_cases, LIC_COUNT(dependency_r_28_cases));
}

static const struct remedy_case seats_r_06_cases[] = {
	{{.name = "R-06 others have the same plans", .pools = "MBOX=full", .add = "MBOX"},
		"all useOtherProduct: Assign Office 365 E1 instead of Exchange Online, with the same services on. +1 E1;; +E1-SITE1-TEAMS-SWAY-WEB\n"
		"all buySeats: Buy 1 more of Exchange Online. +1 MBOX;;\n"
		"all wait: Wait until a seat of Exchange Online comes free, or take one from a user who no longer needs it.; -MAIL1;\n"},
	{{.name = "R-06 nothing else has them", .pools = "E5=full", .add = "E5"},
		"all buySeats: Buy 1 more of Office 365 E5. +1 E5;;\n"
		"all wait: Wait until a seat of Office 365 E5 comes free, or take one from a user who no longer needs it.; -MAIL2 -SITE2 -TEAMS -SWAY -WEB -INSIGHT -CALLS -MAPS;\n"},
	{{.name = "R-10 in conflict", .pools = "SAFE=short", .add = "SAFE E3"},
		"all buySeats: Buy 4 more of Message Vault. +1 E3 +1 SAFE;;\n"
		"all leaveOut: Leave Message Vault out of what is assigned. +1 E3; -VAULT; +E3\n"
		"all wait: Wait until a seat of Message Vault comes free, or take one from a user who no longer needs it. +1 E3; -VAULT;\n"},
	{{.name = "R-59 no subscription is usable",
		 .pools = "PHONE=suspended E5=full",
		 .add = "PHONE"},
		"all buySeats: Buy 3 more of Teams Calling. +1 PHONE;;\n"},
	{{.name = "R-60 bought by employees", .pools = "CONF=employees", .add = "CONF E3"},
		"all buySeats: Buy 1 more of Teams Conferencing. +1 E3 +1 CONF;;\n"
		"all leaveOut: Leave Teams Conferencing out of what is assigned. +1 E3; -AUDIO; +E3\n"},
};

static void test_core_remedy__seats_R_06(void **state)
{
	(void)state;
	check(seats_r_06_cases, LIC_COUNT(seats_r_06_cases));
}

static const struct remedy_case location_r_40_r_43_cases[] = {
	{{.name = "R-40", .location = "", .add = "E5"},
		"all setUsageLocation: Set the user's usageLocation to a two-letter country code such as NL, then assign again. +1 E5;;\n"},
	{{.name = "R-43 one plan", .location = "CN", .add = "E5"},
		"all setUsageLocation: Correct the usage location, if the user is not in CN. +1 E5;;\n"
		"all turnOffPlans: Turn off Domestic Calling in Office 365 E5. +1 E5; -CALLS; +E5-CALLS\n"},
	{{.name = "R-43 two plans", .location = "RU", .add = "E5 SAFE"},
		"all setUsageLocation: Correct the usage location, if the user is not in RU. +1 E5 +1 SAFE;;\n"
		"all turnOffPlans: Turn off Domestic Calling and Office Maps in Office 365 E5. +1 E5 +1 SAFE; -CALLS -MAPS; +E5-CALLS-MAPS +SAFE\n"
		"all leaveOut: Leave Office 365 E5 out of what is assigned. +1 SAFE; -MAIL2 -SITE2 -TEAMS -SWAY -WEB -INSIGHT -CALLS -MAPS; +SAFE\n"
		"this turnOffPlans: Turn off Domestic Calling in Office 365 E5. +1 E5 +1 SAFE; -CALLS; +E5-CALLS +SAFE\n"
		"--\n"
		"all setUsageLocation: Correct the usage location, if the user is not in RU. +1 E5 +1 SAFE;;\n"
		"all turnOffPlans: Turn off Domestic Calling and Office Maps in Office 365 E5. +1 E5 +1 SAFE; -CALLS -MAPS; +E5-CALLS-MAPS +SAFE\n"
		"all leaveOut: Leave Office 365 E5 out of what is assigned. +1 SAFE; -MAIL2 -SITE2 -TEAMS -SWAY -WEB -INSIGHT -CALLS -MAPS; +SAFE\n"
		"this turnOffPlans: Turn off Office Maps in Office 365 E5. +1 E5 +1 SAFE; -MAPS; +E5-MAPS +SAFE\n"},
};

static void test_core_remedy__location_R_40_R_43(void **state)
{
	(void)state;
	check(location_r_40_r_43_cases, LIC_COUNT(location_r_40_r_43_cases));
}

static const struct remedy_case what_is_not_there_r_54_to_r_57_cases[] = {
	{{.name = "R-54", .has = "E1@7 MBOX", .remove = "E1 MBOX"},
		"all changeGroup: Take Office 365 E1 out of what the group Sales gives: that is for all its members. -1 E1 -1 MBOX;;\n"
		"all leaveGroup: Take the user out of the group Sales: everything else that it gives goes, too. -1 E1 -1 MBOX;;\n"
		"all leaveOut: Leave Office 365 E1 out of the request. -1 MBOX; +MAIL1 +SITE1 +TEAMS +SWAY +WEB; -MBOX\n"},
	{{.name = "R-54 two groups", .has = "E1@7 E1@8 F3@8", .remove = "E1"},
		"all changeGroup: Take Office 365 E1 out of what the groups Sales and Support give: that is for all their members. -1 E1;;\n"
		"all leaveOut: Leave Office 365 E1 out of the request.; +MAIL1 +SITE1 +SWAY +WEB;\n"
		"all leaveGroup: Take the user out of the groups Sales and Support: everything else that they give goes, too. -1 E1 -1 F3; -SITE0 -TEAMS;\n"},
	{{.name = "R-55", .remove = "E1"},
		"all leaveOut: Leave Office 365 E1 out of the request.;;\n"},
	{{.name = "R-56 known", .add = "GONE"},
		"all useOtherProduct: Assign Office 365 F3 instead of Classic Suite, with the same services on. +1 F3;; +F3-SITE0\n"
		"all useOtherProduct: Assign Office 365 E1 instead of Classic Suite, with the same services on. +1 E1;; +E1-MAIL1-SITE1-SWAY-WEB\n"
		"all useOtherProduct: Assign Office 365 E3 instead of Classic Suite, with the same services on. +1 E3;; +E3-MAIL2-SITE2-SWAY-WEB\n"
		"all useOtherProduct: Assign Office 365 E5 instead of Classic Suite, with the same services on. +1 E5;; +E5-MAIL2-SITE2-SWAY-WEB-INSIGHT-CALLS-MAPS\n"
		"all buySeats: Buy 1 more of Classic Suite. +1 GONE;;\n"
		"all leaveOut: Leave Classic Suite out of the request.; -TEAMS;\n"},
	{{.name = "R-56 unknown", .add = "? E1"},
		"all leaveOut: Leave e7bb0000-0000-4000-8000-0000000000c8 out of the request. +1 E1;; +E1\n"},
	{{.name = "R-57", .has = "E3", .add = "E3", .remove = "E3"},
		"all leaveOut: Name Office 365 E3 once: leave the later mention out.;; +E3\n"},
	{{.name = "R-21", .add = "E1-WEB-CALLS-?"},
		"all correct: Take everything out of disabledPlans that Office 365 E1 does not contain. +1 E1;; +E1-WEB\n"
		"this correct: Take it out of disabledPlans, or name a plan that Office 365 E1 contains. +1 E1;; +E1-WEB-?\n"
		"--\n"
		"all correct: Take everything out of disabledPlans that Office 365 E1 does not contain. +1 E1;; +E1-WEB\n"
		"this correct: Take it out of disabledPlans, or name a plan that Office 365 E1 contains. +1 E1;; +E1-WEB-CALLS\n"},
	{{.name = "not for users", .add = "ORG"},
		"all leaveOut: Leave Tenant Shield out of the request.;;\n"},
};

static void test_core_remedy__what_is_not_there_R_54_to_R_57(void **state)
{
	(void)state;
	check(what_is_not_there_r_54_to_r_57_cases,
		LIC_COUNT(what_is_not_there_r_54_to_r_57_cases));
}

static const struct remedy_case mail_address_r_58_cases[] = {
	{{.name = "R-58", .holder = "Ben", .add = "E3 VIVA"},
		"all correct: Ben also has the address anna@contoso.example: give one of the two another mail address. +1 E3 +1 VIVA;;\n"
		"this turnOffPlans: Turn off Exchange Online (Plan 2) in Office 365 E3. +1 E3 +1 VIVA; -MAIL2; +E3-MAIL2 +VIVA\n"
		"this leaveOut: Leave Office 365 E3 out of what is assigned. +1 VIVA; -MAIL2 -SITE2 -TEAMS -SWAY -WEB; +VIVA\n"},
};

static void test_core_remedy__mail_address_R_58(void **state)
{
	(void)state;
	check(mail_address_r_58_cases, LIC_COUNT(mail_address_r_58_cases));
}

static const struct remedy_case several_violations_cases[] = {
	{{.name = "R-24 and R-06", .pools = "E1=full", .has = "E3", .add = "E1"},
		"this buySeats: Buy 1 more of Office 365 E1. +1 E1;;\n"
		"this wait: Wait until a seat of Office 365 E1 comes free, or take one from a user who no longer needs it.; -MAIL1 -SITE1;\n"
		"--\n"
		"this turnOffPlans: Turn off SharePoint (Plan 1) in Office 365 E1. +1 E1; -SITE1; +E1-SITE1\n"
		"this turnOffPlans: Turn off SharePoint (Plan 2) in Office 365 E3. +1 E1; -SITE2; +E1 +E3-SITE2\n"
		"this removeProduct: Remove Office 365 E3 from the user. +1 E1 -1 E3; -MAIL2 -SITE2; +E1 -E3\n"},
	{{.name = "R-43, R-56 and R-24", .location = "RU", .has = "F3", .add = "E5 GONE"},
		"this leaveOut: Leave Classic Suite out of the request. +1 E5;; +E5\n"
		"this useOtherProduct: Assign Office 365 E1 instead of Classic Suite, with the same services on. +1 E1 +1 E5;; +E5 +E1-MAIL1-SITE1-SWAY-WEB\n"
		"this useOtherProduct: Assign Office 365 E3 instead of Classic Suite, with the same services on. +1 E3 +1 E5;; +E5 +E3-MAIL2-SITE2-SWAY-WEB\n"
		"this buySeats: Buy 1 more of Classic Suite. +1 E5 +1 GONE;;\n"
		"--\n"
		"this setUsageLocation: Correct the usage location, if the user is not in RU. +1 E5;;\n"
		"this turnOffPlans: Turn off Domestic Calling in Office 365 E5. +1 E5; -CALLS; +E5-CALLS +GONE\n"
		"this turnOffPlans: Turn off Domestic Calling and Office Maps in Office 365 E5. +1 E5; -CALLS -MAPS; +E5-CALLS-MAPS +GONE\n"
		"this leaveOut: Leave Office 365 E5 out of what is assigned.; -MAIL2 -SITE2 -SWAY -WEB -INSIGHT -CALLS -MAPS; +GONE\n"
		"--\n"
		"this setUsageLocation: Correct the usage location, if the user is not in RU. +1 E5;;\n"
		"this turnOffPlans: Turn off Office Maps in Office 365 E5. +1 E5; -MAPS; +E5-MAPS +GONE\n"
		"this turnOffPlans: Turn off Domestic Calling and Office Maps in Office 365 E5. +1 E5; -CALLS -MAPS; +E5-CALLS-MAPS +GONE\n"
		"this leaveOut: Leave Office 365 E5 out of what is assigned.; -MAIL2 -SITE2 -SWAY -WEB -INSIGHT -CALLS -MAPS; +GONE\n"
		"--\n"
		"this turnOffPlans: Turn off SharePoint (Plan 2) in Office 365 E5. +1 E5; -SITE2; +E5-SITE2 +GONE\n"
		"this removeProduct: Remove Office 365 F3 from the user. +1 E5 -1 F3; -SITE0; +E5 +GONE -F3\n"
		"this turnOffPlans: Turn off SharePoint (Kiosk) in Office 365 F3. +1 E5; -SITE0; +E5 +GONE +F3-SITE0\n"
		"this leaveOut: Leave Office 365 E5 out of what is assigned.; -MAIL2 -SITE2 -SWAY -WEB -INSIGHT -CALLS -MAPS; +GONE\n"},
};

static void test_core_remedy__several_violations(void **state)
{
	(void)state;
	check(several_violations_cases, LIC_COUNT(several_violations_cases));
}

/* The next number below `limit` of a sequence that `seed` determines. */
static unsigned roll(uint64_t *seed, unsigned limit)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(*seed >> 33) % limit;
}

static const char *const sku_words[] = {"E1", "E3", "E5", "F3", "MBOX", "VIVA", "CONF", "PHONE",
	"SAFE", "GONE"};
static const char *const plan_words[] = {"-MAIL1", "-MAIL2", "-SITE1", "-SITE2", "-TEAMS", "-WEB",
	"-INSIGHT", "-CALLS"};
static const char *const pool_words[] = {"full", "short", "last", "suspended", "employees"};

/* A list of products, each at most once, with plans off or from groups here and there. */
static const char *make_list(struct lic_arena *arena, uint64_t *seed, bool has_sources)
{
	const char *list = "";

	for (size_t i = 0; i < LIC_COUNT(sku_words); i++) {
		if (roll(seed, 4) != 0) {
			continue;
		}
		list = lic_arena_printf(arena, "%s%s%s", list, *list == '\0' ? "" : " ",
			sku_words[i]);
		for (size_t p = 0; p < LIC_COUNT(plan_words); p++) {
			if (roll(seed, 6) == 0) {
				list = lic_arena_printf(arena, "%s%s", list, plan_words[p]);
			}
		}
		if (has_sources && roll(seed, 3) == 0) {
			list = lic_arena_printf(arena, "%s@%u", list, 7 + roll(seed, 2));
		}
	}
	return list;
}

static struct core_case make_case(struct lic_arena *arena, uint64_t *seed)
{
	static const char *const places[] = {"NL", "NL", "NL", "CN", "RU", ""};
	struct core_case c = {.name = "random", .location = places[roll(seed, 6)]};
	const char *full = "";

	for (size_t i = 0; i < LIC_COUNT(sku_words); i++) {
		if (roll(seed, 3) == 0) {
			full = lic_arena_printf(arena, "%s%s%s=%s", full, *full == '\0' ? "" : " ",
				sku_words[i], pool_words[roll(seed, LIC_COUNT(pool_words))]);
		}
	}
	c.pools = full;
	c.has = make_list(arena, seed, true);
	c.add = make_list(arena, seed, false);
	c.remove = roll(seed, 2) == 0 ? NULL : sku_words[roll(seed, LIC_COUNT(sku_words))];
	c.holder = roll(seed, 5) == 0 ? "Ben" : NULL;
	return c;
}

/* Every remedy that is a request does what it says, for whatever request; a second search finds the
 * same. */
static void test_core_remedy__random_requests_are_mended_as_told(void **state)
{
	uint64_t seed = 20251126;
	size_t refused = 0;
	size_t found = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
		const struct lic_catalog *catalog = core_catalog(arena);
		struct core_case c = make_case(arena, &seed);
		struct lic_decision decision = core_decide(arena, catalog, &c);

		if (decision.violation_count > 0) {
			const char *text = found_text(arena, catalog, &c);

			assert_string_equal(text, found_text(arena, catalog, &c));
			refused++;
			found += strchr(text, ':') != NULL ? 1 : 0;
		}
		lic_arena_free(arena);
	}
	assert_true(refused > 2000);
	assert_true(found * 10 > refused * 9);
}

/* A hostile request does not cost more than LIC_REMEDY_DECISIONS_MAX decisions: the others are left
 * without, and that is told. */
static void test_core_remedy__work_is_bounded(void **state)
{
	static struct lic_guid removes[LIC_REQUEST_SKUS_MAX];
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES * 16);
	const struct lic_catalog *catalog = core_catalog(arena);
	const struct core_case c = {.name = "many"};
	struct core_setup setup = core_prepare(arena, catalog, &c);
	struct lic_decision decision;
	struct lic_remedies *lists = NULL;
	size_t with = 0;

	(void)state;
	for (size_t i = 0; i < LIC_REQUEST_SKUS_MAX; i++) {
		removes[i] = lic_guid_random();
	}
	setup.request = (struct lic_license_request){.removes = removes,
		.remove_count = LIC_REQUEST_SKUS_MAX};
	assert_int_equal(lic_license_decide(arena, &setup.facts, &setup.request, &decision).code,
		LIC_OK);
	assert_int_equal(decision.violation_count, LIC_REQUEST_SKUS_MAX);
	lists = find(arena, &setup, &decision);
	for (size_t i = 0; i < decision.violation_count; i++) {
		with += lists[i].count;
		assert_int_equal(lists[i].is_complete, lists[i].count > 0);
	}
	assert_int_equal(with, LIC_REMEDY_DECISIONS_MAX);
	lic_arena_free(arena);
}

/* A name for each kind, no two alike. */
static void test_core_remedy__every_kind_has_a_name(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LIC_REMEDY_KIND_MAX_; i++) {
		for (unsigned k = 0; k < i; k++) {
			assert_string_not_equal(lic_remedy_kind_name((enum lic_remedy_kind)i),
				lic_remedy_kind_name((enum lic_remedy_kind)k));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_remedy__exclusion_R_24),
		cmocka_unit_test(test_core_remedy__dependency_R_28),
		cmocka_unit_test(test_core_remedy__seats_R_06),
		cmocka_unit_test(test_core_remedy__location_R_40_R_43),
		cmocka_unit_test(test_core_remedy__what_is_not_there_R_54_to_R_57),
		cmocka_unit_test(test_core_remedy__mail_address_R_58),
		cmocka_unit_test(test_core_remedy__several_violations),
		cmocka_unit_test(test_core_remedy__random_requests_are_mended_as_told),
		cmocka_unit_test(test_core_remedy__work_is_bounded),
		cmocka_unit_test(test_core_remedy__every_kind_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
