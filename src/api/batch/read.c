/*
 * The body of a batch: see batch_int.h.
 */
#include "api/batch/batch_int.h"

#include "api/body_int.h"
#include "base/base64.h"
#include "base/text.h"
#include "service/settings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Members of one request, in the order of `part_list`. */
enum member {
	MEMBER_ID,
	MEMBER_METHOD,
	MEMBER_URL,
	MEMBER_HEADERS,
	MEMBER_BODY,
	MEMBER_DEPENDS,
	MEMBER_GROUP, /* atomicityGroup: ignored, as Graph does */
	MEMBER_MAX
};

static const struct lic_member part_list[MEMBER_MAX] = {
	[MEMBER_ID] = {"id", LIC_MEMBER_ANY, true},
	[MEMBER_METHOD] = {"method", LIC_MEMBER_STRING, true},
	[MEMBER_URL] = {"url", LIC_MEMBER_STRING, true},
	[MEMBER_HEADERS] = {"headers", LIC_MEMBER_ANY, false},
	[MEMBER_BODY] = {"body", LIC_MEMBER_ANY, false},
	[MEMBER_DEPENDS] = {"dependsOn", LIC_MEMBER_ANY, false},
	[MEMBER_GROUP] = {"atomicityGroup", LIC_MEMBER_ANY, false},
};

static const struct lic_members part_members = {part_list, MEMBER_MAX};

/* Formats "requests/3/url" for part `i`; NULL when memory is out. */
static const char *target_of(const struct lic_batch *batch, size_t i, const char *member)
{
	return lic_arena_printf(batch->req->ctx.arena, "requests/%zu/%s", i, member);
}

/* Reads an id, which is text or a whole number. Sets NULL when it is neither. */
static lic_rc read_id(struct lic_api_request *req, const json_t *value, const char **ret_id)
{
	const char *text = json_string_value(value);

	*ret_id = NULL;
	if (json_is_integer(value)) {
		text = lic_arena_printf(req->ctx.arena, "%lld",
			(long long)json_integer_value(value));
		if (text == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	if (text != NULL && text[0] != '\0') {
		*ret_id = text;
	}
	return LIC_OK_RC;
}

static lic_rc take_id(struct lic_batch_part *part, const json_t *value, const char *target,
	json_t *ids)
{
	struct lic_batch *batch = part->batch;
	struct lic_api_request *req = batch->req;

	LIC_TRY(read_id(req, value, &part->id));
	if (part->id == NULL) {
		return lic_api__wrong_type(req, target,
			"a text that is not empty, or a whole number");
	}
	if (json_object_get(ids, part->id) != NULL) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"Two requests have the id '%.100s': each needs one of its own.", part->id);
	}
	return json_object_set_new(ids, part->id, json_integer(part - batch->parts)) == 0
		? LIC_OK_RC
		: LIC_RC(LIC_E_NOMEM);
}

static lic_rc take_method(struct lic_batch_part *part, const json_t *value, const char *target)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
	struct lic_api_request *req = part->batch->req;

	for (size_t i = 0; i < LIC_COUNT(methods); i++) {
		if (strcasecmp(methods[i], json_string_value(value)) == 0) {
			part->method = methods[i];
			return LIC_OK_RC;
		}
	}
	return lic_err_field(&req->err, req->ctx.arena, target,
		"'%.50s' is not a method that a batch takes: GET, POST, PUT, PATCH or DELETE.",
		json_string_value(value));
}

/* Where the path of an absolute address begins: whose it is does not matter, as in @odata.id. */
static const char *skip_origin(const char *url)
{
	const char *host = NULL;

	if (strncasecmp(url, "https://", 8) == 0) {
		host = url + 8;
	} else if (strncasecmp(url, "http://", 7) == 0) {
		host = url + 7;
	}
	return host == NULL ? url : host + strcspn(host, "/?");
}

/* Tells whether `path` begins with the segment `root`. */
static bool is_under(const char *path, const char *root)
{
	size_t len = strlen(root);

	return strncasecmp(path, root, len) == 0 && strchr("/?", path[len]) != NULL;
}

/* Writes blanks as they are in addresses: clients of Graph leave them in filters. */
static const char *escape_blanks(struct lic_arena *arena, const char *text)
{
	size_t blanks = 0;
	char *escaped = NULL;
	size_t len = 0;

	for (const char *at = text; *at != '\0'; at++) {
		blanks += *at == ' ' ? 1 : 0;
	}
	escaped = lic_arena_alloc(arena, strlen(text) + 2 * blanks + 1);
	if (escaped == NULL) {
		return NULL;
	}
	for (; *text != '\0'; text++) {
		if (*text == ' ') {
			escaped[len] = '%';
			escaped[len + 1] = '2';
			escaped[len + 2] = '0';
			len += 3;
		} else {
			escaped[len] = *text;
			len++;
		}
	}
	return escaped; /* the arena's memory is zeroed: it ends */
}

/* Cuts an address into path and query. */
static lic_rc take_url(struct lic_batch_part *part, const json_t *value)
{
	struct lic_api_request *req = part->batch->req;
	struct lic_arena *arena = req->ctx.arena;
	const char *url = skip_origin(json_string_value(value));
	const char *root = "";
	char *path = NULL;
	char *query = NULL;

	url += *url == '/' ? 1 : 0;
	if (!is_under(url, "v1.0") && !is_under(url, "beta")) {
		root = req->path.segments[0]; /* the batch's own version */
	}
	url = escape_blanks(arena, url);
	path = url == NULL ? NULL
			   : lic_arena_printf(arena, "/%s%s%s", root,
				     *root == '\0' || strchr("?", *url) != NULL ? "" : "/", url);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	query = strchr(path, '?');
	part->path = path;
	part->query = "";
	if (query != NULL) {
		*query = '\0';
		part->query = query + 1;
	}
	return LIC_OK_RC;
}

/* A batch in a batch is refused. An address that is none is the part's own failure. */
static lic_rc check_nesting(struct lic_batch_part *part, const char *target)
{
	struct lic_api_request *req = part->batch->req;
	struct lic_url_path path = {.count = 0};
	struct lic_err ignored = {0};
	lic_rc rc = lic_url_split(req->ctx.arena, part->path, &ignored, &path);

	if (rc.code == LIC_E_NOMEM) {
		return rc;
	}
	if (lic_ok(rc) && path.count > 0 &&
		lic_text_equal_nocase(path.segments[path.count - 1], "$batch")) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"The request '%.100s' is a batch: a batch cannot hold another one.",
			part->id);
	}
	return LIC_OK_RC;
}

/* Text is base64, of either alphabet, with padding or without. */
static lic_rc take_bytes(struct lic_batch_part *part, const json_t *value, const char *target)
{
	struct lic_api_request *req = part->batch->req;
	const char *text = json_string_value(value);
	size_t len = json_string_length(value);
	struct lic_bytes bytes = {0};
	lic_rc rc = lic_base64_decode(req->ctx.arena, LIC_BASE64_THUMB, text, len, &bytes);

	if (rc.code == LIC_E_INVALID) {
		rc = lic_base64_decode(req->ctx.arena, LIC_BASE64_PLAIN, text, len, &bytes);
	}
	if (rc.code == LIC_E_INVALID) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"The body of request '%.100s' is text, but no base64: send a JSON object, or the base64 of the bytes.",
			part->id);
	}
	LIC_TRY(rc);
	part->body = bytes.data;
	part->body_len = bytes.len;
	return LIC_OK_RC;
}

static lic_rc take_body(struct lic_batch_part *part, const json_t *value, const char *target)
{
	struct lic_api_request *req = part->batch->req;
	char *text = NULL;

	part->body = "";
	if (value == NULL || json_is_null(value)) {
		return LIC_OK_RC;
	}
	if (json_is_string(value)) {
		return take_bytes(part, value, target);
	}
	if (!json_is_object(value) && !json_is_array(value)) {
		return lic_api__wrong_type(req, target, "an object, or base64 as text");
	}
	text = json_dumps(value, JSON_COMPACT);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	part->body_len = strlen(text);
	part->body = lic_arena_copy(req->ctx.arena, text, part->body_len);
	free(text);
	return part->body == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Takes one request but for what it depends on. */
static lic_rc take_part(struct lic_batch *batch, size_t i, json_t *element, json_t *ids,
	json_t **values)
{
	struct lic_api_request *req = batch->req;
	struct lic_batch_part *part = &batch->parts[i];
	const char *prefix = target_of(batch, i, "");
	const char *targets[MEMBER_MAX];
	json_t *headers = NULL;

	part->batch = batch;
	if (prefix == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t member = 0; member < MEMBER_MAX; member++) {
		targets[member] = target_of(batch, i, part_list[member].name);
		if (targets[member] == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	if (!json_is_object(element)) {
		return lic_api__wrong_type(req, prefix, "an object");
	}
	LIC_TRY(lic_api__members(req, element, prefix, &part_members, values));
	LIC_TRY(take_id(part, values[MEMBER_ID], targets[MEMBER_ID], ids));
	LIC_TRY(take_method(part, values[MEMBER_METHOD], targets[MEMBER_METHOD]));
	LIC_TRY(take_url(part, values[MEMBER_URL]));
	LIC_TRY(check_nesting(part, targets[MEMBER_URL]));
	LIC_TRY(take_body(part, values[MEMBER_BODY], targets[MEMBER_BODY]));
	headers = values[MEMBER_HEADERS];
	if (headers != NULL && !json_is_object(headers) && !json_is_null(headers)) {
		return lic_api__wrong_type(req, targets[MEMBER_HEADERS], "an object");
	}
	return lic_batch__headers(part, json_is_object(headers) ? headers : NULL,
		targets[MEMBER_HEADERS]);
}

/* Takes what a request depends on, when the ids of all are known. */
static lic_rc take_depends(struct lic_batch *batch, size_t i, json_t *value, const json_t *ids)
{
	struct lic_api_request *req = batch->req;
	struct lic_batch_part *part = &batch->parts[i];
	const char *target = target_of(batch, i, "dependsOn");
	size_t count = json_array_size(value); /* of NULL it is 0 */
	size_t *depends = lic_arena_array(req->ctx.arena, count, sizeof(*depends));

	if (target == NULL || depends == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (value != NULL && !json_is_array(value) && !json_is_null(value)) {
		return lic_api__wrong_type(req, target, "an array of ids");
	}
	for (size_t at = 0; at < count; at++) {
		const char *id = NULL;
		const json_t *found = NULL;

		LIC_TRY(read_id(req, json_array_get(value, at), &id));
		found = id == NULL ? NULL : json_object_get(ids, id);
		if (found == NULL) {
			return lic_err_field(&req->err, req->ctx.arena, target,
				"The request '%.100s' depends on '%.100s', which is the id of no request in this batch.",
				part->id, id == NULL ? "" : id);
		}
		depends[at] = (size_t)json_integer_value(found);
	}
	part->depends = depends;
	part->depend_count = count;
	return LIC_OK_RC;
}

static lic_rc take_parts(struct lic_batch *batch, json_t *array)
{
	struct lic_arena *arena = batch->req->ctx.arena;
	LIC_AUTO(lic_json_freep) json_t *ids = json_object();
	json_t *(*values)[MEMBER_MAX] = lic_arena_array(arena, batch->count, sizeof(*values));

	batch->parts = lic_arena_array(arena, batch->count, sizeof(*batch->parts));
	if (ids == NULL || values == NULL || batch->parts == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < batch->count; i++) {
		LIC_TRY(take_part(batch, i, json_array_get(array, i), ids, values[i]));
	}
	for (size_t i = 0; i < batch->count; i++) {
		LIC_TRY(take_depends(batch, i, values[i][MEMBER_DEPENDS], ids));
	}
	return lic_batch__order(batch);
}

static lic_rc too_many(struct lic_api_request *req, long long most)
{
	return lic_err_set(&req->err, LIC_E_LIMIT, "MaximumValueExceeded",
		"Number of batch request steps exceeds the maximum value of %lld.", most);
}

lic_rc lic_batch__decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {{"requests", LIC_MEMBER_ARRAY, true}};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct lic_batch *batch = lic_arena_alloc(req->ctx.arena, sizeof(*batch));
	json_t *object = NULL;
	json_t *array = NULL;

	if (batch == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	batch->req = req;
	LIC_TRY(lic_api__body(req, &object));
	LIC_TRY(lic_api__members(req, object, "", &members, &array));
	batch->count = json_array_size(array);
	if (batch->count == 0) {
		return lic_err_field(&req->err, req->ctx.arena, "requests",
			"The batch holds no request.");
	}
	if (batch->count > LIC_BATCH_PARTS_MAX) {
		return too_many(req, LIC_BATCH_PARTS_MAX);
	}
	LIC_TRY(take_parts(batch, array));
	req->state = batch;
	req->must_release = true;
	return LIC_OK_RC;
}

lic_rc lic_batch__run(struct lic_api_request *req)
{
	const struct lic_batch *batch = req->state;
	int64_t most = 0;

	LIC_TRY(lic_setting_get(&req->ctx, LIC_SETTING_BATCH_REQUESTS, &most));
	return batch->count > (size_t)most ? too_many(req, (long long)most) : LIC_OK_RC;
}
