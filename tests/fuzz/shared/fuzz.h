/* What the fuzz targets share: a statement that must hold, a file made of bytes, and random choices for their
 * own mutators. A target is one LLVMFuzzerTestOneInput; inputs that it refuses are as good as those it takes:
 * what counts is that nothing crashes, hangs, leaks or answers wrongly. */
#ifndef TESTS_FUZZ_SHARED_FUZZ_H
#define TESTS_FUZZ_SHARED_FUZZ_H

#include "base/buf.h"
#include "base/diag.h"
#include "support/random_model.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libFuzzer's own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

/* What must hold of every input: says so and aborts otherwise. */
#define FUZZ_MUST(what) ((what) ? (void)0 : fuzz_broken(#what, __FILE__, __LINE__))
void fuzz_broken(const char *what, const char *file, int line) __attribute__((noreturn));
/* An error was answered, in due form: a code, and texts that end where they should. Clears it. */
void fuzz_refused(diag_t *d);
/* Once a process: hashing and JSON are ready, and the log is silent. */
void fuzz_setup(void);

/* A file in memory with these bytes, by a path that can be opened. Valid until the next call with that `slot`
 * (0 to 3). */
const char *fuzz_file(int slot, const uint8_t *data, size_t size);
/* A NUL-terminated copy, for the caller to free. */
char *fuzz_text(const uint8_t *data, size_t size);

/* The input cut into two at the first NUL byte: what stands before it, and after it (empty without one). */
void fuzz_split(bytes_t input, bytes_t *first, bytes_t *rest);

#endif
