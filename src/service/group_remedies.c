/*
 * What can be done about the conflicts in a preview of groups: see group_preview_int.h. Each remedy
 * is tried out on the first person who has the conflict.
 */
#include "service/group_preview_int.h"

#include "base/buf.h"
#include "core/location.h"
#include "core/planset.h"
#include "store/lic_sql.h"

#include <inttypes.h>
#include <string.h>

#define TEXT_BYTES_MAX ((size_t)32 * 1024)

/* Seats enough for everybody: what is tried out then does not depend on them. */
#define PLENTY INT64_C(1000000000)

/* The search for remedies of one conflict. */
struct search {
	struct lic_world *world;                     /* as it would be */
	const struct lic_preview_conflict *conflict; /* against which */
	const struct lic_preview__first *first;      /* on whom remedies are tried out */
	const struct lic_world__group *group;        /* whose gift it is about */
	const struct lic_group_license *license; /* the product there; NULL: it gives it no more */
	const struct lic_license_request *request; /* what was asked; NULL: something else */
	struct lic_remedy found[LIC_REMEDIES_MAX]; /* ranked */
	size_t count;                              /* number found */
};

/* Nothing is changed. */
static struct lic_world__probe no_probe(const struct search *s)
{
	return (struct lic_world__probe){
		.user_id = s->first->user_id,
		.group = s->first->group,
		.more_seats = PLENTY,
		.more_sku = LIC_INDEX_NONE,
		.without_sku = LIC_INDEX_NONE,
	};
}

static const char *product(const struct search *s)
{
	return s->world->catalog->skus[s->conflict->reason.sku].display_name;
}

static unsigned count_lost(const struct search *s, const struct lic_remedy *remedy)
{
	return remedy->lost == NULL
		? 0
		: lic_planset_common(remedy->lost, remedy->lost, s->world->catalog->words);
}

static bool is_better(const struct search *s, const struct lic_remedy *a,
	const struct lic_remedy *b)
{
	if (a->solves_all != b->solves_all) {
		return a->solves_all;
	}
	if (count_lost(s, a) != count_lost(s, b)) {
		return count_lost(s, a) < count_lost(s, b);
	}
	return a->kind < b->kind;
}

/* Tries `remedy` out as `probe` says, and keeps it in its place if the group gives the SKU with
 * index `sku` then. */
static lic_rc try(struct search *s, const struct lic_world__probe *probe, uint32_t sku,
	struct lic_remedy *remedy)
{
	bool is_mended = false;
	size_t at = s->count;

	if (remedy->text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (s->count == LIC_REMEDIES_MAX) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_world__try(s->world, probe, sku, &is_mended, &remedy->solves_all));
	if (!is_mended) {
		return LIC_OK_RC;
	}
	while (at > 0 && is_better(s, remedy, &s->found[at - 1])) {
		s->found[at] = s->found[at - 1];
		at--;
	}
	s->found[at] = *remedy;
	s->count++;
	return LIC_OK_RC;
}

/* A copy of what the group gives, with one more place. */
static struct lic_group_license *copy_licenses(const struct search *s)
{
	size_t count = s->group->license_count;
	struct lic_group_license *list = lic_arena_array(s->world->arena, count + 1, sizeof(*list));

	if (list != NULL && count > 0) {
		memcpy(list, s->group->licenses, count * sizeof(*list));
	}
	return list;
}

/* The request with `sku`, with the plans of `disabled` off, in the place of what it asks for the
 * conflict's product; `*ret_request` stays NULL where none was made of this group. */
static lic_rc make_request(const struct search *s, uint32_t sku, const uint64_t *disabled,
	const struct lic_license_request **ret_request)
{
	const struct lic_catalog *catalog = s->world->catalog;
	struct lic_arena *arena = s->world->ctx->arena;
	const struct lic_guid *old = &catalog->skus[s->conflict->reason.sku].id;
	const struct lic_sku *entry = &catalog->skus[sku];

	if (s->request == NULL) {
		return LIC_OK_RC;
	}
	struct lic_license_request *request = lic_arena_alloc(arena, sizeof(*request));
	struct lic_license_add *adds =
		lic_arena_array(arena, s->request->add_count + 1, sizeof(*adds));
	struct lic_guid *removes =
		lic_arena_array(arena, s->request->remove_count + 1, sizeof(*removes));
	struct lic_guid *off = lic_arena_array(arena, entry->plan_count, sizeof(*off));
	size_t off_count = 0;
	size_t count = 0;

	if (request == NULL || adds == NULL || removes == NULL || off == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < entry->plan_count; i++) {
		if (lic_planset_has(disabled, entry->plans[i])) {
			off[off_count++] = catalog->plans[entry->plans[i]].id;
		}
	}
	for (size_t i = 0; i < s->request->add_count; i++) {
		if (!lic_guid_equal(&s->request->adds[i].sku_id, old)) {
			adds[count++] = s->request->adds[i];
		}
	}
	adds[count] = (struct lic_license_add){entry->id, off, off_count};
	if (s->request->remove_count > 0) {
		memcpy(removes, s->request->removes, s->request->remove_count * sizeof(*removes));
	}
	*request = (struct lic_license_request){
		.adds = adds,
		.add_count = count + 1,
		.removes = removes,
		.remove_count = s->request->remove_count,
	};
	*ret_request = request;
	return LIC_OK_RC;
}

/* Tries to turn those of the conflict's plans off that the group turns on in the product. */
static lic_rc turn_off(struct search *s)
{
	const struct lic_catalog *catalog = s->world->catalog;
	struct lic_world__probe probe = no_probe(s);
	struct lic_group_license *list = copy_licenses(s);
	uint64_t *off = lic_planset_new(s->world->ctx->arena, catalog);
	uint64_t *disabled = lic_planset_new(s->world->ctx->arena, catalog);
	struct lic_remedy remedy = {.kind = LIC_REMEDY_TURN_OFF_PLANS, .lost = off};
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	if (list == NULL || off == NULL || disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&text, TEXT_BYTES_MAX);
	for (uint32_t p = 0; s->conflict->reason.plans != NULL && p < catalog->plan_count; p++) {
		if (lic_planset_has(s->conflict->reason.plans, p) &&
			lic_planset_has(catalog->skus[s->license->sku].switchable, p) &&
			!lic_planset_has(s->license->disabled, p)) {
			lic_buf_printf(&text, "%s%s", text.len == 0 ? "Turn off " : ", ",
				catalog->plans[p].display_name);
			lic_planset_add(off, p);
		}
	}
	if (text.len == 0) {
		return LIC_OK_RC;
	}
	lic_buf_printf(&text, " in %s of the group %s.", product(s), s->group->name);
	LIC_TRY(lic_buf_status(&text));
	remedy.text = lic_arena_copy(s->world->ctx->arena, text.data, text.len);
	for (size_t w = 0; w < catalog->words; w++) {
		disabled[w] = s->license->disabled[w] | off[w];
	}
	for (size_t i = 0; i < s->group->license_count; i++) {
		if (list[i].sku == s->license->sku) {
			list[i].disabled = disabled;
		}
	}
	probe.licenses = list;
	probe.license_count = s->group->license_count;
	LIC_TRY(make_request(s, s->license->sku, disabled, &remedy.request));
	return try(s, &probe, s->conflict->reason.sku, &remedy);
}

/* Tries to buy as many seats as are missing. */
static lic_rc buy(struct search *s)
{
	uint32_t sku = s->conflict->reason.sku;
	const struct lic_seats *seats = lic_preview_sum_seats(s->world->sum, sku);
	struct lic_world__probe probe = no_probe(s);
	struct lic_remedy_seats *change = lic_arena_alloc(s->world->ctx->arena, sizeof(*change));
	struct lic_remedy remedy = {
		.kind = LIC_REMEDY_BUY_SEATS,
		.seats = change,
		.seat_count = 1,
	};
	int64_t missing = s->conflict->count;

	if (change == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (seats == NULL) {
		return LIC_OK_RC; /* nothing to add to */
	}
	*change = (struct lic_remedy_seats){sku, missing};
	missing += lic_seats_excess(seats) - lic_seats_available(seats);
	probe.more_sku = sku;
	probe.more_seats = missing;
	remedy.text = lic_arena_printf(s->world->ctx->arena, "Buy %" PRId64 " more of %s.", missing,
		product(s));
	return try(s, &probe, s->conflict->reason.sku, &remedy);
}

/* Tries to raise the limit of the group's allotment, and to buy what is missing even so. */
static lic_rc raise_limit(struct search *s)
{
	uint32_t sku = s->conflict->reason.sku;
	const struct lic_seats *seats = lic_preview_sum_seats(s->world->sum, sku);
	const struct lic_allotted *allotted = lic_world__allotted(s->world, s->group->id, sku);
	struct lic_q_allotments_name_in in = {s->world->ctx->caller.tenant_id,
		s->conflict->reason.allotment};
	struct lic_q_allotments_name_row row;
	struct lic_world__probe probe = no_probe(s);
	struct lic_remedy_seats *change = lic_arena_alloc(s->world->ctx->arena, sizeof(*change));
	struct lic_remedy remedy = {
		.kind = LIC_REMEDY_RAISE_LIMIT,
		.seats = change,
		.seat_count = 1,
	};
	int64_t missing = 0;
	bool found = false;

	LIC_TRY(lic_q_allotments_name(s->world->ctx->db, s->world->scratch, &in, &row, &found));
	if (change == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (seats == NULL || allotted == NULL || !found) {
		return LIC_OK_RC;
	}
	*change = (struct lic_remedy_seats){sku, s->conflict->count};
	missing = s->conflict->count + lic_seats_excess(seats) - lic_seats_available(seats);
	probe.has_room = true;
	probe.more_sku = sku;
	probe.more_seats = missing > 0 ? missing : 0;
	remedy.text = lic_arena_printf(s->world->ctx->arena,
		"Raise the limit of the allotment %s by %" PRId64 ".", row.display_name,
		s->conflict->count - allotted->free);
	if (missing > 0) {
		remedy.text = lic_arena_printf(s->world->ctx->arena,
			"Raise the limit of the allotment %s by %" PRId64 ", and buy %" PRId64
			" more of %s.",
			row.display_name, s->conflict->count - allotted->free, missing, product(s));
	}
	return try(s, &probe, sku, &remedy);
}

/* Those who are left stand in the line. */
static lic_rc wait_for_seats(struct search *s)
{
	struct lic_world__probe probe = no_probe(s);
	uint64_t *wanted = lic_planset_new(s->world->ctx->arena, s->world->catalog);
	struct lic_remedy remedy = {
		.kind = LIC_REMEDY_WAIT,
		.lost = wanted,
		.text = lic_arena_printf(s->world->ctx->arena,
			"Wait: seats of %s that come free go to those who are left, in the order in which they joined.",
			product(s)),
	};

	if (wanted == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	probe.has_room = true;
	lic_planset_add_except(wanted, s->world->catalog->skus[s->license->sku].switchable,
		s->license->disabled, s->world->catalog->words);
	return try(s, &probe, s->conflict->reason.sku, &remedy);
}

/* Tells whether the product of `pool` has all `wanted` plans and seats for everybody, and is not
 * given already. */
static bool is_other_product(const struct search *s, const struct lic_sku_seats *pool,
	const uint64_t *wanted)
{
	const struct lic_sku *sku = &s->world->catalog->skus[pool->sku];
	size_t words = s->world->catalog->words;

	for (size_t i = 0; i < s->group->license_count; i++) {
		if (s->group->licenses[i].sku == pool->sku) {
			return false;
		}
	}
	return !sku->is_company &&
		lic_planset_common(sku->switchable, wanted, words) ==
		lic_planset_common(wanted, wanted, words) &&
		lic_seats_available(&pool->seats) >= (int64_t)s->world->people_count;
}

/* Tries owned products with the same plans and seats for everybody, instead. */
static lic_rc other_products(struct search *s)
{
	const struct lic_catalog *catalog = s->world->catalog;
	uint64_t *wanted = lic_planset_new(s->world->ctx->arena, catalog);

	if (wanted == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_planset_add_except(wanted, catalog->skus[s->license->sku].switchable,
		s->license->disabled, catalog->words);
	for (size_t i = 0; i < s->world->sum->pool_count; i++) {
		const struct lic_sku_seats *pool = &s->world->sum->pools[i];
		uint64_t *off = lic_planset_new(s->world->ctx->arena, catalog);
		struct lic_world__probe probe = no_probe(s);
		struct lic_remedy remedy = {.kind = LIC_REMEDY_OTHER_PRODUCT};
		struct lic_group_license *list = copy_licenses(s);

		if (off == NULL || list == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (!is_other_product(s, pool, wanted)) {
			continue;
		}
		lic_planset_add_except(off, catalog->skus[pool->sku].switchable, wanted,
			catalog->words);
		for (size_t k = 0; k < s->group->license_count; k++) {
			if (list[k].sku == s->license->sku) {
				list[k] = (struct lic_group_license){pool->sku, off};
			}
		}
		probe.licenses = list;
		probe.license_count = s->group->license_count;
		remedy.text = lic_arena_printf(s->world->ctx->arena,
			"Have the group %s give %s instead of %s, with the same services on.",
			s->group->name, catalog->skus[pool->sku].display_name, product(s));
		LIC_TRY(make_request(s, pool->sku, off, &remedy.request));
		LIC_TRY(try(s, &probe, pool->sku, &remedy));
	}
	return LIC_OK_RC;
}

static bool is_on(const struct search *s, const struct lic_path *path)
{
	const uint64_t *plans = s->conflict->reason.plans;
	const struct lic_sku *sku = &s->world->catalog->skus[path->sku];

	for (size_t w = 0; w < s->world->catalog->words; w++) {
		if ((sku->switchable[w] & ~path->disabled[w] & plans[w]) != 0) {
			return lic_path_holds_seat(path->state);
		}
	}
	return false;
}

/* The plans that go with `path`, less those that the group gives. */
static lic_rc plans_of(const struct search *s, const struct lic_path *path,
	const uint64_t **ret_plans)
{
	const struct lic_catalog *catalog = s->world->catalog;
	uint64_t *plans = lic_planset_new(s->world->ctx->arena, catalog);

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_planset_add_except(plans, catalog->skus[path->sku].switchable, path->disabled,
		catalog->words);
	for (size_t i = 0; i < s->group->license_count; i++) {
		const struct lic_group_license *given = &s->group->licenses[i];

		for (size_t w = 0; w < catalog->words; w++) {
			plans[w] &=
				~(catalog->skus[given->sku].switchable[w] & ~given->disabled[w]);
		}
	}
	*ret_plans = plans;
	return LIC_OK_RC;
}

/* Tries to do without what else turns one of the plans on: a product that is held directly, or
 * another group. */
static lic_rc without_others(struct search *s)
{
	struct lic_path *paths = NULL;
	size_t count = 0;

	if (s->conflict->reason.plans == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_world__paths(s->world, s->first->user_id, &paths, &count));
	for (size_t i = 0; i < count; i++) {
		const struct lic_path *path = &paths[i];
		struct lic_world__probe probe = no_probe(s);
		struct lic_remedy remedy = {.kind = LIC_REMEDY_REMOVE_PRODUCT};
		uint32_t other = 0;

		if (!is_on(s, path) || path->source == s->group->id) {
			continue;
		}
		LIC_TRY(plans_of(s, path, &remedy.lost));
		if (path->source == LIC_SOURCE_DIRECT) {
			probe.without_sku = path->sku;
			remedy.text = lic_arena_printf(s->world->ctx->arena,
				"Remove %s, which they have directly, from those who are left.",
				s->world->catalog->skus[path->sku].display_name);
		} else {
			LIC_TRY(lic_world__group(s->world, path->source, &other));
			s->group = &s->world->groups[s->first->group]; /* it may have moved */
			probe.without_source = path->source;
			remedy.kind = LIC_REMEDY_LEAVE_GROUP;
			remedy.text = lic_arena_printf(s->world->ctx->arena,
				"Take those who are left out of the group %s: everything else that it gives goes, too.",
				s->world->groups[other].name);
		}
		LIC_TRY(try(s, &probe, s->conflict->reason.sku, &remedy));
	}
	return LIC_OK_RC;
}

/* Tells whether a plan that the group gives is not allowed in `code`. */
static bool is_prohibited(const struct search *s, const char *code)
{
	const struct lic_catalog *catalog = s->world->catalog;

	for (size_t i = 0; i < s->group->license_count; i++) {
		const struct lic_group_license *license = &s->group->licenses[i];
		const struct lic_sku *sku = &catalog->skus[license->sku];

		for (size_t p = 0; p < sku->plan_count; p++) {
			if (!lic_planset_has(license->disabled, sku->plans[p]) &&
				lic_location_in_list(code,
					catalog->plans[sku->plans[p]].prohibited)) {
				return true;
			}
		}
	}
	return false;
}

/* Tries another usage location: some place where everything is allowed. D-23: which one it is to be
 * is never guessed. */
static lic_rc set_location(struct search *s)
{
	char code[3] = "AA";
	struct lic_world__probe probe = no_probe(s);
	struct lic_remedy remedy = {
		.kind = LIC_REMEDY_SET_LOCATION,
		.text = lic_arena_printf(s->world->ctx->arena,
			"Correct the usage location of those who are not in %s.",
			s->first->location),
	};

	while (!lic_location_is_valid(code) || is_prohibited(s, code)) {
		if (code[1]++ == 'Z') {
			code[1] = 'A';
			if (code[0]++ == 'Z') {
				return LIC_OK_RC; /* prohibited everywhere */
			}
		}
	}
	probe.location = code;
	return try(s, &probe, s->conflict->reason.sku, &remedy);
}

/* Tries what the words for the error say: nobody else has the address. */
static lic_rc correct_address(struct search *s)
{
	struct lic_world__probe probe = no_probe(s);
	struct lic_remedy remedy = {
		.kind = LIC_REMEDY_CORRECT,
		.text = lic_path_error_words(LIC_PATH_UNIQUENESS, false)->remedy,
	};

	probe.has_own_mail = true;
	return try(s, &probe, s->conflict->reason.sku, &remedy);
}

/* D-16: the group gives what works. Seats are as they would be. */
static lic_rc give_what_works(struct search *s)
{
	struct lic_world__probe probe = no_probe(s);
	struct lic_remedy remedy = {
		.kind = LIC_REMEDY_BEST_EFFORT,
		.text = lic_arena_printf(s->world->ctx->arena,
			"Let the group %s give what works (bestEffort): they get %s then.",
			s->group->name, product(s)),
	};

	probe.more_seats = 0;
	probe.is_best_effort = true;
	return try(s, &probe, s->conflict->reason.sku, &remedy);
}

static lic_rc seek(struct search *s)
{
	switch (s->first->error) {
	case LIC_PATH_COUNT:
		LIC_TRY(s->conflict->reason.allotment == 0 ? buy(s) : raise_limit(s));
		LIC_TRY(other_products(s));
		return wait_for_seats(s);
	case LIC_PATH_MUTUALLY_EXCLUSIVE:
		LIC_TRY(turn_off(s));
		return without_others(s);
	case LIC_PATH_DEPENDENCY:
		return turn_off(s);
	case LIC_PATH_LOCATION:
		LIC_TRY(turn_off(s));
		return set_location(s);
	case LIC_PATH_UNIQUENESS:
		return correct_address(s);
	case LIC_PATH_OTHER:
		return give_what_works(s);
	case LIC_PATH_NONE:
	case LIC_PATH_ERROR_MAX_:
		break;
	}
	return LIC_OK_RC;
}

static lic_rc find_for(struct search *s, struct lic_preview_conflict *conflict)
{
	struct lic_remedy *list = NULL;

	for (size_t i = 0; i < s->group->license_count; i++) {
		if (s->group->licenses[i].sku == conflict->reason.sku) {
			s->license = &s->group->licenses[i];
		}
	}
	if (s->license == NULL) {
		return LIC_OK_RC; /* given no more: it goes when what needs it goes (G-13) */
	}
	LIC_TRY(seek(s));
	list = lic_arena_array(s->world->ctx->arena, s->count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (s->count > 0) {
		memcpy(list, s->found, s->count * sizeof(*list));
	}
	conflict->remedies = list;
	conflict->remedy_count = s->count;
	return LIC_OK_RC;
}

lic_rc lic_preview__find_remedies(struct lic_world *world,
	const struct lic_preview__conflicts *conflicts, const struct lic_license_request *request)
{
	for (size_t i = 0; i < world->sum->conflict_count; i++) {
		struct search s = {
			.world = world,
			.conflict = &world->sum->conflicts[i],
			.first = &conflicts->first[i],
			.group = &world->groups[conflicts->first[i].group],
			.request = request,
		};

		LIC_TRY(find_for(&s, &world->sum->conflicts[i]));
	}
	return LIC_OK_RC;
}
