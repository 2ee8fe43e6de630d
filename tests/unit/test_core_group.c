/*
 * What groups give a user (specification section 7), case by case, in the words of core_fixture.h.
 */
#include "core/group.h"

#include "base/buf.h"
#include "core/planset.h"
#include "core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FALLBACK "NL"
#define TEXT_BYTES ((size_t)4096)
#define ALLOTTED_MAX 8

/* One case. Lists are words between spaces, as in core_fixture.h. */
struct group_case {
	const char *name;     /* what the case shows */
	const char *location; /* usage location; NULL: "NL"; "": none */
	const char *holder;   /* another user with the same mail address; NULL: none */
	const char *pools;    /* pools that differ, "E1=full" */
	const char *has;      /* paths before */
	const char *groups;   /* what the user's groups want, the longest membership first: "E1@7
				 F3@7-TEAMS"; with "!"   the group gives what works */
	const char *paths;    /* paths afterwards, in the order of source and SKU: "E1@7" active,
				 "E1@7!COUNT" in error,    "E1@7~DEPENDENCY" active with error */
	const char *seats;    /* seats taken and given back, "+E1 -E3"; NULL: none */
	const char *allotted; /* allotments: "E1@7=4:2", in which group 7 is with E1 in the
				 allotment 4, which has two seats left */
	const char *counts;   /* allotments in which the user comes to count, or not: "+4 -5" */
};

static const char *const error_words[LIC_PATH_ERROR_MAX_] = {
	[LIC_PATH_NONE] = "NONE",
	[LIC_PATH_COUNT] = "COUNT",
	[LIC_PATH_MUTUALLY_EXCLUSIVE] = "EXCLUSION",
	[LIC_PATH_DEPENDENCY] = "DEPENDENCY",
	[LIC_PATH_LOCATION] = "LOCATION",
	[LIC_PATH_UNIQUENESS] = "UNIQUENESS",
	[LIC_PATH_OTHER] = "OTHER",
};

/* Memberships as the case has them. */
struct memberships {
	struct lic_membership list[16];        /* in order */
	size_t count;                          /* number of them */
	struct lic_group_license licenses[64]; /* their templates */
};

/* Paths of a source that follow each other are a membership. */
static void read_memberships(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, struct memberships *m)
{
	struct core_case wanted = {.has = text};
	struct core_setup setup = core_prepare(arena, catalog, &wanted);

	memset(m, 0, sizeof(*m));
	for (size_t i = 0; i < setup.facts.path_count; i++) {
		const struct lic_path *path = &setup.facts.paths[i];

		m->licenses[i] = (struct lic_group_license){path->sku, path->disabled};
		if (m->count == 0 || m->list[m->count - 1].group != path->source) {
			m->list[m->count++] = (struct lic_membership){
				.group = path->source,
				.is_best_effort = path->state == LIC_PATH_ERROR,
				.licenses = &m->licenses[i],
			};
		}
		m->list[m->count - 1].license_count++;
	}
}

/* The allotments of a case. */
static void read_allotted(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, struct lic_facts *facts)
{
	struct lic_allotted *list = lic_arena_array(arena, ALLOTTED_MAX, sizeof(*list));
	size_t count = 0;

	assert_non_null(list);
	while (text != NULL && *text != '\0') {
		size_t length = strcspn(text, "@");
		const char *sku = lic_arena_copy(arena, text, length);
		char *end = NULL;
		long group = strtol(text + length + 1, &end, 10);
		long allotment = strtol(end + 1, &end, 10);
		long left = strtol(end + 1, &end, 10);

		assert_in_range(count, 0, ALLOTTED_MAX - 1);
		list[count++] =
			(struct lic_allotted){group, core_sku(catalog, sku), allotment, left};
		text = end + strspn(end, " ");
	}
	facts->allotted = list;
	facts->allotted_count = count;
}

/* What became of the user's counting in allotments; the next decision finds it so. */
static void put_counts(struct lic_arena *arena, struct lic_buf *text,
	const struct lic_decision *decision, struct lic_facts *after)
{
	struct lic_allotted *list = lic_arena_array(arena, ALLOTTED_MAX, sizeof(*list));

	assert_non_null(list);
	memcpy(list, after->allotted, after->allotted_count * sizeof(*list));
	after->allotted = list;
	for (size_t i = 0; i < decision->allotment_count; i++) {
		const struct lic_allotment_change *change = &decision->allotments[i];

		lic_buf_printf(text, "%s%+d", i == 0 ? "" : " ",
			change->delta * (int)change->allotment);
		for (size_t k = 0; k < after->allotted_count; k++) {
			if (list[k].allotment == change->allotment) {
				list[k].free -= change->delta;
			}
		}
	}
}

static bool stands_before(const struct lic_path *a, const struct lic_path *b)
{
	return a->source < b->source || (a->source == b->source && a->sku < b->sku);
}

/* Applies a decision to the facts, and sorts the paths. */
static struct lic_path *apply(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_decision *decision, size_t *ret_count)
{
	struct lic_path *paths = NULL;

	assert_true(lic_ok(lic_decision_paths(arena, facts, decision, &paths, ret_count)));
	for (size_t i = 1; i < *ret_count; i++) {
		for (size_t k = i; k > 0 && stands_before(&paths[k], &paths[k - 1]); k--) {
			struct lic_path other = paths[k];

			paths[k] = paths[k - 1];
			paths[k - 1] = other;
		}
	}
	return paths;
}

static void put_path(struct lic_buf *text, const struct lic_catalog *catalog,
	const struct lic_path *path)
{
	lic_buf_printf(text, "%s%s", text->len == 0 ? "" : " ",
		catalog->skus[path->sku].part_number);
	if (path->source != LIC_SOURCE_DIRECT) {
		lic_buf_printf(text, "@%d", (int)path->source);
	}
	for (uint32_t i = 0; i < catalog->plan_count; i++) {
		if (lic_planset_has(path->disabled, i)) {
			lic_buf_printf(text, "-%s", catalog->plans[i].name);
		}
	}
	if (path->state != LIC_PATH_ACTIVE) {
		lic_buf_printf(text, "%c%s", path->state == LIC_PATH_ERROR ? '!' : '~',
			error_words[path->error]);
	}
}

static int differs(const char *name, const char *what, const struct lic_buf *text,
	const char *expected)
{
	const char *got = text->len == 0 ? "" : text->data;

	if (strcmp(got, expected == NULL ? "" : expected) == 0) {
		return 0;
	}
	print_error("%s: %s '%s', not '%s'\n", name, what, got, expected == NULL ? "" : expected);
	return 1;
}

/* Deciding again on what came out changes nothing. */
static int check_settled(struct lic_arena *arena, const struct group_case *c,
	const struct lic_facts *facts, const struct memberships *m)
{
	struct lic_decision again = {0};

	assert_true(lic_ok(lic_group_settle(arena, facts, FALLBACK, m->list, m->count, &again)));
	if (again.path_count == 0 && again.seat_count == 0 && again.allotment_count == 0) {
		return 0;
	}
	print_error("%s: not settled: %zu paths change again\n", c->name, again.path_count);
	return 1;
}

static int check_case(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct group_case *c)
{
	struct core_case before = {.location = c->location,
		.holder = c->holder,
		.pools = c->pools,
		.has = c->has};
	struct core_setup setup = core_prepare(arena, catalog, &before);
	LIC_AUTO(lic_buf_done) struct lic_buf paths = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf seats = {0};
	struct memberships m;
	struct lic_decision decision = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf counts = {0};
	struct lic_facts after = {0};
	struct lic_path *list = NULL;
	int wrong = 0;

	lic_buf_init(&paths, TEXT_BYTES);
	lic_buf_init(&seats, TEXT_BYTES);
	lic_buf_init(&counts, TEXT_BYTES);
	read_allotted(arena, catalog, c->allotted, &setup.facts);
	after = setup.facts;
	read_memberships(arena, catalog, c->groups, &m);
	assert_true(lic_ok(
		lic_group_settle(arena, &setup.facts, FALLBACK, m.list, m.count, &decision)));
	assert_int_equal(decision.violation_count, 0);
	list = apply(arena, &setup.facts, &decision, &after.path_count);
	for (size_t i = 0; i < after.path_count; i++) {
		put_path(&paths, catalog, &list[i]);
	}
	for (size_t i = 0; i < decision.seat_count; i++) {
		lic_buf_printf(&seats, "%s%c%s", i == 0 ? "" : " ",
			decision.seats[i].delta == 1 ? '+' : '-',
			catalog->skus[decision.seats[i].sku].part_number);
	}
	after.paths = list;
	put_counts(arena, &counts, &decision, &after);
	wrong += differs(c->name, "paths", &paths, c->paths);
	wrong += differs(c->name, "seats", &seats, c->seats);
	wrong += differs(c->name, "counts", &counts, c->counts);
	return wrong + check_settled(arena, c, &after, &m);
}

static void check_cases(const struct group_case *cases, size_t count)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	int wrong = 0;

	assert_non_null(arena);
	const struct lic_catalog *catalog = core_catalog(arena);

	for (size_t i = 0; i < count; i++) {
		wrong += check_case(arena, catalog, &cases[i]);
	}
	lic_arena_free(arena);
	assert_int_equal(wrong, 0);
}

#define CHECK(cases_) check_cases(cases_, LIC_COUNT(cases_))

static void test_core_group__G_03_G_12_templates(void **state)
{
	static const struct group_case cases[] = {
		{.name = "no group, nothing"},
		{.name = "a member gets it", .groups = "E1@7", .paths = "E1@7", .seats = "+E1"},
		{.name = "less the plans that are off",
			.groups = "E1@7-WEB-SITE1",
			.paths = "E1@7-SITE1-WEB",
			.seats = "+E1"},
		{.name = "several SKUs",
			.groups = "E1@7 VIVA@7",
			.paths = "E1@7 VIVA@7",
			.seats = "+E1 +VIVA"},
		{.name = "several groups",
			.groups = "E1@7 VIVA@8",
			.paths = "E1@7 VIVA@8",
			.seats = "+E1 +VIVA"},
		{.name = "G-12: the template changes",
			.has = "E1@7",
			.groups = "E1@7-WEB",
			.paths = "E1@7-WEB"},
		{.name = "G-12, G-40: swapped in one step, though both exclude each other",
			.has = "E1@7",
			.groups = "E3@7",
			.paths = "E3@7",
			.seats = "-E1 +E3"},
		{.name = "nothing to do",
			.has = "E1@7 VIVA@7",
			.groups = "E1@7 VIVA@7",
			.paths = "E1@7 VIVA@7"},
	};

	(void)state;
	CHECK(cases);
}

static void test_core_group__R_01_G_17_G_30_one_seat(void **state)
{
	static const struct group_case cases[] = {
		{.name = "G-30: beside a direct one",
			.has = "E1",
			.groups = "E1@7",
			.paths = "E1 E1@7"},
		{.name = "G-17: no seat needed, none free",
			.pools = "E1=full",
			.has = "E1",
			.groups = "E1@7",
			.paths = "E1 E1@7"},
		{.name = "G-24: from two groups",
			.groups = "E1@7 E1@8",
			.paths = "E1@7 E1@8",
			.seats = "+E1"},
		{.name = "the last seat serves both",
			.pools = "E1=last",
			.groups = "E1@7 E1@8",
			.paths = "E1@7 E1@8",
			.seats = "+E1"},
		{.name = "from one group to the other, none free",
			.pools = "E1=full",
			.has = "E1@7",
			.groups = "E1@8",
			.paths = "E1@8"},
		{.name = "G-33: left all groups, the direct one stays",
			.has = "E1 E1@7",
			.paths = "E1"},
		{.name = "the seat goes with the last path", .has = "E1@7", .seats = "-E1"},
		{.name = "G-32: the direct one gone, the inherited stays",
			.has = "E1@7",
			.groups = "E1@7",
			.paths = "E1@7"},
	};

	(void)state;
	CHECK(cases);
}

static void test_core_group__G_15_all_or_none(void **state)
{
	static const struct group_case cases[] = {
		{.name = "the culprit says why, its siblings Other",
			.pools = "E1=full",
			.groups = "E1@7 MBOX@7",
			.paths = "E1@7!COUNT MBOX@7!OTHER"},
		{.name = "G-16: other groups are not affected",
			.pools = "E1=full",
			.groups = "E1@7 MBOX@7 CONF@8 F3@8",
			.paths = "E1@7!COUNT MBOX@7!OTHER F3@8 CONF@8",
			.seats = "+CONF +F3"},
		{.name = "G-16: nor direct ones",
			.pools = "E1=full",
			.has = "F3",
			.groups = "E1@7",
			.paths = "F3 E1@7!COUNT"},
		{.name = "D-16: what works is given",
			.pools = "E1=full",
			.groups = "E1@7! MBOX@7!",
			.paths = "E1@7!COUNT MBOX@7",
			.seats = "+MBOX"},
		{.name = "D-16: one that rests on another that works",
			.pools = "F3=full",
			.groups = "VIVA@7! F3@7! MBOX@7!",
			.paths = "F3@7!COUNT MBOX@7 VIVA@7",
			.seats = "+VIVA +MBOX"},
		{.name = "G-18: tried again when there is a seat",
			.has = "E1@7! MBOX@7!",
			.groups = "E1@7 MBOX@7",
			.paths = "E1@7 MBOX@7",
			.seats = "+E1 +MBOX"},
		{.name = "a wish that is gone takes its error along", .has = "E1@7!", .paths = ""},
	};

	(void)state;
	CHECK(cases);
}

/* size: a table of cases. */
static void test_core_group__G_19_causes(void **state)
{
	static const struct group_case cases[] = {
		{.name = "no seat", .pools = "E1=full", .groups = "E1@7", .paths = "E1@7!COUNT"},
		{.name = "R-59: nothing usable",
			.pools = "E1=suspended",
			.groups = "E1@7",
			.paths = "E1@7!COUNT"},
		{.name = "never bought", .groups = "GONE@7", .paths = "GONE@7!COUNT"},
		{.name = "R-24: excluded by a direct one",
			.has = "E3",
			.groups = "E1@7",
			.paths = "E3 E1@7!EXCLUSION"},
		{.name = "turned off, it is not",
			.has = "E3",
			.groups = "E1@7-SITE1",
			.paths = "E3 E1@7-SITE1",
			.seats = "+E1"},
		{.name = "R-24: of two groups the longer membership wins",
			.groups = "E1@8 E3@7",
			.paths = "E3@7!EXCLUSION E1@8",
			.seats = "+E1"},
		{.name = "who has it keeps it",
			.has = "E3@7",
			.groups = "E1@8 E3@7",
			.paths = "E3@7 E1@8!EXCLUSION"},
		{.name = "R-28: prerequisite missing",
			.groups = "VIVA@7",
			.paths = "VIVA@7!DEPENDENCY"},
		{.name = "R-28: brought by a direct one",
			.has = "MBOX",
			.groups = "VIVA@7",
			.paths = "MBOX VIVA@7",
			.seats = "+VIVA"},
		{.name = "R-28: brought by a later group",
			.groups = "VIVA@7 MBOX@8",
			.paths = "VIVA@7 MBOX@8",
			.seats = "+VIVA +MBOX"},
		{.name = "R-28: brought by a group that fails",
			.pools = "MBOX=full",
			.groups = "VIVA@7 MBOX@8",
			.paths = "VIVA@7!DEPENDENCY MBOX@8!COUNT"},
		{.name = "R-43: prohibited",
			.location = "RU",
			.groups = "PHONE@7",
			.paths = "PHONE@7!LOCATION"},
		{.name = "R-42: the organisation's location counts",
			.location = "",
			.groups = "PHONE@7",
			.paths = "PHONE@7",
			.seats = "+PHONE"},
		{.name = "mail address taken",
			.holder = "Somebody",
			.groups = "MBOX@7",
			.paths = "MBOX@7!UNIQUENESS"},
		{.name = "R-58: the first cause counts",
			.location = "RU",
			.pools = "PHONE=full",
			.groups = "PHONE@7",
			.paths = "PHONE@7!LOCATION"},
	};

	(void)state;
	CHECK(cases);
}

static void test_core_group__7_8_held_with_error(void **state)
{
	static const struct group_case cases[] = {
		{.name = "the changed template does not fit: what is held stays",
			.has = "E3 E1@7-SITE1",
			.groups = "E1@7",
			.paths = "E3 E1@7-SITE1~EXCLUSION"},
		{.name = "and its sibling is not given",
			.has = "E3 E1@7-SITE1",
			.groups = "E1@7 CONF@7",
			.paths = "E3 E1@7-SITE1~EXCLUSION CONF@7!OTHER"},
		{.name = "cured when the other goes",
			.has = "E1@7-SITE1~",
			.groups = "E1@7",
			.paths = "E1@7"},
		{.name = "a new SKU of the template fails: the old one stays",
			.pools = "VIVA=full",
			.has = "E1@7",
			.groups = "E1@7 VIVA@7",
			.paths = "E1@7~OTHER VIVA@7!COUNT"},
		{.name = "D-18: moved to where it is prohibited, it stays",
			.location = "RU",
			.has = "PHONE@7",
			.groups = "PHONE@7",
			.paths = "PHONE@7"},
		{.name = "R-10: in licence conflict nobody loses one",
			.pools = "E1=short",
			.has = "E1@7",
			.groups = "E1@7",
			.paths = "E1@7"},
	};

	(void)state;
	CHECK(cases);
}

static void test_core_group__R_29_turning_off(void **state)
{
	static const struct group_case cases[] = {
		{.name = "a plan is turned off that another rests on",
			.has = "E3@7 VIVA",
			.groups = "E3@7-MAIL2",
			.paths = "VIVA E3@7~DEPENDENCY"},
		{.name = "also an inherited one",
			.has = "E3@7 VIVA@8",
			.groups = "E3@7-MAIL2 VIVA@8",
			.paths = "E3@7~DEPENDENCY VIVA@8"},
		{.name = "G-15: nothing of that group changes then",
			.has = "E3@7 VIVA",
			.groups = "E3@7-MAIL2 CONF@7",
			.paths = "VIVA E3@7~DEPENDENCY CONF@7!OTHER"},
		{.name = "D-16: with best effort the rest changes",
			.has = "E3@7 VIVA",
			.groups = "E3@7!-MAIL2 CONF@7!",
			.paths = "VIVA E3@7~DEPENDENCY CONF@7",
			.seats = "+CONF"},
		{.name = "another group brings it",
			.has = "E3@7 VIVA",
			.groups = "E3@7-MAIL2 MBOX@8",
			.paths = "VIVA E3@7-MAIL2 MBOX@8",
			.seats = "+MBOX"},
		{.name = "cured", .has = "E3@7~", .groups = "E3@7-MAIL2", .paths = "E3@7-MAIL2"},
	};

	(void)state;
	CHECK(cases);
}

static void test_core_group__G_13_D_05_leaving(void **state)
{
	static const struct group_case cases[] = {
		{.name = "another rests on it: it stays, with the cause",
			.has = "MBOX@7 VIVA",
			.paths = "VIVA MBOX@7~DEPENDENCY"},
		{.name = "also an inherited one",
			.has = "MBOX@7 VIVA@8",
			.groups = "VIVA@8",
			.paths = "MBOX@7~DEPENDENCY VIVA@8"},
		{.name = "cured: it goes", .has = "MBOX@7~", .paths = "", .seats = "-MBOX"},
		{.name = "cured by another",
			.has = "MBOX@7~ VIVA E1",
			.paths = "E1 VIVA",
			.seats = "-MBOX"},
		{.name = "G-41: replaced in the same step by another that brings it",
			.has = "MBOX@7 VIVA",
			.groups = "E1@8",
			.paths = "VIVA E1@8",
			.seats = "-MBOX +E1"},
		{.name = "both leave: nothing rests on it",
			.has = "MBOX@7 VIVA@7",
			.paths = "",
			.seats = "-MBOX -VIVA"},
		{.name = "a template without it",
			.has = "MBOX@7 VIVA@7",
			.groups = "VIVA@7",
			.paths = "MBOX@7~DEPENDENCY VIVA@7"},
		{.name = "what stays keeps out what it excludes",
			.has = "E1@7 VIVA",
			.pools = "E3=full",
			.groups = "E3@8",
			.paths = "VIVA E1@7~DEPENDENCY E3@8!COUNT"},
		{.name = "what stays keeps out what it excludes, though there are seats",
			.has = "E1@7 VIVA",
			.groups = "F3@8",
			.paths = "VIVA E1@7~DEPENDENCY F3@8!EXCLUSION"},
		{.name = "R-99: what cannot change keeps out what excludes what it has",
			.has = "E1@7",
			.pools = "VIVA=full",
			.groups = "E1@7 VIVA@7 E3@8",
			.paths = "E1@7~OTHER VIVA@7!COUNT E3@8!EXCLUSION"},
	};

	(void)state;
	CHECK(cases);
}

static void test_core_group__G_41_moving(void **state)
{
	static const struct group_case cases[] = {
		{.name = "from one group to another in one step",
			.has = "E1@7",
			.groups = "E3@8",
			.paths = "E3@8",
			.seats = "-E1 +E3"},
		{.name = "joined first: kept out",
			.has = "E1@7",
			.groups = "E1@7 E3@8",
			.paths = "E1@7 E3@8!EXCLUSION"},
		{.name = "then left: it heals",
			.has = "E1@7 E3@8!",
			.groups = "E3@8",
			.paths = "E3@8",
			.seats = "-E1 +E3"},
		{.name = "no seat there: not left without a reason",
			.pools = "E3=full",
			.has = "E1@7",
			.groups = "E3@8",
			.paths = "E3@8!COUNT",
			.seats = "-E1"},
	};

	(void)state;
	CHECK(cases);
}

/* size: a table of cases. */
static void test_core_group__R_103_allotments(void **state)
{
	static const struct group_case cases[] = {
		{.name = "room",
			.groups = "E1@7",
			.allotted = "E1@7=4:1",
			.paths = "E1@7",
			.seats = "+E1",
			.counts = "+4"},
		{.name = "no room, though seats are free",
			.groups = "E1@7",
			.allotted = "E1@7=4:0",
			.paths = "E1@7!COUNT"},
		{.name = "room, but no seat",
			.pools = "E1=full",
			.groups = "E1@7",
			.allotted = "E1@7=4:1",
			.paths = "E1@7!COUNT"},
		{.name = "more taken than the limit, which came later: kept",
			.has = "E1@7",
			.groups = "E1@7-WEB",
			.allotted = "E1@7=4:-3",
			.paths = "E1@7-WEB"},
		{.name = "another product of the group is not limited",
			.groups = "VIVA@7",
			.allotted = "E1@7=4:0",
			.has = "MBOX",
			.paths = "MBOX VIVA@7",
			.seats = "+VIVA"},
		{.name = "another group is not limited",
			.groups = "E1@7 E1@8",
			.allotted = "E1@7=4:0",
			.paths = "E1@7!COUNT E1@8",
			.seats = "+E1"},
		{.name = "a seat held directly is none of the allotment",
			.has = "E1",
			.groups = "E1@7",
			.allotted = "E1@7=4:0",
			.paths = "E1 E1@7!COUNT"},
		{.name = "two groups of one allotment count once",
			.groups = "E1@7 E1@8",
			.allotted = "E1@7=4:1 E1@8=4:1",
			.paths = "E1@7 E1@8",
			.seats = "+E1",
			.counts = "+4"},
		{.name = "who counts already needs no room for the second group",
			.has = "E1@7",
			.groups = "E1@7 E1@8",
			.allotted = "E1@7=4:0 E1@8=4:0",
			.paths = "E1@7 E1@8"},
		{.name = "from one group to the other in one step, no room",
			.has = "E1@7",
			.groups = "E1@8",
			.allotted = "E1@8=4:0 E1@7=4:0",
			.paths = "E1@8"},
		{.name = "from one allotment to another",
			.has = "E1@7",
			.groups = "E1@8",
			.allotted = "E1@8=5:1 E1@7=4:0",
			.paths = "E1@8",
			.counts = "+5 -4"},
		{.name = "leaving gives room back",
			.has = "E1@7",
			.allotted = "E1@7=4:0",
			.seats = "-E1",
			.counts = "-4"},
		{.name = "leaving gives room back, though no seat",
			.has = "E1 E1@7",
			.allotted = "E1@7=4:0",
			.paths = "E1",
			.counts = "-4"},
		{.name = "all or none: what has no room keeps the others back",
			.groups = "E1@7 PHONE@7",
			.allotted = "E1@7=4:0",
			.paths = "E1@7!COUNT PHONE@7!OTHER"},
		{.name = "D-16: the others are given",
			.groups = "E1@7! PHONE@7!",
			.allotted = "E1@7=4:0",
			.paths = "E1@7!COUNT PHONE@7",
			.seats = "+PHONE"},
		{.name = "it waited, and there is room now",
			.has = "E1@7!",
			.groups = "E1@7",
			.allotted = "E1@7=4:1",
			.paths = "E1@7",
			.seats = "+E1",
			.counts = "+4"},
	};

	(void)state;
	CHECK(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_group__G_03_G_12_templates),
		cmocka_unit_test(test_core_group__R_103_allotments),
		cmocka_unit_test(test_core_group__R_01_G_17_G_30_one_seat),
		cmocka_unit_test(test_core_group__G_15_all_or_none),
		cmocka_unit_test(test_core_group__G_19_causes),
		cmocka_unit_test(test_core_group__7_8_held_with_error),
		cmocka_unit_test(test_core_group__R_29_turning_off),
		cmocka_unit_test(test_core_group__G_13_D_05_leaving),
		cmocka_unit_test(test_core_group__G_41_moving),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
