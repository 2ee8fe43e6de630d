/*
 * Roles and actions: see roles.h.
 */
#include "auth/roles.h"

#include "base/rc.h"

#include <ctype.h>
#include <stddef.h>

#define MAY(name_) LIC_RIGHT(LIC_ACTION_##name_)
#define READ_PAGES                                                                                 \
	(MAY(READ_DIRECTORY) | MAY(READ_LICENSES) | MAY(READ_ROLES) | MAY(READ_GROUPS) |           \
		MAY(READ_SELF) | MAY(READ_ORGANIZATION) | MAY(REQUEST_LICENSE) |                   \
		MAY(RUN_ALLOTMENTS))
#define READ_ALL (READ_PAGES | MAY(READ_OPERATIONS) | MAY(READ_APPLICATIONS) | MAY(READ_SESSIONS))

/* One role and what it may do. */
struct role {
	const char *name;        /* Graph's display name */
	const char *template_id; /* Microsoft's roleTemplateId */
	const char *description; /* for people */
	lic_rights may;          /* what it may do */
	bool is_light;           /* RO-5: a User Administrator may touch its holders */
};

/*
 * The matrix of specification section 3. D-01: a billing administrator may assign. D-02: a groups
 * administrator may license groups, not users. Footnote 4: a licence administrator creates no
 * users. RO-3: the same over every interface. Password resets (Helpdesk and Password Administrator)
 * and support tickets are no part of this product.
 */
static const struct role roles[LIC_ROLE_MAX_] = {
	[LIC_ROLE_GLOBAL_ADMIN] = {"Global Administrator", "62e90394-69f5-4237-9190-012177145e10",
		"May do everything.", LIC_RIGHTS_ALL, false},
	[LIC_ROLE_BILLING_ADMIN] = {"Billing Administrator", "b0f54661-2d74-4c50-afa3-1ec803f12efe",
		"Buys and reduces licences, and may assign them unless a setting forbids it.",
		READ_PAGES | MAY(ASSIGN_LICENSE) | MAY(MANAGE_SUBSCRIPTIONS), false},
	[LIC_ROLE_LICENSE_ADMIN] = {"License Administrator", "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
		"Assigns licences of users and groups and sets usage locations.",
		READ_PAGES | MAY(ASSIGN_LICENSE) | MAY(ASSIGN_GROUP_LICENSE) |
			MAY(SET_USAGE_LOCATION) | MAY(DECIDE_REQUESTS) | MAY(MANAGE_ALLOTMENTS),
		false},
	[LIC_ROLE_USER_ADMIN] = {"User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1",
		"Manages users and groups and assigns licences.",
		READ_PAGES | MAY(ASSIGN_LICENSE) | MAY(ASSIGN_GROUP_LICENSE) |
			MAY(SET_USAGE_LOCATION) | MAY(CREATE_USER) | MAY(UPDATE_USER) |
			MAY(DELETE_USER) | MAY(MANAGE_GROUPS) | MAY(DECIDE_REQUESTS) |
			MAY(MANAGE_USER_VIEWS),
		false},
	[LIC_ROLE_GLOBAL_READER] = {"Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
		"Sees everything and changes nothing.", READ_ALL, false},
	[LIC_ROLE_GROUPS_ADMIN] = {"Groups Administrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c",
		"Manages groups and assigns licences to them.",
		READ_PAGES | MAY(ASSIGN_GROUP_LICENSE) | MAY(MANAGE_GROUPS), false},
	[LIC_ROLE_HELPDESK_ADMIN] = {"Helpdesk Administrator",
		"729827e3-9c14-49f7-bb1b-9608f156bbb8", "Sees users and their licences.",
		READ_PAGES, true},
	[LIC_ROLE_SERVICE_SUPPORT_ADMIN] = {"Service Support Administrator",
		"f023fd81-a637-4b56-95fd-791ac0226033", "Sees users and their licences.",
		READ_PAGES, false},
	[LIC_ROLE_PASSWORD_ADMIN] = {"Password Administrator",
		"966707d0-3269-4727-9be2-8c3a10f19b9d", "Sees users and their licences.",
		READ_PAGES, false},
	[LIC_ROLE_REPORTS_READER] = {"Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf",
		"Sees users, licences and reports.", READ_PAGES, true},
	[LIC_ROLE_MESSAGE_CENTER_READER] = {"Message Center Reader",
		"790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", "Sees users, groups and subscriptions.",
		READ_PAGES, true},
	[LIC_ROLE_DIRECTORY_READER] = {"Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
		"Sees users, groups and roles.",
		MAY(READ_DIRECTORY) | MAY(READ_ROLES) | MAY(READ_GROUPS) | MAY(READ_SELF) |
			MAY(READ_ORGANIZATION) | MAY(REQUEST_LICENSE) | MAY(RUN_ALLOTMENTS),
		true},
	[LIC_ROLE_GUEST_INVITER] = {"Guest Inviter", "95e79109-95c0-4d8e-aee3-d01accf2d47b",
		"Sees users.",
		MAY(READ_DIRECTORY) | MAY(READ_SELF) | MAY(READ_ORGANIZATION) |
			MAY(REQUEST_LICENSE) | MAY(RUN_ALLOTMENTS),
		true},
};

lic_rights lic_role_rights(enum lic_role role)
{
	return (size_t)role < LIC_COUNT(roles) ? roles[role].may : 0;
}

lic_rights lic_role_rights_of_everybody(void)
{
	return MAY(READ_SELF) | MAY(REQUEST_LICENSE) | MAY(RUN_ALLOTMENTS);
}

bool lic_role_may(enum lic_role role, enum lic_action action)
{
	return (lic_role_rights(role) & LIC_RIGHT(action)) != 0;
}

bool lic_role_is_protected(enum lic_role role)
{
	return (size_t)role < LIC_COUNT(roles) && !roles[role].is_light;
}

const char *lic_role_template_id(enum lic_role role)
{
	return (size_t)role < LIC_COUNT(roles) ? roles[role].template_id : "";
}

const char *lic_role_description(enum lic_role role)
{
	return (size_t)role < LIC_COUNT(roles) ? roles[role].description : "";
}

const char *lic_role_name(enum lic_role role)
{
	return (size_t)role < LIC_COUNT(roles) ? roles[role].name : "unknown";
}

/* Compares names without regard to case; a dash in what was typed stands for a space. */
static bool matches(const char *name, const char *typed)
{
	for (; *name != '\0' && *typed != '\0'; name++, typed++) {
		char c = *typed == '-' ? ' ' : *typed;

		if (tolower((unsigned char)*name) != tolower((unsigned char)c)) {
			return false;
		}
	}
	return *name == *typed;
}

bool lic_role_parse(const char *name, enum lic_role *ret_role)
{
	for (size_t i = 0; i < LIC_COUNT(roles); i++) {
		if (matches(roles[i].name, name)) {
			*ret_role = (enum lic_role)i;
			return true;
		}
	}
	return false;
}
