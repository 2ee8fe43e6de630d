/*
 * The ids under which Graph lists its permissions: as app roles, which an application has by
 * itself, and as scopes, which it has in a person's name. Microsoft's own where it has one and it
 * is known (learn.microsoft.com/graph/permissions-reference); the others are UUIDs of version 5
 * (RFC 9562) in the namespace of Graph's client id, of "role/NAME" and "scope/NAME".
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_PERMISSION_IDS_H
#define LIC_AUTH_PERMISSION_IDS_H

#include "auth/permissions.h"

/*
 * Finds the id of `permission`, as GUID text: in a person's name (`is_delegated`), or an
 * application's own.
 * Returns static text; NULL for an app role that does not exist.
 */
const char *lic_permission_id(enum lic_permission permission, bool is_delegated);

#endif
