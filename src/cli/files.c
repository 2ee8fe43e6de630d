/*
 * Files that verbs read whole - lists of users, passwords, catalogues - or send as they are.
 */
#include "cli/cli_int.h"
#include "cli/files_int.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* What the server takes at most. */
#define SENT_BYTES_MAX ((int64_t)1024 * 1024 * 1024)

lic_rc lic_cli__file_problem(struct lic_cli *cli, const char *path, int error)
{
	char reason[128] = "";

	(void)strerror_r(error, reason, sizeof(reason));
	return lic_cli_usage(cli, "%s: %s.", lic_cli__clean(cli->arena, path), reason);
}

lic_rc lic_cli__read_file(struct lic_cli *cli, const char *path, size_t limit_bytes,
	struct lic_buf *text)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(path, "re");
	char chunk[16384];
	size_t got = 0;
	int error = 0;

	if (file == NULL) {
		return lic_cli__file_problem(cli, path, errno);
	}
	lic_buf_init(text, limit_bytes);
	do {
		errno = 0;
		got = fread(chunk, 1, sizeof(chunk), file);
		error = ferror(file) != 0 ? errno : 0;
		lic_buf_add(text, chunk, got);
	} while (got > 0);
	if (!is_stdin) {
		(void)fclose(file);
	}
	if (error != 0) {
		return lic_cli__file_problem(cli, path, error);
	}
	if (lic_buf_status(text).code == LIC_E_LIMIT) {
		return lic_cli_usage(cli, "%s is larger than %zu bytes.",
			lic_cli__clean(cli->arena, path), limit_bytes);
	}
	return lic_buf_status(text);
}

static lic_rc check_sent(struct lic_cli *cli, const char *path, FILE *file, int64_t *ret_size_bytes)
{
	struct stat info;

	if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
		return lic_cli_usage(cli, "%s is no regular file.",
			lic_cli__clean(cli->arena, path));
	}
	if (info.st_size > SENT_BYTES_MAX) {
		return lic_cli_usage(cli, "%s is larger than 1 GiB: split it.",
			lic_cli__clean(cli->arena, path));
	}
	*ret_size_bytes = (int64_t)info.st_size;
	return LIC_OK_RC;
}

lic_rc lic_cli__open_file(struct lic_cli *cli, const char *path, FILE **ret_file,
	int64_t *ret_size_bytes)
{
	FILE *file = fopen(path, "re");
	lic_rc rc;

	if (file == NULL) {
		return lic_cli__file_problem(cli, path, errno);
	}
	rc = check_sent(cli, path, file, ret_size_bytes);
	if (!lic_ok(rc)) {
		(void)fclose(file);
		return rc;
	}
	*ret_file = file;
	return LIC_OK_RC;
}
