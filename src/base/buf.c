/*
 * Growing buffers: see buf.h.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES ((size_t)255)

void lic_buf_init(struct lic_buf *buf, size_t limit_bytes)
{
	*buf = (struct lic_buf){.limit = limit_bytes};
}

void lic_buf_done(struct lic_buf *buf)
{
	free(buf->data);
	lic_buf_init(buf, buf->limit);
}

void lic_buf_clear(struct lic_buf *buf)
{
	buf->len = 0;
	buf->failed = LIC_OK;
	if (buf->data != NULL) {
		buf->data[0] = '\0';
	}
}

char *lic_buf__grow(struct lic_buf *buf, size_t len)
{
	/* Bytes of text to have room for: twice as many, so that appending stays linear. */
	size_t room = buf->size < SIZE_MAX / 2 ? buf->size * 2 : SIZE_MAX - 1;
	char *data = NULL;

	if (buf->failed != LIC_OK) {
		return NULL;
	}
	if (len > buf->limit - buf->len) {
		buf->failed = LIC_E_LIMIT;
		return NULL;
	}
	room = room < FIRST_BYTES ? FIRST_BYTES : room;
	room = room > buf->limit ? buf->limit : room;
	room = room < buf->len + len ? buf->len + len : room;
	data = room < SIZE_MAX ? realloc(buf->data, room + 1) : NULL;
	if (data == NULL) {
		buf->failed = LIC_E_NOMEM;
		return NULL;
	}
	buf->data = data;
	buf->size = room + 1;
	return data + buf->len;
}

void lic_buf_add(struct lic_buf *buf, const char *bytes, size_t len)
{
	char *to = len == 0 ? NULL : lic_buf_reserve(buf, len);

	if (to != NULL) {
		memcpy(to, bytes, len);
		lic_buf_commit(buf, len);
	}
}

void lic_buf_puts(struct lic_buf *buf, const char *text)
{
	lic_buf_add(buf, text, strlen(text));
}

void lic_buf_printf(struct lic_buf *buf, const char *fmt, ...)
{
	va_list args;
	char *to = NULL;
	int len = 0;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0 && buf->failed == LIC_OK) {
		buf->failed = LIC_E_LIMIT; /* more than INT_MAX bytes */
	}
	to = len <= 0 ? NULL : lic_buf_reserve(buf, (size_t)len);
	if (to != NULL) {
		va_start(args, fmt);
		(void)vsnprintf(to, (size_t)len + 1, fmt, args);
		va_end(args);
		lic_buf_commit(buf, (size_t)len);
	}
}

lic_rc lic_buf_status(const struct lic_buf *buf)
{
	return LIC_RC(buf->failed);
}

char *lic_buf_take(struct lic_buf *buf)
{
	char *data = buf->data;

	lic_buf_init(buf, buf->limit);
	return data;
}
