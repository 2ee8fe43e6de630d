/*
 * The way in: passwords of administrators for init and demo, and admin reset.
 */
#include "main/admin.h"

#include "auth/password.h"
#include "base/json.h"
#include "main/local.h"

#include <sodium.h>

#define OUTPUT_BYTES_MAX ((size_t)64 * 1024)

lic_rc lic_admin_make_password(struct lic_cli *cli, bool must_change,
	struct lic_admin_new *ret_admin)
{
	LIC_AUTO(lic_admin_forget_password)
	struct lic_admin_new admin = {.password = {.must_change = must_change}};

	lic_password_make(admin.text);
	LIC_TRY(lic_password_hash(lic_cli_arena(cli), admin.text, lic_cli_err(cli),
		&admin.password.hash));
	*ret_admin = admin;
	return LIC_OK_RC;
}

void lic_admin_forget_password(struct lic_admin_new *admin)
{
	sodium_memzero(admin->text, sizeof(admin->text));
}

/* What admin reset is told and finds out. */
struct reset {
	const char *key;            /* whom; NULL: any administrator */
	struct lic_admin_new admin; /* his new password */
};

static lic_rc do_reset(struct lic_ctx *ctx, void *data)
{
	struct reset *reset = data;

	return lic_admin_reset(ctx, reset->key, &reset->admin.password, &reset->admin.upn);
}

static lic_rc print_reset(struct lic_cli *cli, const struct reset *reset)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	if (!lic_cli_is_json(cli)) {
		lic_cli_note(cli,
			"%s may sign in and is Global Administrator. Password, shown this once, to be changed at sign-in:",
			reset->admin.upn);
		lic_cli_print(cli, "%s\n", reset->admin.text);
		return LIC_OK_RC;
	}
	lic_buf_init(&text, OUTPUT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kstring(&json, "userPrincipalName", reset->admin.upn);
	lic_json_kstring(&json, "password", reset->admin.text);
	lic_json_end(&json);
	return lic_cli_print_json(cli, &json, &text);
}

lic_rc lic_verb_admin_reset(struct lic_cli *cli)
{
	struct reset reset = {.key = lic_cli_get(cli, "user")};
	struct lic_local local = {.mode = LIC_DB_WRITE,
		.tx = LIC_TX_WRITE,
		.work = do_reset,
		.data = &reset};
	lic_rc rc;

	LIC_TRY(lic_local_need_url(cli, &local.url));
	LIC_TRY(lic_admin_make_password(cli, true, &reset.admin));
	rc = lic_local_run(cli, &local);
	if (lic_ok(rc)) {
		rc = print_reset(cli, &reset);
	}
	lic_admin_forget_password(&reset.admin);
	return rc;
}
