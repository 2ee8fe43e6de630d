/*
 * Permissions of Microsoft Graph as properties of applications and service principals: see
 * application_int.h.
 */
#include "api/graph/application_int.h"

#include "api/signin/words_int.h"
#include "auth/permission_ids.h"

/* One that is a role of applications. */
static void write_role(struct lic_json *json, enum lic_permission permission)
{
	const char *words = lic_word_permission(LIC_LANGUAGE_EN, permission);

	lic_json_object(json);
	lic_json_key(json, "allowedMemberTypes");
	lic_json_array(json);
	lic_json_string(json, "Application");
	lic_json_end(json);
	lic_json_kstring(json, "description", words);
	lic_json_kstring(json, "displayName", words);
	lic_json_kstring(json, "id", lic_permission_id(permission, false));
	lic_json_kbool(json, "isEnabled", true);
	lic_json_kstring(json, "origin", "Application");
	lic_json_kstring(json, "value", lic_permission_name(permission));
	lic_json_end(json);
}

/* One in people's names. What is about the person alone is nothing that only administrators grant.
 */
static void write_scope(struct lic_json *json, enum lic_permission permission)
{
	const char *words = lic_word_permission(LIC_LANGUAGE_EN, permission);
	bool is_own = !lic_permission_is_app_role(permission);

	lic_json_object(json);
	lic_json_kstring(json, "adminConsentDescription", words);
	lic_json_kstring(json, "adminConsentDisplayName", words);
	lic_json_kstring(json, "id", lic_permission_id(permission, true));
	lic_json_kbool(json, "isEnabled", true);
	lic_json_kstring(json, "type", is_own ? "User" : "Admin");
	lic_json_kstring(json, "userConsentDescription", words);
	lic_json_kstring(json, "userConsentDisplayName", words);
	lic_json_kstring(json, "value", lic_permission_name(permission));
	lic_json_end(json);
}

void lic_graph__write_permissions(struct lic_json *json, bool is_delegated)
{
	lic_json_array(json);
	for (int i = 0; i < LIC_PERMISSION_MAX_; i++) {
		if (is_delegated) {
			write_scope(json, (enum lic_permission)i);
		} else if (lic_permission_is_app_role((enum lic_permission)i)) {
			write_role(json, (enum lic_permission)i);
		}
	}
	lic_json_end(json);
}

void lic_graph__write_access(struct lic_json *json, const struct lic_application *application)
{
	bool has_any = false;

	lic_json_array(json);
	for (size_t i = 0; i < application->grant_count; i++) {
		const struct lic_grant *grant = &application->grants[i];

		if (grant->user_id != 0) {
			continue; /* one person's consent is none of the application's wishes */
		}
		if (!has_any) {
			lic_json_object(json);
			lic_json_kguid(json, "resourceAppId", &lic_application_graph()->app_guid);
			lic_json_key(json, "resourceAccess");
			lic_json_array(json);
			has_any = true;
		}
		lic_json_object(json);
		lic_json_kstring(json, "id",
			lic_permission_id(grant->permission, grant->is_delegated));
		lic_json_kstring(json, "type", grant->is_delegated ? "Scope" : "Role");
		lic_json_end(json);
	}
	if (has_any) {
		lic_json_end(json);
		lic_json_end(json);
	}
	lic_json_end(json);
}
