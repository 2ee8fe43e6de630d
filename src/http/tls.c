/*
 * Certificate and key: see tls_int.h.
 *
 * The HTTP library takes one certificate when it starts. So it is given none, and each session gets
 * credentials of ours before its handshake instead, which is what makes renewing possible.
 *
 * _DEFAULT_SOURCE is for explicit_bzero(): a key must not stay behind in freed memory.
 */
#define _DEFAULT_SOURCE

#include "http/tls_int.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PEM_BYTES_MAX ((size_t)1024 * 1024)
#define REASON_BYTES 128
#define MS_PER_S INT64_C(1000)
#define DAY_S INT64_C(86400)
#define SOON_DAYS INT64_C(14)

struct lic_http_identity {
	gnutls_certificate_credentials_t credentials; /* owned */
	atomic_uint holders; /* connections, and the server while it is in use */
};

/* The texts of both files. */
struct pem {
	char *certificate; /* owned */
	char *key;         /* owned; wiped */
};

static void wipe(char *text)
{
	if (text != NULL) {
		explicit_bzero(text, strlen(text));
		free(text);
	}
}

static void pem_done(struct pem *pem)
{
	wipe(pem->certificate);
	wipe(pem->key);
	*pem = (struct pem){0};
}

static void wipep(char **text)
{
	wipe(*text);
	*text = NULL;
}

/* Reads up to `size` bytes; returns how many, or -1 with errno set. */
static ssize_t read_whole(int fd, char *buffer, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = read(fd, buffer + len, size - len);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return -1;
		}
		if (got == 0) {
			break;
		}
		len += (size_t)got;
	}
	return (ssize_t)len;
}

static lic_rc refuse_file(struct lic_err *err, const char *what, const char *path, int reason)
{
	char text[REASON_BYTES];

	if (strerror_r(reason, text, sizeof(text)) != 0) {
		text[0] = '\0';
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"cannot read the TLS %s '%s': %s", what, path, text);
}

/* Reads the PEM file at `path` whole; `what` names it in messages. */
static lic_rc read_pem(const char *path, const char *what, struct lic_err *err, char **ret_text)
{
	/* Not to wait for whoever writes to a pipe: a file is what can be read again. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		return refuse_file(err, what, path, errno);
	}

	LIC_AUTO(wipep) char *text = calloc(1, PEM_BYTES_MAX + 1);
	ssize_t len = text != NULL ? read_whole(fd, text, PEM_BYTES_MAX + 1) : 0;
	int reason = errno;

	(void)close(fd);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (len < 0) {
		return refuse_file(err, what, path, reason);
	}
	if ((size_t)len > PEM_BYTES_MAX || strnlen(text, PEM_BYTES_MAX + 1) != (size_t)len ||
		strstr(text, "-----BEGIN ") == NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the TLS %s '%s' is no PEM file: one begins with -----BEGIN", what, path);
	}
	*ret_text = LIC_TAKE(text);
	return LIC_OK_RC;
}

/* The certificates of a file, the server's own first. */
struct chain {
	gnutls_x509_crt_t *items; /* owned */
	unsigned count;           /* at least one once read */
};

static void chain_done(struct chain *chain)
{
	for (unsigned i = 0; i < chain->count; i++) {
		gnutls_x509_crt_deinit(chain->items[i]);
	}
	gnutls_free(chain->items);
	*chain = (struct chain){0};
}

static void key_done(gnutls_x509_privkey_t *key)
{
	gnutls_x509_privkey_deinit(*key);
	*key = NULL;
}

static gnutls_datum_t datum_of(char *text)
{
	return (gnutls_datum_t){(unsigned char *)text, (unsigned)strlen(text)};
}

/* Says why the TLS library does not take the file at `path`. */
static lic_rc refuse_content(struct lic_err *err, const char *what, const char *path, int code)
{
	if (code == GNUTLS_E_MEMORY_ERROR) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"the TLS %s '%s' cannot be used: %s", what, path, gnutls_strerror(code));
}

static lic_rc parse_chain(const struct lic_http_tls *tls, const struct pem *pem,
	struct lic_err *err, struct chain *ret_chain)
{
	const gnutls_datum_t text = datum_of(pem->certificate);
	int code = 0;

	if (strstr(pem->certificate, "CERTIFICATE-----") == NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the TLS certificate '%s' holds no certificate: it may be the key, and the two swapped",
			tls->certificate_path);
	}
	code = gnutls_x509_crt_list_import2(&ret_chain->items, &ret_chain->count, &text,
		GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_SORT);
	return code < 0 ? refuse_content(err, "certificate", tls->certificate_path, code)
			: LIC_OK_RC;
}

static lic_rc parse_key(const struct lic_http_tls *tls, const struct pem *pem, struct lic_err *err,
	gnutls_x509_privkey_t *ret_key)
{
	const gnutls_datum_t text = datum_of(pem->key);
	LIC_AUTO(key_done) gnutls_x509_privkey_t key = NULL;
	int code = 0;

	if (strstr(pem->key, "ENCRYPTED") != NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the TLS key '%s' is protected by a password, which a server cannot be asked for: write it without one (openssl pkey -in OLD -out NEW) and let only the server's user read it",
			tls->key_path);
	}
	if (strstr(pem->key, "PRIVATE KEY-----") == NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the TLS key '%s' holds no private key: it may be the certificate, and the two swapped",
			tls->key_path);
	}
	code = gnutls_x509_privkey_init(&key);
	if (code == 0) {
		code = gnutls_x509_privkey_import2(key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
	}
	if (code < 0) {
		return refuse_content(err, "key", tls->key_path, code);
	}
	*ret_key = LIC_TAKE(key);
	return LIC_OK_RC;
}

void lic_http__identity_drop(struct lic_http_identity *identity)
{
	if (identity != NULL && atomic_fetch_sub(&identity->holders, 1) == 1) {
		gnutls_certificate_free_credentials(identity->credentials);
		free(identity);
	}
}

static void log_validity(const struct lic_http_tls *tls, gnutls_x509_crt_t leaf)
{
	int64_t now_s = lic_clock_now_ms() / MS_PER_S;
	int64_t end_s = gnutls_x509_crt_get_expiration_time(leaf);
	int64_t start_s = gnutls_x509_crt_get_activation_time(leaf);
	char end[LIC_TIME_TEXT_BYTES];

	lic_time_format(end_s * MS_PER_S, end);
	if (end_s < now_s) {
		lic_log(LIC_LOG_WARNING, "tls",
			"certificate=\"%s\" expired=%s advice=\"clients refuse it: get a new one; it is read as soon as the files are replaced\"",
			tls->certificate_path, end);
	} else if (start_s > now_s) {
		lic_log(LIC_LOG_WARNING, "tls",
			"certificate=\"%s\" reason=\"not valid yet\" advice=\"clients refuse it: check this machine's clock\"",
			tls->certificate_path);
	} else if (end_s < now_s + SOON_DAYS * DAY_S) {
		lic_log(LIC_LOG_WARNING, "tls",
			"certificate=\"%s\" expires=%s advice=\"get a new one; it is read as soon as the files are replaced\"",
			tls->certificate_path, end);
	} else {
		lic_log(LIC_LOG_NOTICE, "tls", "certificate=\"%s\" expires=%s",
			tls->certificate_path, end);
	}
}

/* Tells in the log what will not keep the server from working. */
static void log_state(const struct lic_http_tls *tls, const struct chain *chain)
{
	struct stat key;

	log_validity(tls, chain->items[0]);
	if (stat(tls->key_path, &key) == 0 && (key.st_mode & S_IROTH) != 0) {
		lic_log(LIC_LOG_WARNING, "tls",
			"key=\"%s\" reason=\"every user of this machine can read it\" advice=\"chmod 600\"",
			tls->key_path);
	}
}

/* Makes an identity, without certificate and key; NULL when memory is out. */
static struct lic_http_identity *new_identity(void)
{
	struct lic_http_identity *identity = calloc(1, sizeof(*identity));

	if (identity == NULL ||
		gnutls_certificate_allocate_credentials(&identity->credentials) != 0) {
		free(identity);
		return NULL;
	}
	atomic_init(&identity->holders, 1);
	return identity;
}

static lic_rc make_identity(const struct lic_http_tls *tls, struct lic_err *err,
	struct lic_http_identity **ret_identity)
{
	LIC_AUTO(pem_done) struct pem pem = {0};
	LIC_AUTO(chain_done) struct chain chain = {0};
	LIC_AUTO(key_done) gnutls_x509_privkey_t key = NULL;
	struct lic_http_identity *identity = NULL;
	int code = 0;

	LIC_TRY(read_pem(tls->certificate_path, "certificate", err, &pem.certificate));
	LIC_TRY(read_pem(tls->key_path, "key", err, &pem.key));
	LIC_REQUIRE(pem.certificate != NULL && pem.key != NULL);
	LIC_TRY(parse_chain(tls, &pem, err, &chain));
	LIC_TRY(parse_key(tls, &pem, err, &key));
	LIC_REQUIRE(chain.count > 0 && chain.items != NULL);
	identity = new_identity();
	if (identity == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	code = gnutls_certificate_set_x509_key(identity->credentials, chain.items, (int)chain.count,
		key);
	if (code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH) {
		lic_http__identity_drop(identity);
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the TLS key '%s' does not belong to the certificate '%s': give the key that the certificate was made for; of several certificates in the file, the server's own comes first",
			tls->key_path, tls->certificate_path);
	}
	if (code < 0) {
		lic_http__identity_drop(identity);
		return refuse_content(err, "certificate", tls->certificate_path, code);
	}
	log_state(tls, &chain);
	*ret_identity = identity;
	return LIC_OK_RC;
}

static struct lic_http_file_mark look_at_file(const char *path)
{
	struct stat file;

	if (stat(path, &file) != 0) {
		return (struct lic_http_file_mark){0};
	}
	return (struct lic_http_file_mark){
		.changed = file.st_ctim,
		.device = file.st_dev,
		.inode = file.st_ino,
		.bytes = file.st_size,
	};
}

static struct lic_http_tls_mark look(const struct lic_http_tls *tls)
{
	return (struct lic_http_tls_mark){
		.certificate = look_at_file(tls->certificate_path),
		.key = look_at_file(tls->key_path),
	};
}

static bool is_same_file(const struct lic_http_file_mark *a, const struct lic_http_file_mark *b)
{
	return a->inode == b->inode && a->device == b->device && a->bytes == b->bytes &&
		a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool is_same(const struct lic_http_tls_mark *a, const struct lic_http_tls_mark *b)
{
	return is_same_file(&a->certificate, &b->certificate) && is_same_file(&a->key, &b->key);
}

void lic_http__tls_init(struct lic_http_tls *tls)
{
	*tls = (struct lic_http_tls){0};
	/* Fails for attributes only, of which there are none. */
	(void)pthread_mutex_init(&tls->mutex, NULL);
}

void lic_http__tls_done(struct lic_http_tls *tls)
{
	lic_http__identity_drop(LIC_TAKE(tls->identity));
	(void)pthread_mutex_destroy(&tls->mutex);
}

lic_rc lic_http__tls_load(struct lic_http_tls *tls, struct lic_err *err)
{
	struct lic_http_identity *identity = NULL;
	struct lic_http_identity *before = NULL;

	if (tls->certificate_path == NULL) {
		return LIC_OK_RC;
	}
	/* Before reading: a change in between is then noticed later. */
	tls->read = look(tls);
	tls->seen = tls->read;
	LIC_TRY(make_identity(tls, err, &identity));
	(void)pthread_mutex_lock(&tls->mutex);
	before = tls->identity;
	tls->identity = identity;
	(void)pthread_mutex_unlock(&tls->mutex);
	lic_http__identity_drop(before);
	return LIC_OK_RC;
}

bool lic_http__tls_is_stale(struct lic_http_tls *tls)
{
	struct lic_http_tls_mark before = tls->seen;

	if (tls->certificate_path == NULL) {
		return false;
	}
	tls->seen = look(tls);
	return is_same(&tls->seen, &before) && !is_same(&tls->seen, &tls->read);
}

struct lic_http_identity *lic_http__tls_equip(struct lic_http_tls *tls, void *session)
{
	struct lic_http_identity *identity = NULL;

	(void)pthread_mutex_lock(&tls->mutex);
	identity = tls->identity;
	atomic_fetch_add(&identity->holders, 1);
	(void)pthread_mutex_unlock(&tls->mutex);
	if (gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, identity->credentials) != 0) {
		lic_http__identity_drop(identity);
		return NULL;
	}
	return identity;
}
