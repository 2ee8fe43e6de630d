/*
 * Where the server is and how we are let in: environment or profile file. The token is never an
 * option, because command lines can be read by others on the machine.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROFILE_BYTES_MAX ((size_t)16 * 1024)

/* A refusal of the settings: the server is not even asked, hence exit status 3. */
#define REFUSE(cli_, ...) lic_err_set(&(cli_)->err, LIC_E_DENIED, "settings", __VA_ARGS__)

/* POSIX lets programs declare it; the token is wiped there. */
extern char **environ;

static void wipe_and_free(char *text)
{
	if (text != NULL) {
		sodium_memzero(text, strlen(text));
		free(text);
	}
}

void lic_cli__settings_done(struct lic_cli__settings *settings)
{
	wipe_and_free(settings->token);
	settings->token = NULL;
}

/* The value of a variable of the environment; NULL when it is unset or empty. */
static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

/* Takes LICENTIA_TOKEN out of the environment, so that nothing that is started or dumped later has
 * it. */
static char *take_environment_token(void)
{
	static const char name[] = "LICENTIA_TOKEN=";
	char *token = NULL;

	for (char **entry = environ; *entry != NULL; entry++) {
		if (strncmp(*entry, name, sizeof(name) - 1) == 0) {
			char *value = *entry + sizeof(name) - 1;

			token = value[0] == '\0' ? NULL : strdup(value);
			sodium_memzero(value, strlen(value));
			return token;
		}
	}
	return NULL;
}

/* The file of the profile called `name` (NULL: the default one; with a slash: the file itself). */
static const char *profile_path(struct lic_cli *cli, const char *name)
{
	const char *config = environment("XDG_CONFIG_HOME");
	const char *home = environment("HOME");

	if (name != NULL && strchr(name, '/') != NULL) {
		return name;
	}
	if (config == NULL || config[0] != '/') { /* a relative one is to be ignored: XDG Base
						     Directory */
		config = home == NULL ? NULL : lic_arena_printf(cli->arena, "%s/.config", home);
	}
	return config == NULL ? NULL
			      : lic_arena_printf(cli->arena, "%s/licentia/profile%s%s", config,
					name == NULL ? "" : "-", name == NULL ? "" : name);
}

/* Opens a profile that nobody else can read. `*ret_fd` is -1 when there is none. */
static lic_rc open_profile(struct lic_cli *cli, const char *path, int *ret_fd)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat info;

	if (fd < 0 && errno == ENOENT) {
		*ret_fd = -1;
		return LIC_OK_RC;
	}
	if (fd < 0) {
		return REFUSE(cli, "The profile %s cannot be opened.", path);
	}
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		(void)close(fd);
		return REFUSE(cli, "The profile %s is no regular file.", path);
	}
	if ((info.st_mode & 0177U) != 0 || info.st_uid != geteuid()) {
		(void)close(fd);
		return REFUSE(cli,
			"The profile %s holds a token and must be readable by you alone (its mode is %04o). Remedy: "
			"chmod 600 %s",
			path, (unsigned)(info.st_mode & 07777U), path);
	}
	*ret_fd = fd;
	return LIC_OK_RC;
}

/* Takes one line "key = value"; comments and empty lines are nothing. */
static lic_rc read_line(struct lic_cli *cli, const char *path, char *line,
	struct lic_cli__settings *settings)
{
	static const char *const keys[] = {"url", "token", "ca-file"};
	char *equals = strchr(line, '=');
	char *key = lic_text_trim(line);
	char *value = NULL;

	if (key[0] == '\0' || key[0] == '#') {
		return LIC_OK_RC;
	}
	if (equals == NULL) {
		return REFUSE(cli, "The profile %s has a line that is not \"key = value\".", path);
	}
	*equals = '\0';
	key = lic_text_trim(key);
	value = lic_text_trim(equals + 1);
	if (strcmp(key, "token") == 0) {
		wipe_and_free(settings->token);
		settings->token = strdup(value);
		return settings->token == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
	}
	value = lic_arena_strdup(cli->arena, value);
	if (strcmp(key, "url") == 0) {
		settings->url = value;
	} else if (strcmp(key, "ca-file") == 0) {
		settings->ca_file = value;
	} else {
		size_t nearest = lic_text_nearest(key, keys, LIC_COUNT(keys));

		return REFUSE(cli, "The profile %s has the unknown key \"%s\"%s%s%s.", path,
			lic_cli__clean(cli->arena, key),
			nearest < LIC_COUNT(keys) ? "; did you mean \"" : "",
			nearest < LIC_COUNT(keys) ? keys[nearest] : "",
			nearest < LIC_COUNT(keys) ? "\"?" : "");
	}
	return value == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Reads the lines in `text`, NUL-terminated, which are changed. */
static lic_rc read_lines(struct lic_cli *cli, const char *path, char *text,
	struct lic_cli__settings *settings)
{
	while (text != NULL) {
		char *end = strchr(text, '\n');

		if (end != NULL) {
			*end = '\0';
		}
		LIC_TRY(read_line(cli, path, text, settings));
		text = end == NULL ? NULL : end + 1;
	}
	return LIC_OK_RC;
}

static lic_rc read_profile(struct lic_cli *cli, const char *path,
	struct lic_cli__settings *settings)
{
	char text[PROFILE_BYTES_MAX + 1];
	size_t len = 0;
	ssize_t got = 0;
	int fd = -1;
	lic_rc rc;

	LIC_TRY(open_profile(cli, path, &fd));
	if (fd < 0) {
		return LIC_OK_RC;
	}
	do {
		got = read(fd, text + len, sizeof(text) - 1 - len);
		len += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	(void)close(fd);
	text[len] = '\0';
	if (got < 0 || len == PROFILE_BYTES_MAX || !lic_text_is_utf8(text, len)) {
		rc = REFUSE(cli, "The profile %s cannot be read as text of at most 16 KiB.", path);
	} else {
		rc = read_lines(cli, path, text, settings);
	}
	sodium_memzero(text, sizeof(text));
	settings->source = path;
	return rc;
}

/* One part of a URL, to be freed with curl_free(); NULL when it has none. */
static char *url_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;

	return curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK ? text : NULL;
}

static bool is_loopback(const char *host)
{
	struct in_addr address;

	if (inet_pton(AF_INET, host, &address) == 1) {
		return ntohl(address.s_addr) >> 24U == 127;
	}
	return lic_text_equal_nocase(host, "localhost") || strcmp(host, "[::1]") == 0;
}

/* Checks what a parsed URL consists of. */
static lic_rc check_parts(struct lic_cli *cli, const struct lic_cli__settings *settings, CURLU *url)
{
	char *scheme = url_part(url, CURLUPART_SCHEME);
	char *host = url_part(url, CURLUPART_HOST);
	char *user = url_part(url, CURLUPART_USER);
	char *query = url_part(url, CURLUPART_QUERY);
	bool is_https = scheme != NULL && lic_text_equal_nocase(scheme, "https");
	bool is_http = scheme != NULL && lic_text_equal_nocase(scheme, "http");
	lic_rc rc = LIC_OK_RC;

	if ((!is_https && !is_http) || host == NULL || user != NULL || query != NULL) {
		rc = REFUSE(cli,
			"\"%s\" (from %s) is no address of a server: it should look like https://licentia.example.com.",
			lic_cli__clean(cli->arena, settings->url), settings->source);
	} else if (is_http && !is_loopback(host)) {
		rc = REFUSE(cli, "%s would send the token unencrypted over the network. Use https.",
			lic_cli__clean(cli->arena, settings->url));
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_free(query);
	return rc;
}

static lic_rc check_url(struct lic_cli *cli, struct lic_cli__settings *settings)
{
	CURLU *url = curl_url();
	char *clean = lic_arena_strdup(cli->arena, settings->url);
	lic_rc rc;

	if (url == NULL || clean == NULL) {
		curl_url_cleanup(url);
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t len = strlen(clean); len > 0 && clean[len - 1] == '/'; len--) {
		clean[len - 1] = '\0';
	}
	settings->url = clean;
	/* A URL that cannot be parsed has no parts, which check_parts() refuses. */
	(void)curl_url_set(url, CURLUPART_URL, clean, 0);
	rc = check_parts(cli, settings, url);
	curl_url_cleanup(url);
	return rc;
}

/* A token goes into a header: visible ASCII, nothing that could end the line. */
static lic_rc check_token(struct lic_cli *cli, const struct lic_cli__settings *settings)
{
	if (settings->token == NULL || settings->token[0] == '\0') {
		return REFUSE(cli,
			"No token is set for %s: set LICENTIA_TOKEN, or write \"token = ...\" into the profile.",
			settings->url);
	}
	for (const char *at = settings->token; *at != '\0'; at++) {
		if (*at <= ' ' || *at > '~') {
			return REFUSE(cli, "The token has characters that no token has.");
		}
	}
	return LIC_OK_RC;
}

/* Fills `settings` from the sources in their order. */
static lic_rc gather(struct lic_cli *cli, struct lic_cli__settings *settings)
{
	const char *profile = lic_cli_get(cli, "profile");
	const char *url = environment("LICENTIA_URL");
	const char *path = profile_path(cli, profile);

	settings->token = take_environment_token();
	if (profile == NULL && url != NULL) { /* never the token of a profile with another's address
					       */
		settings->url = lic_arena_strdup(cli->arena, url);
		settings->source = "LICENTIA_URL";
		return settings->url == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
	}
	if (profile != NULL) {
		lic_cli__settings_done(settings);
	}
	if (path != NULL) {
		char *token = LIC_TAKE(settings->token);
		lic_rc rc = read_profile(cli, path, settings);

		if (token != NULL) {
			lic_cli__settings_done(settings);
			settings->token = token;
		}
		LIC_TRY(rc);
	}
	if (settings->source == NULL && profile != NULL) {
		return REFUSE(cli, "There is no profile %s.", path == NULL ? profile : path);
	}
	if (settings->url == NULL) {
		return REFUSE(cli,
			"No server is named. Set LICENTIA_URL and LICENTIA_TOKEN, or write \"url = ...\" and \"token = "
			"...\" into %s (mode 0600).",
			path == NULL ? "a profile" : path);
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__settings_load(struct lic_cli *cli, struct lic_cli__settings *ret_settings)
{
	const char *ca_file = lic_cli_get(cli, "ca-file");

	*ret_settings = (struct lic_cli__settings){0};
	LIC_TRY(gather(cli, ret_settings));
	LIC_TRY(check_url(cli, ret_settings));
	LIC_TRY(check_token(cli, ret_settings));
	ret_settings->ca_file = ca_file == NULL ? ret_settings->ca_file : ca_file;
	return LIC_OK_RC;
}

bool lic_cli__same_origin(const char *a, const char *b)
{
	static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
	CURLU *url_a = curl_url();
	CURLU *url_b = curl_url();
	bool is_same = url_a != NULL && url_b != NULL &&
		curl_url_set(url_a, CURLUPART_URL, a, 0) == CURLUE_OK &&
		curl_url_set(url_b, CURLUPART_URL, b, 0) == CURLUE_OK;

	for (size_t i = 0; is_same && i < LIC_COUNT(parts); i++) {
		char *part_a = url_part(url_a, parts[i]);
		char *part_b = url_part(url_b, parts[i]);

		is_same = part_a != NULL && part_b != NULL && lic_text_equal_nocase(part_a, part_b);
		curl_free(part_a);
		curl_free(part_b);
	}
	curl_url_cleanup(url_a);
	curl_url_cleanup(url_b);
	return is_same;
}
