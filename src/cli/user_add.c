/*
 * user add: creates one user, with licences if asked for. A password is made when none is given,
 * and printed this once.
 */
#include "base/password.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#define BODY_BYTES_MAX ((size_t)1024 * 1024)
#define PASSWORD_BYTES_MAX ((size_t)1024)
#define NICKNAME_MAX 64

/* An option whose value is a property of the user. */
struct text_option {
	const char *option;   /* its name */
	const char *property; /* Graph's name */
};

/* A user to be added. */
struct addition {
	struct lic_cli__choice choice;         /* licences */
	char password[PASSWORD_BYTES_MAX + 1]; /* secret; wiped at the end */
	bool is_generated;                     /* the password was made here */
	const char *nickname;                  /* mailNickname */
	bool is_one_call;                      /* the server creates and licenses in one step */
};

/* Takes the first line of a file as the password. */
static lic_rc read_password(struct lic_cli *cli, const char *path, char *ret_password)
{
	struct lic_buf text = {0};
	lic_rc rc = lic_cli__read_file(cli, path, PASSWORD_BYTES_MAX, &text);
	size_t len = 0;

	if (lic_ok(rc)) {
		len = text.data == NULL ? 0 : strcspn(text.data, "\r\n");
		if (len == 0 || !lic_text_is_utf8(text.data, len)) {
			rc = lic_cli_usage(cli, "%s has no password in its first line.",
				lic_cli__clean(cli->arena, path));
		} else {
			memcpy(ret_password, text.data, len);
			ret_password[len] = '\0';
		}
	}
	if (text.data != NULL) {
		sodium_memzero(text.data, text.len);
	}
	lic_buf_done(&text);
	return rc;
}

/* Graph wants a mailNickname: the part before the at sign, without what it does not allow there. */
static const char *make_nickname(struct lic_cli *cli, const char *upn)
{
	size_t len = strcspn(upn, "@");
	char *nickname = lic_arena_copy(cli->arena, upn, len);
	size_t out = 0;

	for (size_t i = 0; nickname != NULL && i < len && out < NICKNAME_MAX; i++) {
		if (nickname[i] > ' ' && nickname[i] <= '~' &&
			strchr("@()\\[]\";:<>,", nickname[i]) == NULL) {
			nickname[out++] = nickname[i];
		}
	}
	if (nickname != NULL) {
		nickname[out] = '\0';
	}
	return nickname;
}

static bool has_nickname(const struct lic_cli *cli)
{
	static const char name[] = "mailNickname=";

	for (size_t i = 1; i < cli->arg_count; i++) {
		if (strncasecmp(cli->args[i], name, sizeof(name) - 1) == 0) {
			return true;
		}
	}
	return false;
}

/* Writes the body; with its password it is a secret. */
static lic_rc write_body(struct lic_cli *cli, const struct addition *addition, struct lic_buf *body)
{
	static const struct text_option texts[] = {{"name", "displayName"},
		{"location", "usageLocation"}, {"given-name", "givenName"}, {"surname", "surname"}};
	const char *taken[LIC_COUNT(texts) + 3] = {"accountEnabled", "userPrincipalName"};
	size_t taken_count = 2;
	struct lic_json json;

	lic_json_init(&json, body);
	lic_json_object(&json);
	lic_json_kbool(&json, "accountEnabled", !lic_cli_has(cli, "blocked"));
	lic_json_kstring(&json, "userPrincipalName", cli->args[0]);
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		const char *value = lic_cli_get(cli, texts[i].option);

		if (value != NULL) {
			lic_json_kstring(&json, texts[i].property, value);
			taken[taken_count++] = texts[i].property;
		}
	}
	lic_json_key(&json, "passwordProfile");
	lic_json_object(&json);
	lic_json_kstring(&json, "password", addition->password);
	lic_json_kbool(&json, "forceChangePasswordNextSignIn", true);
	lic_json_end(&json);
	if (addition->is_one_call) {
		lic_json_key(&json, "assignedLicenses");
		lic_cli__choice_write(&json, &addition->choice);
	}
	LIC_TRY(lic_cli__properties_write(cli, 1, taken, &json));
	if (!has_nickname(cli)) {
		lic_json_kstring(&json, "mailNickname", addition->nickname);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Sends the body, and wipes it. `*ret_root` is the answer. */
static lic_rc create(struct lic_cli *cli, const struct addition *addition, json_t **ret_root)
{
	struct lic_buf body;
	lic_rc rc;

	lic_buf_init(&body, BODY_BYTES_MAX);
	rc = write_body(cli, addition, &body);
	if (lic_ok(rc)) {
		rc = lic_cli__send(cli,
			&(struct lic_cli__call){.method = "POST",
				.path = addition->is_one_call ? "/api/v1/users" : "/v1.0/users",
				.body = &body},
			ret_root);
	}
	if (body.data != NULL) {
		sodium_memzero(body.data, body.len);
	}
	lic_buf_done(&body);
	return rc;
}

/* Gives the licences in a second call, for servers that know Graph only. */
static lic_rc assign(struct lic_cli *cli, const struct addition *addition, const char *id)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;
	const char *path = lic_arena_printf(cli->scratch, "/v1.0/users/%s/assignLicense", id);

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_key(&json, "addLicenses");
	lic_cli__choice_write(&json, &addition->choice);
	lic_json_key(&json, "removeLicenses");
	lic_json_array(&json);
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = &body}, NULL);
}

/* Why the licences could not be given, in the form of our own server's violations. A new tree. */
static json_t *make_violations(const struct lic_cli *cli)
{
	json_t *error = lic_cli__error_tree(cli);
	json_t *details = json_object_get(error, "details");
	json_t *violations = json_array();

	if (json_array_size(details) == 0) {
		(void)json_object_del(error, "details");
		(void)json_array_append(violations, error);
	} else {
		(void)json_array_extend(violations, details);
	}
	json_decref(error);
	return violations;
}

/* Gives the licences to the user in `*root`, and brings the answer into the form of ours: user,
 * licensed, violations. */
static lic_rc license_separately(struct lic_cli *cli, const struct addition *addition,
	json_t **root)
{
	const char *id = lic_cli__text(*root, "id");
	bool is_wanted = addition->choice.sku_count > 0;
	json_t *whole = NULL;
	lic_rc rc = LIC_OK_RC;

	if (is_wanted) {
		rc = assign(cli, addition, id == NULL ? cli->args[0] : id);
	}
	/* R-80: the user stays, without licences; its password must be shown whatever the reason
	 * is. */
	whole = json_pack("{s:O, s:b, s:o}", "user", *root, "licensed", is_wanted && lic_ok(rc),
		"violations", lic_ok(rc) ? json_array() : make_violations(cli));
	if (!lic_ok(rc)) {
		lic_cli_set_exit(cli, lic_cli__exit_of(cli, rc));
	}
	json_decref(*root);
	*root = whole;
	return whole == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static void print_violations(struct lic_cli *cli, const json_t *violations)
{
	for (size_t i = 0; i < json_array_size(violations); i++) {
		const json_t *violation = json_array_get(violations, i);
		const char *remedy = lic_cli__text(violation, "remedy");

		lic_cli_print(cli, "No licence: %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(violation, "message")));
		if (remedy != NULL) {
			lic_cli_print(cli, "  Remedy: %s\n", lic_cli__clean(cli->scratch, remedy));
		}
	}
}

static void print_words(struct lic_cli *cli, const struct addition *addition, const json_t *root)
{
	const json_t *user = json_object_get(root, "user");
	const char *upn = lic_cli__clean(cli->scratch, lic_cli__text(user, "userPrincipalName"));

	if (lic_cli__is_dry_run(cli)) {
		lic_cli_print(cli, "Would create %s. Nothing was changed.\n", upn);
	} else {
		lic_cli_print(cli, "Created %s (%s).\n", upn,
			lic_cli__clean(cli->scratch, lic_cli__text(user, "id")));
		if (addition->is_generated) {
			lic_cli_print(cli, "Password, shown this once: %s\n", addition->password);
		}
	}
	if (json_is_true(json_object_get(root, "licensed"))) {
		lic_cli_print(cli, "Licences: %s\n",
			lic_cli__clean(cli->scratch, lic_cli__choice_name(cli, &addition->choice)));
	}
	print_violations(cli, json_object_get(root, "violations"));
}

static lic_rc add(struct lic_cli *cli, struct addition *addition)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *password_file = lic_cli_get(cli, "password-file");

	addition->nickname = make_nickname(cli, cli->args[0]);
	if (addition->nickname == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	addition->is_generated = password_file == NULL;
	if (password_file == NULL) {
		lic_password_make(addition->password);
	} else {
		LIC_TRY(read_password(cli, password_file, addition->password));
	}
	LIC_TRY(lic_cli__choice_read(cli, "sku", &addition->choice));
	if (addition->choice.sku_count > 0) {
		LIC_TRY(lic_cli__ask_server(cli, &addition->is_one_call));
	}
	LIC_TRY(create(cli, addition, &root));
	if (!addition->is_one_call) {
		LIC_TRY(license_separately(cli, addition, &root));
	}
	if (json_array_size(json_object_get(root, "violations")) > 0) {
		lic_cli_set_exit(cli, LIC_EXIT_REFUSED);
	}
	if (!lic_cli_is_json(cli)) {
		print_words(cli, addition, root);
		return LIC_OK_RC;
	}
	if (addition->is_generated && !lic_cli__is_dry_run(cli) &&
		json_object_set_new(root, "password", json_string(addition->password)) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_cli_print_tree(cli, root);
}

static lic_rc run_add(struct lic_cli *cli)
{
	struct addition addition = {.is_generated = false};
	lic_rc rc = add(cli, &addition);

	sodium_memzero(addition.password, sizeof(addition.password));
	return rc;
}

static const struct lic_cli_option options[] = {
	{"name", "NAME", "display name", LIC_CLI_REQUIRED},
	{"location", "CC", "usage location, such as NL; licences need it", 0},
	{"given-name", "NAME", "given name", 0},
	{"surname", "NAME", "surname", 0},
	{"blocked", NULL, "without the right to sign in", 0},
	{"password-file", "FILE", "first line is the password; - is standard input", 0},
	{"sku", "SKU", "product to give", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "user add",
		.arguments = "UPN [PROPERTY=VALUE...]",
		.summary = "create a user, with licences if wanted",
		.detail =
			"Without --password-file a password is made and printed this once; either way\n"
			"it must be changed at the first sign-in. When the licences cannot be given,\n"
			"the user is created without them and the exit status is 1.",
		.examples =
			"licentia user add anna@contoso.com --name \"Anna de Vries\" --location NL\n"
			"licentia user add bo@contoso.com --name Bo --location NL \\\n"
			"  --sku ENTERPRISEPACK --without Sway department=Sales\n",
		.options = options,
		.option_count = LIC_COUNT(options),
		.min_arguments = 1,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_add,
	},
};

const struct lic_cli__table lic_cli__user_add_table = {rows, LIC_COUNT(rows)};
