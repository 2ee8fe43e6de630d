/*
 * tenant list, export, delete: the organisations of an installation. tenant add is beside init.
 */
#include "main/local.h"

#include "base/clock.h"
#include "base/text.h"
#include "service/tenant_deletion.h"
#include "service/tenants.h"
#include "store/backup.h"

#include <inttypes.h>
#include <string.h>

/* SQLite has one writer, and one that waits looks every tenth of a second whether it is its turn.
 */
#define PAUSE_MS 120

/* The organisations, or the one that was chosen. */
struct tenants {
	struct lic_cli *cli;          /* where one is named */
	struct lic_tenant_line *list; /* all of them */
	size_t count;                 /* number of them */
	struct lic_tenant_line one;   /* the one chosen */
};

static lic_rc do_list(struct lic_ctx *ctx, void *data)
{
	struct tenants *tenants = data;

	return lic_tenant_list(ctx, &tenants->list, &tenants->count);
}

static lic_rc print_line(struct lic_cli_list *list, const struct lic_tenant_line *tenant)
{
	struct lic_guid_text id = lic_guid_format(&tenant->guid);
	char created[LIC_TIME_TEXT_BYTES];

	lic_time_format(tenant->created_ms - tenant->created_ms % 1000, created);
	const char *cells[] = {tenant->display_name, tenant->domain, tenant->country, created,
		tenant->deleting_ms.is_set ? "being deleted" : "in use", id.text};

	return lic_cli_list_row(list, cells, NULL);
}

lic_rc lic_verb_tenant_list(struct lic_cli *cli)
{
	static const struct lic_cli_column columns[] = {
		{"Name", "displayName", false, false},
		{"Domain", "domain", false, false},
		{"Country", "countryLetterCode", false, false},
		{"Created", "createdDateTime", false, false},
		{"State", "state", false, false},
		{"Id", "tenantId", false, false},
	};
	struct tenants tenants = {0};
	struct lic_local local = {.mode = LIC_DB_READ,
		.tx = LIC_TX_READ,
		.is_installation = true,
		.work = do_list,
		.data = &tenants};
	struct lic_cli_list *list = NULL;

	LIC_TRY(lic_local_need_url(cli, &local.url));
	LIC_TRY(lic_local_run(cli, &local));
	LIC_TRY(lic_cli_list_begin(cli, columns, LIC_COUNT(columns), &list));
	for (size_t i = 0; i < tenants.count; i++) {
		LIC_TRY(print_line(list, &tenants.list[i]));
	}
	lic_cli_list_end(list);
	return LIC_OK_RC;
}

static lic_rc do_choose(struct lic_ctx *ctx, void *data)
{
	struct tenants *tenants = data;

	return lic_local_choose(tenants->cli, ctx, &tenants->one);
}

static lic_rc choose(struct lic_cli *cli, const char *url, struct tenants *tenants)
{
	struct lic_local local = {.url = url,
		.mode = LIC_DB_READ,
		.tx = LIC_TX_READ,
		.is_installation = true,
		.work = do_choose,
		.data = tenants};

	tenants->cli = cli;
	return lic_local_run(cli, &local);
}

lic_rc lic_verb_tenant_export(struct lic_cli *cli)
{
	struct tenants tenants = {0};
	struct lic_copy_result result;
	struct lic_copy_job job = {.to = lic_cli_arg(cli, 0),
		.arena = lic_cli_arena(cli),
		.err = lic_cli_err(cli)};

	LIC_TRY(lic_local_need_url(cli, &job.from));
	LIC_TRY(choose(cli, job.from, &tenants));
	if (tenants.one.deleting_ms.is_set) {
		return lic_err_set(lic_cli_err(cli), LIC_E_CONFLICT, NULL,
			"the organisation %.200s is being deleted: what is left of it is no backup",
			tenants.one.display_name);
	}
	job.tenant_id = tenants.one.id;
	LIC_TRY(lic_backup_make(&job, &result));
	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:s, s:I}", "tenantId",
			lic_guid_format(&tenants.one.guid).text, "displayName",
			tenants.one.display_name, "rows", (json_int_t)result.rows);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli,
		"Exported %s, %" PRId64 " row%s; 'licentia restore' makes a database of them.\n",
		tenants.one.display_name, result.rows, lic_cli_many(result.rows));
	return LIC_OK_RC;
}

/* A name in the way of deleting something by mistake. */
static lic_rc check_name(struct lic_cli *cli, const struct lic_tenant_line *tenant)
{
	const char *name = lic_cli_get(cli, "yes-delete");

	if (strcmp(name, tenant->display_name) == 0) {
		return LIC_OK_RC;
	}
	return lic_err_set(lic_cli_err(cli), LIC_E_INVALID, NULL,
		"nothing was deleted: the organisation is called '%.200s', not '%.200s'. Give its name with --yes-delete to delete it with all that it has.",
		tenant->display_name, name);
}

static lic_rc do_begin(struct lic_ctx *ctx, void *data)
{
	return lic_tenant_delete_begin(ctx, data);
}

static lic_rc do_step(struct lic_ctx *ctx, void *data)
{
	const struct lic_tenant_deletion *deletion = data;

	LIC_TRY(lic_db_lock(ctx->db, deletion->tenant_id));
	return lic_tenant_delete_step(ctx, data);
}

static lic_rc delete_all(struct lic_cli *cli, const char *url, struct lic_tenant_deletion *deletion)
{
	struct lic_local marking = {.url = url,
		.mode = LIC_DB_WRITE,
		.tx = LIC_TX_WRITE,
		.is_installation = true,
		.work = do_begin,
		.data = deletion};
	struct lic_local step = marking;

	step.work = do_step;
	LIC_TRY(lic_local_run(cli, &marking));
	while (!deletion->is_over) {
		LIC_TRY(lic_local_run(cli, &step));
		lic_clock_pause(PAUSE_MS);
	}
	return LIC_OK_RC;
}

lic_rc lic_verb_tenant_delete(struct lic_cli *cli)
{
	struct lic_tenant_deletion deletion = {0};
	struct tenants tenants = {0};
	const char *url = NULL;

	LIC_TRY(lic_local_need_url(cli, &url));
	LIC_TRY(choose(cli, url, &tenants));
	LIC_TRY(check_name(cli, &tenants.one));
	deletion.tenant_id = tenants.one.id;
	LIC_TRY(delete_all(cli, url, &deletion));
	lic_cli_print(cli, "Deleted %s, %" PRId64 " row%s.\n", tenants.one.display_name,
		deletion.rows, lic_cli_many(deletion.rows));
	return LIC_OK_RC;
}
