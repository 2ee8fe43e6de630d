/*
 * Who bears an access token: one made by hand ("lic_…"), or a JWT that this installation has signed
 * for an application, by itself or in somebody's name.
 *
 * A JWT counts by its key, its organisation, its audience and its time, not by the address under
 * which it was issued: the same server has several names. What its bearer may do is read anew for
 * every request (D-22). That it is signed is remembered for a while, with all of its bytes: what is
 * shown again must be the very same.
 *
 * Threading: a memory of tokens belongs to one worker; the ring of keys is shared.
 */
#ifndef LIC_SERVICE_ACCESS_H
#define LIC_SERVICE_ACCESS_H

#include "service/context.h"
#include "service/signing_keys.h"

#define LIC_ACCESS_REMEMBERED 1024 /* tokens; more push each other out */

/* Tokens that were found to be signed. Opaque. */
struct lic_access_memory;

/*
 * Makes an empty memory.
 * Returns it, to be freed with lic_access_memory_free(); NULL when memory is out.
 */
struct lic_access_memory *lic_access_memory_new(void);

/*
 * Frees `memory`. Accepts NULL.
 */
void lic_access_memory_free(struct lic_access_memory *memory);

/* What is needed to know a token. */
struct lic_access {
	struct lic_keyring *ring;         /* the keys */
	struct lic_access_memory *memory; /* of this worker */
	const char *origin;               /* "https://host:port" under which the client sees us */
};

/*
 * Finds out, by `access`, who bears the token `text` ("" when none came) and sets ctx->caller, in a
 * reading transaction. Errors: LIC_E_DENIED with Graph's code "InvalidAuthenticationToken" in
 * ctx->err, in the same words whatever is wrong, and the reason for the audit log in ctx->refusal;
 * as the store's.
 */
LIC_MUST_USE lic_rc lic_access_authenticate(struct lic_ctx *ctx, const struct lic_access *access,
	const char *text);

#endif
