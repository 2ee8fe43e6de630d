/*
 * Requests with an Idempotency-Key: see once_int.h.
 */
#include "api/once_int.h"

#include "api/dispatch_int.h"

#include <string.h>

/* Larger answers are not kept. */
#define BODY_MAX ((size_t)1024 * 1024)

static struct lic_bytes bytes_of(const char *text)
{
	return (struct lic_bytes){text, text == NULL ? 0 : strlen(text)};
}

static bool is_key(const char *key)
{
	size_t len = 0;

	while (key[len] > ' ' && key[len] <= '~') {
		len++;
	}
	return len > 0 && len <= LIC_ONCE_KEY_MAX && key[len] == '\0';
}

lic_rc lic_api__read_once(struct lic_api_request *req)
{
	const char *key = lic_api__header(req, "Idempotency-Key");
	struct lic_once_request *once = NULL;

	if (key == NULL || req->route->kind == LIC_ROUTE_READ || req->ctx.is_rehearsal ||
		(req->route->flags & LIC_ROUTE_OPEN) != 0) {
		return LIC_OK_RC;
	}
	if (!is_key(key)) {
		return lic_err_field(&req->err, req->ctx.arena, "Idempotency-Key",
			"The header Idempotency-Key takes 1 to %d visible ASCII characters without spaces, best a new GUID for each request.",
			LIC_ONCE_KEY_MAX);
	}
	once = lic_arena_alloc(req->ctx.arena, sizeof(*once));
	if (once == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*once = (struct lic_once_request){
		.key = key,
		.parts = {bytes_of(req->in->method), bytes_of(req->in->path),
			bytes_of(req->in->query), bytes_of(lic_api__header(req, "Content-Type")),
			{req->in->body, req->in->body_len}},
	};
	req->once = once;
	return LIC_OK_RC;
}

/* Writes the headers of the answer that others do not have, a line each. */
static lic_rc write_headers(const struct lic_api_request *req, const char **ret_lines)
{
	const char *lines = "";

	for (size_t i = req->header_count; i < req->ex->header_count; i++) {
		lines = lic_arena_printf(req->ctx.arena, "%s%s: %s\n", lines,
			req->ex->headers[i].name, req->ex->headers[i].value);
		if (lines == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	*ret_lines = lines;
	return LIC_OK_RC;
}

/* Takes up the lines that write_headers() wrote; `line` is cut up. */
static void add_headers(struct lic_api_request *req, char *line)
{
	while (*line != '\0') {
		char *end = line + strcspn(line, "\n");
		char *value = strstr(line, ": ");
		bool is_last = *end == '\0';

		*end = '\0';
		if (value != NULL && value < end) {
			*value = '\0';
			lic_http_add_header(req->ex, line, value + 2);
		}
		line = is_last ? end : end + 1;
	}
}

static lic_rc keep(struct lic_api_request *req, const struct lic_once *once)
{
	const struct lic_buf *reply = &req->ex->reply;
	struct lic_once_answer answer = {.status = req->ex->status};

	LIC_TRY(write_headers(req, &answer.headers));
	if ((req->route->flags & LIC_ROUTE_SECRET) == 0 && reply->len <= BODY_MAX) {
		answer.body = (struct lic_bytes){reply->len == 0 ? "" : reply->data, reply->len};
	}
	return lic_once_end(&req->ctx, once, &answer);
}

static lic_rc repeat(struct lic_api_request *req, const struct lic_once_answer *answer)
{
	char *lines = NULL;

	if (answer->body.data == NULL) {
		req->error_status = 409;
		return lic_err_set(&req->err, LIC_E_CONFLICT, "Request_BadRequest",
			"The request with this Idempotency-Key was done already. Its answer is not kept, because it shows a secret or is large: look at what is there now, or ask again with a new key.");
	}
	lines = lic_arena_strdup(req->ctx.arena, answer->headers == NULL ? "" : answer->headers);
	if (lines == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	add_headers(req, lines);
	lic_http_add_header(req->ex, "Idempotent-Replayed", "true");
	req->ex->status = answer->status;
	lic_buf_clear(&req->ex->reply);
	lic_buf_add(&req->ex->reply, answer->body.data, answer->body.len);
	req->is_answered = true;
	return LIC_OK_RC;
}

lic_rc lic_api__run_once(struct lic_api_request *req)
{
	struct lic_once_answer answer = {0};
	struct lic_once once;
	bool is_repeat = false;

	lic_once_make(&req->ctx.caller, req->once, &once);
	LIC_TRY(lic_once_begin(&req->ctx, &once, &is_repeat, &answer));
	if (is_repeat) {
		req->has_run = false;
		return repeat(req, &answer);
	}
	LIC_TRY(req->route->run(req));
	LIC_TRY(lic_api__encode(req));
	LIC_TRY(keep(req, &once));
	req->is_answered = true;
	return LIC_OK_RC;
}
