/*
 * Microsoft's "Product names and service plan identifiers for licensing": one row per product and
 * plan. It knows names and which product has which plan; what it does not know of a plan comes from
 * catalog/services.json when the plan is new.
 */
#include "service/catalog_csv_int.h"

#include <string.h>

/* A plan in a product, as indices into the lists of the file. */
struct link {
	uint32_t sku;  /* index of the product */
	uint32_t plan; /* index of the plan; no padding behind it, so that a link can be a key in a
			  map */
};

/* The products read so far. */
struct products {
	struct lic_table *table;      /* where they come from */
	struct lic_catalog_map skus;  /* GUID of a product to its index */
	struct lic_catalog_map plans; /* GUID of a plan to its index */
	struct lic_catalog_map known; /* links */
	struct link *links;           /* in the order of the file, none twice */
	size_t link_count;            /* number of links */
};

/* One row. */
struct row {
	struct lic_guid sku_id;  /* the product's GUID */
	struct lic_guid plan_id; /* the plan's GUID */
	const char *product;     /* name of the product */
	const char *part_number; /* its String_Id */
	const char *plan;        /* short name of the plan */
	const char *title;       /* name of the plan for people */
};

/* Reads the row at hand; false when something in it is wrong. */
static bool read_row(struct lic_table *table, struct row *row)
{
	size_t before = table->mistakes->count;
	bool is_good = true;

	row->product = lic_table__name(table, LIC_COLUMN_PRODUCT_NAME);
	row->part_number = lic_table__name(table, LIC_COLUMN_PART_NUMBER);
	is_good = lic_table__guid(table, LIC_COLUMN_PRODUCT_ID, &row->sku_id);
	row->plan = lic_table__name(table, LIC_COLUMN_PLAN_NAME);
	is_good = lic_table__guid(table, LIC_COLUMN_PLAN_ID, &row->plan_id) && is_good;
	row->title = lic_table__name(table, LIC_COLUMN_PLAN_TITLE);
	return is_good && table->mistakes->count == before && !table->mistakes->is_out_of_memory;
}

static lic_rc keep(struct lic_table *table, const char *text, const char **ret_text)
{
	*ret_text = lic_arena_strdup(table->arena, text);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Keeps where a GUID stands, for a mistake that only the database can show. */
static lic_rc keep_place(struct lic_table *table, const char ***places, size_t count,
	enum lic_table_column column)
{
	const char **list = lic_catalog__grow(table->arena, *places, count, sizeof(*list));

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*places = list;
	return keep(table, lic_table__place(table, column), &list[count]);
}

static lic_rc add_sku(struct products *p, const struct row *row)
{
	struct lic_catalog_file *file = p->table->file;
	size_t count = file->sku_count;
	struct lic_sku *skus = lic_catalog__grow(p->table->arena, file->skus, count, sizeof(*skus));

	if (skus == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	file->skus = skus;
	LIC_TRY(keep_place(p->table, &file->sku_places, count, LIC_COLUMN_PRODUCT_ID));
	skus[count] = (struct lic_sku){.id = row->sku_id, .is_offered = true};
	LIC_TRY(keep(p->table, row->part_number, &skus[count].part_number));
	LIC_TRY(keep(p->table, row->product, &skus[count].display_name));
	file->sku_count++;
	return lic_catalog__map_set(&p->skus, skus[count].id.bytes, sizeof(skus[count].id.bytes),
		(uint32_t)count);
}

static lic_rc add_plan(struct products *p, const struct row *row)
{
	struct lic_catalog_file *file = p->table->file;
	size_t count = file->plan_count;
	struct lic_plan *plans =
		lic_catalog__grow(p->table->arena, file->plans, count, sizeof(*plans));

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	file->plans = plans;
	LIC_TRY(keep_place(p->table, &file->plan_places, count, LIC_COLUMN_PLAN_ID));
	plans[count] = (struct lic_plan){.id = row->plan_id, .prohibited = ""};
	LIC_TRY(keep(p->table, row->plan, &plans[count].name));
	LIC_TRY(keep(p->table, row->title, &plans[count].display_name));
	file->plan_count++;
	return lic_catalog__map_set(&p->plans, plans[count].id.bytes, sizeof(plans[count].id.bytes),
		(uint32_t)count);
}

/* Puts a plan into a product. Microsoft's file repeats rows; that says nothing new. */
static lic_rc add_link(struct products *p, uint32_t sku, uint32_t plan)
{
	struct link link = {.sku = sku, .plan = plan};
	struct link *links = NULL;

	if (lic_catalog__map_get(&p->known, &link, sizeof(link)) != LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	links = lic_catalog__grow(p->table->arena, p->links, p->link_count, sizeof(*links));
	if (links == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	p->links = links;
	links[p->link_count] = link;
	p->link_count++;
	return lic_catalog__map_set(&p->known, &links[p->link_count - 1], sizeof(link), 0);
}

/* A GUID keeps the names that it has first: the file spells some plans in several ways. */
static lic_rc add_row(struct products *p, const struct row *row)
{
	uint32_t sku = lic_catalog__map_get(&p->skus, row->sku_id.bytes, sizeof(row->sku_id.bytes));
	uint32_t plan =
		lic_catalog__map_get(&p->plans, row->plan_id.bytes, sizeof(row->plan_id.bytes));

	if (sku == LIC_INDEX_NONE) {
		sku = (uint32_t)p->table->file->sku_count;
		LIC_TRY(add_sku(p, row));
	}
	if (plan == LIC_INDEX_NONE) {
		plan = (uint32_t)p->table->file->plan_count;
		LIC_TRY(add_plan(p, row));
	}
	return add_link(p, sku, plan);
}

/* What comes from outside must end somewhere: tells whether it may go on, and when it may not, why.
 */
static bool has_room(struct products *p)
{
	if (p->table->file->sku_count <= LIC_CATALOG_SKUS_MAX &&
		p->table->file->plan_count <= LIC_CATALOG_PLANS_MAX &&
		p->link_count <= LIC_CATALOG_LINKS_MAX) {
		return true;
	}
	lic_catalog__mistake(p->table->mistakes, NULL, NULL,
		"the file has more than %d products, %d service plans or %d different rows",
		LIC_CATALOG_SKUS_MAX, LIC_CATALOG_PLANS_MAX, LIC_CATALOG_LINKS_MAX);
	return false;
}

/* Turns links into a list of plans for each product. */
static lic_rc fill_lists(const struct products *p)
{
	struct lic_catalog_file *file = p->table->file;
	uint32_t **lists = lic_arena_array(p->table->arena, file->sku_count, sizeof(*lists));
	size_t *counts = lic_arena_array(p->table->arena, file->sku_count, sizeof(*counts));

	if (lists == NULL || counts == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < p->link_count; i++) {
		counts[p->links[i].sku]++;
	}
	for (size_t i = 0; i < file->sku_count; i++) {
		lists[i] = lic_arena_array(p->table->arena, counts[i], sizeof(*lists[i]));
		if (lists[i] == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		file->skus[i].plans = lists[i];
	}
	for (size_t i = 0; i < p->link_count; i++) {
		struct lic_sku *sku = &file->skus[p->links[i].sku];

		lists[p->links[i].sku][sku->plan_count++] = p->links[i].plan;
	}
	return LIC_OK_RC;
}

lic_rc lic_table__products(struct lic_table *table)
{
	struct products p = {.table = table};
	struct row row;
	bool more = true;

	table->file->has_products = true;
	lic_catalog__map_init(&p.skus, table->arena);
	lic_catalog__map_init(&p.plans, table->arena);
	lic_catalog__map_init(&p.known, table->arena);
	for (;;) {
		LIC_TRY(lic_table__next(table, &more));
		if (!more || !has_room(&p)) {
			break;
		}
		if (read_row(table, &row)) {
			LIC_TRY(add_row(&p, &row));
		}
	}
	if (p.link_count == 0 && table->mistakes->count == 0) {
		lic_catalog__mistake(table->mistakes, NULL, NULL,
			"the file has no rows below its first line");
	}
	LIC_TRY(fill_lists(&p));
	return lic_catalog__fill_services(table->arena, table->file->plans,
		table->file->plan_count);
}
