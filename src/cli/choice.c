/*
 * What --sku and --without chose, and how it is sent.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/names_int.h"

#include <string.h>

static bool has_sku(const struct lic_cli__choice *choice, const struct lic_cli__sku *sku)
{
	for (size_t i = 0; i < choice->sku_count; i++) {
		if (lic_text_equal_nocase(choice->skus[i]->id, sku->id)) {
			return true;
		}
	}
	return false;
}

static bool has_without(const struct lic_cli__choice *choice, const struct lic_cli__plan *plan)
{
	for (size_t i = 0; i < choice->without_count; i++) {
		if (lic_text_equal_nocase(choice->without[i]->id, plan->id)) {
			return true;
		}
	}
	return false;
}

lic_rc lic_cli__choice_read(struct lic_cli *cli, const char *option,
	struct lic_cli__choice *ret_choice)
{
	struct lic_cli__choice choice = {0};
	const char *const *names = NULL;
	const char *const *without = NULL;
	size_t name_count = 0;
	size_t without_count = 0;

	LIC_TRY(lic_cli_get_all(cli, option, &names, &name_count));
	LIC_TRY(lic_cli_get_all(cli, "without", &without, &without_count));
	if (name_count == 0 && without_count > 0) {
		return lic_cli_usage(cli,
			"--without leaves plans of a product off: name it with --%s.", option);
	}
	choice.skus = lic_arena_array(cli->arena, name_count, sizeof(void *));
	choice.without = lic_arena_array(cli->arena, without_count, sizeof(void *));
	if (choice.skus == NULL || choice.without == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < name_count; i++) {
		const struct lic_cli__sku *sku = NULL;

		LIC_TRY(lic_cli__sku_find(cli, names[i], &sku));
		if (!has_sku(&choice, sku)) {
			choice.skus[choice.sku_count++] = sku;
		}
	}
	for (size_t i = 0; i < without_count; i++) {
		const struct lic_cli__plan *plan = NULL;

		LIC_TRY(lic_cli__plan_find(cli, choice.skus, choice.sku_count, without[i], &plan));
		if (!has_without(&choice, plan)) {
			choice.without[choice.without_count++] = plan;
		}
	}
	*ret_choice = choice;
	return LIC_OK_RC;
}

void lic_cli__choice_write(struct lic_json *json, const struct lic_cli__choice *choice)
{
	lic_json_array(json);
	for (size_t i = 0; i < choice->sku_count; i++) {
		const struct lic_cli__sku *sku = choice->skus[i];

		lic_json_object(json);
		lic_json_kstring(json, "skuId", sku->id);
		lic_json_key(json, "disabledPlans");
		lic_json_array(json);
		for (size_t j = 0; j < choice->without_count; j++) {
			const struct lic_cli__plan *plan =
				lic_cli__plan_by_id(sku, choice->without[j]->id);

			if (plan != NULL) {
				lic_json_string(json, plan->id);
			}
		}
		lic_json_end(json);
		lic_json_end(json);
	}
	lic_json_end(json);
}

const char *lic_cli__choice_name(struct lic_cli *cli, const struct lic_cli__choice *choice)
{
	struct lic_buf text;
	const char *name = NULL;

	lic_buf_init(&text, (size_t)64 * 1024);
	for (size_t i = 0; i < choice->sku_count; i++) {
		lic_buf_printf(&text, "%s%s", i == 0 ? "" : ", ",
			lic_cli__sku_name(choice->skus[i]));
	}
	name = lic_arena_copy(cli->arena, text.data, text.len);
	lic_buf_done(&text);
	return name == NULL ? "" : name;
}
