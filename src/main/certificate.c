/*
 * `licentia certificate`: a local authority and a server's certificate for trials, as four files in
 * a folder. A file that is there is never overwritten unasked; what is replaced is complete before
 * it gets its name, so that a running server never reads a half.
 */
#include "main/local.h"

#include "base/clock.h"
#include "base/json.h"
#include "main/x509.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX ((size_t)1024 * 1024)
#define REASON_BYTES 128
#define DEFAULT_FOLDER "licentia-certificates"
#define DEFAULT_DAYS 365
#define PRIVATE_MODE 0600
#define PUBLIC_MODE 0644
#define FOLDER_MODE 0755

/* What is made, and where. */
struct making {
	const char *folder;              /* as given */
	const char *ca_certificate;      /* paths, in the arena */
	const char *ca_key;              /* likewise */
	const char *certificate;         /* likewise */
	const char *key;                 /* likewise */
	struct lic_x509_request request; /* for whom, how long */
	bool is_replacing;               /* an older server's certificate may go */
	bool is_new_authority;           /* result: the authority was made, too */
	int64_t expires_ms;              /* result: of the server's certificate */
};

static bool exists(const char *path)
{
	struct stat file;

	return lstat(path, &file) == 0;
}

static lic_rc refuse_file(struct lic_err *err, const char *what, const char *path, int reason)
{
	char text[REASON_BYTES];

	if (strerror_r(reason, text, sizeof(text)) != 0) {
		text[0] = '\0';
	}
	return lic_err_set(err, LIC_E_INVALID, NULL, "cannot %s '%s': %s", what, path, text);
}

/* Writes all of `text`; returns 0, or the reason as an errno value. */
static int write_whole(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t written = write(fd, text, left);

		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written < 0) {
			return errno;
		}
		text += written;
		left -= (size_t)written;
	}
	return fsync(fd) == 0 ? 0 : errno;
}

/* Makes the file `path`, which must not be there. */
static lic_rc write_new(const char *path, const char *text, mode_t mode, struct lic_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	int reason = fd < 0 ? errno : write_whole(fd, text);

	if (fd >= 0 && close(fd) != 0 && reason == 0) {
		reason = errno;
	}
	if (reason != 0) {
		if (fd >= 0) {
			(void)unlink(path);
		}
		return refuse_file(err, "write", path, reason);
	}
	return LIC_OK_RC;
}

/* Makes the file `path`, in the place of an older one when that may go. */
static lic_rc write_server_file(struct lic_cli *cli, const struct making *making, const char *path,
	const char *text, mode_t mode)
{
	const char *next = lic_arena_printf(lic_cli_arena(cli), "%s.next", path);
	int reason = 0;

	if (!making->is_replacing) {
		return write_new(path, text, mode, lic_cli_err(cli));
	}
	if (next == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	(void)unlink(next); /* of a call that was broken off */
	LIC_TRY(write_new(next, text, mode, lic_cli_err(cli)));
	if (rename(next, path) != 0) {
		reason = errno;
		(void)unlink(next);
		return refuse_file(lic_cli_err(cli), "replace", path, reason);
	}
	return LIC_OK_RC;
}

static lic_rc name_file(struct lic_cli *cli, const char *folder, const char *name,
	const char **ret_path)
{
	*ret_path = lic_arena_printf(lic_cli_arena(cli), "%s/%s", folder, name);
	return *ret_path == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc name_files(struct lic_cli *cli, struct making *making)
{
	LIC_TRY(name_file(cli, making->folder, "ca.crt", &making->ca_certificate));
	LIC_TRY(name_file(cli, making->folder, "ca.key", &making->ca_key));
	LIC_TRY(name_file(cli, making->folder, "server.crt", &making->certificate));
	return name_file(cli, making->folder, "server.key", &making->key);
}

/* Looks before anything is made. */
static lic_rc check_files(const struct making *making, struct lic_err *err)
{
	bool has_certificate = exists(making->ca_certificate);
	const char *server = exists(making->certificate) ? making->certificate : making->key;

	if (has_certificate != exists(making->ca_key)) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"'%s' is there, but '%s' is not, and one is of no use without the other: bring it back, or use another folder with --out",
			has_certificate ? making->ca_certificate : making->ca_key,
			has_certificate ? making->ca_key : making->ca_certificate);
	}
	if (!making->is_replacing && exists(server)) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"'%s' is there already: give --replace to put a new certificate and key of the same authority in its place, or use another folder with --out",
			server);
	}
	return LIC_OK_RC;
}

static lic_rc make_authority(struct making *making, struct lic_err *err,
	struct lic_x509 **ret_authority)
{
	LIC_AUTO(lic_x509_freep) struct lic_x509 *authority = NULL;
	LIC_AUTO(lic_x509_text_freep) char *certificate = NULL;
	LIC_AUTO(lic_x509_text_freep) char *key = NULL;
	lic_rc rc;

	LIC_TRY(lic_x509_new_authority(err, &authority));
	LIC_TRY(lic_x509_chain_text(authority, NULL, &certificate));
	LIC_TRY(lic_x509_key_text(authority, &key));
	LIC_TRY(write_new(making->ca_key, key, PRIVATE_MODE, err));
	rc = write_new(making->ca_certificate, certificate, PUBLIC_MODE, err);
	if (!lic_ok(rc)) {
		(void)unlink(making->ca_key);
		return rc;
	}
	making->is_new_authority = true;
	*ret_authority = LIC_TAKE(authority);
	return LIC_OK_RC;
}

static lic_rc make_files(struct lic_cli *cli, struct making *making)
{
	LIC_AUTO(lic_x509_freep) struct lic_x509 *authority = NULL;
	LIC_AUTO(lic_x509_freep) struct lic_x509 *server = NULL;
	LIC_AUTO(lic_x509_text_freep) char *chain = NULL;
	LIC_AUTO(lic_x509_text_freep) char *key = NULL;
	struct lic_err *err = lic_cli_err(cli);

	if (mkdir(making->folder, FOLDER_MODE) != 0 && errno != EEXIST) {
		return refuse_file(err, "make the folder", making->folder, errno);
	}
	LIC_TRY(check_files(making, err));
	if (exists(making->ca_certificate)) {
		LIC_TRY(lic_x509_read_authority(making->ca_certificate, making->ca_key, err,
			&authority));
	} else {
		LIC_TRY(make_authority(making, err, &authority));
	}
	LIC_TRY(lic_x509_issue(authority, &making->request, err, &server));
	LIC_TRY(lic_x509_chain_text(server, authority, &chain));
	LIC_TRY(lic_x509_key_text(server, &key));
	LIC_TRY(write_server_file(cli, making, making->key, key, PRIVATE_MODE));
	LIC_TRY(write_server_file(cli, making, making->certificate, chain, PUBLIC_MODE));
	making->expires_ms = lic_x509_expires_ms(server);
	return LIC_OK_RC;
}

static lic_rc print_json(struct lic_cli *cli, const struct making *making, const char *expires)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, OUTPUT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kstring(&json, "authority", making->ca_certificate);
	lic_json_kstring(&json, "authorityKey", making->ca_key);
	lic_json_kbool(&json, "isNewAuthority", making->is_new_authority);
	lic_json_kstring(&json, "certificate", making->certificate);
	lic_json_kstring(&json, "key", making->key);
	lic_json_kstring(&json, "expires", expires);
	lic_json_key(&json, "hosts");
	lic_json_array(&json);
	for (size_t i = 0; i < making->request.host_count; i++) {
		lic_json_string(&json, making->request.hosts[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_cli_print_json(cli, &json, &text);
}

static void print_next_steps(struct lic_cli *cli, const struct making *making)
{
	const char *ca = making->ca_certificate;

	lic_cli_print(cli,
		"\nNext, serve with it; a running server that uses these files takes the new ones by itself:\n"
		"  licentia serve --db URL --tls-cert %s --tls-key %s\n"
		"\nand let clients trust the authority:\n"
		"  licentia VERB --ca-file %s\n"
		"  curl --cacert %s URL\n"
		"  NODE_EXTRA_CA_CERTS=%s node ...\n"
		"  REQUESTS_CA_BUNDLE=%s python3 ...\n"
		"  sudo cp %s /usr/local/share/ca-certificates/licentia-trial.crt && sudo update-ca-certificates\n"
		"\nThis is for trials: whoever has ca.key can pass for any site before those who trust it.\n"
		"Take the trust away when the trial is over.\n",
		making->certificate, making->key, ca, ca, ca, ca, ca);
}

static lic_rc print_made(struct lic_cli *cli, const struct making *making)
{
	char expires[LIC_TIME_TEXT_BYTES];

	lic_time_format(making->expires_ms, expires);
	if (lic_cli_is_json(cli)) {
		return print_json(cli, making, expires);
	}
	lic_cli_print(cli,
		"%s  the authority, %s\n"
		"%s  its key: keep it to yourself\n"
		"%s  the server's certificate, good until %s, for",
		making->ca_certificate, making->is_new_authority ? "new" : "as it was",
		making->ca_key, making->certificate, expires);
	for (size_t i = 0; i < making->request.host_count; i++) {
		lic_cli_print(cli, "%s %s", i == 0 ? "" : ",", making->request.hosts[i]);
	}
	lic_cli_print(cli, "\n%s  its key\n", making->key);
	print_next_steps(cli, making);
	return LIC_OK_RC;
}

static lic_rc read_hosts(struct lic_cli *cli, struct lic_x509_request *request)
{
	static const char *const usual[] = {"localhost", "127.0.0.1", "::1"};

	LIC_TRY(lic_cli_get_all(cli, "host", &request->hosts, &request->host_count));
	if (request->host_count == 0) {
		request->hosts = usual;
		request->host_count = LIC_COUNT(usual);
	}
	for (size_t i = 0; i < request->host_count; i++) {
		if (!lic_x509_is_host(request->hosts[i])) {
			return lic_cli_usage(cli,
				"'%.200s' is no host: write a name such as desk.example, or an address, without https:// and port",
				request->hosts[i]);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_verb_certificate(struct lic_cli *cli)
{
	struct making making = {
		.folder = lic_cli_get(cli, "out"),
		.request = {.days = DEFAULT_DAYS},
		.is_replacing = lic_cli_has(cli, "replace"),
	};

	if (making.folder == NULL) {
		making.folder = DEFAULT_FOLDER;
	}
	LIC_TRY(read_hosts(cli, &making.request));
	LIC_TRY(lic_cli_get_int(cli, "days", 1, LIC_X509_DAYS_MAX, &making.request.days));
	LIC_TRY(name_files(cli, &making));
	LIC_TRY(make_files(cli, &making));
	return print_made(cli, &making);
}
