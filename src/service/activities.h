/*
 * What operations are called in the audit log: Microsoft's names of activities where it has one
 * (specification 2.9, R-95).
 *
 * Threading: no state.
 */
#ifndef LIC_SERVICE_ACTIVITIES_H
#define LIC_SERVICE_ACTIVITIES_H

#include "service/ledger.h"

/* How an operation appears in the audit log. All static text. */
struct lic_activity {
	const char *name;     /* activityDisplayName: "Change user license" */
	const char *category; /* "UserManagement" */
	const char *service;  /* loggedByService: "Core Directory", "Licentia" for what Microsoft
				 does not have */
	const char *type;     /* operationType: "Add", "Update", "Delete", "Assign", "Other" */
	enum lic_target_kind target; /* what it is about, where nothing tells more */
};

/*
 * Describes operations of `kind`. Returns static data: a fallback with "Other" for a number that is
 * no kind, never NULL.
 */
const struct lic_activity *lic_activity(enum lic_operation_kind kind);

/*
 * Names the type of targets of `kind` as Graph does: "User", "ServicePrincipal"; "Other" for a
 * number that is none. Returns static text.
 */
const char *lic_target_kind_name(enum lic_target_kind kind);

#endif
