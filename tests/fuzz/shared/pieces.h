/* A mutator for texts that plain bytes never get right: an input is taken as lines of words, and lines and
 * words are exchanged for those of a list of pieces, repeated, moved and left out; every other time
 * libFuzzer's own mutator (with its dictionary) has its turn. */
#ifndef TESTS_FUZZ_SHARED_PIECES_H
#define TESTS_FUZZ_SHARED_PIECES_H

#include "fuzz/shared/fuzz.h"

/* `pieces`: lines or words that belong to the language, ended by NULL. `wholes`: whole inputs to begin with,
 * ended by NULL; may be NULL. For LLVMFuzzerCustomMutator. */
size_t pieces_mutate(const char *const *pieces, const char *const *wholes, uint8_t *data, size_t size,
                     size_t room, unsigned seed);

#endif
