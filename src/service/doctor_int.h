/*
 * What the files of the doctor share. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_DOCTOR_INT_H
#define LIC_SERVICE_DOCTOR_INT_H

#include "base/buf.h"
#include "core/catalog.h"
#include "service/context.h"

/*
 * Looks at every subscription of the caller's organisation: lines about dates that differ from what
 * core/lifecycle.h says (L-10), and about add-ons that differ from what they belong to, go
 * into `wrong`; lines about changes that are due and have not happened, into `late`. Names of
 * products are those of `catalog`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_doctor__life_cycle(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_buf *wrong, struct lic_buf *late);

#endif
