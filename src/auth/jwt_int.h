/*
 * How tokens are refused: for the files that read them.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_JWT_INT_H
#define LIC_AUTH_JWT_INT_H

#include "auth/jwt.h"

#define LIC_JWT__CODE "InvalidAuthenticationToken"

/*
 * Refuses something that is no token, with a reason formatted from `fmt`, which follows on "The
 * token is malformed: " and ends without a full stop. Returns LIC_E_INVALID, with that in `err`.
 */
LIC_MUST_USE lic_rc lic_jwt__refuse(struct lic_err *err, const char *fmt, ...) LIC_PRINTF(2, 3);

#endif
