/*
 * Changes of applications in the ledger: see application_int.h.
 */
#include "service/application_int.h"

#include "base/buf.h"
#include "base/json.h"

/* 256 addresses, before and after. */
#define DETAIL_BYTES_MAX ((size_t)4 * 1024 * 1024)

lic_rc lic_application__record(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_application *application, const struct lic_difference *differences,
	size_t count)
{
	bool is_grant = kind == LIC_OP_APPLICATION_GRANT || kind == LIC_OP_APPLICATION_REVOKE;
	struct lic_target target = {is_grant ? LIC_TARGET_PRINCIPAL : LIC_TARGET_APPLICATION,
		is_grant ? application->principal_guid : application->guid,
		application->display_name};
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_APPLICATION,
		.object_id = application->id};

	LIC_TRY(lic_differences_write(ctx->arena, differences, count, &change.detail));
	LIC_TRY(lic_ledger_begin(ctx, kind, &target, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

/* Keeps the finished document in `text` in the arena. */
static lic_rc keep(struct lic_ctx *ctx, const struct lic_json *json, const struct lic_buf *text,
	const char **ret_text)
{
	const char *copy = NULL;

	LIC_TRY(lic_json_finish(json));
	copy = lic_arena_copy(ctx->arena, text->data, text->len);
	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_text = copy;
	return LIC_OK_RC;
}

lic_rc lic_application__redirects_json(struct lic_ctx *ctx, const struct lic_redirect *redirects,
	size_t count, const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_array(&json);
	for (size_t i = 0; i < count; i++) {
		lic_json_object(&json);
		lic_json_kstring(&json, "uri", redirects[i].uri);
		lic_json_kstring(&json, "kind", lic_redirect_kind_name(redirects[i].kind));
		lic_json_end(&json);
	}
	lic_json_end(&json);
	return keep(ctx, &json, &text, ret_text);
}

lic_rc lic_application__permissions_json(struct lic_ctx *ctx, lic_permissions permissions,
	const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_array(&json);
	for (int i = 0; i < LIC_PERMISSION_MAX_; i++) {
		if ((permissions & LIC_PERMISSION_BIT(i)) != 0) {
			lic_json_string(&json, lic_permission_name((enum lic_permission)i));
		}
	}
	lic_json_end(&json);
	return keep(ctx, &json, &text, ret_text);
}
