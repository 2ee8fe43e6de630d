/*
 * The policy by which people claim licences: see auto_claim.h.
 */
#include "service/auto_claim_int.h"

#include "base/buf.h"
#include "base/json.h"
#include "service/application_int.h"
#include "service/difference.h"
#include "service/ledger.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)256 * 1024)

lic_rc lic_auto_claim__add_of(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_product *product, struct lic_license_add *ret_add)
{
	const struct lic_path path = {.sku = product->sku, .disabled = product->disabled};

	return lic_license__add_of(ctx->arena, catalog, &path, ret_add);
}

static lic_rc take_product(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_q_auto_claim_products_row *row, struct lic_auto_claim_policy *policy)
{
	struct lic_auto_claim_product product = {
		.sku = lic_catalog_sku_by_key(catalog, row->sku_id)};
	uint64_t *disabled = NULL;

	if (product.sku == LIC_INDEX_NONE || policy->product_count == LIC_AUTO_CLAIM_PRODUCTS_MAX) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row->plans, &disabled));
	product.disabled = disabled;
	policy->products[policy->product_count++] = product;
	return LIC_OK_RC;
}

lic_rc lic_auto_claim__products(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_auto_claim_policy *policy)
{
	struct lic_q_auto_claim_products_in in = {ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_auto_claim_products_row row;
	bool more = true;

	LIC_TRY(lic_q_auto_claim_products_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_auto_claim_products_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(take_product(ctx, catalog, &row, policy));
	}
}

static void take_application(const struct lic_q_auto_claim_policy_row *row,
	struct lic_auto_claim_policy *policy)
{
	policy->application_id = row->application_id;
	policy->has_application = row->application_name != NULL;
	if (policy->has_application) {
		memcpy(policy->application_guid.bytes, row->application_guid.data,
			sizeof(policy->application_guid.bytes));
		memcpy(policy->application_app_guid.bytes, row->application_app_guid.data,
			sizeof(policy->application_app_guid.bytes));
		policy->application_name = row->application_name;
	}
}

/* Reads the policy, without the pools of its products. */
static lic_rc read_policy(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_auto_claim_policy *ret_policy)
{
	struct lic_q_auto_claim_policy_in in = {ctx->caller.tenant_id};
	struct lic_q_auto_claim_policy_row row;
	struct lic_auto_claim_policy policy = {0};
	bool found = false;

	LIC_TRY(lic_q_auto_claim_policy(ctx->db, ctx->arena, &in, &row, &found));
	if (found) {
		policy.exists = true;
		policy.guid = row.guid;
		policy.display_name = row.display_name;
		policy.is_on = row.is_on != 0;
		policy.created_ms = row.created_ms;
		take_application(&row, &policy);
		LIC_TRY(lic_auto_claim__products(ctx, catalog, &policy));
	}
	*ret_policy = policy;
	return LIC_OK_RC;
}

/* Reads the pools of the products. */
static lic_rc read_seats(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_auto_claim_policy *policy)
{
	for (size_t i = 0; i < policy->product_count; i++) {
		struct lic_auto_claim_product *product = &policy->products[i];
		bool found = false;

		LIC_TRY(lic_seats__read(ctx, catalog, product->sku, &product->seats, &found));
		if (!found) {
			product->seats = (struct lic_seats){0};
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_auto_claim_policy(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_auto_claim_policy *ret_policy)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(read_policy(ctx, catalog, ret_policy));
	return read_seats(ctx, catalog, ret_policy);
}

/* at least one product, and at most five. */
static lic_rc check_complete(struct lic_ctx *ctx, const struct lic_auto_claim_change *change,
	const struct lic_auto_claim_policy *before)
{
	const char *missing = change->display_name == NULL ? "displayName"
		: change->application == NULL              ? "application"
		: !change->has_products                    ? "products"
							   : NULL;

	if (!before->exists && missing != NULL) {
		return lic_err_field(ctx->err, ctx->arena, missing,
			"There is no auto-claim policy yet: a new one needs displayName, application and products.");
	}
	if (!change->has_products) {
		return LIC_OK_RC;
	}
	if (change->product_count == 0) {
		return lic_err_field(ctx->err, ctx->arena, "products",
			"An auto-claim policy needs at least one product: to give nothing any more, turn it off or delete it.");
	}
	return change->product_count <= LIC_AUTO_CLAIM_PRODUCTS_MAX
		? LIC_OK_RC
		: lic_err_field(ctx->err, ctx->arena, "products",
			  "An auto-claim policy has one primary product and at most %d backups.",
			  LIC_AUTO_CLAIM_PRODUCTS_MAX - 1);
}

static lic_rc change_application(struct lic_ctx *ctx, const struct lic_auto_claim_change *change,
	struct lic_auto_claim_policy *policy)
{
	struct lic_application application = {0};
	struct lic_guid guid;
	bool found = false;
	lic_rc rc;

	if (change->application == NULL) {
		return !policy->has_application && change->is_on.is_set && change->is_on.value != 0
			? lic_err_field(ctx->err, ctx->arena, "application",
				  "The application of the auto-claim policy was deleted: choose another one.")
			: LIC_OK_RC;
	}
	if (lic_guid_parse(change->application, strlen(change->application), &guid)) {
		LIC_TRY(lic_application__look(ctx, &guid, &application, &found));
	}
	if (!found) {
		rc = lic_err_field(ctx->err, ctx->arena, "application",
			"There is no application '%.100s': name one of those that are registered, by its id or client id.",
			change->application);
		ctx->err->public_code = "Request_ResourceNotFound";
		return rc.code == LIC_E_INVALID ? LIC_RC(LIC_E_NOTFOUND) : rc;
	}
	policy->application_id = application.id;
	policy->has_application = true;
	policy->application_guid = application.guid;
	policy->application_app_guid = application.app_guid;
	policy->application_name = application.display_name;
	return LIC_OK_RC;
}

/* Finds the product of an element and checks that people can be given it. */
static lic_rc find_product(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_license_add *wanted, const char *target, uint32_t *ret_sku)
{
	const uint32_t sku = lic_catalog_sku(catalog, &wanted->sku_id);
	struct lic_seats seats = {0};
	bool found = false;

	if (sku == LIC_INDEX_NONE) {
		return lic_err_field(ctx->err, ctx->arena, target,
			"There is no product %s in the catalogue.",
			lic_guid_format(&wanted->sku_id).text);
	}
	if (catalog->skus[sku].is_company) {
		return lic_err_field(ctx->err, ctx->arena, target,
			"%s works for the whole organisation; nobody has to be given it.",
			catalog->skus[sku].display_name);
	}
	LIC_TRY(lic_seats__read(ctx, catalog, sku, &seats, &found));
	if (!found || seats.enabled + seats.warning + seats.suspended + seats.locked_out == 0) {
		return lic_err_field(ctx->err, ctx->arena, target,
			"The organisation has no licences of %s: buy some first, or leave the product out.",
			catalog->skus[sku].display_name);
	}
	*ret_sku = sku;
	return LIC_OK_RC;
}

static lic_rc find_disabled(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_license_add *wanted, size_t index, const uint64_t **ret_disabled)
{
	uint64_t *disabled = lic_planset_new(ctx->arena, catalog);

	if (disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < wanted->disabled_count; i++) {
		uint32_t plan = lic_catalog_plan(catalog, &wanted->disabled_plans[i]);

		if (plan == LIC_INDEX_NONE || !lic_sku_has_plan(&catalog->skus[sku], plan)) {
			const char *target = lic_arena_printf(ctx->arena,
				"products/%zu/disabledPlans/%zu", index, i);

			return lic_err_field(ctx->err, ctx->arena, target,
				"%s has no service plan %s.", catalog->skus[sku].display_name,
				lic_guid_format(&wanted->disabled_plans[i]).text);
		}
		if (!catalog->plans[plan].is_company) { /* no switch */
			lic_planset_add(disabled, plan);
		}
	}
	*ret_disabled = disabled;
	return LIC_OK_RC;
}

static lic_rc change_products(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_change *change, struct lic_auto_claim_policy *policy)
{
	if (!change->has_products) {
		return LIC_OK_RC;
	}
	policy->product_count = 0;
	for (size_t i = 0; i < change->product_count; i++) {
		const char *target = lic_arena_printf(ctx->arena, "products/%zu/skuId", i);
		struct lic_auto_claim_product product = {0};

		if (target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(find_product(ctx, catalog, &change->products[i], target, &product.sku));
		for (size_t k = 0; k < i; k++) {
			if (policy->products[k].sku == product.sku) {
				return lic_err_field(ctx->err, ctx->arena, target,
					"%s is named more than once: name each product once.",
					catalog->skus[product.sku].display_name);
			}
		}
		LIC_TRY(find_disabled(ctx, catalog, product.sku, &change->products[i], i,
			&product.disabled));
		policy->products[policy->product_count++] = product;
	}
	return LIC_OK_RC;
}

/* The products as JSON, for the ledger. NULL in `*ret_text` where there are none. */
static lic_rc products_text(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_policy *policy, const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	if (policy->product_count == 0) {
		return LIC_OK_RC;
	}
	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_array(&json);
	for (size_t i = 0; i < policy->product_count; i++) {
		struct lic_license_add add = {0};

		LIC_TRY(lic_auto_claim__add_of(ctx, catalog, &policy->products[i], &add));
		lic_json_object(&json);
		lic_json_kguid(&json, "skuId", &add.sku_id);
		lic_json_key(&json, "disabledPlans");
		lic_json_array(&json);
		for (size_t k = 0; k < add.disabled_count; k++) {
			lic_json_guid(&json, &add.disabled_plans[k]);
		}
		lic_json_end(&json);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_text = lic_arena_copy(ctx->arena, text.data, text.len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static const char *enabled_text(const struct lic_auto_claim_policy *policy)
{
	return !policy->exists ? NULL : policy->is_on ? "true" : "false";
}

/* The application for the ledger; NULL in `*ret_text` where it is not there. */
static lic_rc application_text(struct lic_ctx *ctx, const struct lic_auto_claim_policy *policy,
	const char **ret_text)
{
	if (!policy->has_application) {
		return LIC_OK_RC;
	}
	*ret_text = lic_arena_printf(ctx->arena, "%s (%s)", policy->application_name,
		lic_guid_format(&policy->application_guid).text);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* What the ledger is told of a difference; "{}" when there is none. */
static lic_rc describe(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_policy *before, const struct lic_auto_claim_policy *after,
	const char **ret_detail)
{
	enum {
		NAME,
		ENABLED,
		APPLICATION,
		PRODUCTS
	};
	struct lic_difference list[] = {
		[NAME] = {"displayName", before->display_name, after->display_name, false},
		[ENABLED] = {"enabled", enabled_text(before), enabled_text(after), true},
		[APPLICATION] = {"application", NULL, NULL, false},
		[PRODUCTS] = {"products", NULL, NULL, true},
	};

	LIC_TRY(application_text(ctx, before, &list[APPLICATION].before));
	LIC_TRY(application_text(ctx, after, &list[APPLICATION].after));
	LIC_TRY(products_text(ctx, catalog, before, &list[PRODUCTS].before));
	LIC_TRY(products_text(ctx, catalog, after, &list[PRODUCTS].after));
	return lic_differences_write(ctx->arena, list, LIC_COUNT(list), ret_detail);
}

/* Writes `detail` to the ledger as an operation of `kind` about `policy`. */
static lic_rc record(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_auto_claim_policy *policy, const char *detail)
{
	const struct lic_target target = {LIC_TARGET_DIRECTORY, ctx->caller.tenant_guid,
		policy->display_name};
	const struct lic_ledger_change change = {.kind = LIC_CHANGE_TENANT,
		.object_id = ctx->caller.tenant_id,
		.detail = detail};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ledger_begin(ctx, kind, &target, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

static lic_rc write_policy(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_policy *policy)
{
	const struct lic_q_auto_claim_policy_put_in put = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = policy->guid,
		.display_name = policy->display_name,
		.is_on = policy->is_on ? 1 : 0,
		.application_id = policy->application_id,
		.created_ms = policy->created_ms,
	};
	const struct lic_q_auto_claim_products_clear_in clear = {ctx->caller.tenant_id};

	LIC_TRY(lic_q_auto_claim_policy_put(ctx->db, &put, NULL));
	LIC_TRY(lic_q_auto_claim_products_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < policy->product_count; i++) {
		struct lic_q_auto_claim_product_insert_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.position = (int64_t)i,
			.sku_id = catalog->skus[policy->products[i].sku].key,
		};

		LIC_TRY(lic_plan_set__find(ctx, catalog, policy->products[i].disabled,
			&in.plan_set_id));
		LIC_TRY(lic_q_auto_claim_product_insert(ctx->db, &in, NULL));
	}
	return LIC_OK_RC;
}

lic_rc lic_auto_claim_update(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_change *change, struct lic_auto_claim_policy *ret_policy)
{
	struct lic_auto_claim_policy before = {0};
	struct lic_auto_claim_policy after = {0};
	const char *detail = "";

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SETTINGS));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE)); /* it gives some */
	LIC_TRY(read_policy(ctx, catalog, &before));
	LIC_TRY(check_complete(ctx, change, &before));
	after = before;
	if (!before.exists) {
		after.exists = true;
		after.guid = lic_guid_random();
		after.created_ms = ctx->now_ms;
	}
	if (change->display_name != NULL) {
		LIC_TRY(lic_application__check_name(ctx, "displayName", change->display_name,
			LIC_AUTO_CLAIM_NAME_MAX));
		after.display_name = change->display_name;
	}
	LIC_TRY(change_application(ctx, change, &after));
	LIC_TRY(change_products(ctx, catalog, change, &after));
	if (change->is_on.is_set) {
		after.is_on = change->is_on.value != 0;
	}
	LIC_TRY(describe(ctx, catalog, &before, &after, &detail));
	if (strcmp(detail, "{}") != 0) {
		LIC_TRY(write_policy(ctx, catalog, &after));
		LIC_TRY(record(ctx, LIC_OP_AUTO_CLAIM_POLICY, &after, detail));
	}
	LIC_TRY(read_seats(ctx, catalog, &after));
	*ret_policy = after;
	return LIC_OK_RC;
}

lic_rc lic_auto_claim_delete(struct lic_ctx *ctx, const struct lic_catalog *catalog)
{
	const struct lic_q_auto_claim_policy_delete_in in = {ctx->caller.tenant_id};
	const struct lic_auto_claim_policy after = {0};
	struct lic_auto_claim_policy before = {0};
	const char *detail = "";

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SETTINGS));
	LIC_TRY(read_policy(ctx, catalog, &before));
	if (!before.exists) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"There is no auto-claim policy.");
	}
	LIC_TRY(describe(ctx, catalog, &before, &after, &detail));
	LIC_TRY(lic_q_auto_claim_policy_delete(ctx->db, &in, NULL));
	return record(ctx, LIC_OP_AUTO_CLAIM_DELETE, &before, detail);
}
