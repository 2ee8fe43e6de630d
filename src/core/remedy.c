/*
 * Remedies: see remedy.h.
 */
#include "core/remedy.h"

const char *lic_remedy_kind_name(enum lic_remedy_kind kind)
{
	static const char *const names[LIC_REMEDY_KIND_MAX_] = {
		[LIC_REMEDY_TURN_OFF_PLANS] = "turnOffPlans",
		[LIC_REMEDY_TURN_ON_PLANS] = "turnOnPlans",
		[LIC_REMEDY_CORRECT] = "correct",
		[LIC_REMEDY_SET_LOCATION] = "setUsageLocation",
		[LIC_REMEDY_ADD_PRODUCT] = "addProduct",
		[LIC_REMEDY_OTHER_PRODUCT] = "useOtherProduct",
		[LIC_REMEDY_REMOVE_PRODUCT] = "removeProduct",
		[LIC_REMEDY_LEAVE_OUT] = "leaveOut",
		[LIC_REMEDY_BUY_SEATS] = "buySeats",
		[LIC_REMEDY_GROUP_PLANS] = "changeGroup",
		[LIC_REMEDY_LEAVE_GROUP] = "leaveGroup",
		[LIC_REMEDY_WAIT] = "wait",
	};

	return (size_t)kind < LIC_COUNT(names) ? names[kind] : "correct";
}
