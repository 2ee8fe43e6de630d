/*
 * Roles and actions: see roles.h.
 */
#include "auth/roles.h"

#include "base/rc.h"

#include <ctype.h>
#include <stddef.h>

#define MAY(action_) (1U << (action_))
#define READ_ALL                                                                                   \
	(MAY(LIC_ACTION_READ_DIRECTORY) | MAY(LIC_ACTION_READ_LICENSES) |                          \
		MAY(LIC_ACTION_READ_OPERATIONS))
#define READ_PAGES (MAY(LIC_ACTION_READ_DIRECTORY) | MAY(LIC_ACTION_READ_LICENSES))

/* One role and what it may do. */
struct role {
	const char *name; /* Graph's display name */
	unsigned may;     /* set of actions */
};

/*
 * The matrix of specification section 3. D-01: a billing administrator may assign. Footnote 4: a
 * licence administrator creates no users. RO-3: the same over every interface.
 */
static const struct role roles[LIC_ROLE_MAX_] = {
	[LIC_ROLE_GLOBAL_ADMIN] = {"Global Administrator", MAY(LIC_ACTION_MAX_) - 1U},
	[LIC_ROLE_BILLING_ADMIN] = {"Billing Administrator",
		READ_PAGES | MAY(LIC_ACTION_ASSIGN_LICENSE) | MAY(LIC_ACTION_MANAGE_SUBSCRIPTIONS)},
	[LIC_ROLE_LICENSE_ADMIN] = {"License Administrator",
		READ_PAGES | MAY(LIC_ACTION_ASSIGN_LICENSE) | MAY(LIC_ACTION_SET_USAGE_LOCATION)},
	[LIC_ROLE_USER_ADMIN] = {"User Administrator",
		READ_PAGES | MAY(LIC_ACTION_ASSIGN_LICENSE) | MAY(LIC_ACTION_SET_USAGE_LOCATION) |
			MAY(LIC_ACTION_CREATE_USER) | MAY(LIC_ACTION_UPDATE_USER) |
			MAY(LIC_ACTION_DELETE_USER)},
	[LIC_ROLE_GLOBAL_READER] = {"Global Reader", READ_ALL},
	[LIC_ROLE_GROUPS_ADMIN] = {"Groups Administrator", READ_PAGES},
	[LIC_ROLE_HELPDESK_ADMIN] = {"Helpdesk Administrator", READ_PAGES},
};

bool lic_role_may(enum lic_role role, enum lic_action action)
{
	return (size_t)role < LIC_COUNT(roles) && (roles[role].may & MAY(action)) != 0;
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
