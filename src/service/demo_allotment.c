/*
 * The allotment of the demo organisation: see demo.h.
 */
#include "service/demo.h"

#include "service/allotments.h"
#include "service/groups.h"
#include "service/licenses.h"
#include "service/subscriptions.h"
#include "service/tenants.h"

#define PRODUCT "POWER_BI_PRO"
#define MEMBERS_MAX 12U
#define SEATS_LEFT 2 /* that the allotment has free */

/* The first people of the demo are members: fewer than seats of the product were bought. */
static unsigned count_members(const struct lic_demo *demo)
{
	const unsigned share = demo->users * 6 / 100 + 1;

	return share < MEMBERS_MAX ? share : MEMBERS_MAX;
}

/* Makes a group that gives the product. */
static lic_rc make_group(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const char **ret_key)
{
	const struct lic_group_patch patch = {
		.has_text = {[LIC_GROUP_DISPLAY_NAME] = true, [LIC_GROUP_MAIL_NICKNAME] = true},
		.text = {[LIC_GROUP_DISPLAY_NAME] = "Datateam",
			[LIC_GROUP_MAIL_NICKNAME] = "datateam"},
		.mail_enabled = {true, 0},
		.security_enabled = {true, 1},
	};
	struct lic_license_add add = {0};
	const struct lic_license_request request = {.adds = &add, .add_count = 1};
	struct lic_group group = {0};
	uint32_t sku = 0;

	LIC_TRY(lic_sku_find(ctx->arena, catalog, PRODUCT, "sku", ctx->err, &sku));
	add.sku_id = catalog->skus[sku].id;
	LIC_TRY(lic_group_create(ctx, &patch, NULL, 0, &group));
	*ret_key = lic_arena_strdup(ctx->arena, lic_guid_format(&group.guid).text);
	return *ret_key == NULL ? LIC_RC(LIC_E_NOMEM)
				: lic_group_assign(ctx, *ret_key, &request, &group);
}

static const char *name_of(struct lic_ctx *ctx, const struct lic_tenant *tenant, unsigned number)
{
	return lic_arena_printf(ctx->arena, LIC_DEMO_UPN, number, tenant->domains[0].name);
}

/* Puts the first `count` people into the group: their licences count in the allotment. */
static lic_rc add_members(struct lic_ctx *ctx, const struct lic_tenant *tenant, const char *key,
	unsigned count)
{
	struct lic_group_change *changes = lic_arena_array(ctx->arena, count, sizeof(*changes));

	if (changes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (unsigned i = 0; i < count; i++) {
		changes[i].group = key;
		changes[i].object = name_of(ctx, tenant, i + 1);
		if (changes[i].object == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return lic_group_change_members(ctx, changes, count);
}

lic_rc lic_demo_allotment(struct lic_ctx *ctx, const struct lic_demo *demo)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	const unsigned count = count_members(demo);
	struct lic_tenant tenant = {0};
	struct lic_allotment allotment = {0};
	const char *key = NULL;
	const char *owner = NULL;
	const struct lic_allotment_patch patch = {
		.display_name = "Power BI voor het Datateam",
		.sku = PRODUCT,
		.limit = {true, count + SEATS_LEFT},
		.has_groups = true,
		.groups = &key,
		.group_count = 1,
		.has_owners = true,
		.owners = &owner,
		.owner_count = 1,
	};

	LIC_REQUIRE(demo->made == demo->users);
	LIC_TRY(lic_tenant_load(ctx, &tenant));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(make_group(ctx, hold.catalog, &key));
	owner = name_of(ctx, &tenant, 1);
	if (owner == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_allotment_create(ctx, hold.catalog, &patch, &allotment));
	return add_members(ctx, &tenant, key, count);
}
