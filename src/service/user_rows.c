/*
 * Users between their rows and their properties. The order of columns is that of enum
 * lic_user_property.
 */
#include "service/user_int.h"

#include "base/text.h"
#include "store/search_keys.h"

/* The text columns of a row or of parameters, in the order of enum lic_user_property. */
#define TEXT_COLUMNS(of_)                                                                          \
	&(of_)->upn, &(of_)->display_name, &(of_)->given_name, &(of_)->surname, &(of_)->mail,      \
		&(of_)->mail_nickname, &(of_)->user_type, &(of_)->usage_location,                  \
		&(of_)->job_title, &(of_)->department, &(of_)->office_location,                    \
		&(of_)->business_phone, &(of_)->mobile_phone, &(of_)->fax_number,                  \
		&(of_)->street_address, &(of_)->city, &(of_)->state, &(of_)->postal_code,          \
		&(of_)->country, &(of_)->company_name, &(of_)->employee_id,                        \
		&(of_)->preferred_language

static void texts_from(const char *const *const *columns, struct lic_user *user)
{
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		user->values.text[i] = *columns[i];
	}
}

static void texts_to(const struct lic_user *user, const char **const *columns)
{
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		*columns[i] = user->values.text[i];
	}
}

void lic_user__from_load(const struct lic_q_users_load_row *row, struct lic_user *ret_user)
{
	const char *const *columns[LIC_USER_PROPERTY_MAX_] = {TEXT_COLUMNS(row)};

	ret_user->id = row->id;
	ret_user->guid = row->guid;
	ret_user->created_ms = row->created_ms;
	ret_user->deleted_ms = row->deleted_ms;
	ret_user->values.account_enabled = row->account_enabled != 0;
	texts_from(columns, ret_user);
}

void lic_user__from_guid(const struct lic_q_users_by_guid_row *row, struct lic_user *ret_user)
{
	const char *const *columns[LIC_USER_PROPERTY_MAX_] = {TEXT_COLUMNS(row)};

	ret_user->id = row->id;
	ret_user->guid = row->guid;
	ret_user->created_ms = row->created_ms;
	ret_user->deleted_ms = row->deleted_ms;
	ret_user->values.account_enabled = row->account_enabled != 0;
	texts_from(columns, ret_user);
}

void lic_user__from_upn(const struct lic_q_users_by_upn_row *row, struct lic_user *ret_user)
{
	const char *const *columns[LIC_USER_PROPERTY_MAX_] = {TEXT_COLUMNS(row)};

	ret_user->id = row->id;
	ret_user->guid = row->guid;
	ret_user->created_ms = row->created_ms;
	ret_user->deleted_ms = row->deleted_ms;
	ret_user->values.account_enabled = row->account_enabled != 0;
	texts_from(columns, ret_user);
}

lic_rc lic_user__from_list(struct lic_arena *arena, const struct lic_q_users_list_row *row,
	struct lic_user *ret_user)
{
	const char *const *columns[LIC_USER_PROPERTY_MAX_] = {TEXT_COLUMNS(row)};

	ret_user->id = row->id;
	ret_user->guid = row->guid;
	ret_user->created_ms = row->created_ms;
	ret_user->deleted_ms = row->deleted_ms;
	ret_user->values.account_enabled = row->account_enabled != 0;
	texts_from(columns, ret_user);
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		if (ret_user->values.text[i] != NULL) {
			ret_user->values.text[i] =
				lic_arena_strdup(arena, ret_user->values.text[i]);
			if (ret_user->values.text[i] == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_user__keys(struct lic_arena *arena, const struct lic_user *user,
	const char **ret_upn_key, const char **ret_mail_key)
{
	const char *mail = user->values.text[LIC_USER_MAIL];
	const char *mail_key = NULL;

	LIC_TRY(lic_text_fold(arena, user->values.text[LIC_USER_PRINCIPAL_NAME], ret_upn_key));
	if (mail != NULL) {
		LIC_TRY(lic_text_fold(arena, mail, &mail_key));
	}
	*ret_mail_key = mail_key;
	return LIC_OK_RC;
}

/* Sets the search keys of the parameters `in_` from the user `user_`. */
#define SET_SEARCH_KEYS(ctx_, user_, in_)                                                          \
	do {                                                                                       \
		struct lic_user_texts texts_ = texts_of(user_);                                    \
		struct lic_user_texts keys_;                                                       \
                                                                                                   \
		LIC_TRY(lic_search_user_keys((ctx_)->arena, &texts_, &keys_, &(in_)->words));      \
		(in_)->name_key = keys_.name;                                                      \
		(in_)->given_key = keys_.given;                                                    \
		(in_)->surname_key = keys_.surname;                                                \
		(in_)->nickname_key = keys_.nickname;                                              \
		(in_)->type_key = keys_.type;                                                      \
		(in_)->location_key = keys_.location;                                              \
		(in_)->job_key = keys_.job;                                                        \
		(in_)->department_key = keys_.department;                                          \
		(in_)->city_key = keys_.city;                                                      \
		(in_)->state_key = keys_.state;                                                    \
		(in_)->country_key = keys_.country;                                                \
		(in_)->employee_key = keys_.employee;                                              \
	} while (0)

static struct lic_user_texts texts_of(const struct lic_user *user)
{
	const char *const *text = user->values.text;

	return (struct lic_user_texts){
		.name = text[LIC_USER_DISPLAY_NAME],
		.given = text[LIC_USER_GIVEN_NAME],
		.surname = text[LIC_USER_SURNAME],
		.nickname = text[LIC_USER_MAIL_NICKNAME],
		.type = text[LIC_USER_TYPE],
		.location = text[LIC_USER_USAGE_LOCATION],
		.job = text[LIC_USER_JOB_TITLE],
		.department = text[LIC_USER_DEPARTMENT],
		.city = text[LIC_USER_CITY],
		.state = text[LIC_USER_STATE],
		.country = text[LIC_USER_COUNTRY],
		.employee = text[LIC_USER_EMPLOYEE_ID],
	};
}

static struct lic_word_change words_of(const struct lic_ctx *ctx, int64_t id)
{
	return (struct lic_word_change){ctx->caller.tenant_id, LIC_WORDS_OF_USER, id, "", ""};
}

/* Reads the words by which the user is found now; none when there is no such user. */
static lic_rc read_words(struct lic_ctx *ctx, int64_t id, const char **ret_words)
{
	struct lic_q_search_user_words_in in = {ctx->caller.tenant_id, id};
	struct lic_q_search_user_words_row row = {.words = ""};
	bool found = false;

	LIC_TRY(lic_q_search_user_words(ctx->db, ctx->arena, &in, &row, &found));
	*ret_words = row.words;
	return LIC_OK_RC;
}

lic_rc lic_user__forget_words(struct lic_ctx *ctx, int64_t id)
{
	struct lic_word_change words = words_of(ctx, id);

	LIC_TRY(read_words(ctx, id, &words.before));
	return lic_search_change_words(ctx->db, ctx->arena, &words);
}

lic_rc lic_user__insert(struct lic_ctx *ctx, const struct lic_user *user)
{
	struct lic_q_users_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = user->id,
		.guid = user->guid,
		.created_ms = user->created_ms,
		.account_enabled = user->values.account_enabled ? 1 : 0,
	};
	struct lic_word_change words = words_of(ctx, user->id);
	const char **const columns[LIC_USER_PROPERTY_MAX_] = {TEXT_COLUMNS(&in)};

	texts_to(user, columns);
	LIC_TRY(lic_user__keys(ctx->arena, user, &in.upn_key, &in.mail_key));
	SET_SEARCH_KEYS(ctx, user, &in);
	LIC_TRY(lic_q_users_insert(ctx->db, &in, NULL));
	words.after = in.words;
	return lic_search_change_words(ctx->db, ctx->arena, &words);
}

lic_rc lic_user__write(struct lic_ctx *ctx, const struct lic_user *user)
{
	struct lic_q_users_update_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = user->id,
		.account_enabled = user->values.account_enabled ? 1 : 0,
	};
	struct lic_word_change words = words_of(ctx, user->id);
	const char **const columns[LIC_USER_PROPERTY_MAX_] = {TEXT_COLUMNS(&in)};

	texts_to(user, columns);
	LIC_TRY(lic_user__keys(ctx->arena, user, &in.upn_key, &in.mail_key));
	SET_SEARCH_KEYS(ctx, user, &in);
	LIC_TRY(read_words(ctx, user->id, &words.before));
	LIC_TRY(lic_q_users_update(ctx->db, &in, NULL));
	words.after = in.words;
	return lic_search_change_words(ctx->db, ctx->arena, &words);
}
