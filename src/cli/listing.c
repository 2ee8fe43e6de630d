/*
 * Lists that the server gives by pages, shown as they come.
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <string.h>

#define PAGE_MAX 999
#define TOP_DEFAULT 100
#define TOP_MAX 1000000000LL

/* How many items are wanted: --top, --all, or a screenful or two. */
static lic_rc read_limit(struct lic_cli *cli, const struct lic_cli__listing *listing,
	long long *ret_limit)
{
	*ret_limit = TOP_MAX;
	if (!listing->has_top || lic_cli_has(cli, "all")) {
		if (listing->has_top && lic_cli_has(cli, "top")) {
			return lic_cli_usage(cli, "Choose one of --top and --all.");
		}
		return LIC_OK_RC;
	}
	*ret_limit = TOP_DEFAULT;
	return lic_cli_get_int(cli, "top", 1, TOP_MAX, ret_limit);
}

/* Adds the rows of one page, at most `*left` of them. */
static lic_rc add_rows(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *items, long long *left)
{
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);
		if (*left == 0) {
			break;
		}
		LIC_TRY(listing->row(cli, listing, list, item));
		(*left)--;
	}
	lic_cli_list_flush(list);
	return LIC_OK_RC;
}

lic_rc lic_cli__list_pages(struct lic_cli *cli, const struct lic_cli__listing *listing)
{
	LIC_AUTO(lic_cli__pages_done) struct lic_cli__pages pages = {0};
	struct lic_cli_list *list = NULL;
	const char *path = listing->path;
	json_t *items = NULL;
	long long left = 0;
	bool is_cut = false;

	LIC_TRY(read_limit(cli, listing, &left));
	if (listing->has_top) {
		path = lic_arena_printf(cli->arena, "%s%c$top=%d", path,
			strchr(path, '?') == NULL ? '?' : '&',
			left < PAGE_MAX ? (int)left : PAGE_MAX);
	}
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli_list_begin(cli, listing->columns, listing->column_count, &list));
	LIC_TRY(lic_cli__pages_begin(&pages, path));
	LIC_TRY(lic_cli__pages_next(cli, &pages, &items));
	while (items != NULL && !is_cut) {
		size_t had = (size_t)left;

		LIC_TRY(add_rows(cli, listing, list, items, &left));
		is_cut = left == 0 && (pages.next != NULL || json_array_size(items) > had);
		if (!is_cut) {
			LIC_TRY(lic_cli__pages_next(cli, &pages, &items));
		}
	}
	lic_cli_list_end(list);
	if (is_cut) {
		lic_cli_note(cli, "There are more: --all shows them.");
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__print_with_list(struct lic_cli *cli, json_t *object, const char *name,
	const char *path)
{
	LIC_AUTO(lic_cli__pages_done) struct lic_cli__pages pages = {0};
	json_t *list = json_array();
	json_t *page = NULL;

	if (json_object_set_new(object, name, list) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__pages_begin(&pages, path));
	do {
		LIC_TRY(lic_cli__pages_next(cli, &pages, &page));
		if (page != NULL && json_array_extend(list, page) != 0) {
			return LIC_RC(LIC_E_NOMEM);
		}
	} while (page != NULL);
	return lic_cli_print_tree(cli, object);
}
