/* The allocator of one Lua state: everything Lua holds passes through here and is counted.
 *
 * It says no when the state would hold more than its cap, when one text would be longer than allowed (Lua
 * tells the kind of a new object in `old_size`), and when the clock has run out: copying megabytes takes one
 * instruction, so a rule that only builds texts would be late at the next look of the hook. Lua then collects
 * its garbage, asks once more, and raises its memory error, which is fatal to the call. Making a block
 * smaller never fails: Lua relies on it. */
#include "script/sandbox_internal.h"

enum { STRING_HEADER = 32 }; /* more than Lua puts before a text */

/* While Lua unwinds from one refusal it may ask again, to shrink its stack: the first one is what counts, and
 * nothing of the author's is running any more. */
static void note_refusal(sandbox_t *sb, sandbox_fatal_kind_t why) {
    if (sandbox_note(sb) || sb->refused == FATAL_NONE) sb->refused = why;
}

static bool refuse(sandbox_t *sb, bool is_text, size_t size, size_t grows) {
    sandbox_fatal_kind_t why = FATAL_NONE;
    if (is_text && size - STRING_HEADER > sb->text_cap && size > STRING_HEADER) {
        why = FATAL_TEXT;
    } else if (grows > sb->cap || sb->used > sb->cap - grows) {
        why = FATAL_MEMORY;
    } else if (sb->running) {
        sb->churn += grows;
        if (sb->churn > SANDBOX_CHURN) {
            sb->churn = 0;
            why = sandbox_late(sb);
        }
    }
    if (why != FATAL_NONE) note_refusal(sb, why);
    return why != FATAL_NONE;
}

void *sandbox_allocate(void *sandbox, void *block, size_t old_size, size_t new_size) {
    sandbox_t *sb = sandbox;
    size_t held = block ? old_size : 0;
    if (new_size == 0) {
        mem_free(block);
        sb->used -= held;
        return NULL;
    }
    if (new_size > held && refuse(sb, !block && old_size == LUA_TSTRING, new_size, new_size - held)) {
        return NULL;
    }
    void *fresh = mem_realloc(block, new_size);
    if (!fresh && new_size > held) {
        note_refusal(sb, FATAL_HOST);
        return NULL;
    }
    sb->used = sb->used - held + new_size;
    return fresh ? fresh : block;
}
