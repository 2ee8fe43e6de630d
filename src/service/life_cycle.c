/*
 * The life cycle as it is stored: see life_cycle.h.
 */
#include "service/life_cycle.h"

#include "base/clock.h"
#include "service/catalogs.h"
#include "service/subscription_int.h"
#include "service/tasks.h"
#include "store/lic_sql.h"

#define ACTOR_NAME "Licentia life cycle"

/* Finds the subscription with `key` and what belongs to it, for a change that is not for add-ons.
 */
static lic_rc find_family(struct lic_ctx *ctx, const char *key, const struct lic_catalog *catalog,
	struct lic_subscription_family *family)
{
	struct lic_subscription first = {0};

	LIC_TRY(lic_subscription_find(ctx, key, &first));
	if (first.add_on_of.is_set) {
		return lic_err_field(ctx->err, ctx->arena, "addOnOf",
			"This is an add-on, which lives and dies with the subscription %s (R-100): change that one.",
			lic_guid_format(&first.parent_guid).text);
	}
	return lic_subscription__family(ctx, catalog, &first, family);
}

static lic_rc refuse_state(struct lic_ctx *ctx, const struct lic_subscription *s, const char *what)
{
	const char *why = "it is closed until whoever closed it opens it again";

	if (s->status == LIC_SUB_DELETED) {
		why = "a deleted subscription cannot come back (L-05), buy a new one";
	} else if (s->status == LIC_SUB_SUSPENDED) {
		why = "it is cancelled already; delete it to give up what is kept of it";
	}
	return lic_err_field(ctx->err, ctx->arena, "status",
		"The subscription is %s and cannot be %s: %s.", lic_sub_status_name(s->status),
		what, why);
}

/* Writes the number of seats of a term that begins. */
static void resize(struct lic_subscription *s, int64_t total, int64_t now_ms)
{
	if (total < s->total_licenses) {
		s->shrunk_ms = (struct lic_opt_int){true, now_ms};
	}
	s->total_licenses = total;
	s->renewal_licenses.is_set = false;
}

static lic_rc apply_renewal(struct lic_ctx *ctx, const struct lic_subscription_renewal *renewal,
	struct lic_subscription *s)
{
	struct lic_lifecycle facts = lic_subscription__facts(s, ctx->now_ms);
	struct lic_opt_int total =
		renewal->total_licenses.is_set ? renewal->total_licenses : s->renewal_licenses;

	facts = lic_lifecycle_renewed(&facts, ctx->now_ms);
	if (renewal->ends_ms.is_set) {
		facts.has_end = true;
		facts.ends_ms = renewal->ends_ms.value;
		if (facts.ends_ms <= ctx->now_ms) {
			return lic_err_field(ctx->err, ctx->arena, "endDate",
				"endDate is over already: a new term ends in the future.");
		}
	}
	if (total.is_set && (total.value < 1 || total.value > LIC_SEATS_MAX)) {
		return lic_err_field(ctx->err, ctx->arena, "totalLicenses",
			"totalLicenses is %lld: a subscription has 1 to %d licenses.",
			(long long)total.value, LIC_SEATS_MAX);
	}
	if (renewal->is_recurring.is_set) {
		s->is_recurring = renewal->is_recurring.value != 0;
		facts.is_recurring = s->is_recurring;
	}
	if (s->is_recurring && facts.offer == LIC_OFFER_TRIAL) {
		return lic_err_field(ctx->err, ctx->arena, "recurringBilling",
			"A trial does not renew by itself: change its purchaseChannel when it is bought.");
	}
	lic_subscription__set(s, &facts);
	if (total.is_set) {
		resize(s, total.value, ctx->now_ms);
	}
	return LIC_OK_RC;
}

/* Has what belongs to the first of `family` begin its term, too. */
static void renew_add_ons(struct lic_subscription_family *family, int64_t now_ms)
{
	lic_subscription__follow(family);
	for (size_t i = 1; i < family->count; i++) {
		struct lic_subscription *s = &family->members[i].after;

		if (s->renewal_licenses.is_set) {
			resize(s, s->renewal_licenses.value, now_ms);
		}
	}
}

lic_rc lic_subscription_renew(struct lic_ctx *ctx, const char *key,
	const struct lic_subscription_renewal *renewal, struct lic_subscription *ret_subscription)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_subscription_family family = {0};
	struct lic_subscription *s = NULL;
	struct lic_subscription_key product_key = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(find_family(ctx, key, hold.catalog, &family));
	LIC_REQUIRE(family.members != NULL); /* it has at least the one that was found */
	s = &family.members[0].after;
	if (s->status == LIC_SUB_DELETED || s->status == LIC_SUB_LOCKED_OUT) {
		return refuse_state(ctx, s, "renewed");
	}
	LIC_TRY(apply_renewal(ctx, renewal, s));
	LIC_TRY(lic_subscription__take_key(ctx, renewal->product_key, &family.members[0].before, s,
		&product_key));
	renew_add_ons(&family, ctx->now_ms);
	LIC_TRY(lic_subscription__write(ctx, LIC_OP_SUBSCRIPTION_RENEW, &family));
	LIC_TRY(lic_subscription__keep_key(ctx, &product_key, s));
	*ret_subscription = *s;
	return LIC_OK_RC;
}

/* L-02: an active term that cannot be cut short only stops renewing. */
static lic_rc stop_renewing(struct lic_ctx *ctx, struct lic_subscription *s,
	struct lic_lifecycle *facts)
{
	char ends[LIC_TIME_TEXT_BYTES];

	if (!s->is_recurring) {
		lic_time_format(s->ends_ms.value, ends);
		return lic_err_field(ctx->err, ctx->arena, "endDate",
			"The term cannot be cut short more than %d days after it began; it does not renew and ends by itself on %s. "
			"Delete the subscription to give it up at once.",
			LIC_CANCEL_DAYS, ends);
	}
	s->is_recurring = false;
	facts->is_recurring = false;
	return LIC_OK_RC;
}

lic_rc lic_subscription_cancel(struct lic_ctx *ctx, const char *key,
	struct lic_subscription *ret_subscription)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_subscription_family family = {0};
	struct lic_subscription *s = NULL;
	struct lic_lifecycle facts;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(find_family(ctx, key, hold.catalog, &family));
	LIC_REQUIRE(family.members != NULL); /* it has at least the one that was found */
	s = &family.members[0].after;
	if (s->status != LIC_SUB_ENABLED && s->status != LIC_SUB_WARNING) {
		return refuse_state(ctx, s, "cancelled");
	}
	if (!lic_lifecycle_lasts(lic_subscription__offer(s), (int)s->term_months,
		    LIC_SUB_SUSPENDED)) {
		return lic_err_field(ctx->err, ctx->arena, "status",
			"A trial is never Disabled: it ends by itself, or delete it.");
	}
	facts = lic_subscription__facts(s, ctx->now_ms);
	if (lic_lifecycle_may_cancel(&facts, ctx->now_ms)) {
		facts.status = LIC_SUB_SUSPENDED;
		facts.since_ms = ctx->now_ms;
	} else {
		LIC_TRY(stop_renewing(ctx, s, &facts));
	}
	lic_subscription__set(s, &facts);
	lic_subscription__follow(&family);
	LIC_TRY(lic_subscription__write(ctx, LIC_OP_SUBSCRIPTION_CANCEL, &family));
	*ret_subscription = *s;
	return LIC_OK_RC;
}

lic_rc lic_subscription_delete(struct lic_ctx *ctx, const char *key)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_subscription_family family = {0};
	struct lic_subscription *s = NULL;
	struct lic_lifecycle facts;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(find_family(ctx, key, hold.catalog, &family));
	LIC_REQUIRE(family.members != NULL); /* it has at least the one that was found */
	s = &family.members[0].after;
	if (s->status == LIC_SUB_DELETED) {
		return lic_err_field(ctx->err, ctx->arena, "status",
			"The subscription is deleted already.");
	}
	facts = lic_subscription__facts(s, ctx->now_ms);
	facts.status = LIC_SUB_DELETED;
	facts.since_ms = ctx->now_ms;
	lic_subscription__set(s, &facts);
	lic_subscription__follow(&family);
	return lic_subscription__write(ctx, LIC_OP_SUBSCRIPTION_DELETE, &family);
}

lic_rc lic_subscription_due(struct lic_ctx *ctx, const struct lic_due *after, size_t limit,
	struct lic_due *list, size_t *ret_count)
{
	struct lic_q_subscriptions_due_in in = {
		.after_ms = after->at_ms,
		.after_tenant = after->tenant_id,
		.after_id = after->id,
		.now_ms = ctx->now_ms,
		.limit = (int64_t)limit,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_subscriptions_due_row row;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_subscriptions_due_open(ctx->db, &in, &rows));
	while (count < limit) {
		LIC_TRY(lic_q_subscriptions_due_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		list[count++] = (struct lic_due){row.next_lifecycle_ms, row.tenant_id, row.id};
	}
	*ret_count = count;
	return LIC_OK_RC;
}

/* Tells whether anybody has the SKU with key `sku_key`, or a group gives it. */
static lic_rc is_in_use(struct lic_ctx *ctx, int64_t sku_key, bool *ret_is_in_use)
{
	struct lic_q_licenses_users_of_sku_in users = {ctx->caller.tenant_id, sku_key, 0, 1};
	struct lic_q_groups_of_sku_in groups = {ctx->caller.tenant_id, sku_key, 1};
	LIC_AUTO(lic_rows_close) struct lic_rows user_rows = {0};
	LIC_AUTO(lic_rows_close) struct lic_rows group_rows = {0};
	struct lic_q_licenses_users_of_sku_row user;
	struct lic_q_groups_of_sku_row group;
	bool has_user = false;
	bool has_group = false;

	LIC_TRY(lic_q_licenses_users_of_sku_open(ctx->db, &users, &user_rows));
	LIC_TRY(lic_q_licenses_users_of_sku_next(&user_rows, &user, &has_user));
	lic_rows_close(&user_rows);
	LIC_TRY(lic_q_groups_of_sku_open(ctx->db, &groups, &group_rows));
	LIC_TRY(lic_q_groups_of_sku_next(&group_rows, &group, &has_group));
	*ret_is_in_use = has_user || has_group;
	return LIC_OK_RC;
}

/* L-06, L-07: has the licences of a SKU go when no subscription of it keeps them any more. */
static lic_rc lapse_sku(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_subscription *s)
{
	struct lic_q_subscriptions_others_in in = {ctx->caller.tenant_id, s->sku_key};
	struct lic_q_subscriptions_others_row others;
	struct lic_operation operation = {0};
	uint32_t sku = lic_catalog_sku_by_key(catalog, s->sku_key);
	bool is_used = false;

	LIC_TRY(lic_q_subscriptions_others(ctx->db, ctx->arena, &in, &others));
	if (others.count > 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(is_in_use(ctx, s->sku_key, &is_used));
	if (!is_used) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_LICENSES_LAPSE,
		&(struct lic_target){LIC_TARGET_OTHER, s->guid, catalog->skus[sku].display_name},
		&operation));
	LIC_TRY(lic_task_enqueue(ctx, LIC_BULK_LAPSE, s->sku_key, &operation));
	return lic_ledger_end(ctx, &operation);
}

static lic_rc lapse(struct lic_ctx *ctx, struct lic_subscription_family *family)
{
	lic_subscription__follow(family);
	for (size_t i = 0; i < family->count; i++) {
		LIC_TRY(lic_subscription__store(ctx, &family->members[i].after));
	}
	for (size_t i = 0; i < family->count; i++) {
		LIC_TRY(lapse_sku(ctx, family->catalog, &family->members[i].after));
	}
	return LIC_OK_RC;
}

/* Takes `step` of the first of `family`; ctx->now_ms is the date of the step. */
static lic_rc take(struct lic_ctx *ctx, const struct lic_lifecycle_step *step,
	struct lic_subscription_family *family)
{
	struct lic_subscription *s = &family->members[0].after;

	lic_subscription__set(s, &step->after);
	switch (step->kind) {
	case LIC_STEP_RENEW:
		if (s->renewal_licenses.is_set) {
			resize(s, s->renewal_licenses.value, ctx->now_ms);
		}
		renew_add_ons(family, ctx->now_ms);
		break;
	case LIC_STEP_CHANGE:
		lic_subscription__follow(family);
		break;
	case LIC_STEP_LAPSE:
		return lapse(ctx, family);
	}
	return lic_subscription__write(ctx, LIC_OP_SUBSCRIPTION_TURN, family);
}

/* Stores since when the days of a state count that nobody has looked at, and the date of the next
 * step. */
static lic_rc look_at(struct lic_ctx *ctx, struct lic_subscription_family *family)
{
	struct lic_subscription *s = &family->members[0].after;
	struct lic_lifecycle facts = lic_subscription__facts(s, ctx->now_ms);

	lic_subscription__set(s, &facts);
	lic_subscription__follow(family);
	for (size_t i = 0; i < family->count; i++) {
		LIC_TRY(lic_subscription__store(ctx, &family->members[i].after));
	}
	return LIC_OK_RC;
}

static bool is_due(const struct lic_subscription *s, int64_t now_ms)
{
	return s->next_lifecycle_ms.is_set && s->next_lifecycle_ms.value <= now_ms;
}

lic_rc lic_subscription_turn(struct lic_ctx *ctx, int64_t id, bool *ret_more)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_guid request = lic_guid_random();
	struct lic_guid_text correlation = lic_guid_format(&request);
	struct lic_ctx system = *ctx;
	struct lic_subscription_family family = {0};
	struct lic_subscription first = {0};
	struct lic_lifecycle_step step;
	struct lic_lifecycle facts;
	bool found = false;

	*ret_more = false;
	LIC_TRY(lic_subscription__load(ctx, id, &first, &found));
	if (!found || first.add_on_of.is_set || !is_due(&first, ctx->now_ms)) {
		return LIC_OK_RC; /* another process has turned it */
	}
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(lic_subscription__family(ctx, hold.catalog, &first, &family));
	facts = lic_subscription__facts(&first, ctx->now_ms);
	if (!first.since_ms.is_set || !lic_lifecycle_next(&facts, &step) ||
		step.at_ms > ctx->now_ms) {
		LIC_TRY(look_at(ctx, &family));
	} else {
		system.now_ms = step.at_ms;
		system.caller = (struct lic_caller){
			.tenant_id = ctx->caller.tenant_id,
			.kind = LIC_ACTOR_SYSTEM,
			.actor_name = ACTOR_NAME,
			.may = LIC_RIGHTS_ALL,
		};
		system.correlation = correlation.text;
		system.reason = NULL;
		LIC_TRY(take(&system, &step, &family));
		ctx->has_task = ctx->has_task || system.has_task;
	}
	*ret_more = is_due(&family.members[0].after, ctx->now_ms);
	return LIC_OK_RC;
}
