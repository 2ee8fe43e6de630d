/*
 * The words of $filter, for re2c. A keyword is one in any case; a GUID that begins with letters is
 * longer than the name it begins with, and the longest match wins.
 */
#include "odata/filter_grammar.h"
#include "odata/odata_int.h"

#define WORD(number_)                                                                              \
	do {                                                                                       \
		ret_token->text = start;                                                           \
		ret_token->len = (size_t)(cursor - start);                                         \
		ret_token->at = (size_t)(start - reader->start) + 1;                               \
		reader->at = cursor;                                                               \
		return (number_);                                                                  \
	} while (0)

/* A '+' that is not percent-encoded is a space when it arrives. */
static void refuse_zoneless(struct lic_odata_reader *reader, const char *start)
{
	struct lic_odata_token here = {start, 0, (size_t)(start - reader->start) + 1};

	lic_rc_ignore(lic_odata__fail(reader, &here,
		"the time needs a zone behind it: Z, or an offset such as +01:00, whose + is written %%2B in an address"));
}

int lic_odata__filter_word(struct lic_odata_reader *reader, struct lic_odata_token *ret_token)
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
		re2c:flags:type-header = 0;

		hex   = [0-9a-fA-F];
		guid  = hex{8} "-" hex{4} "-" hex{4} "-" hex{4} "-" hex{12};
		date  = [0-9]{4} "-" [0-9]{2} "-" [0-9]{2};
		clock = [Tt] [0-9]{2} ":" [0-9]{2} (":" [0-9]{2} ("." [0-9]+)?)?;
		zone  = [Zz] | [-+] [0-9]{2} ":" [0-9]{2};
		name  = [A-Za-z_][A-Za-z0-9_]*;

		"\x00"               { cursor--; WORD(0); }
		[ \t]+               { continue; }
		"("                  { WORD(LIC_WORD_OPEN); }
		")"                  { WORD(LIC_WORD_CLOSE); }
		","                  { WORD(LIC_WORD_COMMA); }
		":"                  { WORD(LIC_WORD_COLON); }
		"/"                  { WORD(LIC_WORD_SLASH); }
		'$count'             { WORD(LIC_WORD_COUNT); }
		'and'                { WORD(LIC_WORD_AND); }
		'or'                 { WORD(LIC_WORD_OR); }
		'not'                { WORD(LIC_WORD_NOT); }
		'eq'                 { WORD(LIC_WORD_EQ); }
		'ne'                 { WORD(LIC_WORD_NE); }
		'gt'                 { WORD(LIC_WORD_GT); }
		'ge'                 { WORD(LIC_WORD_GE); }
		'lt'                 { WORD(LIC_WORD_LT); }
		'le'                 { WORD(LIC_WORD_LE); }
		'in'                 { WORD(LIC_WORD_IN); }
		'any'                { WORD(LIC_WORD_ANY); }
		'all'                { WORD(LIC_WORD_ALL); }
		'true'               { WORD(LIC_WORD_TRUE); }
		'false'              { WORD(LIC_WORD_FALSE); }
		'null'               { WORD(LIC_WORD_NULL); }
		['] ([^'\x00] | [']['])* ['] { WORD(LIC_WORD_TEXT); }
		guid                 { WORD(LIC_WORD_GUID); }
		date (clock zone)?   { WORD(LIC_WORD_TIME); }
		date clock           { refuse_zoneless(reader, start); WORD(-1); }
		"-"? [0-9]+ ("." [0-9]+)? { WORD(LIC_WORD_NUMBER); }
		name                 { WORD(LIC_WORD_NAME); }
		*                    { WORD(-1); }
		*/
	}
}
