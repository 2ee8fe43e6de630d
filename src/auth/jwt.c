/*
 * JSON Web Tokens: see jwt.h. Signing, taking apart and the signature; claims are read in
 * jwt_claims.c.
 */
#include "auth/jwt.h"

#include "auth/jwt_int.h"
#include "auth/keys_int.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KID_CHARS_MAX 256
#define SHA1_BYTES 20
#define SHA256_BYTES 32
#define PARTS 3
#define REASON_BYTES 256

static const char *const alg_names[] = {[LIC_JWT_RS256] = "RS256", [LIC_JWT_PS256] = "PS256"};

lic_rc lic_jwt__refuse(struct lic_err *err, const char *fmt, ...)
{
	char reason[REASON_BYTES];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return lic_err_set(err, LIC_E_INVALID, LIC_JWT__CODE, "The token is malformed: %s.",
		reason);
}

lic_rc lic_jwt_sign(const struct lic_signing_key *key, const char *payload, struct lic_arena *arena,
	const char **ret_text)
{
	uint8_t signature[LIC_KEY__SIGNATURE_BYTES_MAX];
	size_t signature_len = 0;
	char *header = lic_arena_printf(arena, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		lic_public_key_jwk(lic_signing_key_public(key))->kid);
	char *head = header == NULL ? NULL : lic_base64url_encode(arena, header, strlen(header));
	char *body = lic_base64url_encode(arena, payload, strlen(payload));
	char *text = NULL;

	if (head == NULL || body == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	text = lic_arena_printf(arena, "%s.%s", head, body);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_key__sign(key, (struct lic_bytes){text, strlen(text)}, signature,
		&signature_len));
	body = lic_base64url_encode(arena, signature, signature_len);
	text = body == NULL ? NULL : lic_arena_printf(arena, "%s.%s", text, body);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (strlen(text) > LIC_JWT_BYTES_MAX) {
		return LIC_RC(LIC_E_LIMIT);
	}
	*ret_text = text;
	return LIC_OK_RC;
}

/* Splits the text at its two dots; false when there are more or fewer. */
static bool split(const char *text, struct lic_bytes parts[PARTS])
{
	for (size_t i = 0; i < PARTS; i++) {
		size_t len = strcspn(text, ".");

		parts[i] = (struct lic_bytes){text, len};
		text += len;
		if ((*text == '.') != (i < PARTS - 1)) {
			return false;
		}
		text += i < PARTS - 1 ? 1 : 0;
	}
	return true;
}

/* Decodes a part that must be a JSON object; `name` is its own. */
static lic_rc read_object(struct lic_arena *arena, struct lic_bytes part, const char *name,
	struct lic_err *err, json_t **ret_object)
{
	struct lic_bytes bytes = {0};
	lic_rc rc = lic_base64_decode(arena, LIC_BASE64_URL, part.data, part.len, &bytes);

	if (rc.code == LIC_E_INVALID) {
		return lic_jwt__refuse(err, "its %s is not base64url without padding", name);
	}
	LIC_TRY(rc);
	/* What jansson says about it would quote it. */
	rc = lic_json_parse(bytes.data, bytes.len, NULL, ret_object);
	if (rc.code == LIC_E_INVALID || (lic_ok(rc) && !json_is_object(*ret_object))) {
		return lic_jwt__refuse(err, "its %s is not a JSON object with distinct members",
			name);
	}
	return rc;
}

/* Reads a member of the header that must be a text if it is there: NULL when it is not. */
static lic_rc read_text(const json_t *header, const char *name, struct lic_err *err,
	const char **ret_text)
{
	const json_t *value = json_object_get(header, name);

	if (value != NULL && !json_is_string(value)) {
		return lic_jwt__refuse(err, "'%s' in its header is not a string", name);
	}
	*ret_text = json_string_value(value);
	return LIC_OK_RC;
}

static lic_rc read_alg(struct lic_err *err, struct lic_jwt *jwt)
{
	const char *alg = NULL;

	LIC_TRY(read_text(jwt->header, "alg", err, &alg));
	for (size_t i = 0; alg != NULL && i < LIC_COUNT(alg_names); i++) {
		if (strcmp(alg, alg_names[i]) == 0) {
			jwt->alg = (enum lic_jwt_alg)i;
			return LIC_OK_RC;
		}
	}
	return lic_jwt__refuse(err, "it is not signed by RS256 or PS256");
}

static lic_rc read_thumbprint(struct lic_arena *arena, const json_t *header, const char *name,
	struct lic_err *err, struct lic_bytes *ret_thumbprint)
{
	size_t wanted = strcmp(name, "x5t") == 0 ? SHA1_BYTES : SHA256_BYTES;
	struct lic_bytes bytes = {0};
	const char *text = NULL;

	LIC_TRY(read_text(header, name, err, &text));
	if (text == NULL) {
		return LIC_OK_RC;
	}

	lic_rc rc = lic_base64_decode(arena, LIC_BASE64_THUMB, text, strlen(text), &bytes);

	if (rc.code == LIC_E_INVALID || (lic_ok(rc) && bytes.len != wanted)) {
		return lic_jwt__refuse(err, "'%s' in its header is no thumbprint", name);
	}
	LIC_TRY(rc);
	*ret_thumbprint = bytes;
	return LIC_OK_RC;
}

/* RFC 8725, section 3.11: what a token is for shows in its type, where there is one. */
static bool is_good_type(const char *type)
{
	size_t len = type == NULL ? 0 : strlen(type);

	return type == NULL || lic_text_equal_nocase(type, "JWT") ||
		(len > strlen("+jwt") &&
			lic_text_equal_nocase(type + len - strlen("+jwt"), "+jwt"));
}

static lic_rc read_header(struct lic_arena *arena, struct lic_err *err, struct lic_jwt *jwt)
{
	const char *type = NULL;

	LIC_TRY(read_alg(err, jwt));
	LIC_TRY(read_text(jwt->header, "typ", err, &type));
	if (!is_good_type(type)) {
		return lic_jwt__refuse(err, "'typ' in its header is not JWT");
	}
	/* RFC 7515, section 4.1.11: what is critical must be understood, and nothing here is. */
	if (json_object_get(jwt->header, "crit") != NULL ||
		json_object_get(jwt->header, "b64") != NULL) {
		return lic_jwt__refuse(err, "its header asks for an extension (crit, b64)");
	}
	LIC_TRY(read_text(jwt->header, "kid", err, &jwt->kid));
	if (jwt->kid != NULL && strlen(jwt->kid) > KID_CHARS_MAX) {
		return lic_jwt__refuse(err, "'kid' in its header is too long");
	}
	LIC_TRY(read_thumbprint(arena, jwt->header, "x5t", err, &jwt->x5t));
	return read_thumbprint(arena, jwt->header, "x5t#S256", err, &jwt->x5t_s256);
}

lic_rc lic_jwt_parse(struct lic_arena *arena, const char *text, struct lic_err *err,
	struct lic_jwt *ret_jwt)
{
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	struct lic_bytes parts[PARTS];
	const char *copy = NULL;
	size_t len = strnlen(text, LIC_JWT_BYTES_MAX + 1);

	if (len > LIC_JWT_BYTES_MAX) {
		return lic_jwt__refuse(err, "it is longer than %zu bytes", LIC_JWT_BYTES_MAX);
	}
	copy = lic_arena_copy(arena, text, len);
	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!split(copy, parts)) {
		return lic_jwt__refuse(err, "it has not three parts with dots between");
	}
	LIC_TRY(read_object(arena, parts[0], "header", err, &jwt.header));
	LIC_TRY(read_header(arena, err, &jwt));
	LIC_TRY(read_object(arena, parts[1], "payload", err, &jwt.payload));

	lic_rc rc = lic_base64_decode(arena, LIC_BASE64_URL, parts[2].data, parts[2].len,
		&jwt.signature);

	if (rc.code == LIC_E_INVALID || (lic_ok(rc) && jwt.signature.len == 0)) {
		return lic_jwt__refuse(err,
			"its signature is missing or not base64url without padding");
	}
	LIC_TRY(rc);
	jwt.signed_text = (struct lic_bytes){copy, parts[0].len + 1 + parts[1].len};
	*ret_jwt = jwt;
	jwt = (struct lic_jwt){0};
	return LIC_OK_RC;
}

void lic_jwt_done(struct lic_jwt *jwt)
{
	json_decref(jwt->header);
	json_decref(jwt->payload);
	*jwt = (struct lic_jwt){0};
}

lic_rc lic_jwt_verify(const struct lic_jwt *jwt, const struct lic_public_key *key, unsigned allowed,
	struct lic_err *err)
{
	if ((allowed & (1U << jwt->alg)) == 0) {
		return lic_err_set(err, LIC_E_DENIED, LIC_JWT__CODE,
			"The token is signed by %s, which is not allowed here.",
			alg_names[jwt->alg]);
	}

	lic_rc rc =
		lic_key__verify(key, jwt->alg == LIC_JWT_PS256, jwt->signed_text, jwt->signature);

	if (rc.code == LIC_E_DENIED) {
		return lic_err_set(err, LIC_E_DENIED, LIC_JWT__CODE,
			"The token's signature does not fit: it was changed, or signed with another key.");
	}
	return rc;
}
