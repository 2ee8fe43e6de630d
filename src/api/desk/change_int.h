/*
 * What the files about changes of many users share. Private to api/desk.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_DESK_CHANGE_INT_H
#define LIC_API_DESK_CHANGE_INT_H

#include "api/desk/desk_int.h"
#include "base/buf.h"
#include "service/changes.h"

/*
 * Reads the JSON body of `req` as `*order`, whose texts are borrowed from the body or live in the
 * arena. Users that are named one by one come as a CSV file into `ids`, which is to be freed with
 * lic_buf_done() also after a failure. Errors: LIC_E_INVALID with the member named; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_desk__change_body(struct lic_api_request *req,
	struct lic_change_order *order, struct lic_buf *ids);

/*
 * Reads the JSON body of `req`, if it has one, as `*order`: how the operation that its address
 * names is to be undone. Otherwise as lic_desk__change_body().
 */
LIC_MUST_USE lic_rc lic_desk__undo_body(struct lic_api_request *req,
	struct lic_change_order *order);

/*
 * Finds the action called `text`. Errors, in req->err: LIC_E_INVALID with what is possible.
 */
LIC_MUST_USE lic_rc lic_desk__change_action(struct lic_api_request *req, const char *text,
	enum lic_change_action *ret_action);

/*
 * Finds the mode called `text`; the usual one for NULL. Errors, in req->err: LIC_E_INVALID with
 * what is possible.
 */
LIC_MUST_USE lic_rc lic_desk__change_mode(struct lic_api_request *req, const char *text,
	enum lic_change_mode *ret_mode);

/*
 * Writes `change` as an object into `json`, the answer of `req`.
 */
void lic_desk__write_change(struct lic_api_request *req, struct lic_json *json,
	const struct lic_change_state *change);

#endif
