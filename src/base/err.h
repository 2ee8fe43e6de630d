/*
 * What went wrong, told to a person: one struct per request, filled where the failure is found,
 * rendered at the edge.
 *
 * The code of lic_rc steers the program; this carries the words. `public_code` and `details` have
 * the shape of a Graph error (https://learn.microsoft.com/graph/errors) because every interface of
 * Licentia speaks it, yet nothing here knows HTTP: the status follows from `public_code` in the API
 * layer.
 *
 * Threading: a struct lic_err belongs to the request that owns it.
 */
#ifndef LIC_BASE_ERR_H
#define LIC_BASE_ERR_H

#include "base/arena.h"
#include "base/rc.h"

#include <stddef.h>

#define LIC_ERR_MESSAGE_BYTES 1024

struct lic_json;

/* One named thing that a detail is about: names stand beside ids, so that nobody has to look up a
 * GUID. */
struct lic_err_ref {
	const char *kind; /* "sku", "servicePlan", "user", "group", "subscription" */
	const char *id;   /* GUID text */
	const char *name; /* display name, or NULL when unknown */
};

/* One violation or one bad field. All text is owned by the request's arena. */
struct lic_err_detail {
	const char *code;    /* for example "MutuallyExclusiveViolation" */
	const char *message; /* what is wrong */
	const char *target;  /* the field or object, for example "addLicenses/0/skuId"; may be NULL
			      */
	const char *remedy;  /* what an administrator can do; may be NULL */
	const struct lic_err_ref *refs; /* what it is about */
	size_t ref_count;               /* number of refs */
};

/* The failure of one request. Zero-initialise it before use. */
struct lic_err {
	const char *public_code; /* static text such as "Request_BadRequest"; NULL: none given */
	const struct lic_err_detail *details; /* in the request's arena */
	size_t detail_count;                  /* number of details */
	char message[LIC_ERR_MESSAGE_BYTES];  /* NUL-terminated; cut at the limit on a character
						 boundary */
};

/*
 * Records a failure in `err`: `code` for the program, `public_code` (static text, not copied) for
 * clients, and a message formatted from `fmt`. Earlier content is replaced, its details dropped.
 * Returns `code` as a result, so that a caller can `return lic_err_set(...)`. `err` may be NULL:
 * only the code counts.
 */
LIC_MUST_USE lic_rc lic_err_set(struct lic_err *err, enum lic_code code, const char *public_code,
	const char *fmt, ...) LIC_PRINTF(4, 5);

/*
 * Like lic_err_set() for the commonest case: LIC_E_INVALID with "Request_BadRequest" and one detail
 * that names the `target` field (copied into `arena`; NULL: none). The message from `fmt` serves
 * both. LIC_E_NOMEM when `arena` is exhausted: `err`, which may be NULL here too, then has the
 * message, but no detail.
 */
LIC_MUST_USE lic_rc lic_err_field(struct lic_err *err, struct lic_arena *arena, const char *target,
	const char *fmt, ...) LIC_PRINTF(4, 5);

/*
 * Writes what `detail` is about as the member refs of the object open in `json`: an array of
 * objects with kind, id and name, null where that is not known.
 */
void lic_err_write_refs(struct lic_json *json, const struct lic_err_detail *detail);

/*
 * Names a code for logs and the CLI, for example "conflict" for LIC_E_CONFLICT.
 * Returns static text.
 */
const char *lic_code_name(enum lic_code code);

#endif
