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

#endif
