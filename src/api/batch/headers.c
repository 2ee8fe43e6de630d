/*
 * Headers of the requests in a batch: see batch_int.h.
 *
 * What says who calls comes from the batch alone. What says how a change is to be made (Prefer:
 * validate-only, Licentia-Reason, Idempotency-Key) holds for every request in it, because else a
 * batch that was meant to be tried, or done once, would be done, or done twice.
 */
#include "api/batch/batch_int.h"

#include "base/text.h"

#include <string.h>

#define INHERITED_MAX 16
#define HEADERS_MAX 64 /* that a request may bring: each is compared with all before it */

/* Who calls, and from where: a request in a batch has no say. */
static const char *const identity[] = {"Authorization", "Cookie", "X-CSRF-Token", "Origin",
	"Sec-Fetch-Site"};

/* What holds for requests that do not say otherwise. */
static const char *const shared[] = {"Accept-Language", "client-request-id", "Licentia-Reason",
	"User-Agent"};

static const char *find(const struct lic_batch_part *part, const char *name)
{
	for (size_t i = 0; i < part->header_count; i++) {
		if (lic_text_equal_nocase(part->headers[i].name, name)) {
			return part->headers[i].value;
		}
	}
	return NULL;
}

static void add(struct lic_batch_part *part, const char *name, const char *value)
{
	if (value != NULL) {
		part->headers[part->header_count] = (struct lic_http_header){name, value};
		part->header_count++;
	}
}

static bool is_identity(const char *name)
{
	for (size_t i = 0; i < LIC_COUNT(identity); i++) {
		if (lic_text_equal_nocase(identity[i], name)) {
			return true;
		}
	}
	return false;
}

static bool has_control(const char *text)
{
	while (*text != '\0' && (unsigned char)*text >= ' ' && *text != 0x7f) {
		text++;
	}
	return *text != '\0';
}

/* Takes one header from the body. */
static lic_rc take(struct lic_batch_part *part, const char *target, const char *name,
	const json_t *value)
{
	struct lic_api_request *req = part->batch->req;
	const char *text = json_string_value(value);
	const char *ours = NULL;

	if (text == NULL || has_control(text)) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"The header '%.100s' of request '%.100s' must be text without control characters.",
			name, part->id);
	}
	if (find(part, name) != NULL) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"The request '%.100s' has the header '%.100s' twice.", part->id, name);
	}
	ours = is_identity(name) ? lic_api__header(req, name) : text;
	if (ours == NULL || strcmp(ours, text) != 0) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"A batch is done for whoever sends it: take the header '%.100s' out of request '%.100s'.",
			name, part->id);
	}
	add(part, name, text);
	return LIC_OK_RC;
}

/* Preferences of the batch hold beside those of the request. */
static lic_rc join_prefer(struct lic_batch_part *part)
{
	struct lic_api_request *req = part->batch->req;
	const char *all = lic_api__header(req, "Prefer");

	if (all == NULL) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < part->header_count; i++) {
		struct lic_http_header *header = &part->headers[i];

		if (lic_text_equal_nocase(header->name, "Prefer")) {
			header->value =
				lic_arena_printf(req->ctx.arena, "%s, %s", header->value, all);
			return header->value == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
		}
	}
	add(part, "Prefer", all);
	return LIC_OK_RC;
}

/* The key of the batch and the place in it are the key of a request that has none. */
static lic_rc derive_key(struct lic_batch_part *part)
{
	struct lic_api_request *req = part->batch->req;
	const char *key = lic_api__header(req, "Idempotency-Key");
	const char *own = NULL;

	if (key == NULL || find(part, "Idempotency-Key") != NULL) {
		return LIC_OK_RC;
	}
	own = lic_arena_printf(req->ctx.arena, "%s/%zu", key,
		(size_t)(part - part->batch->parts) + 1);
	if (own == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	add(part, "Idempotency-Key", own);
	return LIC_OK_RC;
}

lic_rc lic_batch__headers(struct lic_batch_part *part, json_t *object, const char *target)
{
	struct lic_api_request *req = part->batch->req;
	size_t room = json_object_size(object) + INHERITED_MAX; /* of NULL it is 0 */
	const char *name = NULL;
	json_t *value = NULL;

	if (json_object_size(object) > HEADERS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"The request '%.100s' has more than %d headers.", part->id, HEADERS_MAX);
	}
	part->headers = lic_arena_array(req->ctx.arena, room, sizeof(*part->headers));
	if (part->headers == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	json_object_foreach(object, name, value)
	{
		LIC_TRY(take(part, target, name, value));
	}
	for (size_t i = 0; i < LIC_COUNT(identity); i++) {
		if (find(part, identity[i]) == NULL) {
			add(part, identity[i], lic_api__header(req, identity[i]));
		}
	}
	for (size_t i = 0; i < LIC_COUNT(shared); i++) {
		if (find(part, shared[i]) == NULL) {
			add(part, shared[i], lic_api__header(req, shared[i]));
		}
	}
	LIC_TRY(join_prefer(part));
	return derive_key(part);
}
