/*
 * What stands behind the properties of users and groups: see query_int.h. An index named here is
 * one of sql/migrations/0001_initial.sql, 0006_groups.sql or 0013_search.sql.
 */
#include "store/lic_sql.h"
#include "store/query_int.h"

#define KEY(name_, index_)                                                                         \
	{                                                                                          \
		.name = (name_), .kind = LIC_COLUMN_KEY, .index = (index_)                         \
	}

static const struct lic_query_words user_words = {"words", "user_token WHERE tenant_id = $1",
	{"user_token", "m.user_id", "m.token", NULL, NULL}};

static const struct lic_query_words group_words = {"words",
	"group_token WHERE tenant_id = $1 AND property = 0",
	{"group_token", "m.group_id", "m.token", "m.property = 0", NULL}};

static const struct lic_query_words description_words = {"description_words",
	"group_token WHERE tenant_id = $1 AND property = 1",
	{"group_token", "m.group_id", "m.token", "m.property = 1", NULL}};

static const struct lic_column user_columns[LIC_ODATA_USER_MAX_] = {
	[LIC_ODATA_USER_ID] = {"guid", LIC_COLUMN_GUID, LIC_INDEX_OF_UNIQUE, NULL, NULL, NULL},
	[LIC_ODATA_USER_ENABLED] = {"account_enabled", LIC_COLUMN_NUMBER, LIC_INDEX_OF_SOME,
		"account_enabled = 0", "1", NULL},
	[LIC_ODATA_USER_DISPLAY_NAME] = {"name_key", LIC_COLUMN_KEY, LIC_INDEX_OF_ALL, NULL, NULL,
		&user_words},
	[LIC_ODATA_USER_UPN] = KEY("upn_key", LIC_INDEX_OF_UNIQUE),
	[LIC_ODATA_USER_MAIL] = {"mail_key", LIC_COLUMN_MAYBE, LIC_INDEX_OF_UNIQUE,
		"mail_key IS NOT NULL", NULL, NULL},
	[LIC_ODATA_USER_GIVEN_NAME] = KEY("given_key", LIC_INDEX_OF_ALL),
	[LIC_ODATA_USER_SURNAME] = KEY("surname_key", LIC_INDEX_OF_ALL),
	[LIC_ODATA_USER_JOB_TITLE] = KEY("job_key", LIC_INDEX_OF_ALL),
	[LIC_ODATA_USER_DEPARTMENT] = KEY("department_key", LIC_INDEX_OF_ALL),
	[LIC_ODATA_USER_LOCATION] = KEY("location_key", LIC_INDEX_OF_ALL),
	[LIC_ODATA_USER_CITY] = KEY("city_key", LIC_INDEX_OF_NONE),
	[LIC_ODATA_USER_STATE] = KEY("state_key", LIC_INDEX_OF_NONE),
	[LIC_ODATA_USER_COUNTRY] = KEY("country_key", LIC_INDEX_OF_NONE),
	[LIC_ODATA_USER_NICKNAME] = KEY("nickname_key", LIC_INDEX_OF_NONE),
	[LIC_ODATA_USER_EMPLOYEE_ID] = {"employee_key", LIC_COLUMN_KEY, LIC_INDEX_OF_UNIQUE,
		"employee_key <> ''", NULL, NULL},
	[LIC_ODATA_USER_TYPE] = {"type_key", LIC_COLUMN_KEY, LIC_INDEX_OF_SOME,
		"type_key <> 'member'", "member", NULL},
	[LIC_ODATA_USER_CREATED] = {"created_ms", LIC_COLUMN_NUMBER, LIC_INDEX_OF_NONE, NULL, NULL,
		NULL},
	[LIC_ODATA_USER_LICENSES] = {"", LIC_COLUMN_LICENSES, LIC_INDEX_OF_ALL, NULL, NULL, NULL},
	[LIC_ODATA_USER_LICENSE_STATES] = {"", LIC_COLUMN_STATES, LIC_INDEX_OF_ALL, NULL, NULL,
		NULL},
};

static const struct lic_column group_columns[LIC_ODATA_GROUP_MAX_] = {
	[LIC_ODATA_GROUP_ID] = {"guid", LIC_COLUMN_GUID, LIC_INDEX_OF_UNIQUE, NULL, NULL, NULL},
	[LIC_ODATA_GROUP_DISPLAY_NAME] = {"name_key", LIC_COLUMN_KEY, LIC_INDEX_OF_ALL, NULL, NULL,
		&group_words},
	[LIC_ODATA_GROUP_DESCRIPTION] = {"description_key", LIC_COLUMN_KEY, LIC_INDEX_OF_NONE, NULL,
		NULL, &description_words},
	[LIC_ODATA_GROUP_NICKNAME] = {"mail_nickname", LIC_COLUMN_TEXT, LIC_INDEX_OF_NONE, NULL,
		NULL, NULL},
	[LIC_ODATA_GROUP_MAIL] = {"mail", LIC_COLUMN_TEXT, LIC_INDEX_OF_NONE, NULL, NULL, NULL},
	[LIC_ODATA_GROUP_MAIL_ENABLED] = {"mail_enabled", LIC_COLUMN_NUMBER, LIC_INDEX_OF_NONE,
		NULL, NULL, NULL},
	[LIC_ODATA_GROUP_SECURITY_ENABLED] = {"security_enabled", LIC_COLUMN_NUMBER,
		LIC_INDEX_OF_NONE, NULL, NULL, NULL},
	[LIC_ODATA_GROUP_VISIBILITY] = {"visibility", LIC_COLUMN_TEXT, LIC_INDEX_OF_NONE, NULL,
		NULL, NULL},
	[LIC_ODATA_GROUP_TYPES] = {"is_unified", LIC_COLUMN_TYPES, LIC_INDEX_OF_NONE, NULL, NULL,
		NULL},
	[LIC_ODATA_GROUP_PROXIES] = {"mail", LIC_COLUMN_PROXIES, LIC_INDEX_OF_NONE, NULL, NULL,
		NULL},
	[LIC_ODATA_GROUP_CREATED] = {"created_ms", LIC_COLUMN_NUMBER, LIC_INDEX_OF_NONE, NULL, NULL,
		NULL},
	[LIC_ODATA_GROUP_RENEWED] = {"renewed_ms", LIC_COLUMN_NUMBER, LIC_INDEX_OF_NONE, NULL, NULL,
		NULL},
	[LIC_ODATA_GROUP_LICENSES] = {"", LIC_COLUMN_LICENSES, LIC_INDEX_OF_ALL, NULL, NULL, NULL},
	[LIC_ODATA_GROUP_ERRORS] = {"", LIC_COLUMN_ERRORS, LIC_INDEX_OF_ALL, NULL, NULL, NULL},
};

const struct lic_query_table lic_query_tables[LIC_QUERY_SET_MAX_] = {
	/* States below 2 hold a seat: what is in error without one is not shown either. */
	[LIC_QUERY_USERS] = {"app_user", "u.location_key >= ''", user_columns, LIC_Q_USERS_LIST,
		"license_path", "p.state < 2", true /* */, "user_id",
		"license_path e WHERE e.state <> 0 AND e.tenant_id = $1 AND e.source_id >= 0",
		"e.user_id",
		/* Not all columns, because users have a state, too. */
		{"(SELECT tenant_id, sku_id, user_id, source_id FROM license_path)", "m.user_id",
			"m.sku_id", NULL,
			"m.source_id = (SELECT min(q.source_id) FROM license_path q"
			" WHERE q.tenant_id = $1 AND q.sku_id = m.sku_id AND q.user_id = m.user_id)"}},
	[LIC_QUERY_GROUPS] = {"user_group", "u.name_key > ''", group_columns, LIC_Q_GROUPS_LIST,
		"group_license", "p.sku_id > 0", false, "group_id",
		"license_path e WHERE e.state <> 0 AND e.tenant_id = $1 AND e.source_id > 0",
		"e.source_id", {"group_license", "m.group_id", "m.sku_id", NULL, NULL}},
};
