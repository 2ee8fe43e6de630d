/*
 * Products and service plans by name, as people type them. Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_NAMES_INT_H
#define LIC_CLI_NAMES_INT_H

#include "cli/cli_int.h"

/* A service plan. */
struct lic_cli__plan {
	const char *id;      /* GUID, lower case */
	const char *name;    /* servicePlanName */
	const char *display; /* name for people, or NULL */
};

/* A product. */
struct lic_cli__sku {
	const char *id;                    /* GUID, lower case */
	const char *part;                  /* skuPartNumber */
	const char *display;               /* name for people, or NULL */
	const struct lic_cli__plan *plans; /* its plans */
	size_t plan_count;                 /* number of them */
	json_t *subscribed; /* Graph's subscribedSku, borrowed; NULL when it is not owned */
};

/*
 * Names `sku` for people.
 * Returns its display name or part number, borrowed from `sku`.
 */
const char *lic_cli__sku_name(const struct lic_cli__sku *sku);

/*
 * Reads the products that the organisation of `cli` owns, once. `*ret_skus` has `*ret_count` of
 * them, in the command's arena. Errors: as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__skus_owned(struct lic_cli *cli, const struct lic_cli__sku **ret_skus,
	size_t *ret_count);

/*
 * Finds the product that `text` names on the server of `cli`: GUID, part number or display name,
 * any case. `*ret_sku` is in the command's arena. Errors: LIC_E_INVALID, a usage error, when it
 * names none (with what was probably meant) or several (listed); as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__sku_find(struct lic_cli *cli, const char *text,
	const struct lic_cli__sku **ret_sku);

/*
 * Finds the owned product with GUID `id`, any case.
 * Returns it, borrowed from the list that lic_cli__skus_owned() read into `cli`, or NULL.
 */
const struct lic_cli__sku *lic_cli__sku_by_id(const struct lic_cli *cli, const char *id);

/*
 * Finds the plan that `text` names among those of the `count` products at `skus`: GUID,
 * servicePlanName or display name, any case. Errors: LIC_E_INVALID, a usage error of `cli`,
 * likewise.
 */
LIC_MUST_USE lic_rc lic_cli__plan_find(struct lic_cli *cli, const struct lic_cli__sku *const *skus,
	size_t count, const char *text, const struct lic_cli__plan **ret_plan);

/*
 * Finds the plan of `sku` with GUID `id`, any case.
 * Returns it, borrowed from `sku`, or NULL.
 */
const struct lic_cli__plan *lic_cli__plan_by_id(const struct lic_cli__sku *sku, const char *id);

/* What --sku and --without chose. */
struct lic_cli__choice {
	const struct lic_cli__sku **skus;     /* products, each once */
	size_t sku_count;                     /* number of them */
	const struct lic_cli__plan **without; /* plans to leave off */
	size_t without_count;                 /* number of them */
};

/*
 * Reads the products of option `option` ("sku") and the plans of --without of `cli` into
 * `ret_choice`; a plan must belong to one of the products. Errors: LIC_E_INVALID, a usage error; as
 * lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__choice_read(struct lic_cli *cli, const char *option,
	struct lic_cli__choice *ret_choice);

/*
 * Writes the products of `choice`, each with its plans that are off, as an array of Graph's
 * assignedLicense into `json`.
 */
void lic_cli__choice_write(struct lic_json *json, const struct lic_cli__choice *choice);

/*
 * Names the products of `choice` for people: "Office 365 E3, Visio Plan 2".
 * Returns text in the command's arena of `cli`; "" when memory is out.
 */
const char *lic_cli__choice_name(struct lic_cli *cli, const struct lic_cli__choice *choice);

#endif
