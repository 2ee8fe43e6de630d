/*
 * RSA signatures: see keys_int.h. OpenSSL's EVP directly (docs/adr/0008): the algorithm comes from
 * the caller, never from what is checked.
 */
#include "auth/keys_int.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

static void free_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

lic_rc lic_key__sign(const struct lic_signing_key *key, struct lic_bytes text,
	uint8_t ret_signature[LIC_KEY__SIGNATURE_BYTES_MAX], size_t *ret_len)
{
	LIC_AUTO(free_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t len = LIC_KEY__SIGNATURE_BYTES_MAX;

	if (context == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	/* RSA's padding is PKCS #1 v1.5 unless another is set. */
	if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key->public_part.pkey) != 1 ||
		EVP_DigestSign(context, ret_signature, &len, text.data, text.len) != 1) {
		return lic_key__openssl_failed(NULL, "Signing failed");
	}
	*ret_len = len;
	return LIC_OK_RC;
}

/* PS256 (RFC 7518, section 3.5): MGF1 with the same hash, salt as long as the hash. Any other
 * length is refused. */
static bool use_pss(EVP_PKEY_CTX *context)
{
	return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

lic_rc lic_key__verify(const struct lic_public_key *key, bool is_pss, struct lic_bytes text,
	struct lic_bytes signature)
{
	LIC_AUTO(free_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *settings = NULL; /* the context's */
	bool is_good = false;

	/* RFC 8017, section 8.1.2, step 1: OpenSSL takes a PSS signature without leading zeros. */
	if (signature.len != (size_t)EVP_PKEY_get_size(key->pkey)) {
		return LIC_RC(LIC_E_DENIED);
	}
	if (context == NULL ||
		EVP_DigestVerifyInit(context, &settings, EVP_sha256(), NULL, key->pkey) != 1 ||
		(is_pss && !use_pss(settings))) {
		ERR_clear_error();
		return LIC_RC(LIC_E_NOMEM);
	}
	is_good =
		EVP_DigestVerify(context, signature.data, signature.len, text.data, text.len) == 1;
	ERR_clear_error();
	return is_good ? LIC_OK_RC : LIC_RC(LIC_E_DENIED);
}
