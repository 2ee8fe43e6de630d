/*
 * What several calls of Graph's family need: see graph_int.h.
 */
#include "api/graph/graph_int.h"

#include "api/options_int.h"

#include <string.h>

#define SELECTION_BYTES 1536

void *lic_graph__new_state(struct lic_api_request *req, size_t size)
{
	req->state = lic_arena_alloc(req->ctx.arena, size);
	return req->state;
}

void lic_graph__release_hold(struct lic_api_request *req)
{
	struct lic_catalog_hold *hold = req->state; /* first in the state */

	if (hold != NULL) {
		lic_catalog_put(hold);
	}
}

lic_rc lic_graph__select(struct lic_api_request *req, struct lic_graph_selection *selection)
{
	LIC_TRY(lic_api__select(req, selection->names, selection->count, selection->fields,
		&selection->fields));
	selection->is_chosen = lic_api__option(req, "$select") != NULL;
	return LIC_OK_RC;
}

/* Appends `text` at `*at`; what does not fit is left out. */
static void append(char text[SELECTION_BYTES], size_t *at, const char *more)
{
	size_t len = strlen(more);

	if (*at + len < SELECTION_BYTES) {
		memcpy(text + *at, more, len + 1);
		*at += len;
	}
}

void lic_graph__context(const struct lic_api_request *req, struct lic_json *json, const char *set,
	const struct lic_graph_selection *selection, const char *suffix)
{
	char text[SELECTION_BYTES];
	size_t at = 0;

	if (!req->has_metadata) {
		return;
	}
	text[0] = '\0';
	for (size_t i = 0; selection->is_chosen && i < selection->count; i++) {
		if ((selection->fields & LIC_FIELD_BIT(i)) != 0) {
			append(text, &at, at == 0 ? "(" : ",");
			append(text, &at, selection->names[i]);
		}
	}
	if (at > 0) {
		append(text, &at, ")");
	}
	lic_api__context(req, json, "%s%s%s", set, text, suffix);
}

void lic_graph__typed_user_members(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_user *user, uint64_t fields)
{
	if (req->has_metadata) {
		lic_json_kstring(json, "@odata.type", "#microsoft.graph.user");
	}
	lic_encode_user_members(json, user, fields, NULL);
}
