/* What stands in rule files, as text: a line as it was written, and whom they name by their handle. Nothing
 * is run for it, so that also what no route has come to yet is found, and nothing waits for it. */
#ifndef CS_SCRIPT_RULE_TEXT_H
#define CS_SCRIPT_RULE_TEXT_H

#include "script/ruleset.h"

/* A line of a rule file without the blanks before it, in the arena; NULL: it is not there, or no memory. */
const char *rule_line(const ruleset_content_t *content, const char *file, int32_t line, arena_t *arena);

/* Where a person or service account is named. */
typedef struct naming {
    const char *file; /* of a setting that was set, where its flow declares it; NULL: not found */
    int32_t line;
    const char *text;                        /* the line as written; of a setting that was set, its value */
    const char *flow, *department, *setting; /* of a setting that was set; else NULL. department NULL: all */
} naming_t;

/* Wherever the rules say person "handle" or service "handle", or give that text a name (a local, a setting)
 * which they say it of: person(set.reviewer); and settings of either kind that were set to it. In the order
 * of files and lines, each line once; settings that were set come last. What a test says of whoever asks is
 * no naming, and a text that rules come by in another way (from a list, say) is not seen. memory.out. */
int rules_naming(const ruleset_content_t *content, const char *handle, arena_t *arena, naming_t **out,
                 size_t *count, diag_t *d);

#endif
