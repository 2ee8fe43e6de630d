/*
 * The small catalogue and the words of the cases: see core_fixture.h.
 */
#include "core_fixture.h"

#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FILLER_COUNT 70
#define FILLERS_BEHIND 4 /* fillers follow the first so many plans */
#define WORD_BYTES 64

/* Known plans. Their order is that of the lists in cases. */
static const struct {
	const char *word;       /* short name */
	const char *name;       /* name for people */
	const char *service;    /* service */
	const char *prohibited; /* countries */
	bool is_company;        /* no switch per user */
	bool is_auto;           /* comes by itself */
} plans[] = {
	{"MAIL1", "Exchange Online (Plan 1)", "exchange", "", false, false},
	{"MAIL2", "Exchange Online (Plan 2)", "exchange", "", false, false},
	{"SITE0", "SharePoint (Kiosk)", "SharePoint", "", false, false},
	{"SITE1", "SharePoint (Plan 1)", "SharePoint", "", false, false},
	{"SITE2", "SharePoint (Plan 2)", "SharePoint", "", false, false},
	{"TEAMS", "Microsoft Teams", "TeamspaceAPI", "", false, false},
	{"SWAY", "Sway", "Sway", "", false, true},
	{"WEB", "Office for the web", "MicrosoftOffice", "", false, false},
	{"AUDIO", "Audio Conferencing", "MicrosoftCommunicationsOnline", "", false, false},
	{"INSIGHT", "Workplace Analytics", "WorkplaceAnalytics", "", false, false},
	{"CALLS", "Domestic Calling", "MicrosoftCommunicationsOnline", "CN,RU", false, false},
	{"MAPS", "Office Maps", "Maps", "RU", false, false},
	{"VAULT", "Message Vault Store", "vault", "", false, false},
	{"BASE", "Exchange Foundation", "exchange", "CN", true, false},
	{"TRUST", "Trust Foundation", "trust", "", true, false},
};

/* Known SKUs. */
static const struct {
	const char *word;  /* short name */
	const char *name;  /* name for people */
	const char *plans; /* its plans */
	bool is_company;   /* not for users */
	bool is_owned;     /* has a pool unless a case says otherwise */
} skus[] = {
	{"E1", "Office 365 E1", "MAIL1 SITE1 TEAMS SWAY WEB BASE", false, true},
	{"E3", "Office 365 E3", "MAIL2 SITE2 TEAMS SWAY WEB BASE", false, true},
	{"E5", "Office 365 E5", "MAIL2 SITE2 TEAMS SWAY WEB INSIGHT CALLS MAPS BASE", false, true},
	{"F3", "Office 365 F3", "SITE0 TEAMS", false, true},
	{"MBOX", "Exchange Online", "MAIL1 BASE", false, true},
	{"VIVA", "Viva Insights", "INSIGHT", false, true},
	{"CONF", "Teams Conferencing", "AUDIO", false, true},
	{"PHONE", "Teams Calling", "CALLS", false, true},
	{"SAFE", "Message Vault", "VAULT", false, true},
	{"ORG", "Tenant Shield", "TRUST", true, true},
	{"GONE", "Classic Suite", "TEAMS", false, false},
};

static const struct {
	const char *id;    /* name of the exclusion group */
	const char *plans; /* its plans */
} exclusions[] = {
	{"sharepoint", "SITE0 SITE1 SITE2"},
	{"foundation", "BASE TRUST CALLS"},
};

static const struct {
	const char *plan; /* the one that needs */
	const char *need; /* one of these */
} dependencies[] = {
	{"WEB", "SITE0 SITE1 SITE2"},
	{"INSIGHT", "MAIL1 MAIL2"},
	{"AUDIO", "TEAMS"},
	{"VAULT", "BASE"},
};

/* States of a pool by name, and the one of a SKU that a case does not mention. */
static const struct lic_seats usual_pool = {.enabled = 10, .consumed = 7};
static const struct {
	const char *word;       /* as in "E1=full" */
	struct lic_seats seats; /* the pool */
} pools[] = {
	{"last", {.enabled = 3, .consumed = 2}},                    /* one seat is free */
	{"full", {.enabled = 3, .consumed = 3}},                    /* none is */
	{"short", {.enabled = 2, .consumed = 5}},                   /* licence conflict, R-10 */
	{"grace", {.warning = 3, .consumed = 2}},                   /* expired, D-03 */
	{"gracefull", {.warning = 3, .consumed = 3}},               /* expired, none free */
	{"halfgrace", {.enabled = 1, .warning = 2, .consumed = 2}}, /* only grace has one free */
	{"suspended", {.suspended = 9, .consumed = 2}},             /* */
	{"locked", {.locked_out = 9, .consumed = 2}},               /* */
	{"dead", {.suspended = 4, .locked_out = 4}},                /* */
	{"deleted", {.consumed = 2}},                               /* */
	{"employees", {.enabled = 4, .self_service = 4}},           /* all self-bought, R-60 */
	{"mixed", {.enabled = 4, .self_service = 3}},               /* one for administrators */
	{"mixedfull", {.enabled = 4, .self_service = 3, .consumed = 1}}, /* that one is taken */
};

/* Takes the next word of `*list`, up to a space or one of `marks`, into `word`; false at the end.
 */
static bool next_word(const char **list, const char *marks, char word[WORD_BYTES])
{
	size_t len = 0;

	if (*list == NULL) {
		return false;
	}
	*list += strspn(*list, " ");
	len = strcspn(*list, marks);
	assert_true(len < WORD_BYTES);
	memcpy(word, *list, len);
	word[len] = '\0';
	*list += len;
	return len > 0;
}

static size_t find_plan(const char *word)
{
	for (size_t i = 0; i < LIC_COUNT(plans); i++) {
		if (strcmp(plans[i].word, word) == 0) {
			return i;
		}
	}
	fail_msg("no plan %s", word);
	return 0;
}

static size_t find_sku(const char *word)
{
	for (size_t i = 0; i < LIC_COUNT(skus); i++) {
		if (strcmp(skus[i].word, word) == 0) {
			return i;
		}
	}
	fail_msg("no SKU %s", word);
	return 0;
}

/* Ids whose order is not that of the keys. */
static struct lic_guid make_id(uint8_t kind, size_t number)
{
	return (struct lic_guid){{(uint8_t)(number * 97 + 31), kind, 0, 0, 0, 0, 0x40, 0, 0x80, 0,
		0, 0, 0, 0, 0, (uint8_t)number}};
}

static struct lic_guid plan_id(const char *word)
{
	return make_id(0xAA, strcmp(word, "?") == 0 ? 200 : find_plan(word));
}

static struct lic_guid sku_id(const char *word)
{
	return make_id(0xBB, strcmp(word, "?") == 0 ? 200 : find_sku(word));
}

/* Keys are neither indices nor dense; those of fillers lie between. */
static int64_t plan_key(size_t position)
{
	return (int64_t)position * 3 + (position < FILLERS_BEHIND ? 100 : 1000);
}

static int64_t sku_key(size_t position)
{
	return (int64_t)position * 7 + 50;
}

/* What the catalogue is built from. */
struct rows {
	struct lic_plan plans[LIC_COUNT(plans) + FILLER_COUNT]; /* plans and fillers */
	struct lic_sku skus[LIC_COUNT(skus)];                   /* SKUs */
	struct lic_catalog_link sku_plans[64];                  /* plans of SKUs */
	size_t sku_plan_count;                                  /* number in use */
	struct lic_exclusion exclusions[LIC_COUNT(exclusions)]; /* groups */
	struct lic_catalog_link exclusion_plans[16];            /* their plans */
	size_t exclusion_plan_count;                            /* number in use */
	struct lic_catalog_link prerequisites[16];              /* dependencies */
	size_t prerequisite_count;                              /* number in use */
};

static void fill_plans(struct lic_arena *arena, struct rows *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < LIC_COUNT(plans); i++) {
		for (size_t f = 0; i == FILLERS_BEHIND && f < FILLER_COUNT; f++) {
			rows->plans[count++] = (struct lic_plan){.key = 500 + (int64_t)f,
				.id = make_id(0xCC, f),
				.name = lic_arena_printf(arena, "FILLER%zu", f)};
		}
		rows->plans[count++] = (struct lic_plan){.key = plan_key(i),
			.id = make_id(0xAA, i),
			.name = plans[i].word,
			.display_name = plans[i].name,
			.service = plans[i].service,
			.prohibited = plans[i].prohibited,
			.is_company = plans[i].is_company,
			.is_auto = plans[i].is_auto};
	}
}

/* Adds a link from `owner` to each plan of `list` to `links`. */
static void link_plans(int64_t owner, const char *list, struct lic_catalog_link *links,
	size_t *count)
{
	char word[WORD_BYTES];

	while (next_word(&list, " ", word)) {
		links[(*count)++] = (struct lic_catalog_link){owner, plan_key(find_plan(word))};
	}
}

static void fill_links(struct rows *rows)
{
	for (size_t i = 0; i < LIC_COUNT(skus); i++) {
		rows->skus[i] = (struct lic_sku){.key = sku_key(i),
			.id = make_id(0xBB, i),
			.part_number = skus[i].word,
			.display_name = skus[i].name,
			.is_company = skus[i].is_company,
			.is_offered = true};
		link_plans(sku_key(i), skus[i].plans, rows->sku_plans, &rows->sku_plan_count);
	}
	for (size_t i = 0; i < LIC_COUNT(exclusions); i++) {
		rows->exclusions[i] =
			(struct lic_exclusion){.id = exclusions[i].id, .service = exclusions[i].id};
		link_plans((int64_t)i, exclusions[i].plans, rows->exclusion_plans,
			&rows->exclusion_plan_count);
	}
	for (size_t i = 0; i < LIC_COUNT(dependencies); i++) {
		link_plans(plan_key(find_plan(dependencies[i].plan)), dependencies[i].need,
			rows->prerequisites, &rows->prerequisite_count);
	}
}

const struct lic_catalog *core_catalog(struct lic_arena *arena)
{
	struct rows *rows = lic_arena_alloc(arena, sizeof(*rows));
	const struct lic_catalog *catalog = NULL;

	assert_non_null(rows);
	fill_plans(arena, rows);
	fill_links(rows);
	const struct lic_catalog_rows in = {
		.version = 1,
		.plans = rows->plans,
		.plan_count = LIC_COUNT(rows->plans),
		.skus = rows->skus,
		.sku_count = LIC_COUNT(rows->skus),
		.sku_plans = rows->sku_plans,
		.sku_plan_count = rows->sku_plan_count,
		.exclusions = rows->exclusions,
		.exclusion_count = LIC_COUNT(rows->exclusions),
		.exclusion_plans = rows->exclusion_plans,
		.exclusion_plan_count = rows->exclusion_plan_count,
		.prerequisites = rows->prerequisites,
		.prerequisite_count = rows->prerequisite_count,
	};

	assert_int_equal(lic_catalog_build(arena, &in, &catalog).code, LIC_OK);
	return catalog;
}

uint32_t core_sku(const struct lic_catalog *catalog, const char *name)
{
	struct lic_guid id = sku_id(name);
	uint32_t sku = lic_catalog_sku(catalog, &id);

	assert_true(sku < catalog->sku_count);
	return sku;
}

uint32_t core_plan(const struct lic_catalog *catalog, const char *name)
{
	struct lic_guid id = plan_id(name);
	uint32_t plan = lic_catalog_plan(catalog, &id);

	assert_true(plan < catalog->plan_count);
	return plan;
}

struct lic_guid_text core_sku_text(const char *name)
{
	struct lic_guid id = sku_id(name);

	return lic_guid_format(&id);
}

struct lic_guid_text core_plan_text(const char *name)
{
	struct lic_guid id = plan_id(name);

	return lic_guid_format(&id);
}

static struct lic_path read_path(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char **list, const char *word)
{
	uint64_t *disabled = lic_planset_new(arena, catalog);
	struct lic_path path = {.sku = core_sku(catalog, word),
		.source = LIC_SOURCE_DIRECT,
		.disabled = disabled,
		.since_ms = 1000};
	char mark[WORD_BYTES];

	assert_non_null(disabled);
	while (**list != ' ' && **list != '\0') {
		char kind = *(*list)++;

		if (kind == '!' || kind == '~') {
			path.state = kind == '!' ? LIC_PATH_ERROR : LIC_PATH_ACTIVE_WITH_ERROR;
			path.error = kind == '!' ? LIC_PATH_COUNT : LIC_PATH_DEPENDENCY;
			continue;
		}
		assert_true(next_word(list, " -@!~", mark));
		if (kind == '-') {
			lic_planset_add(disabled, core_plan(catalog, mark));
		} else {
			assert_true(kind == '@' && mark[0] >= '1' && mark[0] <= '9');
			path.source = mark[0] - '0';
		}
	}
	return path;
}

static void read_paths(struct lic_arena *arena, const char *list, struct lic_facts *facts)
{
	struct lic_path *paths =
		lic_arena_array(arena, list == NULL ? 0 : strlen(list), sizeof(*paths));
	char word[WORD_BYTES];

	assert_non_null(paths);
	while (next_word(&list, " -@!~", word)) {
		paths[facts->path_count++] = read_path(arena, facts->catalog, &list, word);
	}
	facts->paths = paths;
}

static void read_adds(struct lic_arena *arena, const char *list,
	struct lic_license_request *request)
{
	size_t room = list == NULL ? 0 : strlen(list);
	struct lic_license_add *adds = lic_arena_array(arena, room, sizeof(*adds));
	char word[WORD_BYTES];

	assert_non_null(adds);
	while (next_word(&list, " -", word)) {
		struct lic_license_add *add = &adds[request->add_count++];
		struct lic_guid *disabled = lic_arena_array(arena, room, sizeof(*disabled));

		assert_non_null(disabled);
		add->sku_id = sku_id(word);
		while (*list == '-') {
			list++;
			assert_true(next_word(&list, " -", word));
			disabled[add->disabled_count++] = plan_id(word);
		}
		add->disabled_plans = disabled;
	}
	request->adds = adds;
}

static void read_removes(struct lic_arena *arena, const char *list,
	struct lic_license_request *request)
{
	struct lic_guid *removes =
		lic_arena_array(arena, list == NULL ? 0 : strlen(list), sizeof(*removes));
	char word[WORD_BYTES];

	assert_non_null(removes);
	while (next_word(&list, " ", word)) {
		removes[request->remove_count++] = sku_id(word);
	}
	request->removes = removes;
}

static struct lic_seats find_pool(const char *word)
{
	for (size_t i = 0; i < LIC_COUNT(pools); i++) {
		if (strcmp(pools[i].word, word) == 0) {
			return pools[i].seats;
		}
	}
	fail_msg("no pool %s", word);
	return usual_pool;
}

/* Finds what `list` says about the pool of the SKU `word`: "none", a word of pools[], or "usual".
 */
static void find_state(const char *list, size_t sku, char state[WORD_BYTES])
{
	char word[WORD_BYTES];

	(void)snprintf(state, WORD_BYTES, "%s", skus[sku].is_owned ? "usual" : "none");
	while (next_word(&list, "=", word)) {
		char value[WORD_BYTES];

		list++;
		assert_true(next_word(&list, " ", value));
		if (find_sku(word) == sku) {
			memcpy(state, value, WORD_BYTES);
		}
	}
}

static void read_pools(struct lic_arena *arena, const char *list, struct lic_facts *facts)
{
	struct lic_sku_seats *seats = lic_arena_array(arena, LIC_COUNT(skus), sizeof(*seats));

	assert_non_null(seats);
	for (size_t i = 0; i < LIC_COUNT(skus); i++) {
		char state[WORD_BYTES] = "";

		find_state(list, i, state);
		if (strcmp(state, "none") != 0) {
			seats[facts->seat_count++] = (struct lic_sku_seats){
				.sku = core_sku(facts->catalog, skus[i].word),
				.seats =
					strcmp(state, "usual") == 0 ? usual_pool : find_pool(state),
			};
		}
	}
	facts->seats = seats;
}

struct core_setup core_prepare(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct core_case *c)
{
	static const struct lic_wait wait = {0};
	static const struct lic_wait old = {.is_old = true};
	struct core_setup setup = {.facts = {.catalog = catalog}};

	setup.facts.usage_location = c->location == NULL ? "NL" : c->location;
	if (setup.facts.usage_location[0] == '\0') {
		setup.facts.usage_location = NULL;
	}
	setup.facts.mail = "anna@contoso.example";
	setup.facts.mail_holder = c->holder;
	read_paths(arena, c->has, &setup.facts);
	read_pools(arena, c->pools, &setup.facts);
	read_adds(arena, c->add, &setup.request);
	read_removes(arena, c->remove, &setup.request);
	setup.request.wait = c->waits ? (c->is_old ? &old : &wait) : NULL;
	return setup;
}

struct lic_decision core_decide(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct core_case *c)
{
	struct core_setup setup = core_prepare(arena, catalog, c);
	struct lic_decision decision = {0};

	assert_int_equal(lic_license_decide(arena, &setup.facts, &setup.request, &decision).code,
		LIC_OK);
	return decision;
}
