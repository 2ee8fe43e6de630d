/*
 * Backup files as files: see backup_int.h.
 *
 * SQLite goes by the size that its own header tells, so a line behind the database is in nobody's
 * way; whoever writes to the database (a server that is started on it) removes or contradicts it.
 */
#include "store/backup_int.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUM_BYTES ((size_t)32)
#define BLOCK_BYTES 65536
#define PREFIX "\nlicentia-backup 1 blake2b-256 "
#define PREFIX_LEN (sizeof(PREFIX) - 1)
/* The prefix, the sum in hexadecimal digits, and a line end. */
#define SEAL_LEN (PREFIX_LEN + 2 * SUM_BYTES + 1)

/* LIC_AUTO helper: closes a descriptor that is open. */
static void close_fd(const int *fd)
{
	if (*fd >= 0) {
		(void)close(*fd);
	}
}

static lic_rc fail(const char *path, const char *what, int code, struct lic_err *err)
{
	const char *remedy = "check its owner and permissions, and those of its folder";

	if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"The disk that holds %s is full: nothing was changed. Free some space and try again.",
			path);
	}
	if (code == EIO) {
		remedy = "the disk failed: check it";
	}
	return lic_err_set(err, LIC_E_UNAVAILABLE, NULL, "%s cannot be %s: %s.", path, what,
		remedy);
}

/* Sums up the first `len` bytes of the file. Returns 0, or an errno. */
static int sum_up(int fd, off_t len, uint8_t ret_sum[SUM_BYTES])
{
	uint8_t block[BLOCK_BYTES];
	crypto_generichash_state state;
	off_t done = 0;

	(void)crypto_generichash_init(&state, NULL, 0, SUM_BYTES);
	while (done < len) {
		size_t wanted = len - done < BLOCK_BYTES ? (size_t)(len - done) : BLOCK_BYTES;
		ssize_t got = pread(fd, block, wanted, done);

		if (got <= 0) {
			return got == 0 ? EIO : errno; /* somebody cuts it at this moment */
		}
		(void)crypto_generichash_update(&state, block, (unsigned long long)got);
		done += got;
	}
	(void)crypto_generichash_final(&state, ret_sum, SUM_BYTES);
	return 0;
}

static void format_seal(const uint8_t sum[SUM_BYTES], char ret_seal[SEAL_LEN + 1])
{
	char digits[2 * SUM_BYTES + 1];

	(void)sodium_bin2hex(digits, sizeof(digits), sum, SUM_BYTES);
	(void)snprintf(ret_seal, SEAL_LEN + 1, "%s%s\n", PREFIX, digits);
}

lic_rc lic_backup__seal(const char *path, struct lic_err *err)
{
	LIC_AUTO(close_fd) int fd = open(path, O_RDWR | O_CLOEXEC);
	off_t len = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	uint8_t sum[SUM_BYTES];
	char seal[SEAL_LEN + 1];
	ssize_t written = 0;
	int code = len < 0 ? errno : sum_up(fd, len, sum);

	if (code != 0) {
		return fail(path, "read", code, err);
	}
	format_seal(sum, seal);
	written = pwrite(fd, seal, SEAL_LEN, len);
	if (written != (ssize_t)SEAL_LEN) {
		return fail(path, "written", written < 0 ? errno : ENOSPC, err);
	}
	return fsync(fd) == 0 ? LIC_OK_RC : fail(path, "written", errno, err);
}

static lic_rc check_seal(int fd, const char *path, off_t size, struct lic_err *err)
{
	off_t len = size - (off_t)SEAL_LEN;
	uint8_t sum[SUM_BYTES];
	char seal[SEAL_LEN + 1];
	char found[SEAL_LEN + 1] = {0};
	int code = 0;

	if (len > 0 && pread(fd, found, SEAL_LEN, len) < 0) {
		return fail(path, "read", errno, err);
	}
	if (memcmp(found, PREFIX, PREFIX_LEN) != 0) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s is not a complete backup: its last line, which 'licentia backup' writes, is missing. Nothing was restored. "
			"Copy the file again or use another backup; a database that servers work with is moved with 'licentia migrate'.",
			path);
	}
	code = sum_up(fd, len, sum);
	if (code != 0) {
		return fail(path, "read", code, err);
	}
	format_seal(sum, seal);
	if (memcmp(found, seal, SEAL_LEN) != 0) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s was damaged or altered after it was made: its content does not fit the sum in its last line. Nothing was restored. "
			"Copy the file again or use another backup.",
			path);
	}
	return LIC_OK_RC;
}

lic_rc lic_backup__check(const char *path, struct lic_err *err)
{
	LIC_AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 && errno == ENOENT) {
		return lic_err_set(err, LIC_E_NOTFOUND, NULL, "%s does not exist: check the name.",
			path);
	}
	if (fd < 0 || fstat(fd, &status) != 0) {
		return fail(path, "read", errno, err);
	}
	if (!S_ISREG(status.st_mode)) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s is not a file: name the file that 'licentia backup' made.", path);
	}
	return check_seal(fd, path, status.st_size, err);
}

/* The new name is there for good when the folder is on disk. */
static int sync_folder(const char *name)
{
	char *copy = strdup(name);
	int fd = copy == NULL ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int code = fd < 0 || fsync(fd) != 0 ? errno : 0;

	if (fd >= 0) {
		(void)close(fd);
	}
	free(copy);
	return code == EINVAL ? 0 : code; /* a file system that cannot sync folders */
}

lic_rc lic_backup__rename(const char *path, const char *name, struct lic_err *err)
{
	int code = rename(path, name) == 0 ? sync_folder(name) : errno;

	return code == 0 ? LIC_OK_RC : fail(name, "written", code, err);
}
