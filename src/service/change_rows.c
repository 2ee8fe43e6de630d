/*
 * Users of a change that a file names, and what it says of each. Several rows of one user are one
 * item, so that he is changed whole or not at all; what cannot be understood, or contradicts
 * another row, is kept as a refused item that names the line. See change_int.h.
 */
#include "service/change_int.h"
#include "service/subscriptions.h"
#include "service/user_int.h"
#include "service/why.h"
#include "store/lic_sql.h"

#include "base/text.h"

#include <string.h>

#define PLANS_MAX 256
#define NAME_MAX 256
#define ROWS_AT_ONCE 100

/* What a column holds. */
enum column {
	COLUMN_USER,
	COLUMN_SKU,
	COLUMN_PLANS,
	COLUMN_ACTION,
	COLUMN_MAX_
};

/* A header that is known. */
struct known_header {
	const char *name;   /* header */
	enum column column; /* what it holds */
};

static const struct known_header headers[] = {
	{"user", COLUMN_USER},
	{"userPrincipalName", COLUMN_USER},
	{"id", COLUMN_USER},
	{"sku", COLUMN_SKU},
	{"skuId", COLUMN_SKU},
	{"skuPartNumber", COLUMN_SKU},
	{"disabledPlans", COLUMN_PLANS},
	{"plans", COLUMN_PLANS},
	{"action", COLUMN_ACTION},
};

static lic_rc find_column(const char *name, size_t number, struct lic_err *err,
	enum column *ret_column)
{
	const char *names[LIC_COUNT(headers)];
	size_t nearest = 0;

	for (size_t i = 0; i < LIC_COUNT(headers); i++) {
		if (lic_text_equal_nocase(headers[i].name, name)) {
			*ret_column = headers[i].column;
			return LIC_OK_RC;
		}
		names[i] = headers[i].name;
	}
	nearest = lic_text_nearest(name, names, LIC_COUNT(names));
	if (nearest < LIC_COUNT(names)) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"Column %zu of the header is called '%.100s', which is not known here. Did you mean '%s'?",
			number, name, names[nearest]);
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"Column %zu of the header is called '%.100s', which is not known here: name the columns user, sku, disabledPlans and action.",
		number, name);
}

lic_rc lic_change__read_header(struct lic_arena *arena, const struct lic_csv_record *header,
	bool has_licenses, struct lic_err *err, struct lic_change__columns *ret_columns)
{
	size_t places[COLUMN_MAX_] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};

	for (size_t i = 0; i < header->count; i++) {
		char *name = lic_arena_strdup(arena, header->fields[i]);
		enum column column = COLUMN_USER;

		if (name == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(find_column(lic_text_trim(name), i + 1, err, &column));
		if (places[column] != SIZE_MAX) {
			return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
				"Columns %zu and %zu of the header are about the same: leave one out.",
				places[column] + 1, i + 1);
		}
		places[column] = i;
	}
	if (places[COLUMN_USER] == SIZE_MAX || (has_licenses && places[COLUMN_SKU] == SIZE_MAX)) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The header has no column %s: name the columns user, sku, disabledPlans and action.",
			places[COLUMN_USER] == SIZE_MAX ? "user" : "sku");
	}
	*ret_columns = (struct lic_change__columns){places[COLUMN_USER], places[COLUMN_SKU],
		places[COLUMN_PLANS], places[COLUMN_ACTION], header->count};
	return LIC_OK_RC;
}

/* Copies the field in `column` of `record` without blanks around it; "" where there is none. */
static lic_rc field(struct lic_arena *arena, const struct lic_csv_record *record, size_t column,
	char **ret_text)
{
	char *text = lic_arena_strdup(arena, column < record->count ? record->fields[column] : "");

	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_text = lic_text_trim(text);
	return LIC_OK_RC;
}

/* Finds the plan called `text` among those of `sku`. */
static lic_rc find_plan(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_sku *sku, const char *text, struct lic_err *err, struct lic_guid *ret_id)
{
	for (size_t i = 0; i < sku->plan_count; i++) {
		const struct lic_plan *plan = &catalog->plans[sku->plans[i]];

		if (lic_plan_is_called(plan, text)) {
			*ret_id = plan->id;
			return LIC_OK_RC;
		}
	}
	return lic_err_field(err, arena, "disabledPlans",
		"'%.100s' is not a service plan of %.100s", text, sku->part_number);
}

/* Reads the plans that are off, separated by semicolons, in order of id, each once. */
static lic_rc read_plans(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_sku *sku, char *text, struct lic_err *err, struct lic_license_add *add)
{
	struct lic_guid *ids = lic_arena_array(arena, PLANS_MAX, sizeof(*ids));

	if (ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (char *next = NULL; text != NULL; text = next) {
		char *end = strchr(text, ';');
		const char *part = NULL;
		struct lic_guid id;
		size_t at = 0;

		next = end == NULL ? NULL : end + 1;
		if (end != NULL) {
			*end = '\0';
		}
		part = lic_text_trim(text);
		if (*part == '\0') {
			continue;
		}
		LIC_TRY(find_plan(arena, catalog, sku, part, err, &id));
		while (at < add->disabled_count && lic_guid_compare(&ids[at], &id) < 0) {
			at++;
		}
		if (at < add->disabled_count && lic_guid_equal(&ids[at], &id)) {
			continue;
		}
		if (add->disabled_count == PLANS_MAX) {
			return lic_err_field(err, arena, "disabledPlans",
				"more than %d service plans", PLANS_MAX);
		}
		memmove(&ids[at + 1], &ids[at], (add->disabled_count - at) * sizeof(*ids));
		ids[at] = id;
		add->disabled_count++;
	}
	add->disabled_plans = ids;
	return LIC_OK_RC;
}

/* Reads what a row wants done: "add" or "remove"; the file's own action where it says nothing. */
static lic_rc read_action(struct lic_change__step *step, const char *text,
	struct lic_change__row *row)
{
	enum lic_change_action action = step->run->order.change.action;

	if (*text != '\0' &&
		(!lic_change_action_parse(text, &action) || action > LIC_CHANGE_REMOVE)) {
		return lic_err_field(&step->row_err, step->row_ctx.arena, "action",
			"'%.100s' is not add or remove", text);
	}
	row->is_removal = action == LIC_CHANGE_REMOVE;
	return LIC_OK_RC;
}

/* Understands what `record` says of the user's licences. */
static lic_rc read_row(struct lic_change__step *step, const struct lic_csv_record *record,
	struct lic_change__row *row)
{
	const struct lic_change__columns *columns = &step->run->columns;
	struct lic_arena *arena = step->row_ctx.arena;
	char *text = NULL;
	uint32_t sku = LIC_INDEX_NONE;
	lic_rc rc;

	LIC_TRY(field(arena, record, columns->action, &text));
	LIC_TRY(read_action(step, text, row));
	LIC_TRY(field(arena, record, columns->sku, &text));
	rc = lic_sku_find(arena, step->catalog, text, "sku", &step->row_err, &sku);
	if (rc.code == LIC_E_NOTFOUND || rc.code == LIC_E_CONFLICT) {
		return LIC_RC(LIC_E_INVALID);
	}
	LIC_TRY(rc);
	row->line = (int64_t)record->line;
	row->add.sku_id = step->catalog->skus[sku].id;
	LIC_TRY(field(arena, record, columns->plans, &text));
	return read_plans(arena, step->catalog, &step->catalog->skus[sku], text, &step->row_err,
		&row->add);
}

/* An item on its way into its row. */
struct entry {
	int64_t user_id;     /* key; 0: nobody was found */
	int64_t line;        /* line of the file */
	const char *name;    /* as the file has it, or the user's own */
	const char *request; /* what is asked for, or NULL */
	const char *code;    /* why it is bad, or NULL */
	const char *message; /* the same in words */
	const char *remedy;  /* what to do */
};

static void make_bad(struct entry *entry, const char *code, const char *message)
{
	entry->code = code;
	entry->message = message;
	entry->remedy = "Correct the row.";
	entry->request = NULL;
}

static lic_rc insert(struct lic_change__step *step, const struct entry *entry)
{
	struct lic_change__at *at = &step->run->next;
	bool is_bad = entry->code != NULL;
	struct lic_q_changes_item_insert_in in = {
		.tenant_id = step->run->key.tenant_id,
		.job_id = step->run->key.id,
		.seq = ++at->listed,
		.user_id = entry->user_id,
		.line = entry->line,
		.name = entry->name,
		.request = entry->request,
		.state = is_bad ? LIC_ITEM_REFUSED : LIC_ITEM_WAITING,
		.code = entry->code,
		.message = entry->message,
		.remedy = entry->remedy,
		.digest = is_bad ? LIC_DIGEST_BAD : 0,
	};

	at->total++;
	at->bad += is_bad ? 1 : 0;
	return lic_q_changes_item_insert(step->ctx->db, &in, NULL);
}

/* Writes `entry` over the item at `seq`, which was good. */
static lic_rc update(struct lic_change__step *step, int64_t seq, const struct entry *entry)
{
	bool is_bad = entry->code != NULL;
	struct lic_q_changes_item_ask_in in = {
		.request = entry->request,
		.state = is_bad ? LIC_ITEM_REFUSED : LIC_ITEM_WAITING,
		.code = entry->code,
		.message = entry->message,
		.remedy = entry->remedy,
		.digest = is_bad ? LIC_DIGEST_BAD : 0,
		.tenant_id = step->run->key.tenant_id,
		.job_id = step->run->key.id,
		.seq = seq,
	};

	step->run->next.bad += is_bad ? 1 : 0;
	return lic_q_changes_item_ask(step->ctx->db, &in, NULL);
}

static bool is_same(const struct lic_change__row *a, const struct lic_change__row *b)
{
	if (a->is_removal != b->is_removal) {
		return false;
	}
	if (a->is_removal) {
		return true;
	}
	return a->add.disabled_count == b->add.disabled_count &&
		(a->add.disabled_count == 0 ||
			memcmp(a->add.disabled_plans, b->add.disabled_plans,
				a->add.disabled_count * sizeof(*a->add.disabled_plans)) == 0);
}

/* Adds `row` to what `found` asks for already; the same said twice counts once. */
static lic_rc merge(struct lic_change__step *step, const struct lic_change__row *row,
	const struct lic_q_changes_item_of_user_row *found, struct entry *entry)
{
	struct lic_arena *arena = step->row_ctx.arena;
	struct lic_change__row *rows = NULL;
	size_t count = 0;

	LIC_TRY(lic_change__read_rows(arena, found->request, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		if (!lic_guid_equal(&rows[i].add.sku_id, &row->add.sku_id)) {
			continue;
		}
		if (is_same(&rows[i], row)) {
			return LIC_OK_RC;
		}
		make_bad(entry, "rowsContradict",
			lic_arena_printf(arena,
				"Lines %lld and %lld of the file ask for different things of the same product.",
				(long long)rows[i].line, (long long)row->line));
		return entry->message == NULL ? LIC_RC(LIC_E_NOMEM)
					      : update(step, found->seq, entry);
	}
	rows[count++] = *row;
	if (count > LIC_REQUEST_SKUS_MAX) {
		make_bad(entry, "rowInvalid", "The file names too many products of this user.");
		return update(step, found->seq, entry);
	}
	LIC_TRY(lic_change__write_rows(arena, rows, count, &entry->request));
	return update(step, found->seq, entry);
}

/* Adds what `row` (NULL: the row could not be understood, as entry->message says, or there is
 * nothing to be understood) says of the user of `entry`. */
static lic_rc add_entry(struct lic_change__step *step, const struct lic_change__row *row,
	struct entry *entry)
{
	struct lic_q_changes_item_of_user_in in = {step->run->key.tenant_id, step->run->key.id,
		entry->user_id};
	struct lic_q_changes_item_of_user_row found;
	bool is_there = false;

	if (entry->user_id != 0) {
		LIC_TRY(lic_q_changes_item_of_user(step->ctx->db, step->row_ctx.arena, &in, &found,
			&is_there));
	}
	if (!is_there) {
		if (row != NULL && entry->code == NULL) {
			LIC_TRY(lic_change__write_rows(step->row_ctx.arena, row, 1,
				&entry->request));
		}
		return insert(step, entry);
	}
	if (found.state == (int64_t)LIC_ITEM_REFUSED) {
		return LIC_OK_RC; /* it is bad already, and that names a line */
	}
	if (entry->code != NULL) {
		return update(step, found.seq, entry);
	}
	return row == NULL ? LIC_OK_RC : merge(step, row, &found, entry);
}

/* Cuts what a file has in place of a name, between characters. */
static lic_rc shorten(struct lic_arena *arena, const char *text, const char **ret_text)
{
	size_t len = strlen(text);

	if (len > NAME_MAX) {
		len = NAME_MAX;
		while (len > 0 && ((unsigned char)text[len] & 0xC0U) == 0x80U) {
			len--;
		}
	}
	*ret_text = lic_arena_copy(arena, text, len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Says that the row of `entry` cannot be understood, by row_err. */
static lic_rc make_invalid(struct lic_change__step *step, struct entry *entry)
{
	const char *message = lic_arena_printf(step->row_ctx.arena, "Line %lld: %s",
		(long long)entry->line, step->row_err.message);

	make_bad(entry, "rowInvalid", message);
	return message == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc find_user(struct lic_change__step *step, const struct lic_csv_record *record,
	struct entry *entry)
{
	struct lic_arena *arena = step->row_ctx.arena;
	struct lic_user user;
	char *text = NULL;
	lic_rc rc;

	LIC_TRY(field(arena, record, step->run->columns.user, &text));
	rc = lic_user__find(&step->row_ctx, text, &user);
	if (lic_ok(rc)) {
		entry->user_id = user.id;
		entry->name = user.values.text[LIC_USER_PRINCIPAL_NAME];
	}
	if (rc.code != LIC_E_NOTFOUND) {
		return rc;
	}
	memset(&step->row_err, 0, sizeof(step->row_err)); /* it is no failure of the step */
	make_bad(entry, "userNotFound", "There is no such user.");
	entry->remedy = "Use the user principal name or the id of a user who is not deleted.";
	return shorten(arena, text, &entry->name);
}

static lic_rc collect_record(struct lic_change__step *step, const struct lic_csv_record *record)
{
	bool has_licenses = step->run->order.users == LIC_USERS_ROWS;
	struct lic_change__row row = {0};
	struct entry entry = {.line = has_licenses ? (int64_t)record->line : 0};
	lic_rc rc;

	LIC_TRY(find_user(step, record, &entry));
	if (entry.code != NULL || !has_licenses) {
		return add_entry(step, NULL, &entry);
	}
	if (record->count == step->run->columns.count) {
		rc = read_row(step, record, &row);
	} else {
		rc = lic_err_set(&step->row_err, LIC_E_INVALID, NULL,
			"the row has %zu columns, the header %zu", record->count,
			step->run->columns.count);
	}
	if (!lic_ok(rc) && rc.code != LIC_E_INVALID) {
		return rc;
	}
	if (!lic_ok(rc)) {
		LIC_TRY(make_invalid(step, &entry));
	}
	return add_entry(step, &row, &entry);
}

/* Reads and adds the next row; `*ret_read` tells what came. */
static lic_rc collect_next(struct lic_change__step *step, struct lic_csv *csv,
	enum lic_bulk_read *ret_read)
{
	struct lic_change_run *run = step->run;
	struct lic_csv_record record;
	struct entry entry = {.name = ""};

	LIC_TRY(lic_bulk_csv_next(&run->file, csv, run->row_arena, &step->row_err, &record,
		ret_read));
	if (*ret_read == LIC_READ_ROW) {
		return collect_record(step, &record);
	}
	if (*ret_read == LIC_READ_END) {
		return LIC_OK_RC;
	}
	entry.line = (int64_t)record.line;
	make_bad(&entry, "rowInvalid", step->row_err.message);
	return add_entry(step, NULL, &entry);
}

lic_rc lic_change__collect_rows(struct lic_change__step *step, bool *ret_is_over)
{
	struct lic_change_run *run = step->run;
	struct lic_change__at *at = &run->next;
	enum lic_bulk_read read = LIC_READ_ROW;
	bool is_first = at->line == 0;
	struct lic_csv csv;

	lic_bulk_csv_resume(&run->file, is_first ? run->file.rows_at : at->place,
		is_first ? run->file.rows_line : at->line, &csv);
	for (size_t i = 0; i < ROWS_AT_ONCE && read != LIC_READ_END; i++) {
		if (!lic_bulk_csv_has_row(&run->file, &csv)) {
			step->must_read = true;
			break;
		}
		LIC_TRY(collect_next(step, &csv, &read));
	}
	at->place = lic_bulk_csv_position(&run->file, &csv);
	at->line = (int64_t)csv.line;
	*ret_is_over = read == LIC_READ_END;
	return LIC_OK_RC;
}
