/*
 * The kinds of objects that can be asked about, and the numbers of their properties.
 *
 * Threading: constant data.
 */
#ifndef LIC_ODATA_ENTITIES_H
#define LIC_ODATA_ENTITIES_H

#include "odata/entity.h"

/* Properties of users, by which the store knows them. */
enum lic_odata_user {
	LIC_ODATA_USER_ID,
	LIC_ODATA_USER_ENABLED,
	LIC_ODATA_USER_DISPLAY_NAME,
	LIC_ODATA_USER_UPN,
	LIC_ODATA_USER_MAIL,
	LIC_ODATA_USER_GIVEN_NAME,
	LIC_ODATA_USER_SURNAME,
	LIC_ODATA_USER_JOB_TITLE,
	LIC_ODATA_USER_DEPARTMENT,
	LIC_ODATA_USER_LOCATION,
	LIC_ODATA_USER_CITY,
	LIC_ODATA_USER_STATE,
	LIC_ODATA_USER_COUNTRY,
	LIC_ODATA_USER_NICKNAME,
	LIC_ODATA_USER_EMPLOYEE_ID,
	LIC_ODATA_USER_TYPE,
	LIC_ODATA_USER_CREATED,
	LIC_ODATA_USER_LICENSES,
	LIC_ODATA_USER_LICENSE_STATES,
	LIC_ODATA_USER_MAX_,
	LIC_ODATA_USER_NONE_ = LIC_ODATA_USER_MAX_ /* shown, not asked about */
};

/* Properties of groups. */
enum lic_odata_group {
	LIC_ODATA_GROUP_ID,
	LIC_ODATA_GROUP_DISPLAY_NAME,
	LIC_ODATA_GROUP_DESCRIPTION,
	LIC_ODATA_GROUP_NICKNAME,
	LIC_ODATA_GROUP_MAIL,
	LIC_ODATA_GROUP_MAIL_ENABLED,
	LIC_ODATA_GROUP_SECURITY_ENABLED,
	LIC_ODATA_GROUP_VISIBILITY,
	LIC_ODATA_GROUP_TYPES,
	LIC_ODATA_GROUP_PROXIES,
	LIC_ODATA_GROUP_CREATED,
	LIC_ODATA_GROUP_RENEWED,
	LIC_ODATA_GROUP_LICENSES,
	LIC_ODATA_GROUP_ERRORS,
	LIC_ODATA_GROUP_MAX_,
	LIC_ODATA_GROUP_NONE_ = LIC_ODATA_GROUP_MAX_ /* shown, not asked about */
};

/* Properties of applications and of their service principals. */
enum lic_odata_application {
	LIC_ODATA_APPLICATION_ID, /* of whichever is asked about */
	LIC_ODATA_APPLICATION_APP_ID,
	LIC_ODATA_APPLICATION_DISPLAY_NAME,
	LIC_ODATA_APPLICATION_CREATED,
	LIC_ODATA_APPLICATION_ENABLED,
	LIC_ODATA_APPLICATION_NAMES, /* servicePrincipalNames: the client id alone */
	LIC_ODATA_APPLICATION_EMPTY, /* a collection that has nothing in it here */
	LIC_ODATA_APPLICATION_MAX_
};

/* Members of elements of collections. */
enum lic_odata_member {
	LIC_ODATA_MEMBER_SKU,   /* assignedLicenses, licenseAssignmentStates: skuId */
	LIC_ODATA_MEMBER_STATE, /* licenseAssignmentStates: state */
	LIC_ODATA_MEMBER_VALUE  /* of a collection of texts: the text itself */
};

extern const struct lic_odata_entity lic_odata_users;   /* microsoft.graph.user */
extern const struct lic_odata_entity lic_odata_groups;  /* microsoft.graph.group */
extern const struct lic_odata_entity lic_odata_objects; /* microsoft.graph.directoryObject: what
							   users and groups have in common, for
							   checking */
extern const struct lic_odata_entity lic_odata_applications;       /* microsoft.graph.application */
extern const struct lic_odata_entity lic_odata_service_principals; /* …servicePrincipal */

#endif
