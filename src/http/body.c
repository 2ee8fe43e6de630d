/*
 * The body of one request: see body_int.h.
 *
 * _GNU_SOURCE is for O_TMPFILE, which makes a file that never has a name; where the file system
 * lacks it, a named file is unlinked at once; and for explicit_bzero.
 */
#define _GNU_SOURCE

#include "http/body_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_BYTES ((size_t)4096)
#define PATH_BYTES 4096

void lic_http__body_init(struct lic_http_body *body, const char *temp_dir)
{
	*body = (struct lic_http_body){.temp_dir = temp_dir};
}

/* A form or a request may hold a password. */
static void free_memory(struct lic_http_body *body)
{
	if (body->data != NULL) {
		explicit_bzero(body->data, body->size);
	}
	free(body->data);
	body->data = NULL;
	body->size = 0;
}

static lic_rc grow(struct lic_http_body *body, size_t needed)
{
	size_t size = body->size > 0 ? body->size : FIRST_BYTES;

	while (size < needed) {
		if (size > SIZE_MAX / 2) {
			return LIC_RC(LIC_E_NOMEM);
		}
		size *= 2;
	}
	if (size > body->size) {
		char *data = malloc(size);

		if (data == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (body->len > 0) {
			memcpy(data, body->data, body->len);
		}
		free_memory(body);
		body->data = data;
		body->size = size;
	}
	return LIC_OK_RC;
}

static lic_rc add_to_memory(struct lic_http_body *body, const char *bytes, size_t len)
{
	if (len >= SIZE_MAX - body->len) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(grow(body, body->len + len + 1));
	memcpy(body->data + body->len, bytes, len);
	body->len += len;
	return LIC_OK_RC;
}

static int open_named(const char *temp_dir)
{
	char path[PATH_BYTES];
	int len = snprintf(path, sizeof(path), "%s/licentia-XXXXXX", temp_dir);

	if (len < 0 || (size_t)len >= sizeof(path)) {
		return -1;
	}

	int fd = mkostemp(path, O_CLOEXEC);

	if (fd >= 0 && unlink(path) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static lic_rc open_file(struct lic_http_body *body)
{
	int fd = open(body->temp_dir, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		fd = open_named(body->temp_dir);
	}
	if (fd < 0) {
		return LIC_RC(LIC_E_UNAVAILABLE);
	}
	body->fd = fd;
	body->has_file = true;
	return LIC_OK_RC;
}

static lic_rc write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, bytes, len);

		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written <= 0) {
			return LIC_RC(LIC_E_UNAVAILABLE);
		}
		bytes += written;
		len -= (size_t)written;
	}
	return LIC_OK_RC;
}

/* Moves what is in memory to a file. */
static lic_rc spill(struct lic_http_body *body)
{
	LIC_TRY(open_file(body));
	LIC_TRY(write_all(body->fd, body->data, body->len));
	free_memory(body);
	return LIC_OK_RC;
}

lic_rc lic_http__body_add(struct lic_http_body *body, const char *bytes, size_t len)
{
	if (!body->has_file) {
		if (body->temp_dir == NULL || len <= LIC_HTTP_BODY_MEMORY_BYTES - body->len) {
			return add_to_memory(body, bytes, len);
		}
		LIC_TRY(spill(body));
	}
	LIC_TRY(write_all(body->fd, bytes, len));
	body->len += len;
	return LIC_OK_RC;
}

/* Maps the file with a NUL at its end: without that byte a body of whole pages would have none
 * behind it. */
static lic_rc map_file(struct lic_http_body *body)
{
	LIC_TRY(write_all(body->fd, "", 1));

	void *map = mmap(NULL, body->len + 1, PROT_READ, MAP_PRIVATE, body->fd, 0);

	if (map == MAP_FAILED) {
		return LIC_RC(LIC_E_NOMEM);
	}
	body->map = map;
	body->map_len = body->len + 1;
	return LIC_OK_RC;
}

lic_rc lic_http__body_finish(struct lic_http_body *body, const char **ret_data)
{
	if (body->has_file) {
		LIC_TRY(map_file(body));
		*ret_data = body->map;
	} else if (body->len > 0) {
		body->data[body->len] = '\0';
		*ret_data = body->data;
	} else {
		*ret_data = "";
	}
	return LIC_OK_RC;
}

void lic_http__body_done(struct lic_http_body *body)
{
	if (body->map != NULL) {
		(void)munmap(body->map, body->map_len);
	}
	if (body->has_file) {
		(void)close(body->fd);
	}
	free_memory(body);
	lic_http__body_init(body, body->temp_dir);
}
