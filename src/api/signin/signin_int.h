/*
 * Sign-in: the endpoints of OAuth 2.0 and OpenID Connect as Microsoft's identity platform has them,
 * and the pages for people. Their paths start at the root, the organisation first. Private to
 * api/signin.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SIGNIN_INT_H
#define LIC_API_SIGNIN_INT_H

#include "api/api_int.h"

/* A step of a route of this family. */
typedef lic_rc lic_signin_step(struct lic_api_request *req);

/* realm.c: how somebody's password is checked. */
extern lic_signin_step lic_signin__realm_run, lic_signin__realm_encode;

/* token.c: tokens. */
extern lic_signin_step lic_signin__token_decode, lic_signin__token_v1_decode,
	lic_signin__token_before, lic_signin__token_slow, lic_signin__token_run,
	lic_signin__token_encode;

/*
 * Gives back the keys that `req` holds.
 */
void lic_signin__token_release(struct lic_api_request *req);

/* devicecode.c: codes for devices. */
extern lic_signin_step lic_signin__devicecode_decode, lic_signin__devicecode_before,
	lic_signin__devicecode_run, lic_signin__devicecode_encode;

/* discovery.c: where everything is. */
extern lic_signin_step lic_signin__discovery_run, lic_signin__discovery_encode,
	lic_signin__discovery_v1_encode, lic_signin__instance_run, lic_signin__instance_encode;

/* keys.c: public keys. */
extern lic_signin_step lic_signin__keys_decode, lic_signin__keys_before, lic_signin__keys_slow,
	lic_signin__keys_run, lic_signin__keys_encode;

/*
 * Gives back the keys that `req` holds.
 */
void lic_signin__keys_release(struct lic_api_request *req);

/* oauth_fail.c: what a number of an error means. */
extern lic_signin_step lic_signin__error_decode, lic_signin__error_run, lic_signin__error_encode;

#endif
