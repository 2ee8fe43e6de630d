/*
 * The page of the admin centre: see pages_int.h.
 */
#include "api/pages/pages_int.h"

#include "api/web_assets.h"

#include <sodium.h>

#define NONCE_BYTES 16
#define NONCE_TEXT_BYTES                                                                           \
	(sodium_base64_ENCODED_LEN(NONCE_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING))

lic_rc lic_pages__run(struct lic_api_request *req)
{
	(void)req;
	return LIC_OK_RC;
}

static lic_rc add_headers(struct lic_api_request *req, const char *nonce)
{
	const char *policy = lic_arena_printf(req->ctx.arena,
		"default-src 'none'; script-src 'self'; style-src 'nonce-%s'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		nonce);

	if (policy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_http_add_header(req->ex, "Content-Type", "text/html;charset=utf-8");
	lic_http_add_header(req->ex, "Content-Security-Policy", policy);
	lic_http_add_header(req->ex, "X-Frame-Options", "DENY");
	lic_http_add_header(req->ex, "X-Content-Type-Options", "nosniff");
	lic_http_add_header(req->ex, "Referrer-Policy", "same-origin");
	return LIC_OK_RC;
}

lic_rc lic_pages__page_encode(struct lic_api_request *req)
{
	unsigned char random[NONCE_BYTES];
	char nonce[NONCE_TEXT_BYTES];
	struct lic_buf *out = &req->ex->reply;

	randombytes_buf(random, sizeof(random));
	(void)sodium_bin2base64(nonce, sizeof(nonce), random, sizeof(random),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	LIC_TRY(add_headers(req, nonce));
	req->ex->status = 200;
	lic_buf_clear(out);
	lic_buf_printf(out,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"style-nonce\" content=\"%s\">\n"
		"<title>Licentia</title>\n"
		"<link rel=\"icon\" href=\"data:,\">\n"
		"<style nonce=\"%s\">body{margin:0}</style>\n",
		nonce, nonce);
	for (const char *const *name = lic_web_preloads; *name != NULL; name++) {
		lic_buf_printf(out, "<link rel=\"modulepreload\" href=\"/assets/%s\">\n", *name);
	}
	lic_buf_printf(out,
		"<script type=\"module\" src=\"/assets/%s\"></script>\n</head>\n<body>\n"
		"<div id=\"app\"></div>\n<noscript>The admin centre needs JavaScript. "
		"Het beheercentrum heeft JavaScript nodig.</noscript>\n</body>\n</html>\n",
		lic_web_entry);
	return lic_buf_status(out);
}
