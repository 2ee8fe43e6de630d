/*
 * What the calls about license requests (petitions, service/petitions.h) share. Private to
 * api/desk.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_DESK_PETITION_INT_H
#define LIC_API_DESK_PETITION_INT_H

#include "api/desk/desk_int.h"
#include "service/petitions.h"

/*
 * Writes the product with index `sku` of `catalog` (LIC_INDEX_NONE: null) as a value into `json`.
 */
void lic_desk__write_product(struct lic_json *json, const struct lic_catalog *catalog,
	uint32_t sku);

/*
 * Writes `petition`, whose products are in `catalog`, as a value into `json`.
 */
void lic_desk__write_petition(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_petition *petition);

/*
 * Writes the answer of `req`: a page of petitions, with the link to the next one.
 * `catalog` has their products. Errors: LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_desk__write_petitions(struct lic_api_request *req,
	const struct lic_catalog *catalog, const struct lic_petition_page *page);

/*
 * Reads `array` (NULL: none), which stands at `target` of the body of `req`: texts. `*ret_list`
 * with `*ret_count` elements lives in the arena, its texts are borrowed from the body. Errors:
 * LIC_E_INVALID with the element; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_desk__texts(struct lic_api_request *req, const json_t *array,
	const char *target, const char *const **ret_list, size_t *ret_count);

#endif
