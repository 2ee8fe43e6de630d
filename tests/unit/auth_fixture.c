/*
 * Keys and tokens for tests: see auth_fixture.h.
 */
#include "auth_fixture.h"

#include "base/base64.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SIGNATURE_BYTES_MAX 1024

EVP_PKEY *auth_key(unsigned bits)
{
	EVP_PKEY *pkey = EVP_RSA_gen(bits);

	assert_non_null(pkey);
	return pkey;
}

static BIGNUM *number_of(struct lic_arena *arena, const char *text)
{
	struct lic_bytes bytes = {0};

	assert_true(lic_ok(lic_base64_decode(arena, LIC_BASE64_URL, text, strlen(text), &bytes)));
	return BN_bin2bn(bytes.data, (int)bytes.len, NULL);
}

static struct lic_bytes spki_of(struct lic_arena *arena, EVP_PKEY *pkey)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(pkey, &der);
	struct lic_bytes bytes = {lic_arena_copy(arena, (char *)der, (size_t)len), (size_t)len};

	OPENSSL_free(der);
	return bytes;
}

struct lic_bytes auth_spki(struct lic_arena *arena, const char *n, const char *e)
{
	BIGNUM *modulus = number_of(arena, n);
	BIGNUM *exponent = number_of(arena, e);
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *parameters = NULL;
	EVP_PKEY *pkey = NULL;
	struct lic_bytes bytes = {0};

	assert_int_equal(OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus), 1);
	assert_int_equal(OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent), 1);
	parameters = OSSL_PARAM_BLD_to_param(builder);
	assert_int_equal(EVP_PKEY_fromdata_init(context), 1);
	assert_int_equal(EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, parameters), 1);
	bytes = spki_of(arena, pkey);
	EVP_PKEY_free(pkey);
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(parameters);
	OSSL_PARAM_BLD_free(builder);
	BN_free(modulus);
	BN_free(exponent);
	return bytes;
}

struct lic_public_key *auth_public(EVP_PKEY *pkey)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
	struct lic_public_key *key = NULL;

	assert_true(lic_ok(lic_public_key_load(spki_of(arena, pkey), NULL, &key)));
	lic_arena_free(arena);
	return key;
}

static void set_salt(EVP_PKEY_CTX *settings, enum auth_signing signing)
{
	int salt = signing == AUTH_PS256        ? 32
		: signing == AUTH_PS256_SALT_20 ? 20
						: RSA_PSS_SALTLEN_MAX;

	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, salt), 1);
}

char *auth_token(struct lic_arena *arena, EVP_PKEY *pkey, enum auth_signing signing,
	const char *header, const char *payload)
{
	char *text = lic_arena_printf(arena, "%s.%s",
		lic_base64url_encode(arena, header, strlen(header)),
		lic_base64url_encode(arena, payload, strlen(payload)));
	uint8_t signature[SIGNATURE_BYTES_MAX];
	size_t len = sizeof(signature);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *settings = NULL;

	assert_int_equal(EVP_DigestSignInit(context, &settings, EVP_sha256(), NULL, pkey), 1);
	if (signing != AUTH_RS256) {
		set_salt(settings, signing);
	}
	assert_int_equal(EVP_DigestSign(context, signature, &len, (unsigned char *)text,
				 strlen(text)),
		1);
	EVP_MD_CTX_free(context);
	return lic_arena_printf(arena, "%s.%s", text, lic_base64url_encode(arena, signature, len));
}
