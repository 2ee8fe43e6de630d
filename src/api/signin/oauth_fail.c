/*
 * Failed answers of the OAuth endpoints: see oauth_int.h.
 */
#include "api/signin/oauth_int.h"
#include "base/clock.h"
#include "service/oauth_error.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_OURS "90033" /* a failure that passes: try again */
#define NUMBER_REQUEST "900023"

/* What a failure that is none of OAuth's own means: the request, or we. */
static struct lic_oauth_meaning general(const struct lic_api_request *req, unsigned status)
{
	struct lic_oauth_meaning meaning = {NUMBER_REQUEST, "invalid_request", NULL, status, NULL};

	if (status == 429 || status == 503) {
		meaning.number = NUMBER_OURS;
		meaning.error = "temporarily_unavailable";
		meaning.title = "The server is busy. Please retry again later.";
	} else if (status >= 500) {
		meaning.number = NUMBER_OURS;
		meaning.error = "server_error";
		meaning.title =
			"The server could not answer this request. Its log says why, under this trace id.";
	} else {
		meaning.title = req->err.message;
	}
	return meaning;
}

/* "2026-01-31 08:00:00Z", as Microsoft writes it here. */
static void write_time(const struct lic_api_request *req, char ret_text[LIC_TIME_TEXT_BYTES])
{
	char *separator = NULL;

	lic_time_format(req->ctx.now_ms - req->ctx.now_ms % 1000, ret_text);
	separator = strchr(ret_text, 'T');
	if (separator != NULL) {
		*separator = ' ';
	}
}

static void write_body(struct lic_api_request *req, const struct lic_oauth_meaning *meaning,
	struct lic_json *json)
{
	const char *message = meaning->status >= 500 ? meaning->title : req->err.message;
	char time[LIC_TIME_TEXT_BYTES];

	write_time(req, time);
	lic_json_object(json);
	lic_json_kstring(json, "error", meaning->error);
	lic_json_kstring(json, "error_description",
		lic_arena_printf(req->ctx.arena,
			"AADSTS%s: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
			meaning->number, *message == '\0' ? meaning->title : message,
			req->request_id, req->client_request_id, time));
	lic_json_key(json, "error_codes");
	lic_json_array(json);
	lic_json_int(json, strtoll(meaning->number, NULL, 10));
	lic_json_end(json);
	lic_json_kstring(json, "timestamp", time);
	lic_json_kstring(json, "trace_id", req->request_id);
	lic_json_kstring(json, "correlation_id", req->client_request_id);
	lic_json_kstring(json, "error_uri",
		lic_arena_printf(req->ctx.arena, "%s/error?code=%s", req->in->origin,
			meaning->number));
	if (meaning->suberror != NULL) {
		lic_json_kstring(json, "suberror", meaning->suberror);
	}
	lic_json_end(json);
}

void lic_signin__fail(struct lic_api_request *req, unsigned status)
{
	const struct lic_oauth_meaning *known = lic_oauth_meaning(req->err.public_code);
	struct lic_oauth_meaning meaning = known != NULL ? *known : general(req, status);
	struct lic_json json;

	lic_api__answer(req, meaning.status, &json);
	write_body(req, &meaning, &json);
	if (!lic_ok(lic_json_finish(&json))) {
		lic_buf_clear(&req->ex->reply);
	}
}

lic_rc lic_signin__error_decode(struct lic_api_request *req)
{
	const char *number = lic_api__option(req, "code");
	const struct lic_oauth_meaning *meaning = lic_oauth_meaning(number);

	if (meaning == NULL) {
		return lic_api__not_found(req, number == NULL ? "" : number);
	}
	req->keys[0] = meaning->number;
	return LIC_OK_RC;
}

lic_rc lic_signin__error_run(struct lic_api_request *req)
{
	(void)req; /* the table has it */
	return LIC_OK_RC;
}

lic_rc lic_signin__error_encode(struct lic_api_request *req)
{
	const struct lic_oauth_meaning *meaning = lic_oauth_meaning(req->keys[0]);
	struct lic_json json;

	LIC_REQUIRE(meaning != NULL);
	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "error", meaning->error);
	lic_json_kint(&json, "code", strtoll(meaning->number, NULL, 10));
	lic_json_kstring(&json, "description", meaning->title);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
