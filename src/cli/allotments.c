/*
 * Allotments of seats as a table and one by one: see allotments_int.h.
 */
#include "cli/allotments_int.h"

#include "cli/http_int.h"

const struct lic_cli__kind lic_cli__allotments = {.path = "/api/v1/allotments",
	.noun = "allotment"};

const struct lic_cli__kind lic_cli__allotments_own = {.path = "/api/v1/me/allotments",
	.noun = "allotment",
	.is_own = true};

static const struct lic_cli_column columns[] = {
	{"Allotment", "displayName", false, false},
	{"Product", "product", false, false},
	{"Limit", "limit", true, false},
	{"Taken", "consumed", true, false},
	{"Free", "available", true, false},
	{"Waiting", "waiting", true, false},
	{"Groups", "groups", false, true},
	{"Owners", "owners", false, false},
	{"Id", "id", false, true},
};

/* The product's name, or its part number when the catalogue has no name for it. */
static const char *product_of(const json_t *allotment)
{
	const char *name = lic_cli__text(allotment, "productName");

	return name == NULL ? lic_cli__text(allotment, "skuPartNumber") : name;
}

static lic_rc allotment_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *allotment)
{
	const char *cells[] = {
		lic_cli__text(allotment, "displayName"),
		product_of(allotment),
		lic_cli__number(cli, lic_cli__int(allotment, "limit")),
		lic_cli__number(cli, lic_cli__int(allotment, "consumed")),
		lic_cli__number(cli, lic_cli__int(allotment, "available")),
		lic_cli__number(cli, lic_cli__int(allotment, "waiting")),
		lic_cli__join(cli, json_object_get(allotment, "groups"), "displayName", ", "),
		lic_cli__join(cli, json_object_get(allotment, "owners"), "userPrincipalName", " "),
		lic_cli__text(allotment, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, allotment);
}

lic_rc lic_cli__allotment_list(struct lic_cli *cli, const char *path)
{
	const struct lic_cli__listing listing = {
		.path = path,
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.row = allotment_row,
		.has_top = true,
	};

	return lic_cli__list_pages(cli, &listing);
}

/* What of the limit is free, and who waits. */
static void print_seats(struct lic_cli *cli, const json_t *allotment)
{
	const int64_t limit = lic_cli__int(allotment, "limit");
	const int64_t taken = lic_cli__int(allotment, "consumed");

	lic_cli__print_field(cli, "Limit", lic_cli__number(cli, limit));
	lic_cli__print_field(cli, "Taken", lic_cli__number(cli, taken));
	lic_cli__print_field(cli, "Free",
		taken <= limit ? lic_cli__number(cli, lic_cli__int(allotment, "available"))
			       : lic_arena_printf(cli->scratch,
					 "0: %lld more than the limit; who has a seat keeps it",
					 (long long)(taken - limit)));
	lic_cli__print_field(cli, "Waiting",
		lic_cli__number(cli, lic_cli__int(allotment, "waiting")));
}

/* A group, and what keeps it from doing its part. */
static void print_group(struct lic_cli *cli, const json_t *group)
{
	const char *but = "";

	if (!json_is_true(json_object_get(group, "givesProduct"))) {
		but = ": does not give the product yet";
	} else if (!json_is_true(json_object_get(group, "ownersMayUse"))) {
		but = ": owners may not add people, for it gives what is in no allotment of theirs";
	}
	lic_cli_print(cli, "    %s%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(group, "displayName")), but);
}

lic_rc lic_cli__allotment_print(struct lic_cli *cli, const char *did, const json_t *allotment)
{
	const json_t *groups = json_object_get(allotment, "groups");
	const json_t *owners = json_object_get(allotment, "owners");

	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, allotment);
	}
	lic_cli_print(cli, "%s%s\n", did,
		lic_cli__clean(cli->scratch, lic_cli__text(allotment, "displayName")));
	lic_cli__print_field(cli, "Id", lic_cli__text(allotment, "id"));
	lic_cli__print_field(cli, "Product", product_of(allotment));
	print_seats(cli, allotment);
	lic_cli_print(cli, "  Groups%s\n", json_array_size(groups) == 0 ? ": none" : "");
	for (size_t i = 0; i < json_array_size(groups); i++) {
		print_group(cli, json_array_get(groups, i));
	}
	lic_cli_print(cli, "  Owners%s\n", json_array_size(owners) == 0 ? ": none" : "");
	for (size_t i = 0; i < json_array_size(owners); i++) {
		lic_cli_print(cli, "    %s\n",
			lic_cli__clean(cli->scratch,
				lic_cli__text(json_array_get(owners, i), "userPrincipalName")));
	}
	return LIC_OK_RC;
}
