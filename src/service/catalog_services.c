/*
 * What a CSV does not tell about a service plan, by its name: catalog/services.json, built into the
 * program. How names lead to services is described in catalog/README.md.
 */
#include "service/catalog_services.h"
#include "base/json.h"
#include "base/text.h"
#include "service/catalog_int.h"

#include <string.h>
#include <strings.h>

/* Tells whether one of the strings in `list` is `name`, without regard to case. */
static bool has_name(const json_t *list, const char *name)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (text != NULL && lic_text_equal_nocase(text, name)) {
			return true;
		}
	}
	return false;
}

/* Finds the service of the first prefix that `name` begins with; NULL when the file is broken, as
 * the last is empty. */
static const char *find_service(const json_t *services, const char *name)
{
	for (size_t i = 0; i < json_array_size(services); i++) {
		const json_t *entry = json_array_get(services, i);
		const char *prefix = json_string_value(json_object_get(entry, "prefix"));

		if (prefix != NULL && strncasecmp(name, prefix, strlen(prefix)) == 0) {
			return json_string_value(json_object_get(entry, "service"));
		}
	}
	return NULL;
}

lic_rc lic_catalog__fill_services(struct lic_arena *arena, struct lic_plan *plans, size_t count)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const json_t *services = NULL;
	const json_t *company = NULL;
	const json_t *automatic = NULL;

	LIC_TRY(lic_json_parse((const char *)lic_catalog_services_json,
		lic_catalog_services_json_len, NULL, &root));
	services = json_object_get(root, "services");
	company = json_object_get(root, "company");
	automatic = json_object_get(root, "autoAssigned");
	for (size_t i = 0; i < count; i++) {
		const char *service = find_service(services, plans[i].name);

		if (service == NULL) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		plans[i].service = lic_arena_strdup(arena, service);
		if (plans[i].service == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		plans[i].is_company = has_name(company, plans[i].name);
		plans[i].is_auto = has_name(automatic, plans[i].name);
	}
	return LIC_OK_RC;
}
