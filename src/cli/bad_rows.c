/*
 * The file of rows that were not imported (D-07): the header and the original records of the
 * imported file, each with the reason in an added last column, so that it can be corrected and
 * imported again.
 */
#include "base/csv.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define REASON_COLUMN "reason"
#define RECORD_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* The work of copying the bad records of one file. */
struct copying {
	struct lic_cli *cli;  /* the command */
	FILE *out;            /* where to */
	char separator;       /* of the file */
	const char *line_end; /* of the file */
	size_t column_count;  /* columns of the header, without a reason of an earlier run */
	bool had_reason;      /* the file is itself one of bad rows */
	const json_t *bad;    /* the report's rows, in order of line */
	size_t next;          /* the first that has not been met yet */
};

lic_rc lic_cli__bad_file_open(struct lic_cli *cli, const char *path,
	struct lic_cli__bad_file *ret_file)
{
	/* Never over an existing file: it might be the one that is being imported. */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (file == NULL) {
		return lic_cli__file_problem(cli, path, errno);
	}
	*ret_file = (struct lic_cli__bad_file){path, file};
	return LIC_OK_RC;
}

void lic_cli__bad_file_close(struct lic_cli__bad_file *file, bool keep)
{
	if (file->file == NULL) {
		return;
	}
	(void)fclose(file->file);
	file->file = NULL;
	if (!keep) {
		(void)unlink(file->path);
	}
}

/* Writes one field in quotes. */
static void write_quoted(FILE *out, const char *text, size_t len)
{
	(void)fputc('"', out);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"') {
			(void)fputc('"', out);
		}
		(void)fputc(text[i], out);
	}
	(void)fputc('"', out);
}

/* Writes a field as it must be: in quotes when it holds a separator, a quote or a line break. */
static void write_field(const struct copying *copying, const char *text)
{
	const char special[] = {copying->separator, '"', '\r', '\n', '\0'};

	if (strpbrk(text, special) == NULL) {
		(void)fputs(text, copying->out);
	} else {
		write_quoted(copying->out, text, strlen(text));
	}
}

/* Writes a record without the reason of an earlier run, and fills up to the header's number of
 * columns. */
static void write_record(const struct copying *copying, const struct lic_csv_record *record)
{
	size_t count = record->count;

	if (copying->had_reason && count == copying->column_count + 1) {
		count--;
	}
	if (count == record->count) { /* as it stands in the file, to the byte */
		(void)fwrite(record->raw, 1, record->raw_len, copying->out);
	}
	for (size_t i = 0; count < record->count && i < count; i++) {
		if (i > 0) {
			(void)fputc(copying->separator, copying->out);
		}
		write_field(copying, record->fields[i]);
	}
	for (; count < copying->column_count; count++) {
		(void)fputc(copying->separator, copying->out);
	}
}

static int64_t line_of(const struct copying *copying, size_t at)
{
	return lic_cli__int(json_array_get(copying->bad, at), "line");
}

/* Writes every reason that the report has up to `line`, as the last column, and goes behind them.
 */
static lic_rc write_reasons(struct copying *copying, int64_t line)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	lic_buf_init(&text, RECORD_BYTES_MAX);
	for (; copying->next < json_array_size(copying->bad) &&
		line_of(copying, copying->next) <= line;
		copying->next++) {
		const json_t *row = json_array_get(copying->bad, copying->next);
		const char *field = lic_cli__text(row, "field");
		const char *reason = lic_cli__text(row, "reason");

		lic_buf_printf(&text, "%s%s%s%s", text.len == 0 ? "" : "; ",
			field == NULL ? "" : field, field == NULL ? "" : ": ",
			reason == NULL ? "" : reason);
	}
	LIC_TRY(lic_buf_status(&text));
	(void)fputc(copying->separator, copying->out);
	write_quoted(copying->out, text.data == NULL ? "" : text.data, text.len);
	(void)fputs(copying->line_end, copying->out);
	return LIC_OK_RC;
}

/*
 * Writes what is no CSV: its text as one quoted field, so that the file as a whole can be read
 * again, and empty ones behind it.
 */
static void write_broken(const struct copying *copying, const struct lic_csv_record *record)
{
	write_quoted(copying->out, record->raw, record->raw_len);
	for (size_t count = 1; count < copying->column_count; count++) {
		(void)fputc(copying->separator, copying->out);
	}
}

/* Copies the header, with the added column, and notes what the copies of rows need to know. */
static lic_rc copy_header(struct copying *copying, struct lic_csv *csv)
{
	struct lic_csv_record header;
	bool more = false;

	lic_arena_reset(copying->cli->scratch);
	LIC_TRY(lic_csv_next(csv, copying->cli->scratch, &copying->cli->err, &header, &more));
	if (!more) {
		return LIC_OK_RC;
	}
	copying->had_reason = header.count > 1 &&
		lic_text_equal_nocase(header.fields[header.count - 1], REASON_COLUMN);
	copying->column_count = header.count - (copying->had_reason ? 1 : 0);
	/* A line end of two characters in the header is one everywhere. */
	copying->line_end =
		header.raw + header.raw_len < csv->end && header.raw[header.raw_len] == '\r'
		? "\r\n"
		: "\n";
	write_record(copying, &header);
	(void)fprintf(copying->out, "%c" REASON_COLUMN "%s", copying->separator, copying->line_end);
	return LIC_OK_RC;
}

/* Copies the records on which the report's rows begin. */
static lic_rc copy_rows(struct copying *copying, struct lic_csv *csv)
{
	struct lic_csv_record record;
	bool more = true;

	while (copying->next < json_array_size(copying->bad)) {
		lic_rc rc;

		lic_arena_reset(copying->cli->scratch);
		rc = lic_csv_next(csv, copying->cli->scratch, &copying->cli->err, &record, &more);
		if (rc.code == LIC_E_NOMEM) {
			return rc;
		}
		if (lic_ok(rc) && !more) {
			break;
		}
		/* A row's line is that of its record, or of an empty line before it. */
		if (line_of(copying, copying->next) > (int64_t)record.line) {
			continue;
		}
		if (lic_ok(rc)) {
			write_record(copying, &record);
		} else {
			write_broken(copying, &record);
		}
		LIC_TRY(write_reasons(copying, (int64_t)record.line));
	}
	copying->cli->err = (struct lic_err){0};
	return LIC_OK_RC;
}

static lic_rc copy(struct copying *copying, const char *text, size_t len)
{
	struct lic_csv csv;

	copying->separator = lic_csv_separator(text, len);
	lic_csv_init(&csv, text, len, copying->separator);
	LIC_TRY(copy_header(copying, &csv));
	return copy_rows(copying, &csv);
}

lic_rc lic_cli__bad_file_write(struct lic_cli *cli, struct lic_cli__bad_file *file, FILE *source,
	const json_t *bad)
{
	struct copying copying = {.cli = cli, .out = file->file, .line_end = "\n", .bad = bad};
	struct stat info;
	void *text = MAP_FAILED;
	lic_rc rc;

	if (fstat(fileno(source), &info) == 0 && info.st_size > 0) {
		text = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fileno(source), 0);
	}
	if (text == MAP_FAILED) {
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"The imported file cannot be read again, so %s was not written.",
			file->path);
	}
	rc = copy(&copying, text, (size_t)info.st_size);
	(void)munmap(text, (size_t)info.st_size);
	LIC_TRY(rc);
	if (fflush(file->file) != 0 || ferror(file->file) != 0) {
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"%s could not be written whole.", file->path);
	}
	return LIC_OK_RC;
}
