/*
 * Conditions of custom views: checking, storing, and $filter. See user_view_int.h.
 */
#include "service/user_view_int.h"

#include "base/buf.h"
#include "base/text.h"
#include "core/user.h"
#include "service/catalogs.h"
#include "service/user_int.h"

#include <jansson.h>
#include <string.h>

#define STORED_BYTES_MAX ((size_t)16 * 1024)

/* A condition that is a text. */
struct text {
	const char *name;                /* in the API */
	enum lic_user_property property; /* what it is compared with */
};

static const struct text texts[LIC_VIEW_TEXT_MAX_] = {
	[LIC_VIEW_DOMAIN] = {"domain", LIC_USER_PRINCIPAL_NAME}, /* how that ends */
	[LIC_VIEW_LOCATION] = {"usageLocation", LIC_USER_USAGE_LOCATION},
	[LIC_VIEW_DEPARTMENT] = {"department", LIC_USER_DEPARTMENT},
	[LIC_VIEW_JOB_TITLE] = {"jobTitle", LIC_USER_JOB_TITLE},
	[LIC_VIEW_CITY] = {"city", LIC_USER_CITY},
	[LIC_VIEW_STATE] = {"state", LIC_USER_STATE},
	[LIC_VIEW_COUNTRY] = {"country", LIC_USER_COUNTRY},
};

const char *lic_view_text_name(enum lic_view_text text)
{
	return texts[text].name;
}

static bool has_any(const struct lic_view_conditions *conditions)
{
	bool any = conditions->account_enabled.is_set || conditions->has_sku ||
		conditions->has_errors || conditions->is_unlicensed;

	for (size_t i = 0; i < LIC_VIEW_TEXT_MAX_; i++) {
		any = any || conditions->texts[i] != NULL;
	}
	return any;
}

static lic_rc check_sku(struct lic_ctx *ctx, const struct lic_guid *sku)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	LIC_TRY(lic_catalog_get(ctx, &hold));
	return lic_catalog_sku(hold.catalog, sku) != LIC_INDEX_NONE
		? LIC_OK_RC
		: lic_err_field(ctx->err, ctx->arena, "conditions/skuId",
			  "There is no product %s in the catalogue.", lic_guid_format(sku).text);
}

lic_rc lic_user_view__check(struct lic_ctx *ctx, const struct lic_view_conditions *conditions)
{
	if (!has_any(conditions)) {
		return lic_err_field(ctx->err, ctx->arena, "conditions",
			"The view has no condition: it would show everybody. Set at least one.");
	}
	if (conditions->is_unlicensed && conditions->has_sku) {
		return lic_err_field(ctx->err, ctx->arena, "conditions",
			"Nobody without a licence has one of a product: leave out isUnlicensed or skuId.");
	}
	for (size_t i = 0; i < LIC_VIEW_TEXT_MAX_; i++) {
		if (conditions->texts[i] != NULL && i != LIC_VIEW_DOMAIN) {
			LIC_TRY(lic_user_check(texts[i].property, conditions->texts[i], ctx->arena,
				ctx->err));
		}
	}
	if (conditions->texts[LIC_VIEW_DOMAIN] != NULL) {
		LIC_TRY(lic_user__check_domain(ctx, conditions->texts[LIC_VIEW_DOMAIN],
			"conditions/domain"));
	}
	return conditions->has_sku ? check_sku(ctx, &conditions->sku) : LIC_OK_RC;
}

void lic_view_conditions_write(struct lic_json *json, const struct lic_view_conditions *conditions)
{
	lic_json_object(json);
	for (size_t i = 0; i < LIC_VIEW_TEXT_MAX_; i++) {
		if (conditions->texts[i] != NULL) {
			lic_json_kstring(json, texts[i].name, conditions->texts[i]);
		}
	}
	if (conditions->account_enabled.is_set) {
		lic_json_kbool(json, "accountEnabled", conditions->account_enabled.value != 0);
	}
	if (conditions->has_sku) {
		lic_json_kguid(json, "skuId", &conditions->sku);
	}
	if (conditions->has_errors) {
		lic_json_kbool(json, "hasErrors", true);
	}
	if (conditions->is_unlicensed) {
		lic_json_kbool(json, "isUnlicensed", true);
	}
	lic_json_end(json);
}

lic_rc lic_user_view__store(struct lic_ctx *ctx, const struct lic_view_conditions *conditions,
	const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	const char *copy = NULL;

	lic_buf_init(&text, STORED_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_view_conditions_write(&json, conditions);
	LIC_TRY(lic_json_finish(&json));
	copy = lic_arena_copy(ctx->arena, text.data, text.len);
	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_text = copy;
	return LIC_OK_RC;
}

static lic_rc read_stored(struct lic_ctx *ctx, const json_t *root,
	struct lic_view_conditions *conditions)
{
	const json_t *enabled = json_object_get(root, "accountEnabled");
	const char *sku = json_string_value(json_object_get(root, "skuId"));

	for (size_t i = 0; i < LIC_VIEW_TEXT_MAX_; i++) {
		const char *text = json_string_value(json_object_get(root, texts[i].name));

		if (text != NULL) {
			conditions->texts[i] = lic_arena_strdup(ctx->arena, text);
			if (conditions->texts[i] == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
	}
	conditions->account_enabled =
		(struct lic_opt_int){enabled != NULL, json_is_true(enabled) ? 1 : 0};
	conditions->has_sku = sku != NULL;
	if (sku != NULL && !lic_guid_parse(sku, strlen(sku), &conditions->sku)) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	conditions->has_errors = json_is_true(json_object_get(root, "hasErrors"));
	conditions->is_unlicensed = json_is_true(json_object_get(root, "isUnlicensed"));
	return LIC_OK_RC;
}

lic_rc lic_user_view__load(struct lic_ctx *ctx, const char *text,
	struct lic_view_conditions *ret_conditions)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_view_conditions conditions = {0};
	lic_rc rc = lic_json_parse(text, strlen(text), NULL, &root);

	if (!lic_ok(rc)) {
		return rc.code == LIC_E_NOMEM ? rc : LIC_RC(LIC_E_CORRUPT);
	}
	LIC_TRY(read_stored(ctx, root, &conditions));
	*ret_conditions = conditions;
	return LIC_OK_RC;
}

/* Writes what stands between conditions. */
static void join(struct lic_buf *out)
{
	if (out->len > 0) {
		lic_buf_puts(out, " and ");
	}
}

/* Writes `text` within quotes: a quote in it is doubled (O-10). */
static void put_inside(struct lic_buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		lic_buf_printf(out, "%s%c", *text == '\'' ? "'" : "", *text);
	}
}

static void put_text(struct lic_buf *out, enum lic_view_text which, const char *text)
{
	const char *name = lic_user_properties[texts[which].property].name;

	join(out);
	if (which == LIC_VIEW_DOMAIN) {
		lic_buf_printf(out, "endsWith(%s,'@", name);
		put_inside(out, text);
		lic_buf_puts(out, "')");
		return;
	}
	lic_buf_printf(out, "%s eq '", name);
	put_inside(out, text);
	lic_buf_puts(out, "'");
}

lic_rc lic_user_view__filter(struct lic_ctx *ctx, const struct lic_view_conditions *conditions,
	const char **ret_filter)
{
	LIC_AUTO(lic_buf_done) struct lic_buf out = {0};
	const char *filter = NULL;

	lic_buf_init(&out, STORED_BYTES_MAX);
	for (size_t i = 0; i < LIC_VIEW_TEXT_MAX_; i++) {
		if (conditions->texts[i] != NULL) {
			put_text(&out, (enum lic_view_text)i, conditions->texts[i]);
		}
	}
	if (conditions->account_enabled.is_set) {
		join(&out);
		lic_buf_printf(&out, "accountEnabled eq %s",
			conditions->account_enabled.value != 0 ? "true" : "false");
	}
	if (conditions->has_sku) {
		join(&out);
		lic_buf_printf(&out, "assignedLicenses/any(l:l/skuId eq %s)",
			lic_guid_format(&conditions->sku).text);
	}
	if (conditions->has_errors) {
		join(&out);
		lic_buf_puts(&out,
			"licenseAssignmentStates/any(s:s/state in ('Error','ActiveWithError'))");
	}
	if (conditions->is_unlicensed) {
		join(&out);
		lic_buf_puts(&out, "assignedLicenses/$count eq 0");
	}
	LIC_TRY(lic_buf_status(&out));
	filter = lic_arena_copy(ctx->arena, out.data, out.len);
	if (filter == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_filter = filter;
	return LIC_OK_RC;
}
