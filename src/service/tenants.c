/*
 * The organisation: see tenants.h.
 */
#include "service/tenants.h"

#include "base/text.h"
#include "core/location.h"
#include "service/catalogs.h"
#include "service/ledger.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define NAME_MAX 256
#define DOMAIN_MAX 48
#define DOMAINS_MAX 900
#define FIRST_TENANT 1

static lic_rc check_domain(struct lic_ctx *ctx, const char *domain)
{
	size_t len = strlen(domain);
	bool is_bad = len == 0 || len > DOMAIN_MAX || strchr(domain, '.') == NULL ||
		domain[0] == '.' || domain[0] == '-' || domain[len - 1] == '.' ||
		strstr(domain, "..") != NULL;

	for (size_t i = 0; i < len && !is_bad; i++) {
		is_bad = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-",
				 domain[i]) == NULL;
	}
	if (!is_bad) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "domain",
		"'%.100s' is not a domain: write something like contoso.example (letters, digits, dots and dashes, at most %d).",
		domain, DOMAIN_MAX);
}

static lic_rc check_input(struct lic_ctx *ctx, const char *name, const char *domain,
	const char *country)
{
	if (*name == '\0' || !lic_text_is_utf8(name, strlen(name)) ||
		lic_text_length(name) > NAME_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "name",
			"The name of the organisation must have 1 to %d characters.", NAME_MAX);
	}
	LIC_TRY(check_domain(ctx, domain));
	if (!lic_location_is_valid(country)) {
		return lic_err_field(ctx->err, ctx->arena, "country",
			"'%.20s' is not a country: write a two-letter country code in capitals, such as NL.",
			country);
	}
	return LIC_OK_RC;
}

static lic_rc insert(struct lic_ctx *ctx, const char *name, const char *domain, const char *country)
{
	struct lic_q_tenant_insert_in tenant = {
		.id = FIRST_TENANT,
		.guid = ctx->caller.tenant_guid,
		.display_name = name,
		.country = country,
		.variant = "worldwide",
		.created_ms = ctx->now_ms,
	};
	struct lic_q_tenant_domain_insert_in verified = {
		.tenant_id = FIRST_TENANT,
		.name = domain,
		.is_default = 1,
	};

	LIC_TRY(lic_text_fold(ctx->arena, domain, &verified.name_key));
	LIC_TRY(lic_q_tenant_insert(ctx->db, &tenant, NULL));
	return lic_q_tenant_domain_insert(ctx->db, &verified, NULL);
}

lic_rc lic_tenant_init(struct lic_ctx *ctx, const char *name, const char *domain,
	const char *country)
{
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_TENANT, .object_id = FIRST_TENANT};
	struct lic_catalog_report report = {0};

	LIC_TRY(check_input(ctx, name, domain, country));
	ctx->caller.tenant_id = FIRST_TENANT;
	ctx->caller.tenant_guid = lic_guid_random();
	ctx->caller.kind = LIC_ACTOR_LOCAL;
	ctx->caller.may = LIC_RIGHTS_ALL;
	LIC_TRY(insert(ctx, name, domain, country));
	LIC_TRY(lic_plan_set__init(ctx));
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_INIT, name, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	LIC_TRY(lic_ledger_end(ctx, &operation));
	return lic_catalog_import_builtin(ctx, &report);
}

lic_rc lic_tenant_use_local(struct lic_ctx *ctx)
{
	struct lic_q_tenant_first_row row;
	bool found = false;

	LIC_TRY(lic_q_tenant_first(ctx->db, ctx->arena, NULL, &row, &found));
	if (!found) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, NULL,
			"the database holds no organisation: make one with 'licentia init'");
	}
	ctx->caller.tenant_id = row.id;
	ctx->caller.tenant_guid = row.guid;
	ctx->caller.kind = LIC_ACTOR_LOCAL;
	ctx->caller.actor_id = 0;
	ctx->caller.may = LIC_RIGHTS_ALL;
	return LIC_OK_RC;
}

static lic_rc read_domains(struct lic_ctx *ctx, struct lic_tenant *tenant)
{
	struct lic_q_tenant_domain_list_in in = {.tenant_id = tenant->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_tenant_domain_list_row row;
	bool more = true;

	tenant->domains = lic_arena_array(ctx->arena, DOMAINS_MAX, sizeof(*tenant->domains));
	if (tenant->domains == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_tenant_domain_list_open(ctx->db, &in, &rows));
	while (tenant->domain_count < DOMAINS_MAX) {
		LIC_TRY(lic_q_tenant_domain_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		tenant->domains[tenant->domain_count].name = lic_arena_strdup(ctx->arena, row.name);
		tenant->domains[tenant->domain_count].is_default = row.is_default != 0;
		if (tenant->domains[tenant->domain_count].name == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		tenant->domain_count++;
	}
	return LIC_OK_RC;
}

lic_rc lic_tenant_load(struct lic_ctx *ctx, struct lic_tenant *ret_tenant)
{
	struct lic_q_tenant_load_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_tenant_load_row row;
	struct lic_tenant tenant = {0};
	bool found = false;

	/* What was bought is shown with the name of the organisation. */
	if ((ctx->caller.may & LIC_RIGHT(LIC_ACTION_READ_LICENSES)) == 0) {
		LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_ORGANIZATION));
	}
	LIC_TRY(lic_q_tenant_load(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	tenant.id = row.id;
	tenant.guid = row.guid;
	tenant.display_name = row.display_name;
	tenant.country = row.country;
	tenant.variant = row.variant;
	tenant.created_ms = row.created_ms;
	LIC_TRY(read_domains(ctx, &tenant));
	*ret_tenant = tenant;
	return LIC_OK_RC;
}
