/*
 * X.509 certificates: see certificate.h. The thumbprints are of the bytes as they came.
 */
#include "auth/certificate.h"

#include "auth/keys_int.h"
#include "base/base64.h"
#include "base/clock.h"
#include "base/text.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define DER_SEQUENCE 0x30
#define DER_LONG_LENGTH 0x80
#define SUBJECT_FLAGS (XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB)
#define HOW "give it as PEM (-----BEGIN CERTIFICATE-----), DER or base64 of DER."

static void free_x509(X509 **x509)
{
	X509_free(*x509);
}

static void free_bio(BIO **bio)
{
	(void)BIO_free(*bio);
}

static void free_time(ASN1_TIME **time)
{
	ASN1_TIME_free(*time);
}

static lic_rc refuse(struct lic_err *err, const char *reason)
{
	ERR_clear_error();
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest", "The certificate %s", reason);
}

/* Called for an encrypted block: there is no password, and nobody is asked for one. */
static int no_password(char *text, int size, int is_writing, void *user)
{
	(void)text;
	(void)size;
	(void)is_writing;
	(void)user;
	return -1;
}

/* Takes the first certificate out of PEM. */
static lic_rc from_pem(struct lic_arena *arena, const char *text, size_t len, struct lic_err *err,
	struct lic_bytes *ret_der)
{
	LIC_AUTO(free_bio) BIO *bio = BIO_new_mem_buf(text, (int)len);
	unsigned char *data = NULL;
	long data_len = 0;
	const char *copy = NULL;

	if (bio == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (PEM_bytes_read_bio(&data, &data_len, NULL, PEM_STRING_X509, bio, no_password, NULL) !=
		1) {
		return refuse(err, "cannot be read: there is no CERTIFICATE block in the PEM.");
	}
	copy = lic_arena_copy(arena, (const char *)data, (size_t)data_len);
	OPENSSL_free(data);
	*ret_der = (struct lic_bytes){copy, (size_t)data_len};
	return copy == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Finds out how the certificate is written, and takes its DER. */
static lic_rc find_der(struct lic_arena *arena, const char *text, size_t len, struct lic_err *err,
	struct lic_bytes *ret_der)
{
	const unsigned char *bytes = (const unsigned char *)text;

	if (len > 1 && bytes[0] == DER_SEQUENCE && bytes[1] >= DER_LONG_LENGTH) {
		*ret_der = (struct lic_bytes){lic_arena_copy(arena, text, len), len};
		return ret_der->data == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
	}
	if (len > 0 && memchr(text, '-', len) != NULL) { /* not in base64 */
		return from_pem(arena, text, len, err, ret_der);
	}

	lic_rc rc = lic_base64_decode(arena, LIC_BASE64_LINES, text, len, ret_der);

	return rc.code == LIC_E_INVALID ? refuse(err, "cannot be read: " HOW) : rc;
}

/* Converts a time; false when it is none. */
static bool to_ms(const ASN1_TIME *time, int64_t *ret_ms)
{
	LIC_AUTO(free_time) ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0;
	int seconds = 0;

	if (epoch == NULL || ASN1_TIME_diff(&days, &seconds, epoch, time) != 1) {
		return false;
	}
	*ret_ms = days * LIC_MS_PER_DAY + seconds * INT64_C(1000);
	return true;
}

static lic_rc read_subject(struct lic_arena *arena, const X509 *x509, struct lic_err *err,
	const char **ret_subject)
{
	LIC_AUTO(free_bio) BIO *bio = BIO_new(BIO_s_mem());
	char *data = NULL;
	long len = 0;

	if (bio == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (X509_NAME_print_ex(bio, X509_get_subject_name(x509), 0, SUBJECT_FLAGS) < 0) {
		return refuse(err, "has a subject that cannot be read.");
	}
	len = BIO_get_mem_data(bio, &data);
	if (len > 0 && !lic_text_is_utf8(data, (size_t)len)) {
		return refuse(err, "has a subject that is not valid UTF-8.");
	}
	*ret_subject = lic_arena_copy(arena, data, len < 0 ? 0 : (size_t)len);
	return *ret_subject == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc read_key(struct lic_arena *arena, const X509 *x509, struct lic_err *err,
	struct lic_certificate *certificate)
{
	struct lic_public_key key = {0};
	lic_rc rc = lic_key__fill(X509_get0_pubkey(x509), "The certificate", err, &key);

	ERR_clear_error();
	if (lic_ok(rc)) {
		certificate->bits = (unsigned)EVP_PKEY_get_bits(key.pkey);
		rc = lic_public_key_store(&key, arena, &certificate->public_key);
	}
	lic_key__done(&key);
	return rc;
}

static lic_rc hash_der(struct lic_certificate *certificate)
{
	const struct lic_bytes *der = &certificate->der;

	if (EVP_Digest(der->data, der->len, certificate->sha1, NULL, EVP_sha1(), NULL) != 1 ||
		EVP_Digest(der->data, der->len, certificate->sha256, NULL, EVP_sha256(), NULL) !=
			1) {
		ERR_clear_error();
		return LIC_RC(LIC_E_NOMEM);
	}
	return LIC_OK_RC;
}

lic_rc lic_certificate_read(struct lic_arena *arena, const char *text, size_t len,
	struct lic_err *err, struct lic_certificate *ret_certificate)
{
	struct lic_certificate certificate = {0};
	LIC_AUTO(free_x509) X509 *x509 = NULL;
	const unsigned char *at = NULL;

	if (len > LIC_CERTIFICATE_BYTES_MAX) {
		return lic_err_set(err, LIC_E_LIMIT, "Request_BadRequest",
			"The certificate is longer than %zu bytes.", LIC_CERTIFICATE_BYTES_MAX);
	}
	LIC_TRY(find_der(arena, text, len, err, &certificate.der));
	at = certificate.der.data;
	x509 = d2i_X509(NULL, &at, (long)certificate.der.len);
	if (x509 == NULL ||
		at != (const unsigned char *)certificate.der.data + certificate.der.len) {
		return refuse(err, "cannot be read: it is no X.509 certificate; " HOW);
	}
	if (!to_ms(X509_get0_notBefore(x509), &certificate.not_before_ms) ||
		!to_ms(X509_get0_notAfter(x509), &certificate.not_after_ms)) {
		return refuse(err, "has a validity period that cannot be read.");
	}
	LIC_TRY(read_key(arena, x509, err, &certificate));
	LIC_TRY(read_subject(arena, x509, err, &certificate.subject));
	LIC_TRY(hash_der(&certificate));
	*ret_certificate = certificate;
	return LIC_OK_RC;
}
