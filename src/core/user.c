/*
 * Properties of users: see user.h.
 */
#include "core/user.h"

#include "base/text.h"
#include "core/location.h"

#include <string.h>

#define UPN_ALIAS_MAX 64
#define UPN_DOMAIN_MAX 48

const struct lic_user_property_info lic_user_properties[LIC_USER_PROPERTY_MAX_] = {
	[LIC_USER_PRINCIPAL_NAME] = {"userPrincipalName", 113, true},
	[LIC_USER_DISPLAY_NAME] = {"displayName", 256, true},
	[LIC_USER_GIVEN_NAME] = {"givenName", 64, false},
	[LIC_USER_SURNAME] = {"surname", 64, false},
	[LIC_USER_MAIL] = {"mail", 320, false},
	[LIC_USER_MAIL_NICKNAME] = {"mailNickname", 64, false},
	[LIC_USER_TYPE] = {"userType", 16, true},
	[LIC_USER_USAGE_LOCATION] = {"usageLocation", 2, false},
	[LIC_USER_JOB_TITLE] = {"jobTitle", 128, false},
	[LIC_USER_DEPARTMENT] = {"department", 64, false},
	[LIC_USER_OFFICE_LOCATION] = {"officeLocation", 128, false},
	[LIC_USER_BUSINESS_PHONE] = {"businessPhones", 64, false},
	[LIC_USER_MOBILE_PHONE] = {"mobilePhone", 64, false},
	[LIC_USER_FAX_NUMBER] = {"faxNumber", 64, false},
	[LIC_USER_STREET_ADDRESS] = {"streetAddress", 1024, false},
	[LIC_USER_CITY] = {"city", 128, false},
	[LIC_USER_STATE] = {"state", 128, false},
	[LIC_USER_POSTAL_CODE] = {"postalCode", 40, false},
	[LIC_USER_COUNTRY] = {"country", 128, false},
	[LIC_USER_COMPANY_NAME] = {"companyName", 64, false},
	[LIC_USER_EMPLOYEE_ID] = {"employeeId", 16, false},
	[LIC_USER_PREFERRED_LANGUAGE] = {"preferredLanguage", 32, false},
};

enum lic_user_property lic_user_property_find(const char *name)
{
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		if (lic_text_equal_nocase(lic_user_properties[i].name, name)) {
			return (enum lic_user_property)i;
		}
	}
	return LIC_USER_PROPERTY_MAX_;
}

const char *lic_user_upn_domain(const char *upn)
{
	const char *at = strrchr(upn, '@');

	return at == NULL ? NULL : at + 1;
}

/* User principal name: alias, at sign, domain
 * (https://learn.microsoft.com/graph/api/resources/user). */
static lic_rc check_upn(const char *value, struct lic_arena *arena, struct lic_err *err)
{
	const char *domain = lic_user_upn_domain(value);
	const char *name = lic_user_properties[LIC_USER_PRINCIPAL_NAME].name;
	size_t alias_len = 0;

	if (domain == NULL || domain == value + 1 || *domain == '\0' ||
		strpbrk(value, " \t\r\n\"<>()[]\\,;:/?|=*") != NULL) {
		return lic_err_field(err, arena, name,
			"'%s' is not a user principal name: write NAME@DOMAIN, without spaces or any of \"<>()[]\\,;:/?|=*",
			value);
	}
	alias_len = (size_t)(domain - 1 - value);
	if (memchr(value, '@', alias_len) != NULL || value[0] == '.' ||
		value[alias_len - 1] == '.') {
		return lic_err_field(err, arena, name,
			"'%s' is not a user principal name: the part before the at sign may not contain another or begin or end with a dot",
			value);
	}
	if (alias_len > UPN_ALIAS_MAX || strlen(domain) > UPN_DOMAIN_MAX) {
		return lic_err_field(err, arena, name,
			"'%s' is too long: at most %d characters before the at sign and %d behind it",
			value, UPN_ALIAS_MAX, UPN_DOMAIN_MAX);
	}
	return LIC_OK_RC;
}

static lic_rc check_mail(const char *value, struct lic_arena *arena, struct lic_err *err)
{
	const char *at = strchr(value, '@');

	if (at == NULL || at == value || at[1] == '\0' || strchr(at + 1, '@') != NULL ||
		strpbrk(value, " \t\r\n") != NULL) {
		return lic_err_field(err, arena, "mail",
			"'%s' is not a mail address: write NAME@DOMAIN", value);
	}
	return LIC_OK_RC;
}

/* Form of the properties that have one. */
static lic_rc check_form(enum lic_user_property property, const char *value,
	struct lic_arena *arena, struct lic_err *err)
{
	const char *name = lic_user_properties[property].name;

	if (property == LIC_USER_PRINCIPAL_NAME) {
		return check_upn(value, arena, err);
	}
	if (property == LIC_USER_MAIL) {
		return check_mail(value, arena, err);
	}
	if (property == LIC_USER_MAIL_NICKNAME && strpbrk(value, "@()\\[]\";:<>, ") != NULL) {
		return lic_err_field(err, arena, name,
			"'%s' is not a mail nickname: leave out spaces and any of @()\\[]\";:<>,",
			value);
	}
	/* a usage location is a country of ISO 3166-1. Only assigning needs one; storing a
	 * wrong one helps nobody. */
	if (property == LIC_USER_USAGE_LOCATION && !lic_location_is_valid(value)) {
		return lic_err_field(err, arena, name,
			"'%s' is not a usage location: write a two-letter country code in capitals, such as NL",
			value);
	}
	if (property == LIC_USER_TYPE && strcmp(value, "Member") != 0 &&
		strcmp(value, "Guest") != 0) {
		return lic_err_field(err, arena, name,
			"'%s' is not a user type: write Member or Guest", value);
	}
	return LIC_OK_RC;
}

lic_rc lic_user_check(enum lic_user_property property, const char *value, struct lic_arena *arena,
	struct lic_err *err)
{
	const struct lic_user_property_info *info = &lic_user_properties[property];

	if (value == NULL || *value == '\0') {
		if (!info->is_required && value == NULL) {
			return LIC_OK_RC;
		}
		return lic_err_field(err, arena, info->name,
			info->is_required ? "%s is required"
					  : "%s may not be empty: leave it out, or set it to null",
			info->name);
	}
	if (!lic_text_is_utf8(value, strlen(value))) {
		return lic_err_field(err, arena, info->name, "%s is not valid UTF-8", info->name);
	}
	if (lic_text_length(value) > info->length_max) {
		return lic_err_field(err, arena, info->name,
			"%s has %zu characters: at most %zu are possible", info->name,
			lic_text_length(value), info->length_max);
	}
	return check_form(property, value, arena, err);
}
