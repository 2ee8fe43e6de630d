/*
 * Certificates for trials: see x509.h.
 */
#include "main/x509.h"

#include "base/buf.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#define REASON_BYTES 128
#define SERIAL_BYTES 16
#define NAMES_BYTES_MAX ((size_t)64 * 1024)
#define DNS_BYTES_MAX 253U
#define LABEL_BYTES_MAX 63U
#define COMMON_NAME_BYTES_MAX 64U /* ub-common-name of RFC 5280 */
#define AUTHORITY_NAME "Licentia trial authority "
#define AUTHORITY_TAG_BYTES 4
/* Clocks differ: a certificate is good from a while before it was made. */
#define EARLIER_S (-3600L)
#define S_PER_DAY INT64_C(86400)
#define MS_PER_S INT64_C(1000)

struct lic_x509 {
	X509 *x509;    /* owned */
	EVP_PKEY *key; /* owned */
};

/* An extension as the library's configuration language has it. */
struct extension {
	int nid;           /* which */
	const char *value; /* how */
};

static bool is_label(const char *label, size_t len)
{
	static const char inside[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	return len > 0 && len <= LABEL_BYTES_MAX && strspn(label, inside) >= len &&
		label[0] != '-' && label[len - 1] != '-';
}

static bool is_address(const char *host)
{
	struct in6_addr address;

	return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static bool is_dns_name(const char *host)
{
	const char *label = host;
	size_t len = 0;

	if (strlen(host) > DNS_BYTES_MAX) {
		return false;
	}
	if (strncmp(label, "*.", 2) == 0) {
		label += 2;
	}
	for (;; label += len + 1) {
		len = strcspn(label, ".");
		if (!is_label(label, len)) {
			return false;
		}
		if (label[len] == '\0') {
			break;
		}
	}
	/* "1.2.3" is a mistyped address. */
	return strspn(label, "0123456789") < len;
}

bool lic_x509_is_host(const char *host)
{
	return is_address(host) || is_dns_name(host);
}

static lic_rc library_failed(struct lic_err *err)
{
	char reason[REASON_BYTES];

	ERR_error_string_n(ERR_get_error(), reason, sizeof(reason));
	return lic_err_set(err, LIC_E_UNAVAILABLE, NULL, "no certificate could be made: %s",
		reason);
}

static bool set_serial(X509 *x509)
{
	unsigned char bytes[SERIAL_BYTES];
	BIGNUM *number = NULL;
	bool is_set = false;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
		return false;
	}
	bytes[0] = (unsigned char)((bytes[0] & 0x7f) | 0x40); /* positive, and of one length */
	number = BN_bin2bn(bytes, sizeof(bytes), NULL);
	is_set = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != NULL;
	BN_free(number);
	return is_set;
}

static bool add_name(X509_NAME *name, const char *field, const char *value)
{
	return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)value,
		       -1, -1, 0) == 1;
}

/* Adds extensions to `x509`, which `issuer` will sign. */
static bool add_extensions(X509 *x509, X509 *issuer, const struct extension *extensions,
	size_t count)
{
	X509V3_CTX ctx = {0}; /* without a configuration file */

	X509V3_set_ctx(&ctx, issuer, x509, NULL, NULL, 0);
	for (size_t i = 0; i < count; i++) {
		X509_EXTENSION *extension =
			X509V3_EXT_conf_nid(NULL, &ctx, extensions[i].nid, extensions[i].value);
		bool is_added = extension != NULL && X509_add_ext(x509, extension, -1) == 1;

		X509_EXTENSION_free(extension);
		if (!is_added) {
			return false;
		}
	}
	return true;
}

/* Makes a certificate with a new key: serial number and times set; NULL when the library fails. */
static struct lic_x509 *make(int days)
{
	char curve[] = "P-256";
	struct lic_x509 *made = calloc(1, sizeof(*made));

	if (made == NULL) {
		return NULL;
	}
	made->x509 = X509_new();
	made->key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve);
	if (made->x509 == NULL || made->key == NULL ||
		X509_set_version(made->x509, X509_VERSION_3) != 1 || !set_serial(made->x509) ||
		X509_time_adj_ex(X509_getm_notBefore(made->x509), 0, EARLIER_S, NULL) == NULL ||
		X509_time_adj_ex(X509_getm_notAfter(made->x509), days, EARLIER_S, NULL) == NULL ||
		X509_set_pubkey(made->x509, made->key) != 1) {
		lic_x509_free(made);
		return NULL;
	}
	return made;
}

static bool sign(X509 *x509, const struct lic_x509 *authority)
{
	return X509_set_issuer_name(x509, X509_get_subject_name(authority->x509)) == 1 &&
		X509_sign(x509, authority->key, EVP_sha256()) > 0;
}

/* Names an authority, so that several can be told apart. */
static bool name_authority(X509_NAME *name)
{
	unsigned char tag[AUTHORITY_TAG_BYTES];
	char text[sizeof(AUTHORITY_NAME) + sizeof(tag) * 2] = AUTHORITY_NAME;
	static const char digits[] = "0123456789abcdef";
	char *end = text + sizeof(AUTHORITY_NAME) - 1;

	if (RAND_bytes(tag, sizeof(tag)) != 1) {
		return false;
	}
	for (size_t i = 0; i < sizeof(tag); i++) {
		*end++ = digits[tag[i] >> 4];
		*end++ = digits[tag[i] & 0x0f];
	}
	return add_name(name, "O", "Licentia") && add_name(name, "CN", text);
}

/* Fills and signs an authority. */
static bool complete_authority(struct lic_x509 *authority)
{
	static const struct extension extensions[] = {
		{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
		{NID_key_usage, "critical,keyCertSign,cRLSign"},
		{NID_subject_key_identifier, "hash"},
	};

	return name_authority(X509_get_subject_name(authority->x509)) &&
		add_extensions(authority->x509, authority->x509, extensions,
			LIC_COUNT(extensions)) &&
		sign(authority->x509, authority);
}

lic_rc lic_x509_new_authority(struct lic_err *err, struct lic_x509 **ret_authority)
{
	struct lic_x509 *made = make(LIC_X509_AUTHORITY_DAYS);

	if (made == NULL || !complete_authority(made)) {
		lic_x509_free(made);
		return library_failed(err);
	}
	*ret_authority = made;
	return LIC_OK_RC;
}

/* Asks nobody for the password of a key: the terminal is not ours. */
static int no_password(char *buffer, int size, int is_writing, void *data)
{
	(void)buffer;
	(void)size;
	(void)is_writing;
	(void)data;
	return -1;
}

static X509 *read_certificate(const char *path)
{
	BIO *file = BIO_new_file(path, "r");
	X509 *x509 = file == NULL ? NULL : PEM_read_bio_X509(file, NULL, no_password, NULL);

	BIO_free(file);
	return x509;
}

static EVP_PKEY *read_key(const char *path)
{
	BIO *file = BIO_new_file(path, "r");
	EVP_PKEY *key =
		file == NULL ? NULL : PEM_read_bio_PrivateKey(file, NULL, no_password, NULL);

	BIO_free(file);
	return key;
}

/* Says why `path` gave no certificate or key. */
static lic_rc refuse_file(const char *what, const char *path, struct lic_err *err)
{
	char reason[REASON_BYTES];

	ERR_error_string_n(ERR_peek_last_error(), reason, sizeof(reason));
	ERR_clear_error();
	return lic_err_set(err, LIC_E_INVALID, NULL,
		"'%s' gives no %s without a password (%s): mend it, or make a new authority in another folder with --out",
		path, what, reason);
}

/* Fills `read` from the files of an authority. */
static lic_rc read_authority(const char *certificate_path, const char *key_path,
	struct lic_err *err, struct lic_x509 *read)
{
	read->x509 = read_certificate(certificate_path);
	if (read->x509 == NULL) {
		return refuse_file("certificate", certificate_path, err);
	}
	read->key = read_key(key_path);
	if (read->key == NULL) {
		return refuse_file("private key", key_path, err);
	}
	if (X509_check_private_key(read->x509, read->key) != 1) {
		ERR_clear_error();
		return lic_err_set(err, LIC_E_INVALID, NULL,
			"'%s' is not the key of '%s': put the right one there, or make a new authority in another folder with --out",
			key_path, certificate_path);
	}
	if (X509_check_ca(read->x509) != 1) {
		return lic_err_set(err, LIC_E_INVALID, NULL,
			"'%s' is no authority: it may sign no other certificate. Make one in another folder with --out",
			certificate_path);
	}
	return LIC_OK_RC;
}

lic_rc lic_x509_read_authority(const char *certificate_path, const char *key_path,
	struct lic_err *err, struct lic_x509 **ret_authority)
{
	struct lic_x509 *read = calloc(1, sizeof(*read));
	lic_rc rc;

	if (read == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = read_authority(certificate_path, key_path, err, read);
	if (lic_ok(rc)) {
		*ret_authority = read;
	} else {
		lic_x509_free(read);
	}
	return rc;
}

/* Writes the names as the library's configuration language has them: "DNS:localhost,IP:::1". */
static void write_names(const struct lic_x509_request *request, struct lic_buf *names)
{
	for (size_t i = 0; i < request->host_count; i++) {
		lic_buf_printf(names, "%s%s:%s", i == 0 ? "" : ",",
			is_address(request->hosts[i]) ? "IP" : "DNS", request->hosts[i]);
	}
}

/* Fills and signs a server's certificate. */
static bool complete_server(struct lic_x509 *server, const struct lic_x509 *authority,
	const struct lic_x509_request *request, const char *names)
{
	const struct extension extensions[] = {
		{NID_basic_constraints, "critical,CA:FALSE"},
		{NID_key_usage, "critical,digitalSignature"},
		{NID_ext_key_usage, "serverAuth"},
		{NID_subject_alt_name, names},
		{NID_subject_key_identifier, "hash"},
		{NID_authority_key_identifier, "keyid:always"},
	};
	const char *name = request->hosts[0];

	if (strlen(name) > COMMON_NAME_BYTES_MAX) {
		name = "Licentia"; /* clients read the alternative names only */
	}
	return add_name(X509_get_subject_name(server->x509), "CN", name) &&
		add_extensions(server->x509, authority->x509, extensions, LIC_COUNT(extensions)) &&
		sign(server->x509, authority);
}

/* Checks, fills and signs a server's certificate that was just made. */
static lic_rc issue(struct lic_x509 *server, const struct lic_x509 *authority,
	const struct lic_x509_request *request, struct lic_err *err)
{
	LIC_AUTO(lic_buf_done) struct lic_buf names = {0};
	char end[LIC_TIME_TEXT_BYTES];

	if (ASN1_TIME_compare(X509_get0_notAfter(server->x509),
		    X509_get0_notAfter(authority->x509)) > 0) {
		lic_time_format(lic_x509_expires_ms(authority), end);
		return lic_err_set(err, LIC_E_INVALID, NULL,
			"the authority is good until %s only: ask for fewer --days, or make a new one in another folder with --out",
			end);
	}
	lic_buf_init(&names, NAMES_BYTES_MAX);
	write_names(request, &names);
	LIC_TRY(lic_buf_status(&names));
	return complete_server(server, authority, request, names.data) ? LIC_OK_RC
								       : library_failed(err);
}

lic_rc lic_x509_issue(const struct lic_x509 *authority, const struct lic_x509_request *request,
	struct lic_err *err, struct lic_x509 **ret_server)
{
	struct lic_x509 *made = make((int)request->days);
	lic_rc rc = made == NULL ? library_failed(err) : issue(made, authority, request, err);

	if (lic_ok(rc)) {
		*ret_server = made;
	} else {
		lic_x509_free(made);
	}
	return rc;
}

int64_t lic_x509_expires_ms(const struct lic_x509 *certificate)
{
	int64_t now_s = lic_clock_now_ms() / MS_PER_S;
	int days = 0;
	int seconds = 0;

	/* From the present, as the library asks its own clock. Fails for no time that it wrote. */
	(void)ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(certificate->x509));
	return (now_s + days * S_PER_DAY + seconds) * MS_PER_S;
}

/* Copies what was written to `bio`, which is freed. */
static lic_rc take_text(BIO *bio, bool is_written, char **ret_text)
{
	char *data = NULL;
	long len = is_written ? BIO_get_mem_data(bio, &data) : 0;
	char *text = len > 0 ? malloc((size_t)len + 1) : NULL;

	if (text != NULL) {
		memcpy(text, data, (size_t)len);
		text[len] = '\0';
	}
	BIO_free(bio);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_text = text;
	return LIC_OK_RC;
}

lic_rc lic_x509_chain_text(const struct lic_x509 *certificate, const struct lic_x509 *issuer,
	char **ret_text)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool is_written = bio != NULL && PEM_write_bio_X509(bio, certificate->x509) == 1 &&
		(issuer == NULL || PEM_write_bio_X509(bio, issuer->x509) == 1);

	return take_text(bio, is_written, ret_text);
}

lic_rc lic_x509_key_text(const struct lic_x509 *certificate, char **ret_text)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	bool is_written = bio != NULL &&
		PEM_write_bio_PKCS8PrivateKey(bio, certificate->key, NULL, NULL, 0, NULL, NULL) ==
			1;

	return take_text(bio, is_written, ret_text);
}

void lic_x509_text_freep(char **text)
{
	if (*text != NULL) {
		OPENSSL_cleanse(*text, strlen(*text));
		free(*text);
		*text = NULL;
	}
}

void lic_x509_free(struct lic_x509 *certificate)
{
	if (certificate != NULL) {
		X509_free(certificate->x509);
		EVP_PKEY_free(certificate->key);
		free(certificate);
	}
}

void lic_x509_freep(struct lic_x509 **certificate)
{
	lic_x509_free(*certificate);
	*certificate = NULL;
}
