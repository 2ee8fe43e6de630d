/*
 * user add: creates one user, with licences if asked for. A password is made when none is given, and printed this once.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#include <sodium.h>
#include <string.h>

#define BODY_BYTES_MAX ((size_t)1024 * 1024)
#define PASSWORD_LENGTH 16
#define PASSWORD_BYTES_MAX ((size_t)1024)
#define NICKNAME_MAX 64

/* A user to be added. */
struct addition {
	struct lic_cli__choice choice;         /* licences */
	char password[PASSWORD_BYTES_MAX + 1]; /* secret; wiped at the end */
	bool is_generated;                     /* the password was made here */
	const char *nickname;                  /* mailNickname */
	bool is_one_call;                      /* the server creates and licenses in one step */
};

/* Makes a password with letters of both cases, digits and a sign, without letters that look alike. */
static void generate_password(char *ret_password)
{
	static const char *const classes[] = {
		"abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-_.!%+="};

	for (size_t i = 0; i < PASSWORD_LENGTH; i++) {
		/* The first four take one of each kind; signs are rare after that, for whoever types it. */
		size_t kind = i < LIC_COUNT(classes) ? i : randombytes_uniform(3);

		ret_password[i] = classes[kind][randombytes_uniform((uint32_t)strlen(classes[kind]))];
	}
	for (size_t i = PASSWORD_LENGTH - 1; i > 0; i--) {
		size_t other = randombytes_uniform((uint32_t)i + 1);
		char kept = ret_password[i];

		ret_password[i] = ret_password[other];
		ret_password[other] = kept;
	}
	ret_password[PASSWORD_LENGTH] = '\0';
}

/* Takes the first line of a file as the password. */
static lic_rc read_password(struct lic_cli *cli, const char *path, char *ret_password)
{
	struct lic_buf text = {0};
	lic_rc rc = lic_cli__read_file(cli, path, PASSWORD_BYTES_MAX, &text);
	size_t len = 0;

	if (lic_ok(rc)) {
		len = text.data == NULL ? 0 : strcspn(text.data, "\r\n");
		if (len == 0 || !lic_text_is_utf8(text.data, len)) {
			rc = lic_cli_usage(cli, "%s has no password in its first line.", lic_cli__clean(cli->arena, path));
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
		if (nickname[i] > ' ' && nickname[i] <= '~' && strchr("@()\\[]\";:<>,", nickname[i]) == NULL) {
			nickname[out++] = nickname[i];
		}
	}
	if (nickname != NULL) {
		nickname[out] = '\0';
	}
	return nickname;
}

/* Writes the body; with its password it is a secret. */
static lic_rc write_body(struct lic_cli *cli, const struct addition *addition, struct lic_buf *body)
{
	static const struct {
		const char *option;
		const char *property;
	} texts[] = {{"name", "displayName"}, {"location", "usageLocation"}, {"given-name", "givenName"},
		{"surname", "surname"}};
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
	if (!lic_cli__has_property(cli, 1, "mailNickname")) {
		lic_json_kstring(&json, "mailNickname", addition->nickname);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
