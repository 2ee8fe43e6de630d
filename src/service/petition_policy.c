/*
 * Who may ask for licences, and for which: see petitions.h.
 */
#include "service/petition_int.h"

#include "base/buf.h"
#include "base/json.h"
#include "service/license_int.h"
#include "service/subscriptions.h"
#include "store/lic_sql.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)64 * 1024)
#define SELF_SERVICE_MAX LIC_CATALOG_SKUS_MAX

bool lic_petition__is_self_service(const struct lic_petition_policy *policy, int64_t sku_id)
{
	for (size_t i = 0; i < policy->self_service_count; i++) {
		if (policy->self_service[i] == sku_id) {
			return true;
		}
	}
	return false;
}

static lic_rc read_self_service(struct lic_ctx *ctx, struct lic_petition_policy *policy)
{
	struct lic_q_license_requests_self_service_in in = {ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_license_requests_self_service_row row;
	int64_t *list = lic_arena_array(ctx->arena, SELF_SERVICE_MAX, sizeof(*list));
	bool more = true;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	policy->self_service = list;
	LIC_TRY(lic_q_license_requests_self_service_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_license_requests_self_service_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (policy->self_service_count == SELF_SERVICE_MAX) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		list[policy->self_service_count++] = row.sku_id;
	}
}

lic_rc lic_petition__policy(struct lic_ctx *ctx, struct lic_petition_policy *ret_policy)
{
	struct lic_q_license_requests_process_in in = {ctx->caller.tenant_id};
	struct lic_q_license_requests_process_row row;
	struct lic_petition_policy policy = {0};
	bool found = false;

	LIC_TRY(lic_q_license_requests_process(ctx->db, ctx->arena, &in, &row, &found));
	if (found) {
		policy.has_own_process = row.is_own != 0;
		policy.message = row.message;
		policy.link = row.link;
	}
	LIC_TRY(read_self_service(ctx, &policy));
	*ret_policy = policy;
	return LIC_OK_RC;
}

lic_rc lic_petition_policy(struct lic_ctx *ctx, struct lic_petition_policy *ret_policy)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_DECIDE_REQUESTS));
	return lic_petition__policy(ctx, ret_policy);
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* A link is shown to everybody: it leads to a page and nowhere else. */
static lic_rc check_link(struct lic_ctx *ctx, const char *link)
{
	LIC_TRY(lic_petition__check_text(ctx, "ownProcess/link", link, LIC_PETITION_LINK_MAX));
	if (link == NULL ||
		((starts_with(link, "https://") || starts_with(link, "http://")) &&
			strpbrk(link, " \t\r\n\"<>\\") == NULL)) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "ownProcess/link",
		"ownProcess/link is '%.100s': write the address of a page, which begins with https:// or http://.",
		link);
}

static const char *or_none(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* Makes what `change` says of the process out of `policy`. */
static lic_rc change_process(struct lic_ctx *ctx, const struct lic_petition_policy_change *change,
	struct lic_petition_policy *policy)
{
	if (change->has_message) {
		LIC_TRY(lic_petition__check_text(ctx, "ownProcess/message", change->message,
			LIC_PETITION_MESSAGE_MAX));
		policy->message = or_none(change->message);
	}
	if (change->has_link) {
		policy->link = or_none(change->link);
		LIC_TRY(check_link(ctx, policy->link));
	}
	if (change->has_own_process.is_set) {
		policy->has_own_process = change->has_own_process.value != 0;
	}
	if (policy->has_own_process && policy->message == NULL && policy->link == NULL) {
		return lic_err_field(ctx->err, ctx->arena, "ownProcess/message",
			"With a process of your own people must be told what to do: write a message, a link, or both.");
	}
	return LIC_OK_RC;
}

/* Finds the products of `change`, each once, for `policy`. */
static lic_rc change_products(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_petition_policy_change *change, struct lic_petition_policy *policy)
{
	struct lic_petition_policy made = *policy;
	int64_t *list = lic_arena_array(ctx->arena, change->self_service_count, sizeof(*list));

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	made.self_service = list;
	made.self_service_count = 0;
	for (size_t i = 0; i < change->self_service_count; i++) {
		uint32_t sku = 0;

		LIC_TRY(lic_sku_find(ctx->arena, catalog, change->self_service[i],
			"selfServiceProducts", ctx->err, &sku));
		if (!lic_petition__is_self_service(&made, catalog->skus[sku].key)) {
			list[made.self_service_count++] = catalog->skus[sku].key;
		}
	}
	*policy = made;
	return LIC_OK_RC;
}

static void write_products(struct lic_json *json, const char *key,
	const struct lic_catalog *catalog, const struct lic_petition_policy *policy)
{
	lic_json_key(json, key);
	lic_json_array(json);
	for (size_t i = 0; i < policy->self_service_count; i++) {
		uint32_t sku = lic_catalog_sku_by_key(catalog, policy->self_service[i]);

		if (sku != LIC_INDEX_NONE) {
			lic_json_guid(json, &catalog->skus[sku].id);
		}
	}
	lic_json_end(json);
}

static void write_text(struct lic_json *json, const char *name, const char *before,
	const char *after)
{
	lic_json_key(json, name);
	lic_json_object(json);
	lic_json_kstring(json, "old", before);
	lic_json_kstring(json, "new", after);
	lic_json_end(json);
}

/* Says in the ledger what the policy was and is. */
static lic_rc record(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_petition_policy *before, const struct lic_petition_policy *after)
{
	const struct lic_target target = {LIC_TARGET_DIRECTORY, ctx->caller.tenant_guid,
		"license requests"};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_TENANT,
		.object_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_operation operation = {0};
	struct lic_json json;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_key(&json, "ownProcess");
	lic_json_object(&json);
	lic_json_kbool(&json, "old", before->has_own_process);
	lic_json_kbool(&json, "new", after->has_own_process);
	lic_json_end(&json);
	write_text(&json, "message", before->message, after->message);
	write_text(&json, "link", before->link, after->link);
	lic_json_key(&json, "selfServiceProducts");
	lic_json_object(&json);
	write_products(&json, "old", catalog, before);
	write_products(&json, "new", catalog, after);
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	change.detail = lic_arena_copy(ctx->arena, text.data, text.len);
	if (change.detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_PETITION_POLICY, &target, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

static lic_rc write_policy(struct lic_ctx *ctx, const struct lic_petition_policy *policy)
{
	const struct lic_q_license_requests_process_put_in put = {ctx->caller.tenant_id,
		policy->has_own_process ? 1 : 0, policy->message, policy->link};
	const struct lic_q_license_requests_self_service_clear_in clear = {ctx->caller.tenant_id};

	LIC_TRY(lic_q_license_requests_process_put(ctx->db, &put, NULL));
	LIC_TRY(lic_q_license_requests_self_service_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < policy->self_service_count; i++) {
		const struct lic_q_license_requests_self_service_insert_in in = {
			ctx->caller.tenant_id, policy->self_service[i]};

		LIC_TRY(lic_q_license_requests_self_service_insert(ctx->db, &in, NULL));
	}
	return LIC_OK_RC;
}

static bool is_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_same(const struct lic_petition_policy *a, const struct lic_petition_policy *b)
{
	bool same = a->has_own_process == b->has_own_process &&
		is_same_text(a->message, b->message) && is_same_text(a->link, b->link) &&
		a->self_service_count == b->self_service_count;

	for (size_t i = 0; i < b->self_service_count && same; i++) {
		same = lic_petition__is_self_service(a, b->self_service[i]);
	}
	return same;
}

lic_rc lic_petition_policy_update(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_petition_policy_change *change, struct lic_petition_policy *ret_policy)
{
	struct lic_petition_policy before = {0};
	struct lic_petition_policy after = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SETTINGS));
	LIC_TRY(lic_petition__policy(ctx, &before));
	after = before;
	LIC_TRY(change_process(ctx, change, &after));
	if (change->has_self_service) {
		LIC_TRY(change_products(ctx, catalog, change, &after));
	}
	if (!is_same(&before, &after)) {
		LIC_TRY(write_policy(ctx, &after));
		LIC_TRY(record(ctx, catalog, &before, &after));
	}
	*ret_policy = after;
	return LIC_OK_RC;
}

lic_rc lic_petition_offer(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_petition_offer *ret_offer)
{
	struct lic_petition_offer offer = {0};
	struct lic_sku_seats *pools = NULL;
	uint32_t *skus = NULL;
	size_t count = 0;

	LIC_TRY(lic_ctx_require_person(ctx));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_SELF));
	LIC_TRY(lic_petition__policy(ctx, &offer.policy));
	LIC_TRY(lic_seats__list(ctx, catalog, &pools, &count));
	skus = lic_arena_array(ctx->arena, count, sizeof(*skus));
	if (skus == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	offer.skus = skus;
	for (size_t i = 0; i < count && !offer.policy.has_own_process; i++) {
		const struct lic_sku *sku = &catalog->skus[pools[i].sku];

		if (!sku->is_company && !lic_petition__is_self_service(&offer.policy, sku->key)) {
			skus[offer.sku_count++] = pools[i].sku;
		}
	}
	*ret_offer = offer;
	return LIC_OK_RC;
}
