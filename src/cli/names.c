/*
 * Products and service plans by name: GUID, part number (servicePlanName) or display name, in any
 * case. A name that fits several is never guessed at, and one that fits none is answered with what
 * was probably meant.
 */
#include "base/guid.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#include <string.h>

/* The products that the organisation owns. */
struct lic_cli__skus {
	json_t *subscribed; /* answer to /v1.0/subscribedSkus; owned */
	json_t *catalog;    /* answer to /api/v1/catalog/skus, or NULL: no such call; owned */
	struct lic_cli__sku *items; /* in the arena; texts are borrowed from the trees */
	size_t count;               /* number of items */
};

void lic_cli__skus_free(struct lic_cli *cli)
{
	if (cli->skus != NULL) {
		json_decref(cli->skus->subscribed);
		json_decref(cli->skus->catalog);
		cli->skus = NULL;
	}
}

const char *lic_cli__sku_name(const struct lic_cli__sku *sku)
{
	return sku->display == NULL ? sku->part : sku->display;
}

/* "" for a missing text, so that comparing needs no care. */
static const char *text_or_empty(const json_t *object, const char *name)
{
	const char *text = lic_cli__text(object, name);

	return text == NULL ? "" : text;
}

/* Finds the object whose member `key` is `id`. */
static const json_t *find_by_id(const json_t *items, const char *key, const char *id)
{
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);
		if (lic_text_equal_nocase(text_or_empty(item, key), id)) {
			return item;
		}
	}
	return NULL;
}

/* Fills `sku` from an object with Graph's member names, and the names of `catalog`, the same
 * product in our catalogue or NULL. */
static lic_rc fill_sku(struct lic_cli *cli, const json_t *from, const json_t *catalog,
	struct lic_cli__sku *sku)
{
	const json_t *plans = json_object_get(from, "servicePlans");
	const json_t *named = json_object_get(catalog, "servicePlans");
	size_t count = json_array_size(plans);
	struct lic_cli__plan *kept = lic_arena_array(cli->arena, count, sizeof(*kept));

	if (kept == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *plan = json_array_get(plans, i);

		kept[i].id = text_or_empty(plan, "servicePlanId");
		kept[i].name = text_or_empty(plan, "servicePlanName");
		kept[i].display = lic_cli__text(find_by_id(named, "servicePlanId", kept[i].id),
			"displayName");
	}
	sku->id = text_or_empty(from, "skuId");
	sku->part = text_or_empty(from, "skuPartNumber");
	sku->display = lic_cli__text(catalog, "displayName");
	sku->plans = kept;
	sku->plan_count = count;
	return LIC_OK_RC;
}

/* Asks for the display names of owned products. A server without that call (Microsoft's) has none
 * to give. */
static lic_rc load_catalog(struct lic_cli *cli, json_t **ret_catalog)
{
	lic_rc rc = lic_cli__get(cli, "/api/v1/catalog/skus?owned=true", ret_catalog);
	long status = lic_cli__status(cli);

	if (!lic_ok(rc) &&
		(status == 400 || status == 403 || status == 404 || status == 405 ||
			status == 501)) {
		cli->err = (struct lic_err){0};
		return LIC_OK_RC;
	}
	return rc;
}

static lic_rc load(struct lic_cli *cli)
{
	struct lic_cli__skus *skus = lic_arena_alloc(cli->arena, sizeof(*skus));
	const json_t *value = NULL;

	if (skus == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	cli->skus = skus; /* what it owns so far is freed with the command */
	LIC_TRY(lic_cli__get(cli, "/v1.0/subscribedSkus", &skus->subscribed));
	LIC_TRY(load_catalog(cli, &skus->catalog));
	value = json_object_get(skus->subscribed, "value");
	skus->items = lic_arena_array(cli->arena, json_array_size(value), sizeof(*skus->items));
	if (skus->items == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (; skus->count < json_array_size(value); skus->count++) {
		json_t *subscribed = json_array_get(value, skus->count);
		const json_t *named = find_by_id(json_object_get(skus->catalog, "value"), "skuId",
			text_or_empty(subscribed, "skuId"));

		LIC_TRY(fill_sku(cli, subscribed, named, &skus->items[skus->count]));
		skus->items[skus->count].subscribed = subscribed;
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__skus_owned(struct lic_cli *cli, const struct lic_cli__sku **ret_skus,
	size_t *ret_count)
{
	if (cli->skus == NULL) {
		LIC_TRY(load(cli));
	}
	*ret_skus = cli->skus->items;
	*ret_count = cli->skus->count;
	return LIC_OK_RC;
}

const struct lic_cli__sku *lic_cli__sku_by_id(const struct lic_cli *cli, const char *id)
{
	for (size_t i = 0; cli->skus != NULL && i < cli->skus->count; i++) {
		if (lic_text_equal_nocase(cli->skus->items[i].id, id)) {
			return &cli->skus->items[i];
		}
	}
	return NULL;
}

const struct lic_cli__plan *lic_cli__plan_by_id(const struct lic_cli__sku *sku, const char *id)
{
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (lic_text_equal_nocase(sku->plans[i].id, id)) {
			return &sku->plans[i];
		}
	}
	return NULL;
}

/* Something with a GUID, a technical name and perhaps a display name. */
struct named {
	const char *id;      /* GUID */
	const char *name;    /* part number or servicePlanName */
	const char *display; /* or NULL */
	const void *what;    /* the product or plan */
};

/* A search among `count` named things for `text`. */
struct search {
	const char *kind;          /* "product", "service plan" */
	const char *where;         /* "among the owned products" */
	const struct named *items; /* all of them, each once */
	size_t count;              /* number of items */
	const char *text;          /* as typed */
};

static lic_rc matches(struct lic_cli *cli, const struct search *search, const struct named *item,
	bool *ret_matches)
{
	const char *typed = NULL;
	const char *display = "";

	*ret_matches = lic_text_equal_nocase(item->id, search->text) ||
		lic_text_equal_nocase(item->name, search->text);
	if (*ret_matches || item->display == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(cli->arena, search->text, &typed));
	LIC_TRY(lic_text_fold(cli->arena, item->display, &display));
	*ret_matches = strcmp(typed, display) == 0;
	return LIC_OK_RC;
}

/* Lists what a name could mean. */
static lic_rc ambiguous(struct lic_cli *cli, const struct search *search)
{
	struct lic_buf list;
	lic_rc rc;

	lic_buf_init(&list, LIC_ERR_MESSAGE_BYTES);
	for (size_t i = 0; i < search->count; i++) {
		const struct named *item = &search->items[i];
		bool is_match = false;

		rc = matches(cli, search, item, &is_match);
		if (lic_ok(rc) && is_match) {
			lic_buf_printf(&list, "\n  %s  %s  %s", item->id, item->name,
				item->display == NULL ? "" : item->display);
		}
	}
	rc = lic_cli_usage(cli, "\"%s\" is the name of several %ss. Use the id of one:%s",
		lic_cli__clean(cli->arena, search->text), search->kind,
		list.data == NULL ? "" : list.data);
	lic_buf_done(&list);
	return rc;
}

static lic_rc unknown(struct lic_cli *cli, const struct search *search)
{
	const char **names = lic_arena_array(cli->arena, search->count * 2, sizeof(*names));
	const char *text = lic_cli__clean(cli->arena, search->text);
	size_t nearest = 0;

	if (names == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < search->count; i++) {
		names[2 * i] = search->items[i].name;
		names[2 * i + 1] = search->items[i].display;
	}
	nearest = lic_text_nearest(search->text, names, search->count * 2);
	if (nearest < search->count * 2) {
		return lic_cli_usage(cli, "There is no %s \"%s\" %s. Did you mean \"%s\"?",
			search->kind, text, search->where, names[nearest]);
	}
	return lic_cli_usage(cli, "There is no %s \"%s\" %s.", search->kind, text, search->where);
}

/* Runs a search. `*ret_found` is NULL when nothing fits. Errors: a usage error when several fit. */
static lic_rc find(struct lic_cli *cli, const struct search *search, const void **ret_found)
{
	const void *found = NULL;

	for (size_t i = 0; i < search->count; i++) {
		bool is_match = false;

		LIC_TRY(matches(cli, search, &search->items[i], &is_match));
		if (is_match && found != NULL) {
			return ambiguous(cli, search);
		}
		found = is_match ? search->items[i].what : found;
	}
	*ret_found = found;
	return LIC_OK_RC;
}

/*
 * Looks a product up that the organisation does not own: in the server's whole catalogue, or by its
 * GUID alone. The server then refuses it in its own words, which say what to buy. `*ret_sku`
 * is NULL when there is none.
 */
static lic_rc find_unowned(struct lic_cli *cli, const char *text,
	const struct lic_cli__sku **ret_sku)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_cli__sku *sku = lic_arena_alloc(cli->arena, sizeof(*sku));
	const char *escaped = lic_cli__escape(cli, text);
	const char *path = escaped == NULL
		? NULL
		: lic_arena_printf(cli->scratch, "/api/v1/catalog/skus/%s", escaped);
	struct lic_guid guid;
	lic_rc rc;

	*ret_sku = NULL;
	if (sku == NULL || path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_cli__get(cli, path, &root);
	if (lic_ok(rc)) {
		sku->id = lic_arena_strdup(cli->arena, text_or_empty(root, "skuId"));
		sku->part = lic_arena_strdup(cli->arena, text_or_empty(root, "skuPartNumber"));
		sku->display = lic_arena_strdup(cli->arena, text_or_empty(root, "displayName"));
		*ret_sku = sku;
		return sku->id == NULL || sku->part == NULL || sku->display == NULL
			? LIC_RC(LIC_E_NOMEM)
			: LIC_OK_RC;
	}
	if (lic_cli__status(cli) < 400 || lic_cli__status(cli) >= 500 || rc.code == LIC_E_BUSY) {
		return rc;
	}
	cli->err = (struct lic_err){0};
	if (lic_guid_parse(text, strlen(text), &guid)) {
		sku->id = text;
		sku->part = text;
		*ret_sku = sku;
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__sku_find(struct lic_cli *cli, const char *text, const struct lic_cli__sku **ret_sku)
{
	const struct lic_cli__sku *skus = NULL;
	const void *found = NULL;
	struct named *items = NULL;
	struct search search = {.kind = "product",
		.where = "among those the organisation owns",
		.text = text};

	LIC_TRY(lic_cli__skus_owned(cli, &skus, &search.count));
	items = lic_arena_array(cli->arena, search.count, sizeof(*items));
	if (items == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < search.count; i++) {
		items[i] = (struct named){skus[i].id, skus[i].part, skus[i].display, &skus[i]};
	}
	search.items = items;
	LIC_TRY(find(cli, &search, &found));
	if (found == NULL) {
		LIC_TRY(find_unowned(cli, text, ret_sku));
		return *ret_sku == NULL ? unknown(cli, &search) : LIC_OK_RC;
	}
	*ret_sku = found;
	return LIC_OK_RC;
}

static bool has_plan(const struct named *items, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (lic_text_equal_nocase(items[i].id, id)) {
			return true;
		}
	}
	return false;
}

lic_rc lic_cli__plan_find(struct lic_cli *cli, const struct lic_cli__sku *const *skus, size_t count,
	const char *text, const struct lic_cli__plan **ret_plan)
{
	struct search search = {.kind = "service plan",
		.where = "in the chosen products",
		.text = text};
	struct named *items = NULL;
	const void *found = NULL;
	size_t total = 0;

	for (size_t i = 0; i < count; i++) {
		total += skus[i]->plan_count;
	}
	items = lic_arena_array(cli->arena, total, sizeof(*items));
	if (items == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < skus[i]->plan_count; j++) {
			const struct lic_cli__plan *plan = &skus[i]->plans[j];

			if (!has_plan(items, search.count, plan->id)) { /* many products share a
									   plan */
				items[search.count++] =
					(struct named){plan->id, plan->name, plan->display, plan};
			}
		}
	}
	search.items = items;
	LIC_TRY(find(cli, &search, &found));
	if (found == NULL) {
		return unknown(cli, &search);
	}
	*ret_plan = found;
	return LIC_OK_RC;
}
