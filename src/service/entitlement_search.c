/*
 * Who may use that? See entitlement.h. A plan may be in many products: each is asked for its next
 * holders, and what all of them have told completely is the page.
 */
#include "service/entitlement.h"

#include "service/subscriptions.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

#define FETCH_LEAST 128 /* paths of one product at a time */
#define ROUNDS_MAX 16   /* without a user found: then the page is empty and says that more follow */

/* Somebody who may. */
struct candidate {
	int64_t id;           /* key */
	struct lic_guid guid; /* id */
};

/* One search. */
struct search {
	struct lic_ctx *ctx;               /* whose */
	const struct lic_catalog *catalog; /* indices refer to it */
	const struct lic_usable *usable;   /* what is searched for */
	const uint32_t *skus;              /* products in use that give it */
	size_t sku_count;                  /* number of products */
	struct candidate *found;           /* in the arena */
	size_t count;                      /* number found */
	size_t room;                       /* allocated */
	int64_t horizon; /* up to which key every product has told all; INT64_MAX: to the end */
};

static bool gives(const struct search *search, uint32_t sku)
{
	return search->usable->is_plan
		? lic_sku_has_plan(&search->catalog->skus[sku], search->usable->index)
		: sku == search->usable->index;
}

/* Lists the products with a subscription in use (D-09) that give it. */
static lic_rc find_skus(struct search *search)
{
	struct lic_sku_seats *pools = NULL;
	uint32_t *skus = NULL;
	size_t count = 0;

	LIC_TRY(lic_seats_list(search->ctx, search->catalog, &pools, &count));
	skus = lic_arena_array(search->ctx->arena, count, sizeof(*skus));
	if (skus == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		if (pools[i].seats.enabled + pools[i].seats.warning > 0 &&
			gives(search, pools[i].sku)) {
			skus[search->sku_count++] = pools[i].sku;
		}
	}
	search->skus = skus;
	return LIC_OK_RC;
}

static lic_rc add(struct search *search, const struct lic_q_entitlement_holders_row *row)
{
	if (search->usable->is_plan &&
		lic_entitled_is_off(&row->plans,
			search->catalog->plans[search->usable->index].key)) {
		return LIC_OK_RC;
	}
	if (search->count == search->room) {
		size_t room = search->room == 0 ? FETCH_LEAST : search->room * 2;
		struct candidate *found = lic_arena_array(search->ctx->arena, room, sizeof(*found));

		if (found == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (search->count > 0) {
			memcpy(found, search->found, search->count * sizeof(*found));
		}
		search->found = found;
		search->room = room;
	}
	search->found[search->count++] = (struct candidate){row->user_id, row->guid};
	return LIC_OK_RC;
}

/* Reads the next `fetch` paths to a product. The last user of a list that was cut may have more:
 * he is not told completely. */
static lic_rc ask(struct search *search, uint32_t sku, int64_t after, int64_t fetch)
{
	struct lic_q_entitlement_holders_in in = {
		.tenant_id = search->ctx->caller.tenant_id,
		.sku_id = search->catalog->skus[sku].key,
		.after = after,
		.limit = fetch,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_entitlement_holders_row row;
	int64_t last = after;
	int64_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_entitlement_holders_open(search->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_entitlement_holders_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add(search, &row));
		last = row.user_id;
		count++;
	}
	if (count == fetch && last - 1 < search->horizon) {
		search->horizon = last - 1;
	}
	return LIC_OK_RC;
}

/* Asks every product, for more at a time where one user's paths fill all that was asked for. */
static lic_rc ask_all(struct search *search, int64_t after, unsigned limit)
{
	int64_t fetch = limit + 2 > FETCH_LEAST ? (int64_t)limit + 2 : FETCH_LEAST;

	do {
		search->count = 0;
		search->horizon = INT64_MAX;
		for (size_t i = 0; i < search->sku_count; i++) {
			LIC_TRY(ask(search, search->skus[i], after, fetch));
		}
		fetch *= 2;
	} while (search->horizon <= after);
	return LIC_OK_RC;
}

static int compare(const void *a, const void *b)
{
	int64_t left = ((const struct candidate *)a)->id;
	int64_t right = ((const struct candidate *)b)->id;

	return left < right ? -1 : left > right;
}

/* Makes a page of what was found: each user once, those who were told completely. */
static void fill_page(struct search *search, unsigned limit, struct lic_guid *users,
	struct lic_entitled_page *page)
{
	int64_t last = 0;

	if (search->count > 0) {
		qsort(search->found, search->count, sizeof(*search->found), compare);
	}
	page->users = users;
	page->has_more = search->horizon != INT64_MAX;
	page->next_after = search->horizon;
	for (size_t i = 0; i < search->count; i++) {
		const struct candidate *one = &search->found[i];

		if (one->id > search->horizon) {
			return;
		}
		if (page->count > 0 && one->id == last) {
			continue;
		}
		if (page->count == limit) {
			page->has_more = true;
			page->next_after = last;
			return;
		}
		users[page->count++] = one->guid;
		last = one->id;
	}
}

lic_rc lic_entitled_users(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_usable *usable, int64_t after, unsigned limit,
	struct lic_entitled_page *ret_page)
{
	struct search search = {.ctx = ctx, .catalog = catalog, .usable = usable};
	struct lic_entitled_page page = {.has_more = true, .next_after = after};
	struct lic_guid *users = lic_arena_array(ctx->arena, limit, sizeof(*users));

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_REQUIRE(limit >= 1 && limit <= LIC_ENTITLED_PAGE_MAX);
	if (users == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(find_skus(&search));
	for (int round = 0; round < ROUNDS_MAX && page.count == 0 && page.has_more; round++) {
		LIC_TRY(ask_all(&search, page.next_after, limit));
		fill_page(&search, limit, users, &page);
	}
	*ret_page = page;
	return LIC_OK_RC;
}
