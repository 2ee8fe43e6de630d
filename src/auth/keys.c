/*
 * RSA keys: see keys.h. OpenSSL holds the numbers; what JSON Web Keys want of them is worked out
 * once.
 */
#include "auth/keys_int.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPONENT_BYTES_MAX 8
#define REASON_BYTES 128
#define THUMB_TEXT_BYTES (LIC_KEY__N_BYTES + LIC_KEY__E_BYTES + 32)
#define RSA_ONLY "only RSA keys of %d to %d bits can be used"

_Static_assert(LIC_KEY__N_BYTES >= sodium_base64_ENCODED_LEN(LIC_RSA_BITS_MAX / 8,
					   sodium_base64_VARIANT_URLSAFE_NO_PADDING),
	"a modulus fits");
_Static_assert(LIC_KEY__E_BYTES >= sodium_base64_ENCODED_LEN(EXPONENT_BYTES_MAX,
					   sodium_base64_VARIANT_URLSAFE_NO_PADDING),
	"an exponent fits");

static void free_bn(BIGNUM **number)
{
	BN_free(*number);
}

static void free_pkey(EVP_PKEY **pkey)
{
	EVP_PKEY_free(*pkey);
}

static void free_p8(PKCS8_PRIV_KEY_INFO **p8)
{
	PKCS8_PRIV_KEY_INFO_free(*p8);
}

lic_rc lic_key__openssl_failed(struct lic_err *err, const char *what)
{
	char reason[REASON_BYTES];

	ERR_error_string_n(ERR_peek_error(), reason, sizeof(reason));
	ERR_clear_error();
	return lic_err_set(err, LIC_E_UNAVAILABLE, "InternalServerError", "%s: %s", what, reason);
}

/* Writes one of the key's numbers as base64url, without leading zeros (RFC 7518, section 2). */
static lic_rc write_number(const EVP_PKEY *pkey, const char *name, char *ret_text, size_t size)
{
	LIC_AUTO(free_bn) BIGNUM *number = NULL;
	unsigned char bytes[LIC_RSA_BITS_MAX / 8];

	if (EVP_PKEY_get_bn_param(pkey, name, &number) != 1) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_REQUIRE(BN_num_bytes(number) <= (int)sizeof(bytes));
	(void)sodium_bin2base64(ret_text, size, bytes, (size_t)BN_bn2bin(number, bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return LIC_OK_RC;
}

/* An exponent of 1 would make everything its own signature, an even one nothing; one of more than
 * 64 bits only costs time. */
static bool has_sound_exponent(const EVP_PKEY *pkey)
{
	LIC_AUTO(free_bn) BIGNUM *e = NULL;

	return EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) == 1 && BN_is_odd(e) &&
		!BN_is_one(e) && BN_num_bytes(e) <= EXPONENT_BYTES_MAX;
}

static lic_rc check(const EVP_PKEY *pkey, const char *whose, struct lic_err *err)
{
	int bits = pkey == NULL ? 0 : EVP_PKEY_get_bits(pkey);

	if (pkey == NULL || EVP_PKEY_is_a(pkey, "RSA") != 1) {
		const char *type = pkey == NULL ? NULL : EVP_PKEY_get0_type_name(pkey);

		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"%s has a key of type %s; " RSA_ONLY ".", whose,
			type == NULL ? "unknown" : type, LIC_RSA_BITS, LIC_RSA_BITS_MAX);
	}
	if (bits < LIC_RSA_BITS || bits > LIC_RSA_BITS_MAX) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"%s has an RSA key of %d bits; " RSA_ONLY ".", whose, bits, LIC_RSA_BITS,
			LIC_RSA_BITS_MAX);
	}
	if (!has_sound_exponent(pkey)) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"%s has an RSA key with an exponent that is 1, even, or longer than 64 bits: make another key.",
			whose);
	}
	return LIC_OK_RC;
}

/* RFC 7638: the hash of the required members, in the order of their names. */
static void make_kid(struct lic_public_key *key)
{
	char text[THUMB_TEXT_BYTES];
	unsigned char hash[crypto_hash_sha256_BYTES];

	(void)snprintf(text, sizeof(text), "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}", key->e,
		key->n);
	(void)crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	(void)sodium_bin2base64(key->kid, sizeof(key->kid), hash, sizeof(hash),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

lic_rc lic_key__fill(EVP_PKEY *pkey, const char *whose, struct lic_err *err,
	struct lic_public_key *ret_key)
{
	LIC_TRY(check(pkey, whose, err));
	LIC_TRY(write_number(pkey, OSSL_PKEY_PARAM_RSA_N, ret_key->n, sizeof(ret_key->n)));
	LIC_TRY(write_number(pkey, OSSL_PKEY_PARAM_RSA_E, ret_key->e, sizeof(ret_key->e)));
	make_kid(ret_key);
	ret_key->jwk = (struct lic_jwk){ret_key->kid, ret_key->n, ret_key->e};
	if (EVP_PKEY_up_ref(pkey) != 1) {
		return LIC_RC(LIC_E_NOMEM);
	}
	ret_key->pkey = pkey;
	return LIC_OK_RC;
}

void lic_key__done(struct lic_public_key *key)
{
	EVP_PKEY_free(key->pkey);
	key->pkey = NULL;
}

/* Makes a signing key of OpenSSL's. */
static lic_rc new_signing_key(EVP_PKEY *pkey, struct lic_err *err, struct lic_signing_key **ret_key)
{
	struct lic_signing_key *key = calloc(1, sizeof(*key));
	lic_rc rc = key == NULL ? LIC_RC(LIC_E_NOMEM)
				: lic_key__fill(pkey, "The signing key", err, &key->public_part);

	if (!lic_ok(rc)) {
		free(key);
		return rc;
	}
	*ret_key = key;
	return LIC_OK_RC;
}

lic_rc lic_signing_key_generate(struct lic_err *err, struct lic_signing_key **ret_key)
{
	LIC_AUTO(free_pkey) EVP_PKEY *pkey = EVP_RSA_gen(LIC_RSA_BITS);

	if (pkey == NULL) {
		return lic_key__openssl_failed(err, "No signing key could be made");
	}
	return new_signing_key(pkey, err, ret_key);
}

/* Whatever is wrong with a stored key, nobody who sends a request can mend it. */
static lic_rc corrupt(struct lic_err *err)
{
	ERR_clear_error();
	return lic_err_set(err, LIC_E_CORRUPT, "InternalServerError",
		"The stored signing key is not a private RSA key in PKCS#8.");
}

lic_rc lic_signing_key_load(struct lic_bytes der, struct lic_err *err,
	struct lic_signing_key **ret_key)
{
	const unsigned char *at = der.data;
	LIC_AUTO(free_p8) PKCS8_PRIV_KEY_INFO *p8 = NULL;
	LIC_AUTO(free_pkey) EVP_PKEY *pkey = NULL;

	if (der.data == NULL || der.len > LONG_MAX) {
		return corrupt(err);
	}
	p8 = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.len);
	if (p8 == NULL || at != (const unsigned char *)der.data + der.len) {
		return corrupt(err);
	}
	pkey = EVP_PKCS82PKEY(p8);
	if (pkey == NULL) {
		return corrupt(err);
	}

	lic_rc rc = new_signing_key(pkey, err, ret_key);

	return rc.code == LIC_E_INVALID ? corrupt(err) : rc;
}

lic_rc lic_signing_key_store(const struct lic_signing_key *key,
	uint8_t ret_der[LIC_SIGNING_KEY_BYTES_MAX], size_t *ret_len)
{
	LIC_AUTO(free_p8) PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(key->public_part.pkey);
	int len = p8 == NULL ? -1 : i2d_PKCS8_PRIV_KEY_INFO(p8, NULL);
	unsigned char *at = ret_der;

	LIC_REQUIRE(len <= LIC_SIGNING_KEY_BYTES_MAX);
	if (len < 0 || i2d_PKCS8_PRIV_KEY_INFO(p8, &at) != len) {
		ERR_clear_error();
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_len = (size_t)len;
	return LIC_OK_RC;
}

const struct lic_public_key *lic_signing_key_public(const struct lic_signing_key *key)
{
	return &key->public_part;
}

void lic_signing_key_free(struct lic_signing_key *key)
{
	if (key != NULL) {
		lic_key__done(&key->public_part); /* OpenSSL wipes private numbers */
		free(key);
	}
}

void lic_signing_key_freep(struct lic_signing_key **key)
{
	lic_signing_key_free(*key);
	*key = NULL;
}

lic_rc lic_public_key_load(struct lic_bytes der, struct lic_err *err,
	struct lic_public_key **ret_key)
{
	LIC_AUTO(free_pkey) EVP_PKEY *pkey = NULL;
	const unsigned char *at = der.data;

	if (der.data != NULL && der.len <= LONG_MAX) {
		pkey = d2i_PUBKEY(NULL, &at, (long)der.len);
	}
	if (pkey == NULL || at != (const unsigned char *)der.data + der.len) {
		ERR_clear_error();
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The public key is not a SubjectPublicKeyInfo in DER.");
	}

	struct lic_public_key *key = calloc(1, sizeof(*key));
	lic_rc rc =
		key == NULL ? LIC_RC(LIC_E_NOMEM) : lic_key__fill(pkey, "The public key", err, key);

	if (!lic_ok(rc)) {
		free(key);
		return rc;
	}
	*ret_key = key;
	return LIC_OK_RC;
}

lic_rc lic_public_key_store(const struct lic_public_key *key, struct lic_arena *arena,
	struct lic_bytes *ret_der)
{
	int len = i2d_PUBKEY(key->pkey, NULL);
	unsigned char *der = len < 0 ? NULL : lic_arena_alloc(arena, (size_t)len);
	unsigned char *at = der;

	if (der == NULL || i2d_PUBKEY(key->pkey, &at) != len) {
		ERR_clear_error();
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_der = (struct lic_bytes){der, (size_t)len};
	return LIC_OK_RC;
}

const struct lic_jwk *lic_public_key_jwk(const struct lic_public_key *key)
{
	return &key->jwk;
}

void lic_public_key_free(struct lic_public_key *key)
{
	if (key != NULL) {
		lic_key__done(key);
		free(key);
	}
}

void lic_public_key_freep(struct lic_public_key **key)
{
	lic_public_key_free(*key);
	*key = NULL;
}
