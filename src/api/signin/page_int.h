/*
 * Pages: HTML that is safe by construction, in the language of the browser, without any script.
 * Private to api/signin.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SIGNIN_PAGE_INT_H
#define LIC_API_SIGNIN_PAGE_INT_H

#include "api/signin/browser_int.h"

/* A page being written. */
struct lic_page {
	struct lic_api_request *req; /* whose answer it is */
	struct lic_buf *out;         /* the answer's body */
	enum lic_language language;  /* what it speaks */
};

/*
 * Appends `text` to `out`, fit to stand in HTML between tags or in a quoted attribute.
 */
void lic_page__escape(struct lic_buf *out, const char *text);

/*
 * Starts a page of `browser` as the answer of `req` with `status`: headers, head and heading
 * `title`. Forms on it may send to us and, through us, to `form_target`, an address to whose origin
 * a browser may be sent on; or NULL. `*ret_page` is ready to write. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_page__begin(struct lic_api_request *req, const struct lic_browser *browser,
	unsigned status, enum lic_word title, const char *form_target, struct lic_page *ret_page);

/*
 * Ends `page`. `here` is the path of ours, with its query, under which it can be read in another
 * language, or NULL. Errors: as lic_buf_status().
 */
LIC_MUST_USE lic_rc lic_page__end(struct lic_page *page, const char *here);

/*
 * Writes `markup`, which is ours, as it is into `page`.
 */
void lic_page__markup(struct lic_page *page, const char *markup);

/*
 * Writes `text`, whatever it holds, into `page`: escaped by lic_page__escape().
 */
void lic_page__text(struct lic_page *page, const char *text);

/*
 * Writes `word` in the page's language.
 */
void lic_page__word(struct lic_page *page, enum lic_word word);

/*
 * Writes a paragraph with `word` into `page`, of CSS class `class_name`.
 */
void lic_page__paragraph(struct lic_page *page, const char *class_name, enum lic_word word);

/*
 * Writes `word` into `page` as what went wrong: screen readers say it at once. Fields refer to it
 * as "error".
 */
void lic_page__alert(struct lic_page *page, enum lic_word word);

/*
 * Opens a form on `page` that is sent to the path `action`, with what proves that it is ours: of
 * `kind`, from `browser`, and what the application wishes for as language.
 */
void lic_page__form(struct lic_page *page, const struct lic_browser *browser,
	enum lic_form_kind kind, const char *action);

/*
 * Writes a field that is not seen into the form open on `page`: `name` with `value`.
 */
void lic_page__hidden(struct lic_page *page, const char *name, const char *value);

/* A field for typing. */
struct lic_page_field {
	const char *name;    /* its name, also its id */
	enum lic_word label; /* what stands above it */
	const char *type;    /* "text" or "password" */
	const char *more;    /* further attributes, ours, or "" */
	const char *value;   /* what stands in it, or NULL */
	enum lic_word hint;  /* what stands below it; LIC_WORD_MAX_: nothing */
	bool has_focus;      /* the cursor is there */
	bool is_wrong;       /* the page's alert is about it */
};

/*
 * Writes `field` with its label and hint into the form open on `page`.
 */
void lic_page__field(struct lic_page *page, const struct lic_page_field *field);

/*
 * Writes a button with `word` into the form open on `page`, of CSS class `class_name`, which sends
 * `name`=`value` along; `name` may be NULL.
 */
void lic_page__button(struct lic_page *page, const char *class_name, const char *name,
	const char *value, enum lic_word word);

/*
 * Writes a link with `word` on `page` to the path `path` of ours, with the query option next=`next`
 * unless that is "".
 */
void lic_page__link(struct lic_page *page, const char *path, const char *next, enum lic_word word);

/*
 * The `fail` of routes that people see: says in their language what went wrong with `req`, and its
 * id. `status` is the answer's.
 */
void lic_page__fail(struct lic_api_request *req, unsigned status);

#endif
