/*
 * The sum of a preview: see preview_sum.h.
 */
#include "service/preview_sum.h"

#include "core/planset.h"

#include <string.h>

#define CONFLICTS_FIRST 8

lic_rc lic_preview_sum_init(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_sku_seats *pools, size_t count, struct lic_preview_sum *ret_sum)
{
	struct lic_preview_sum sum = {
		.arena = arena,
		.catalog = catalog,
		.pools = lic_arena_array(arena, count, sizeof(*sum.pools)),
		.pool_count = count,
		.consumed_before = lic_arena_array(arena, count, sizeof(*sum.consumed_before)),
		.licenses = lic_arena_array(arena, count, sizeof(*sum.licenses)),
		.is_shown = lic_arena_array(arena, count, sizeof(*sum.is_shown)),
		.plans = lic_arena_array(arena, catalog->plan_count, sizeof(*sum.plans)),
	};

	if (sum.pools == NULL || sum.consumed_before == NULL || sum.licenses == NULL ||
		sum.is_shown == NULL || sum.plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		sum.pools[i] = pools[i];
		sum.consumed_before[i] = pools[i].seats.consumed;
	}
	*ret_sum = sum;
	return LIC_OK_RC;
}

/* Index of the pool of `sku`; pool_count when there is none. */
static size_t find_pool(const struct lic_preview_sum *sum, uint32_t sku)
{
	size_t i = 0;

	while (i < sum->pool_count && sum->pools[i].sku != sku) {
		i++;
	}
	return i;
}

const struct lic_seats *lic_preview_sum_seats(const struct lic_preview_sum *sum, uint32_t sku)
{
	size_t i = find_pool(sum, sku);

	return i == sum->pool_count ? NULL : &sum->pools[i].seats;
}

void lic_preview_sum_show(struct lic_preview_sum *sum, uint32_t sku)
{
	size_t i = find_pool(sum, sku);

	if (i < sum->pool_count) {
		sum->is_shown[i] = true;
	}
}

void lic_preview_sum_take(struct lic_preview_sum *sum, const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->seat_count; i++) {
		size_t pool = find_pool(sum, decision->seats[i].sku);

		if (pool < sum->pool_count) {
			sum->pools[pool].seats.consumed += decision->seats[i].delta;
		}
	}
}

static void add_plans(struct lic_preview_sum *sum, const struct lic_decision *decision)
{
	for (size_t w = 0; w < sum->catalog->words; w++) {
		uint64_t left = decision->plans_before[w] ^ decision->plans_after[w];

		for (; left != 0; left &= left - 1) {
			size_t plan = w * 64 + (size_t)__builtin_ctzll(left);

			if (lic_planset_has(decision->plans_after, (uint32_t)plan)) {
				sum->plans[plan].gained++;
			} else {
				sum->plans[plan].lost++;
			}
		}
	}
}

void lic_preview_sum_add(struct lic_preview_sum *sum, const struct lic_decision *decision)
{
	add_plans(sum, decision);
	for (size_t i = 0; i < decision->seat_count; i++) {
		int delta = decision->seats[i].delta;
		size_t pool = find_pool(sum, decision->seats[i].sku);

		if (pool < sum->pool_count) {
			sum->licenses[pool].gained += delta > 0 ? 1 : 0;
			sum->licenses[pool].lost += delta < 0 ? 1 : 0;
		}
	}
}

static bool is_same_reason(const struct lic_preview_sum *sum, const struct lic_preview_reason *a,
	const struct lic_preview_reason *b)
{
	if (a->sku != b->sku || a->allotment != b->allotment || strcmp(a->code, b->code) != 0) {
		return false;
	}
	if (a->plans == NULL || b->plans == NULL) {
		return a->plans == b->plans;
	}
	return lic_planset_equal(a->plans, b->plans, sum->catalog->words);
}

static lic_rc make_room(struct lic_preview_sum *sum)
{
	size_t count = sum->conflict_count;
	struct lic_preview_conflict *more = NULL;

	/* Doubled each time that a power of two is full. */
	if (count != 0 && (count < CONFLICTS_FIRST || (count & (count - 1)) != 0)) {
		return LIC_OK_RC;
	}
	more = lic_arena_array(sum->arena, count == 0 ? CONFLICTS_FIRST : count * 2, sizeof(*more));
	if (more == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count > 0) {
		memcpy(more, sum->conflicts, count * sizeof(*more));
	}
	sum->conflicts = more;
	return LIC_OK_RC;
}

static lic_rc copy_reason(const struct lic_preview_sum *sum,
	const struct lic_preview_reason *reason, struct lic_preview_reason *ret_copy)
{
	struct lic_preview_reason copy = {
		.code = lic_arena_strdup(sum->arena, reason->code),
		.message = lic_arena_strdup(sum->arena, reason->message),
		.sku = reason->sku,
		.allotment = reason->allotment,
	};

	if (copy.code == NULL || copy.message == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (reason->plans != NULL) {
		uint64_t *plans = lic_planset_new(sum->arena, sum->catalog);

		if (plans == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		memcpy(plans, reason->plans, sum->catalog->words * sizeof(*plans));
		copy.plans = plans;
	}
	*ret_copy = copy;
	return LIC_OK_RC;
}

static lic_rc add_sample(const struct lic_preview_sum *sum, const struct lic_preview_user *user,
	struct lic_preview_conflict *conflict)
{
	struct lic_preview_user copy = {
		.id = user->id,
		.upn = lic_arena_strdup(sum->arena, user->upn),
		.display_name = lic_arena_strdup(sum->arena, user->display_name),
	};

	if (copy.upn == NULL || (copy.display_name == NULL && user->display_name != NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	conflict->users[conflict->user_count++] = copy;
	return LIC_OK_RC;
}

lic_rc lic_preview_sum_conflict(struct lic_preview_sum *sum,
	const struct lic_preview_reason *reason, const struct lic_preview_user *user,
	struct lic_preview_conflict **ret_new)
{
	struct lic_preview_conflict *conflict = NULL;
	struct lic_preview_conflict *added = NULL;

	for (size_t i = 0; i < sum->conflict_count && conflict == NULL; i++) {
		if (is_same_reason(sum, &sum->conflicts[i].reason, reason)) {
			conflict = &sum->conflicts[i];
		}
	}
	if (conflict == NULL && sum->conflict_count < LIC_PREVIEW_CONFLICTS_MAX) {
		LIC_TRY(make_room(sum));
		added = &sum->conflicts[sum->conflict_count];
		LIC_TRY(copy_reason(sum, reason, &added->reason));
		sum->conflict_count++;
		conflict = added;
		lic_preview_sum_show(sum, reason->sku);
	}
	if (conflict == NULL) {
		sum->untold++;
	} else {
		if (conflict->user_count < LIC_PREVIEW_SAMPLES) {
			LIC_TRY(add_sample(sum, user, conflict));
		}
		conflict->count++;
	}
	if (ret_new != NULL) {
		*ret_new = added;
	}
	return LIC_OK_RC;
}
