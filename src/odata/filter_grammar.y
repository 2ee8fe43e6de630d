/*
 * The grammar of $filter, for lemon. It builds the tree of odata_int.h; what the names mean, and
 * whether they go together, is checked afterwards (check.c).
 */
%include {
#include "odata/filter.h"
#include "odata/odata_int.h"

#include <assert.h>
}
%name lic_odata__filter
%token_prefix LIC_WORD_
%token_type {struct lic_odata_token}
%default_type {struct lic_odata_node *}
%extra_argument {struct lic_odata_reader *reader}
%stack_size 700

%left OR.
%left AND.
%right NOT.
%nonassoc EQ NE GT GE LT LE IN.
%nonassoc ANY ALL.

%syntax_error {
	(void)yymajor;
	lic_rc_ignore(lic_odata__unexpected(reader, &TOKEN));
}
%stack_overflow {
	struct lic_odata_token here = {reader->at, 0, (size_t)(reader->at - reader->start) + 1};

	lic_rc_ignore(lic_odata__fail(reader, &here, "conditions are nested deeper than %d", LIC_ODATA_DEPTH_MAX));
}

%start_symbol filter

filter ::= expr(A).                             { reader->root = A; }

expr(R) ::= expr(A) OR(T) expr(B).              { R = lic_odata__join(reader, LIC_NODE_OR, T, A, B); }
expr(R) ::= expr(A) AND(T) expr(B).             { R = lic_odata__join(reader, LIC_NODE_AND, T, A, B); }
expr(R) ::= NOT(T) expr(A).                     { R = lic_odata__node(reader, LIC_NODE_NOT, T, A, NULL); }
expr(R) ::= OPEN expr(A) CLOSE.                 { R = A; }
expr(R) ::= operand(A). [OR]                    { R = A; }
expr(R) ::= operand(A) op(O) operand(B).        {
	R = lic_odata__node(reader, LIC_NODE_COMPARE, O.token, A, B);
	if (R != NULL) {
		R->op = O.op;
	}
}
expr(R) ::= operand(A) IN(T) OPEN list(L) CLOSE. {
	R = lic_odata__node(reader, LIC_NODE_IN, T, A, NULL);
	if (R != NULL && L != NULL) {
		R->first->sibling = L->first;
		R->last = L->last;
	}
}
expr(R) ::= path(P) SLASH ANY(T) OPEN CLOSE.    { T.len = 0; R = lic_odata__node(reader, LIC_NODE_ANY, T, P, NULL); }
expr(R) ::= path(P) SLASH ANY OPEN NAME(V) COLON expr(A) CLOSE. {
	R = lic_odata__node(reader, LIC_NODE_ANY, V, P, A);
}
expr(R) ::= path(P) SLASH ALL(T) OPEN NAME COLON expr(A) CLOSE. {
	R = lic_odata__node(reader, LIC_NODE_ALL, T, P, A);
}

%type op {struct { enum lic_odata_op op; struct lic_odata_token token; }}
op(R) ::= EQ(T).                                { R.op = LIC_OP_EQ; R.token = T; }
op(R) ::= NE(T).                                { R.op = LIC_OP_NE; R.token = T; }
op(R) ::= GT(T).                                { R.op = LIC_OP_GT; R.token = T; }
op(R) ::= GE(T).                                { R.op = LIC_OP_GE; R.token = T; }
op(R) ::= LT(T).                                { R.op = LIC_OP_LT; R.token = T; }
op(R) ::= LE(T).                                { R.op = LIC_OP_LE; R.token = T; }

operand(R) ::= path(A).                         { R = A; }
operand(R) ::= value(A).                        { R = A; }
operand(R) ::= path(A) SLASH COUNT(T).          { R = lic_odata__node(reader, LIC_NODE_COUNT, T, A, NULL); }
operand(R) ::= NAME(T) OPEN list(L) CLOSE.      {
	R = lic_odata__node(reader, LIC_NODE_CALL, T, NULL, NULL);
	if (R != NULL && L != NULL) {
		R->first = L->first;
		R->last = L->last;
	}
}

path(R) ::= NAME(T).                            { R = lic_odata__node(reader, LIC_NODE_PATH, T, NULL, NULL); }
path(R) ::= path(A) SLASH NAME(T).              {
	R = A;
	if (R != NULL) {
		R->token = lic_odata__span(R->token, T);
	}
}

list(R) ::= item(A).                            { R = lic_odata__node(reader, LIC_NODE_LIST, A == NULL ? (struct lic_odata_token){0} : A->token, A, NULL); }
list(R) ::= list(L) COMMA item(A).              { R = lic_odata__add(L, A); }
item(R) ::= path(A).                            { R = A; }
item(R) ::= value(A).                           { R = A; }

value(R) ::= TEXT(T).                           { R = lic_odata__node(reader, LIC_NODE_TEXT, T, NULL, NULL); }
value(R) ::= NUMBER(T).                         { R = lic_odata__node(reader, LIC_NODE_NUMBER, T, NULL, NULL); }
value(R) ::= GUID(T).                           { R = lic_odata__node(reader, LIC_NODE_GUID, T, NULL, NULL); }
value(R) ::= TIME(T).                           { R = lic_odata__node(reader, LIC_NODE_TIME, T, NULL, NULL); }
value(R) ::= TRUE(T).                           { R = lic_odata__node(reader, LIC_NODE_TRUE, T, NULL, NULL); }
value(R) ::= FALSE(T).                          { R = lic_odata__node(reader, LIC_NODE_FALSE, T, NULL, NULL); }
value(R) ::= NULL(T).                           { R = lic_odata__node(reader, LIC_NODE_NULL, T, NULL, NULL); }

%code {
/* The parser's stack is the generated struct's own: nothing is allocated, and nothing recurses. */
struct lic_odata_node *lic_odata__filter_parse(struct lic_odata_reader *reader)
{
	yyParser parser;
	struct lic_odata_token token;
	int word = 1;

	lic_odata__filterInit(&parser);
	while (word != 0 && lic_ok(reader->rc)) {
		word = lic_odata__filter_word(reader, &token);
		if (word < 0) {
			lic_rc_ignore(lic_odata__unexpected(reader, &token));
			break;
		}
		reader->depth += word == LIC_WORD_OPEN ? 1 : 0;
		reader->depth -= word == LIC_WORD_CLOSE && reader->depth > 0 ? 1 : 0;
		if (reader->depth > LIC_ODATA_DEPTH_MAX) {
			lic_rc_ignore(lic_odata__fail(reader, &token, "conditions are nested deeper than %d", LIC_ODATA_DEPTH_MAX));
			break;
		}
		lic_odata__filter(&parser, word, token, reader);
	}
	lic_odata__filterFinalize(&parser);
	return lic_ok(reader->rc) ? reader->root : NULL;
}
}
