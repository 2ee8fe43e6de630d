/*
 * The properties of each kind of objects (specification section 6; Microsoft Graph, "Advanced query
 * capabilities on directory objects"). What the table there does not have is not answered, and says
 * why.
 */
#include "odata/entities.h"

#include "base/rc.h"

/* Sets of enum lic_odata_ask. */
#define USUAL (LIC_ASK_EQ | LIC_ASK_RANGE | LIC_ASK_IN | LIC_ASK_STARTS)
#define NEGATED (LIC_ASK_NE | LIC_ASK_NOT)

#define NOT_INDEXED "The request uses a filter property that is not indexed"
#define SHOWN_ONLY "it can be shown ($select), and not be asked about"
#define NOT_SYNCED "nothing is synchronised from elsewhere here"
#define NO_CONTAINS                                                                                \
	"directory objects have no contains(): use startsWith(), or $search, which finds words by how they begin"

/* A text with an index, or one that is looked at user by user. */
#define TEXT(name_, number_, advanced_, sortable_, search_)                                        \
	{                                                                                          \
		.name = (name_), .type = LIC_ODATA_TEXT, .plain = USUAL | (search_),               \
		.advanced = (advanced_), .number = (number_), .is_sortable = (sortable_),          \
		.why_not = NO_CONTAINS,                                                            \
	}

#define PLAIN(name_, type_, number_, plain_, advanced_)                                            \
	{                                                                                          \
		.name = (name_), .type = (type_), .plain = (plain_), .advanced = (advanced_),      \
		.number = (number_),                                                               \
	}

#define UNASKED(name_, type_, number_, why_)                                                       \
	{                                                                                          \
		.name = (name_), .type = (type_), .number = (number_), .why_not = (why_),          \
	}

#define SEARCHED LIC_ASK_SEARCH
#define USER(name_) LIC_ODATA_USER_##name_
#define GROUP(name_) LIC_ODATA_GROUP_##name_

static const struct lic_odata_property license_members[] = {
	{.name = "skuId",
		.type = LIC_ODATA_GUID,
		.plain = LIC_ASK_EQ | LIC_ASK_IN,
		.number = LIC_ODATA_MEMBER_SKU,
		.why_not = "assignedLicenses can be asked about skuId eq GUID"},
	{.name = "disabledPlans",
		.type = LIC_ODATA_COLLECTION,
		.why_not = "assignedLicenses can be asked about skuId eq GUID"},
};

#define STATES_OF                                                                                  \
	"licenseAssignmentStates can be asked about state eq 'Error', and about skuId eq GUID"

static const struct lic_odata_property state_members[] = {
	{.name = "state",
		.type = LIC_ODATA_TEXT,
		.plain = LIC_ASK_EQ | LIC_ASK_IN,
		.number = LIC_ODATA_MEMBER_STATE,
		.why_not = STATES_OF},
	{.name = "skuId",
		.type = LIC_ODATA_GUID,
		.plain = LIC_ASK_EQ | LIC_ASK_IN,
		.number = LIC_ODATA_MEMBER_SKU,
		.why_not = STATES_OF},
	{.name = "error", .type = LIC_ODATA_TEXT, .why_not = STATES_OF},
	{.name = "assignedByGroup", .type = LIC_ODATA_GUID, .why_not = STATES_OF},
	{.name = "disabledPlans", .type = LIC_ODATA_COLLECTION, .why_not = STATES_OF},
	{.name = "lastUpdatedDateTime", .type = LIC_ODATA_TIME, .why_not = STATES_OF},
};

/* Collections of texts: the element has no name. */
static const struct lic_odata_property text_element[] = {
	{.name = "",
		.type = LIC_ODATA_TEXT,
		.plain = LIC_ASK_EQ | LIC_ASK_IN | LIC_ASK_STARTS,
		.number = LIC_ODATA_MEMBER_VALUE},
};

#define DISPLAY_NAME(number_)                                                                      \
	{                                                                                          \
		.name = "displayName", .type = LIC_ODATA_TEXT, .plain = USUAL | SEARCHED,          \
		.advanced = NEGATED | LIC_ASK_NULL, .number = (number_), .is_sortable = true,      \
		.has_words = true, .why_not = NO_CONTAINS,                                         \
	}

#define ID(number_)                                                                                \
	{                                                                                          \
		.name = "id", .type = LIC_ODATA_GUID, .plain = LIC_ASK_EQ | LIC_ASK_IN,            \
		.advanced = NEGATED, .number = (number_),                                          \
	}

#define LICENSES(number_, advanced_)                                                               \
	{                                                                                          \
		.name = "assignedLicenses", .type = LIC_ODATA_COLLECTION, .plain = LIC_ASK_ANY,    \
		.advanced = (advanced_), .number = (number_), .members = license_members,          \
		.member_count = LIC_COUNT(license_members),                                        \
	}

static const struct lic_odata_property user_properties[] = {
	ID(USER(ID)),
	PLAIN("accountEnabled", LIC_ODATA_FLAG, USER(ENABLED), LIC_ASK_EQ | LIC_ASK_IN, NEGATED),
	DISPLAY_NAME(USER(DISPLAY_NAME)),
	TEXT("userPrincipalName", USER(UPN), NEGATED | LIC_ASK_ENDS, true, SEARCHED),
	TEXT("mail", USER(MAIL), NEGATED | LIC_ASK_ENDS | LIC_ASK_NULL, false, SEARCHED),
	TEXT("givenName", USER(GIVEN_NAME), NEGATED | LIC_ASK_NULL, true, SEARCHED),
	TEXT("surname", USER(SURNAME), NEGATED | LIC_ASK_NULL, true, SEARCHED),
	TEXT("jobTitle", USER(JOB_TITLE), NEGATED | LIC_ASK_NULL, true, SEARCHED),
	TEXT("department", USER(DEPARTMENT), NEGATED | LIC_ASK_NULL, true, SEARCHED),
	TEXT("usageLocation", USER(LOCATION), NEGATED | LIC_ASK_NULL, true, 0),
	TEXT("city", USER(CITY), NEGATED | LIC_ASK_NULL, false, 0),
	TEXT("state", USER(STATE), NEGATED | LIC_ASK_NULL, false, 0),
	TEXT("country", USER(COUNTRY), NEGATED | LIC_ASK_NULL, false, 0),
	TEXT("mailNickname", USER(NICKNAME), NEGATED | LIC_ASK_NULL, false, SEARCHED),
	TEXT("employeeId", USER(EMPLOYEE_ID), NEGATED | LIC_ASK_NULL, false, SEARCHED),
	PLAIN("userType", LIC_ODATA_TEXT, USER(TYPE), LIC_ASK_EQ | LIC_ASK_IN,
		NEGATED | LIC_ASK_NULL),
	PLAIN("createdDateTime", LIC_ODATA_TIME, USER(CREATED), LIC_ASK_EQ | LIC_ASK_RANGE,
		NEGATED | LIC_ASK_IN),
	LICENSES(USER(LICENSES), LIC_ASK_NOT | LIC_ASK_COUNT),
	UNASKED("companyName", LIC_ODATA_TEXT, USER(NONE_), NOT_INDEXED),
	UNASKED("mobilePhone", LIC_ODATA_TEXT, USER(NONE_), NOT_INDEXED),
	UNASKED("officeLocation", LIC_ODATA_TEXT, USER(NONE_), NOT_INDEXED),
	UNASKED("postalCode", LIC_ODATA_TEXT, USER(NONE_), NOT_INDEXED),
	UNASKED("preferredLanguage", LIC_ODATA_TEXT, USER(NONE_), NOT_INDEXED),
	UNASKED("streetAddress", LIC_ODATA_TEXT, USER(NONE_), NOT_INDEXED),
	UNASKED("faxNumber", LIC_ODATA_TEXT, USER(NONE_), NOT_INDEXED),
	UNASKED("businessPhones", LIC_ODATA_COLLECTION, USER(NONE_), NOT_INDEXED),
	UNASKED("deletedDateTime", LIC_ODATA_TIME, USER(NONE_), SHOWN_ONLY),
	UNASKED("assignedPlans", LIC_ODATA_COLLECTION, USER(NONE_),
		"ask about the products that bring a plan, assignedLicenses/any(l:l/skuId eq GUID)"),
	UNASKED("provisionedPlans", LIC_ODATA_COLLECTION, USER(NONE_), SHOWN_ONLY),
	UNASKED("onPremisesSyncEnabled", LIC_ODATA_FLAG, USER(NONE_), NOT_SYNCED),
	{.name = "licenseAssignmentStates",
		.type = LIC_ODATA_COLLECTION,
		.plain = LIC_ASK_ANY,
		.advanced = LIC_ASK_NOT | LIC_ASK_COUNT,
		.number = USER(LICENSE_STATES),
		.members = state_members,
		.member_count = LIC_COUNT(state_members)},
};

static const struct lic_odata_property group_properties[] = {
	ID(GROUP(ID)),
	DISPLAY_NAME(GROUP(DISPLAY_NAME)),
	{.name = "description",
		.type = LIC_ODATA_TEXT,
		.plain = SEARCHED,
		.advanced = LIC_ASK_EQ | LIC_ASK_RANGE | LIC_ASK_STARTS | NEGATED | LIC_ASK_NULL,
		.number = GROUP(DESCRIPTION),
		.has_words = true,
		.why_not = NO_CONTAINS},
	TEXT("mailNickname", GROUP(NICKNAME), NEGATED | LIC_ASK_NULL, false, SEARCHED),
	TEXT("mail", GROUP(MAIL), NEGATED | LIC_ASK_ENDS | LIC_ASK_NULL, false, SEARCHED),
	PLAIN("mailEnabled", LIC_ODATA_FLAG, GROUP(MAIL_ENABLED), LIC_ASK_EQ, NEGATED),
	PLAIN("securityEnabled", LIC_ODATA_FLAG, GROUP(SECURITY_ENABLED), LIC_ASK_EQ | LIC_ASK_IN,
		NEGATED),
	PLAIN("visibility", LIC_ODATA_TEXT, GROUP(VISIBILITY), LIC_ASK_EQ | LIC_ASK_IN,
		NEGATED | LIC_ASK_NULL),
	{.name = "groupTypes",
		.type = LIC_ODATA_COLLECTION,
		.plain = LIC_ASK_ANY,
		.advanced = LIC_ASK_NOT | LIC_ASK_COUNT,
		.number = GROUP(TYPES),
		.members = text_element,
		.member_count = LIC_COUNT(text_element)},
	{.name = "proxyAddresses",
		.type = LIC_ODATA_COLLECTION,
		.plain = LIC_ASK_ANY,
		.advanced = LIC_ASK_NOT | LIC_ASK_COUNT,
		.number = GROUP(PROXIES),
		.members = text_element,
		.member_count = LIC_COUNT(text_element)},
	PLAIN("createdDateTime", LIC_ODATA_TIME, GROUP(CREATED), LIC_ASK_EQ | LIC_ASK_RANGE,
		NEGATED | LIC_ASK_IN),
	PLAIN("renewedDateTime", LIC_ODATA_TIME, GROUP(RENEWED), LIC_ASK_EQ | LIC_ASK_RANGE,
		NEGATED | LIC_ASK_IN),
	LICENSES(GROUP(LICENSES), LIC_ASK_NOT | LIC_ASK_COUNT),
	PLAIN("hasMembersWithLicenseErrors", LIC_ODATA_FLAG, GROUP(ERRORS),
		LIC_ASK_EQ | LIC_ASK_NULL, NEGATED),
	UNASKED("deletedDateTime", LIC_ODATA_TIME, GROUP(NONE_), SHOWN_ONLY),
	UNASKED("licenseProcessingState", LIC_ODATA_TEXT, GROUP(NONE_), SHOWN_ONLY),
	UNASKED("membershipRule", LIC_ODATA_TEXT, GROUP(NONE_), "groups have static members here"),
	UNASKED("onPremisesSyncEnabled", LIC_ODATA_FLAG, GROUP(NONE_), NOT_SYNCED),
	UNASKED("classification", LIC_ODATA_TEXT, GROUP(NONE_), NOT_INDEXED),
	UNASKED("preferredLanguage", LIC_ODATA_TEXT, GROUP(NONE_), NOT_INDEXED),
};

/* What users and groups share; whoever answers asks each kind by its own table. */
static const struct lic_odata_property object_properties[] = {
	ID(USER(ID)),
	DISPLAY_NAME(USER(DISPLAY_NAME)),
	TEXT("mail", USER(MAIL), NEGATED | LIC_ASK_ENDS | LIC_ASK_NULL, false, SEARCHED),
	TEXT("mailNickname", USER(NICKNAME), NEGATED | LIC_ASK_NULL, false, SEARCHED),
	PLAIN("createdDateTime", LIC_ODATA_TIME, USER(CREATED), LIC_ASK_EQ | LIC_ASK_RANGE,
		NEGATED | LIC_ASK_IN),
};

/* A collection of texts. */
#define TEXTS(name_, number_)                                                                      \
	{                                                                                          \
		.name = (name_), .type = LIC_ODATA_COLLECTION, .plain = LIC_ASK_ANY,               \
		.advanced = LIC_ASK_NOT, .number = (number_), .members = text_element,             \
		.member_count = LIC_COUNT(text_element),                                           \
	}

/* What applications and their service principals are both asked about. */
#define OF_APPLICATIONS                                                                            \
	ID(LIC_ODATA_APPLICATION_ID),                                                              \
		{.name = "appId",                                                                  \
			.type = LIC_ODATA_GUID,                                                    \
			.plain = LIC_ASK_EQ | LIC_ASK_IN,                                          \
			.advanced = NEGATED,                                                       \
			.number = LIC_ODATA_APPLICATION_APP_ID},                                   \
		TEXT("displayName", LIC_ODATA_APPLICATION_DISPLAY_NAME, NEGATED, false, 0),        \
		TEXTS("tags", LIC_ODATA_APPLICATION_EMPTY)

static const struct lic_odata_property application_properties[] = {
	OF_APPLICATIONS,
	PLAIN("createdDateTime", LIC_ODATA_TIME, LIC_ODATA_APPLICATION_CREATED,
		LIC_ASK_EQ | LIC_ASK_RANGE, NEGATED | LIC_ASK_IN),
	TEXTS("identifierUris", LIC_ODATA_APPLICATION_EMPTY),
};

static const struct lic_odata_property principal_properties[] = {
	OF_APPLICATIONS,
	PLAIN("accountEnabled", LIC_ODATA_FLAG, LIC_ODATA_APPLICATION_ENABLED,
		LIC_ASK_EQ | LIC_ASK_IN, NEGATED),
	TEXTS("servicePrincipalNames", LIC_ODATA_APPLICATION_NAMES),
};

const struct lic_odata_entity lic_odata_users = {"microsoft.graph.user", user_properties,
	LIC_COUNT(user_properties)};
const struct lic_odata_entity lic_odata_groups = {"microsoft.graph.group", group_properties,
	LIC_COUNT(group_properties)};
const struct lic_odata_entity lic_odata_objects = {"microsoft.graph.directoryObject",
	object_properties, LIC_COUNT(object_properties)};
const struct lic_odata_entity lic_odata_applications = {"microsoft.graph.application",
	application_properties, LIC_COUNT(application_properties)};
const struct lic_odata_entity lic_odata_service_principals = {"microsoft.graph.servicePrincipal",
	principal_properties, LIC_COUNT(principal_properties)};
