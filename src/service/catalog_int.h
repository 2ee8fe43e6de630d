/*
 * What the files about catalogues share: a catalogue file as it was read, its mistakes, and an
 * import on its way. Private to service.
 *
 * Threading: none of its own.
 */
#ifndef LIC_SERVICE_CATALOG_INT_H
#define LIC_SERVICE_CATALOG_INT_H

#include "base/buf.h"
#include "base/err.h"
#include "core/catalog.h"
#include "service/catalogs.h"
#include "service/ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_CATALOG_MISTAKES_MAX 100
#define LIC_CATALOG_TEXT_MAX 512
/* Of one file. Microsoft's has 5,448 and 8: these bound what a catalogue in memory can grow to. */
#define LIC_CATALOG_LINKS_MAX 250000
#define LIC_CATALOG_GROUPS_MAX 1024
#define LIC_CATALOG_VENDOR_MICROSOFT "Microsoft"
#define LIC_CATALOG_FORMAT_OWN "licentia-catalog/1"
#define LIC_CATALOG_FORMAT_PRODUCTS "microsoft-products-csv"
#define LIC_CATALOG_FORMAT_EXCLUSIONS "exclusion-csv"
#define LIC_CATALOG_FORMAT_DEPENDENCIES "dependency-csv"
/* What is told about one change: up to 24 names of the greatest length, and what surrounds them. */
#define LIC_CATALOG_DETAIL_BYTES ((size_t)128 * 1024)
#define LIC_CATALOG_SCRATCH_BYTES ((size_t)128 * 1024 * 1024)

/* -- Catalogues in the database
 * ------------------------------------------------------------------------------------ */

/* A tenant's catalogue as rows, with what struct lic_catalog does not keep. */
struct lic_catalog_source {
	struct lic_catalog_rows rows;     /* what a catalogue is built from */
	const char *const *plan_vendors;  /* vendor of each plan, in the order of rows.plans */
	const char *const *sku_vendors;   /* vendor of each SKU, in the order of rows.skus */
	const char *const *group_vendors; /* vendor of each exclusion group, in the order of
					     rows.exclusions */
	const int64_t *group_keys; /* key of each exclusion group, in the order of rows.exclusions
				    */
};

/*
 * Reads the version of the caller's catalogue in ctx's transaction into `*ret_version`. Errors:
 * LIC_E_NOTFOUND when the organisation is gone; as the store's.
 */
LIC_MUST_USE lic_rc lic_catalog__version(struct lic_ctx *ctx, int64_t *ret_version);

/*
 * Reads the same into `*ret_version` from `rows`, where lic_catalog_ask() has asked for it. Errors:
 * the same.
 */
LIC_MUST_USE lic_rc lic_catalog__version_asked(struct lic_ctx *ctx, struct lic_rows *rows,
	int64_t *ret_version);

/*
 * Reads the caller's catalogue of `version` in ctx's transaction. `*ret_source` lives in `arena`.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_catalog__read(struct lic_ctx *ctx, struct lic_arena *arena, int64_t version,
	struct lic_catalog_source *ret_source);

/*
 * Reads the caller's catalogue of `version` and builds it in `arena`; the rows go to a scratch
 * arena of its own.
 * `*ret_catalog` lives in `arena`. Errors: as lic_catalog__read() and lic_catalog_build().
 */
LIC_MUST_USE lic_rc lic_catalog__load(struct lic_ctx *ctx, struct lic_arena *arena, int64_t version,
	const struct lic_catalog **ret_catalog);

/*
 * Makes room for one more element behind the `count` of `size` bytes each at `array`, which only
 * this function has allocated, from `arena`; NULL when `count` is 0. Returns the array, perhaps
 * moved, in `arena`; NULL when memory is out.
 */
void *lic_catalog__grow(struct lic_arena *arena, void *array, size_t count, size_t size);

/* -- Catalogue files
 * -----------------------------------------------------------------------------------------------
 */

/* A plan that a group or a dependency names. */
struct lic_catalog_ref {
	struct lic_guid id; /* servicePlanId */
	const char *name;   /* servicePlanName, for messages */
};

/* An exclusion group, or a dependency: plans that belong to one thing. */
struct lic_catalog_group {
	const char *name;              /* name of the group, or of the plan that needs */
	const char *service;           /* service that a group is about; unused for a dependency */
	struct lic_guid id;            /* the plan that needs; unused for an exclusion group */
	struct lic_catalog_ref *plans; /* the group's plans, or those of which one is needed; no
					  plan twice */
	size_t plan_count;             /* number of plans */
};

/* A catalogue file as it was read: without a mistake in itself, not yet compared with what is
 * stored. */
struct lic_catalog_file {
	const char *format;  /* see struct lic_catalog_report; static */
	const char *vendor;  /* whose products */
	bool has_products;   /* it is the whole of the vendor's plans and products */
	bool has_attributes; /* it tells service, level, countries and the like; otherwise those of
				a known plan stay */
	bool has_exclusions; /* it is the whole of the vendor's exclusion groups */
	bool has_dependencies;    /* it is the whole of the vendor's dependencies */
	struct lic_plan *plans;   /* plans, keys unset */
	size_t plan_count;        /* number of plans */
	struct lic_sku *skus;     /* products, keys unset; their plans are indices into `plans` */
	size_t sku_count;         /* number of products */
	const char **plan_places; /* where each plan's GUID stands in a CSV; NULL: as a path in a
				     JSON document */
	const char **sku_places;  /* likewise for the products */
	struct lic_catalog_group *exclusions;   /* exclusion groups */
	size_t exclusion_count;                 /* number of groups */
	struct lic_catalog_group *dependencies; /* dependencies */
	size_t dependency_count;                /* number of dependencies */
};

/* The mistakes found in a file. Zero-initialise but for the arena. */
struct lic_catalog_mistakes {
	struct lic_arena *arena; /* the request's: the mistakes are told after the file is forgotten
				  */
	struct lic_err_detail *list; /* the first LIC_CATALOG_MISTAKES_MAX */
	size_t count;                /* all */
	bool is_out_of_memory;       /* one could not be kept */
};

/*
 * Adds a mistake to `mistakes`: `place` ("skus/3/skuId", "line 17, column 3"; copied; NULL: the
 * file as a whole), the offending `value` (cut to what can be shown, put in quotes before the text;
 * NULL: none) and the reason from `fmt`, which ends without a full stop.
 */
void lic_catalog__mistake(struct lic_catalog_mistakes *mistakes, const char *place,
	const char *value, const char *fmt, ...) LIC_PRINTF(4, 5);

/*
 * Ends reading: LIC_OK when `mistakes` is empty; otherwise LIC_E_INVALID with all of them in `err`,
 * or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__verdict(const struct lic_catalog_mistakes *mistakes,
	struct lic_err *err);

/*
 * Tells why `text` (valid UTF-8) cannot be a name: empty, white space around it, control
 * characters, too long. Returns static text, or NULL when it can.
 */
const char *lic_catalog__text_fault(const char *text);

/*
 * Reads the `len` bytes at `text`, of whatever format. `exclusion_source` as in
 * lic_catalog_import(). `*ret_file` lives in `arena`; mistakes and failures are told in ctx->err,
 * and the database is not used. Errors: LIC_E_INVALID; LIC_E_LIMIT; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__parse(struct lic_ctx *ctx, struct lic_arena *arena,
	struct lic_bytes text, const char *exclusion_source, struct lic_catalog_file *ret_file);

/*
 * Reads `text`, a JSON document in the project's own format, into `file`, whose texts go to
 * `arena`. Mistakes are added to `mistakes`. Errors: LIC_E_INVALID with `err` set when it is no
 * JSON at all; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__parse_json(struct lic_arena *arena, struct lic_bytes text,
	struct lic_catalog_mistakes *mistakes, struct lic_err *err, struct lic_catalog_file *file);

/*
 * Reads `text`, one of the three CSV forms, into `file`, whose texts go to `arena`.
 * `exclusion_source` as in lic_catalog_import(). Mistakes are added to `mistakes`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__parse_csv(struct lic_arena *arena, struct lic_bytes text,
	const char *exclusion_source, struct lic_catalog_mistakes *mistakes,
	struct lic_catalog_file *file);

/*
 * Gives the `count` `plans` of a CSV the service, the level and the automatic assignment that
 * catalog/services.json tells by their names. Texts go to `arena`. Errors: LIC_E_CORRUPT when the
 * built-in file is broken; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__fill_services(struct lic_arena *arena, struct lic_plan *plans,
	size_t count);

/* -- A map from bytes to numbers
 * ----------------------------------------------------------------------------------- */

struct lic_catalog_slot;

/* A hash map with a secret key, so that a crafted file cannot slow it down. Set up with
 * lic_catalog__map_init(). */
struct lic_catalog_map {
	struct lic_arena *arena;        /* for the slots */
	struct lic_catalog_slot *slots; /* open addressing; NULL while empty */
	size_t size;                    /* number of slots, a power of two */
	size_t count;                   /* entries */
	unsigned char secret[16];       /* key of the hash */
};

/*
 * Makes `map` an empty map whose memory comes from `arena`.
 */
void lic_catalog__map_init(struct lic_catalog_map *map, struct lic_arena *arena);

/*
 * Looks up the `len` bytes at `key` in `map`.
 * Returns the number found, or LIC_INDEX_NONE.
 */
uint32_t lic_catalog__map_get(const struct lic_catalog_map *map, const void *key, size_t len);

/*
 * Gives the `len` bytes at `key` (borrowed as long as `map` is used) the number `value`, replacing
 * an earlier one. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__map_set(struct lic_catalog_map *map, const void *key, size_t len,
	uint32_t value);

/* -- An import on its way
 * ------------------------------------------------------------------------------------------ */

/* A growing list of items, in the request's arena. */
struct lic_catalog_items {
	struct lic_catalog_item *list; /* the items */
	size_t count;                  /* number of items */
};

/* One import. */
struct lic_catalog_import {
	struct lic_ctx *ctx;                 /* the request */
	struct lic_arena *scratch;           /* what is forgotten afterwards */
	const struct lic_catalog_file *file; /* what is imported */
	struct lic_catalog_source source;    /* what was stored before, as rows */
	const struct lic_catalog *old; /* the same, searchable; indices agree with the source's */
	struct lic_catalog_map file_plans; /* GUID of a plan to its index in the file */
	uint32_t *plan_old; /* for each plan of the file: its index in `old`, or LIC_INDEX_NONE */
	int64_t *plan_keys; /* for each plan of the file: its key */
	struct lic_catalog_items changed; /* what changed */
	struct lic_catalog_items skipped; /* rows that could not be used */
	struct lic_operation operation;   /* begun with the first change */
};

/* A plan in the list of a product, a group or a dependency, known to the database or about to be.
 */
struct lic_catalog_member {
	int64_t key;      /* key of the plan */
	uint32_t old;     /* its index in the old catalogue, or LIC_INDEX_NONE */
	const char *name; /* servicePlanName, for messages */
};

/*
 * Compares and writes the plans and products of the file of `import`, which must have been checked.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_catalog__apply_products(struct lic_catalog_import *import);

/*
 * Compares and writes the exclusion groups of the file of `import`, after its plans. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_catalog__apply_exclusions(struct lic_catalog_import *import);

/*
 * Compares and writes the dependencies of the file of `import`, after its plans. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_catalog__apply_dependencies(struct lic_catalog_import *import);

/*
 * Notes the change `item` (texts are copied) of the object with key `object_id` in the report of
 * `import` and in the ledger. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_catalog__note(struct lic_catalog_import *import, int64_t object_id,
	const struct lic_catalog_item *item);

/*
 * Notes a row of `import` that could not be used: `item`, whose texts are copied. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__note_skipped(struct lic_catalog_import *import,
	const struct lic_catalog_item *item);

/*
 * Adds a part to the detail of a change in `detail`, behind "; " when it is not the first:
 * formatted from `fmt`.
 */
void lic_catalog__tell(struct lic_buf *detail, const char *fmt, ...) LIC_PRINTF(2, 3);

/*
 * Tells in `detail` which plans `members` (`count` of them) has beyond the set `before` over the
 * plans of `import`'s old catalogue, and which it lacks: "plans added: A, B; plans removed: C".
 * `before` may be NULL for none.
 * `*ret_differs` is false when the two agree. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__compare_plans(const struct lic_catalog_import *import,
	const struct lic_catalog_member *members, size_t count, const uint64_t *before,
	struct lic_buf *detail, bool *ret_differs);

/*
 * Finishes the text in `detail`.
 * `*ret_text` is borrowed from it, NULL when it is empty. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog__told(const struct lic_buf *detail, const char **ret_text);

#endif
