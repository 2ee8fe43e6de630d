/*
 * The demo organisation: see demo.h. Everybody in it is made up; the same people come out every
 * time.
 */
#include "service/demo.h"

#include "base/clock.h"
#include "service/catalogs.h"
#include "service/licenses.h"
#include "service/subscriptions.h"
#include "service/tenants.h"
#include "service/user_int.h"

#include <string.h>

#define ROW_ARENA_BYTES ((size_t)4 * 1024 * 1024)

static const char *const given_names[] = {
	"Anouk",
	"Bram",
	"Carlijn",
	"Daan",
	"Eef",
	"Fatima",
	"Geert",
	"Hanneke",
	"Ilse",
	"Jeroen",
	"Karin",
	"Lars",
	"Maaike",
	"Noor",
	"Olivia",
	"Pieter",
	"Quinten",
	"Renée",
	"Sven",
	"Thijs",
	"Ümit",
	"Veerle",
	"Willem",
	"Xander",
	"Yara",
	"Zoë",
	"Amelia",
	"Benjamin",
	"Charlotte",
	"Dylan",
	"Emily",
};

static const char *const surnames[] = {
	"de Vries",
	"van den Berg",
	"Bakker",
	"Jansen",
	"Visser",
	"Smit",
	"Meijer",
	"de Boer",
	"Mulder",
	"de Groot",
	"Bos",
	"Vos",
	"Peters",
	"Hendriks",
	"van Leeuwen",
	"Dekker",
	"Brouwer",
	"de Wit",
	"Dijkstra",
	"Smits",
	"de Graaf",
	"van der Meer",
	"Kok",
	"Özdemir",
	"Núñez",
	"O'Neill",
	"Walker",
};

/* A department, the product that its people get, and how many in a hundred of all people work
 * there. */
struct department {
	const char *name; /* for people */
	const char *sku;  /* part number, NULL for none */
	unsigned percent; /* share of all people */
};

static const struct department departments[] = {
	{"Burgerzaken", "SPE_E3", 20},
	{"Sociaal domein", "SPE_E3", 20},
	{"Openbare werken", "SPE_F1", 25},
	{"Financiën", "SPE_E5", 10},
	{"Bestuur", "SPE_E5", 5},
	{"Bibliotheek", "O365_BUSINESS_ESSENTIALS", 15},
	{"Vrijwilligers", NULL, 5},
};

/* A purchase: its seats are a share of all people, so that the picture is the same in every size.
 */
struct purchase {
	const char *sku;            /* part number */
	unsigned percent;           /* seats for each hundred people */
	enum lic_sub_status status; /* state */
	int days_left;              /* until the end of the term */
};

static const struct purchase purchases[] = {
	{"SPE_E3", 30, LIC_SUB_ENABLED, 200},
	{"SPE_E3", 12, LIC_SUB_ENABLED, 40},
	{"SPE_E5", 16, LIC_SUB_ENABLED, 320},
	{"SPE_F1", 25, LIC_SUB_ENABLED, 120},
	{"O365_BUSINESS_ESSENTIALS", 15, LIC_SUB_WARNING, -10},
	{"VISIOCLIENT", 5, LIC_SUB_ENABLED, 250},
	{"POWER_BI_PRO", 8, LIC_SUB_ENABLED, 250},
};

/* Numbers that look random and are the same every time (splitmix64). */
static uint64_t next_number(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static lic_rc buy_all(struct lic_ctx *ctx, unsigned users)
{
	for (size_t i = 0; i < LIC_COUNT(purchases); i++) {
		const struct purchase *purchase = &purchases[i];
		struct lic_subscription_input input = {
			.sku = purchase->sku,
			.total_licenses = (int64_t)users * purchase->percent / 100 + 2,
			.status = purchase->status,
			.channel = LIC_CHANNEL_DIRECT,
			.is_recurring = purchase->status == LIC_SUB_ENABLED,
			.starts_ms = {true, ctx->now_ms - 365 * LIC_MS_PER_DAY},
			.ends_ms = {true, ctx->now_ms + purchase->days_left * LIC_MS_PER_DAY},
		};
		struct lic_subscription subscription = {0};

		LIC_TRY(lic_subscription_add(ctx, &input, &subscription));
	}
	return LIC_OK_RC;
}

static const struct department *pick_department(uint64_t number)
{
	unsigned at = (unsigned)(number % 100);

	for (size_t i = 0; i < LIC_COUNT(departments); i++) {
		if (at < departments[i].percent) {
			return &departments[i];
		}
		at -= departments[i].percent;
	}
	return &departments[0];
}

static void set_text(struct lic_user_patch *patch, enum lic_user_property property,
	const char *value)
{
	patch->has_text[property] = true;
	patch->values.text[property] = value;
}

/* Makes person number `number`; one in forty has no usage location, so that there is something to
 * mend. */
static lic_rc make_person(struct lic_arena *arena, unsigned number, const char *domain,
	uint64_t *state, struct lic_user_patch *patch, const struct department **ret_department)
{
	const char *given = given_names[next_number(state) % LIC_COUNT(given_names)];
	const char *surname = surnames[next_number(state) % LIC_COUNT(surnames)];
	const char *display = lic_arena_printf(arena, "%s %s", given, surname);
	const char *upn = lic_arena_printf(arena, LIC_DEMO_UPN, number, domain);

	if (display == NULL || upn == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_department = pick_department(next_number(state));
	set_text(patch, LIC_USER_PRINCIPAL_NAME, upn);
	set_text(patch, LIC_USER_MAIL, upn);
	set_text(patch, LIC_USER_DISPLAY_NAME, display);
	set_text(patch, LIC_USER_GIVEN_NAME, given);
	set_text(patch, LIC_USER_SURNAME, surname);
	set_text(patch, LIC_USER_DEPARTMENT, (*ret_department)->name);
	set_text(patch, LIC_USER_CITY, "Waterdam");
	set_text(patch, LIC_USER_COUNTRY, "Nederland");
	if (number % 40 != 0) {
		set_text(patch, LIC_USER_USAGE_LOCATION, "NL");
	}
	return LIC_OK_RC;
}

/* Gives a person its department's product, and one in twelve Visio. Who cannot be given one stays
 * without. */
static lic_rc give_products(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct department *department, bool with_visio,
	struct lic_operation *operation)
{
	struct lic_license_add adds[2] = {0};
	struct lic_license_request request = {.adds = adds};
	struct lic_decision decision;
	uint32_t sku = 0;

	if (department->sku != NULL) {
		LIC_TRY(lic_sku_find(ctx->arena, catalog, department->sku, "sku", ctx->err, &sku));
		adds[request.add_count++].sku_id = catalog->skus[sku].id;
	}
	if (with_visio) {
		LIC_TRY(lic_sku_find(ctx->arena, catalog, "VISIOCLIENT", "sku", ctx->err, &sku));
		adds[request.add_count++].sku_id = catalog->skus[sku].id;
	}
	return lic_license_apply(ctx, catalog, user, &request, operation, &decision);
}

/* Makes the people after those that `demo` has, `count` of them. */
static lic_rc make_people(struct lic_ctx *ctx, struct lic_ctx *row_ctx,
	const struct lic_catalog *catalog, struct lic_demo *demo, unsigned count)
{
	struct lic_operation operation = {0};
	struct lic_tenant tenant = {0};
	int64_t first_id = 0;

	LIC_TRY(lic_tenant_load(ctx, &tenant));
	LIC_REQUIRE(tenant.domain_count > 0);
	LIC_TRY(lic_ctx_take_numbers(ctx, "user", count, &first_id));
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_USER_IMPORT, &(struct lic_target){.name = "demo"},
		&operation));
	for (unsigned i = 0; i < count; i++) {
		struct lic_user_patch patch = {0};
		const struct department *department = NULL;
		struct lic_user user = {0};

		lic_arena_reset(row_ctx->arena);
		LIC_TRY(make_person(row_ctx->arena, demo->made + i + 1, tenant.domains[0].name,
			&demo->sequence, &patch, &department));
		LIC_TRY(lic_user__create(row_ctx, &patch, first_id + i, &operation, &user));
		LIC_TRY(give_products(row_ctx, catalog, &user, department,
			next_number(&demo->sequence) % 12 == 0, &operation));
	}
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_demo_begin(struct lic_ctx *ctx, struct lic_demo *demo)
{
	LIC_REQUIRE(demo->users >= 1 && demo->users <= 1000000);
	demo->sequence = 1;
	return buy_all(ctx, demo->users);
}

lic_rc lic_demo_people(struct lic_ctx *ctx, struct lic_demo *demo, unsigned count)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_arena_freep) struct lic_arena *row_arena = lic_arena_new(ROW_ARENA_BYTES);
	struct lic_ctx row_ctx = *ctx;
	struct lic_demo after = *demo;

	if (row_arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	row_ctx.arena = row_arena;
	if (count > demo->users - demo->made) {
		count = demo->users - demo->made;
	}
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(make_people(ctx, &row_ctx, hold.catalog, &after, count));
	after.made += count;
	*demo = after;
	return LIC_OK_RC;
}
