/*
 * Groups by name: see groups_int.h.
 */
#include "cli/groups_int.h"

#include "base/guid.h"
#include "base/text.h"
#include "cli/http_int.h"

#include <string.h>

#define GROUPS_PATH "/v1.0/groups?$select=id,displayName&$top=999"

/* A search for a group. */
struct search {
	const char *key;    /* folded name */
	const char *id;     /* what was found, or NULL */
	size_t count;       /* how many were found */
	struct lic_buf ids; /* their ids, a line each */
};

static lic_rc look_at(struct lic_cli *cli, const json_t *group, struct search *search)
{
	const char *name = lic_cli__text(group, "displayName");
	const char *id = lic_cli__text(group, "id");
	const char *key = NULL;

	if (name == NULL || id == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(cli->scratch, name, &key));
	if (strcmp(key, search->key) != 0) {
		return LIC_OK_RC;
	}
	search->id = lic_arena_strdup(cli->arena, id);
	search->count++;
	lic_buf_printf(&search->ids, "\n  %s", lic_cli__clean(cli->scratch, id));
	return search->id == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc look_through(struct lic_cli *cli, struct search *search)
{
	LIC_AUTO(lic_cli__pages_done) struct lic_cli__pages pages = {0};
	json_t *value = NULL;

	LIC_TRY(lic_cli__pages_begin(&pages, GROUPS_PATH));
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

static lic_rc find_by_name(struct lic_cli *cli, const char *text, struct lic_cli__group *group)
{
	struct search search = {0};
	lic_rc rc;

	LIC_TRY(lic_text_fold(cli->arena, text, &search.key));
	lic_buf_init(&search.ids, LIC_ERR_MESSAGE_BYTES);
	rc = look_through(cli, &search);
	if (lic_ok(rc) && search.count == 0) {
		rc = lic_cli_usage(cli, "There is no group \"%s\".", group->name);
	} else if (lic_ok(rc) && search.count > 1) {
		rc = lic_cli_usage(cli,
			"\"%s\" is the name of several groups. Use the id of one:%s", group->name,
			search.ids.data == NULL ? "" : search.ids.data);
	}
	lic_buf_done(&search.ids);
	group->id = search.id;
	return rc;
}

lic_rc lic_cli__group_find(struct lic_cli *cli, const char *text, struct lic_cli__group *ret_group)
{
	struct lic_cli__group group = {.id = text};
	struct lic_guid guid;

	if (!lic_text_is_utf8(text, strlen(text))) {
		return lic_cli_usage(cli, "The name of the group is not valid UTF-8.");
	}
	group.name = lic_cli__clean(cli->arena, text);
	if (!lic_guid_parse(text, strlen(text), &guid)) {
		LIC_TRY(find_by_name(cli, text, &group));
	}
	*ret_group = group;
	return LIC_OK_RC;
}

lic_rc lic_cli__group_name(struct lic_cli *cli, const char *id, const char **ret_name)
{
	LIC_AUTO(lic_json_freep) json_t *group = NULL;
	const char *key = lic_cli__escape(cli, id);
	const char *path = key == NULL
		? NULL
		: lic_arena_printf(cli->scratch, "/v1.0/groups/%s?$select=displayName", key);
	lic_rc rc = path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__get(cli, path, &group);

	*ret_name = NULL;
	if (rc.code == LIC_E_NOTFOUND || rc.code == LIC_E_DENIED) {
		cli->err = (struct lic_err){0};
		return LIC_OK_RC;
	}
	LIC_TRY(rc);
	*ret_name = lic_arena_strdup(cli->arena, lic_cli__text(group, "displayName"));
	return LIC_OK_RC;
}

const char *lic_cli__group_path(struct lic_cli *cli, const char *root,
	const struct lic_cli__group *group, const char *rest)
{
	return lic_arena_printf(cli->scratch, "%s/groups/%s%s", root, group->id, rest);
}

lic_rc lic_cli__group_done(struct lic_cli *cli, const struct lic_cli__group *group,
	const char *done)
{
	bool is_dry_run = lic_cli__is_dry_run(cli);

	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:s, s:b}", "id", group->id, "outcome", done,
			"dryRun", is_dry_run);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s  %s%s%s\n", group->name, is_dry_run ? "would be " : "", done,
		is_dry_run ? ". Nothing was changed." : "");
	return LIC_OK_RC;
}
