/*
 * Search keys: what $filter, $orderby and $search look through, made of the properties of users and
 * groups whenever these are written (sql/migrations/0013_search.sql).
 *
 * Threading: none of its own; a connection belongs to one thread.
 */
#ifndef LIC_STORE_SEARCH_KEYS_H
#define LIC_STORE_SEARCH_KEYS_H

#include "base/arena.h"
#include "store/db.h"

#include <stdint.h>

/* Texts of a user that can be asked about, or their keys. */
struct lic_user_texts {
	const char *name;       /* displayName */
	const char *given;      /* givenName */
	const char *surname;    /* surname */
	const char *nickname;   /* mailNickname */
	const char *type;       /* userType */
	const char *location;   /* usageLocation */
	const char *job;        /* jobTitle */
	const char *department; /* department */
	const char *city;       /* city */
	const char *state;      /* state */
	const char *country;    /* country */
	const char *employee;   /* employeeId */
};

/*
 * Folds `text`, NULL for none, into `*ret_key`, "" then, in `arena`. Errors: LIC_E_NOMEM;
 * LIC_E_INVALID for invalid UTF-8.
 */
LIC_MUST_USE lic_rc lic_search_key(struct lic_arena *arena, const char *text, const char **ret_key);

/*
 * Folds `texts`, NULL where the user has none, into `ret_keys`, empty then, and the words of the
 * name into `*ret_words`, all in `arena`. Errors: LIC_E_NOMEM; LIC_E_INVALID for invalid UTF-8.
 */
LIC_MUST_USE lic_rc lic_search_user_keys(struct lic_arena *arena,
	const struct lic_user_texts *texts, struct lic_user_texts *ret_keys,
	const char **ret_words);

/* Whose words change. */
enum lic_word_owner {
	LIC_WORDS_OF_GROUP_NAME = 0,        /* a group's displayName */
	LIC_WORDS_OF_GROUP_DESCRIPTION = 1, /* a group's description */
	LIC_WORDS_OF_USER = 2               /* a user's displayName */
};

/* A change of the words by which a user or group is found. */
struct lic_word_change {
	int64_t tenant_id;         /* organisation */
	enum lic_word_owner owner; /* what they are words of */
	int64_t id;                /* key of the user or group */
	const char *before;        /* the words so far, each with a space before it; "": none */
	const char *after;         /* the words from now on */
};

/*
 * Writes what `change` changes to `db`; memory comes from `arena`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_search_change_words(struct lic_db *db, struct lic_arena *arena,
	const struct lic_word_change *change);

#endif
