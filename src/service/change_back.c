/*
 * What asks for the opposite of what the ledger has of a user: see change_int.h.
 *
 * Of each product there is what the user had before, what he was left with, and what he has now.
 * Who has what he was left with is asked to have what he had before; who has that already is left
 * alone; anything else was changed since, and nobody knows what is meant.
 */
#include "service/change_back_int.h"
#include "service/license_int.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* A request in the making. */
struct asking {
	struct lic_ctx *ctx;               /* the transaction; its arena takes the request */
	const struct lic_catalog *catalog; /* that indices refer to */
	int64_t user_id;                   /* key of the user */
	const struct lic_path *paths;      /* what the user has */
	size_t path_count;                 /* number of paths */
	struct lic_license_add *adds;      /* what is given … */
	const struct lic_wait **waits;     /* … and of each how it may wait */
	size_t add_count;                  /* number of them */
	struct lic_guid *removes;          /* what is taken */
	size_t remove_count;               /* number of it */
};

/* Loads the plans that are off on `side`; NULL where there was no licence. */
static lic_rc load_set(const struct asking *asking, const struct lic_change__side *side,
	uint64_t **ret_set)
{
	struct lic_q_licenses_plan_set_load_in in = {asking->ctx->caller.tenant_id,
		side->plan_set.value};
	struct lic_q_licenses_plan_set_load_row row;
	bool found = false;

	*ret_set = NULL;
	if (!side->plan_set.is_set) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_licenses_plan_set_load(asking->ctx->db, asking->ctx->arena, &in, &row,
		&found));
	return found
		? lic_plan_set__decode(asking->ctx->arena, asking->catalog, &row.plans, ret_set)
		: LIC_RC(LIC_E_CORRUPT);
}

static const struct lic_path *find_path(const struct asking *asking, uint32_t sku)
{
	for (size_t i = 0; i < asking->path_count; i++) {
		if (asking->paths[i].sku == sku && asking->paths[i].source == LIC_SOURCE_DIRECT) {
			return &asking->paths[i];
		}
	}
	return NULL;
}

/* Tells whether the licence in `path` (NULL: none) is that of `side`, with the plans in `set` off.
 */
static bool is_path(const struct asking *asking, const struct lic_path *path,
	const struct lic_change__side *side, const uint64_t *set)
{
	if (path == NULL || set == NULL) {
		return path == NULL && set == NULL;
	}
	return lic_planset_equal(path->disabled, set, asking->catalog->words) &&
		lic_path_holds_seat(path->state) != side->is_wanted;
}

/* Tells whether the wish `now` (NULL: none) is the one that `place` tells of. */
static bool is_place(const struct lic_wish *now, const struct lic_change__place *place)
{
	if (now == NULL || !place->is_set) {
		return now == NULL && !place->is_set;
	}
	return !lic_wish__would_change(now, &place->wait);
}

/* Tells whether there was nothing done in the end. */
static bool is_nothing(const struct lic_change__did *did)
{
	bool is_path_same = !did->has_path ||
		(did->before.plan_set.is_set == did->after.plan_set.is_set &&
			did->before.plan_set.value == did->after.plan_set.value &&
			did->before.is_wanted == did->after.is_wanted);
	const struct lic_change__place *after = &did->place_after;
	const struct lic_wish left = {.rank = after->wait.rank, .reason = after->wait.reason};

	return is_path_same &&
		(!did->has_place || is_place(after->is_set ? &left : NULL, &did->place_before));
}

/* Asks for `sku` with the plans in `disabled` off; `wait` as in struct lic_license_request. */
static lic_rc give(struct asking *asking, uint32_t sku, const uint64_t *disabled,
	const struct lic_wait *wait)
{
	const struct lic_path path = {.sku = sku, .disabled = disabled};

	LIC_TRY(lic_license__add_of(asking->ctx->arena, asking->catalog, &path,
		&asking->adds[asking->add_count]));
	asking->waits[asking->add_count++] = wait;
	return LIC_OK_RC;
}

/* What is known of one product. */
struct known {
	const struct lic_change__did *did; /* what was done */
	const struct lic_path *path;       /* the licence now; NULL: none */
	struct lic_wish wish;              /* the place in the line now … */
	bool has_wish;                     /* … if there is one */
	uint64_t *before;                  /* plans that were off before; NULL: no licence */
	uint64_t *after;                   /* plans that are off after; NULL: no licence */
};

static lic_rc learn(const struct asking *asking, const struct lic_change__did *did,
	struct known *ret_known)
{
	struct known known = {.did = did, .path = find_path(asking, did->sku)};

	LIC_TRY(load_set(asking, &did->before, &known.before));
	LIC_TRY(load_set(asking, &did->after, &known.after));
	if (did->has_place || did->before.is_wanted || did->after.is_wanted) {
		LIC_TRY(lic_wish__find(asking->ctx, asking->catalog->skus[did->sku].key,
			asking->user_id, LIC_SOURCE_DIRECT, &known.wish, &known.has_wish));
	}
	*ret_known = known;
	return LIC_OK_RC;
}

/* Tells whether the user has what he was left with; with `is_before` what he had before. */
static bool is_as(const struct asking *asking, const struct known *known, bool is_before)
{
	const struct lic_change__did *did = known->did;
	const struct lic_wish *wish = known->has_wish ? &known->wish : NULL;
	bool is_same_path = !did->has_path ||
		(is_before ? is_path(asking, known->path, &did->before, known->before)
			   : is_path(asking, known->path, &did->after, known->after));

	return is_same_path &&
		(!did->has_place ||
			is_place(wish, is_before ? &did->place_before : &did->place_after));
}

/* Asks for what there was before of one product, unless that is there. Only who waits may wait
 * again; what he has lost of his place is found in the ledger. */
static lic_rc ask_back(struct asking *asking, const struct known *known,
	enum lic_change__undone *ret_undone)
{
	static const struct lic_wait at_the_end = {0};
	const struct lic_change__did *did = known->did;
	const struct lic_wait *wait = NULL;
	const uint64_t *set = did->has_path ? known->before : NULL;

	*ret_undone = LIC_UNDONE_ASKED;
	if (is_as(asking, known, true)) {
		return LIC_OK_RC;
	}
	if (!is_as(asking, known, false)) {
		*ret_undone = LIC_UNDONE_CHANGED_SINCE;
		return LIC_OK_RC;
	}
	if (did->has_path && did->before.is_wanted && did->after.plan_set.is_set &&
		!did->after.is_wanted) {
		*ret_undone = LIC_UNDONE_GIVEN;
		return LIC_OK_RC;
	}
	if (!did->has_path && known->path != NULL) {
		set = known->path->disabled;
	}
	if (set == NULL) {
		asking->removes[asking->remove_count++] = asking->catalog->skus[did->sku].id;
		return LIC_OK_RC;
	}
	if (did->place_before.is_set) {
		wait = &did->place_before.wait;
	} else if (did->before.is_wanted) {
		wait = &at_the_end;
	}
	return give(asking, did->sku, set, wait);
}

static lic_rc begin(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	size_t room, struct asking *ret_asking)
{
	struct asking asking = {
		.ctx = ctx,
		.catalog = catalog,
		.user_id = user_id,
		.adds = lic_arena_array(ctx->arena, room, sizeof(*asking.adds)),
		.waits = lic_arena_array(ctx->arena, room, sizeof(*asking.waits)),
		.removes = lic_arena_array(ctx->arena, room, sizeof(*asking.removes)),
	};
	struct lic_path *paths = NULL;

	if (asking.adds == NULL || asking.waits == NULL || asking.removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_license__read_paths(ctx, catalog, user_id, &paths, &asking.path_count));
	asking.paths = paths;
	*ret_asking = asking;
	return LIC_OK_RC;
}

lic_rc lic_change__back(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__back *ret_back)
{
	struct lic_change__back back = {.sku = LIC_INDEX_NONE};
	struct lic_change__done done;
	struct asking asking;

	LIC_TRY(lic_change__read_done(ctx, catalog, part, &done));
	LIC_TRY(begin(ctx, catalog, part->user_id, done.license_count, &asking));
	for (size_t i = 0; i < done.license_count && back.undone == LIC_UNDONE_ASKED; i++) {
		const struct lic_change__did *did = &done.licenses[i];
		struct known known;

		back.sku = did->sku;
		if (is_nothing(did)) {
			continue;
		}
		if (did->sku == LIC_INDEX_NONE) {
			back.undone = LIC_UNDONE_PRODUCT_GONE;
			continue;
		}
		LIC_TRY(learn(&asking, did, &known));
		LIC_TRY(ask_back(&asking, &known, &back.undone));
	}
	if (back.undone == LIC_UNDONE_ASKED) {
		back.request = (struct lic_license_request){
			.adds = asking.adds,
			.add_count = asking.add_count,
			.removes = asking.removes,
			.remove_count = asking.remove_count,
			.waits = asking.waits,
		};
	}
	*ret_back = back;
	return LIC_OK_RC;
}

/* Names the operation that changed a licence behind `part`: "operation … (licenseChange by anna)",
 * or something that is there in any case. */
static lic_rc name_later(struct lic_ctx *ctx, const struct lic_user *user,
	const struct lic_change__part *part, int64_t sku_id, const char **ret_name)
{
	struct lic_q_changes_later_in in = {ctx->caller.tenant_id, user->guid, part->operation_id,
		user->id, sku_id};
	struct lic_q_changes_later_row row;
	bool found = false;

	LIC_TRY(lic_q_changes_later(ctx->db, ctx->arena, &in, &row, &found));
	*ret_name = found ? lic_arena_printf(ctx->arena, "by operation %s (%s by %.200s)",
				    lic_guid_format(&row.guid).text,
				    lic_operation_kind_name((enum lic_operation_kind)row.kind),
				    row.actor_name)
			  : "by an operation that the ledger has no more";
	return *ret_name == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Fills `*ret_detail`; a NULL message is one for which there was no memory. */
static lic_rc detail(const char *code, const char *message, const char *remedy,
	struct lic_err_detail *ret_detail)
{
	*ret_detail = (struct lic_err_detail){.code = code, .message = message, .remedy = remedy};
	return message == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_change__explain(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_change__part *part,
	const struct lic_change__back *back, struct lic_err_detail *ret_detail)
{
	const struct lic_sku *sku = back->sku == LIC_INDEX_NONE ? NULL : &catalog->skus[back->sku];
	const char *later = NULL;

	switch (back->undone) {
	case LIC_UNDONE_CHANGED_SINCE:
		LIC_TRY(name_later(ctx, user, part, sku->key, &later));
		return detail("changedSince",
			lic_arena_printf(ctx->arena, "%.200s was changed since, %s.",
				sku->display_name, later),
			"Undo that operation first, or change the licences of the user by hand.",
			ret_detail);
	case LIC_UNDONE_GIVEN:
		return detail("seatGiven",
			lic_arena_printf(ctx->arena,
				"The user had waited for a seat of %.200s and was given one that came free: that is kept.",
				sku->display_name),
			"Take the licence from the user, if somebody else is to have the seat.",
			ret_detail);
	case LIC_UNDONE_PRODUCT_GONE:
		return detail("productGone", "A product is not in the catalogue any more.",
			"Give the user a product that has taken its place.", ret_detail);
	case LIC_UNDONE_ASKED:
		break;
	}
	*ret_detail = (struct lic_err_detail){0};
	return LIC_OK_RC;
}
