/*
 * Ids in the audit log's columns, where "none" is NULL and not zeroes. Private to service.
 *
 * Threading: no state.
 */
#ifndef LIC_SERVICE_AUDIT_INT_H
#define LIC_SERVICE_AUDIT_INT_H

#include "base/guid.h"
#include "store/db.h"

/*
 * Returns the bytes of `guid`, borrowed; none when it is all zero.
 */
struct lic_bytes lic_audit__id(const struct lic_guid *guid);

/*
 * Returns the GUID in the column `bytes`; all zero when there is none.
 */
struct lic_guid lic_audit__guid(const struct lic_bytes *bytes);

#endif
