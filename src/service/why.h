/*
 * Why a user has a service plan or lacks it: the paths that give or block it, each back to the
 * operation that last changed it, and what would give it.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_WHY_H
#define LIC_SERVICE_WHY_H

#include "core/catalog.h"
#include "service/context.h"
#include "service/licenses.h"
#include "service/operations.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What licenseDetails says of the plan, over all paths that hold a seat. */
enum lic_why_status {
	LIC_WHY_NOT_HELD, /* no product with the plan is held */
	LIC_WHY_OFF,      /* held, and turned off on every path */
	LIC_WHY_ON        /* held, and on by at least one path */
};

/* One path to a product that contains the plan. */
struct lic_why_path {
	const struct lic_path *path;         /* borrowed from the view */
	bool is_on;                          /* the plan is not among those turned off */
	bool is_usable;                      /* a subscription of the product is in use (D-09) */
	bool has_operation;                  /* whether operation is set */
	struct lic_operation_view operation; /* what last changed the path */
};

/* A line for a seat that the user stands in. */
struct lic_why_wait {
	uint32_t sku;       /* index of the product, which contains the plan */
	int64_t source;     /* LIC_SOURCE_DIRECT, or key of the group that wants it for him */
	int64_t rank;       /* priority of his place: smaller comes first */
	int64_t since_ms;   /* what his place counts from, milliseconds UTC */
	const char *reason; /* why he waits; or NULL */
	const char *full_allotment; /* name of the allotment of the group, while it has no room
				       or NULL */
};

/* The answer. All of it lives in the request's arena. */
struct lic_why {
	struct lic_license_view view;     /* every path of the user; holds the catalogue */
	struct lic_guid user_guid;        /* the user */
	const char *upn;                  /* its user principal name */
	uint32_t plan;                    /* index of the plan in the catalogue */
	enum lic_why_status status;       /* whether the user has it */
	const struct lic_why_path *paths; /* the paths to products with the plan, in order of SKU */
	size_t path_count;                /* number of those paths */
	const struct lic_why_wait *waits; /* lines for products with the plan */
	size_t wait_count;                /* number of those lines */
	bool shows_operations;    /* the caller may see operations: without it none is set; with
				     it one that is not set is gone from the ledger */
	bool shows_products;      /* the caller may see what the organisation owns */
	const uint32_t *products; /* without a path: SKUs with the plan that the organisation
				     owns, if they are shown */
	size_t product_count;     /* number of those SKUs */
};

/*
 * Finds the service plan that `text` names in `catalog`: servicePlanId, servicePlanName or display
 * name, without regard to case. Texts are made in `arena`. `*ret_plan` is its index. Errors, with
 * `target` as field in `err`: LIC_E_INVALID when `text` is NULL or empty; LIC_E_NOTFOUND, with what
 * was probably meant; LIC_E_CONFLICT when several bear the name; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_plan_find(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, const char *target, struct lic_err *err, uint32_t *ret_plan);

/*
 * Explains why the live user with `user` (GUID or user principal name) has or lacks the service
 * plan that `plan` names (as for lic_plan_find(), field "plan"). Everybody may ask about himself.
 * Operations go to those who may read them, products of the organisation to those who may read
 * licences. Put back ret_why->view.hold. Errors: LIC_E_NOTFOUND for the user or the plan; as
 * lic_plan_find(); LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_why_explain(struct lic_ctx *ctx, const char *user, const char *plan,
	struct lic_why *ret_why);

#endif
