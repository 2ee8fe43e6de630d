/*
 * Fuzz target: $filter and $orderby of the audit log. Beside not crashing, what is accepted has one
 * condition at least and as many as there is room for at most, and what is refused says where.
 */
#include "api/graph/audit_filter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)16 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(lic_rc rc, const struct lic_err *err, const struct lic_audit_query *query,
	size_t size)
{
	if (rc.code == LIC_E_INVALID && strstr(err->message, "osition") == NULL) {
		abort();
	}
	if (lic_ok(rc) && (query->term_count == 0 || query->term_count > LIC_AUDIT_TERMS_MAX)) {
		abort();
	}
	for (size_t i = 0; lic_ok(rc) && i < query->term_count; i++) {
		if (query->terms[i].property >= LIC_AUDIT_PROPERTY_MAX_ ||
			strlen(query->terms[i].text) >= size) {
			abort();
		}
	}
	if (!lic_ok(rc) && query->term_count != 0) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_audit_query query = {.term_count = 0};
	struct lic_err err = {0};
	bool is_oldest_first = false;
	char *text = NULL;

	if (arena == NULL || size > INPUT_BYTES_MAX) {
		return 0;
	}
	text = malloc(size + 1);
	if (text == NULL) {
		return 0;
	}
	if (size > 0) {
		memcpy(text, data, size);
	}
	text[size] = '\0';
	check(lic_graph__audit_filter(text, arena, &err, &query), &err, &query, size);
	lic_rc_ignore(lic_graph__audit_order(text, arena, &err, &is_oldest_first));
	free(text);
	return 0;
}
