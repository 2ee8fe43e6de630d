/*
 * Pages: see page_int.h.
 */
#include "api/signin/page_int.h"

#include "api/pages_css.h"

#include <sodium.h>
#include <string.h>

#define ADDRESS_BYTES_MAX ((size_t)64 * 1024)
#define CSS_HASH_BYTES                                                                             \
	(sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL))

void lic_page__escape(struct lic_buf *out, const char *text)
{
	while (*text != '\0') {
		size_t plain = strcspn(text, "&<>\"'");

		lic_buf_add(out, text, plain);
		text += plain;
		switch (*text) {
		case '&':
			lic_buf_puts(out, "&amp;");
			break;
		case '<':
			lic_buf_puts(out, "&lt;");
			break;
		case '>':
			lic_buf_puts(out, "&gt;");
			break;
		case '"':
			lic_buf_puts(out, "&quot;");
			break;
		case '\'':
			lic_buf_puts(out, "&#39;");
			break;
		default:
			return;
		}
		text++;
	}
}

/* The origin of `address` as a source of a policy: scheme and host, or the scheme alone of a
 * program's own; "" when it would not be safe within a header. */
static const char *source_of(struct lic_arena *arena, const char *address)
{
	size_t scheme = address == NULL ? 0 : strcspn(address, ":");
	size_t len = 0;

	if (address == NULL || address[scheme] != ':') {
		return "";
	}
	len = scheme + 1;
	if (strncmp(address, "http://", 7) == 0 || strncmp(address, "https://", 8) == 0) {
		len += 2 + strcspn(address + scheme + 3, "/?#");
	}
	for (size_t i = 0; i < len; i++) {
		if (address[i] <= ' ' || address[i] > '~' || strchr("';,\"", address[i]) != NULL) {
			return "";
		}
	}
	return lic_arena_printf(arena, " %.*s", (int)len, address);
}

/* What a browser may do with the page: show it, with our style, and send its forms to us. */
static lic_rc add_headers(struct lic_api_request *req, const char *form_target)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char hash_text[CSS_HASH_BYTES];
	const char *source = source_of(req->ctx.arena, form_target);
	const char *policy = NULL;

	(void)crypto_hash_sha256(hash, lic_pages_css, lic_pages_css_len);
	(void)sodium_bin2base64(hash_text, sizeof(hash_text), hash, sizeof(hash),
		sodium_base64_VARIANT_ORIGINAL);
	policy = lic_arena_printf(req->ctx.arena,
		"default-src 'none'; style-src 'sha256-%s'; form-action 'self'%s; frame-ancestors 'none'; base-uri 'none'",
		hash_text, source == NULL ? "" : source);
	if (policy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_http_add_header(req->ex, "Content-Type", "text/html;charset=utf-8");
	lic_http_add_header(req->ex, "Content-Security-Policy", policy);
	lic_http_add_header(req->ex, "X-Frame-Options", "DENY");
	lic_http_add_header(req->ex, "X-Content-Type-Options", "nosniff");
	/* Not "no-referrer", which makes browsers hide the origin of our own forms. */
	lic_http_add_header(req->ex, "Referrer-Policy", "same-origin");
	return LIC_OK_RC;
}

lic_rc lic_page__begin(struct lic_api_request *req, const struct lic_browser *browser,
	unsigned status, enum lic_word title, const char *form_target, struct lic_page *ret_page)
{
	struct lic_page page = {req, &req->ex->reply, browser->language};
	const char *name = NULL;

	LIC_TRY(add_headers(req, form_target));
	req->ex->status = status;
	lic_buf_clear(page.out);
	lic_page__markup(&page, "<!doctype html>\n<html lang=\"");
	lic_page__markup(&page, lic_language_tag(page.language, &name));
	lic_page__markup(&page,
		"\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<title>");
	lic_page__word(&page, title);
	lic_page__markup(&page, " - Licentia</title>\n<style>");
	lic_buf_add(page.out, (const char *)lic_pages_css, lic_pages_css_len);
	lic_page__markup(&page,
		"</style>\n</head>\n<body>\n<main>\n<p class=\"brand\">Licentia</p>\n<h1>");
	lic_page__word(&page, title);
	lic_page__markup(&page, "</h1>\n");
	*ret_page = page;
	return LIC_OK_RC;
}

/* A link to `here` in `language`. */
static void write_language(struct lic_page *page, const char *here, enum lic_language language)
{
	const char *name = NULL;
	const char *tag = lic_language_tag(language, &name);

	if (language == page->language) {
		lic_buf_printf(page->out, "<span aria-current=\"true\">%s</span>\n", name);
		return;
	}
	lic_page__markup(page, "<a href=\"");
	lic_page__text(page, here);
	lic_page__markup(page, strchr(here, '?') == NULL ? "?" : "&amp;");
	lic_buf_printf(page->out, "language=%s\" lang=\"%s\" hreflang=\"%s\">%s</a>\n", tag, tag,
		tag, name);
}

lic_rc lic_page__end(struct lic_page *page, const char *here)
{
	lic_page__markup(page, "</main>\n");
	if (here != NULL) {
		lic_page__markup(page, "<footer><nav aria-label=\"");
		lic_page__word(page, LIC_WORD_LANGUAGE);
		lic_page__markup(page, "\">\n");
		for (int i = 0; i < LIC_LANGUAGE_MAX_; i++) {
			write_language(page, here, (enum lic_language)i);
		}
		lic_page__markup(page, "</nav></footer>\n");
	}
	lic_page__markup(page, "</body>\n</html>\n");
	return lic_buf_status(page->out);
}

void lic_page__markup(struct lic_page *page, const char *markup)
{
	lic_buf_puts(page->out, markup);
}

void lic_page__text(struct lic_page *page, const char *text)
{
	lic_page__escape(page->out, text);
}

void lic_page__word(struct lic_page *page, enum lic_word word)
{
	lic_page__escape(page->out, lic_word(page->language, word));
}

void lic_page__paragraph(struct lic_page *page, const char *class_name, enum lic_word word)
{
	lic_buf_printf(page->out, "<p class=\"%s\">", class_name);
	lic_page__word(page, word);
	lic_page__markup(page, "</p>\n");
}

void lic_page__alert(struct lic_page *page, enum lic_word word)
{
	lic_page__markup(page, "<p class=\"alert\" id=\"error\" role=\"alert\">");
	lic_page__word(page, word);
	lic_page__markup(page, "</p>\n");
}

void lic_page__form(struct lic_page *page, const struct lic_browser *browser,
	enum lic_form_kind kind, const char *action)
{
	const char *secret = kind == LIC_FORM_SESSION ? browser->session : browser->form_secret;
	char token[LIC_SESSION_CSRF_BYTES] = "";

	if (secret != NULL) {
		lic_session_csrf(secret, token);
	}
	lic_page__markup(page, "<form method=\"post\" action=\"");
	lic_page__text(page, action);
	lic_page__markup(page, "\">\n");
	lic_page__hidden(page, "csrf", token);
	if (*browser->locales != '\0') {
		lic_page__hidden(page, "ui_locales", browser->locales);
	}
}

void lic_page__hidden(struct lic_page *page, const char *name, const char *value)
{
	lic_buf_printf(page->out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	lic_page__text(page, value);
	lic_page__markup(page, "\">\n");
}

void lic_page__field(struct lic_page *page, const struct lic_page_field *field)
{
	bool has_hint = field->hint != LIC_WORD_MAX_;

	lic_buf_printf(page->out, "<div class=\"field\"><label for=\"%s\">", field->name);
	lic_page__word(page, field->label);
	lic_buf_printf(page->out,
		"</label>\n<input id=\"%s\" name=\"%s\" type=\"%s\" required %s%s%s", field->name,
		field->name, field->type, field->more, field->has_focus ? " autofocus" : "",
		field->is_wrong ? " aria-invalid=\"true\"" : "");
	if (has_hint || field->is_wrong) {
		lic_buf_printf(page->out, " aria-describedby=\"%s%s%s%s\"",
			field->is_wrong ? "error" : "", field->is_wrong && has_hint ? " " : "",
			has_hint ? field->name : "", has_hint ? "-hint" : "");
	}
	if (field->value != NULL) {
		lic_page__markup(page, " value=\"");
		lic_page__text(page, field->value);
		lic_page__markup(page, "\"");
	}
	lic_page__markup(page, ">\n");
	if (has_hint) {
		lic_buf_printf(page->out, "<p class=\"hint\" id=\"%s-hint\">", field->name);
		lic_page__word(page, field->hint);
		lic_page__markup(page, "</p>\n");
	}
	lic_page__markup(page, "</div>\n");
}

void lic_page__button(struct lic_page *page, const char *class_name, const char *name,
	const char *value, enum lic_word word)
{
	lic_buf_printf(page->out, "<button type=\"submit\" class=\"%s\"", class_name);
	if (name != NULL) {
		lic_buf_printf(page->out, " name=\"%s\" value=\"%s\"", name, value);
	}
	lic_page__markup(page, ">");
	lic_page__word(page, word);
	lic_page__markup(page, "</button>\n");
}

void lic_page__link(struct lic_page *page, const char *path, const char *next, enum lic_word word)
{
	LIC_AUTO(lic_buf_done) struct lic_buf address;

	lic_buf_init(&address, ADDRESS_BYTES_MAX);
	lic_buf_puts(&address, path);
	if (*next != '\0') {
		lic_buf_puts(&address, strchr(path, '?') == NULL ? "?next=" : "&next=");
		lic_url_encode(&address, next);
	}
	lic_page__markup(page, "<a href=\"");
	if (lic_ok(lic_buf_status(&address))) {
		lic_page__text(page, address.data);
	}
	lic_page__markup(page, "\">");
	lic_page__word(page, word);
	lic_page__markup(page, "</a>\n");
}

/* What a status means for the person before the page. */
static enum lic_word word_of(unsigned status)
{
	if (status == 403) {
		return LIC_WORD_ERROR_FORM;
	}
	if (status == 429 || status == 503) {
		return LIC_WORD_ERROR_BUSY;
	}
	return status >= 500 ? LIC_WORD_ERROR_SERVER : LIC_WORD_ERROR_REQUEST;
}

static lic_rc write_failure(struct lic_api_request *req, unsigned status)
{
	struct lic_browser browser = {
		.language = lic_browser__language(req, lic_api__option(req, "ui_locales")),
		.locales = "",
	};
	struct lic_page page;

	LIC_TRY(lic_page__begin(req, &browser, status, LIC_WORD_ERROR, NULL, &page));
	lic_page__alert(&page, word_of(status));
	if (status < 500 && req->err.message[0] != '\0') {
		lic_page__markup(&page, "<p class=\"soft\" lang=\"en\">");
		lic_page__text(&page, req->err.message);
		lic_page__markup(&page, "</p>\n");
	}
	lic_page__markup(&page, "<p class=\"soft\">");
	lic_page__word(&page, LIC_WORD_REQUEST_ID);
	lic_page__markup(&page, ": ");
	lic_page__text(&page, req->request_id);
	lic_page__markup(&page, "</p>\n");
	return lic_page__end(&page, NULL);
}

void lic_page__fail(struct lic_api_request *req, unsigned status)
{
	if (!lic_ok(write_failure(req, status))) {
		lic_buf_clear(&req->ex->reply);
	}
}
