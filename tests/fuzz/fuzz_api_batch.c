/*
 * Fuzz target: the body of $batch. What is taken holds together: ids differ, each request has its
 * place behind what it depends on, addresses lie in Graph's family and none is a batch.
 */
#include "api/batch/batch_int.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)8 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds)
{
	if (!holds) {
		abort();
	}
}

static void check_part(const struct lic_batch *batch, size_t i)
{
	const struct lic_batch_part *part = &batch->parts[i];

	demand(part->id != NULL && part->id[0] != '\0' && part->method != NULL);
	demand(part->path[0] == '/' && strchr(part->path, '?') == NULL && part->query != NULL);
	demand(strncasecmp(part->path, "/v1.0", 5) == 0 ||
		strncasecmp(part->path, "/beta", 5) == 0);
	demand(strchr(part->path, ' ') == NULL && strchr(part->query, ' ') == NULL);
	demand(part->body != NULL && part->body[part->body_len] == '\0' && part->headers != NULL);
	for (size_t other = 0; other < i; other++) {
		demand(strcmp(batch->parts[other].id, part->id) != 0);
	}
}

/* Each part has one place, behind all that it depends on. */
static void check_order(const struct lic_batch *batch, bool *is_done)
{
	for (size_t at = 0; at < batch->count; at++) {
		const struct lic_batch_part *part = &batch->parts[batch->order[at]];

		demand(!is_done[batch->order[at]]);
		for (size_t i = 0; i < part->depend_count; i++) {
			demand(is_done[part->depends[i]]);
		}
		is_done[batch->order[at]] = true;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	static const struct lic_http_header given[] = {{"Prefer", "validate-only"},
		{"Idempotency-Key", "key"}};
	struct lic_http_exchange ex = {.arena = arena, .given = given, .given_count = 2};
	struct lic_api_request req = {.in = &ex, .ex = &ex};
	char *text = NULL;

	if (arena == NULL || size > INPUT_BYTES_MAX) {
		return 0;
	}
	text = lic_arena_copy(arena, (const char *)data, size);
	if (text == NULL) {
		return 0;
	}
	ex.body = text;
	ex.body_len = size;
	req.ctx.arena = arena;
	req.path = (struct lic_url_path){.segments = {"v1.0", "$batch"}, .count = 2};
	lic_rc rc = lic_batch__decode(&req);

	if (lic_ok(rc)) {
		const struct lic_batch *batch = req.state;
		bool *is_done = lic_arena_array(arena, batch->count, sizeof(*is_done));

		demand(is_done != NULL);
		for (size_t i = 0; i < batch->count; i++) {
			check_part(batch, i);
		}
		check_order(batch, is_done);
	} else {
		demand(req.err.message[0] != '\0' || rc.code == LIC_E_NOMEM);
	}
	json_decref(req.body);
	return 0;
}
