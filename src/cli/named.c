/*
 * Things of which there are few, found by name: see named_int.h.
 */
#include "cli/named_int.h"

#include "base/guid.h"
#include "base/text.h"

#include <string.h>

/* A search for one thing. */
struct search {
	const char *key;    /* folded name, or id in lower case */
	json_t *item;       /* what was found first, or NULL; owned */
	size_t count;       /* how many were found */
	struct lic_buf ids; /* their ids, separated by commas */
};

static void search_done(struct search *search)
{
	json_decref(search->item);
	lic_buf_done(&search->ids);
}

/* Tells whether `text` (NULL: missing), a name or an id, is what is looked for. */
static lic_rc is_meant(struct lic_cli *cli, const struct search *search, const char *text,
	bool *ret_is_meant)
{
	const char *folded = NULL;

	LIC_TRY(lic_text_fold(cli->scratch, text == NULL ? "" : text, &folded));
	*ret_is_meant = strcmp(folded, search->key) == 0;
	return LIC_OK_RC;
}

static lic_rc look_at(struct lic_cli *cli, json_t *item, struct search *search)
{
	const char *id = lic_cli__text(item, "id");
	bool is_name = false;
	bool is_id = false;

	LIC_TRY(is_meant(cli, search, lic_cli__text(item, "displayName"), &is_name));
	LIC_TRY(is_meant(cli, search, id, &is_id));
	if (!is_name && !is_id) {
		return LIC_OK_RC;
	}
	if (search->count == 0) {
		search->item = json_incref(item);
	}
	search->count++;
	lic_buf_printf(&search->ids, "%s%s", search->count == 1 ? "" : ", ",
		lic_cli__clean(cli->scratch, id));
	return LIC_OK_RC;
}

static lic_rc look_through(struct lic_cli *cli, const char *path, struct search *search)
{
	LIC_AUTO(lic_cli__pages_done) struct lic_cli__pages pages = {0};
	json_t *value = NULL;

	LIC_TRY(lic_cli__pages_begin(&pages, path));
	for (;;) {
		LIC_TRY(lic_cli__pages_next(cli, &pages, &value));
		if (value == NULL) {
			return LIC_OK_RC;
		}
		for (size_t i = 0; i < json_array_size(value); i++) {
			LIC_TRY(look_at(cli, json_array_get(value, i), search));
		}
	}
}

static lic_rc find_in_list(struct lic_cli *cli, const struct lic_cli__kind *kind, const char *text,
	json_t **ret_item)
{
	LIC_AUTO(search_done) struct search search = {0};
	const char *typed = lic_cli__clean(cli->arena, text);

	if (!lic_text_is_utf8(text, strlen(text))) {
		return lic_cli_usage(cli, "The name of the %s is not valid UTF-8.", kind->noun);
	}
	lic_buf_init(&search.ids, LIC_ERR_MESSAGE_BYTES);
	LIC_TRY(lic_text_fold(cli->arena, text, &search.key));
	LIC_TRY(look_through(cli, kind->path, &search));
	if (search.count == 0) {
		return lic_cli_usage(cli, "%s %s \"%s\".",
			kind->is_own ? "You own no" : "There is no", kind->noun, typed);
	}
	if (search.count > 1) {
		return lic_cli_usage(cli,
			"\"%s\" is the name of several %ss. Use the id of one: %s.", typed,
			kind->noun, search.ids.data == NULL ? "" : search.ids.data);
	}
	*ret_item = search.item;
	search.item = NULL;
	return LIC_OK_RC;
}

lic_rc lic_cli__named_find(struct lic_cli *cli, const struct lic_cli__kind *kind, const char *text,
	json_t **ret_item)
{
	struct lic_guid guid;
	const char *path = NULL;

	if (kind->is_own || !lic_guid_parse(text, strlen(text), &guid)) {
		return find_in_list(cli, kind, text, ret_item);
	}
	path = lic_arena_printf(cli->arena, "%s/%s", kind->path, text);
	return path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__get(cli, path, ret_item);
}

lic_rc lic_cli__named_add(struct lic_cli *cli, const struct lic_cli__kind *kind,
	const struct lic_buf *body)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;

	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = kind->path, .body = body},
		&root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s the %s %s.%s\n", lic_cli__is_dry_run(cli) ? "Would add" : "Added",
		kind->noun, lic_cli__clean(cli->scratch, lic_cli__text(root, "displayName")),
		lic_cli__is_dry_run(cli) ? " Nothing was changed." : "");
	return LIC_OK_RC;
}

lic_rc lic_cli__named_delete(struct lic_cli *cli, const struct lic_cli__kind *kind)
{
	LIC_AUTO(lic_json_freep) json_t *item = NULL;
	bool is_dry_run = lic_cli__is_dry_run(cli);
	const char *path = NULL;

	LIC_TRY(lic_cli__named_find(cli, kind, cli->args[0], &item));
	path = lic_arena_printf(cli->arena, "%s/%s", kind->path, lic_cli__text(item, "id"));
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:O, s:b, s:b}", "id", json_object_get(item, "id"),
			"deleted", !is_dry_run, "dryRun", is_dry_run);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s the %s %s.%s\n", is_dry_run ? "Would delete" : "Deleted", kind->noun,
		lic_cli__clean(cli->scratch, lic_cli__text(item, "displayName")),
		is_dry_run ? " Nothing was changed." : "");
	return LIC_OK_RC;
}
