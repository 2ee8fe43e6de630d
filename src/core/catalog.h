/*
 * The catalogue in memory: products (SKUs), their service plans, which plans exclude each other and
 * which need another.
 *
 * A catalogue is built once from rows and never changes: a changed catalogue is a new one. Plans
 * and SKUs are addressed by index, so that a set of plans is a bitset (planset.h).
 *
 * Threading: immutable after lic_catalog_build(), shared freely.
 */
#ifndef LIC_CORE_CATALOG_H
#define LIC_CORE_CATALOG_H

#include "base/arena.h"
#include "base/guid.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_CATALOG_PLANS_MAX 16384
#define LIC_CATALOG_SKUS_MAX 16384
#define LIC_INDEX_NONE UINT32_MAX

/* One service plan. */
struct lic_plan {
	int64_t key;              /* key in the database */
	struct lic_guid id;       /* servicePlanId */
	const char *name;         /* servicePlanName, for example "EXCHANGE_S_ENTERPRISE" */
	const char *display_name; /* name for people */
	const char *service;      /* service, for example "exchange" */
	const char *prohibited;   /* countries where it may not be used, "CN,RU"; "" for none
				   */
	bool is_company;          /* appliesTo Company: no switch per user */
	bool is_auto;             /* assigned by itself, needs no switch */
};

/* One product. */
struct lic_sku {
	int64_t key;              /* key in the database */
	struct lic_guid id;       /* skuId */
	const char *part_number;  /* skuPartNumber; not unique */
	const char *display_name; /* product name for people */
	bool is_company;          /* appliesTo Company: cannot be put on a user */
	bool is_offered;       /* false: gone from the last import, kept because it may be held */
	const uint32_t *plans; /* indices of all its plans, in catalogue order */
	size_t plan_count;     /* number of plans */
	const uint64_t *switchable; /* set of its user-level plans */
};

/* Plans of which a user may have at most one. */
struct lic_exclusion {
	const char *id;        /* name of the group, for example "sharepoint" */
	const char *service;   /* service it is about, for people */
	const uint64_t *plans; /* the set */
};

/* A plan that works only with another. */
struct lic_dependency {
	uint32_t plan;          /* index of the plan that needs */
	const uint64_t *any_of; /* set of plans, one of which it needs */
};

/* The whole. */
struct lic_catalog {
	int64_t version;              /* rises with each change of the tenant's catalogue */
	const struct lic_plan *plans; /* by index */
	size_t plan_count;            /* number of plans */
	const struct lic_sku *skus;   /* by index */
	size_t sku_count;             /* number of SKUs */
	const struct lic_exclusion *exclusions;    /* all exclusion groups */
	size_t exclusion_count;                    /* number of groups */
	const struct lic_dependency *dependencies; /* all dependencies */
	size_t dependency_count;                   /* number of dependencies */
	size_t words;                  /* length of every plan set, in 64-bit words, at least 1 */
	const uint32_t *plans_by_id;   /* plan indices in order of id, for searching */
	const uint32_t *skus_by_id;    /* SKU indices in order of id, for searching */
	const uint32_t *plans_by_name; /* plan indices in order of name in any case, then of key */
	const uint32_t *skus_by_name;  /* SKU indices in order of part number, likewise */
};

/* A pair of keys: a plan in a SKU, a plan in a group, a prerequisite of a plan. */
struct lic_catalog_link {
	int64_t owner; /* key of the SKU, position of the exclusion group (from 0), or key of the
			  dependent plan */
	int64_t plan;  /* key of the plan */
};

/* The rows that a catalogue is built from. Arrays may be NULL when their count is 0. */
struct lic_catalog_rows {
	int64_t version;              /* of the catalogue */
	const struct lic_plan *plans; /* in ascending order of key */
	size_t plan_count;            /* number of plans */
	const struct lic_sku *skus;   /* in ascending order of key; plans and switchable are ignored
				       */
	size_t sku_count;             /* number of SKUs */
	const struct lic_catalog_link *sku_plans;       /* which plans each SKU has */
	size_t sku_plan_count;                          /* number of rows */
	const struct lic_exclusion *exclusions;         /* id and service; plans is ignored */
	size_t exclusion_count;                         /* number of groups */
	const struct lic_catalog_link *exclusion_plans; /* owner: position of the group */
	size_t exclusion_plan_count;                    /* number of rows */
	const struct lic_catalog_link *prerequisites; /* owner: the plan that needs; plan: one that
							 satisfies */
	size_t prerequisite_count;                    /* number of rows */
};

/*
 * Builds a catalogue from `rows`, copying every text into `arena`, which must live as long as the
 * catalogue.
 * `*ret_catalog` lives in `arena`. Errors: LIC_E_CORRUPT when a link names a key that is not there;
 * LIC_E_LIMIT past LIC_CATALOG_PLANS_MAX or LIC_CATALOG_SKUS_MAX; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_catalog_build(struct lic_arena *arena, const struct lic_catalog_rows *rows,
	const struct lic_catalog **ret_catalog);

/*
 * Finds the SKU with `id` in `catalog`.
 * Returns its index or LIC_INDEX_NONE.
 */
uint32_t lic_catalog_sku(const struct lic_catalog *catalog, const struct lic_guid *id);

/*
 * Finds the plan with `id` in `catalog`.
 * Returns its index or LIC_INDEX_NONE.
 */
uint32_t lic_catalog_plan(const struct lic_catalog *catalog, const struct lic_guid *id);

/*
 * Finds the plan whose name (servicePlanName, in any case) is `name` in `catalog`. `*ret_count` is
 * the number of plans of that name.
 * Returns the index of the first, or LIC_INDEX_NONE.
 */
uint32_t lic_catalog_plan_named(const struct lic_catalog *catalog, const char *name,
	size_t *ret_count);

/*
 * Finds the SKU whose part number (in any case) is `name` in `catalog`. `*ret_count` is the number
 * of SKUs of that part number, which is not unique.
 * Returns the index of the first, or LIC_INDEX_NONE.
 */
uint32_t lic_catalog_sku_named(const struct lic_catalog *catalog, const char *name,
	size_t *ret_count);

/*
 * Finds the SKU whose database key is `key` in `catalog`.
 * Returns its index or LIC_INDEX_NONE.
 */
uint32_t lic_catalog_sku_by_key(const struct lic_catalog *catalog, int64_t key);

/*
 * Finds the plan whose database key is `key` in `catalog`.
 * Returns its index or LIC_INDEX_NONE.
 */
uint32_t lic_catalog_plan_by_key(const struct lic_catalog *catalog, int64_t key);

/*
 * Tells whether the plan with index `plan` is one of `sku`'s.
 */
bool lic_sku_has_plan(const struct lic_sku *sku, uint32_t plan);

/*
 * Tells whether `text` is what people type for `plan`: its GUID, its name or its name for people,
 * in any case.
 */
bool lic_plan_is_called(const struct lic_plan *plan, const char *text);

/*
 * Tells whether `plan` brings a mailbox.
 */
bool lic_plan_is_mailbox(const struct lic_plan *plan);

/*
 * Makes an empty plan set of `catalog` in `arena`.
 * Returns it, or NULL when memory is out.
 */
uint64_t *lic_planset_new(struct lic_arena *arena, const struct lic_catalog *catalog);

#endif
