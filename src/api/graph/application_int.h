/*
 * Applications and their service principals in Graph's shape: their properties. Private to
 * api/graph.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_GRAPH_APPLICATION_INT_H
#define LIC_API_GRAPH_APPLICATION_INT_H

#include "api/graph/graph_int.h"
#include "service/applications.h"

/* Properties of both kinds. */
enum lic_graph_application_field {
	LIC_APPLICATION_FIELD_ID,
	LIC_APPLICATION_FIELD_DELETED,
	LIC_APPLICATION_FIELD_APP_ID,
	LIC_APPLICATION_FIELD_NAME,
	LIC_APPLICATION_FIELD_CREATED,
	LIC_APPLICATION_FIELD_URIS,
	LIC_APPLICATION_FIELD_FALLBACK,
	LIC_APPLICATION_FIELD_AUDIENCE,
	LIC_APPLICATION_FIELD_TAGS,
	LIC_APPLICATION_FIELD_KEYS,
	LIC_APPLICATION_FIELD_PASSWORDS,
	LIC_APPLICATION_FIELD_PUBLIC,
	LIC_APPLICATION_FIELD_SPA,
	LIC_APPLICATION_FIELD_WEB,
	LIC_APPLICATION_FIELD_ENABLED,
	LIC_APPLICATION_FIELD_APP_NAME,
	LIC_APPLICATION_FIELD_OWNER,
	LIC_APPLICATION_FIELD_REQUIRED,
	LIC_APPLICATION_FIELD_REPLIES,
	LIC_APPLICATION_FIELD_NAMES,
	LIC_APPLICATION_FIELD_TYPE,
	LIC_APPLICATION_FIELD_ACCESS,
	LIC_APPLICATION_FIELD_ROLES,
	LIC_APPLICATION_FIELD_API,
	LIC_APPLICATION_FIELD_SCOPES,
	LIC_APPLICATION_FIELD_MAX_
};

/* Names of the properties, by enum lic_graph_application_field. */
extern const char *const lic_graph_application_field_names[LIC_APPLICATION_FIELD_MAX_];

#define LIC_APPLICATION_BIT(name_) LIC_FIELD_BIT(LIC_APPLICATION_FIELD_##name_)

/* Properties of both kinds, of applications, and of service principals. */
#define LIC_APPLICATION_FIELDS_COMMON                                                              \
	(LIC_APPLICATION_BIT(ID) | LIC_APPLICATION_BIT(DELETED) | LIC_APPLICATION_BIT(APP_ID) |    \
		LIC_APPLICATION_BIT(NAME) | LIC_APPLICATION_BIT(AUDIENCE) |                        \
		LIC_APPLICATION_BIT(TAGS) | LIC_APPLICATION_BIT(KEYS) |                            \
		LIC_APPLICATION_BIT(PASSWORDS) | LIC_APPLICATION_BIT(ROLES))
#define LIC_APPLICATION_FIELDS                                                                     \
	(LIC_APPLICATION_FIELDS_COMMON | LIC_APPLICATION_BIT(CREATED) |                            \
		LIC_APPLICATION_BIT(URIS) | LIC_APPLICATION_BIT(FALLBACK) |                        \
		LIC_APPLICATION_BIT(PUBLIC) | LIC_APPLICATION_BIT(SPA) |                           \
		LIC_APPLICATION_BIT(WEB) | LIC_APPLICATION_BIT(ACCESS) | LIC_APPLICATION_BIT(API))
#define LIC_PRINCIPAL_FIELDS                                                                       \
	(LIC_APPLICATION_FIELDS_COMMON | LIC_APPLICATION_BIT(ENABLED) |                            \
		LIC_APPLICATION_BIT(APP_NAME) | LIC_APPLICATION_BIT(OWNER) |                       \
		LIC_APPLICATION_BIT(REQUIRED) | LIC_APPLICATION_BIT(REPLIES) |                     \
		LIC_APPLICATION_BIT(NAMES) | LIC_APPLICATION_BIT(TYPE) |                           \
		LIC_APPLICATION_BIT(SCOPES))

/* Those for which what belongs to an application is read (lic_application_load()). */
#define LIC_APPLICATION_FIELDS_LOADED                                                              \
	(LIC_APPLICATION_BIT(KEYS) | LIC_APPLICATION_BIT(PASSWORDS) |                              \
		LIC_APPLICATION_BIT(PUBLIC) | LIC_APPLICATION_BIT(SPA) |                           \
		LIC_APPLICATION_BIT(WEB) | LIC_APPLICATION_BIT(REPLIES) |                          \
		LIC_APPLICATION_BIT(ACCESS))

/* How an application is shown. */
struct lic_graph_application_view {
	bool is_principal;                  /* as its service principal */
	uint64_t fields;                    /* which properties, as bits */
	const struct lic_guid *tenant_guid; /* the organisation that it belongs to */
};

/*
 * Writes the permissions of Microsoft Graph that there are here as an array into `json`: as app
 * roles, or (`is_delegated`) as oauth2PermissionScopes.
 */
void lic_graph__write_permissions(struct lic_json *json, bool is_delegated);

/*
 * Writes what `application` was granted, by itself and for everybody, as an array of
 * requiredResourceAccess into `json`.
 */
void lic_graph__write_access(struct lic_json *json, const struct lic_application *application);

/*
 * Writes the properties of `application` that `view` says into the object open in `json`.
 */
void lic_graph__write_application(struct lic_json *json, const struct lic_application *application,
	const struct lic_graph_application_view *view);

#endif
