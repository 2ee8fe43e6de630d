/*
 * Growing buffers: see buf.h.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 256

void lic_buf_init(struct lic_buf *buf, size_t limit_bytes)
{
	*buf = (struct lic_buf){.limit = limit_bytes};
}

void lic_buf_done(struct lic_buf *buf)
{
	size_t limit = buf->limit;

	free(buf->data);
	lic_buf_init(buf, limit);
}

void lic_buf_clear(struct lic_buf *buf)
{
	buf->len = 0;
	buf->failed = LIC_OK;
	if (buf->data != NULL) {
		buf->data[0] = '\0';
	}
}

/* Makes room for `extra` more bytes and a NUL, doubling; remembers why when there is none. */
static bool reserve(struct lic_buf *buf, size_t extra)
{
	size_t size = buf->size == 0 ? FIRST_BYTES : buf->size;
	char *data = NULL;

	if (buf->failed != LIC_OK) {
		return false;
	}
	if (extra > buf->limit - buf->len) {
		buf->failed = LIC_E_LIMIT;
		return false;
	}
	if (buf->data != NULL && extra < buf->size - buf->len) {
		return true;
	}
	while (size - buf->len <= extra) {
		if (size > buf->limit) {
			size = buf->limit + 1;
			break;
		}
		size *= 2;
	}
	data = realloc(buf->data, size);
	if (data == NULL) {
		buf->failed = LIC_E_NOMEM;
		return false;
	}
	buf->data = data;
	buf->size = size;
	return true;
}

void lic_buf_add(struct lic_buf *buf, const char *bytes, size_t len)
{
	if (len > 0 && reserve(buf, len)) {
		memcpy(buf->data + buf->len, bytes, len);
		buf->len += len;
		buf->data[buf->len] = '\0';
	}
}

void lic_buf_puts(struct lic_buf *buf, const char *text)
{
	lic_buf_add(buf, text, strlen(text));
}

void lic_buf_printf(struct lic_buf *buf, const char *fmt, ...)
{
	va_list args;
	int len = 0;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len > 0 && reserve(buf, (size_t)len)) {
		va_start(args, fmt);
		(void)vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
		va_end(args);
		buf->len += (size_t)len;
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
