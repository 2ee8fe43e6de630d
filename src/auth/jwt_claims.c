/*
 * Claims of JSON Web Tokens: see jwt.h.
 */
#include "auth/jwt_int.h"
#include "base/clock.h"

#include <string.h>

#define SECONDS_END INT64_C(253402300800) /* the year 10000 begins */
#define MS_PER_SECOND 1000

/* Finds a claim that must be there. */
static lic_rc find(const struct lic_jwt *jwt, const char *name, struct lic_err *err,
	const json_t **ret_value)
{
	const json_t *value = json_object_get(jwt->payload, name);

	if (value == NULL) {
		return lic_jwt__refuse(err, "it has no claim '%s'", name);
	}
	*ret_value = value;
	return LIC_OK_RC;
}

lic_rc lic_jwt_string(const struct lic_jwt *jwt, const char *name, struct lic_err *err,
	const char **ret_text)
{
	const json_t *value = NULL;

	LIC_TRY(find(jwt, name, err, &value));
	if (!json_is_string(value)) {
		return lic_jwt__refuse(err, "its claim '%s' is not a string", name);
	}
	*ret_text = json_string_value(value);
	return LIC_OK_RC;
}

lic_rc lic_jwt_time(const struct lic_jwt *jwt, const char *name, struct lic_err *err,
	int64_t *ret_ms)
{
	const json_t *value = NULL;
	double seconds = 0;

	LIC_TRY(find(jwt, name, err, &value));
	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
		json_integer_value(value) < SECONDS_END) {
		*ret_ms = json_integer_value(value) * MS_PER_SECOND;
		return LIC_OK_RC;
	}
	seconds = json_is_real(value) ? json_real_value(value) : -1;
	if (!(seconds >= 0 && seconds < (double)SECONDS_END)) { /* false for NaN, too */
		return lic_jwt__refuse(err,
			"its claim '%s' is not a number of seconds between the years 1970 and 9999",
			name);
	}
	*ret_ms = (int64_t)(seconds * MS_PER_SECOND);
	return LIC_OK_RC;
}

lic_rc lic_jwt_strings(const struct lic_jwt *jwt, const char *name, struct lic_err *err,
	struct lic_jwt_strings *ret_strings)
{
	const json_t *value = NULL;
	size_t count = 0;

	LIC_TRY(find(jwt, name, err, &value));
	count = json_is_array(value) ? json_array_size(value) : 1;
	if (count > LIC_JWT_STRINGS_MAX) {
		return lic_err_set(err, LIC_E_LIMIT, LIC_JWT__CODE,
			"The token's claim '%s' has more than %d entries.", name,
			LIC_JWT_STRINGS_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_is_array(value) ? json_array_get(value, i) : value;

		if (!json_is_string(item)) {
			return lic_jwt__refuse(err,
				"its claim '%s' is neither a string nor an array of strings", name);
		}
	}
	for (size_t i = 0; i < count; i++) {
		ret_strings->items[i] =
			json_string_value(json_is_array(value) ? json_array_get(value, i) : value);
	}
	ret_strings->count = count;
	return LIC_OK_RC;
}

bool lic_jwt_has_audience(const struct lic_jwt *jwt, const char *audience)
{
	struct lic_jwt_strings list = {.count = 0};

	if (!lic_ok(lic_jwt_strings(jwt, "aud", NULL, &list))) {
		return false;
	}
	for (size_t i = 0; i < list.count; i++) {
		if (strcmp(list.items[i], audience) == 0) {
			return true;
		}
	}
	return false;
}

static lic_rc deny(struct lic_err *err, const char *what, int64_t ms)
{
	char when[LIC_TIME_TEXT_BYTES];

	lic_time_format(ms, when);
	return lic_err_set(err, LIC_E_DENIED, LIC_JWT__CODE, "The token %s %s.", what, when);
}

/* Checks a claim that must not lie in the future, if it is there. */
static lic_rc check_past(const struct lic_jwt *jwt, const char *name, int64_t latest_ms,
	const char *what, struct lic_err *err)
{
	int64_t ms = 0;

	if (json_object_get(jwt->payload, name) == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_jwt_time(jwt, name, err, &ms));
	return ms > latest_ms ? deny(err, what, ms) : LIC_OK_RC;
}

lic_rc lic_jwt_check_times(const struct lic_jwt *jwt, int64_t now_ms, int64_t skew_ms,
	int64_t life_ms_max, struct lic_err *err)
{
	int64_t expires_ms = 0;

	LIC_TRY(lic_jwt_time(jwt, "exp", err, &expires_ms));
	if (expires_ms <= now_ms - skew_ms) {
		return deny(err, "expired at", expires_ms);
	}
	if (life_ms_max > 0 && expires_ms - now_ms > life_ms_max + skew_ms) {
		return deny(err, "lives too long: it would expire at", expires_ms);
	}
	LIC_TRY(check_past(jwt, "nbf", now_ms + skew_ms, "is not valid before", err));
	return check_past(jwt, "iat", now_ms + skew_ms, "claims to be issued at", err);
}
