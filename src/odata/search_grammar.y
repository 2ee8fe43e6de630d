/*
 * The grammar of $search, for lemon: see search.h.
 */
%include {
#include "odata/filter.h"
#include "odata/odata_int.h"

#include <assert.h>
}
%name lic_odata__search
%token_prefix LIC_PART_
%token_type {struct lic_odata_token}
%default_type {struct lic_odata_condition *}
%extra_argument {struct lic_odata_search_reader *search}
%stack_size 700

%syntax_error {
	(void)yymajor;
	lic_rc_ignore(lic_odata__unexpected(&search->reader, &TOKEN));
}
%stack_overflow {
	struct lic_odata_token here = {search->reader.at, 0,
		(size_t)(search->reader.at - search->reader.start) + 1};

	lic_rc_ignore(lic_odata__fail(&search->reader, &here, "conditions are nested deeper than %d", LIC_ODATA_DEPTH_MAX));
}

%start_symbol search

search ::= either(A).                { search->reader.root = A; }

either(R) ::= both(A).               { R = A; }
either(R) ::= either(A) OR both(B).  { R = lic_odata__condition_join(&search->reader, LIC_ODATA_OR, A, B); }
both(R) ::= part(A).                 { R = A; }
both(R) ::= both(A) AND part(B).     { R = lic_odata__condition_join(&search->reader, LIC_ODATA_AND, A, B); }
both(R) ::= both(A) part(B).         { R = lic_odata__condition_join(&search->reader, LIC_ODATA_AND, A, B); }
part(R) ::= CLAUSE(T).               { R = lic_odata__search_clause(search, T); }
part(R) ::= OPEN either(A) CLOSE.    { R = A; }

%code {
struct lic_odata_condition *lic_odata__search_parse(struct lic_odata_search_reader *search)
{
	yyParser parser;
	struct lic_odata_token token;
	int word = 1;

	lic_odata__searchInit(&parser);
	while (word != 0 && lic_ok(search->reader.rc)) {
		word = lic_odata__search_word(&search->reader, &token);
		if (word < 0) {
			lic_rc_ignore(lic_odata__unexpected(&search->reader, &token));
			break;
		}
		search->reader.depth += word == LIC_PART_OPEN ? 1 : 0;
		search->reader.depth -= word == LIC_PART_CLOSE && search->reader.depth > 0 ? 1 : 0;
		if (search->reader.depth > LIC_ODATA_DEPTH_MAX) {
			lic_rc_ignore(lic_odata__fail(&search->reader, &token, "conditions are nested deeper than %d", LIC_ODATA_DEPTH_MAX));
			break;
		}
		lic_odata__search(&parser, word, token, search);
	}
	lic_odata__searchFinalize(&parser);
	return lic_ok(search->reader.rc) ? search->reader.root : NULL;
}
}
