/*
 * The doctor: recomputes what is derived and checks every invariant of R-99.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_DOCTOR_H
#define LIC_SERVICE_DOCTOR_H

#include "service/context.h"

/* One thing that was checked. Texts live in the request's arena. */
struct lic_finding {
	const char *rule;   /* for example "R-99(d)" */
	const char *what;   /* what was checked, for people */
	bool is_ok;         /* whether it holds */
	bool is_notice;     /* holds, but worth knowing: a licence conflict */
	const char *detail; /* what was found; or NULL */
};

/*
 * Examines the database and every organisation in it, for somebody at the machine's own command
 * line: ctx->caller is each of them in turn. Where there are several, what was checked names the
 * organisation. `*ret_list` lives in the arena. A broken
 * invariant is a finding, not an error. Errors: as the store's.
 * `*ret_count` is the number of findings.
 */
LIC_MUST_USE lic_rc lic_doctor_run(struct lic_ctx *ctx, struct lic_finding **ret_list,
	size_t *ret_count);

#endif
