/*
 * GET /api/v1/export/users: every live user. See export_int.h.
 */
#include "api/desk/export_int.h"

#include "api/desk/desk_int.h"
#include "service/lists.h"

#define PAGE_ROWS 200U /* some 60 KB, a millisecond of reading */
#define PAGE_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* Cells of a user, in this order: what is no text first and last. */
static const enum lic_user_property texts[] = {LIC_USER_PRINCIPAL_NAME, LIC_USER_DISPLAY_NAME,
	LIC_USER_GIVEN_NAME, LIC_USER_SURNAME, LIC_USER_MAIL, LIC_USER_MAIL_NICKNAME, LIC_USER_TYPE,
	LIC_USER_USAGE_LOCATION, LIC_USER_JOB_TITLE, LIC_USER_DEPARTMENT, LIC_USER_OFFICE_LOCATION,
	LIC_USER_BUSINESS_PHONE, LIC_USER_MOBILE_PHONE, LIC_USER_FAX_NUMBER,
	LIC_USER_STREET_ADDRESS, LIC_USER_CITY, LIC_USER_STATE, LIC_USER_POSTAL_CODE,
	LIC_USER_COUNTRY, LIC_USER_COMPANY_NAME, LIC_USER_EMPLOYEE_ID, LIC_USER_PREFERRED_LANGUAGE};

static const char *const columns[] = {"id", "userPrincipalName", "displayName", "givenName",
	"surname", "mail", "mailNickname", "userType", "usageLocation", "jobTitle", "department",
	"officeLocation", "businessPhones", "mobilePhone", "faxNumber", "streetAddress", "city",
	"state", "postalCode", "country", "companyName", "employeeId", "preferredLanguage",
	"accountEnabled", "createdDateTime", NULL};

/* What the steps hand on. */
struct state {
	struct lic_export export; /* how rows look, and how far they are */
	int64_t after;            /* key of the last user shown */
};

static lic_rc write_user(struct lic_export *export, const struct lic_user *user)
{
	lic_export__row(export);
	lic_export__guid(export, &user->guid);
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		lic_export__text(export, user->values.text[texts[i]]);
	}
	lic_export__bool(export, user->values.account_enabled);
	lic_export__time(export, user->created_ms);
	return lic_export__row_end(export);
}

static lic_rc write_page(struct lic_api_request *req, struct lic_ctx *ctx, bool *ret_more)
{
	struct state *state = req->state;
	struct lic_user_page page = {0};

	LIC_TRY(lic_user_matching(ctx, NULL, state->after, PAGE_ROWS, &page));
	for (size_t i = 0; i < page.count; i++) {
		LIC_TRY(write_user(&state->export, &page.users[i]));
	}
	state->after = page.next_after;
	*ret_more = page.has_more;
	return LIC_OK_RC;
}

static const struct lic_export_kind kind = {"users", columns, PAGE_BYTES_MAX, write_page};

lic_rc lic_desk__export_users_decode(struct lic_api_request *req)
{
	return lic_export__decode(req, &kind, sizeof(struct state));
}
