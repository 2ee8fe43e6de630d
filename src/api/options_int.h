/*
 * Query options that several routes take: $select, $top, $skiptoken, the links to a next page, and
 * the tokens in them.
 * Private to api.
 *
 * Threading: none of its own; for the worker that has the request.
 */
#ifndef LIC_API_OPTIONS_INT_H
#define LIC_API_OPTIONS_INT_H

#include "api/api_int.h"

#define LIC_API_TOP_DEFAULT 100
#define LIC_API_TOP_MAX 999
#define LIC_API_TOKEN_VALUES_MAX 4

/*
 * Checks that every query option of `req` is one that its route takes (D-20). Errors: LIC_E_INVALID
 * with the option named, and what is possible instead, in req->err; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__check_options(struct lic_api_request *req);

/*
 * Reads $top of `req` into `*ret_top`: 1 to LIC_API_TOP_MAX, LIC_API_TOP_DEFAULT when it is not
 * given. Errors: LIC_E_INVALID.
 */
LIC_MUST_USE lic_rc lic_api__top(struct lic_api_request *req, unsigned *ret_top);

/*
 * Reads $select of `req` against `count` (at most 64) property `names`, in any case, into
 * `*ret_fields`, a bit for each; `fallback` when it is not given. NULL names cannot be selected.
 * Errors: LIC_E_INVALID with the unknown property, and the nearest known one, in req->err.
 */
LIC_MUST_USE lic_rc lic_api__select(struct lic_api_request *req, const char *const *names,
	size_t count, uint64_t fallback, uint64_t *ret_fields);

/*
 * Reads `option`, a $select of `req` that stands elsewhere, likewise: `names`, `count`, `fallback`,
 * `ret_fields` and errors as there.
 */
LIC_MUST_USE lic_rc lic_api__select_text(struct lic_api_request *req, const char *option,
	const char *const *names, size_t count, uint64_t fallback, uint64_t *ret_fields);

/*
 * Reads $skiptoken of `req`, as lic_api__next_link() made it for the same route, into `count`
 * `values`; leaves them as they are when there is none. Errors: LIC_E_INVALID for a token that is
 * not ours or was altered.
 */
LIC_MUST_USE lic_rc lic_api__token(struct lic_api_request *req, int64_t *values, size_t count);

/*
 * Appends to `out` the address of the page of `req` behind `count` `values`, as
 * lic_api__next_link() has it. Returns whether there was memory for it.
 */
bool lic_api__next_address(const struct lic_api_request *req, const int64_t *values, size_t count,
	struct lic_buf *out);

/*
 * Makes the text of a token for the route and organisation of `req` that carries `count` (1 to
 * LIC_API_TOKEN_VALUES_MAX) `values` and is good together with the text `binding` only. Returns it,
 * in the arena, or NULL when memory is out.
 */
const char *lic_api__seal(const struct lic_api_request *req, const char *binding,
	const int64_t *values, size_t count);

/*
 * Reads the token `text`, as lic_api__seal() made it for the route and organisation of `req` and
 * for `binding`, into `count` `values`. Returns false, leaving them alone, for one that is not
 * ours, was altered, or belongs to another call.
 */
bool lic_api__unseal(const struct lic_api_request *req, const char *binding, const char *text,
	int64_t *values, size_t count);

/*
 * Writes the member @odata.nextLink of `req` into the object open in `json`: the same address with
 * every option kept and a $skiptoken that carries `count` (1 to LIC_API_TOKEN_VALUES_MAX) `values`,
 * the position of the last row shown.
 */
void lic_api__next_link(const struct lic_api_request *req, struct lic_json *json,
	const int64_t *values, size_t count);

/*
 * Writes the member @odata.nextLink of `req` into `json` likewise, with the $skiptoken `token`,
 * which needs no escaping. Where it is NULL, or memory is out, the member gets no value, which
 * lic_json_finish() reports.
 */
void lic_api__link(const struct lic_api_request *req, struct lic_json *json, const char *token);

/*
 * Says in req->err that $skiptoken is not one of ours. Returns LIC_E_INVALID, or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__bad_token(struct lic_api_request *req);

#endif
