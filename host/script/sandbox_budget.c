/* What a call may cost. Instructions are counted, so the same rule on the same facts always has the same
 * fate; work done in C is charged in the same unit. The clock stands behind it, for what one instruction
 * can't show (comparing and joining long texts, collecting garbage): processor time first, so that a busy
 * machine is not the rule's fault.
 *
 * The hook runs every 1000 instructions. Lua calls no hook while a message handler runs, and handlers are
 * therefore ours alone (lib_base.c); it must never yield here (5.4.4 mishandles it), and there are no
 * coroutines. */
#include "script/sandbox_internal.h"
#include <time.h>

enum { NS_MS = 1000000 };

static int64_t clock_ns(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t)) return 0;
    return (int64_t)t.tv_sec * 1000 * NS_MS + t.tv_nsec;
}

/* Nothing can be late before the nearer of two ends, so until then one cheap look a time is enough. */
static void look_later(sandbox_t *sb, int64_t now, int64_t cpu_left, int64_t wall_left) {
    sb->look_at = now + (cpu_left < wall_left ? cpu_left : wall_left);
}

sandbox_fatal_kind_t sandbox_late(sandbox_t *sb) {
    int64_t now = clock_ns(CLOCK_MONOTONIC);
    int64_t cpu_limit = sb->limits.cpu_ms * NS_MS, wall_limit = sb->limits.wall_ms * NS_MS;
    if (!sb->clock_runs) {
        sb->clock_runs = true;
        sb->wall_start = now;
        sb->cpu_start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
        look_later(sb, now, cpu_limit, wall_limit);
        return FATAL_NONE;
    }
    if (now < sb->look_at) return FATAL_NONE;
    int64_t cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID) - sb->cpu_start, wall = now - sb->wall_start;
    if (cpu >= cpu_limit) return FATAL_TIME;
    if (wall >= wall_limit) return FATAL_WALL;
    look_later(sb, now, cpu_limit - cpu, wall_limit - wall);
    return FATAL_NONE;
}

void lib_look_at_clock(lua_State *L) {
    sandbox_fatal_kind_t late = sandbox_late(sandbox_of(L));
    if (late != FATAL_NONE) sandbox_end_call(L, late);
}

static void check_depth(lua_State *L, const sandbox_t *sb) {
    lua_Debug ar;
    if (lua_getstack(L, sb->limits.depth, &ar)) {
        luaL_error(L, "functions call each other too deeply (more than %d)", sb->limits.depth);
    }
}

static void set_period(lua_State *L, sandbox_t *sb, lua_Hook hook) {
    sb->period = sb->left < SANDBOX_PERIOD ? (int)sb->left : SANDBOX_PERIOD;
    if (sb->period < 1) sb->period = 1;
    lua_sethook(L, hook, LUA_MASKCOUNT, sb->period);
}

static void on_count(lua_State *L, lua_Debug *ar) {
    (void)ar;
    sandbox_t *sb = sandbox_of(L);
    if (sb->fatal != FATAL_NONE) sandbox_end_call(L, sb->fatal);
    sb->left -= sb->period;
    if (sb->left <= 0) sandbox_end_call(L, FATAL_INSTRUCTIONS);
    lib_look_at_clock(L);
    if (sb->left < SANDBOX_PERIOD) set_period(L, sb, on_count);
    check_depth(L, sb);
}

void sandbox_budget_start(sandbox_t *sb) {
    sb->left = sb->limits.instructions;
    sb->work = 0;
    sb->churn = 0;
    sb->clock_runs = false;
    sb->fatal = FATAL_NONE;
    sb->refused = FATAL_NONE;
    set_period(sb->L, sb, on_count);
}

/* Goes on unwinding: nothing of the rule runs any more. */
static int unwind(lua_State *L, sandbox_t *sb, sandbox_fatal_kind_t kind) {
    sb->fatal = kind;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1); /* should anything of the rule still run: end it at once */
    lua_pushlightuserdata(L, sb);               /* takes no memory */
    return lua_error(L);
}

int sandbox_end_call(lua_State *L, sandbox_fatal_kind_t kind) {
    sandbox_t *sb = sandbox_of(L);
    if (sb->fatal == FATAL_NONE) {
        sandbox_note(sb);
    } else {
        kind = sb->fatal;
    }
    unwind(L, sb, kind);
    __builtin_unreachable();
}

void sandbox_pass_fatal(lua_State *L, int status) {
    sandbox_t *sb = sandbox_of(L);
    if (sb->fatal != FATAL_NONE) unwind(L, sb, sb->fatal);
    /* The allocator noted the place when it said no. */
    if (status == LUA_ERRMEM) unwind(L, sb, sb->refused == FATAL_NONE ? FATAL_MEMORY : sb->refused);
}

void sandbox_charge(lua_State *L, int64_t work) {
    sandbox_t *sb = sandbox_of(L);
    sb->left -= work;
    sb->work += work;
    if (sb->left <= 0) sandbox_end_call(L, FATAL_INSTRUCTIONS);
    if (sb->work < SANDBOX_WORK) return;
    sb->work = 0;
    lib_look_at_clock(L);
}

void lib_text_cost(lua_State *L, size_t size) {
    sandbox_t *sb = sandbox_of(L);
    if (size > sb->text_cap) sandbox_end_call(L, FATAL_TEXT);
    sandbox_charge(L, 1 + (int64_t)(size / 32));
}

sandbox_t *sandbox_of(lua_State *L) {
    return *(sandbox_t **)lua_getextraspace(L);
}
