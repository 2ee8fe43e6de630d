/*
 * Properties of objects that are users or groups: which there are, and which a request wants.
 */
#include "api/graph/group_int.h"

#include "api/options_int.h"

#include <string.h>

#define NAMES_MAX LIC_GRAPH_OBJECT_NAMES_MAX

/* Licences are shown by calls of their own. */
static bool is_shown(const char *name)
{
	return strcmp(name, "assignedLicenses") != 0 && strcmp(name, "assignedPlans") != 0 &&
		strcmp(name, "provisionedPlans") != 0 &&
		strcmp(name, "licenseAssignmentStates") != 0 &&
		strcmp(name, "licenseProcessingState") != 0;
}

/* Lists the names that can be selected: those of users, then those that only groups have. */
static size_t list_names(const char **names)
{
	size_t count = 0;

	for (size_t i = 0; i < LIC_FIELD_MAX_; i++) {
		if (is_shown(lic_user_field_names[i])) {
			names[count++] = lic_user_field_names[i];
		}
	}
	size_t user_count = count;

	for (size_t i = 0; i < LIC_GROUP_FIELD_MAX_; i++) {
		bool is_new = is_shown(lic_group_field_names[i]);

		for (size_t k = 0; k < user_count && is_new; k++) {
			is_new = strcmp(names[k], lic_group_field_names[i]) != 0;
		}
		if (is_new) {
			names[count++] = lic_group_field_names[i];
		}
	}
	return count;
}

/* Which of `count` `fields` the `selected` ones of `names` are. */
static uint64_t chosen(const char *const *names, uint64_t selected, const char *const *fields,
	size_t count)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < NAMES_MAX && names[i] != NULL; i++) {
		for (size_t k = 0; k < count; k++) {
			if ((selected & LIC_FIELD_BIT(i)) != 0 &&
				strcmp(names[i], fields[k]) == 0) {
				bits |= LIC_FIELD_BIT(k);
			}
		}
	}
	return bits;
}

/* The fields of each kind for the `selected` ones of `names`. */
static struct lic_graph_object_fields fields_of(const char *const *names, uint64_t selected)
{
	return (struct lic_graph_object_fields){
		.of_user = chosen(names, selected, lic_user_field_names, LIC_FIELD_MAX_),
		.of_group = chosen(names, selected, lic_group_field_names, LIC_GROUP_FIELD_MAX_),
	};
}

static const struct lic_graph_object_fields default_fields = {LIC_FIELDS_DEFAULT,
	LIC_GROUP_FIELDS_DEFAULT};

lic_rc lic_graph__object_fields(struct lic_api_request *req, const char *select,
	struct lic_graph_object_fields *ret_fields)
{
	const char *names[NAMES_MAX] = {NULL};
	size_t count = list_names(names);
	uint64_t selected = 0;

	LIC_TRY(lic_api__select_text(req, select, names, count, 0, &selected));
	*ret_fields = select == NULL ? default_fields : fields_of(names, selected);
	return LIC_OK_RC;
}

lic_rc lic_graph__object_select(struct lic_api_request *req,
	struct lic_graph_object_selection *selection)
{
	selection->chosen.names = selection->names;
	selection->chosen.count = list_names(selection->names);
	LIC_TRY(lic_graph__select(req, &selection->chosen));
	selection->fields = selection->chosen.is_chosen
		? fields_of(selection->names, selection->chosen.fields)
		: default_fields;
	return LIC_OK_RC;
}
