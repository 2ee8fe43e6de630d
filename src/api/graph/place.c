/*
 * $skiptoken of lists: see place.h.
 */
#include "api/graph/place.h"

#include "base/base64.h"

#include <sodium.h>
#include <string.h>

#define MAC_BYTES 16
#define HEAD_BYTES (1 + sizeof(int64_t)) /* flags, key */
#define HAS_TEXT 1U
#define IS_GROUP 2U
#define PURPOSE "licentia list place 1"
#define TOKEN_CHARACTERS_MAX 16384

static void hash_text(crypto_generichash_state *state, const char *text)
{
	uint8_t len[sizeof(uint32_t)];
	size_t bytes = text == NULL ? 0 : strlen(text) + 1; /* 0 tells none from empty */

	for (size_t i = 0; i < sizeof(len); i++) {
		len[i] = (uint8_t)(bytes >> (8 * i));
	}
	(void)crypto_generichash_update(state, len, sizeof(len));
	if (bytes > 0) {
		(void)crypto_generichash_update(state, (const unsigned char *)text, bytes);
	}
}

/* Signs `len` bytes of a place. */
static void sign(const struct lic_place_context *context, const uint8_t *bytes, size_t len,
	uint8_t ret_mac[MAC_BYTES])
{
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, context->key, LIC_PAGE_KEY_BYTES, MAC_BYTES);
	hash_text(&state, PURPOSE);
	for (size_t i = 0; i < context->count; i++) {
		hash_text(&state, context->texts[i]);
	}
	(void)crypto_generichash_update(&state, bytes, len);
	(void)crypto_generichash_final(&state, ret_mac, MAC_BYTES);
}

lic_rc lic_place_write(struct lic_arena *arena, const struct lic_place *place,
	const struct lic_place_context *context, const char **ret_token)
{
	size_t text_len = place->place.text == NULL ? 0 : strlen(place->place.text);
	size_t len = HEAD_BYTES + text_len;
	size_t size = sodium_base64_ENCODED_LEN(len + MAC_BYTES,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	uint8_t *bytes = lic_arena_alloc(arena, len + MAC_BYTES);
	char *token = lic_arena_alloc(arena, size);

	if (bytes == NULL || token == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	bytes[0] = (uint8_t)((place->place.text == NULL ? 0U : HAS_TEXT) |
		(place->kind == LIC_MEMBER_GROUP ? IS_GROUP : 0U));
	for (size_t i = 0; i < sizeof(int64_t); i++) {
		bytes[1 + i] =
			(uint8_t)((uint64_t)place->place.id >> (8 * (sizeof(int64_t) - 1 - i)));
	}
	if (text_len > 0) {
		memcpy(bytes + HEAD_BYTES, place->place.text, text_len);
	}
	sign(context, bytes, len, bytes + len);
	(void)sodium_bin2base64(token, size, bytes, len + MAC_BYTES,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	*ret_token = token;
	return LIC_OK_RC;
}

/* Reads `len` bytes, which were found to be signed. */
static lic_rc read_bytes(struct lic_arena *arena, const uint8_t *bytes, size_t len,
	struct lic_place *ret_place)
{
	struct lic_place place = {
		.kind = (bytes[0] & IS_GROUP) != 0 ? LIC_MEMBER_GROUP : LIC_MEMBER_USER};
	uint64_t id = 0;

	for (size_t i = 0; i < sizeof(id); i++) {
		id = id << 8 | bytes[1 + i];
	}
	place.place.id = (int64_t)id;
	if ((bytes[0] & HAS_TEXT) != 0) {
		place.place.text =
			lic_arena_copy(arena, (const char *)bytes + HEAD_BYTES, len - HEAD_BYTES);
		if (place.place.text == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	*ret_place = place;
	return LIC_OK_RC;
}

lic_rc lic_place_read(struct lic_arena *arena, const char *token,
	const struct lic_place_context *context, struct lic_place *ret_place, bool *ret_is_ours)
{
	size_t characters = strnlen(token, TOKEN_CHARACTERS_MAX + 1);
	uint8_t *bytes = lic_arena_alloc(arena, characters + 1);
	uint8_t mac[MAC_BYTES];
	size_t len = 0;

	if (bytes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_is_ours = characters <= TOKEN_CHARACTERS_MAX &&
		lic_base64_read(LIC_BASE64_URL, token, characters, bytes, characters + 1, &len) &&
		len >= HEAD_BYTES + MAC_BYTES;
	if (!*ret_is_ours) {
		return LIC_OK_RC;
	}
	len -= MAC_BYTES;
	sign(context, bytes, len, mac);
	*ret_is_ours = sodium_memcmp(bytes + len, mac, MAC_BYTES) == 0;
	return *ret_is_ours ? read_bytes(arena, bytes, len, ret_place) : LIC_OK_RC;
}
