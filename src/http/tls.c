/*
 * Certificate and key from PEM files. What is in them the library judges.
 *
 * _DEFAULT_SOURCE is for explicit_bzero(): a key must not stay behind in freed memory.
 *
 * Threading: no state.
 */
#define _DEFAULT_SOURCE

#include "http/http_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PEM_BYTES_MAX ((size_t)1024 * 1024)
#define REASON_BYTES 128

void lic_http__pem_freep(char **text)
{
	if (*text != NULL) {
		explicit_bzero(*text, strlen(*text));
		free(*text);
		*text = NULL;
	}
}

/* Reads up to `size` bytes; returns how many, or -1 with errno set. */
static ssize_t read_whole(int fd, char *buffer, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = read(fd, buffer + len, size - len);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return -1;
		}
		if (got == 0) {
			break;
		}
		len += (size_t)got;
	}
	return (ssize_t)len;
}

static lic_rc refuse_file(struct lic_err *err, const char *what, const char *path, int reason)
{
	char text[REASON_BYTES];

	if (strerror_r(reason, text, sizeof(text)) != 0) {
		text[0] = '\0';
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"cannot read the TLS %s '%s': %s", what, path, text);
}

lic_rc lic_http__pem_read(const char *path, const char *what, struct lic_err *err, char **ret_text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return refuse_file(err, what, path, errno);
	}

	LIC_AUTO(lic_http__pem_freep) char *text = calloc(1, PEM_BYTES_MAX + 1);
	ssize_t len = text != NULL ? read_whole(fd, text, PEM_BYTES_MAX + 1) : 0;
	int reason = errno;

	(void)close(fd);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (len < 0) {
		return refuse_file(err, what, path, reason);
	}
	if ((size_t)len > PEM_BYTES_MAX || strnlen(text, PEM_BYTES_MAX + 1) != (size_t)len) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the TLS %s '%s' is no PEM file", what, path);
	}
	*ret_text = LIC_TAKE(text);
	return LIC_OK_RC;
}
