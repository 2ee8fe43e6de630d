/*
 * Deleting an organisation: see tenant_deletion.h.
 */
#include "service/tenant_deletion.h"

#include "store/lic_sql.h"
#include "store/tables.h"

#define STEP_ROWS 1000

lic_rc lic_tenant_delete_begin(struct lic_ctx *ctx, const struct lic_tenant_deletion *deletion)
{
	struct lic_q_tenant_mark_in in = {ctx->now_ms, deletion->tenant_id};

	return lic_q_tenant_mark(ctx->db, &in, NULL);
}

/*
 * Every step begins with the tables that refer to others: what was still on its way when the
 * organisation was marked may have come into any of them since the last step.
 */
lic_rc lic_tenant_delete_step(struct lic_ctx *ctx, struct lic_tenant_deletion *deletion)
{
	struct lic_q_tenant_delete_in in = {deletion->tenant_id};
	int64_t left = STEP_ROWS;

	for (size_t i = lic_table_count; i > 0 && left > 0; i--) {
		int64_t deleted = 0;

		LIC_TRY(lic_table_delete(ctx->db, &lic_tables[i - 1], deletion->tenant_id, left,
			&deleted));
		left -= deleted;
	}
	if (left > 0) {
		LIC_TRY(lic_q_tenant_delete(ctx->db, &in, NULL));
	}
	deletion->rows += STEP_ROWS - left + (left > 0 ? 1 : 0);
	deletion->is_over = left > 0;
	return LIC_OK_RC;
}
