/*
 * Certificates for trials: an authority, and server certificates that it signs. The only place that
 * names OpenSSL.
 *
 * Keys are EC P-256, signatures ECDSA with SHA-256: every TLS client takes them. The profile is
 * that of RFC 5280 and of the browsers: names in subjectAltName, at most 825 days.
 *
 * Threading: no state of ours.
 */
#ifndef LIC_MAIN_X509_H
#define LIC_MAIN_X509_H

#include "base/err.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_X509_DAYS_MAX 825
#define LIC_X509_AUTHORITY_DAYS 3650

/* A certificate with its private key. */
struct lic_x509;

/*
 * Tells whether `host` can stand in a certificate: a DNS name, perhaps with "*" as its first part,
 * or an IPv4 or IPv6 address.
 */
bool lic_x509_is_host(const char *host);

/*
 * Makes an authority, good for LIC_X509_AUTHORITY_DAYS. `*ret_authority` is new; free it with
 * lic_x509_free(). Errors, told in `err`: LIC_E_UNAVAILABLE when the library fails.
 */
LIC_MUST_USE lic_rc lic_x509_new_authority(struct lic_err *err, struct lic_x509 **ret_authority);

/*
 * Reads an authority from the PEM files `certificate_path` and `key_path`. `*ret_authority` is new;
 * free it with lic_x509_free(). Errors, told in `err`: LIC_E_INVALID for files that cannot be read,
 * do not belong together, hold no authority or one that has expired.
 */
LIC_MUST_USE lic_rc lic_x509_read_authority(const char *certificate_path, const char *key_path,
	struct lic_err *err, struct lic_x509 **ret_authority);

/* What a server's certificate is for. */
struct lic_x509_request {
	const char *const *hosts; /* names and addresses, see lic_x509_is_host(); borrowed */
	size_t host_count;        /* at least one */
	long long days;           /* how long it is good, 1 to LIC_X509_DAYS_MAX */
};

/*
 * Makes a server's certificate for `request`, signed by `authority`. `*ret_server` is new; free it
 * with lic_x509_free(). Errors, told in `err`: LIC_E_INVALID for one that would outlive its
 * authority; LIC_E_NOMEM; LIC_E_UNAVAILABLE when the library fails.
 */
LIC_MUST_USE lic_rc lic_x509_issue(const struct lic_x509 *authority,
	const struct lic_x509_request *request, struct lic_err *err, struct lic_x509 **ret_server);

/*
 * Tells when `certificate` expires, in milliseconds UTC.
 */
int64_t lic_x509_expires_ms(const struct lic_x509 *certificate);

/*
 * Writes `certificate`, followed by that of its `issuer` unless that is NULL, as PEM. `*ret_text`
 * is new; free it with lic_x509_text_freep(). Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_x509_chain_text(const struct lic_x509 *certificate,
	const struct lic_x509 *issuer, char **ret_text);

/*
 * Writes the private key of `certificate` as PEM (PKCS#8, no password). `*ret_text` is new; free it
 * with lic_x509_text_freep(). Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_x509_key_text(const struct lic_x509 *certificate, char **ret_text);

/*
 * LIC_AUTO helper: wipes and frees the text that `text` points to, if any.
 */
void lic_x509_text_freep(char **text);

/*
 * Frees `certificate` and its key. Accepts NULL.
 */
void lic_x509_free(struct lic_x509 *certificate);

/*
 * LIC_AUTO helper: frees what `certificate` points to, if any.
 */
void lic_x509_freep(struct lic_x509 **certificate);

#endif
