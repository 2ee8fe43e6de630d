/*
 * Sessions of people who are signed in to the pages. A browser has the secret in a cookie; only its
 * hash is stored. Whoever presents it is that user, with the rights that he has now (D-22).
 *
 * A session ends when it was not used for the organisation's sessionIdleMinutes, sessionHours after
 * it began, when the user signs out, when somebody revokes it, and with every change of the user's
 * password, his block or deletion. When it was last used is written at most once a minute.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_SESSIONS_H
#define LIC_SERVICE_SESSIONS_H

#include "service/context.h"

#include <stdbool.h>
#include <stddef.h>

#define LIC_SESSIONS_MAX 100 /* of one user; the oldest gives way to one more */
#define LIC_SESSION_TOUCH_MS ((int64_t)60 * 1000)
#define LIC_SESSION_CSRF_BYTES 44 /* 256 bits as base64url, and NUL */

/* A session as stored, never its secret. Texts live in the request's arena. */
struct lic_session {
	int64_t id;           /* key */
	struct lic_guid guid; /* public id */
	const char *address;  /* where it was begun */
	const char *agent;    /* the browser, as it calls itself; may be "" */
	int64_t created_ms;   /* when it was begun */
	int64_t seen_ms;      /* when it was last used, give or take a minute */
	int64_t expires_ms;   /* when it ends at the latest */
};

/*
 * Begins a session of the caller, a user, who has just proved who he is, from ctx->caller.address;
 * `agent` is the name of his browser or NULL. `*ret_secret` is new in the arena: for the cookie.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_session_create(struct lic_ctx *ctx, const char *agent,
	const char **ret_secret);

/*
 * Makes ctx->caller the user whose session `secret` (as it came in a cookie) is. `*ret_session` is
 * that session. Errors: LIC_E_DENIED with code "InvalidAuthenticationToken" when there is none, it
 * is over, or the user may not sign in any more; as the store's.
 */
LIC_MUST_USE lic_rc lic_session_authenticate(struct lic_ctx *ctx, const char *secret,
	struct lic_session *ret_session);

/*
 * The same for whoever need not be signed in: `*ret_found` tells whether `secret` (NULL: the
 * browser has none) is that of a session; when it is not, ctx is as it was. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_session_find(struct lic_ctx *ctx, const char *secret,
	struct lic_session *ret_session, bool *ret_found);

/*
 * Derives from the `secret` of a session what a form or the header X-CSRF-Token must repeat: who
 * knows it can read our pages, and so is one of them. `ret_token` is NUL-terminated.
 */
void lic_session_csrf(const char *secret, char ret_token[LIC_SESSION_CSRF_BYTES]);

/*
 * Writes down that the session with key `id` of the caller's organisation was used at ctx->now_ms.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_session_touch(struct lic_ctx *ctx, int64_t id);

/*
 * Ends the session with `secret`, if there is one, and sets the caller's organisation to its. It is
 * not said whether there was one. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_session_sign_out(struct lic_ctx *ctx, const char *secret);

/*
 * Lists the sessions that have not ended of the user with `key` (GUID or user principal name), or,
 * when that is NULL, of the caller, who is a user then: the newest first. `*ret_list` with
 * `*ret_count` elements lives in the arena. Errors: LIC_E_DENIED; LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_session_list(struct lic_ctx *ctx, const char *key,
	struct lic_session **ret_list, size_t *ret_count);

/*
 * Revokes the session with GUID text `session` of the caller. Errors: LIC_E_NOTFOUND when it is not
 * his or over; LIC_E_DENIED when the caller is no user; as the store's.
 */
LIC_MUST_USE lic_rc lic_session_revoke(struct lic_ctx *ctx, const char *session);

/*
 * Revokes all sessions and refresh tokens of the user with `key`, or, when that is NULL, of the
 * caller. Errors: LIC_E_DENIED; LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_session_revoke_all(struct lic_ctx *ctx, const char *key);

/*
 * Ends all sessions and refresh tokens of the user with key `user_id`, and codes that would become
 * some, without asking for permission: for whatever changes who may sign in as him. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_session_end_all(struct lic_ctx *ctx, int64_t user_id);

#endif
