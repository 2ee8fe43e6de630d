/*
 * Properties of a user given as words, "jobTitle=Engineer": Graph's names in any case, "property="
 * to clear.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"

#include <string.h>

enum property_kind {
	PROPERTY_TEXT,
	PROPERTY_BOOL,
	PROPERTY_LIST
};

/* A property that can be set. */
struct property {
	const char *name;        /* Graph's name */
	enum property_kind kind; /* of its value */
};

static const struct property properties[] = {
	{"accountEnabled", PROPERTY_BOOL},
	{"businessPhones", PROPERTY_LIST},
	{"city", PROPERTY_TEXT},
	{"companyName", PROPERTY_TEXT},
	{"country", PROPERTY_TEXT},
	{"department", PROPERTY_TEXT},
	{"displayName", PROPERTY_TEXT},
	{"employeeId", PROPERTY_TEXT},
	{"faxNumber", PROPERTY_TEXT},
	{"givenName", PROPERTY_TEXT},
	{"jobTitle", PROPERTY_TEXT},
	{"mail", PROPERTY_TEXT},
	{"mailNickname", PROPERTY_TEXT},
	{"mobilePhone", PROPERTY_TEXT},
	{"officeLocation", PROPERTY_TEXT},
	{"postalCode", PROPERTY_TEXT},
	{"preferredLanguage", PROPERTY_TEXT},
	{"state", PROPERTY_TEXT},
	{"streetAddress", PROPERTY_TEXT},
	{"surname", PROPERTY_TEXT},
	{"usageLocation", PROPERTY_TEXT},
	{"userPrincipalName", PROPERTY_TEXT},
	{"userType", PROPERTY_TEXT},
};

static lic_rc unknown_property(struct lic_cli *cli, const char *name)
{
	const char *names[LIC_COUNT(properties)];
	size_t nearest = 0;

	for (size_t i = 0; i < LIC_COUNT(properties); i++) {
		names[i] = properties[i].name;
	}
	nearest = lic_text_nearest(name, names, LIC_COUNT(names));
	name = lic_cli__clean(cli->arena, name);
	if (nearest < LIC_COUNT(names)) {
		return lic_cli_usage(cli, "A user has no property \"%s\". Did you mean \"%s\"?",
			name, names[nearest]);
	}
	return lic_cli_usage(cli, "A user has no property \"%s\".", name);
}

static lic_rc write_value(struct lic_cli *cli, const struct property *property, const char *value,
	struct lic_json *json)
{
	bool is_true = lic_text_equal_nocase(value, "true");

	switch (property->kind) {
	case PROPERTY_TEXT:
		lic_json_string(json, value[0] == '\0' ? NULL : value);
		break;
	case PROPERTY_BOOL:
		if (!is_true && !lic_text_equal_nocase(value, "false")) {
			return lic_cli_usage(cli, "%s is true or false, not \"%s\".",
				property->name, lic_cli__clean(cli->arena, value));
		}
		lic_json_bool(json, is_true);
		break;
	case PROPERTY_LIST:
		lic_json_array(json);
		if (value[0] != '\0') {
			lic_json_string(json, value);
		}
		lic_json_end(json);
		break;
	}
	return LIC_OK_RC;
}

static lic_rc write_property(struct lic_cli *cli, const char *word, bool *is_written,
	struct lic_json *json)
{
	const char *equals = strchr(word, '=');
	const char *name =
		equals == NULL ? NULL : lic_arena_copy(cli->arena, word, (size_t)(equals - word));

	if (equals == NULL) {
		return lic_cli_usage(cli, "\"%s\" should look like property=value.",
			lic_cli__clean(cli->arena, word));
	}
	if (name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < LIC_COUNT(properties); i++) {
		if (!lic_text_equal_nocase(properties[i].name, name)) {
			continue;
		}
		if (is_written[i]) {
			return lic_cli_usage(cli, "%s is given twice.", properties[i].name);
		}
		is_written[i] = true;
		lic_json_key(json, properties[i].name);
		return write_value(cli, &properties[i], equals + 1, json);
	}
	return unknown_property(cli, name);
}

lic_rc lic_cli__properties_write(struct lic_cli *cli, size_t first, const char *const *taken,
	struct lic_json *json)
{
	bool is_written[LIC_COUNT(properties)] = {false};

	for (size_t i = 0; i < LIC_COUNT(properties); i++) {
		for (size_t j = 0; taken != NULL && taken[j] != NULL; j++) {
			is_written[i] = is_written[i] || strcmp(taken[j], properties[i].name) == 0;
		}
	}
	for (size_t i = first; i < cli->arg_count; i++) {
		LIC_TRY(write_property(cli, cli->args[i], is_written, json));
	}
	return LIC_OK_RC;
}
