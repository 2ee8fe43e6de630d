/*
 * What an answer means: Graph's error envelope into words and codes, JSON into trees, lists into
 * pages; and which server it is.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <stdlib.h>
#include <string.h>

/* A copy of a member's text in the scratch arena, NULL when it has none. */
static const char *keep_text(struct lic_cli *cli, const json_t *object, const char *name)
{
	return lic_arena_strdup(cli->scratch, lic_cli__text(object, name));
}

static size_t keep_refs(struct lic_cli *cli, const json_t *refs,
	const struct lic_err_ref **ret_refs)
{
	size_t count = json_array_size(refs);
	struct lic_err_ref *kept = lic_arena_array(cli->scratch, count, sizeof(*kept));

	if (kept == NULL) {
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *ref = json_array_get(refs, i);

		kept[i] = (struct lic_err_ref){.kind = keep_text(cli, ref, "kind"),
			.id = keep_text(cli, ref, "id"),
			.name = keep_text(cli, ref, "name")};
	}
	*ret_refs = kept;
	return count;
}

/* Takes over the details of an error envelope; they are a help, so a lack of memory loses them
 * only. */
static void keep_details(struct lic_cli *cli, const json_t *details)
{
	size_t count = json_array_size(details);
	struct lic_err_detail *kept = lic_arena_array(cli->scratch, count, sizeof(*kept));

	if (kept == NULL) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *detail = json_array_get(details, i);

		kept[i] = (struct lic_err_detail){.code = keep_text(cli, detail, "code"),
			.message = keep_text(cli, detail, "message"),
			.target = keep_text(cli, detail, "target"),
			.remedy = keep_text(cli, detail, "remedy")};
		kept[i].ref_count = keep_refs(cli, json_object_get(detail, "refs"), &kept[i].refs);
	}
	cli->err.details = kept;
	cli->err.detail_count = count;
}

/* What the caller can do about an HTTP status of 300 and more (RFC 9110, section 15). */
static enum lic_code code_of_status(long status)
{
	static const struct {
		long status;
		enum lic_code code;
	} codes[] = {
		{401, LIC_E_DENIED},
		{403, LIC_E_DENIED},
		{404, LIC_E_NOTFOUND},
		{409, LIC_E_CONFLICT},
		{413, LIC_E_LIMIT},
		{429, LIC_E_BUSY},
	};

	for (size_t i = 0; i < LIC_COUNT(codes); i++) {
		if (codes[i].status == status) {
			return codes[i].code;
		}
	}
	if (status < 400) {
		return LIC_E_UNAVAILABLE; /* a redirect: the token is not carried elsewhere */
	}
	return status < 500 ? LIC_E_INVALID : LIC_E_BUG;
}

static lic_rc refuse(struct lic_cli *cli, long status, const json_t *root)
{
	const json_t *error = json_object_get(root, "error");
	const char *message = lic_cli__text(error, "message");
	const char *id = lic_cli__text(json_object_get(error, "innerError"), "request-id");
	enum lic_code code = code_of_status(status);
	lic_rc rc;

	if (status >= 300 && status < 400) {
		return lic_err_set(&cli->err, code, NULL,
			"%s redirects (status %ld); set LICENTIA_URL to the server's own address.",
			cli->http->settings.url, status);
	}
	if (message == NULL || message[0] == '\0') {
		rc = lic_err_set(&cli->err, code, NULL, "%s answers with status %ld.",
			cli->http->settings.url, status);
	} else if (code == LIC_E_BUG) {
		rc = lic_err_set(&cli->err, code, keep_text(cli, error, "code"),
			"The server failed (status %ld, request-id %s): %s", status,
			id == NULL ? "unknown" : id, message);
	} else {
		rc = lic_err_set(&cli->err, code, keep_text(cli, error, "code"), "%s", message);
	}
	keep_details(cli, json_object_get(error, "details"));
	return rc;
}

lic_rc lic_cli__http_result(struct lic_cli *cli, CURLcode code, json_t **ret_root)
{
	struct lic_cli__http *http = cli->http;
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_err parse_err = {0};
	bool is_json = true;

	if (code == CURLE_OUT_OF_MEMORY) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (code != CURLE_OK) {
		http->status = 0;
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, "unreachable",
			"%s cannot be reached: %s.", http->settings.url,
			http->problem[0] == '\0' ? curl_easy_strerror(code) : http->problem);
	}
	if (http->answer.len > 0) {
		is_json = lic_ok(
			lic_json_parse(http->answer.data, http->answer.len, &parse_err, &root));
	}
	if (http->status < 200 || http->status >= 300) {
		lic_rc rc = refuse(cli, http->status, root);

		*ret_root = LIC_TAKE(root);
		return rc;
	}
	if (!is_json) {
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"%s does not speak JSON: it is no server of this kind.",
			http->settings.url);
	}
	*ret_root = LIC_TAKE(root);
	return LIC_OK_RC;
}

lic_rc lic_cli__ask_server(struct lic_cli *cli, bool *ret_is_licentia)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *name = NULL;
	lic_rc rc;

	if (cli->is_licentia < 0) {
		rc = lic_cli__get(cli, "/api/v1", &root);
		if (!lic_ok(rc) &&
			(lic_cli__status(cli) == 0 || lic_cli__status(cli) == 401 ||
				lic_cli__status(cli) == 429 || lic_cli__status(cli) >= 500)) {
			return rc;
		}
		name = lic_ok(rc) ? lic_cli__text(root, "name") : NULL;
		cli->is_licentia = name != NULL && lic_text_equal_nocase(name, "licentia") ? 1 : 0;
		cli->err = (struct lic_err){0};
	}
	*ret_is_licentia = cli->is_licentia == 1;
	return LIC_OK_RC;
}

lic_rc lic_cli__check_rehearsal(struct lic_cli *cli)
{
	bool is_licentia = false;

	LIC_TRY(lic_cli__ask_server(cli, &is_licentia));
	if (!is_licentia) { /* Microsoft's Graph ignores the header, and would act */
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"%s cannot rehearse: --dry-run works with a Licentia server only. Nothing was sent.",
			cli->http->settings.url);
	}
	return LIC_OK_RC;
}

void lic_cli__http_note_answer(struct lic_cli__http *http, CURL *easy)
{
	struct curl_header *header = NULL;

	(void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &http->status);
	http->was_rehearsed = curl_easy_header(easy, "Preference-Applied", 0, CURLH_HEADER, -1,
				      &header) == CURLHE_OK &&
		strstr(header->value, "validate-only") != NULL;
}

lic_rc lic_cli__check_rehearsed(struct lic_cli *cli)
{
	if (cli->http->was_rehearsed) {
		return LIC_OK_RC;
	}
	return lic_err_set(&cli->err, LIC_E_BUG, NULL,
		"The server did not confirm that this was a rehearsal: check whether something was changed.");
}

lic_rc lic_cli__pages_begin(struct lic_cli__pages *pages, const char *path)
{
	*pages = (struct lic_cli__pages){.next = strdup(path)};
	return pages->next == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_cli__pages_next(struct lic_cli *cli, struct lic_cli__pages *pages, json_t **ret_value)
{
	json_t *value = NULL;
	const char *next = NULL;

	json_decref(pages->root);
	pages->root = NULL;
	lic_arena_reset(cli->scratch);
	if (pages->next == NULL) {
		*ret_value = NULL;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_cli__get(cli, pages->next, &pages->root));
	value = json_object_get(pages->root, "value");
	if (!json_is_array(value)) {
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"%s gave no list where one was due.", cli->http->settings.url);
	}
	free(pages->next);
	next = lic_cli__text(pages->root, "@odata.nextLink");
	pages->next = next == NULL ? NULL : strdup(next);
	if (next != NULL && pages->next == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_value = value;
	return LIC_OK_RC;
}

void lic_cli__pages_done(struct lic_cli__pages *pages)
{
	free(pages->next);
	pages->next = NULL;
	json_decref(pages->root);
	pages->root = NULL;
}
