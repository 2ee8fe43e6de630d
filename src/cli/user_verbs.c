/*
 * user list, show, set, delete, restore.
 */
#include "base/guid.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"
#include "cli/users_int.h"

#include <string.h>

#define PAGE_MAX 999
#define TOP_DEFAULT 100
#define BODY_BYTES_MAX ((size_t)256 * 1024)

static const struct lic_cli_column list_columns[] = {
	{"User", "userPrincipalName", false, false},
	{"Name", "displayName", false, false},
	{"Location", "usageLocation", false, false},
	{"Sign-in", "accountEnabled", false, false},
	{"Licences", "licenses", false, false},
	{"Id", "id", false, true},
};

static const struct lic_cli_column deleted_columns[] = {
	{"Id", "id", false, false},
	{"User", "userPrincipalName", false, false},
	{"Name", "displayName", false, false},
	{"Deleted", "deletedDateTime", false, false},
};

/* The part numbers of a user's licences; the id of a product that is no longer owned. */
static const char *license_names(struct lic_cli *cli, const json_t *user)
{
	json_t *names = json_array();
	const json_t *license = NULL;
	const char *joined = NULL;
	size_t i = 0;

	json_array_foreach(json_object_get(user, "assignedLicenses"), i, license) {
		const char *id = lic_cli__text(license, "skuId");
		const struct lic_cli__sku *sku = lic_cli__sku_by_id(cli, id == NULL ? "" : id);

		(void)json_array_append_new(names, json_string(sku == NULL ? id : sku->part));
	}
	joined = lic_cli__join(cli, names, NULL, " ");
	json_decref(names);
	return joined;
}

static lic_rc list_row(struct lic_cli *cli, struct lic_cli_list *list, const json_t *user)
{
	const char *cells[] = {
		lic_cli__text(user, "userPrincipalName"),
		lic_cli__text(user, "displayName"),
		lic_cli__text(user, "usageLocation"),
		json_is_false(json_object_get(user, "accountEnabled")) ? "blocked" : "allowed",
		license_names(cli, user),
		lic_cli__text(user, "id"),
	};

	return lic_cli_list_row(list, cells, user);
}

static lic_rc deleted_row(struct lic_cli *cli, struct lic_cli_list *list, const json_t *user)
{
	const char *cells[] = {
		lic_cli__text(user, "id"),
		lic_cli__text(user, "userPrincipalName"),
		lic_cli__text(user, "displayName"),
		lic_cli__text(user, "deletedDateTime"),
	};

	(void)cli;
	return lic_cli_list_row(list, cells, user);
}

static lic_rc run_list(struct lic_cli *cli)
{
	static const struct lic_cli__listing live = {list_columns, LIC_COUNT(list_columns), list_row,
		"/v1.0/users?$select=id,userPrincipalName,displayName,usageLocation,accountEnabled,assignedLicenses"};
	static const struct lic_cli__listing deleted = {deleted_columns, LIC_COUNT(deleted_columns), deleted_row,
		"/v1.0/directory/deletedItems/microsoft.graph.user"
		"?$select=id,userPrincipalName,displayName,deletedDateTime"};
	const struct lic_cli__sku *skus = NULL;
	size_t count = 0;

	if (lic_cli_has(cli, "deleted")) {
		return lic_cli__list_pages(cli, &deleted, "users");
	}
	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	return lic_cli__list_pages(cli, &live, "users");
}
