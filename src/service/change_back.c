/*
 * What asks for the opposite of what the ledger has of a user or a group: see change_int.h.
 *
 * Of each product there is what there was before, what was left, and what there is now. What is as
 * it was left is asked to be as it was before; what is so already is left alone; anything else was
 * changed since, and nobody knows what is meant.
 */
#include "service/change_back_int.h"
#include "service/group_int.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

/* Loads the plans that are off on `side`; NULL where there was no licence. */
static lic_rc load_set(const struct lic_change__asking *asking, const struct lic_change__side *side,
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

static const struct lic_path *find_path(const struct lic_change__asking *asking, uint32_t sku)
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
static bool is_path(const struct lic_change__asking *asking, const struct lic_path *path,
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
static lic_rc give(struct lic_change__asking *asking, uint32_t sku, const uint64_t *disabled,
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

static lic_rc learn(const struct lic_change__asking *asking, const struct lic_change__did *did,
	struct known *ret_known)
{
	struct known known = {.did = did, .path = find_path(asking, did->sku)};

	LIC_TRY(load_set(asking, &did->before, &known.before));
	LIC_TRY(load_set(asking, &did->after, &known.after));
	if (did->has_place || did->before.is_wanted || did->after.is_wanted) {
		LIC_TRY(lic_wish__find(asking->ctx, asking->catalog->skus[did->sku].key,
			asking->part->user_id, LIC_SOURCE_DIRECT, &known.wish, &known.has_wish));
	}
	*ret_known = known;
	return LIC_OK_RC;
}

/* Tells whether the user has what he was left with; with `is_before` what he had before. */
static bool is_as(const struct lic_change__asking *asking, const struct known *known,
	bool is_before)
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

/* How a licence that comes back may wait: only where it waited before. What is lost of its place is
 * found in the ledger. */
static const struct lic_wait *wait_of(const struct lic_change__did *did)
{
	static const struct lic_wait at_the_end = {.is_old = true};

	if (did->place_before.is_set) {
		return &did->place_before.wait;
	}
	return did->before.is_wanted ? &at_the_end : NULL;
}

/* Asks for one product as it was before. */
static lic_rc ask_for(struct lic_change__asking *asking, const struct known *known)
{
	const struct lic_change__did *did = known->did;
	const uint64_t *set = known->before;

	if (!did->has_path) {
		set = known->path == NULL ? NULL : known->path->disabled;
	}
	if (set == NULL) {
		asking->removes[asking->remove_count++] = asking->catalog->skus[did->sku].id;
		return LIC_OK_RC;
	}
	return give(asking, did->sku, set, wait_of(did));
}

static lic_rc refuse_license(struct lic_change__asking *asking, const struct lic_sku *sku)
{
	const struct lic_ledger_change change = {
		.kind = asking->ask->is_group ? LIC_CHANGE_GROUP_LICENSE : LIC_CHANGE_PATH,
		.sku_id = {true, sku->key},
	};

	return lic_change__refuse_changed(asking, sku->display_name, &change,
		asking->ask->is_group ? LIC_CHANGE_GROUP_LICENSE : LIC_CHANGE_WISH);
}

/* Tells whether somebody waited and was given the seat. */
static bool is_given(const struct lic_change__did *did)
{
	return did->has_path && did->before.is_wanted && did->after.plan_set.is_set &&
		!did->after.is_wanted;
}

/* Asks for what there was before of one product, unless it is there. */
static lic_rc ask_license(struct lic_change__asking *asking, const struct lic_change__did *did)
{
	const struct lic_sku *sku = NULL;
	struct known known;

	if (is_nothing(did)) {
		return LIC_OK_RC;
	}
	if (did->sku == LIC_INDEX_NONE) {
		return lic_change__refuse(asking, "productGone",
			"A product is not in the catalogue any more.",
			"Give a product that has taken its place.");
	}
	sku = &asking->catalog->skus[did->sku];
	LIC_TRY(learn(asking, did, &known));
	if (is_as(asking, &known, true)) {
		return LIC_OK_RC;
	}
	if (!is_as(asking, &known, false)) {
		return refuse_license(asking, sku);
	}
	if (is_given(did)) {
		return lic_change__refuse(asking, "seatGiven",
			lic_arena_printf(asking->ctx->arena,
				"The user had waited for a seat of %.200s and was given one that came free: that is kept.",
				sku->display_name),
			"Take the licence from the user, if somebody else is to have the seat.");
	}
	return ask_for(asking, &known);
}

lic_rc lic_change__refuse(struct lic_change__asking *asking, const char *code, const char *message,
	const char *remedy)
{
	asking->ask->refusal =
		(struct lic_err_detail){.code = code, .message = message, .remedy = remedy};
	return message == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_change__refuse_changed(struct lic_change__asking *asking, const char *name,
	const struct lic_ledger_change *change, enum lic_change_kind other_kind)
{
	struct lic_arena *arena = asking->ctx->arena;
	struct lic_q_changes_later_row row;
	bool found = false;

	LIC_TRY(lic_change__find_later(asking, change, other_kind, &row, &found));
	return lic_change__refuse(asking, "changedSince",
		found ? lic_arena_printf(arena,
				"%.200s was changed since, by operation %s (%s by %.200s).", name,
				lic_guid_format(&row.guid).text,
				lic_operation_kind_name((enum lic_operation_kind)row.kind),
				row.actor_name)
		      : lic_arena_printf(arena,
				"%.200s was changed since, by an operation that the ledger has no more.",
				name),
		"Undo that operation first, or make the change by hand.");
}

/* What the user has, or what the group gives as if somebody had it directly. */
static lic_rc read_paths(struct lic_change__asking *asking)
{
	struct lic_group_template *list = NULL;
	struct lic_path *paths = NULL;

	if (!asking->ask->is_group) {
		LIC_TRY(lic_license__read_paths(asking->ctx, asking->catalog, asking->part->user_id,
			&paths, &asking->path_count));
		asking->paths = paths;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_group_templates(asking->ctx, asking->catalog, asking->part->group_id, &list,
		&asking->path_count));
	paths = lic_arena_array(asking->ctx->arena, asking->path_count, sizeof(*paths));
	if (paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < asking->path_count; i++) {
		paths[i] = (struct lic_path){.sku = list[i].sku, .disabled = list[i].disabled};
	}
	asking->paths = paths;
	return LIC_OK_RC;
}

static lic_rc ask_licenses(struct lic_change__asking *asking, const struct lic_change__done *done)
{
	struct lic_arena *arena = asking->ctx->arena;

	if (done->license_count == 0) {
		return LIC_OK_RC;
	}
	asking->adds = lic_arena_array(arena, done->license_count, sizeof(*asking->adds));
	asking->waits = lic_arena_array(arena, done->license_count, sizeof(struct lic_wait *));
	asking->removes = lic_arena_array(arena, done->license_count, sizeof(*asking->removes));
	if (asking->adds == NULL || asking->waits == NULL || asking->removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_paths(asking));
	for (size_t i = 0; i < done->license_count && asking->ask->refusal.code == NULL; i++) {
		LIC_TRY(ask_license(asking, &done->licenses[i]));
	}
	return LIC_OK_RC;
}

static lic_rc find_object(struct lic_ctx *ctx, const struct lic_change__part *part,
	struct lic_change__ask *ask)
{
	lic_rc rc = ask->is_group ? lic_group__load(ctx, part->group_id, &ask->group)
				  : lic_user__load(ctx, part->user_id, &ask->user);

	if (!lic_ok(rc)) {
		return rc.code == LIC_E_NOTFOUND ? LIC_OK_RC : rc;
	}
	ask->is_there =
		ask->is_group ? !ask->group.deleted_ms.is_set : !ask->user.deleted_ms.is_set;
	return LIC_OK_RC;
}

lic_rc lic_change__ask_back(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__ask *ret_ask)
{
	struct lic_change__ask ask = {.is_group = part->group_id != 0};
	struct lic_change__asking asking = {ctx, catalog, part, .ask = &ask};
	struct lic_change__done done;

	LIC_TRY(find_object(ctx, part, &ask));
	if (ask.is_there) {
		LIC_TRY(lic_change__read_done(ctx, catalog, part, &done));
		LIC_TRY(ask_licenses(&asking, &done));
	}
	if (ask.is_there && ask.refusal.code == NULL) {
		LIC_TRY(lic_change__ask_joins(&asking, &done));
	}
	ask.asked.request = (struct lic_license_request){
		.adds = asking.adds,
		.add_count = asking.add_count,
		.removes = asking.removes,
		.remove_count = asking.remove_count,
		.waits = asking.waits,
	};
	ask.asked.outcome = asking.add_count + asking.remove_count + ask.join_count > 0
		? LIC_CHANGE_ASKED
		: LIC_CHANGE_SAME;
	*ret_ask = ask;
	return LIC_OK_RC;
}
