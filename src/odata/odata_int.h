/*
 * What the files of this layer share: tokens, the tree that the grammar builds, and how failures
 * are told. Private to odata.
 *
 * Threading: no state.
 */
#ifndef LIC_ODATA_INT_H
#define LIC_ODATA_INT_H

#include "base/arena.h"
#include "base/err.h"
#include "odata/condition.h"

#include <stdbool.h>
#include <stddef.h>

/* A word of the input, as the grammars see it. */
struct lic_odata_token {
	const char *text; /* where it starts, in the input */
	size_t len;       /* its bytes */
	size_t at;        /* its position, from 1 */
};

/* Kinds of nodes of the tree that filter_grammar.y builds. */
enum lic_odata_node_kind {
	LIC_NODE_AND,     /* joins its children */
	LIC_NODE_OR,      /* joins its children */
	LIC_NODE_NOT,     /* of its child */
	LIC_NODE_COMPARE, /* its two children, by `op` */
	LIC_NODE_IN,      /* its first child is one of the others */
	LIC_NODE_CALL,    /* a function named by its token, of its children */
	LIC_NODE_ANY,     /* of its first child, a path; its token is the variable or empty, its
			     second child, if any, the condition */
	LIC_NODE_ALL,     /* likewise, and never answered */
	LIC_NODE_COUNT,   /* "/$count" of its child, a path */
	LIC_NODE_PATH,    /* its token: names joined by slashes */
	LIC_NODE_TEXT,    /* its token: a text with its quotes */
	LIC_NODE_NUMBER,  /* its token */
	LIC_NODE_GUID,    /* its token */
	LIC_NODE_TIME,    /* its token */
	LIC_NODE_TRUE,    /* the flag */
	LIC_NODE_FALSE,   /* the flag */
	LIC_NODE_NULL,    /* nothing */
	LIC_NODE_LIST     /* values on their way into LIC_NODE_IN or LIC_NODE_CALL */
};

/* Comparisons. */
enum lic_odata_op {
	LIC_OP_EQ,
	LIC_OP_NE,
	LIC_OP_GT,
	LIC_OP_GE,
	LIC_OP_LT,
	LIC_OP_LE
};

/* A node. */
struct lic_odata_node {
	enum lic_odata_node_kind kind;  /* what it is */
	enum lic_odata_op op;           /* for LIC_NODE_COMPARE */
	struct lic_odata_token token;   /* what it came from */
	struct lic_odata_node *first;   /* first child, or NULL */
	struct lic_odata_node *last;    /* last child, or NULL */
	struct lic_odata_node *sibling; /* next child of the same parent, or NULL */
};

/* A text being read. */
struct lic_odata_reader {
	const char *option;      /* "$filter", for messages */
	const char *start;       /* the whole text */
	const char *at;          /* what comes next */
	struct lic_arena *arena; /* for all that is made */
	struct lic_err *err;     /* what is wrong */
	size_t nodes;            /* nodes made so far */
	size_t depth;            /* parentheses open */
	lic_rc rc;  /* the first failure; the grammar goes on after it and makes nothing
		       more */
	void *root; /* what the grammar made of it all */
};

/*
 * Tells that `reader` failed at `token`: "Invalid filter clause: … at position 14 of $filter." with
 * what is formatted from `fmt` in the middle. A failure that was told before stays. Returns the
 * code.
 */
LIC_MUST_USE lic_rc lic_odata__fail(struct lic_odata_reader *reader,
	const struct lic_odata_token *token, const char *fmt, ...) LIC_PRINTF(3, 4);

/*
 * Like lic_odata__fail() for what is right but not answered: Request_UnsupportedQuery. `reader`,
 * `token` and `fmt` as there. Returns the code.
 */
LIC_MUST_USE lic_rc lic_odata__refuse(struct lic_odata_reader *reader,
	const struct lic_odata_token *token, const char *fmt, ...) LIC_PRINTF(3, 4);

/*
 * Tells that `token` was not expected here; an empty one is the end. Returns the code that `reader`
 * now has. Errors: LIC_E_INVALID; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata__unexpected(struct lic_odata_reader *reader,
	const struct lic_odata_token *token);

/*
 * Checks that the text of `reader` has at most `bytes_max` bytes, and is UTF-8. Errors:
 * LIC_E_INVALID.
 */
LIC_MUST_USE lic_rc lic_odata__check_size(struct lic_odata_reader *reader, size_t bytes_max);

/*
 * Finds the next word of `reader`, a $filter. Returns its number in filter_grammar.h, 0 at the end,
 * -1 for something that is no word; sets `*ret_token`.
 */
int lic_odata__filter_word(struct lic_odata_reader *reader, struct lic_odata_token *ret_token);

/*
 * Likewise of `reader`, a $search. Returns its number in search_grammar.h; sets `*ret_token`.
 */
int lic_odata__search_word(struct lic_odata_reader *reader, struct lic_odata_token *ret_token);

/*
 * Makes a node of `kind` from `token` with the children `a` and `b`, which may be NULL. Returns it,
 * in the arena, or NULL after a failure, which `reader` then knows.
 */
struct lic_odata_node *lic_odata__node(struct lic_odata_reader *reader,
	enum lic_odata_node_kind kind, struct lic_odata_token token, struct lic_odata_node *a,
	struct lic_odata_node *b);

/*
 * Adds `child` to the children of `parent`. Returns `parent`, borrowed; NULL when either is.
 */
struct lic_odata_node *lic_odata__add(struct lic_odata_node *parent, struct lic_odata_node *child);

/*
 * Joins `a` and `b` by `kind`, LIC_NODE_AND or LIC_NODE_OR: `a` grows when it is of that kind
 * itself, so that a long chain is one node; `token` is what joins them. Returns it, in the arena,
 * or NULL after a failure, which `reader` then knows.
 */
struct lic_odata_node *lic_odata__join(struct lic_odata_reader *reader,
	enum lic_odata_node_kind kind, struct lic_odata_token token, struct lic_odata_node *a,
	struct lic_odata_node *b);

/*
 * Joins two tokens that stand side by side, `first` and what ends with `last`, into one. Returns
 * it.
 */
struct lic_odata_token lic_odata__span(struct lic_odata_token first, struct lic_odata_token last);

/*
 * Reads the text of `reader` by the grammar of filter_grammar.y. Returns its tree, in the arena,
 * or NULL after a failure, which `reader` then knows.
 */
struct lic_odata_node *lic_odata__filter_parse(struct lic_odata_reader *reader);

/* A condition of $search on its way. */
struct lic_odata_search_reader {
	struct lic_odata_reader reader;        /* first: the text */
	const struct lic_odata_entity *entity; /* what is asked about */
};

/*
 * Reads the text of `search` by the grammar of search_grammar.y. Returns the condition, in the
 * arena, or NULL after a failure, which its reader then knows.
 */
struct lic_odata_condition *lic_odata__search_parse(struct lic_odata_search_reader *search);

/*
 * Makes the condition for `token`, what stood in quotes (with them), or a bare word, for the
 * grammar of search_grammar.y. Returns it, in the arena, or NULL after a failure, which the reader
 * of `search` then knows.
 */
struct lic_odata_condition *lic_odata__search_clause(struct lic_odata_search_reader *search,
	struct lic_odata_token token);

/*
 * Joins `a` and `b` by `kind`; NULL when either is. Returns the condition, in the arena, or NULL
 * after a failure, which `reader` then knows.
 */
struct lic_odata_condition *lic_odata__condition_join(struct lic_odata_reader *reader,
	enum lic_odata_kind kind, struct lic_odata_condition *a, struct lic_odata_condition *b);

/*
 * Makes the condition that `property` meets `test` with the one `text`. Returns it, in the arena,
 * or NULL after a failure, which `reader` then knows.
 */
struct lic_odata_condition *lic_odata__condition_text(struct lic_odata_reader *reader,
	const struct lic_odata_property *property, enum lic_odata_test test, const char *text);

/*
 * Tells that `token` names no property of `entity`, and which one may have been meant. Returns the
 * code that `reader` now has. Errors: LIC_E_INVALID; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata__unknown(struct lic_odata_reader *reader,
	const struct lic_odata_entity *entity, const struct lic_odata_token *token);

#endif
