/*
 * Query options: see options_int.h.
 */
#include "api/options_int.h"

#include "base/base64.h"
#include "base/text.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#define SELECT_NAMES_MAX 64
#define CHECK_BYTES 16
#define TOKEN_BYTES_MAX (LIC_API_TOKEN_VALUES_MAX * sizeof(int64_t) + CHECK_BYTES)
#define TOKEN_TEXT_BYTES                                                                           \
	sodium_base64_ENCODED_LEN(TOKEN_BYTES_MAX, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
#define TOKEN_PURPOSE "licentia skiptoken 1"

/* Tells whether `name` is one of the space-separated `names`, in any case. */
static bool is_listed(const char *names, const char *name)
{
	size_t len = strlen(name);

	while (*names != '\0') {
		size_t item = strcspn(names, " ");

		if (item == len && strncasecmp(names, name, len) == 0) {
			return true;
		}
		names += item;
		names += strspn(names, " ");
	}
	return false;
}

/* Refuses the option `name`. OData's own are "unsupported", so that clients know them from
 * mistakes. */
static lic_rc refuse_option(struct lic_api_request *req, const char *name)
{
	const char *possible = req->route->options;
	lic_rc rc;

	if (*possible == '\0') {
		rc = lic_err_field(&req->err, req->ctx.arena, name,
			"The query option '%.100s' is not supported here: this call takes none.",
			name);
	} else {
		rc = lic_err_field(&req->err, req->ctx.arena, name,
			"The query option '%.100s' is not supported here. Possible: %s.", name,
			possible);
	}
	if (name[0] == '$') {
		req->err.public_code = "Request_UnsupportedQuery";
	}
	return rc;
}

/* Every answer is JSON: $format may say so, or choose the metadata. */
static bool is_json_format(const char *value)
{
	static const char type[] = "application/json";

	return lic_text_equal_nocase(value, "json") ||
		(strncmp(value, type, sizeof(type) - 1) == 0 &&
			strchr(";", value[sizeof(type) - 1]) != NULL);
}

lic_rc lic_api__check_options(struct lic_api_request *req)
{
	const char *format = lic_api__option(req, "$format");

	/* OAuth's endpoints must ignore what they do not know (RFC 6749 3.1). */
	if (strcmp(req->route->options, "*") == 0) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < req->query.count; i++) {
		const char *name = req->query.options[i].name;

		if (!is_listed(req->route->options, name) &&
			!(req->is_graph && lic_text_equal_nocase(name, "$format"))) {
			return refuse_option(req, name);
		}
	}
	if (format != NULL && !is_json_format(format)) {
		return lic_err_field(&req->err, req->ctx.arena, "$format",
			"The format '%.100s' is not supported: answers are application/json.",
			format);
	}
	return LIC_OK_RC;
}

lic_rc lic_api__top(struct lic_api_request *req, unsigned *ret_top)
{
	const char *text = lic_api__option(req, "$top");
	long long top = LIC_API_TOP_DEFAULT;

	if (text != NULL && !lic_text_to_int(text, 1, LIC_API_TOP_MAX, &top)) {
		return lic_err_field(&req->err, req->ctx.arena, "$top",
			"Invalid value '%.100s' for the query option $top: it must be a number from 1 to %d.",
			text, LIC_API_TOP_MAX);
	}
	*ret_top = (unsigned)top;
	return LIC_OK_RC;
}

static lic_rc unknown_property(struct lic_api_request *req, const char *name,
	const char *const *names, size_t count)
{
	size_t nearest = lic_text_nearest(name, names, count);

	if (nearest < count) {
		return lic_err_field(&req->err, req->ctx.arena, "$select",
			"Could not find a property named '%.100s'. Did you mean '%s'?", name,
			names[nearest]);
	}
	return lic_err_field(&req->err, req->ctx.arena, "$select",
		"Could not find a property named '%.100s'.", name);
}

lic_rc lic_api__select(struct lic_api_request *req, const char *const *names, size_t count,
	uint64_t fallback, uint64_t *ret_fields)
{
	return lic_api__select_text(req, lic_api__option(req, "$select"), names, count, fallback,
		ret_fields);
}

lic_rc lic_api__select_text(struct lic_api_request *req, const char *option,
	const char *const *names, size_t count, uint64_t fallback, uint64_t *ret_fields)
{
	char *rest = NULL;
	uint64_t fields = 0;

	if (option == NULL) {
		*ret_fields = fallback;
		return LIC_OK_RC;
	}
	LIC_REQUIRE(count <= SELECT_NAMES_MAX);
	rest = lic_arena_strdup(req->ctx.arena, option);
	while (rest != NULL) {
		char *comma = strchr(rest, ',');
		const char *name = NULL;
		size_t i = 0;

		if (comma != NULL) {
			*comma = '\0';
		}
		name = lic_text_trim(rest);
		while (i < count && (names[i] == NULL || !lic_text_equal_nocase(names[i], name))) {
			i++;
		}
		if (i == count) {
			return unknown_property(req, name, names, count);
		}
		fields |= UINT64_C(1) << i;
		rest = comma == NULL ? NULL : comma + 1;
	}
	if (fields == 0) {
		return LIC_RC(LIC_E_NOMEM); /* no copy of the option could be made */
	}
	*ret_fields = fields;
	return LIC_OK_RC;
}

static void put_int(uint8_t *out, int64_t value)
{
	for (size_t i = 0; i < sizeof(value); i++) {
		out[i] = (uint8_t)((uint64_t)value >> (8 * (sizeof(value) - 1 - i)));
	}
}

static int64_t get_int(const uint8_t *in)
{
	uint64_t value = 0;

	for (size_t i = 0; i < sizeof(value); i++) {
		value = value << 8 | in[i];
	}
	return (int64_t)value;
}

/*
 * Ties a token to its route and organisation. It is a checksum and no secret: a token carries a
 * position and no right, so that it stays good over a restart and between servers; what must be
 * noticed is that it was altered or is another call's.
 */
static void checksum(const struct lic_api_request *req, const char *binding, const uint8_t *values,
	size_t len, uint8_t check[CHECK_BYTES])
{
	crypto_generichash_state state;
	uint8_t tenant[sizeof(int64_t)];

	put_int(tenant, req->ctx.caller.tenant_id);
	(void)crypto_generichash_init(&state, NULL, 0, CHECK_BYTES);
	(void)crypto_generichash_update(&state, (const unsigned char *)TOKEN_PURPOSE,
		sizeof(TOKEN_PURPOSE));
	(void)crypto_generichash_update(&state, (const unsigned char *)req->route->pattern,
		strlen(req->route->pattern) + 1);
	(void)crypto_generichash_update(&state, tenant, sizeof(tenant));
	(void)crypto_generichash_update(&state, (const unsigned char *)binding, strlen(binding));
	(void)crypto_generichash_update(&state, values, len);
	(void)crypto_generichash_final(&state, check, CHECK_BYTES);
}

bool lic_api__unseal(const struct lic_api_request *req, const char *binding, const char *text,
	int64_t *values, size_t count)
{
	uint8_t bytes[TOKEN_BYTES_MAX];
	uint8_t check[CHECK_BYTES];
	size_t values_len = count * sizeof(int64_t);
	size_t len = 0;

	if (count > LIC_API_TOKEN_VALUES_MAX ||
		!lic_base64_read(LIC_BASE64_URL, text, strlen(text), bytes, sizeof(bytes), &len) ||
		len != values_len + CHECK_BYTES) {
		return false;
	}
	checksum(req, binding, bytes, values_len, check);
	if (sodium_memcmp(bytes + values_len, check, CHECK_BYTES) != 0) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		values[i] = get_int(bytes + i * sizeof(int64_t));
	}
	return true;
}

lic_rc lic_api__token(struct lic_api_request *req, int64_t *values, size_t count)
{
	const char *text = lic_api__option(req, "$skiptoken");

	LIC_REQUIRE(count >= 1 && count <= LIC_API_TOKEN_VALUES_MAX);
	if (text == NULL || lic_api__unseal(req, "", text, values, count)) {
		return LIC_OK_RC;
	}
	return lic_api__bad_token(req);
}

lic_rc lic_api__bad_token(struct lic_api_request *req)
{
	return lic_err_field(&req->err, req->ctx.arena, "$skiptoken",
		"The $skiptoken is not valid: follow an @odata.nextLink as it came, or begin again without one.");
}

const char *lic_api__seal(const struct lic_api_request *req, const char *binding,
	const int64_t *values, size_t count)
{
	uint8_t bytes[TOKEN_BYTES_MAX];
	uint8_t check[CHECK_BYTES];
	char token[TOKEN_TEXT_BYTES];
	size_t len = 0;

	for (size_t i = 0; i < count && i < LIC_API_TOKEN_VALUES_MAX; i++) {
		put_int(bytes + len, values[i]);
		len += sizeof(int64_t);
	}
	checksum(req, binding, bytes, len, check);
	memcpy(bytes + len, check, CHECK_BYTES);
	(void)sodium_bin2base64(token, sizeof(token), bytes, len + CHECK_BYTES,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return lic_arena_strdup(req->ctx.arena, token);
}

/* Appends what separates options, and the name: a leading dollar sign may stand as it is, and Graph
 * shows it so. */
static void add_option_name(struct lic_buf *out, bool is_first, const char *name)
{
	lic_buf_puts(out, is_first ? "?" : "&");
	if (name[0] == '$') {
		lic_buf_puts(out, "$");
		name++;
	}
	lic_url_encode(out, name);
	lic_buf_puts(out, "=");
}

/* Built anew from decoded parts, so that no brace and no double slash is in it, whatever the client
 * sent. */
static void write_address(const struct lic_api_request *req, struct lic_buf *out, const char *token)
{
	bool is_first = true;

	lic_buf_puts(out, req->in->origin);
	for (size_t i = 0; i < req->path.count; i++) {
		lic_buf_puts(out, "/");
		lic_url_encode(out, req->path.segments[i]);
	}
	for (size_t i = 0; i < req->query.count; i++) {
		const struct lic_url_option *option = &req->query.options[i];

		if (!lic_text_equal_nocase(option->name, "$skiptoken")) {
			add_option_name(out, is_first, option->name);
			lic_url_encode(out, option->value);
			is_first = false;
		}
	}
	add_option_name(out, is_first, "$skiptoken");
	lic_buf_puts(out, token);
}

bool lic_api__next_address(const struct lic_api_request *req, const int64_t *values, size_t count,
	struct lic_buf *out)
{
	const char *token = lic_api__seal(req, "", values, count);

	if (token != NULL) {
		write_address(req, out, token);
	}
	return token != NULL && lic_ok(lic_buf_status(out));
}

void lic_api__link(const struct lic_api_request *req, struct lic_json *json, const char *token)
{
	LIC_AUTO(lic_buf_done) struct lic_buf address;

	lic_buf_init(&address, LIC_API_BODY_BYTES);
	lic_json_key(json, "@odata.nextLink");
	if (token == NULL) {
		return;
	}
	write_address(req, &address, token);
	if (lic_ok(lic_buf_status(&address))) {
		lic_json_string(json, address.data);
	}
}

void lic_api__next_link(const struct lic_api_request *req, struct lic_json *json,
	const int64_t *values, size_t count)
{
	lic_api__link(req, json, lic_api__seal(req, "", values, count));
}
