/* People's words on their way to a terminal or into a drawing. What would be no words there but an order to
 * the terminal, a new line, or a change of the direction of reading, could forge what stands around it. */
#ifndef CS_CLI_HARMLESS_H
#define CS_CLI_HARMLESS_H

#include <jansson.h>
#include <stddef.h>

typedef enum harm {
    HARM_NONE = 0,
    HARM_CONTROL,   /* C0 but line ends and tabs, DEL, C1 */
    HARM_BREAK,     /* a line end of any kind; CR LF is one */
    HARM_TAB,       /* would shift columns */
    HARM_DIRECTION, /* bidi controls: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069 */
} harm_t;

/* Of the character at `text` (not at `end`): what it could do, its code point and its length in bytes. */
harm_t harm_at(const char *text, const char *end, unsigned *code, size_t *length);
/* Every text within: controls as their pictures (␛) or by their number (\u{9b}), line ends as ↵, tabs as
 * blanks, bidi controls by their number (\u{202e}). Names of members stay. -1: no memory. */
int harmless(json_t *value);

#endif
