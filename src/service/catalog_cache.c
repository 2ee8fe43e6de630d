/*
 * Catalogues in memory: see catalogs.h. One entry for each organisation and version that is in use
 * or was lately, found under one lock; reading from the database happens outside of it.
 */
#include "service/catalog_int.h"

#include <pthread.h>
#include <stdlib.h>

/* As many organisations, or versions of a catalogue, as are kept. One catalogue of 16,384 plans
 * takes some 40 MB. */
#define ENTRIES_MAX 64
#define CATALOG_BYTES ((size_t)128 * 1024 * 1024)

/* One catalogue. Everything but `catalog`, `extra` and `arena` is guarded by the cache's lock. */
struct entry {
	struct lic_catalog_cache *cache;   /* whose it is */
	struct lic_arena *arena;           /* owns the catalogue */
	const struct lic_catalog *catalog; /* immutable */
	const void *extra;                 /* what the maker made of it; immutable */
	unsigned holds;                    /* how many hold it */
	bool is_listed;                    /* in the table; otherwise it goes with its last hold */
};

/* A place in the table. The key stands here, so that a search touches nothing else. */
struct slot {
	int64_t tenant_id;   /* organisation */
	int64_t version;     /* of its catalogue */
	uint64_t used;       /* when it was last asked for, in requests */
	struct entry *entry; /* never NULL */
};

struct lic_catalog_cache {
	pthread_mutex_t lock;           /* guards all members but `maker` */
	lic_catalog_maker maker;        /* what it adds to each catalogue, or NULL; constant */
	struct slot slots[ENTRIES_MAX]; /* the first `count` are in use */
	size_t count;                   /* slots in use */
	uint64_t requests;              /* clock of `used` */
};

struct lic_catalog_cache *lic_catalog_cache_new(lic_catalog_maker maker)
{
	struct lic_catalog_cache *cache = calloc(1, sizeof(*cache));

	if (cache != NULL && pthread_mutex_init(&cache->lock, NULL) != 0) {
		free(cache);
		cache = NULL;
	}
	if (cache != NULL) {
		cache->maker = maker;
	}
	return cache;
}

static void free_entry(struct entry *entry)
{
	lic_arena_free(entry->arena);
	free(entry);
}

/* Takes a slot out of the table; its entry goes now or with its last hold. */
static void unlist(struct lic_catalog_cache *cache, size_t at)
{
	struct entry *entry = cache->slots[at].entry;

	cache->slots[at] = cache->slots[--cache->count];
	entry->is_listed = false;
	if (entry->holds == 0) {
		free_entry(entry);
	}
}

void lic_catalog_cache_clear(struct lic_catalog_cache *cache)
{
	(void)pthread_mutex_lock(&cache->lock);
	while (cache->count > 0) {
		unlist(cache, cache->count - 1);
	}
	(void)pthread_mutex_unlock(&cache->lock);
}

void lic_catalog_cache_free(struct lic_catalog_cache *cache)
{
	if (cache != NULL) {
		lic_catalog_cache_clear(cache);
		(void)pthread_mutex_destroy(&cache->lock);
		free(cache);
	}
}

/* Finds a listed entry and takes a hold of it; NULL when there is none. The lock is held. */
static struct entry *find(struct lic_catalog_cache *cache, int64_t tenant_id, int64_t version)
{
	for (size_t i = 0; i < cache->count; i++) {
		struct slot *slot = &cache->slots[i];

		if (slot->tenant_id == tenant_id && slot->version == version) {
			slot->used = ++cache->requests;
			slot->entry->holds++;
			return slot->entry;
		}
	}
	return NULL;
}

/* Makes room for one entry, at the cost of the one that nobody holds and nobody asked for longest.
 * The lock is held. */
static void evict(struct lic_catalog_cache *cache)
{
	size_t oldest = ENTRIES_MAX;

	if (cache->count < ENTRIES_MAX) {
		return;
	}
	for (size_t i = 0; i < cache->count; i++) {
		if (cache->slots[i].entry->holds == 0 &&
			(oldest == ENTRIES_MAX ||
				cache->slots[i].used < cache->slots[oldest].used)) {
			oldest = i;
		}
	}
	if (oldest != ENTRIES_MAX) {
		unlist(cache, oldest);
	}
}

/* Lists an entry that is new; when every other one is held it stays out and goes with its last
 * hold. The lock is held. */
static void list(struct lic_catalog_cache *cache, int64_t tenant_id, struct entry *entry)
{
	evict(cache);
	if (cache->count == ENTRIES_MAX) {
		return;
	}
	entry->is_listed = true;
	cache->slots[cache->count++] = (struct slot){
		.tenant_id = tenant_id,
		.version = entry->catalog->version,
		.used = ++cache->requests,
		.entry = entry,
	};
}

/* Reads a catalogue from the database into an entry that nobody else knows yet. */
static lic_rc read_entry(struct lic_ctx *ctx, int64_t version, struct entry **ret_entry)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(CATALOG_BYTES);
	const struct lic_catalog *catalog = NULL;
	const void *extra = NULL;
	struct entry *entry = NULL;

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog__load(ctx, arena, version, &catalog));
	if (ctx->cache->maker != NULL) {
		LIC_TRY(ctx->cache->maker(arena, catalog, &extra));
	}
	entry = calloc(1, sizeof(*entry));
	if (entry == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	entry->cache = ctx->cache;
	entry->arena = LIC_TAKE(arena);
	entry->catalog = catalog;
	entry->extra = extra;
	entry->holds = 1;
	*ret_entry = entry;
	return LIC_OK_RC;
}

/* Lists what was read, or frees it when another thread was faster; gives the entry that counts,
 * held. */
static struct entry *publish(struct lic_catalog_cache *cache, int64_t tenant_id, struct entry *read)
{
	struct entry *entry = NULL;

	(void)pthread_mutex_lock(&cache->lock);
	entry = find(cache, tenant_id, read->catalog->version);
	if (entry == NULL) {
		list(cache, tenant_id, read);
	}
	(void)pthread_mutex_unlock(&cache->lock);
	if (entry == NULL) {
		return read;
	}
	free_entry(read);
	return entry;
}

lic_rc lic_catalog_get_version(struct lic_ctx *ctx, int64_t version,
	struct lic_catalog_hold *ret_hold)
{
	struct lic_catalog_cache *cache = ctx->cache;
	struct entry *entry = NULL;
	int64_t tenant_id = ctx->caller.tenant_id;

	(void)pthread_mutex_lock(&cache->lock);
	entry = find(cache, tenant_id, version);
	(void)pthread_mutex_unlock(&cache->lock);
	if (entry == NULL) {
		LIC_TRY(read_entry(ctx, version, &entry));
		entry = publish(cache, tenant_id, entry);
	}
	*ret_hold = (struct lic_catalog_hold){
		.catalog = entry->catalog,
		.extra = entry->extra,
		.entry = entry,
	};
	return LIC_OK_RC;
}

lic_rc lic_catalog_get_asked(struct lic_ctx *ctx, struct lic_rows *rows,
	struct lic_catalog_hold *ret_hold)
{
	int64_t version = 0;

	LIC_TRY(lic_catalog__version_asked(ctx, rows, &version));
	return lic_catalog_get_version(ctx, version, ret_hold);
}

lic_rc lic_catalog_get(struct lic_ctx *ctx, struct lic_catalog_hold *ret_hold)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	LIC_TRY(lic_catalog_ask(ctx, &rows));
	return lic_catalog_get_asked(ctx, &rows, ret_hold);
}

void lic_catalog_put(struct lic_catalog_hold *hold)
{
	struct entry *entry = hold->entry;
	bool is_last = false;

	if (entry == NULL) {
		return;
	}
	/* The cache outlives every hold; the entry, once unlisted, does not outlive its last. */
	struct lic_catalog_cache *cache = entry->cache;

	(void)pthread_mutex_lock(&cache->lock);
	entry->holds--;
	is_last = entry->holds == 0 && !entry->is_listed;
	(void)pthread_mutex_unlock(&cache->lock);
	if (is_last) {
		free_entry(entry);
	}
	*hold = (struct lic_catalog_hold){0};
}
