/* People in words, from what source_code gives (model/source.h); the rest of texts.c's family "source". */
#ifndef CS_SCRIPT_TEXTS_SOURCE_H
#define CS_SCRIPT_TEXTS_SOURCE_H

#include "base/buf.h"
#include "script/texts.h"

/* Appends the words; of a text that is no such code, the text itself. */
void texts_put_source(const texts_t *t, const char *code, buf_t *out);

#endif
