/*
 * Kinds of objects: see entity.h.
 */
#include "odata/entity.h"

#include <string.h>
#include <strings.h>

const struct lic_odata_property *lic_odata_property_find(const struct lic_odata_entity *entity,
	const char *name, size_t len)
{
	for (size_t i = 0; i < entity->count; i++) {
		const struct lic_odata_property *property = &entity->properties[i];

		if (strlen(property->name) == len && strncasecmp(property->name, name, len) == 0) {
			return property;
		}
	}
	return NULL;
}
