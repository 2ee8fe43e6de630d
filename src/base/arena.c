/*
 * Arena: see arena.h. Chunks form a list, the newest first; the first chunk made stays over a
 * reset.
 */
#include "base/arena.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef LIC_ARENA_PASSTHROUGH
#define CHUNK_BYTES ((size_t)16 * 1024)
#endif
#define ALIGNMENT _Alignof(max_align_t)

struct chunk {
	struct chunk *next;  /* older chunk, or NULL */
	size_t size;         /* bytes behind the header */
	size_t used;         /* bytes handed out, a multiple of ALIGNMENT */
	max_align_t bytes[]; /* the memory itself */
};

struct lic_arena {
	struct chunk *chunks; /* newest first, NULL before the first allocation */
	size_t limit;         /* bytes that may be handed out */
	size_t used;          /* bytes handed out */
};

struct lic_arena *lic_arena_new(size_t limit_bytes)
{
	struct lic_arena *arena = calloc(1, sizeof(*arena));

	if (arena != NULL) {
		arena->limit = limit_bytes;
	}
	return arena;
}

static void wipe(struct chunk *chunk)
{
	sodium_memzero(chunk->bytes, chunk->used);
	chunk->used = 0;
}

static void free_chunks(struct chunk *chunk)
{
	while (chunk != NULL) {
		struct chunk *next = chunk->next;

		wipe(chunk);
		free(chunk);
		chunk = next;
	}
}

void lic_arena_free(struct lic_arena *arena)
{
	if (arena != NULL) {
		free_chunks(arena->chunks);
		free(arena);
	}
}

void lic_arena_freep(struct lic_arena **arena)
{
	lic_arena_free(*arena);
	*arena = NULL;
}

void lic_arena_reset(struct lic_arena *arena)
{
	struct chunk *keep = NULL;

#ifndef LIC_ARENA_PASSTHROUGH
	struct chunk **link = &arena->chunks;

	while (*link != NULL && (*link)->next != NULL) {
		link = &(*link)->next;
	}
	keep = *link;
	*link = NULL;
	if (keep != NULL) {
		wipe(keep);
	}
#endif
	free_chunks(arena->chunks);
	arena->chunks = keep;
	arena->used = 0;
}

static struct chunk *add_chunk(struct lic_arena *arena, size_t size)
{
	struct chunk *chunk = NULL;

	if (size > SIZE_MAX - sizeof(*chunk)) {
		return NULL;
	}
	chunk = malloc(sizeof(*chunk) + size);
	if (chunk != NULL) {
		chunk->next = arena->chunks;
		chunk->size = size;
		chunk->used = 0;
		arena->chunks = chunk;
	}
	return chunk;
}

/* Finds room for `size` bytes (already aligned), in the newest chunk or a new one. */
static void *take(struct lic_arena *arena, size_t size)
{
	void *memory = NULL;
#ifdef LIC_ARENA_PASSTHROUGH
	struct chunk *chunk = add_chunk(arena, size);
#else
	struct chunk *chunk = arena->chunks;

	if (chunk == NULL || chunk->size - chunk->used < size) {
		chunk = add_chunk(arena, size > CHUNK_BYTES ? size : CHUNK_BYTES);
	}
#endif
	if (chunk == NULL) {
		return NULL;
	}
	memory = (char *)chunk->bytes + chunk->used;
	chunk->used += size;
	return memory;
}

void *lic_arena_alloc(struct lic_arena *arena, size_t size)
{
	size_t rounded = 0;
	void *memory = NULL;

	if (size > SIZE_MAX - ALIGNMENT) {
		return NULL;
	}
	rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (rounded > arena->limit - arena->used) {
		return NULL;
	}
	memory = take(arena, rounded);
	if (memory != NULL) {
		arena->used += rounded;
		memset(memory, 0, size);
	}
	return memory;
}

void *lic_arena_array(struct lic_arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size) {
		return NULL;
	}
	return lic_arena_alloc(arena, count * size);
}

char *lic_arena_copy(struct lic_arena *arena, const char *text, size_t len)
{
	char *copy = len == SIZE_MAX ? NULL : lic_arena_alloc(arena, len + 1);

	if (copy != NULL && len > 0) {
		memcpy(copy, text, len);
	}
	return copy;
}

char *lic_arena_strdup(struct lic_arena *arena, const char *text)
{
	return text == NULL ? NULL : lic_arena_copy(arena, text, strlen(text));
}

lic_rc lic_arena_keep_texts(struct lic_arena *arena, const char **const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *copy = lic_arena_strdup(arena, *texts[i]);

		if (copy == NULL && *texts[i] != NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		*texts[i] = copy;
	}
	return LIC_OK_RC;
}

char *lic_arena_printf(struct lic_arena *arena, const char *fmt, ...)
{
	va_list args;
	char *text = NULL;
	int len = 0;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0) {
		return NULL;
	}
	text = lic_arena_alloc(arena, (size_t)len + 1);
	if (text != NULL) {
		va_start(args, fmt);
		(void)vsnprintf(text, (size_t)len + 1, fmt, args);
		va_end(args);
	}
	return text;
}

size_t lic_arena_used(const struct lic_arena *arena)
{
	return arena->used;
}
