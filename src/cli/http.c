/*
 * HTTP calls with libcurl: one handle, kept alive; TLS always verified; no redirects, so that the
 * token goes nowhere else; waiting when the server asks for it.
 */
#include "base/guid.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* The report of an import with a million bad rows is the largest answer there is. */
#define ANSWER_BYTES_MAX ((size_t)512 * 1024 * 1024)
#define CONNECT_TIMEOUT_S 10L
/* A call may wait behind a long import. */
#define CALL_TIMEOUT_S 300L
#define RETRIES_MAX 5U
/* Microsoft's Graph asks for up to two and a half minutes. */
#define RETRY_WAIT_MAX_S 180L

static size_t take_body(char *bytes, size_t size, size_t count, void *body)
{
	struct lic_buf *buf = body;

	lic_buf_add(buf, bytes, size * count);
	return lic_ok(lic_buf_status(buf)) ? size * count : 0;
}

bool lic_cli__http_prepare(const struct lic_cli__http *http, CURL *easy, struct lic_buf *body,
	char *problem)
{
	/* The only clear text allowed goes to this machine: no proxy may see its token. */
	const char *proxy = strncasecmp(http->settings.url, "http:", 5) == 0 ? "" : NULL;

	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
		CURLE_OK &&
		(http->settings.ca_file == NULL ||
			curl_easy_setopt(easy, CURLOPT_CAINFO, http->settings.ca_file) ==
				CURLE_OK) &&
		(proxy == NULL || curl_easy_setopt(easy, CURLOPT_PROXY, proxy) == CURLE_OK) &&
		curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_TIMEOUT, CALL_TIMEOUT_S) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_USERAGENT, "licentia/" LIC_VERSION) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_WRITEDATA, body) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem) == CURLE_OK;
}

void lic_cli__http_free(struct lic_cli__http *http)
{
	if (http == NULL) {
		return;
	}
	curl_easy_cleanup(http->easy);
	lic_cli__settings_done(&http->settings);
	lic_buf_done(&http->answer);
	free(http);
	curl_global_cleanup();
}

lic_rc lic_cli__http_open(struct lic_cli *cli, struct lic_cli__http **ret_http)
{
	struct lic_cli__http *http = cli->http;

	if (http != NULL) {
		*ret_http = http;
		return LIC_OK_RC;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		return LIC_RC(LIC_E_NOMEM);
	}
	http = calloc(1, sizeof(*http));
	if (http == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	cli->http = http; /* freed with the command, whatever happens here */
	lic_buf_init(&http->answer, ANSWER_BYTES_MAX);
	LIC_TRY(lic_cli__settings_load(cli, &http->settings));
	http->easy = curl_easy_init();
	if (http->easy == NULL ||
		!lic_cli__http_prepare(http, http->easy, &http->answer, http->problem)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_http = http;
	return LIC_OK_RC;
}

/* Appends a header; gives up all of them when memory is out. */
static bool add_header(struct curl_slist **headers, const char *name, const char *value)
{
	struct lic_buf line;
	struct curl_slist *longer = NULL;

	lic_buf_init(&line, (size_t)64 * 1024);
	lic_buf_printf(&line, "%s: %s", name, value);
	if (lic_ok(lic_buf_status(&line))) {
		longer = curl_slist_append(*headers, line.data);
		sodium_memzero(line.data, line.len);
	}
	lic_buf_done(&line);
	if (longer != NULL) {
		*headers = longer;
	}
	return longer != NULL;
}

struct curl_slist *lic_cli__headers_new(const struct lic_cli *cli, const char *id,
	const char *content_type, bool is_change)
{
	struct curl_slist *headers = NULL;
	const char *reason = is_change ? lic_cli_get(cli, "reason") : NULL;
	bool is_made = add_header(&headers, "Accept", "application/json") &&
		add_header(&headers, "client-request-id", id) &&
		(content_type == NULL || add_header(&headers, "Content-Type", content_type)) &&
		(reason == NULL || add_header(&headers, "Licentia-Reason", reason)) &&
		(!is_change || !lic_cli__is_dry_run(cli) ||
			add_header(&headers, "Prefer", "validate-only"));
	struct lic_buf bearer;

	lic_buf_init(&bearer, (size_t)64 * 1024);
	lic_buf_printf(&bearer, "Bearer %s", cli->http->settings.token);
	is_made = is_made && lic_ok(lic_buf_status(&bearer)) &&
		add_header(&headers, "Authorization", bearer.data);
	if (bearer.data != NULL) {
		sodium_memzero(bearer.data, bearer.len);
	}
	lic_buf_done(&bearer);
	if (!is_made) {
		lic_cli__headers_free(headers);
		return NULL;
	}
	return headers;
}

void lic_cli__headers_free(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header != NULL; header = header->next) {
		sodium_memzero(header->data, strlen(header->data));
	}
	curl_slist_free_all(headers);
}

char *lic_cli__url(const struct lic_cli__http *http, const char *path)
{
	struct lic_buf url;

	if (path[0] != '/') {
		return lic_cli__same_origin(http->settings.url, path) ? strdup(path) : NULL;
	}
	lic_buf_init(&url, (size_t)64 * 1024);
	lic_buf_printf(&url, "%s%s", http->settings.url, path);
	return lic_buf_take(&url);
}

const char *lic_cli__escape(struct lic_cli *cli, const char *part)
{
	char *escaped = curl_easy_escape(NULL, part, 0);
	const char *copy = lic_arena_strdup(cli->scratch, escaped);

	curl_free(escaped);
	return copy;
}

unsigned lic_cli__retry_wait(CURL *easy, long http_status, unsigned attempt)
{
	curl_off_t asked = 0;

	if ((http_status != 429 && http_status != 503) || attempt >= RETRIES_MAX) {
		return 0;
	}
	if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &asked) != CURLE_OK || asked <= 0) {
		/* A server that is down says 503 too; only one that names a time is merely busy. */
		return http_status == 429 ? 1U << attempt : 0;
	}
	return asked > RETRY_WAIT_MAX_S ? 0 : (unsigned)asked;
}

/* Makes the request that is set up in http->easy, again after each wait that the server asks for.
 */
static CURLcode perform(struct lic_cli *cli, struct lic_cli__http *http)
{
	CURLcode code = CURLE_OK;
	unsigned wait_s = 0;

	for (unsigned attempt = 0;; attempt++) {
		http->status = 0;
		http->problem[0] = '\0';
		lic_buf_clear(&http->answer);
		code = curl_easy_perform(http->easy);
		lic_cli__http_note_answer(http, http->easy);
		wait_s = code == CURLE_OK ? lic_cli__retry_wait(http->easy, http->status, attempt)
					  : 0;
		if (wait_s == 0) {
			return code;
		}
		lic_cli_note(cli, "The server is busy; trying again in %u s.", wait_s);
		(void)nanosleep(&(struct timespec){.tv_sec = (time_t)wait_s}, NULL);
	}
}

/* Sets the method and the body of a request. */
static bool set_request(CURL *easy, const struct lic_cli__call *call)
{
	bool has_body = call->body != NULL || strcmp(call->method, "POST") == 0;
	const char *body = call->body == NULL || call->body->data == NULL ? "" : call->body->data;
	curl_off_t len = call->body == NULL ? 0 : (curl_off_t)call->body->len;

	if (has_body) {
		return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, len) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method) == CURLE_OK;
	}
	return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method) == CURLE_OK;
}

/* Makes `call`; a "GET" changes nothing. */
static lic_rc make_call(struct lic_cli *cli, const struct lic_cli__call *call, json_t **ret_root)
{
	struct lic_cli__http *http = NULL;
	struct lic_guid id = lic_guid_random();
	bool is_change = strcmp(call->method, "GET") != 0;
	const char *type = call->content_type == NULL ? "application/json" : call->content_type;
	struct curl_slist *headers = NULL;
	char *url = NULL;
	CURLcode code = CURLE_OUT_OF_MEMORY;

	LIC_TRY(lic_cli__http_open(cli, &http));
	url = lic_cli__url(http, call->path);
	if (url == NULL) {
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, "origin",
			"The server points to an address outside %s; the token is not sent there.",
			http->settings.url);
	}
	headers = lic_cli__headers_new(cli, lic_guid_format(&id).text, is_change ? type : NULL,
		is_change);
	if (headers != NULL && set_request(http->easy, call) &&
		curl_easy_setopt(http->easy, CURLOPT_URL, url) == CURLE_OK &&
		curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK) {
		code = perform(cli, http);
	}
	(void)curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, NULL);
	lic_cli__headers_free(headers);
	free(url);
	return lic_cli__http_result(cli, code, ret_root);
}

lic_rc lic_cli__get(struct lic_cli *cli, const char *path, json_t **ret_root)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;

	LIC_TRY(make_call(cli, &(struct lic_cli__call){.method = "GET", .path = path}, &root));
	if (root == NULL) {
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL, "%s gave an empty answer.",
			cli->http->settings.url);
	}
	*ret_root = LIC_TAKE(root);
	return LIC_OK_RC;
}

lic_rc lic_cli__send(struct lic_cli *cli, const struct lic_cli__call *call, json_t **ret_root)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;

	if (lic_cli__is_dry_run(cli)) {
		LIC_TRY(lic_cli__check_rehearsal(cli));
	}
	LIC_TRY(make_call(cli, call, &root));
	if (lic_cli__is_dry_run(cli)) {
		LIC_TRY(lic_cli__check_rehearsed(cli));
	}
	if (ret_root != NULL) {
		*ret_root = LIC_TAKE(root);
	}
	return LIC_OK_RC;
}

long lic_cli__status(const struct lic_cli *cli)
{
	return cli->http == NULL ? 0 : cli->http->status;
}
