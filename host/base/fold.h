/* Texts that people typed, made comparable: "Zeta  Ltd. " and "ＺＥＴＡ ltd." come to the same.
 * Deterministic: no locale, no table of the system's, so that what was kept by it is found again on another
 * machine. */
#ifndef CS_BASE_FOLD_H
#define CS_BASE_FOLD_H

#include "base/mem.h"

/* Without blanks at both ends, runs of blanks (Unicode's too) as one space, without characters of no width;
 * full-width forms of ASCII as ASCII; capitals of Latin, Greek, Cyrillic and Armenian letters as small ones,
 * ß as ss, final sigma as sigma. Accents stay, and are not composed: an é of one character and one of two
 * differ. What is no UTF-8 stays as it is, byte by byte. In the arena; NULL: no memory. */
char *text_fold(const char *text, arena_t *arena);

#endif
