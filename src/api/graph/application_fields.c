/*
 * Properties of applications and service principals: see application_int.h. The names, and which
 * values stand for "nothing", are Microsoft's.
 */
#include "api/graph/application_int.h"

#include <stdio.h>

const char *const lic_graph_application_field_names[LIC_APPLICATION_FIELD_MAX_] = {
	[LIC_APPLICATION_FIELD_ID] = "id",
	[LIC_APPLICATION_FIELD_DELETED] = "deletedDateTime",
	[LIC_APPLICATION_FIELD_APP_ID] = "appId",
	[LIC_APPLICATION_FIELD_NAME] = "displayName",
	[LIC_APPLICATION_FIELD_CREATED] = "createdDateTime",
	[LIC_APPLICATION_FIELD_URIS] = "identifierUris",
	[LIC_APPLICATION_FIELD_FALLBACK] = "isFallbackPublicClient",
	[LIC_APPLICATION_FIELD_AUDIENCE] = "signInAudience",
	[LIC_APPLICATION_FIELD_TAGS] = "tags",
	[LIC_APPLICATION_FIELD_KEYS] = "keyCredentials",
	[LIC_APPLICATION_FIELD_PASSWORDS] = "passwordCredentials",
	[LIC_APPLICATION_FIELD_PUBLIC] = "publicClient",
	[LIC_APPLICATION_FIELD_SPA] = "spa",
	[LIC_APPLICATION_FIELD_WEB] = "web",
	[LIC_APPLICATION_FIELD_ENABLED] = "accountEnabled",
	[LIC_APPLICATION_FIELD_APP_NAME] = "appDisplayName",
	[LIC_APPLICATION_FIELD_OWNER] = "appOwnerOrganizationId",
	[LIC_APPLICATION_FIELD_REQUIRED] = "appRoleAssignmentRequired",
	[LIC_APPLICATION_FIELD_REPLIES] = "replyUrls",
	[LIC_APPLICATION_FIELD_NAMES] = "servicePrincipalNames",
	[LIC_APPLICATION_FIELD_TYPE] = "servicePrincipalType",
	[LIC_APPLICATION_FIELD_ACCESS] = "requiredResourceAccess",
	[LIC_APPLICATION_FIELD_ROLES] = "appRoles",
	[LIC_APPLICATION_FIELD_API] = "api",
	[LIC_APPLICATION_FIELD_SCOPES] = "oauth2PermissionScopes",
};

static void write_empty(struct lic_json *json)
{
	lic_json_array(json);
	lic_json_end(json);
}

/* The addresses of `kind`; of all kinds with LIC_REDIRECT_KIND_MAX_. */
static void write_addresses(struct lic_json *json, const struct lic_application *application,
	enum lic_redirect_kind kind)
{
	lic_json_array(json);
	for (size_t i = 0; i < application->redirect_count; i++) {
		if (kind == LIC_REDIRECT_KIND_MAX_ || application->redirects[i].kind == kind) {
			lic_json_string(json, application->redirects[i].uri);
		}
	}
	lic_json_end(json);
}

/* An object with the addresses of `kind`, and what else belongs to pages of servers. */
static void write_platform(struct lic_json *json, const struct lic_application *application,
	enum lic_redirect_kind kind)
{
	lic_json_object(json);
	if (kind == LIC_REDIRECT_WEB) {
		lic_json_kstring(json, "homePageUrl", NULL);
		lic_json_kstring(json, "logoutUrl", NULL);
		lic_json_key(json, "implicitGrantSettings");
		lic_json_object(json);
		lic_json_kbool(json, "enableAccessTokenIssuance", false);
		lic_json_kbool(json, "enableIdTokenIssuance", false);
		lic_json_end(json);
	}
	lic_json_key(json, "redirectUris");
	write_addresses(json, application, kind);
	lic_json_end(json);
}

/* The SHA-1 thumbprint in hexadecimal digits, as Microsoft identifies certificates. */
static void write_thumbprint(struct lic_json *json, const struct lic_bytes *sha1)
{
	char text[2 * 20 + 1] = "";

	for (size_t i = 0; i < sha1->len && i < (sizeof(text) - 1) / 2; i++) {
		(void)snprintf(text + 2 * i, 3, "%02X", ((const unsigned char *)sha1->data)[i]);
	}
	lic_json_kstring(json, "customKeyIdentifier", text);
}

static void write_credential(struct lic_json *json, const struct lic_credential *credential)
{
	lic_json_object(json);
	lic_json_kguid(json, "keyId", &credential->guid);
	lic_json_kstring(json, "displayName", credential->name);
	if (credential->kind == LIC_CREDENTIAL_CERTIFICATE) {
		write_thumbprint(json, &credential->sha1);
		lic_json_kstring(json, "type", "AsymmetricX509Cert");
		lic_json_kstring(json, "usage", "Verify");
		lic_json_kstring(json, "key", NULL);
	} else {
		lic_json_kstring(json, "customKeyIdentifier", NULL);
		lic_json_kstring(json, "hint", credential->hint);
		lic_json_kstring(json, "secretText", NULL);
	}
	lic_json_ktime(json, "startDateTime", credential->starts_ms);
	lic_json_ktime(json, "endDateTime", credential->expires_ms);
	lic_json_end(json);
}

static void write_credentials(struct lic_json *json, const struct lic_application *application,
	enum lic_credential_kind kind)
{
	lic_json_array(json);
	for (size_t i = 0; i < application->credential_count; i++) {
		if (application->credentials[i].kind == kind) {
			write_credential(json, &application->credentials[i]);
		}
	}
	lic_json_end(json);
}

/* Microsoft's own organisation, to which Microsoft Graph belongs. */
#define MICROSOFT "f8cdef31-a31e-4b4a-93e4-5f571e91255a"

static bool is_graph(const struct lic_application *application)
{
	return application->id == lic_application_graph()->id;
}

/* Permissions that a service principal offers: only Microsoft Graph has any. */
static void write_offered(struct lic_json *json, const struct lic_application *application,
	bool is_delegated)
{
	if (is_graph(application)) {
		lic_graph__write_permissions(json, is_delegated);
	} else {
		write_empty(json);
	}
}

/* What applications offer others; those here offer nothing. */
static void write_api(struct lic_json *json)
{
	lic_json_object(json);
	lic_json_key(json, "oauth2PermissionScopes");
	write_empty(json);
	lic_json_end(json);
}

/* Properties that need what belongs to the application, or tell of permissions. */
static void write_loaded(struct lic_json *json, const struct lic_application *application,
	bool is_principal, unsigned field)
{
	switch (field) {
	case LIC_APPLICATION_FIELD_KEYS:
	case LIC_APPLICATION_FIELD_PASSWORDS:
		if (is_principal) {
			write_empty(json); /* they are the application's */
		} else {
			write_credentials(json, application,
				field == LIC_APPLICATION_FIELD_KEYS ? LIC_CREDENTIAL_CERTIFICATE
								    : LIC_CREDENTIAL_SECRET);
		}
		break;
	case LIC_APPLICATION_FIELD_PUBLIC:
		write_platform(json, application, LIC_REDIRECT_PUBLIC_CLIENT);
		break;
	case LIC_APPLICATION_FIELD_SPA:
		write_platform(json, application, LIC_REDIRECT_SPA);
		break;
	case LIC_APPLICATION_FIELD_WEB:
		write_platform(json, application, LIC_REDIRECT_WEB);
		break;
	case LIC_APPLICATION_FIELD_ACCESS:
		lic_graph__write_access(json, application);
		break;
	case LIC_APPLICATION_FIELD_ROLES:
	case LIC_APPLICATION_FIELD_SCOPES:
		write_offered(json, application, field == LIC_APPLICATION_FIELD_SCOPES);
		break;
	case LIC_APPLICATION_FIELD_API:
		write_api(json);
		break;
	default: /* replyUrls */
		write_addresses(json, application, LIC_REDIRECT_KIND_MAX_);
		break;
	}
}

static void write_names(struct lic_json *json, const struct lic_application *application)
{
	lic_json_array(json);
	lic_json_guid(json, &application->app_guid);
	lic_json_end(json);
}

static void write_field(struct lic_json *json, const struct lic_application *application,
	const struct lic_graph_application_view *view, unsigned field)
{
	switch (field) {
	case LIC_APPLICATION_FIELD_ID:
		lic_json_guid(json,
			view->is_principal ? &application->principal_guid : &application->guid);
		break;
	case LIC_APPLICATION_FIELD_DELETED:
		lic_json_null(json);
		break;
	case LIC_APPLICATION_FIELD_APP_ID:
		lic_json_guid(json, &application->app_guid);
		break;
	case LIC_APPLICATION_FIELD_NAME:
	case LIC_APPLICATION_FIELD_APP_NAME:
		lic_json_string(json, application->display_name);
		break;
	case LIC_APPLICATION_FIELD_CREATED:
		lic_json_time(json, application->created_ms);
		break;
	case LIC_APPLICATION_FIELD_FALLBACK:
		lic_json_bool(json, application->is_public);
		break;
	case LIC_APPLICATION_FIELD_AUDIENCE:
		lic_json_string(json,
			is_graph(application) ? "AzureADMultipleOrgs" : "AzureADMyOrg");
		break;
	case LIC_APPLICATION_FIELD_ENABLED:
		lic_json_bool(json, application->is_enabled);
		break;
	case LIC_APPLICATION_FIELD_OWNER:
		if (is_graph(application)) {
			lic_json_string(json, MICROSOFT);
		} else {
			lic_json_guid(json, view->tenant_guid);
		}
		break;
	case LIC_APPLICATION_FIELD_REQUIRED:
		lic_json_bool(json, false);
		break;
	case LIC_APPLICATION_FIELD_NAMES:
		write_names(json, application);
		break;
	case LIC_APPLICATION_FIELD_TYPE:
		lic_json_string(json, "Application");
		break;
	case LIC_APPLICATION_FIELD_URIS:
	case LIC_APPLICATION_FIELD_TAGS:
		write_empty(json);
		break;
	default:
		write_loaded(json, application, view->is_principal, field);
		break;
	}
}

void lic_graph__write_application(struct lic_json *json, const struct lic_application *application,
	const struct lic_graph_application_view *view)
{
	for (unsigned i = 0; i < LIC_APPLICATION_FIELD_MAX_; i++) {
		if ((view->fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, lic_graph_application_field_names[i]);
			write_field(json, application, view, i);
		}
	}
}
