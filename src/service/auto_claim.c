/*
 * Claiming a licence at a first sign-in: see auto_claim.h.
 */
#include "service/auto_claim_int.h"

#include "base/buf.h"
#include "base/json.h"
#include "service/ledger.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#define COUNTER "auto_claim"
#define REASONS_BYTES_MAX ((size_t)64 * 1024)

/* Somebody who claims. */
struct claim {
	const struct lic_catalog *catalog;   /* the organisation's */
	struct lic_auto_claim_policy policy; /* its products */
	struct lic_user user;                /* who */
	int64_t application_id;              /* where he signs in */
	struct lic_json reasons;             /* what spoke against products, an array */
	size_t reason_count;                 /* its elements */
	enum lic_auto_claim_outcome outcome; /* what became of it */
	struct lic_opt_int sku_id;           /* key of the product that he was given */
};

/* Tells whether he holds a product of the policy, directly or by a group. */
static bool holds_one(const struct claim *claim, const struct lic_path *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < claim->policy.product_count; k++) {
			if (paths[i].sku == claim->policy.products[k].sku &&
				lic_path_holds_seat(paths[i].state)) {
				return true;
			}
		}
	}
	return false;
}

/* Keeps the first thing that speaks against a product. */
static void note_reason(struct claim *claim, uint32_t sku, const struct lic_decision *decision)
{
	const struct lic_err_detail *detail = &decision->violations[0].detail;
	struct lic_json *json = &claim->reasons;

	lic_json_object(json);
	lic_json_kguid(json, "skuId", &claim->catalog->skus[sku].id);
	lic_json_kstring(json, "displayName", claim->catalog->skus[sku].display_name);
	lic_json_kstring(json, "code", detail->code);
	lic_json_kstring(json, "message", detail->message);
	lic_json_kstring(json, "remedy", detail->remedy);
	lic_err_write_refs(json, detail);
	lic_json_end(json);
	claim->reason_count++;
}

/* Gives what was found to be possible. */
static lic_rc give(struct lic_ctx *ctx, const struct claim *claim,
	const struct lic_license_request *request)
{
	struct lic_operation operation = {0};
	struct lic_decision decision = {0};

	LIC_TRY(lic_user__begin(ctx, LIC_OP_AUTO_CLAIM, &claim->user, &operation));
	LIC_TRY(lic_license_apply(ctx, claim->catalog, &claim->user, request, &operation,
		&decision));
	LIC_REQUIRE(decision.violation_count == 0); /* decided in this transaction */
	return lic_ledger_end(ctx, &operation);
}

static lic_rc try_product(struct lic_ctx *ctx, const struct lic_auto_claim_product *product,
	struct claim *claim)
{
	struct lic_license_add add = {0};
	const struct lic_license_request request = {.adds = &add, .add_count = 1};
	struct lic_license_view view = {0};
	struct lic_facts facts = {0};
	struct lic_decision decision = {0};

	LIC_TRY(lic_auto_claim__add_of(ctx, claim->catalog, product, &add));
	LIC_TRY(lic_license__read_facts(ctx, claim->catalog, &claim->user, &request, &view,
		&facts));
	LIC_TRY(lic_license_decide(ctx->arena, &facts, &request, &decision));
	if (decision.violation_count > 0) {
		note_reason(claim, product->sku, &decision);
		return LIC_OK_RC;
	}
	LIC_TRY(give(ctx, claim, &request));
	claim->outcome = LIC_AUTO_CLAIM_CLAIMED;
	claim->sku_id = (struct lic_opt_int){true, claim->catalog->skus[product->sku].key};
	return LIC_OK_RC;
}

/* Writes what became of it. */
static lic_rc keep(struct lic_ctx *ctx, const struct claim *claim, const struct lic_buf *reasons)
{
	struct lic_q_auto_claim_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = claim->user.id,
		.application_id = claim->application_id,
		.outcome = (int64_t)claim->outcome,
		.sku_id = claim->sku_id,
		.reasons = claim->reason_count == 0 ? NULL : reasons->data,
		.at_ms = ctx->now_ms,
	};

	LIC_TRY(lic_ctx_take_numbers(ctx, COUNTER, 1, &in.id));
	return lic_q_auto_claim_put(ctx->db, &in, NULL);
}

static lic_rc claim_first(struct lic_ctx *ctx, struct claim *claim)
{
	LIC_AUTO(lic_buf_done) struct lic_buf reasons = {0};
	struct lic_path *paths = NULL;
	size_t count = 0;

	LIC_TRY(lic_auto_claim__products(ctx, claim->catalog, &claim->policy));
	LIC_TRY(lic_license__read_paths(ctx, claim->catalog, claim->user.id, &paths, &count));
	lic_buf_init(&reasons, REASONS_BYTES_MAX);
	lic_json_init(&claim->reasons, &reasons);
	lic_json_array(&claim->reasons);
	if (holds_one(claim, paths, count)) {
		claim->outcome = LIC_AUTO_CLAIM_HELD;
	}
	for (size_t i = 0;
		i < claim->policy.product_count && claim->outcome == LIC_AUTO_CLAIM_FAILED; i++) {
		LIC_TRY(try_product(ctx, &claim->policy.products[i], claim));
	}
	lic_json_end(&claim->reasons);
	LIC_TRY(lic_json_finish(&claim->reasons));
	return keep(ctx, claim, &reasons);
}

/* Claims in the user's name. Whoever asked is told of no operation: an application asks for a token
 * and nothing else. */
static lic_rc claim_as_user(struct lic_ctx *ctx, struct claim *claim)
{
	const struct lic_caller caller = ctx->caller;
	const bool had_operation = ctx->has_operation;
	lic_rc rc;

	ctx->caller.kind = LIC_ACTOR_USER;
	ctx->caller.actor_id = claim->user.id;
	ctx->caller.actor_guid = claim->user.guid;
	ctx->caller.actor_name = claim->user.values.text[LIC_USER_PRINCIPAL_NAME];
	rc = claim_first(ctx, claim);
	ctx->caller = caller;
	ctx->has_operation = had_operation;
	return rc;
}

lic_rc lic_auto_claim_sign_in(struct lic_ctx *ctx, int64_t user_id, int64_t application_id)
{
	const struct lic_q_auto_claim_due_in in = {
		.user_id = user_id,
		.tenant_id = ctx->caller.tenant_id,
		.application_id = application_id,
	};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct claim claim = {.application_id = application_id, .outcome = LIC_AUTO_CLAIM_FAILED};
	struct lic_q_auto_claim_due_row row;
	bool found = false;

	LIC_TRY(lic_q_auto_claim_due(ctx->db, ctx->arena, &in, &row, &found));
	if (!found || (row.outcome.is_set && row.outcome.value != LIC_AUTO_CLAIM_FAILED)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_user__load(ctx, user_id, &claim.user));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	claim.catalog = hold.catalog;
	return claim_as_user(ctx, &claim);
}
