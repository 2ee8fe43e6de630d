/*
 * Things of which there are few, found by name: see named_int.h.
 */
#include "cli/named_int.h"

#include "base/guid.h"
#include "base/text.h"

#include <string.h>

static lic_rc find_by_name(struct lic_cli *cli, const struct lic_cli__kind *kind, const char *text,
	json_t **ret_item)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const json_t *list = NULL;
	const char *key = NULL;

	if (!lic_text_is_utf8(text, strlen(text))) {
		return lic_cli_usage(cli, "The name of the %s is not valid UTF-8.", kind->noun);
	}
	LIC_TRY(lic_text_fold(cli->arena, text, &key));
	LIC_TRY(lic_cli__get(cli, kind->path, &root));
	list = json_object_get(root, "value");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = lic_cli__text(json_array_get(list, i), "displayName");
		const char *folded = NULL;

		LIC_TRY(lic_text_fold(cli->scratch, name == NULL ? "" : name, &folded));
		if (strcmp(folded, key) == 0) {
			*ret_item = json_incref(json_array_get(list, i));
			return LIC_OK_RC;
		}
	}
	return lic_cli_usage(cli, "There is no %s \"%s\".", kind->noun,
		lic_cli__clean(cli->arena, text));
}

lic_rc lic_cli__named_find(struct lic_cli *cli, const struct lic_cli__kind *kind, const char *text,
	json_t **ret_item)
{
	struct lic_guid guid;
	const char *path = NULL;

	if (!lic_guid_parse(text, strlen(text), &guid)) {
		return find_by_name(cli, kind, text, ret_item);
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
