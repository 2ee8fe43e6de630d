/*
 * JSON forms of groups: see encode.h.
 */
#include "api/encode.h"

#define EMPTY_LISTS                                                                                \
	(LIC_FIELD_BIT(LIC_GROUP_FIELD_CREATION_OPTIONS) |                                         \
		LIC_FIELD_BIT(LIC_GROUP_FIELD_BEHAVIOR) |                                          \
		LIC_FIELD_BIT(LIC_GROUP_FIELD_PROVISIONING))
#define FALSE_FLAGS                                                                                \
	(LIC_FIELD_BIT(LIC_GROUP_FIELD_ALLOW_EXTERNAL) |                                           \
		LIC_FIELD_BIT(LIC_GROUP_FIELD_AUTO_SUBSCRIBE) |                                    \
		LIC_FIELD_BIT(LIC_GROUP_FIELD_HIDE_LISTS) |                                        \
		LIC_FIELD_BIT(LIC_GROUP_FIELD_HIDE_CLIENTS) |                                      \
		LIC_FIELD_BIT(LIC_GROUP_FIELD_SUBSCRIBED))

const char *const lic_group_field_names[LIC_GROUP_FIELD_MAX_] = {
	[LIC_GROUP_FIELD_ID] = "id",
	[LIC_GROUP_FIELD_DELETED] = "deletedDateTime",
	[LIC_GROUP_FIELD_CLASSIFICATION] = "classification",
	[LIC_GROUP_FIELD_CREATED] = "createdDateTime",
	[LIC_GROUP_FIELD_CREATION_OPTIONS] = "creationOptions",
	[LIC_GROUP_FIELD_DESCRIPTION] = "description",
	[LIC_GROUP_FIELD_DISPLAY_NAME] = "displayName",
	[LIC_GROUP_FIELD_EXPIRATION] = "expirationDateTime",
	[LIC_GROUP_FIELD_TYPES] = "groupTypes",
	[LIC_GROUP_FIELD_ASSIGNABLE_TO_ROLE] = "isAssignableToRole",
	[LIC_GROUP_FIELD_MAIL] = "mail",
	[LIC_GROUP_FIELD_MAIL_ENABLED] = "mailEnabled",
	[LIC_GROUP_FIELD_MAIL_NICKNAME] = "mailNickname",
	[LIC_GROUP_FIELD_RULE] = "membershipRule",
	[LIC_GROUP_FIELD_RULE_STATE] = "membershipRuleProcessingState",
	[LIC_GROUP_FIELD_SYNCED] = "onPremisesSyncEnabled",
	[LIC_GROUP_FIELD_DATA_LOCATION] = "preferredDataLocation",
	[LIC_GROUP_FIELD_LANGUAGE] = "preferredLanguage",
	[LIC_GROUP_FIELD_PROXIES] = "proxyAddresses",
	[LIC_GROUP_FIELD_RENEWED] = "renewedDateTime",
	[LIC_GROUP_FIELD_BEHAVIOR] = "resourceBehaviorOptions",
	[LIC_GROUP_FIELD_PROVISIONING] = "resourceProvisioningOptions",
	[LIC_GROUP_FIELD_SECURITY_ENABLED] = "securityEnabled",
	[LIC_GROUP_FIELD_THEME] = "theme",
	[LIC_GROUP_FIELD_UNIQUE_NAME] = "uniqueName",
	[LIC_GROUP_FIELD_VISIBILITY] = "visibility",
	[LIC_GROUP_FIELD_ALLOW_EXTERNAL] = "allowExternalSenders",
	[LIC_GROUP_FIELD_AUTO_SUBSCRIBE] = "autoSubscribeNewMembers",
	[LIC_GROUP_FIELD_HIDE_LISTS] = "hideFromAddressLists",
	[LIC_GROUP_FIELD_HIDE_CLIENTS] = "hideFromOutlookClients",
	[LIC_GROUP_FIELD_SUBSCRIBED] = "isSubscribedByMail",
	[LIC_GROUP_FIELD_LICENSES] = "assignedLicenses",
	[LIC_GROUP_FIELD_PROCESSING] = "licenseProcessingState",
};

static void encode_types(struct lic_json *json, const struct lic_group *group)
{
	lic_json_array(json);
	if (group->is_unified) {
		lic_json_string(json, "Unified");
	}
	lic_json_end(json);
}

static void encode_proxies(struct lic_json *json, const struct lic_group *group)
{
	lic_json_array(json);
	if (group->mail != NULL) {
		LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

		lic_buf_init(&text, LIC_ERR_MESSAGE_BYTES);
		lic_buf_printf(&text, "SMTP:%s", group->mail);
		/* Without memory for it the list is empty. */
		if (lic_ok(lic_buf_status(&text))) {
			lic_json_string(json, text.data);
		}
	}
	lic_json_end(json);
}

static void encode_licenses(struct lic_json *json, const struct lic_group_extra *extra)
{
	lic_json_array(json);
	for (size_t i = 0; i < extra->license_count; i++) {
		const struct lic_group_template *license = &extra->licenses[i];

		lic_json_object(json);
		lic_json_kguid(json, "skuId", &extra->catalog->skus[license->sku].id);
		lic_json_key(json, "disabledPlans");
		lic_encode_plan_ids(json, extra->catalog, license->sku, license->disabled);
		lic_json_end(json);
	}
	lic_json_end(json);
}

const char *lic_group_processing_name(const struct lic_group_extra *extra)
{
	switch (extra->processing) {
	case LIC_TASK_QUEUED:
		return "QueuedForProcessing";
	case LIC_TASK_RUNNING:
		return "ProcessingInProgress";
	case LIC_TASK_NONE:
		break;
	}
	return extra->license_count == 0 ? NULL : "ProcessingComplete";
}

static void encode_processing(struct lic_json *json, const struct lic_group_extra *extra)
{
	const char *name = lic_group_processing_name(extra);

	if (name == NULL) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kstring(json, "state", name);
	lic_json_end(json);
}

static void encode_opt_time(struct lic_json *json, struct lic_opt_int ms)
{
	if (ms.is_set) {
		lic_json_time(json, ms.value);
	} else {
		lic_json_null(json);
	}
}

/* Finds a property that is a text or null; tells whether `field` is one. */
static bool find_text(const struct lic_group *group, unsigned field, const char **ret_text)
{
	switch (field) {
	case LIC_GROUP_FIELD_DESCRIPTION:
		*ret_text = group->text[LIC_GROUP_DESCRIPTION];
		return true;
	case LIC_GROUP_FIELD_DISPLAY_NAME:
		*ret_text = group->text[LIC_GROUP_DISPLAY_NAME];
		return true;
	case LIC_GROUP_FIELD_MAIL_NICKNAME:
		*ret_text = group->text[LIC_GROUP_MAIL_NICKNAME];
		return true;
	case LIC_GROUP_FIELD_VISIBILITY:
		*ret_text = group->text[LIC_GROUP_VISIBILITY];
		return true;
	case LIC_GROUP_FIELD_MAIL:
		*ret_text = group->mail;
		return true;
	default:
		return false;
	}
}

/* What is not kept here looks as Graph shows it of a group without. */
static void encode_unkept(struct lic_json *json, unsigned field)
{
	const uint64_t bit = LIC_FIELD_BIT(field);

	if ((bit & EMPTY_LISTS) != 0) {
		lic_json_array(json);
		lic_json_end(json);
	} else if ((bit & FALSE_FLAGS) != 0) {
		lic_json_bool(json, false);
	} else {
		lic_json_null(json);
	}
}

static void encode_field(struct lic_json *json, const struct lic_group *group, unsigned field,
	const struct lic_group_extra *extra)
{
	const char *text = NULL;

	if (find_text(group, field, &text)) {
		lic_json_string(json, text);
		return;
	}
	switch (field) {
	case LIC_GROUP_FIELD_ID:
		lic_json_guid(json, &group->guid);
		break;
	case LIC_GROUP_FIELD_DELETED:
		encode_opt_time(json, group->deleted_ms);
		break;
	case LIC_GROUP_FIELD_CREATED:
		lic_json_time(json, group->created_ms);
		break;
	case LIC_GROUP_FIELD_RENEWED:
		lic_json_time(json, group->renewed_ms);
		break;
	case LIC_GROUP_FIELD_MAIL_ENABLED:
		lic_json_bool(json, group->mail_enabled);
		break;
	case LIC_GROUP_FIELD_SECURITY_ENABLED:
		lic_json_bool(json, group->security_enabled);
		break;
	case LIC_GROUP_FIELD_TYPES:
		encode_types(json, group);
		break;
	case LIC_GROUP_FIELD_PROXIES:
		encode_proxies(json, group);
		break;
	case LIC_GROUP_FIELD_LICENSES:
		encode_licenses(json, extra);
		break;
	case LIC_GROUP_FIELD_PROCESSING:
		encode_processing(json, extra);
		break;
	default:
		encode_unkept(json, field);
		break;
	}
}

void lic_encode_group_members(struct lic_json *json, const struct lic_group *group, uint64_t fields,
	const struct lic_group_extra *extra)
{
	for (unsigned i = 0; i < LIC_GROUP_FIELD_MAX_; i++) {
		if ((fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, lic_group_field_names[i]);
			encode_field(json, group, i, extra);
		}
	}
}
