/* Lua errors become diags: where the author's code stood, what went wrong in words that hold no address, no
 * control character and no more than a few hundred bytes.
 *
 * The place is noted while the stack still stands: by the message handler, when a budget ends, or when the
 * allocator says no. Nothing here allocates or raises, so it is safe at each of these moments. */
#include "script/sandbox_internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Rule files are chunks named "@FILE", trusted scripts "=vocabulary: NAME". */
static bool is_author(const lua_Debug *ar) {
    return ar->source[0] == '@';
}

static void copy_text(char *out, size_t room, const char *text) {
    snprintf(out, room, "%s", text);
}

/* One frame: "FILE:LINE in NAME". Returns the bytes now used. */
static size_t add_frame(char *out, size_t used, lua_State *L, lua_Debug *ar) {
    char name[48], frame[DIAG_FILE + 96];
    lua_getinfo(L, "n", ar);
    if (ar->what[0] == 'm') {
        copy_text(name, sizeof name, "the file itself");
    } else if (ar->name && ar->namewhat[0] != '\0') {
        sandbox_clean_text(name, sizeof name, ar->name, strlen(ar->name));
    } else {
        snprintf(name, sizeof name, "the function of line %d", ar->linedefined);
    }
    int n = snprintf(frame, sizeof frame, "%s%.*s:%d in %s", used > 0 ? "; " : "", DIAG_FILE - 1,
                     ar->source + 1, ar->currentline, name);
    if (n < 0 || (size_t)n >= sizeof frame || used + (size_t)n >= SANDBOX_TRACE) return used;
    memcpy(out + used, frame, (size_t)n + 1);
    return used + (size_t)n;
}

bool sandbox_note(sandbox_t *sb) {
    lua_Debug ar;
    if (!sb->L || !sb->running) return false;
    int frames = 0;
    size_t used = 0;
    for (int level = 0; level < SANDBOX_LEVELS && frames < SANDBOX_TRACE_FRAMES; level++) {
        if (!lua_getstack(sb->L, level, &ar)) break;
        if (!lua_getinfo(sb->L, "Sl", &ar) || !is_author(&ar)) continue;
        if (frames++ == 0) {
            sb->trace[0] = '\0';
            copy_text(sb->file, sizeof sb->file, ar.source + 1);
            sb->line = ar.currentline > 0 ? ar.currentline : 0;
        }
        used = add_frame(sb->trace, used, sb->L, &ar);
    }
    return frames > 0;
}

int sandbox_on_error(lua_State *L) {
    sandbox_t *sb = sandbox_of(L);
    if (sb->fatal == FATAL_NONE && !sandbox_note(sb)) {
        sb->file[0] = sb->trace[0] = '\0'; /* of an earlier refusal of memory that came to nothing */
        sb->line = 0;
    }
    return 1; /* a fatal error was noted where it arose */
}

bool sandbox_where(lua_State *L, int level, char *file, int *line) {
    lua_Debug ar;
    for (int i = 0; lua_getstack(L, i, &ar); i++) {
        if (!lua_getinfo(L, "Sl", &ar) || !is_author(&ar) || --level > 0) continue;
        copy_text(file, DIAG_FILE, ar.source + 1);
        *line = ar.currentline > 0 ? ar.currentline : 0;
        return true;
    }
    return false;
}

/* ---- text ---- */

/* The length of the UTF-8 sequence at s (of n bytes), 0 when malformed; its code point. */
static size_t utf8_sequence(const unsigned char *s, size_t n, uint32_t *code) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    size_t len = s[0] >= 0xF0 && s[0] < 0xF8 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC2 ? 2 : 0;
    if (len == 0 || s[0] >= 0xF8 || len > n) return 0;
    *code = s[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
        *code = *code << 6 | (s[i] & 0x3Fu);
    }
    if (*code < least[len] || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) return 0;
    return len;
}

/* Characters that could move the cursor, reverse the reading direction or hide. */
static bool is_hostile(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0xFEFF;
}

void sandbox_clean_text(char *out, size_t room, const char *text, size_t len) {
    const unsigned char *s = (const unsigned char *)text;
    size_t used = 0;
    for (size_t i = 0; i < len;) {
        uint32_t code = 0;
        size_t n = utf8_sequence(s + i, len - i, &code);
        bool plain = n > 0 && !is_hostile(code);
        if (used + (plain ? n : 1) >= room) break;
        if (plain) {
            memcpy(out + used, s + i, n);
            used += n;
        } else if (used == 0 || out[used - 1] != ' ') {
            out[used++] = n > 0 ? ' ' : '?';
        }
        i += n > 0 ? n : 1;
    }
    out[used] = '\0';
}

/* Takes "SHORT-NAME:LINE: " off the front of a message of Lua's, and takes file and line from it. */
static const char *strip_place(sandbox_t *sb, const char *text) {
    for (size_t i = 0; i < sb->file_count; i++) {
        const sandbox_file_t *file = &sb->files[i];
        size_t n = strlen(file->short_name);
        int line = 0, taken = 0;
        if (strncmp(text, file->short_name, n) != 0) continue;
        if (file->trusted && sb->file[0] != '\0')
            continue; /* a slip of the vocabulary's own: leave it in sight */
        if (sscanf(text + n, ":%9d: %n", &line, &taken) != 1 || taken == 0) continue;
        copy_text(sb->file, sizeof sb->file, file->name);
        sb->line = line;
        return text + n + taken;
    }
    return text;
}

/* ---- diags ---- */

int sandbox_report(sandbox_t *sb, const char *code, const char *kind, const char *message, diag_t *d) {
    diag_set(d, code, "message", message, "phase", sb->phase, "kind", kind, NULL);
    if (sb->trace[0] != '\0') diag_param(d, "trace", sb->trace);
    return diag_at(d, sb->file, sb->line);
}

/* "BEFORE limit AFTER". */
static int report_limit(sandbox_t *sb, const char *code, const char *kind, int64_t limit, const char *before,
                        const char *after, diag_t *d) {
    char message[SANDBOX_MESSAGE];
    snprintf(message, sizeof message, "%s %" PRId64 " %s", before, limit, after);
    sandbox_report(sb, code, kind, message, d);
    diag_param_int(d, "limit", limit);
    return -1;
}

static int report_fatal(sandbox_t *sb, diag_t *d) {
    const sandbox_limits_t *l = &sb->limits;
    switch (sb->fatal) {
    case FATAL_INSTRUCTIONS:
        return report_limit(sb, "rule.time", "instructions", l->instructions, "it did not end within",
                            "instructions: is there a loop without an end?", d);
    case FATAL_TIME:
        return report_limit(sb, "rule.time", "time", l->cpu_ms, "it did not end within",
                            "ms of processor time", d);
    case FATAL_WALL:
        return report_limit(sb, "rule.time", "wall", l->wall_ms, "it did not end within",
                            "ms, though it had little of the processor", d);
    case FATAL_TEXT:
        return report_limit(sb, "rule.memory", "text_size", (int64_t)l->text_bytes,
                            "it makes a text longer than", "bytes", d);
    case FATAL_HOST:
        return diag_memory(d);
    default:
        return report_limit(sb, "rule.memory", "memory", (int64_t)(sb->sealed ? l->call_memory : l->memory),
                            "it needs more than", "bytes of memory", d);
    }
}

static bool begins(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

/* Which of the codes a message of Lua's belongs to. */
static void classify(const char *phase, const char *message, const char **code, const char **kind) {
    *code = "rule.runtime";
    *kind = "runtime";
    if (strcmp(phase, "compile") == 0) {
        *code = "rule.syntax";
        *kind = "syntax";
    } else if (begins(message, "attempt to divide by zero")) {
        *kind = "runtime";
    } else if (begins(message, "attempt to ") || begins(message, "bad argument ") ||
               begins(message, "bad 'for' ")) {
        *code = "rule.type";
        *kind = "type";
    } else if (begins(message, "functions call each other too deeply")) {
        *kind = "depth";
    }
}

/* Words of Lua's that mean nothing to the author of a rule. */
static const char *in_authors_terms(const char *phase, const char *message) {
    if (begins(message, "attempt to perform 'n%")) return "attempt to divide by zero (by %)";
    if (!strstr(message, "stack overflow")) return message;
    if (strcmp(phase, "compile") == 0) return "expressions or blocks stand too deep in each other";
    return "functions call each other too deeply";
}

/* "unknown name 'x'", with the nearest one behind it: a code of its own, so that it is told in the reader's
 * language. */
static int report_unknown(sandbox_t *sb, const char *message, diag_t *d) {
    char name[SANDBOX_MESSAGE] = "", near[SANDBOX_MESSAGE] = "";
    (void)sscanf(message, "unknown name '%399[^']' (did you mean '%399[^']'?)", name, near);
    diag_set(d, "rule.unknown_global", "message", message, "phase", sb->phase, "kind", "runtime", "name",
             name, NULL);
    if (near[0] != '\0') diag_param(d, "near", near);
    return diag_at(d, sb->file, sb->line);
}

static int translate_text(sandbox_t *sb, const char *text, size_t len, diag_t *d) {
    char message[SANDBOX_MESSAGE];
    const char *code, *kind;
    const char *rest = strip_place(sb, text);
    sandbox_clean_text(message, sizeof message, rest, len - (size_t)(rest - text));
    const char *plain = in_authors_terms(sb->phase, message);
    if (begins(plain, "unknown name '")) return report_unknown(sb, plain, d);
    classify(sb->phase, plain, &code, &kind);
    return sandbox_report(sb, code, kind, plain, d);
}

int sandbox_translate(sandbox_t *sb, int status, diag_t *d) {
    lua_State *L = sb->L;
    char message[80];
    if (sb->fatal == FATAL_NONE && status == LUA_ERRMEM) {
        sb->fatal = sb->refused == FATAL_NONE ? FATAL_MEMORY : sb->refused;
    }
    if (sb->fatal != FATAL_NONE) {
        sb->spoiled = true;
        return report_fatal(sb, d);
    }
    if (lua_type(L, -1) == LUA_TSTRING) {
        size_t len;
        const char *text = lua_tolstring(L, -1, &len);
        if (sb->raised.code && text == sb->raised_text) {
            diag_t cause = sb->raised; /* handed over whole, its own causes included */
            diag_init(&sb->raised);
            char file[DIAG_FILE];
            copy_text(file, sizeof file, cause.file[0] != '\0' ? cause.file : sb->file);
            int line = cause.file[0] != '\0' ? cause.line : sb->line;
            if (d) {
                diag_clear(d);
                *d = cause;
                diag_at(d, file, line);
                diag_wrap(d, "rule.runtime", "message", text, "phase", sb->phase, "kind", "runtime", NULL);
                if (sb->trace[0] != '\0') diag_param(d, "trace", sb->trace);
                diag_at(d, file, line);
            } else {
                diag_clear(&cause);
            }
            return -1;
        }
        return translate_text(sb, text, len, d);
    }
    if (lua_isnil(L, -1)) {
        snprintf(message, sizeof message, "error() was called without a message");
    } else {
        snprintf(message, sizeof message, "error() was called with a %s; only texts can be shown",
                 luaL_typename(L, -1));
    }
    return sandbox_report(sb, "rule.runtime", "runtime", message, d);
}

/* ---- errors of host code ---- */

static int raise_kept(lua_State *L) {
    sandbox_t *sb = sandbox_of(L);
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    luaL_addstring(&text, sb->raised.code);
    for (int i = 0; i < sb->raised.param_count; i++) {
        luaL_addstring(&text, i == 0 ? ": " : ", ");
        luaL_addstring(&text, sb->raised.params[i].name);
        luaL_addchar(&text, ' ');
        luaL_addstring(&text, sb->raised.store + sb->raised.params[i].at);
    }
    luaL_pushresult(&text);
    sb->raised_text = lua_tostring(L, -1);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &sandbox_key_raised); /* no other text gets its address */
    return lua_error(L);
}

int sandbox_raise(lua_State *L, const diag_t *d) {
    sandbox_t *sb = sandbox_of(L);
    diag_clear(&sb->raised);
    diag_copy(&sb->raised, d);
    raise_kept(L);
    __builtin_unreachable();
}

int sandbox_fail(lua_State *L, const char *code, ...) {
    sandbox_t *sb = sandbox_of(L);
    va_list pairs;
    const char *name;
    diag_clear(&sb->raised);
    diag_set(&sb->raised, code, NULL);
    va_start(pairs, code);
    while ((name = va_arg(pairs, const char *)) != NULL) {
        diag_param(&sb->raised, name, va_arg(pairs, const char *));
    }
    va_end(pairs);
    raise_kept(L);
    __builtin_unreachable();
}
