/*
 * Moving, backing up, restoring and upgrading: the local verbs that treat a database as a whole.
 */
#include "main/local.h"

#include "base/json.h"
#include "store/backup.h"
#include "store/copy.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX ((size_t)1024 * 1024)
/* A page that was read is told when so many rows have been read since the last time. */
#define PROGRESS_ROWS 20000

/* What the progress line shows. */
struct watch {
	int64_t told_rows; /* when it was written last */
	bool is_shown;     /* there is a line to be removed */
};

static void show_progress(void *data, const struct lic_copy_progress *progress)
{
	struct watch *watch = data;

	if (watch->is_shown && progress->rows >= watch->told_rows &&
		progress->rows < watch->told_rows + PROGRESS_ROWS) {
		return;
	}
	watch->is_shown = true;
	watch->told_rows = progress->rows;
	(void)fprintf(stderr, "\r%s %s, %" PRId64 " row%s so far\033[K",
		progress->is_check ? "Comparing" : "Copying", progress->table, progress->rows,
		lic_cli_many(progress->rows));
	(void)fflush(stderr);
}

/* A kind of copy: how it is made, and how it is told. */
typedef lic_rc copy_function(const struct lic_copy_job *job, struct lic_copy_result *ret_result);

static lic_rc print_json(struct lic_cli *cli, const struct lic_copy_result *result)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	char hash[2 * LIC_TABLE_HASH_BYTES + 1];

	lic_buf_init(&text, OUTPUT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kint(&json, "rows", result->rows);
	lic_json_kbool(&json, "resumed", result->is_resumed);
	lic_json_key(&json, "tables");
	lic_json_array(&json);
	for (size_t i = 0; i < result->table_count; i++) {
		(void)sodium_bin2hex(hash, sizeof(hash), result->tables[i].hash,
			sizeof(result->tables[i].hash));
		lic_json_object(&json);
		lic_json_kstring(&json, "name", result->tables[i].table);
		lic_json_kint(&json, "rows", result->tables[i].rows);
		lic_json_kstring(&json, "hash", hash);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_cli_print_json(cli, &json, &text);
}

/* Makes the copy `what`, with a line of progress for whoever watches, and tells what was copied. */
static lic_rc make_copy(struct lic_cli *cli, copy_function *make, const struct lic_copy_job *what,
	const char *done)
{
	struct lic_copy_result result;
	struct watch watch = {0};
	struct lic_copy_job job = *what;
	lic_rc rc;

	job.arena = lic_cli_arena(cli);
	job.err = lic_cli_err(cli);
	if (isatty(STDERR_FILENO) != 0) {
		job.progress = show_progress;
		job.data = &watch;
	}
	rc = make(&job, &result);
	if (watch.is_shown) {
		(void)fputs("\r\033[K", stderr);
	}
	LIC_TRY(lic_cli_typed(cli, rc));
	if (lic_cli_is_json(cli)) {
		return print_json(cli, &result);
	}
	lic_cli_print(cli,
		"%s %" PRId64 " row%s in %zu tables%s; the content of both sides is equal.\n", done,
		result.rows, lic_cli_many(result.rows), result.table_count,
		result.is_resumed ? ", continuing an unfinished copy" : "");
	return LIC_OK_RC;
}

lic_rc lic_verb_migrate(struct lic_cli *cli)
{
	struct lic_copy_job job = {.from = lic_cli_get(cli, "from"),
		.to = lic_cli_get(cli, "to"),
		.start_over = lic_cli_has(cli, "start-over")};

	return make_copy(cli, lic_copy_migrate, &job, "Copied");
}

/* The verbs that name a file take no address for it. */
static lic_rc need_file(struct lic_cli *cli, const char **ret_path)
{
	const char *path = lic_cli_arg(cli, 0);

	if (strncmp(path, "sqlite:", strlen("sqlite:")) == 0 || strstr(path, "://") != NULL) {
		return lic_cli_usage(cli, "FILE is the name of a file, not an address.");
	}
	*ret_path = path;
	return LIC_OK_RC;
}

lic_rc lic_verb_backup(struct lic_cli *cli)
{
	struct lic_copy_job job = {0};

	LIC_TRY(lic_local_need_url(cli, &job.from));
	LIC_TRY(need_file(cli, &job.to));
	return make_copy(cli, lic_backup_make, &job, "Backed up");
}

lic_rc lic_verb_restore(struct lic_cli *cli)
{
	struct lic_copy_job job = {.start_over = lic_cli_has(cli, "start-over")};

	LIC_TRY(need_file(cli, &job.from));
	LIC_TRY(lic_local_need_url(cli, &job.to));
	if (access(job.from, F_OK) != 0) {
		return lic_cli_usage(cli, "%s does not exist: check the name.", job.from);
	}
	return make_copy(cli, lic_backup_restore, &job, "Restored");
}

static lic_rc print_upgrade_json(struct lic_cli *cli, int from, bool is_dry_run)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	int version = from;

	lic_buf_init(&text, OUTPUT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kint(&json, "from", from);
	lic_json_key(&json, "migrations");
	lic_json_array(&json);
	for (; lic_db_migration_name(version + 1) != NULL; version++) {
		lic_json_string(&json, lic_db_migration_name(version + 1));
	}
	lic_json_end(&json);
	lic_json_kint(&json, "to", version);
	lic_json_kbool(&json, "dryRun", is_dry_run);
	lic_json_end(&json);
	return lic_cli_print_json(cli, &json, &text);
}

static lic_rc print_upgrade(struct lic_cli *cli, int from, bool is_dry_run)
{
	int version = from;

	if (lic_cli_is_json(cli)) {
		return print_upgrade_json(cli, from, is_dry_run);
	}
	for (; lic_db_migration_name(version + 1) != NULL; version++) {
		lic_cli_print(cli, "%s %s\n", is_dry_run ? "would run" : "ran",
			lic_db_migration_name(version + 1));
	}
	if (version == from) {
		lic_cli_print(cli, "The schema is %d, as this program needs: nothing to do.\n",
			from);
		return LIC_OK_RC;
	}
	lic_cli_print(cli,
		is_dry_run ? "The schema is %d and would become %d. Nothing was changed.\n"
			   : "The schema was %d and is %d now.\n",
		from, version);
	return LIC_OK_RC;
}

lic_rc lic_verb_upgrade(struct lic_cli *cli)
{
	LIC_AUTO(lic_db_closep) struct lic_db *db = NULL;
	struct lic_err *err = lic_cli_err(cli);
	const char *url = NULL;
	bool is_dry_run = lic_cli_has(cli, "dry-run");
	int version = 0;

	LIC_TRY(lic_local_need_url(cli, &url));
	LIC_TRY(lic_cli_typed(cli, lic_db_open(url, LIC_DB_UPGRADE, err, &db)));
	LIC_TRY(lic_db_schema(db, err, &version));
	if (!is_dry_run) {
		LIC_TRY(lic_db_upgrade(db, err));
	}
	return print_upgrade(cli, version, is_dry_run);
}
