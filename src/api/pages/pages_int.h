/*
 * The admin centre: one page, and the files it is made of, which the program carries (web/).
 *
 * The page is the same for everybody and tells nothing: what is shown comes from the calls that its
 * scripts make. Private to api.
 *
 * Threading: for the worker that has the request.
 */
#ifndef LIC_API_PAGES_INT_H
#define LIC_API_PAGES_INT_H

#include "api/api_int.h"

/*
 * Does nothing for `req`: the page needs no database. Never fails.
 */
LIC_MUST_USE lic_rc lic_pages__run(struct lic_api_request *req);

/*
 * Answers `req` with the page. Scripts may come from this server alone; styles that the scripts
 * make are let in by a nonce, new for each answer (Content Security Policy Level 3). Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_pages__page_encode(struct lic_api_request *req);

/*
 * Looks for the file that `req` names in its first key. Errors: LIC_E_NOTFOUND.
 */
LIC_MUST_USE lic_rc lic_pages__asset_run(struct lic_api_request *req);

/*
 * Answers `req` with that file, compressed as the client takes it, or with 304 when it has it. Its
 * name changes with its content, so that it may be kept for ever. Errors: LIC_E_INVALID, as 406,
 * when the client takes neither br nor gzip.
 */
LIC_MUST_USE lic_rc lic_pages__asset_encode(struct lic_api_request *req);

#endif
