/*
 * The words of $search, for re2c. AND and OR are keywords in capitals only (O-08).
 */
#include "odata/search_grammar.h"
#include "odata/odata_int.h"

#define WORD(number_)                                                                              \
	do {                                                                                       \
		ret_token->text = start;                                                           \
		ret_token->len = (size_t)(cursor - start);                                         \
		ret_token->at = (size_t)(start - reader->start) + 1;                               \
		reader->at = cursor;                                                               \
		return (number_);                                                                  \
	} while (0)

int lic_odata__search_word(struct lic_odata_reader *reader, struct lic_odata_token *ret_token)
{
	const char *cursor = reader->at;
	const char *marker = cursor;
	const char *start = cursor;

	for (;;) {
		start = cursor;
		/*!re2c
		re2c:define:YYCTYPE = "unsigned char";
		re2c:define:YYCURSOR = cursor;
		re2c:define:YYMARKER = marker;
		re2c:yyfill:enable = 0;

		"\x00"       { cursor--; WORD(0); }
		[ \t]+       { continue; }
		"("          { WORD(LIC_PART_OPEN); }
		")"          { WORD(LIC_PART_CLOSE); }
		"AND"        { WORD(LIC_PART_AND); }
		"OR"         { WORD(LIC_PART_OR); }
		["] ([^"\\\x00] | "\\" [^\x00])* ["] { WORD(LIC_PART_CLAUSE); }
		[^ \t()"\x00]+ { WORD(LIC_PART_CLAUSE); }
		*            { WORD(-1); }
		*/
	}
}
