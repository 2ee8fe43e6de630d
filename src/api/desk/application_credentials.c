/*
 * Secrets and certificates of applications. A secret is in one answer, the one that made it.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"

#include <string.h>

#define THUMBPRINT_BYTES_MAX 32

/* What the steps of all calls hand on. */
struct state {
	struct lic_secret_input input;    /* the secret to make */
	const char *name;                 /* of the certificate, or NULL */
	const char *certificate;          /* the certificate to register; borrowed from the body */
	struct lic_credential credential; /* as stored */
	const char *secret;               /* the new secret itself */
};

/* Writes the member `key`: thumbprint `bytes` as people compare it, in hexadecimal digits. */
static void write_thumbprint(struct lic_json *json, const char *key, const struct lic_bytes *bytes)
{
	static const char digits[] = "0123456789ABCDEF";
	char text[2 * THUMBPRINT_BYTES_MAX + 1];
	const unsigned char *data = bytes->data;
	size_t len = 0;

	for (; len < bytes->len && 2 * len + 2 < sizeof(text); len++) {
		text[2 * len] = digits[data[len] >> 4U];
		text[2 * len + 1] = digits[data[len] & 0xFU];
	}
	text[2 * len] = '\0';
	lic_json_kstring(json, key, text);
}

void lic_desk__write_credential_members(struct lic_json *json,
	const struct lic_credential *credential, int64_t now_ms)
{
	lic_json_kguid(json, "keyId", &credential->guid);
	lic_json_kstring(json, "displayName", credential->name);
	if (credential->kind == LIC_CREDENTIAL_SECRET) {
		lic_json_kstring(json, "hint", credential->hint);
	} else {
		write_thumbprint(json, "thumbprint", &credential->sha1);
		write_thumbprint(json, "thumbprintSha256", &credential->sha256);
	}
	lic_json_ktime(json, "startDateTime", credential->starts_ms);
	lic_json_ktime(json, "endDateTime", credential->expires_ms);
	lic_json_kbool(json, "expired", credential->expires_ms <= now_ms);
}

lic_rc lic_desk__secret_add_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"displayName", LIC_MEMBER_STRING, true},
		{"startDateTime", LIC_MEMBER_STRING_OR_NULL, false},
		{"days", LIC_MEMBER_INT, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->input.name = json_string_value(values[0]);
	state->input.days =
		values[2] == NULL ? LIC_SECRET_DAYS_DEFAULT : json_integer_value(values[2]);
	return lic_desk__date(req, values[1], "startDateTime", &state->input.starts_ms);
}

lic_rc lic_desk__secret_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_application_add_secret(&req->ctx, req->keys[0], &state->input,
		&state->credential, &state->secret);
}

lic_rc lic_desk__secret_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 201, &json);
	lic_json_object(&json);
	lic_desk__write_credential_members(&json, &state->credential, req->ctx.now_ms);
	/* After a rehearsal there is no such secret. */
	lic_json_kstring(&json, "secretText", req->ctx.is_rehearsal ? NULL : state->secret);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__secret_remove_run(struct lic_api_request *req)
{
	return lic_application_remove_credential(&req->ctx, req->keys[0], LIC_CREDENTIAL_SECRET,
		req->keys[1]);
}

lic_rc lic_desk__certificate_add_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"displayName", LIC_MEMBER_STRING, false},
		{"certificate", LIC_MEMBER_STRING, true},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->name = json_string_value(values[0]);
	state->certificate = json_string_value(values[1]);
	return LIC_OK_RC;
}

lic_rc lic_desk__certificate_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_application_add_certificate(&req->ctx, req->keys[0], state->name,
		state->certificate, strlen(state->certificate), &state->credential);
}

lic_rc lic_desk__certificate_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 201, &json);
	lic_json_object(&json);
	lic_desk__write_credential_members(&json, &state->credential, req->ctx.now_ms);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__certificate_remove_run(struct lic_api_request *req)
{
	return lic_application_remove_credential(&req->ctx, req->keys[0],
		LIC_CREDENTIAL_CERTIFICATE, req->keys[1]);
}
