/*
 * Our own calls, those under /api/v1 that Graph has no word for: their steps, and what several of
 * them need. Private to api/desk. docs/api.md says what each call takes and answers.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_DESK_INT_H
#define LIC_API_DESK_INT_H

#include "api/api_int.h"
#include "base/json.h"
#include "service/applications.h"
#include "service/licenses.h"
#include "service/operations.h"
#include "service/user_import.h"
#include "store/db.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A step of a route, as a type of function: what api_int.h says of steps holds for all those below.
 */
typedef lic_rc lic_desk_step(struct lic_api_request *req);

/* about.c: the list of routes, whether the database answers, and this interface as OpenAPI. */
extern lic_desk_step lic_desk__do_nothing, lic_desk__root_encode, lic_desk__health_run,
	lic_desk__health_encode, lic_desk__openapi_encode;

/* catalog.c: products, all or one. */
extern lic_desk_step lic_desk__skus_decode, lic_desk__skus_run, lic_desk__skus_encode,
	lic_desk__sku_run, lic_desk__sku_encode;

/* catalog_import.c: a catalogue file as the body. */
extern lic_desk_step lic_desk__catalog_import_decode, lic_desk__catalog_import_run,
	lic_desk__catalog_import_encode;

/* subscriptions.c: purchases. */
extern lic_desk_step lic_desk__subscriptions_run, lic_desk__subscriptions_encode,
	lic_desk__subscription_add_decode, lic_desk__subscription_add_run,
	lic_desk__subscription_add_encode, lic_desk__subscription_run,
	lic_desk__subscription_encode, lic_desk__subscription_set_decode,
	lic_desk__subscription_set_run, lic_desk__subscription_renew_decode,
	lic_desk__subscription_renew_run, lic_desk__subscription_cancel_decode,
	lic_desk__subscription_cancel_run, lic_desk__subscription_delete_run;

/* attention.c: what an administrator should look at. */
extern lic_desk_step lic_desk__attention_run, lic_desk__attention_encode, lic_desk__conflict_run,
	lic_desk__conflict_encode;

/* holders.c: who holds a product. */
extern lic_desk_step lic_desk__holders_decode, lic_desk__holders_run, lic_desk__holders_encode;

/* export_users.c, export_assignments.c, export_write.c: all of something, sent while it is read.
 * Run makes the first piece. */
extern lic_desk_step lic_desk__export_users_decode, lic_desk__export_assignments_decode,
	lic_desk__export_holders_decode, lic_desk__export_run, lic_desk__export_encode;

/*
 * Makes the next piece of the export `req`; `*ret_more` tells whether another may follow. Errors:
 * as the reading of its rows; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_desk__export_pull(struct lic_api_request *req, bool *ret_more);

/*
 * Frees what the export `req` keeps.
 */
void lic_desk__export_release(struct lic_api_request *req);

/* groups.c: groups and settings of ours. */
extern lic_desk_step lic_desk__group_run, lic_desk__group_set_decode, lic_desk__group_set_run,
	lic_desk__group_encode;

/* group_members.c: who belongs to groups. */
extern lic_desk_step lic_desk__group_members_decode, lic_desk__group_members_run,
	lic_desk__group_members_encode, lic_desk__members_change_decode,
	lic_desk__memberships_decode, lic_desk__members_change_run,
	lic_desk__members_change_preview, lic_desk__members_change_encode;

/* waiting.c: the line for a seat. */
extern lic_desk_step lic_desk__waiting_decode, lic_desk__waiting_run, lic_desk__waiting_encode,
	lic_desk__waiting_of_run, lic_desk__waiting_set_decode, lic_desk__waiting_set_run,
	lic_desk__waiting_withdraw_run;

/* assign.c: changing licences, and waiting for seats. */
extern lic_desk_step lic_desk__assign_decode, lic_desk__assign_run, lic_desk__assign_encode;

/* why.c: why a user has a service or lacks it. */
extern lic_desk_step lic_desk__why_run, lic_desk__why_encode;

/* users.c: creating a user with licences, and bringing one back. */
extern lic_desk_step lic_desk__user_create_decode, lic_desk__user_create_hash,
	lic_desk__user_create_run, lic_desk__user_create_encode, lic_desk__user_restore_decode,
	lic_desk__user_restore_run, lic_desk__user_restore_encode, lic_desk__user_delete_decode,
	lic_desk__user_delete_run, lic_desk__user_delete_encode;

/* user_import.c: users from a CSV file. */
extern lic_desk_step lic_desk__user_import_decode, lic_desk__user_import_run,
	lic_desk__user_import_submit, lic_desk__user_import_encode;

/* import_jobs.c: how far imports are, and what became of them. */
extern lic_desk_step lic_desk__imports_decode, lic_desk__imports_run, lic_desk__imports_encode,
	lic_desk__import_run, lic_desk__import_encode;

/* changes.c: changes of many users' licences. */
extern lic_desk_step lic_desk__change_create_decode, lic_desk__change_create_run,
	lic_desk__change_create_submit, lic_desk__change_create_encode,
	lic_desk__changes_of_many_decode, lic_desk__changes_of_many_run,
	lic_desk__changes_of_many_encode, lic_desk__change_run, lic_desk__change_encode,
	lic_desk__change_pause_run, lic_desk__change_resume_run, lic_desk__change_cancel_run,
	lic_desk__undo_decode;

/* change_results.c: what became of each of their users. */
extern lic_desk_step lic_desk__change_results_decode, lic_desk__change_results_run,
	lic_desk__change_results_encode;

/* operations.c: the ledger. */
extern lic_desk_step lic_desk__operations_decode, lic_desk__operations_run,
	lic_desk__operations_encode, lic_desk__operation_run, lic_desk__operation_encode,
	lic_desk__changes_decode, lic_desk__changes_run, lic_desk__changes_encode;

/* preferences.c: what somebody chose for himself. */
extern lic_desk_step lic_desk__preferences_run, lic_desk__preferences_update_decode,
	lic_desk__preferences_update_run, lic_desk__preferences_encode;

/*
 * Writes `chosen`, by enum lic_preference, into `json` as an object: NULL is null.
 */
void lic_desk__write_preferences(struct lic_json *json, const char *const *chosen);

/* user_views.c: custom views of the users. */
extern lic_desk_step lic_desk__user_views_run, lic_desk__user_views_encode, lic_desk__user_view_run,
	lic_desk__user_view_encode, lic_desk__user_view_add_decode, lic_desk__user_view_add_run,
	lic_desk__user_view_add_encode, lic_desk__user_view_set_decode, lic_desk__user_view_set_run,
	lic_desk__user_view_delete_run;

/* user_templates.c: templates for new users. */
extern lic_desk_step lic_desk__user_templates_run, lic_desk__user_templates_encode,
	lic_desk__user_template_run, lic_desk__user_template_encode,
	lic_desk__user_template_add_decode, lic_desk__user_template_add_run,
	lic_desk__user_template_add_encode, lic_desk__user_template_delete_run;

/* sessions.c: who is signed in to the pages. */
extern lic_desk_step lic_desk__my_sessions_run, lic_desk__sessions_run, lic_desk__sessions_encode,
	lic_desk__my_session_run, lic_desk__my_session_encode, lic_desk__my_session_revoke_run,
	lic_desk__sessions_revoke_run;

/* tokens.c: access tokens. */
extern lic_desk_step lic_desk__tokens_run, lic_desk__tokens_encode, lic_desk__token_create_decode,
	lic_desk__token_create_run, lic_desk__token_create_encode, lic_desk__token_revoke_run;

/* applications.c: application registrations. */
extern lic_desk_step lic_desk__applications_decode, lic_desk__applications_run,
	lic_desk__applications_encode, lic_desk__application_add_decode,
	lic_desk__application_add_run, lic_desk__application_add_encode, lic_desk__application_run,
	lic_desk__application_encode, lic_desk__application_set_decode,
	lic_desk__application_set_run, lic_desk__application_delete_run;

/* application_credentials.c: their secrets and certificates. */
extern lic_desk_step lic_desk__secret_add_decode, lic_desk__secret_add_run,
	lic_desk__secret_add_encode, lic_desk__secret_remove_run, lic_desk__certificate_add_decode,
	lic_desk__certificate_add_run, lic_desk__certificate_add_encode,
	lic_desk__certificate_remove_run;

/* application_grants.c: what they may do. */
extern lic_desk_step lic_desk__grant_add_decode, lic_desk__grant_add_run,
	lic_desk__grant_add_encode, lic_desk__grant_remove_decode, lic_desk__grant_remove_run;
/* roles.c: directory roles, all or one, and what speaks against how they are given. */
extern lic_desk_step lic_desk__roles_run, lic_desk__roles_encode, lic_desk__role_run,
	lic_desk__role_encode;

/* petitions.c: license requests, for whoever decides them. */
extern lic_desk_step lic_desk__petitions_decode, lic_desk__petitions_run,
	lic_desk__petitions_encode, lic_desk__petition_run, lic_desk__petition_encode,
	lic_desk__petition_decide_decode, lic_desk__petition_decide_run,
	lic_desk__petition_decide_encode;

/* petition_policy.c: who may ask for licences, and for which. */
extern lic_desk_step lic_desk__petition_policy_run, lic_desk__petition_policy_encode,
	lic_desk__petition_policy_set_decode, lic_desk__petition_policy_set_run;

/* my_petitions.c: what the caller has, may ask for, and has asked for. */
extern lic_desk_step lic_desk__my_petitions_decode, lic_desk__my_petitions_run,
	lic_desk__my_petitions_encode, lic_desk__my_petition_decode, lic_desk__my_petition_run,
	lic_desk__my_petition_encode, lic_desk__my_petition_withdraw_run, lic_desk__my_offer_run,
	lic_desk__my_offer_encode, lic_desk__my_licenses_run, lic_desk__my_licenses_encode;

/* auto_claim.c: who claims licences by signing in, and what came of it. */
extern lic_desk_step lic_desk__auto_claim_run, lic_desk__auto_claim_encode,
	lic_desk__auto_claim_set_decode, lic_desk__auto_claim_set_run,
	lic_desk__auto_claim_delete_run, lic_desk__auto_claims_decode, lic_desk__auto_claims_run,
	lic_desk__auto_claims_encode, lic_desk__auto_claim_report_run,
	lic_desk__auto_claim_report_encode;

/* allotments.c: how many seats of a product some groups may take. */
extern lic_desk_step lic_desk__allotments_decode, lic_desk__allotments_run,
	lic_desk__allotments_encode, lic_desk__allotment_run, lic_desk__allotment_encode,
	lic_desk__allotment_add_decode, lic_desk__allotment_add_run, lic_desk__allotment_add_encode,
	lic_desk__allotment_set_decode, lic_desk__allotment_set_run, lic_desk__allotment_delete_run,
	lic_desk__allotment_people_decode, lic_desk__allotment_people_run,
	lic_desk__allotment_people_encode;

/* my_allotments.c: what their owners do. */
extern lic_desk_step lic_desk__my_allotments_run, lic_desk__my_allotment_people_run,
	lic_desk__my_allotment_add_decode, lic_desk__my_allotment_add_run,
	lic_desk__my_allotment_add_encode, lic_desk__my_allotment_remove_run;

/*
 * Finds the role that `key` names: by its name, with spaces or dashes, or by its id. Returns true
 * and sets `*ret_role`; false, leaving it alone, when there is none.
 */
bool lic_desk__find_role(const char *key, enum lic_role *ret_role);

/* settings.c: what the organisation has chosen. */
extern lic_desk_step lic_desk__settings_run, lic_desk__settings_encode,
	lic_desk__settings_update_decode, lic_desk__settings_update_run;

/*
 * Names `action` for people and for tests that go through them, for example "readLicenses". Returns
 * static text; NULL for LIC_ACTION_MAX_.
 */
const char *lic_desk__action_name(enum lic_action action);

/*
 * Releases the catalogue held by `req`: for routes whose state is a struct that begins with a
 * struct lic_catalog_hold.
 */
void lic_desk__release_catalog(struct lic_api_request *req);

/*
 * Frees the list of users that the body of `req` has named.
 */
void lic_desk__release_change(struct lic_api_request *req);

/*
 * Releases the catalogue that the user shown in the answer of `req` was read with.
 */
void lic_desk__release_user(struct lic_api_request *req);

/*
 * Releases the catalogue that the licences in the answer of `req` were read with.
 */
void lic_desk__release_assign(struct lic_api_request *req);

/*
 * Releases the catalogues that the decision about a license request, `req`, was made with.
 */
void lic_desk__release_petition(struct lic_api_request *req);

/*
 * Releases the catalogue that the explanation in the answer of `req` was read with.
 */
void lic_desk__release_why(struct lic_api_request *req);

/*
 * Makes the state of `req`: `size` zeroed bytes in the arena.
 * Returns them, or NULL when memory is out.
 */
void *lic_desk__new_state(struct lic_api_request *req, size_t size);

/*
 * Finds the product that `text`, taken from the path of `req`, names in `catalog`. `*ret_sku` is
 * its index. Errors, in req->err: LIC_E_NOTFOUND, with what was probably meant; LIC_E_CONFLICT when
 * several bear the name; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_desk__sku(struct lic_api_request *req, const struct lic_catalog *catalog,
	const char *text, uint32_t *ret_sku);

/*
 * Reads `value`, the body's member `target`, as a date or a date and time (ISO 8601). NULL and JSON
 * null leave `*ret_ms` not set. Errors: LIC_E_INVALID with the member named in req->err;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_desk__date(struct lic_api_request *req, const json_t *value,
	const char *target, struct lic_opt_int *ret_ms);

/*
 * Reads the query option `name` of `req`, which is true or false in any case, into `*ret_flag`;
 * leaves that alone when the option is not given. `*ret_given`, unless NULL, tells whether it is.
 * Errors: LIC_E_INVALID with the option named in req->err; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_desk__flag(struct lic_api_request *req, const char *name, bool *ret_flag,
	bool *ret_given);

/*
 * Checks that the body of `req`, if it says what it is, is one of the media types in `types`,
 * written "text/csv, application/json". Errors: LIC_E_INVALID, with status 415, when it is another
 * or compressed.
 */
LIC_MUST_USE lic_rc lic_desk__check_media(struct lic_api_request *req, const char *types);

/*
 * Writes the member `key` into the object open in `json`: the time in `ms`, or null when it is not
 * set.
 */
void lic_desk__write_time(struct lic_json *json, const char *key, struct lic_opt_int ms);

/*
 * Writes the member `key` of the object open in `json`: the group with key `id` of `sources` as an
 * object with its id and displayName, or null where there is none, as for what comes directly.
 */
void lic_desk__write_group(struct lic_json *json, const char *key,
	const struct lic_sources *sources, int64_t id);

/*
 * Writes the member `key` with `guid` into `json`, or null unless it `is_set`.
 */
void lic_desk__write_id(struct lic_json *json, const char *key, bool is_set,
	const struct lic_guid *guid);

/*
 * Writes `application` and all that belongs to it as an object into `json`. What is over at
 * `now_ms` is shown as expired.
 */
void lic_desk__write_application(struct lic_json *json, const struct lic_application *application,
	int64_t now_ms);

/*
 * Writes what may be known of `credential` into the object open in `json`; it is shown as expired
 * when it is over at `now_ms`.
 */
void lic_desk__write_credential_members(struct lic_json *json,
	const struct lic_credential *credential, int64_t now_ms);

/*
 * Writes `operation` of the ledger as an object into `json`.
 */
void lic_desk__write_operation(struct lic_json *json, const struct lic_operation_view *operation);

/*
 * Writes `report` of an import as an object into `json`.
 */
void lic_desk__write_report(struct lic_json *json, const struct lic_import_report *report);

/*
 * Writes the import `job` as an object into `json`, the answer of `req`, with `report` or, when
 * that is NULL, null in its place.
 */
void lic_desk__write_import(struct lic_api_request *req, struct lic_json *json,
	const struct lic_bulk_job *job, const struct lic_import_report *report);

/*
 * Writes into `json`, the answer of `req`, what keeps this process from going on with `job`, as the
 * member "trouble": null when nothing does.
 */
void lic_desk__write_trouble(struct lic_api_request *req, struct lic_json *json,
	const struct lic_bulk_job *job);

#endif
