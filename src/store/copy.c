/*
 * Copying a whole installation: see copy.h.
 */
#include "store/copy.h"

#include "base/buf.h"
#include "base/clock.h"
#include "store/copy_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define CHUNK_ROWS 5000
/* Serialises the transactions of a copy on an engine with several writers; organisations count
 * from 1. */
#define COPY_LOCK 0

/* One table being copied. */
struct pass {
	struct lic_copy *copy;            /* the whole */
	const struct lic_table *table;    /* which */
	const struct lic_value *last_key; /* what the target had to begin with; NULL: nothing */
};

void lic_copy__done(struct lic_copy *copy)
{
	lic_db_close(LIC_TAKE(copy->source));
	lic_db_close(LIC_TAKE(copy->target));
}

void lic_copy__tell(const struct lic_copy *copy, struct lic_copy_result *ret_result)
{
	*ret_result = (struct lic_copy_result){
		.tables = copy->sums,
		.table_count = lic_table_count,
		.rows = copy->rows,
		.is_resumed = copy->is_resumed,
	};
}

lic_rc lic_copy__open_source(struct lic_copy *copy, const char *url)
{
	const struct lic_copy_job *job = copy->job;
	struct lic_q_tenant_first_row tenant;
	bool is_found = false;

	LIC_TRY(lic_db_open(url, LIC_DB_READ, job->err, &copy->source));
	LIC_TRY(lic_db_begin(copy->source, LIC_TX_READ, job->err));
	LIC_TRY(lic_q_tenant_first(copy->source, job->arena, NULL, &tenant, &is_found));
	if (!is_found) {
		return lic_err_set(job->err, LIC_E_CONFLICT, NULL,
			"the source holds no organisation: there is nothing to copy. Check its address.");
	}
	copy->source_guid = tenant.guid;
	return LIC_OK_RC;
}

/* What is at the target. */
struct finding {
	bool is_marked;              /* an unfinished copy */
	struct lic_guid source_guid; /* of this installation */
	bool is_used;                /* an installation of its own */
	const char *name;            /* the name of its organisation */
};

static lic_rc look_at(const struct lic_copy_job *job, struct lic_db *db,
	struct finding *ret_finding)
{
	struct lic_q_copy_mark_find_row mark;
	struct lic_q_tenant_first_row tenant;
	struct finding finding = {0};
	bool is_found = false;

	LIC_TRY(lic_db_begin(db, LIC_TX_READ, job->err));
	LIC_TRY(lic_q_copy_mark_find(db, job->arena, NULL, &mark, &finding.is_marked));
	LIC_TRY(lic_q_tenant_first(db, job->arena, NULL, &tenant, &is_found));
	lic_db_rollback(db);
	if (finding.is_marked) {
		finding.source_guid = mark.source_guid;
	} else if (is_found) {
		finding.is_used = true;
		finding.name = tenant.display_name;
	}
	*ret_finding = finding;
	return LIC_OK_RC;
}

/* Opens a target that is there already; `copy->target` stays NULL when there is none, or when it
 * was thrown away. */
static lic_rc open_existing(struct lic_copy *copy, const char *url)
{
	LIC_AUTO(lic_db_closep) struct lic_db *db = NULL;
	const struct lic_copy_job *job = copy->job;
	struct finding finding;
	lic_rc rc = lic_db_open(url, LIC_DB_COPY, job->err, &db);

	if (rc.code == LIC_E_NOTFOUND) {
		return LIC_OK_RC;
	}
	LIC_TRY(rc);
	LIC_TRY(look_at(job, db, &finding));
	if (finding.is_used) {
		return lic_err_set(job->err, LIC_E_CONFLICT, NULL,
			"the target holds the organisation %.200s already, and nothing is overwritten: choose another database",
			finding.name);
	}
	if (finding.is_marked && job->start_over) {
		lic_db_discard(LIC_TAKE(db));
		return LIC_OK_RC;
	}
	if (finding.is_marked && !lic_guid_equal(&finding.source_guid, &copy->source_guid)) {
		return lic_err_set(job->err, LIC_E_CONFLICT, NULL,
			"the target holds an unfinished copy of another installation (%s): choose another database, or throw that copy away with --start-over",
			lic_guid_format(&finding.source_guid).text);
	}
	copy->is_resumed = finding.is_marked;
	copy->target = LIC_TAKE(db);
	return LIC_OK_RC;
}

lic_rc lic_copy__mark(struct lic_copy *copy)
{
	struct lic_q_copy_mark_insert_in mark = {.source_guid = copy->source_guid,
		.started_ms = lic_clock_now_ms()};

	LIC_TRY(lic_db_begin(copy->target, LIC_TX_WRITE, copy->job->err));
	LIC_TRY(lic_q_copy_mark_insert(copy->target, &mark, NULL));
	return lic_db_commit(copy->target);
}

lic_rc lic_copy__open_target(struct lic_copy *copy, const char *url)
{
	LIC_TRY(open_existing(copy, url));
	bool is_new = copy->target == NULL;

	if (is_new) {
		LIC_TRY(lic_db_open(url, LIC_DB_CREATE, copy->job->err, &copy->target));
	}
	lic_rc rc = copy->is_resumed ? LIC_OK_RC : lic_copy__mark(copy);

	if (!lic_ok(rc) && is_new) {
		lic_db_discard(LIC_TAKE(copy->target));
	}
	return rc;
}

static lic_rc commit_chunk(struct lic_copy *copy)
{
	if (!copy->is_writing) {
		return LIC_OK_RC;
	}
	copy->is_writing = false;
	copy->chunk_rows = 0;
	return lic_db_commit(copy->target);
}

static lic_rc write_row(void *data, const struct lic_value *values)
{
	const struct pass *pass = data;
	struct lic_copy *copy = pass->copy;

	if (pass->last_key != NULL && !lic_table_is_behind(pass->table, values, pass->last_key)) {
		return LIC_OK_RC;
	}
	if (!copy->is_writing) {
		LIC_TRY(lic_db_begin(copy->target, LIC_TX_WRITE, copy->job->err));
		copy->is_writing = true;
		LIC_TRY(lic_db_lock(copy->target, COPY_LOCK));
	}
	LIC_TRY(lic_db_exec(copy->target, pass->table->insert_q, values, pass->table->column_count,
		NULL));
	copy->chunk_rows++;
	return copy->chunk_rows < CHUNK_ROWS ? LIC_OK_RC : commit_chunk(copy);
}

static void tell_progress(void *data, int64_t rows)
{
	const struct pass *pass = data;
	struct lic_copy *copy = pass->copy;

	copy->progress.rows += rows;
	copy->progress.table = pass->table->name;
	if (copy->job->progress != NULL) {
		copy->job->progress(copy->job->data, &copy->progress);
	}
}

/* A value that cannot be, which the engine has no words for. */
static lic_rc read_table(struct lic_db *db, const struct lic_table *table,
	const struct lic_table_visitor *visitor, struct lic_err *err, struct lic_table_sum *ret_sum)
{
	lic_rc rc = lic_table_read(db, table, visitor, ret_sum);

	if (rc.code == LIC_E_CORRUPT && err->message[0] == '\0') {
		return lic_err_set(err, LIC_E_CORRUPT, NULL,
			"the table %s holds a value of a wrong kind: restore the database from a backup",
			table->name);
	}
	return rc;
}

static lic_rc copy_table(struct lic_copy *copy, const struct lic_table *table,
	struct lic_table_sum *ret_sum)
{
	struct pass pass = {.copy = copy, .table = table};
	struct lic_table_visitor visitor = {.row = write_row,
		.progress = tell_progress,
		.data = &pass,
		.tenant_id = copy->job->tenant_id};

	/* What was written in this run ends before this table: its chunk must not be open while
	 * the target is read. */
	if (copy->is_resumed) {
		LIC_TRY(commit_chunk(copy));
		LIC_TRY(lic_db_begin(copy->target, LIC_TX_READ, copy->job->err));
		LIC_TRY(lic_table_last_key(copy->target, table, copy->job->arena, &pass.last_key));
		lic_db_rollback(copy->target);
	}
	return read_table(copy->source, table, &visitor, copy->job->err, ret_sum);
}

static lic_rc copy_tables(struct lic_copy *copy)
{
	copy->sums = lic_arena_array(copy->job->arena, lic_table_count, sizeof(*copy->sums));
	if (copy->sums == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < lic_table_count; i++) {
		LIC_TRY(copy_table(copy, &lic_tables[i], &copy->sums[i]));
		copy->rows += copy->sums[i].rows;
	}
	LIC_TRY(commit_chunk(copy));
	lic_db_rollback(copy->source);
	return LIC_OK_RC;
}

lic_rc lic_copy__write(struct lic_copy *copy)
{
	lic_rc rc = copy_tables(copy);

	/* Behind the last keys of an earlier run rows must follow that fit those before. */
	if (rc.code != LIC_E_CONFLICT || !copy->is_resumed) {
		return rc;
	}
	return lic_err_set(copy->job->err, LIC_E_CONFLICT, NULL,
		"the source has changed since the copy was begun, and what is new does not fit what was copied: run it again with --start-over, best while no server changes the source.");
}

static lic_rc differ(const struct lic_copy *copy, const struct lic_buf *tables)
{
	LIC_TRY(lic_buf_status(tables));
	return lic_err_set(copy->job->err, LIC_E_CONFLICT, NULL,
		copy->is_resumed
			? "source and target differ in %.600s: the source has changed since the copy was begun. Run it again with --start-over, best while no server changes the source."
			: "source and target differ in %.600s: something else wrote to the target, or its disk fails. Run it again with --start-over.",
		tables->data);
}

lic_rc lic_copy__compare(struct lic_copy *copy)
{
	LIC_AUTO(lic_buf_done) struct lic_buf different = {0};
	struct lic_table_sum sum;

	lic_buf_init(&different, LIC_ERR_MESSAGE_BYTES);
	copy->progress = (struct lic_copy_progress){.is_check = true};
	LIC_TRY(lic_db_begin(copy->target, LIC_TX_READ, copy->job->err));
	for (size_t i = 0; i < lic_table_count; i++) {
		struct pass pass = {.copy = copy, .table = &lic_tables[i]};
		struct lic_table_visitor visitor = {.progress = tell_progress, .data = &pass};

		LIC_TRY(read_table(copy->target, &lic_tables[i], &visitor, copy->job->err, &sum));
		if (!lic_table_sum_equal(&sum, &copy->sums[i])) {
			lic_buf_printf(&different, "%s%s", different.len == 0 ? "" : ", ",
				lic_tables[i].name);
		}
	}
	lic_db_rollback(copy->target);
	return different.len == 0 ? LIC_OK_RC : differ(copy, &different);
}

static lic_rc write_sums(struct lic_copy *copy)
{
	for (size_t i = 0; i < lic_table_count; i++) {
		struct lic_q_copy_sum_insert_in in = {
			.position = (int64_t)i,
			.table_name = copy->sums[i].table,
			.row_count = copy->sums[i].rows,
			.hash = {copy->sums[i].hash, sizeof(copy->sums[i].hash)},
		};

		LIC_TRY(lic_q_copy_sum_insert(copy->target, &in, NULL));
	}
	return LIC_OK_RC;
}

lic_rc lic_copy__finish(struct lic_copy *copy, bool keeps_sums)
{
	LIC_TRY(lic_db_begin(copy->target, LIC_TX_WRITE, copy->job->err));
	if (keeps_sums) {
		LIC_TRY(write_sums(copy));
	}
	LIC_TRY(lic_q_copy_mark_delete(copy->target, NULL, NULL));
	LIC_TRY(lic_db_survey(copy->target));
	return lic_db_commit(copy->target);
}

/* A copy that broke off can go on; one that contradicts its target cannot. */
static lic_rc say_how_to_go_on(const struct lic_copy_job *job, lic_rc rc)
{
	char message[LIC_ERR_MESSAGE_BYTES];

	if (lic_ok(rc) || rc.code == LIC_E_CONFLICT) {
		return rc;
	}
	memcpy(message, job->err->message, sizeof(message));
	return lic_err_set(job->err, rc.code, NULL,
		"%s%sThe copy is unfinished: run the same command again to go on.", message,
		message[0] == '\0' ? "" : " ");
}

static lic_rc fill_target(struct lic_copy *copy)
{
	LIC_TRY(lic_copy__write(copy));
	LIC_TRY(lic_copy__compare(copy));
	return lic_copy__finish(copy, false);
}

lic_rc lic_copy_migrate(const struct lic_copy_job *job, struct lic_copy_result *ret_result)
{
	struct lic_copy copy = {.job = job};
	lic_rc rc = lic_copy__open_source(&copy, job->from);

	if (lic_ok(rc)) {
		rc = lic_copy__open_target(&copy, job->to);
	}
	if (lic_ok(rc)) {
		rc = say_how_to_go_on(job, fill_target(&copy));
	}
	if (lic_ok(rc)) {
		lic_copy__tell(&copy, ret_result);
	}
	lic_copy__done(&copy);
	return rc;
}
