/*
 * Catalogues: reading them into memory for decisions, and importing them from files.
 *
 * Threading: the cache is shared by all threads and locks itself; a catalogue in memory never
 * changes and is held by a reference until it is put back.
 */
#ifndef LIC_SERVICE_CATALOGS_H
#define LIC_SERVICE_CATALOGS_H

#include "core/catalog.h"
#include "service/context.h"

#include <stddef.h>

#define LIC_CATALOG_FILE_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* A catalogue held by reference. Zero-initialise; put it back with lic_catalog_put(). */
struct lic_catalog_hold {
	const struct lic_catalog *catalog; /* what to read; NULL when nothing is held */
	const void *extra; /* what the cache's maker made of it; NULL when it has none */
	void *entry;       /* the cache's own */
};

/*
 * Makes of `catalog`, once, what a layer above wants to keep with it. `*ret_extra` lives in
 * `arena`, which lives as long as the catalogue; it never changes and is shared by all threads.
 * Errors: its own, which fail the holding of the catalogue.
 */
typedef lic_rc (*lic_catalog_maker)(struct lic_arena *arena, const struct lic_catalog *catalog,
	const void **ret_extra);

/*
 * Makes an empty cache. `maker` adds to each catalogue that is read what hold.extra shows; NULL for
 * nothing.
 * Returns it, to be freed with lic_catalog_cache_free() when no catalogue is held any more; NULL
 * when memory is out.
 */
struct lic_catalog_cache *lic_catalog_cache_new(lic_catalog_maker maker);

/*
 * Frees `cache`. Accepts NULL.
 */
void lic_catalog_cache_free(struct lic_catalog_cache *cache);

/*
 * Forgets every catalogue in `cache` that nobody holds, and lets held ones go when they are put
 * back: after a commit failed, so that nothing that was never committed is remembered.
 */
void lic_catalog_cache_clear(struct lic_catalog_cache *cache);

/*
 * Holds the catalogue of the caller's organisation as ctx's transaction sees it: from memory when
 * the version there is the same, otherwise read from the database. `*ret_hold` must be put back
 * with lic_catalog_put(). Errors: LIC_E_NOTFOUND when the organisation is gone; as the store's;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog_get(struct lic_ctx *ctx, struct lic_catalog_hold *ret_hold);

/*
 * Asks in `*ret_rows` (to be closed with lic_rows_close()) what lic_catalog_get_asked() must know:
 * what is sent before that shares a journey with it on PostgreSQL. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_catalog_ask(struct lic_ctx *ctx, struct lic_rows *ret_rows);

/*
 * Holds the catalogue in `*ret_hold` as lic_catalog_get() does, after lic_catalog_ask() in `rows`.
 * Errors: the same.
 */
LIC_MUST_USE lic_rc lic_catalog_get_asked(struct lic_ctx *ctx, struct lic_rows *rows,
	struct lic_catalog_hold *ret_hold);

/*
 * Holds in `*ret_hold` version `version` of the catalogue of the caller's organisation, as a
 * statement of ctx's transaction has just read it along with something else: the shortest way.
 * Errors: as the store's; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog_get_version(struct lic_ctx *ctx, int64_t version,
	struct lic_catalog_hold *ret_hold);

/*
 * Puts back what `hold` holds and empties it. Usable with LIC_AUTO; accepts an empty one.
 */
void lic_catalog_put(struct lic_catalog_hold *hold);

/* One thing that an import changed, or one row that it could not use. */
struct lic_catalog_item {
	const char *kind;   /* "sku", "servicePlan", "exclusion", "dependency" */
	const char *change; /* "new", "renamed", "changed", "gone", "offeredAgain"; of a row that
			       could not be used: "skipped" */
	const char *id;     /* GUID text, or the name of an exclusion group */
	const char *name;   /* name now */
	const char *detail; /* for people, for example the old name or the plans added; or NULL */
};

/* What an import did, or would do. Everything in it lives in the request's arena. */
struct lic_catalog_report {
	const char *format;        /* what the file was taken for: "licentia-catalog/1",
				      "microsoft-products-csv",        "exclusion-csv", "dependency-csv" */
	const char *vendor;        /* whose products */
	size_t skus_total;         /* products in the file */
	size_t plans_total;        /* service plans in the file */
	size_t exclusions_total;   /* exclusion groups in the file, or in the table that was chosen
				      from it */
	size_t dependencies_total; /* dependent plans in the file */
	const struct lic_catalog_item *items;   /* what changed, in order of kind and file; none:
						   nothing was written */
	size_t item_count;                      /* number of items */
	const struct lic_catalog_item *skipped; /* rows of an exclusion or dependency table about
						   plans that the vendor's catalogue does not have:
						   told each time, and never kept */
	size_t skipped_count;                   /* number of them */
};

/*
 * Imports a catalogue from the `len` bytes at `text`: the project's own format
 * (docs/catalog-format.md), Microsoft's "Product names and service plan identifiers" CSV, or its
 * exclusion and dependency tables as CSV; the format is told from the content. Importing again
 * updates in place; what is missing is marked as no longer offered, never deleted. Writes an
 * operation to the ledger and raises the catalogue's version, unless nothing changed.
 * `exclusion_source` chooses the table of an exclusion CSV that holds several by the start of its
 * Source column, for example "2025"; NULL takes the latest (D-12); for any other file it must be
 * NULL.
 * `*ret_report` lives in the arena. Errors: LIC_E_INVALID with place and reason of every mistake
 * (the first hundred) in ctx->err, nothing is imported; LIC_E_LIMIT for a file over
 * LIC_CATALOG_FILE_BYTES_MAX or a catalogue that would grow past LIC_CATALOG_PLANS_MAX or
 * LIC_CATALOG_SKUS_MAX; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_catalog_import(struct lic_ctx *ctx, const char *text, size_t len,
	const char *exclusion_source, struct lic_catalog_report *ret_report);

/*
 * Imports the catalogue that is built into the program. Errors: as lic_catalog_import().
 * `*ret_report` lives in the arena.
 */
LIC_MUST_USE lic_rc lic_catalog_import_builtin(struct lic_ctx *ctx,
	struct lic_catalog_report *ret_report);

#endif
