/* Texts that people write, as such. */
#ifndef CS_BASE_TEXT_H
#define CS_BASE_TEXT_H

#include <stdbool.h>

/* Does it say anything: is there a character in it that can be seen? Not: blanks of any script (Unicode's
 * White_Space, U+3000 among them), and what Unicode gives no shape of its own (controls, joiners, marks of
 * direction). NULL: no. UTF-8; a byte that is none counts as something that was said. */
bool has_words(const char *text);
/* Byte by byte; NULL is as good as an empty text. */
bool text_same(const char *a, const char *b);

#endif
