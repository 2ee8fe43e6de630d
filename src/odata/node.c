/*
 * The tree that the grammar of $filter builds: see odata_int.h.
 */
#include "odata/filter.h"
#include "odata/odata_int.h"

struct lic_odata_node *lic_odata__add(struct lic_odata_node *parent, struct lic_odata_node *child)
{
	if (parent == NULL || child == NULL) {
		return NULL;
	}
	if (parent->last == NULL) {
		parent->first = child;
	} else {
		parent->last->sibling = child;
	}
	parent->last = child;
	return parent;
}

struct lic_odata_node *lic_odata__node(struct lic_odata_reader *reader,
	enum lic_odata_node_kind kind, struct lic_odata_token token, struct lic_odata_node *a,
	struct lic_odata_node *b)
{
	struct lic_odata_node *node = NULL;

	if (!lic_ok(reader->rc)) {
		return NULL;
	}
	if (++reader->nodes > LIC_ODATA_NODES_MAX) {
		lic_rc_ignore(lic_odata__fail(reader, &token,
			"it has more than %d names, values and operators", LIC_ODATA_NODES_MAX));
		return NULL; /* the reader knows */
	}
	node = lic_arena_alloc(reader->arena, sizeof(*node));
	if (node == NULL) {
		reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	node->kind = kind;
	node->token = token;
	if (a != NULL) {
		(void)lic_odata__add(node, a);
	}
	if (b != NULL) {
		(void)lic_odata__add(node, b);
	}
	return node;
}

struct lic_odata_node *lic_odata__join(struct lic_odata_reader *reader,
	enum lic_odata_node_kind kind, struct lic_odata_token token, struct lic_odata_node *a,
	struct lic_odata_node *b)
{
	if (a != NULL && a->kind == kind) {
		return lic_odata__add(a, b);
	}
	return lic_odata__node(reader, kind, token, a, b);
}

struct lic_odata_token lic_odata__span(struct lic_odata_token first, struct lic_odata_token last)
{
	first.len = (size_t)(last.text - first.text) + last.len;
	return first;
}
