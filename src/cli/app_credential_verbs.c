/*
 * app secret, app certificate, app grant: how an application proves who it is, and what it may.
 */
#include "cli/app_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"

#include <sodium.h>
#include <string.h>

#define BODY_BYTES_MAX ((size_t)256 * 1024)
#define FILE_BYTES_MAX ((size_t)64 * 1024)
#define DAYS_MAX 730
#define DER_SEQUENCE 0x30
#define HEAD_BYTES ((size_t)6) /* enough of a DER file to see what is in it */
#define HEAD_CHARS ((size_t)8) /* of base64 for them */

/* Sends the body to `path` and tells what became of it. `*ret_root` is the answer. */
static lic_rc post(struct lic_cli *cli, const char *path, const struct lic_buf *body,
	json_t **ret_root)
{
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = body}, ret_root);
}

static lic_rc run_secret_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *secret = NULL;
	struct lic_json json;
	long long days = 0;

	LIC_TRY(lic_cli_get_int(cli, "days", 1, DAYS_MAX, &days));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "displayName", lic_cli_get(cli, "name"));
	if (lic_cli_has(cli, "days")) {
		lic_json_kint(&json, "days", days);
	}
	if (lic_cli_has(cli, "start")) {
		lic_json_kstring(&json, "startDateTime", lic_cli_get(cli, "start"));
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(post(cli, lic_cli__app_path(cli, "%s", "/secrets"), &body, &secret));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, secret);
	}
	if (lic_cli__is_dry_run(cli)) {
		lic_cli_print(cli, "Would make a secret. Nothing was changed.\n");
		return LIC_OK_RC;
	}
	lic_cli_note(cli, "Secret %s, shown this once, good until %s:",
		lic_cli__clean(cli->scratch, lic_cli__text(secret, "keyId")),
		lic_cli__clean(cli->scratch, lic_cli__text(secret, "endDateTime")));
	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(secret, "secretText")));
	return LIC_OK_RC;
}

/* Removes what the second argument names from the collection `name` ("secrets"). */
static lic_rc remove_from(struct lic_cli *cli, const char *name)
{
	const char *key = lic_cli__escape(cli, cli->args[1]);

	return lic_cli__app_remove(cli,
		key == NULL ? NULL : lic_cli__app_path(cli, "/%s/%s", name, key), cli->args[1]);
}

static lic_rc run_secret_remove(struct lic_cli *cli)
{
	return remove_from(cli, "secrets");
}

/* Tells whether DER begins as a certificate does: with a sequence in a sequence. A private key has
 * a number there. */
static bool may_be_certificate(const unsigned char *der, size_t len)
{
	size_t header = len > 1 && (der[1] & 0x80) != 0 ? (size_t)2 + (der[1] & 0x7F) : 2;

	return len > header && der[0] == DER_SEQUENCE && der[header] == DER_SEQUENCE;
}

/* Tells whether a file is a private key: as PEM, as DER, or as base64 of that. */
static bool is_private_key(const struct lic_buf *file)
{
	unsigned char start[HEAD_BYTES];
	size_t len = 0;

	if (file->len == 0 || strstr(file->data, "PRIVATE KEY-----") != NULL) {
		return file->len > 0;
	}
	if ((unsigned char)file->data[0] == DER_SEQUENCE && strlen(file->data) < file->len) {
		return !may_be_certificate((const unsigned char *)file->data, file->len);
	}
	return sodium_base642bin(start, sizeof(start), file->data,
		       file->len < HEAD_CHARS ? file->len : HEAD_CHARS, " \r\n", &len, NULL,
		       sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
		len == sizeof(start) && start[0] == DER_SEQUENCE && !may_be_certificate(start, len);
}

/* Writes a file as JSON can hold it: DER, which is binary, as base64. `*ret_text` lies in the
 * arena. */
static lic_rc to_text(struct lic_cli *cli, const struct lic_buf *file, const char **ret_text)
{
	size_t size = sodium_base64_ENCODED_LEN(file->len, sodium_base64_VARIANT_ORIGINAL);
	char *text = NULL;

	if (file->len == 0) {
		return lic_cli_usage(cli, "%s is empty.", lic_cli__clean(cli->arena, cli->args[1]));
	}
	if ((unsigned char)file->data[0] != DER_SEQUENCE || strlen(file->data) == file->len) {
		*ret_text = file->data;
		return LIC_OK_RC;
	}
	text = lic_arena_alloc(cli->arena, size);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	(void)sodium_bin2base64(text, size, (const unsigned char *)file->data, file->len,
		sodium_base64_VARIANT_ORIGINAL);
	*ret_text = text;
	return LIC_OK_RC;
}

static lic_rc run_certificate_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf file = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *certificate = NULL;
	const char *text = "";
	struct lic_json json;

	LIC_TRY(lic_cli__read_file(cli, cli->args[1], FILE_BYTES_MAX, &file));
	if (is_private_key(&file)) {
		sodium_memzero(file.data, file.len);
		return lic_cli_usage(cli,
			"%s has a private key: keep that to yourself, and give the certificate alone.",
			lic_cli__clean(cli->arena, cli->args[1]));
	}
	LIC_TRY(to_text(cli, &file, &text));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "certificate", text);
	if (lic_cli_has(cli, "name")) {
		lic_json_kstring(&json, "displayName", lic_cli_get(cli, "name"));
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(post(cli, lic_cli__app_path(cli, "%s", "/certificates"), &body, &certificate));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, certificate);
	}
	lic_cli_print(cli, "%s certificate %s of %s, thumbprint %s, good until %s.\n",
		lic_cli__is_dry_run(cli) ? "Would register" : "Registered",
		lic_cli__clean(cli->scratch, lic_cli__text(certificate, "keyId")),
		lic_cli__clean(cli->scratch, lic_cli__text(certificate, "displayName")),
		lic_cli__clean(cli->scratch, lic_cli__text(certificate, "thumbprint")),
		lic_cli__clean(cli->scratch, lic_cli__text(certificate, "endDateTime")));
	return LIC_OK_RC;
}

static lic_rc run_certificate_remove(struct lic_cli *cli)
{
	return remove_from(cli, "certificates");
}

/* Names the type of grant that the options ask for. */
static const char *grant_type(const struct lic_cli *cli)
{
	return lic_cli_has(cli, "delegated") ? "delegated" : "application";
}

static lic_rc run_grant_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *application = NULL;
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "type", grant_type(cli));
	lic_json_key(&json, "permissions");
	lic_json_array(&json);
	for (size_t i = 1; i < cli->arg_count; i++) {
		lic_json_string(&json, cli->args[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(post(cli, lic_cli__app_path(cli, "%s", "/grants"), &body, &application));
	if (!lic_cli_is_json(cli)) {
		lic_cli_print(cli, "%s: ", lic_cli__is_dry_run(cli) ? "Would be" : "Granted");
	}
	return lic_cli__app_print(cli, application);
}

static lic_rc run_grant_remove(struct lic_cli *cli)
{
	const char *user = lic_cli_get(cli, "user");
	const char *key = user == NULL ? "" : lic_cli__escape(cli, user);
	const char *name = lic_cli__escape(cli, cli->args[1]);

	if (user != NULL && !lic_cli_has(cli, "delegated")) {
		return lic_cli_usage(cli, "--user goes with --delegated: only that is a person's.");
	}
	if (key == NULL || name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_cli__app_remove(cli,
		lic_cli__app_path(cli, "/grants/%s/%s%s%s", grant_type(cli), name,
			user == NULL ? "" : "?user=", key),
		cli->args[1]);
}

static const struct lic_cli_option secret_options[] = {
	{"name", "NAME", "what it is for", LIC_CLI_REQUIRED},
	{"days", "N", "for how long, at most 730 (default 180)", 0},
	{"start", "DATE", "first day, such as 2026-01-31 (default now)", 0},
};

static const struct lic_cli_option certificate_options[] = {
	{"name", "NAME", "what it is for (default its subject)", 0},
};

static const struct lic_cli_option grant_options[] = {
	{"delegated", NULL, "in the name of everybody who signs in", 0},
};

static const struct lic_cli_option revoke_options[] = {
	{"delegated", NULL, "what it may in the name of people", 0},
	{"user", "USER", "only this user's consent; with --delegated", 0},
};

#define CHANGES (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE)
#define APP "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

static const struct lic_cli_command rows[] = {
	{
		.name = "app secret add",
		.arguments = "ID",
		.summary = "make a secret, shown once",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.examples = "licentia app secret add " APP " --name nightly\n",
		.options = secret_options,
		.option_count = LIC_COUNT(secret_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGES,
		.section = LIC_CLI_ACCESS,
		.run = run_secret_add,
	},
	{
		.name = "app secret remove",
		.arguments = "ID KEYID",
		.summary = "remove a secret, at once",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.examples = "licentia app secret remove \\\n  " APP " \\\n"
			    "  0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = CHANGES,
		.section = LIC_CLI_ACCESS,
		.run = run_secret_remove,
	},
	{
		.name = "app certificate add",
		.arguments = "ID FILE",
		.summary = "register a certificate, PEM or DER",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.detail = "FILE has the certificate, never its private key; - is standard input.",
		.examples = "licentia app certificate add " APP " app.pem\n",
		.options = certificate_options,
		.option_count = LIC_COUNT(certificate_options),
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = CHANGES,
		.section = LIC_CLI_ACCESS,
		.run = run_certificate_add,
	},
	{
		.name = "app certificate remove",
		.arguments = "ID KEYID",
		.summary = "remove a certificate, at once",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.examples = "licentia app certificate remove \\\n  " APP " \\\n"
			    "  0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = CHANGES,
		.section = LIC_CLI_ACCESS,
		.run = run_certificate_remove,
	},
	{
		.name = "app grant add",
		.arguments = "ID PERMISSION...",
		.summary = "grant permissions, by Graph's names",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.detail = "Without --delegated it is for what the application does by itself.",
		.examples = "licentia app grant add \\\n  " APP " User.Read.All\n"
			    "licentia app grant add \\\n  " APP " --delegated User.Read\n",
		.options = grant_options,
		.option_count = LIC_COUNT(grant_options),
		.min_arguments = 2,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = CHANGES,
		.section = LIC_CLI_ACCESS,
		.run = run_grant_add,
	},
	{
		.name = "app grant remove",
		.arguments = "ID PERMISSION",
		.summary = "take a permission back, at once",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.examples = "licentia app grant remove \\\n  " APP " User.Read.All\n",
		.options = revoke_options,
		.option_count = LIC_COUNT(revoke_options),
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = CHANGES,
		.section = LIC_CLI_ACCESS,
		.run = run_grant_remove,
	},
};

const struct lic_cli__table lic_cli__app_credential_table = {rows, LIC_COUNT(rows)};
