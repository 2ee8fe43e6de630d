/*
 * Backing up and restoring: see backup.h.
 */
#include "store/backup.h"

#include "store/backup_int.h"
#include "store/copy_int.h"
#include "store/lic_sql.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static lic_rc check_unused(const char *path, const char *part, struct lic_err *err)
{
	if (access(path, F_OK) == 0) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s exists already: choose another name, or remove it first if it is not needed",
			path);
	}
	if (access(part, F_OK) == 0) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s exists: a backup to this file is being made, or was broken off. If none is being made, remove it.",
			part);
	}
	return LIC_OK_RC;
}

static const char *file_url(struct lic_arena *arena, const char *path)
{
	return lic_arena_printf(arena, "sqlite:%s", path);
}

/* Nobody but the owner may read a backup, from its first byte. */
static lic_rc open_file(struct lic_copy *copy, const char *path)
{
	const char *url = file_url(copy->job->arena, path);
	mode_t mask = 0;
	lic_rc rc;

	if (url == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	mask = umask(S_IRWXG | S_IRWXO | S_IXUSR);
	rc = lic_db_open(url, LIC_DB_BACKUP, copy->job->err, &copy->target);
	(void)umask(mask);
	return rc;
}

static lic_rc fill_file(struct lic_copy *copy)
{
	LIC_TRY(lic_copy__mark(copy));
	LIC_TRY(lic_copy__write(copy));
	LIC_TRY(lic_copy__compare(copy));
	return lic_copy__finish(copy, true);
}

/* Writes the database to `part`, complete and closed, or leaves nothing. */
static lic_rc write_file(struct lic_copy *copy, const char *part)
{
	lic_rc rc;

	LIC_TRY(lic_copy__open_source(copy, copy->job->from));
	LIC_TRY(open_file(copy, part));
	rc = fill_file(copy);
	if (lic_ok(rc)) {
		lic_db_close(LIC_TAKE(copy->target));
	} else {
		lic_db_discard(LIC_TAKE(copy->target));
	}
	return rc;
}

static lic_rc publish(const char *part, const char *path, struct lic_err *err)
{
	lic_rc rc = lic_backup__seal(part, err);

	if (lic_ok(rc)) {
		rc = lic_backup__rename(part, path, err);
	}
	if (!lic_ok(rc)) {
		(void)unlink(part);
	}
	return rc;
}

lic_rc lic_backup_make(const struct lic_copy_job *job, struct lic_copy_result *ret_result)
{
	const char *part = lic_arena_printf(job->arena, "%s.part", job->to);
	struct lic_copy copy = {.job = job};
	lic_rc rc;

	if (part == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(check_unused(job->to, part, job->err));
	rc = write_file(&copy, part);
	lic_copy__done(&copy);
	LIC_TRY(rc);
	LIC_TRY(publish(part, job->to, job->err));
	lic_copy__tell(&copy, ret_result);
	return LIC_OK_RC;
}

static bool is_as_written_down(const struct lic_q_copy_sums_row *row,
	const struct lic_table_sum *sum)
{
	return strcmp(row->table_name, sum->table) == 0 && row->row_count == sum->rows &&
		row->hash.len == sizeof(sum->hash) &&
		memcmp(row->hash.data, sum->hash, sizeof(sum->hash)) == 0;
}

/* What was read must be what the backup says of itself. */
static lic_rc check_sums(struct lic_copy *copy)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_copy_sums_row row;
	size_t good = 0;
	bool is_row = true;

	LIC_TRY(lic_db_begin(copy->source, LIC_TX_READ, copy->job->err));
	LIC_TRY(lic_q_copy_sums_open(copy->source, NULL, &rows));
	for (;;) {
		LIC_TRY(lic_q_copy_sums_next(&rows, &row, &is_row));
		if (!is_row) {
			break;
		}
		good += row.position >= 0 && (size_t)row.position < lic_table_count &&
				is_as_written_down(&row, &copy->sums[row.position])
			? 1
			: 0;
	}
	if (good != lic_table_count) {
		return lic_err_set(copy->job->err, LIC_E_CONFLICT, NULL,
			"%s does not hold what it says of itself: nothing was restored. Use another backup.",
			copy->job->from);
	}
	return LIC_OK_RC;
}

static lic_rc restore(struct lic_copy *copy)
{
	LIC_TRY(lic_copy__write(copy));
	LIC_TRY(check_sums(copy));
	LIC_TRY(lic_copy__compare(copy));
	return lic_copy__finish(copy, false);
}

static lic_rc open_both(struct lic_copy *copy)
{
	const char *url = file_url(copy->job->arena, copy->job->from);

	if (url == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_backup__check(copy->job->from, copy->job->err));
	LIC_TRY(lic_copy__open_source(copy, url));
	return lic_copy__open_target(copy, copy->job->to);
}

lic_rc lic_backup_restore(const struct lic_copy_job *job, struct lic_copy_result *ret_result)
{
	struct lic_copy copy = {.job = job};
	lic_rc rc = open_both(&copy);

	if (lic_ok(rc)) {
		rc = restore(&copy);
		if (!lic_ok(rc)) {
			lic_db_discard(LIC_TAKE(copy.target));
		}
	}
	if (lic_ok(rc)) {
		lic_copy__tell(&copy, ret_result);
	}
	lic_copy__done(&copy);
	return rc;
}
