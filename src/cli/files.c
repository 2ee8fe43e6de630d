/*
 * Files that verbs read whole: lists of users, passwords, catalogues.
 */
#include "cli/cli_int.h"
#include "cli/files_int.h"

#include <errno.h>
#include <string.h>

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
