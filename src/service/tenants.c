/*
 * The organisation: see tenants.h.
 */
#include "service/tenants.h"

#include "base/buf.h"
#include "base/text.h"
#include "core/location.h"
#include "service/catalogs.h"
#include "service/ledger.h"
#include "service/license_int.h"
#include "store/lic_sql.h"
#include "store/page_key.h"

#include <string.h>

#define NAME_MAX 256
#define DOMAIN_MAX 48
#define DOMAINS_MAX 900
/* Numbers of organisations are given out for the whole installation, none twice. */
#define INSTALLATION 0
#define LISTED_BYTES_MAX ((size_t)600)
#define TENANTS_MAX 100000

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

/* A domain belongs to one organisation: sign-in finds the organisation by it. */
static lic_rc check_domain_free(struct lic_ctx *ctx, const char *domain)
{
	struct lic_q_tenant_domain_owner_in in = {0};
	struct lic_q_tenant_domain_owner_row row;
	bool found = false;

	LIC_TRY(lic_text_fold(ctx->arena, domain, &in.name_key));
	LIC_TRY(lic_q_tenant_domain_owner(ctx->db, ctx->arena, &in, &row, &found));
	if (found) {
		return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
			"the domain %s belongs to the organisation %.200s already: choose another one",
			domain, row.display_name);
	}
	return LIC_OK_RC;
}

/* The next number of an organisation. Databases from before they were counted have none yet. */
static lic_rc take_id(struct lic_ctx *ctx, int64_t *ret_id)
{
	struct lic_ctx installation = *ctx;
	struct lic_q_tenant_last_row last;
	int64_t id = 0;

	installation.caller.tenant_id = INSTALLATION;
	LIC_TRY(lic_q_tenant_last(ctx->db, ctx->arena, NULL, &last));
	LIC_TRY(lic_ctx_take_numbers(&installation, "tenant", 1, &id));
	if (last.id.is_set && id <= last.id.value) {
		LIC_TRY(lic_ctx_take_numbers(&installation, "tenant", last.id.value - id + 1, &id));
		id = last.id.value + 1;
	}
	*ret_id = id;
	return LIC_OK_RC;
}

static lic_rc insert(struct lic_ctx *ctx, const char *name, const char *domain, const char *country)
{
	struct lic_q_tenant_insert_in tenant = {
		.id = ctx->caller.tenant_id,
		.guid = ctx->caller.tenant_guid,
		.display_name = name,
		.country = country,
		.variant = "worldwide",
		.created_ms = ctx->now_ms,
	};
	struct lic_q_tenant_domain_insert_in verified = {
		.tenant_id = ctx->caller.tenant_id,
		.name = domain,
		.is_default = 1,
	};

	LIC_TRY(lic_text_fold(ctx->arena, domain, &verified.name_key));
	LIC_TRY(lic_page_key_new(ctx->arena, &tenant.page_key));
	LIC_TRY(lic_q_tenant_insert(ctx->db, &tenant, NULL));
	return lic_q_tenant_domain_insert(ctx->db, &verified, NULL);
}

lic_rc lic_tenant_init(struct lic_ctx *ctx, const char *name, const char *domain,
	const char *country)
{
	struct lic_operation operation = {0};
	struct lic_target target = {.kind = LIC_TARGET_DIRECTORY, .name = name};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_TENANT};
	struct lic_catalog_report report = {0};

	LIC_TRY(check_input(ctx, name, domain, country));
	LIC_TRY(check_domain_free(ctx, domain));
	LIC_TRY(take_id(ctx, &ctx->caller.tenant_id));
	ctx->caller.tenant_guid = lic_guid_random();
	ctx->caller.kind = LIC_ACTOR_LOCAL;
	ctx->caller.may = LIC_RIGHTS_ALL;
	change.object_id = ctx->caller.tenant_id;
	LIC_TRY(insert(ctx, name, domain, country));
	LIC_TRY(lic_plan_set__init(ctx));
	target.guid = ctx->caller.tenant_guid;
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_INIT, &target, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	LIC_TRY(lic_ledger_end(ctx, &operation));
	return lic_catalog_import_builtin(ctx, &report);
}

static lic_rc keep_line(struct lic_ctx *ctx, const struct lic_q_tenant_all_row *row,
	struct lic_tenant_line *line)
{
	*line = (struct lic_tenant_line){
		.id = row->id,
		.guid = row->guid,
		.display_name = lic_arena_strdup(ctx->arena, row->display_name),
		.domain = lic_arena_strdup(ctx->arena, row->domain),
		.country = lic_arena_strdup(ctx->arena, row->country),
		.created_ms = row->created_ms,
		.deleting_ms = row->deleting_ms,
	};
	return line->display_name == NULL || line->country == NULL ||
			(line->domain == NULL && row->domain != NULL)
		? LIC_RC(LIC_E_NOMEM)
		: LIC_OK_RC;
}

lic_rc lic_tenant_list(struct lic_ctx *ctx, struct lic_tenant_line **ret_list, size_t *ret_count)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_tenant_all_row row;
	struct lic_tenant_line *list = NULL;
	size_t count = 0;
	size_t room = 0;
	bool more = true;

	LIC_TRY(lic_q_tenant_all_open(ctx->db, NULL, &rows));
	for (;;) {
		LIC_TRY(lic_q_tenant_all_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (count == room) {
			struct lic_tenant_line *larger = NULL;

			room = room == 0 ? 16 : 2 * room;
			LIC_REQUIRE(room <= TENANTS_MAX);
			larger = lic_arena_array(ctx->arena, room, sizeof(*larger));
			if (larger == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
			if (count > 0) {
				memcpy(larger, list, count * sizeof(*list));
			}
			list = larger;
		}
		LIC_TRY(keep_line(ctx, &row, &list[count]));
		count++;
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

/* Which one, when there are several and none was named? */
static lic_rc ask_which(struct lic_ctx *ctx, const struct lic_tenant_line *list, size_t count)
{
	LIC_AUTO(lic_buf_done) struct lic_buf names;

	lic_buf_init(&names, LISTED_BYTES_MAX);
	for (size_t i = 0; i < count && names.len < LISTED_BYTES_MAX / 2; i++) {
		lic_buf_printf(&names, "%s%s", i == 0 ? "" : ", ",
			list[i].domain != NULL ? list[i].domain
					       : lic_guid_format(&list[i].guid).text);
	}
	LIC_TRY(lic_buf_status(&names));
	return lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
		"the database holds %zu organisations: say which one with --tenant (%s)", count,
		names.data);
}

static bool is_named(const struct lic_tenant_line *line, const char *key)
{
	struct lic_guid guid;

	return (line->domain != NULL && lic_text_equal_nocase(line->domain, key)) ||
		(lic_guid_parse(key, strlen(key), &guid) && lic_guid_equal(&line->guid, &guid));
}

lic_rc lic_tenant_choose(struct lic_ctx *ctx, const char *key, struct lic_tenant_line *ret_tenant)
{
	struct lic_tenant_line *list = NULL;
	size_t count = 0;

	LIC_TRY(lic_tenant_list(ctx, &list, &count));
	if (count == 0) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, NULL,
			"the database holds no organisation: make one with 'licentia tenant add'");
	}
	if (key == NULL && count > 1) {
		return ask_which(ctx, list, count);
	}
	for (size_t i = 0; i < count; i++) {
		if (key == NULL || is_named(&list[i], key)) {
			*ret_tenant = list[i];
			return LIC_OK_RC;
		}
	}
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"the database holds no organisation '%.200s': 'licentia tenant list' shows ids and domains",
		key);
}

lic_rc lic_tenant_use_local(struct lic_ctx *ctx, const struct lic_tenant_line *tenant)
{
	if (tenant->deleting_ms.is_set) {
		return lic_err_set(ctx->err, LIC_E_CONFLICT, NULL,
			"the organisation %.200s is being deleted: 'licentia tenant delete' goes on with that",
			tenant->display_name);
	}
	ctx->caller.tenant_id = tenant->id;
	ctx->caller.tenant_guid = tenant->guid;
	ctx->caller.kind = LIC_ACTOR_LOCAL;
	ctx->caller.actor_id = 0;
	ctx->caller.may = LIC_RIGHTS_ALL;
	return LIC_OK_RC;
}

lic_rc lic_tenant_exists(struct lic_ctx *ctx)
{
	struct lic_q_tenant_first_row row;
	bool found = false;

	LIC_TRY(lic_q_tenant_first(ctx->db, ctx->arena, NULL, &row, &found));
	return found
		? LIC_OK_RC
		: lic_err_set(ctx->err, LIC_E_NOTFOUND, NULL, "the database holds no organisation");
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
