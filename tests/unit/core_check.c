/*
 * Running the cases: see core_check.h.
 */
#include "core_check.h"

#include "base/buf.h"
#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const kind_words[LIC_VIOLATION_KIND_MAX_] = {
	[LIC_VIOLATION_REQUEST] = "REQUEST",
	[LIC_VIOLATION_NOT_OWNED] = "NOT_OWNED",
	[LIC_VIOLATION_COMPANY] = "COMPANY",
	[LIC_VIOLATION_PLAN] = "PLAN",
	[LIC_VIOLATION_NOT_HELD] = "NOT_HELD",
	[LIC_VIOLATION_INHERITED] = "INHERITED",
	[LIC_VIOLATION_NO_LOCATION] = "NO_LOCATION",
	[LIC_VIOLATION_LOCATION] = "LOCATION",
	[LIC_VIOLATION_COUNT] = "COUNT",
	[LIC_VIOLATION_SELF_SERVICE] = "SELF_SERVICE",
	[LIC_VIOLATION_EXCLUSION] = "EXCLUSION",
	[LIC_VIOLATION_DEPENDENCY] = "DEPENDENCY",
	[LIC_VIOLATION_UNIQUENESS] = "UNIQUENESS",
};

/* Appends " word" to a list. */
static void put_word(struct lic_buf *list, const char *word)
{
	lic_buf_printf(list, "%s%s", list->len == 0 ? "" : " ", word);
}

static void put_path(struct lic_buf *text, const struct lic_catalog *catalog,
	const struct lic_path_change *path)
{
	const char *mark = path->before == NULL ? "+" : path->after == NULL ? "-" : "~";

	put_word(text, mark);
	lic_buf_puts(text, catalog->skus[path->sku].part_number);
	if (path->source != LIC_SOURCE_DIRECT) {
		lic_buf_printf(text, "@%d", (int)path->source);
	}
	for (uint32_t i = 0; i < catalog->plan_count && path->after != NULL; i++) {
		if (lic_planset_has(path->after, i)) {
			lic_buf_printf(text, "-%s", catalog->plans[i].name);
		}
	}
	if (path->after != NULL && path->state_after == LIC_PATH_ERROR) {
		lic_buf_puts(text, "!");
	}
}

static void put_plans(struct lic_buf *text, const struct lic_catalog *catalog, const uint64_t *set)
{
	for (uint32_t i = 0; i < catalog->plan_count; i++) {
		if (lic_planset_has(set, i)) {
			put_word(text, catalog->plans[i].name);
		}
	}
}

/* What a decision comes to, in the words of a case. */
struct words {
	struct lic_buf outcome; /* violations or changes */
	struct lic_buf seats;   /* seats */
	struct lic_buf plans;   /* effective plans afterwards */
};

static struct words describe(const struct lic_catalog *catalog, const struct lic_decision *d)
{
	struct words words;

	lic_buf_init(&words.outcome, 4096);
	lic_buf_init(&words.seats, 4096);
	lic_buf_init(&words.plans, 4096);
	for (size_t i = 0; i < d->violation_count; i++) {
		put_word(&words.outcome, kind_words[d->violations[i].kind]);
	}
	for (size_t i = 0; i < d->path_count && d->violation_count == 0; i++) {
		put_path(&words.outcome, catalog, &d->paths[i]);
	}
	for (size_t i = 0; i < d->seat_count && d->violation_count == 0; i++) {
		put_word(&words.seats,
			d->seats[i].delta == 1            ? "+"
				: d->seats[i].delta == -1 ? "-"
							  : "by more than one ");
		lic_buf_puts(&words.seats, catalog->skus[d->seats[i].sku].part_number);
	}
	put_plans(&words.plans, catalog, d->plans_after);
	return words;
}

/* Reports a text that is not as expected; returns 1 then. */
static int differs(const char *name, const char *what, const struct lic_buf *text,
	const char *expected)
{
	const char *got = text->len == 0 ? "" : text->data;

	if (expected == NULL) {
		expected = "";
	}
	if (strcmp(got, expected) == 0) {
		return 0;
	}
	print_error("%s: %s is '%s', not '%s'\n", name, what, got, expected);
	return 1;
}

static bool is_filled(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* Names stand beside ids, save for an id that is nowhere. */
static bool is_ref_complete(const struct lic_err_ref *ref)
{
	bool is_unknown = strcmp(ref->id, core_sku_text("?").text) == 0 ||
		strcmp(ref->id, core_plan_text("?").text) == 0;

	return is_filled(ref->kind) && strlen(ref->id) == LIC_GUID_TEXT_LEN &&
		is_filled(ref->name) != is_unknown;
}

/* Checks what holds for every list of violations; returns the number of faults. */
static int check_violations(const char *name, const struct lic_decision *d)
{
	int faults = 0;

	for (size_t i = 0; i < d->violation_count; i++) {
		const struct lic_violation *v = &d->violations[i];
		bool is_complete = is_filled(v->detail.code) && is_filled(v->detail.message) &&
			is_filled(v->detail.target) && is_filled(v->detail.remedy);

		for (size_t r = 0; r < v->detail.ref_count; r++) {
			is_complete = is_complete && is_ref_complete(&v->detail.refs[r]);
		}
		if (!is_complete ||
			(v->detail.ref_count == 0 && v->kind != LIC_VIOLATION_NO_LOCATION)) {
			print_error("%s: %s lacks words\n", name, kind_words[v->kind]);
			faults++;
		}
		if (i > 0 && d->violations[i - 1].kind > v->kind) {
			print_error("%s: %s comes too late (R-58)\n", name, kind_words[v->kind]);
			faults++;
		}
	}
	return faults;
}

/* Finds the change of `path`, or NULL when it stays as it is. */
static const struct lic_path_change *find_change(const struct lic_decision *d,
	const struct lic_path *path)
{
	for (size_t i = 0; i < d->path_count; i++) {
		if (d->paths[i].sku == path->sku && d->paths[i].source == path->source &&
			d->paths[i].before != NULL) {
			return &d->paths[i];
		}
	}
	return NULL;
}

static struct lic_path changed_path(const struct lic_path_change *change)
{
	return (struct lic_path){.sku = change->sku,
		.source = change->source,
		.disabled = change->after,
		.state = change->state_after,
		.error = change->error_after};
}

/* Carries a granted decision out on `facts`. */
static struct lic_facts apply(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_decision *d)
{
	struct lic_facts after = *facts;
	struct lic_path *paths =
		lic_arena_array(arena, facts->path_count + d->path_count, sizeof(*paths));

	assert_non_null(paths);
	after.path_count = 0;
	for (size_t i = 0; i < facts->path_count; i++) {
		const struct lic_path_change *change = find_change(d, &facts->paths[i]);

		if (change == NULL) {
			paths[after.path_count++] = facts->paths[i];
		} else if (change->after != NULL) {
			paths[after.path_count++] = changed_path(change);
		}
	}
	for (size_t i = 0; i < d->path_count; i++) {
		if (d->paths[i].before == NULL) {
			paths[after.path_count++] = changed_path(&d->paths[i]);
		}
	}
	after.paths = paths;
	return after;
}

/* what was granted changes nothing when it is asked for again. */
static int check_again(const char *name, const struct core_setup *setup,
	const struct lic_decision *d)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	struct lic_facts facts = apply(arena, &setup->facts, d);
	struct lic_license_request request = setup->request;
	struct lic_decision again = {0};
	int faults = 0;

	request.remove_count = 0;
	assert_int_equal(lic_license_decide(arena, &facts, &request, &again).code, LIC_OK);
	if (again.violation_count > 0 || again.path_count > 0 || again.seat_count > 0 ||
		!lic_planset_equal(d->plans_after, again.plans_after, facts.catalog->words)) {
		print_error("%s: the same again changes something (R-52)\n", name);
		faults++;
	}
	lic_arena_free(arena);
	return faults;
}

/* Whoever does not ask for the holder of a mail address must not miss one that counts. */
static int check_mailbox(const char *name, const struct core_setup *setup,
	const struct lic_decision *d)
{
	bool may = lic_license_may_bring_mailbox(setup->facts.catalog, &setup->request);

	for (size_t i = 0; i < d->violation_count; i++) {
		if (d->violations[i].kind == LIC_VIOLATION_UNIQUENESS && !may) {
			print_error("%s: a mailbox comes on unforeseen (R-58)\n", name);
			return 1;
		}
	}
	return 0;
}

static int check_case(const struct lic_catalog *catalog, const struct core_case *c)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	struct core_setup setup = core_prepare(arena, catalog, c);
	struct lic_path *copy = lic_arena_array(arena, setup.facts.path_count, sizeof(*copy));
	struct lic_decision d = {0};
	struct words words;
	int faults = 0;

	assert_non_null(copy);
	memcpy(copy, setup.facts.paths, setup.facts.path_count * sizeof(*copy));
	assert_int_equal(lic_license_decide(arena, &setup.facts, &setup.request, &d).code, LIC_OK);
	words = describe(catalog, &d);
	faults += differs(c->name, "outcome", &words.outcome, c->outcome);
	faults += differs(c->name, "seats", &words.seats, c->seats);
	if (c->plans != NULL) {
		faults += differs(c->name, "plans", &words.plans, c->plans);
	}
	if (memcmp(copy, setup.facts.paths, setup.facts.path_count * sizeof(*copy)) != 0) {
		print_error("%s: the facts were changed\n", c->name);
		faults++;
	}
	faults += check_violations(c->name, &d);
	faults += check_mailbox(c->name, &setup, &d);
	if (d.violation_count == 0) {
		faults += check_again(c->name, &setup, &d);
	}
	lic_buf_done(&words.outcome);
	lic_buf_done(&words.seats);
	lic_buf_done(&words.plans);
	lic_arena_free(arena);
	return faults;
}

void core_check(const struct core_case *cases, size_t count)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);
	int faults = 0;

	for (size_t i = 0; i < count; i++) {
		faults += check_case(catalog, &cases[i]);
	}
	lic_arena_free(arena);
	assert_int_equal(faults, 0);
}
