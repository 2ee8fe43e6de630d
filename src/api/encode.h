/*
 * How things look in JSON, for both families of calls. Functions named _members write into an
 * object that is open; the others write one value.
 *
 * Threading: no state.
 */
#ifndef LIC_API_ENCODE_H
#define LIC_API_ENCODE_H

#include "base/err.h"
#include "base/json.h"
#include "core/catalog.h"
#include "core/license.h"
#include "core/remedy.h"
#include "core/user.h"
#include "service/group_preview.h"
#include "service/groups.h"
#include "service/licenses.h"
#include "service/preview_sum.h"
#include "service/subscriptions.h"
#include "service/users.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Properties of a user in the order in which they are written; those of enum lic_user_property come
 * first, under their own numbers.
 */
enum lic_user_field {
	LIC_FIELD_ID = LIC_USER_PROPERTY_MAX_,
	LIC_FIELD_ACCOUNT_ENABLED,
	LIC_FIELD_CREATED,
	LIC_FIELD_DELETED,
	LIC_FIELD_ASSIGNED_LICENSES,
	LIC_FIELD_ASSIGNED_PLANS,
	LIC_FIELD_PROVISIONED_PLANS,
	LIC_FIELD_LICENSE_STATES,
	LIC_FIELD_SYNCED, /* null: nobody comes from elsewhere */
	LIC_FIELD_MAX_
};

#define LIC_FIELD_BIT(field_) (UINT64_C(1) << (field_))

/* Needs a struct lic_license_view. */
#define LIC_FIELDS_OF_LICENSES                                                                     \
	(LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_LICENSES) | LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_PLANS) |    \
		LIC_FIELD_BIT(LIC_FIELD_PROVISIONED_PLANS) |                                       \
		LIC_FIELD_BIT(LIC_FIELD_LICENSE_STATES))

/* What Graph shows of a user without $select (specification 5.3). */
#define LIC_FIELDS_DEFAULT                                                                         \
	(LIC_FIELD_BIT(LIC_USER_BUSINESS_PHONE) | LIC_FIELD_BIT(LIC_USER_DISPLAY_NAME) |           \
		LIC_FIELD_BIT(LIC_USER_GIVEN_NAME) | LIC_FIELD_BIT(LIC_FIELD_ID) |                 \
		LIC_FIELD_BIT(LIC_USER_JOB_TITLE) | LIC_FIELD_BIT(LIC_USER_MAIL) |                 \
		LIC_FIELD_BIT(LIC_USER_MOBILE_PHONE) | LIC_FIELD_BIT(LIC_USER_OFFICE_LOCATION) |   \
		LIC_FIELD_BIT(LIC_USER_PREFERRED_LANGUAGE) | LIC_FIELD_BIT(LIC_USER_SURNAME) |     \
		LIC_FIELD_BIT(LIC_USER_PRINCIPAL_NAME))

/* Properties of a purchase in the order in which they are written. */
enum lic_subscription_field {
	LIC_SUBSCRIPTION_ID,
	LIC_SUBSCRIPTION_COMMERCE_ID,
	LIC_SUBSCRIPTION_CREATED,
	LIC_SUBSCRIPTION_IS_TRIAL,
	LIC_SUBSCRIPTION_NEXT_LIFECYCLE,
	LIC_SUBSCRIPTION_SKU_ID,
	LIC_SUBSCRIPTION_PART_NUMBER,
	LIC_SUBSCRIPTION_STATUS,
	LIC_SUBSCRIPTION_TOTAL,
	LIC_SUBSCRIPTION_SERVICE_STATUS,
	LIC_SUBSCRIPTION_FIELD_MAX_
};

#define LIC_SUBSCRIPTION_ALL UINT64_MAX

/* Names of a purchase's properties, by enum lic_subscription_field, for $select. */
extern const char *const lic_subscription_field_names[LIC_SUBSCRIPTION_FIELD_MAX_];

/* Names of a user's properties, by enum lic_user_field, for $select. */
extern const char *const lic_user_field_names[LIC_FIELD_MAX_];

/*
 * Writes the members of `user` whose bit is in `fields` into the object open in `json`. `view` has
 * its licences and is needed for LIC_FIELDS_OF_LICENSES only, otherwise NULL. R-22:
 * assignedLicenses shows a SKU once, with the plans that every path turns off.
 */
void lic_encode_user_members(struct lic_json *json, const struct lic_user *user, uint64_t fields,
	const struct lic_license_view *view);

/* Properties of a group in the order in which they are written. */
enum lic_group_field {
	LIC_GROUP_FIELD_ID,
	LIC_GROUP_FIELD_DELETED,
	LIC_GROUP_FIELD_CLASSIFICATION,
	LIC_GROUP_FIELD_CREATED,
	LIC_GROUP_FIELD_CREATION_OPTIONS,
	LIC_GROUP_FIELD_DESCRIPTION,
	LIC_GROUP_FIELD_DISPLAY_NAME,
	LIC_GROUP_FIELD_EXPIRATION,
	LIC_GROUP_FIELD_TYPES,
	LIC_GROUP_FIELD_ASSIGNABLE_TO_ROLE,
	LIC_GROUP_FIELD_MAIL,
	LIC_GROUP_FIELD_MAIL_ENABLED,
	LIC_GROUP_FIELD_MAIL_NICKNAME,
	LIC_GROUP_FIELD_RULE,
	LIC_GROUP_FIELD_RULE_STATE,
	LIC_GROUP_FIELD_SYNCED,
	LIC_GROUP_FIELD_DATA_LOCATION,
	LIC_GROUP_FIELD_LANGUAGE,
	LIC_GROUP_FIELD_PROXIES,
	LIC_GROUP_FIELD_RENEWED,
	LIC_GROUP_FIELD_BEHAVIOR,
	LIC_GROUP_FIELD_PROVISIONING,
	LIC_GROUP_FIELD_SECURITY_ENABLED,
	LIC_GROUP_FIELD_THEME,
	LIC_GROUP_FIELD_UNIQUE_NAME,
	LIC_GROUP_FIELD_VISIBILITY,
	LIC_GROUP_FIELD_ALLOW_EXTERNAL,
	LIC_GROUP_FIELD_AUTO_SUBSCRIBE,
	LIC_GROUP_FIELD_HIDE_LISTS,
	LIC_GROUP_FIELD_HIDE_CLIENTS,
	LIC_GROUP_FIELD_SUBSCRIBED,
	LIC_GROUP_FIELD_LICENSES,
	LIC_GROUP_FIELD_PROCESSING,
	LIC_GROUP_FIELD_MAX_
};

/* What Graph shows of a group without $select: all but what Exchange knows, and licences. */
#define LIC_GROUP_FIELDS_DEFAULT (LIC_FIELD_BIT(LIC_GROUP_FIELD_ALLOW_EXTERNAL) - 1)

/* Needs a struct lic_group_extra. */
#define LIC_GROUP_FIELDS_EXTRA                                                                     \
	(LIC_FIELD_BIT(LIC_GROUP_FIELD_LICENSES) | LIC_FIELD_BIT(LIC_GROUP_FIELD_PROCESSING))

/* Names of a group's properties, by enum lic_group_field, for $select. */
extern const char *const lic_group_field_names[LIC_GROUP_FIELD_MAX_];

/* What a group gives, and how far that has come. */
struct lic_group_extra {
	const struct lic_catalog *catalog;         /* indices refer to it */
	const struct lic_group_template *licenses; /* what it gives */
	size_t license_count;                      /* number of products */
	enum lic_task_state processing;            /* its task */
};

/*
 * Writes the members of `group` whose bit is in `fields` into the object open in `json`. `extra` is
 * needed for LIC_GROUP_FIELDS_EXTRA only, otherwise NULL.
 */
void lic_encode_group_members(struct lic_json *json, const struct lic_group *group, uint64_t fields,
	const struct lic_group_extra *extra);

/*
 * Names the licenseProcessingState (G-11) of a group with `extra`; NULL when it gives nothing and
 * nothing is under way. Returns static text.
 */
const char *lic_group_processing_name(const struct lic_group_extra *extra);

/* A SKU of which a user holds a seat, with every path to it. */
struct lic_held_sku {
	uint32_t sku;                  /* index in the catalogue */
	const struct lic_path *paths;  /* paths to it, borrowed from the view; some may hold no seat
					*/
	size_t count;                  /* number of paths */
	const struct lic_seats *seats; /* its pool, borrowed from the view; NULL when there is none
					*/
	int64_t since_ms;              /* when the first path that holds a seat last changed */
};

/*
 * Finds the next SKU in `view` of which the user holds a seat, starting at path number
 * `*at`, which it moves on. Returns true and sets `*ret_held`; false at the end.
 */
bool lic_held_next(const struct lic_license_view *view, size_t *at, struct lic_held_sku *ret_held);

/*
 * Tells whether the plan with index `plan` is off in `held`: turned off on every path that holds a
 * seat.
 */
bool lic_held_is_off(const struct lic_held_sku *held, uint32_t plan);

/*
 * Writes Graph's servicePlanInfo of every plan of `held`, a SKU of the catalogue in `hold`, into
 * `json`: an array. Plans that are off show the provisioningStatus "Disabled".
 */
void lic_encode_held_plans(struct lic_json *json, const struct lic_catalog_hold *hold,
	const struct lic_held_sku *held);

/*
 * Writes where a path with `source` comes from into `json`: null for a direct one, otherwise the
 * GUID of the group, which is in `sources`.
 */
void lic_encode_source(struct lic_json *json, const struct lic_sources *sources, int64_t source);

/*
 * Writes the value of assignedLicenses for `view` into `json`: an array of {skuId, disabledPlans}.
 */
void lic_encode_assigned_licenses(struct lic_json *json, const struct lic_license_view *view);

/*
 * Writes the plans in `set` that the SKU with index `sku` of `catalog` has into `json`: an array of
 * GUIDs.
 */
void lic_encode_plan_ids(struct lic_json *json, const struct lic_catalog *catalog, uint32_t sku,
	const uint64_t *set);

/*
 * Like lic_encode_plan_ids(), but an array of servicePlanNames: those in `set` of the SKU `sku` of
 * `catalog`, into `json`.
 */
void lic_encode_plan_names(struct lic_json *json, const struct lic_catalog *catalog, uint32_t sku,
	const uint64_t *set);

/*
 * Writes Graph's servicePlanInfo of every plan of the SKU with index `sku` of the catalogue in
 * `hold` into `json`: an array, all with the provisioningStatus "Success".
 */
void lic_encode_service_plans(struct lic_json *json, const struct lic_catalog_hold *hold,
	uint32_t sku);

/*
 * Writes the members of `subscription` whose bit is in `fields` (LIC_SUBSCRIPTION_ALL: every one),
 * in the shape of Graph's companySubscription, into the object open in `json`; the catalogue in
 * `hold` must have its SKU.
 */
void lic_encode_subscription_members(struct lic_json *json, const struct lic_catalog_hold *hold,
	const struct lic_subscription *subscription, uint64_t fields);

/*
 * Writes `count` `details` into `json`: an array of {code, message, target, remedy, refs}
 * (docs/api.md, errors).
 */
void lic_encode_details(struct lic_json *json, const struct lic_err_detail *details, size_t count);

/*
 * Writes the violations of `decision` into `json`, in the same form.
 */
void lic_encode_violations(struct lic_json *json, const struct lic_decision *decision);

/*
 * Tells the licences after the change of `result`, with the catalogue that those before it hold.
 */
struct lic_license_view lic_encode_view_after(const struct lic_assign_result *result);

/*
 * Writes the member "waiting" into the object open in `json`: the products that wait for a seat by
 * the request of `result`.
 */
void lic_encode_waits(struct lic_json *json, const struct lic_assign_result *result);

/*
 * Writes what a rehearsal has found, `result`, as members of the object open in `json`.
 */
void lic_encode_preview(struct lic_json *json, const struct lic_assign_result *result);

/*
 * Writes the violations of `decision`, whose indices refer to `catalog`, into `json`, each with its
 * `remedies`: as lic_encode_details(), with the member remedies.
 */
void lic_encode_remedied_violations(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_decision *decision, const struct lic_remedies *remedies);

/*
 * Writes the members that tell of the seats of `sku` into the object open in `json`: its names, and
 * the pool `before` and after `change` seats are taken (or, below 0, given back).
 */
void lic_encode_pool_change_members(struct lic_json *json, const struct lic_sku *sku,
	const struct lic_seats *before, int64_t change);

/*
 * Writes the plans of `catalog` that are in `set` (NULL: none), but not in `except` (NULL: none),
 * into `json`: an array of {servicePlanId, servicePlanName, displayName}.
 */
void lic_encode_plans(struct lic_json *json, const struct lic_catalog *catalog, const uint64_t *set,
	const uint64_t *except);

/*
 * Writes `count` remedies of `list`, whose indices refer to `catalog`, into `json`: an array of
 * {rank, kind, text, solves, seats, gained, lost, request}.
 */
void lic_encode_remedies(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_remedy *list, size_t count);

/*
 * Writes what `sum` tells into the object open in `json`: the members seats, services, conflicts
 * and unlistedConflicts.
 */
void lic_encode_preview_members(struct lic_json *json, const struct lic_preview_sum *sum);

/*
 * Writes `preview` into the object open in `json`: the members validateOnly, allowed, members,
 * those of lic_encode_preview_members(), complete and violations.
 */
void lic_encode_group_preview_members(struct lic_json *json,
	const struct lic_group_preview *preview);

#endif
