/*
 * How long the ledger is kept: the setting auditDays. What is older goes, from the beginning on and
 * in small pieces, accepted changes and refused attempts alike.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_AUDIT_RETENTION_H
#define LIC_SERVICE_AUDIT_RETENTION_H

#include "service/context.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Finds an organisation of the installation whose ledger begins too long ago. `*ret_tenant_id` is
 * it, when `*ret_found`. Errors: LIC_E_CORRUPT for a setting that is none; as the store's.
 */
LIC_MUST_USE lic_rc lic_audit_old(struct lic_ctx *ctx, int64_t *ret_tenant_id, bool *ret_found);

/*
 * Removes the next piece of what is too old in the ledger of the caller's organisation. Errors: as
 * lic_audit_old().
 */
LIC_MUST_USE lic_rc lic_audit_forget(struct lic_ctx *ctx);

#endif
