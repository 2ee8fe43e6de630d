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

/* Removes the organisation itself, and with it what was still on its way into its tables when it
 * was marked. */
static lic_rc finish(struct lic_ctx *ctx, struct lic_tenant_deletion *deletion)
{
	struct lic_q_tenant_delete_in in = {deletion->tenant_id};
	int64_t rows = 0;

	for (size_t i = lic_table_count; i > 0; i--) {
		int64_t deleted = 0;

		LIC_TRY(lic_table_delete(ctx->db, &lic_tables[i - 1], deletion->tenant_id,
			STEP_ROWS, &deleted));
		rows += deleted;
	}
	LIC_TRY(lic_q_tenant_delete(ctx->db, &in, NULL));
	deletion->rows += rows + 1;
	deletion->is_over = true;
	return LIC_OK_RC;
}

lic_rc lic_tenant_delete_step(struct lic_ctx *ctx, struct lic_tenant_deletion *deletion)
{
	struct lic_tenant_deletion after = *deletion;
	int64_t left = STEP_ROWS;

	while (after.done < lic_table_count && left > 0) {
		const struct lic_table *table = &lic_tables[lic_table_count - 1 - after.done];
		int64_t deleted = 0;

		LIC_TRY(lic_table_delete(ctx->db, table, after.tenant_id, left, &deleted));
		after.rows += deleted;
		after.done += deleted < left ? 1 : 0;
		left -= deleted;
	}
	if (left > 0) {
		LIC_TRY(finish(ctx, &after));
	}
	*deletion = after;
	return LIC_OK_RC;
}
