/*
 * Secrets and certificates of applications: see applications.h.
 */
#include "service/application_int.h"

#include "auth/certificate.h"
#include "auth/secret.h"
#include "base/clock.h"
#include "store/lic_sql.h"

#include <string.h>

/* Tells people and scanners of leaked secrets what it is. */
#define SECRET_PREFIX "lics_"
#define HINT_LENGTH 3

/* What is stored of a credential beside what is shown. */
struct stored {
	struct lic_bytes hash;       /* of a secret */
	struct lic_bytes public_key; /* of a certificate */
};

static const char *kind_name(enum lic_credential_kind kind)
{
	return kind == LIC_CREDENTIAL_SECRET ? "secret" : "certificate";
}

static const char *time_text(struct lic_ctx *ctx, int64_t ms)
{
	char text[LIC_TIME_TEXT_BYTES];

	lic_time_format(ms, text);
	return lic_arena_strdup(ctx->arena, text);
}

/* Writes that `credential` came or, when `is_added` is false, went. */
static lic_rc record(struct lic_ctx *ctx, const struct lic_application *application,
	const struct lic_credential *credential, bool is_added)
{
	const char *texts[] = {
		kind_name(credential->kind),
		lic_arena_strdup(ctx->arena, lic_guid_format(&credential->guid).text),
		credential->name,
		time_text(ctx, credential->starts_ms),
		time_text(ctx, credential->expires_ms),
	};
	static const char *const names[] = {"credential", "keyId", "displayName", "startDateTime",
		"endDateTime"};
	struct lic_difference differences[LIC_COUNT(names)];

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (texts[i] == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		differences[i] = (struct lic_difference){
			.name = names[i],
			.before = is_added ? NULL : texts[i],
			.after = is_added ? texts[i] : NULL,
		};
	}
	return lic_application__record(ctx,
		is_added ? LIC_OP_CREDENTIAL_ADD : LIC_OP_CREDENTIAL_REMOVE, application,
		differences, LIC_COUNT(differences));
}

static lic_rc add(struct lic_ctx *ctx, const struct lic_application *application,
	const struct lic_credential *credential, const struct stored *stored)
{
	struct lic_q_applications_credential_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.application_id = application->id,
		.guid = credential->guid,
		.kind = (int64_t)credential->kind,
		.display_name = credential->name,
		.hash = stored->hash,
		.hint = credential->hint,
		.public_key = stored->public_key,
		.thumbprint = credential->sha1,
		.thumbprint_long = credential->sha256,
		.starts_ms = credential->starts_ms,
		.expires_ms = credential->expires_ms,
		.created_ms = ctx->now_ms,
	};

	LIC_TRY(lic_ctx_take_numbers(ctx, "credential", 1, &in.id));
	LIC_TRY(lic_q_applications_credential_insert(ctx->db, &in, NULL));
	return record(ctx, application, credential, true);
}

/* Reads the application that is to get a credential, and checks that it may have one more. */
static lic_rc open_for(struct lic_ctx *ctx, const char *key,
	struct lic_application *ret_application)
{
	struct lic_application application = {0};

	LIC_TRY(lic_application__open(ctx, key, &application));
	if (application.credential_count >= LIC_APPLICATION_CREDENTIALS_MAX) {
		return lic_err_set(ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"The application has %d secrets and certificates already: remove one first.",
			LIC_APPLICATION_CREDENTIALS_MAX);
	}
	LIC_TRY(lic_application__check_reach(ctx, &application));
	*ret_application = application;
	return LIC_OK_RC;
}

static lic_rc check_secret(struct lic_ctx *ctx, const struct lic_secret_input *input)
{
	LIC_TRY(lic_application__check_name(ctx, "displayName", input->name,
		LIC_CREDENTIAL_NAME_MAX));
	if (input->days < 1 || input->days > LIC_SECRET_DAYS_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "days",
			"days is %lld: a secret is good for 1 to %d days.", (long long)input->days,
			LIC_SECRET_DAYS_MAX);
	}
	/* A date means its midnight, which is over: today counts. */
	if (input->starts_ms.is_set &&
		(input->starts_ms.value <= ctx->now_ms - LIC_MS_PER_DAY ||
			input->starts_ms.value >
				ctx->now_ms + LIC_SECRET_DAYS_MAX * LIC_MS_PER_DAY)) {
		return lic_err_field(ctx->err, ctx->arena, "startDateTime",
			"startDateTime lies in the past or more than %d days ahead.",
			LIC_SECRET_DAYS_MAX);
	}
	return LIC_OK_RC;
}

lic_rc lic_application_add_secret(struct lic_ctx *ctx, const char *key,
	const struct lic_secret_input *input, struct lic_credential *ret_credential,
	const char **ret_text)
{
	struct lic_application application = {0};
	struct lic_credential credential = {
		.guid = lic_guid_random(),
		.kind = LIC_CREDENTIAL_SECRET,
		.name = input->name,
		.starts_ms = input->starts_ms.is_set ? input->starts_ms.value : ctx->now_ms,
	};
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	const struct stored stored = {.hash = {hash, sizeof(hash)}};
	const char *text = NULL;

	LIC_TRY(open_for(ctx, key, &application));
	LIC_TRY(check_secret(ctx, input));
	credential.expires_ms = credential.starts_ms + input->days * LIC_MS_PER_DAY;
	LIC_TRY(lic_secret_make(ctx->arena, SECRET_PREFIX, &text));
	lic_secret_hash(text, hash);
	credential.hint = lic_arena_copy(ctx->arena, text + strlen(SECRET_PREFIX), HINT_LENGTH);
	if (credential.hint == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(add(ctx, &application, &credential, &stored));
	*ret_credential = credential;
	*ret_text = text;
	return LIC_OK_RC;
}

/* Names the member that the certificate came in, which whoever read it does not know. */
static lic_rc name_member(struct lic_ctx *ctx, lic_rc rc)
{
	if (rc.code != LIC_E_INVALID && rc.code != LIC_E_LIMIT) {
		return rc;
	}
	const char *message = lic_arena_strdup(ctx->arena, ctx->err->message);

	return message == NULL ? LIC_RC(LIC_E_NOMEM)
			       : lic_err_field(ctx->err, ctx->arena, "certificate", "%s", message);
}

static lic_rc check_certificate(struct lic_ctx *ctx, const struct lic_application *application,
	const struct lic_certificate *certificate)
{
	if (certificate->not_after_ms <= ctx->now_ms) {
		return lic_err_field(ctx->err, ctx->arena, "certificate",
			"The certificate expired on %.10s: make a new one.",
			time_text(ctx, certificate->not_after_ms));
	}
	for (size_t i = 0; i < application->credential_count; i++) {
		const struct lic_bytes *sha256 = &application->credentials[i].sha256;

		if (sha256->len == sizeof(certificate->sha256) &&
			memcmp(sha256->data, certificate->sha256, sha256->len) == 0) {
			return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
				"The application has this certificate already, as '%.200s'.",
				application->credentials[i].name);
		}
	}
	return LIC_OK_RC;
}

/* The name of a certificate that was given none: its subject, as far as it fits. */
static const char *name_of(struct lic_ctx *ctx, const struct lic_certificate *certificate)
{
	const char *subject = *certificate->subject == '\0' ? "certificate" : certificate->subject;
	size_t len = 0;

	for (size_t characters = 0; subject[len] != '\0'; len++) {
		characters += ((unsigned char)subject[len] & 0xC0U) != 0x80U ? 1 : 0;
		if (characters > LIC_CREDENTIAL_NAME_MAX) {
			break;
		}
	}
	return lic_arena_copy(ctx->arena, subject, len);
}

lic_rc lic_application_add_certificate(struct lic_ctx *ctx, const char *key, const char *name,
	const char *text, size_t len, struct lic_credential *ret_credential)
{
	struct lic_application application = {0};
	struct lic_certificate certificate;
	struct lic_credential credential = {.kind = LIC_CREDENTIAL_CERTIFICATE};

	LIC_TRY(open_for(ctx, key, &application));
	LIC_TRY(name_member(ctx,
		lic_certificate_read(ctx->arena, text, len, ctx->err, &certificate)));
	LIC_TRY(check_certificate(ctx, &application, &certificate));
	credential.guid = lic_guid_random();
	credential.name = name == NULL ? name_of(ctx, &certificate) : name;
	credential.starts_ms = certificate.not_before_ms;
	credential.expires_ms = certificate.not_after_ms;
	credential.sha1 =
		(struct lic_bytes){lic_arena_copy(ctx->arena, (const char *)certificate.sha1,
					   LIC_SHA1_BYTES),
			LIC_SHA1_BYTES};
	credential.sha256 =
		(struct lic_bytes){lic_arena_copy(ctx->arena, (const char *)certificate.sha256,
					   LIC_SHA256_BYTES),
			LIC_SHA256_BYTES};
	if (credential.name == NULL || credential.sha1.data == NULL ||
		credential.sha256.data == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_application__check_name(ctx, "displayName", credential.name,
		LIC_CREDENTIAL_NAME_MAX));
	LIC_TRY(add(ctx, &application, &credential,
		&(struct stored){.public_key = certificate.public_key}));
	*ret_credential = credential;
	return LIC_OK_RC;
}

lic_rc lic_application_remove_credential(struct lic_ctx *ctx, const char *key,
	enum lic_credential_kind kind, const char *credential_key)
{
	struct lic_q_applications_credential_delete_in in = {.tenant_id = ctx->caller.tenant_id,
		.kind = (int64_t)kind};
	struct lic_application application = {0};
	const struct lic_credential *credential = NULL;

	LIC_TRY(lic_application__open(ctx, key, &application));
	in.application_id = application.id;
	if (lic_guid_parse(credential_key, strlen(credential_key), &in.guid)) {
		for (size_t i = 0; i < application.credential_count; i++) {
			const struct lic_credential *candidate = &application.credentials[i];

			if (candidate->kind == kind && lic_guid_equal(&candidate->guid, &in.guid)) {
				credential = candidate;
			}
		}
	}
	if (credential == NULL) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"The application has no %s '%.200s'.", kind_name(kind), credential_key);
	}
	LIC_TRY(lic_q_applications_credential_delete(ctx->db, &in, NULL));
	return record(ctx, &application, credential, false);
}
