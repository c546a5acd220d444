/* The encoding of steps, alone and in lists, and their words. */
#include "model/codec.h"
#include "model/step_list.h"
#include <string.h>

enum { SHARES_LADDER = 1, SHARES_FILE = 2, HAS_MORE = 4 };

/* What most steps have not: bits of what follows when HAS_MORE is set. A step without any is written as it
 * was before there were any, so that the bytes of older stores stay what they are. */
enum {
    MORE_VOTE = 1,
    MORE_WEIGHT = 2,
    MORE_ROUNDS = 4,
    MORE_PERMITS = 8,
    MORE_OPENS = 16,
    MORE_ADDED = 32,
    MORE_SERVES = 64,
    MORE_ORIGIN = 128,
    MORE_SUPERSEDED = 256,
    MORE_FORM = 512,
    MORE_SAME_PERSON = 4096,
    MORE_AHEAD = 1 << 15,
    MORE_ENTRY = 1 << 20,
    MORE_WATCH = 1 << 21,
    MORE_USED_UP = 1 << 24,
    MORE_ROUNDS_GONE = 1 << 26,
    MORE_BROUGHT = 1 << 28,
    MORE_PASSES_ZH = 1 << 29,
    MORE_ALL = 1023 | MORE_SAME_PERSON | MORE_AHEAD | MORE_ENTRY | MORE_WATCH | MORE_USED_UP |
               MORE_ROUNDS_GONE | MORE_BROUGHT | MORE_PASSES_ZH,
};
enum { STEP_NO_MAX = INT32_MAX - PLAN_STEPS_MAX }; /* a plan's steps are numbered on from there */

/* What the steps written so far leave for the next to share. */
typedef struct writing {
    const rung_t *rungs; /* of the last ladder written; only compared */
    size_t rung_count;
    size_t at, len; /* its bytes in the buffer; len 0: none yet */
    const char *file;
} writing_t;

typedef struct reading {
    ladder_t ladder;
    bytes_t bytes; /* as it was written; len 0: none yet */
    const char *file;
} reading_t;

static bool kind_known(step_kind_t kind);

static void kind_encode(const step_t *s, buf_t *out) {
    bool leaf = s->kind >= STEP_APPROVE;
    if (!kind_known(s->kind)) out->failed = true;
    codec_put_enum(out, (int)s->kind, leaf ? STEP_APPROVE : STEP_SEQUENCE,
                   leaf ? STEP_LEAF_LAST : STEP_GROUP_LAST);
}

static step_kind_t kind_decode(cursor_t *in) {
    int kind = codec_get_enum(in, STEP_SEQUENCE, STEP_LEAF_LAST);
    if (!kind_known((step_kind_t)kind)) codec_fail(in);
    return (step_kind_t)kind;
}

/* The ladder, unless it is the last one written; true when it was left out. */
static bool ladder_share(const ladder_t *l, writing_t *w, buf_t *out) {
    if (l->count > 0 && w->len > 0 && l->rungs == w->rungs && l->count == w->rung_count) return true;
    size_t at = out->len;
    ladder_encode(l, out);
    if (l->count == 0 || out->failed) return false;
    size_t len = out->len - at;
    if (len == w->len && memcmp(out->at + at, out->at + w->at, len) == 0) {
        out->len = at;
        return true;
    }
    *w = (writing_t){.rungs = l->rungs, .rung_count = l->count, .at = at, .len = len, .file = w->file};
    return false;
}

static void place_encode(const step_t *s, buf_t *out) {
    codec_put_range(out, s->no, 1, STEP_NO_MAX);
    codec_put_range(out, s->parent, 0, INT32_MAX);
    codec_put_range(out, s->stage, 0, INT32_MAX);
    codec_put_range(out, s->round, 0, INT32_MAX);
    kind_encode(s, out);
    codec_put_enum(out, (int)s->state, STEP_WAITING, STEP_LEFT_OUT);
    codec_put_name(out, s->name);
    buf_text(out, s->title_en);
    buf_text(out, s->title_zh);
}

static void place_decode(cursor_t *in, step_t *s) {
    s->no = (int32_t)codec_get_range(in, 1, STEP_NO_MAX);
    s->parent = (int32_t)codec_get_range(in, 0, INT32_MAX);
    s->stage = (int32_t)codec_get_range(in, 0, INT32_MAX);
    s->round = (int32_t)codec_get_range(in, 0, INT32_MAX);
    s->kind = kind_decode(in);
    s->state = (step_state_t)codec_get_enum(in, STEP_WAITING, STEP_LEFT_OUT);
    s->name = codec_get_name(in);
    s->title_en = cursor_text(in);
    s->title_zh = cursor_text(in);
}

static void policy_encode(const step_t *s, buf_t *out) {
    codec_put_enum(out, (int)s->mode, 0, DECIDE_IN_ORDER);
    codec_put_enum(out, (int)s->on_empty, 0, EMPTY_PASSES);
    codec_put_enum(out, (int)s->on_self, 0, SELF_FALLBACK);
    buf_text(out, s->passes_because);
    buf_text(out, s->aspects);
    buf_flag(out, s->may_return);
    codec_put_enum(out, (int)s->on_refuse, 0, ON_REFUSE_GO_ON);
    codec_put_range(out, s->refuse_need, 0, INT32_MAX);
    codec_put_range(out, s->need, 0, INT32_MAX);
}

static void policy_decode(cursor_t *in, step_t *s) {
    s->mode = (decide_mode_t)codec_get_enum(in, 0, DECIDE_IN_ORDER);
    s->on_empty = (empty_policy_t)codec_get_enum(in, 0, EMPTY_PASSES);
    s->on_self = (self_policy_t)codec_get_enum(in, 0, SELF_FALLBACK);
    s->passes_because = cursor_text(in);
    s->aspects = cursor_text(in);
    s->may_return = cursor_flag(in);
    s->on_refuse = (on_refuse_t)codec_get_enum(in, 0, ON_REFUSE_GO_ON);
    s->refuse_need = (int32_t)codec_get_range(in, 0, INT32_MAX);
    s->need = (int32_t)codec_get_range(in, 0, INT32_MAX);
}

static int more_of(const step_t *s) {
    int more = 0;
    if (s->need_of || s->tie || s->abstain) more |= MORE_VOTE;
    if (s->weight) more |= MORE_WEIGHT;
    if (s->rounds_max) more |= MORE_ROUNDS;
    if (s->permits) more |= MORE_PERMITS;
    if (s->opens) more |= MORE_OPENS;
    if (s->added || s->added_by) more |= MORE_ADDED;
    if (s->serves) more |= MORE_SERVES;
    if (s->origin) more |= MORE_ORIGIN;
    if (s->superseded) more |= MORE_SUPERSEDED;
    if (!step_form_empty(&s->form)) more |= MORE_FORM;
    if (s->same_person) more |= MORE_SAME_PERSON;
    if (s->entry) more |= MORE_ENTRY;
    if (s->watch) more |= MORE_WATCH;
    if (s->used_up) more |= MORE_USED_UP;
    if (s->rounds_gone) more |= MORE_ROUNDS_GONE;
    if (s->rungs_brought) more |= MORE_BROUGHT;
    if (s->passes_because_zh) more |= MORE_PASSES_ZH;
    if (s->ahead_of) more |= MORE_AHEAD;
    return more;
}

static void more_encode(const step_t *s, int more, buf_t *out) {
    codec_put_range(out, more, 1, MORE_ALL);
    if (more & MORE_VOTE) {
        codec_put_range(out, s->need_of, 0, INT32_MAX);
        codec_put_enum(out, (int)s->tie, TIE_FAILS, TIE_PASSES);
        codec_put_enum(out, (int)s->abstain, ABSTAIN_STAYS, ABSTAIN_LEAVES);
    }
    if (more & MORE_WEIGHT) codec_put_range(out, s->weight, 0, INT32_MAX);
    if (more & MORE_ROUNDS) codec_put_range(out, s->rounds_max, 0, INT32_MAX);
    if (more & MORE_PERMITS) codec_put_range(out, s->permits, 0, PERMIT_ALL);
    if (more & MORE_OPENS) {
        codec_put_name(out, s->opens);
        codec_put_enum(out, (int)s->wait, WAIT_ALL, WAIT_NONE);
    }
    if (more & MORE_SAME_PERSON) codec_put_enum(out, (int)s->same_person, SAME_OFF, SAME_ANYWHERE);
    if (more & MORE_ADDED) {
        codec_put_enum(out, (int)s->added, ADDED_NOT, ADDED_LAST);
        buf_int(out, s->added_by);
    }
    if (more & MORE_SERVES) buf_int(out, s->serves);
    if (more & MORE_ORIGIN) codec_put_range(out, s->origin, 0, INT32_MAX);
    if (more & MORE_FORM) step_form_encode(&s->form, out);
    if (more & MORE_ENTRY) codec_put_enum(out, (int)s->entry, ENTRY_WORK, ENTRY_LAST);
    if (more & MORE_WATCH) codec_put_name(out, s->watch);
    if (more & MORE_USED_UP) codec_put_enum(out, (int)s->used_up, USED_UP_PASSES, USED_UP_DECIDES);
    if (more & MORE_ROUNDS_GONE) codec_put_range(out, s->rounds_gone, 1, INT32_MAX);
    if (more & MORE_BROUGHT) buf_varint(out, s->rungs_brought);
    if (more & MORE_PASSES_ZH) codec_put_name(out, s->passes_because_zh);
    if (more & MORE_AHEAD) {
        codec_put_name(out, s->ahead_of);
        codec_put_range(out, s->ahead_form, 0, INT64_MAX);
    }
}

/* One shape for one state: what is said to be there must not be the value that is left out. */
static void more_decode(cursor_t *in, step_t *s) {
    int more = (int)codec_get_range(in, 1, MORE_ALL);
    if (more & MORE_VOTE) {
        s->need_of = (int32_t)codec_get_range(in, 0, INT32_MAX);
        s->tie = (tie_t)codec_get_enum(in, TIE_FAILS, TIE_PASSES);
        s->abstain = (abstain_t)codec_get_enum(in, ABSTAIN_STAYS, ABSTAIN_LEAVES);
    }
    if (more & MORE_WEIGHT) s->weight = (int32_t)codec_get_range(in, 0, INT32_MAX);
    if (more & MORE_ROUNDS) s->rounds_max = (int32_t)codec_get_range(in, 0, INT32_MAX);
    if (more & MORE_PERMITS) s->permits = (uint32_t)codec_get_range(in, 0, PERMIT_ALL);
    if (more & MORE_OPENS) {
        s->opens = codec_get_name(in);
        s->wait = (wait_for_t)codec_get_enum(in, WAIT_ALL, WAIT_NONE);
    }
    if (more & MORE_SAME_PERSON) s->same_person = (same_person_t)codec_get_enum(in, SAME_OFF, SAME_ANYWHERE);
    if (more & MORE_ADDED) {
        s->added = (added_t)codec_get_enum(in, ADDED_NOT, ADDED_LAST);
        s->added_by = cursor_int(in);
    }
    if (more & MORE_SERVES) s->serves = cursor_int(in);
    if (more & MORE_ORIGIN) s->origin = (int32_t)codec_get_range(in, 0, INT32_MAX);
    s->superseded = more & MORE_SUPERSEDED;
    if (more & MORE_FORM) step_form_decode(in, &s->form);
    if (more & MORE_ENTRY) s->entry = (entry_kind_t)codec_get_enum(in, ENTRY_WORK, ENTRY_LAST);
    if (more & MORE_WATCH) s->watch = codec_get_name(in);
    if (more & MORE_USED_UP) s->used_up = (used_up_t)codec_get_enum(in, USED_UP_PASSES, USED_UP_DECIDES);
    if (more & MORE_ROUNDS_GONE) s->rounds_gone = (int32_t)codec_get_range(in, 1, INT32_MAX);
    if (more & MORE_BROUGHT) s->rungs_brought = cursor_varint(in);
    if (more & MORE_PASSES_ZH) s->passes_because_zh = codec_get_name(in);
    if (more & MORE_AHEAD) {
        s->ahead_of = codec_get_name(in);
        s->ahead_form = codec_get_range(in, 0, INT64_MAX);
    }
    if (s->origin >= s->no) codec_fail(in); /* what repeats a step is numbered after it */
    if (more_of(s) != more) codec_fail(in);
}

static void one_encode(const step_t *s, writing_t *w, buf_t *out) {
    size_t shares_at = out->len;
    uint8_t shares = 0;
    buf_u8(out, 0);
    place_encode(s, out);
    source_encode(s->by, out);
    limit_encode(&s->within, out);
    if (ladder_share(&s->ladder, w, out)) shares |= SHARES_LADDER;
    policy_encode(s, out);
    if (s->why.file && w->file && strcmp(s->why.file, w->file) == 0) {
        shares |= SHARES_FILE;
    } else {
        buf_text(out, s->why.file);
        if (s->why.file) w->file = s->why.file;
    }
    codec_put_range(out, s->why.line, 0, INT32_MAX);
    buf_text(out, s->why.because);
    buf_text(out, s->why.because_zh);
    buf_text(out, s->left_out);
    codec_put_instant(out, s->opened_at);
    codec_put_instant(out, s->ended_at);
    int more = more_of(s);
    if (more) {
        shares |= HAS_MORE;
        more_encode(s, more, out);
    }
    if (!out->failed) out->at[shares_at] = shares;
}

static void ladder_shared_decode(cursor_t *in, bool shared, reading_t *r, ladder_t *out) {
    if (shared) {
        if (r->bytes.len == 0) codec_fail(in);
        *out = r->ladder;
        return;
    }
    const uint8_t *from = in->at;
    ladder_decode(in, out);
    if (in->failed || out->count == 0) return;
    size_t len = (size_t)(in->at - from);
    if (r->bytes.at && len == r->bytes.len && memcmp(from, r->bytes.at, len) == 0) codec_fail(in);
    r->ladder = *out;
    r->bytes = (bytes_t){.at = from, .len = len};
}

static const char *file_shared_decode(cursor_t *in, bool shared, reading_t *r) {
    if (shared) {
        if (!r->file) codec_fail(in);
        return r->file;
    }
    const char *file = cursor_text(in);
    if (file && r->file && strcmp(file, r->file) == 0) codec_fail(in);
    if (file) r->file = file;
    return file;
}

static void one_decode(cursor_t *in, reading_t *r, step_t *s) {
    memset(s, 0, sizeof *s);
    int shares = codec_get_enum(in, 0, SHARES_LADDER | SHARES_FILE | HAS_MORE);
    place_decode(in, s);
    s->by = source_decode(in);
    limit_decode(in, &s->within);
    ladder_shared_decode(in, shares & SHARES_LADDER, r, &s->ladder);
    policy_decode(in, s);
    s->why.file = file_shared_decode(in, shares & SHARES_FILE, r);
    s->why.line = (int32_t)codec_get_range(in, 0, INT32_MAX);
    s->why.because = cursor_text(in);
    s->why.because_zh = cursor_text(in);
    s->left_out = cursor_text(in);
    s->opened_at = codec_get_instant(in);
    s->ended_at = codec_get_instant(in);
    if (shares & HAS_MORE) more_decode(in, s);
}

void step_list_encode(const step_t *steps, size_t count, buf_t *out) {
    writing_t w = {0};
    for (size_t i = 0; i < count && !out->failed; i++)
        one_encode(&steps[i], &w, out);
}

void step_list_decode(cursor_t *in, step_t *steps, size_t count) {
    reading_t r = {0};
    for (size_t i = 0; i < count && !in->failed; i++)
        one_decode(in, &r, &steps[i]);
}

void step_encode(const step_t *s, buf_t *out) {
    step_list_encode(s, 1, out);
}

void step_decode(cursor_t *in, step_t *out) {
    step_list_decode(in, out, 1);
    if (in->failed) *out = (step_t){0};
}

bool step_is_group(step_kind_t kind) {
    return kind >= STEP_SEQUENCE && kind <= STEP_GROUP_LAST;
}

bool step_is_leaf(step_kind_t kind) {
    return kind >= STEP_APPROVE && kind_known(kind);
}

bool step_ended(step_state_t state) {
    return state >= STEP_PASSED && state <= STEP_LEFT_OUT;
}

static const struct {
    step_kind_t kind;
    const char *word;
} kind_words[] = {
    {STEP_SEQUENCE, "sequence"}, {STEP_ALL, "all"},
    {STEP_ANY, "any"},           {STEP_VOTE, "vote"},
    {STEP_PARALLEL, "parallel"}, {STEP_APPROVE, "approve"},
    {STEP_ACT, "act"},           {STEP_AGREE, "agree"},
    {STEP_COPY, "copy"},         {STEP_ACKNOWLEDGE, "acknowledge"},
    {STEP_REVISE, "revise"},     {STEP_LOOP, "loop"},
    {STEP_ANSWER, "answer"},     {STEP_ASSIST, "assist"},
    {STEP_RECORD, "record"},     {STEP_MONITOR, "monitor"},
    {STEP_WARNING, "warning"},
};

/* There are numbers between those of kinds. */
static bool kind_known(step_kind_t kind) {
    for (size_t i = 0; i < sizeof kind_words / sizeof kind_words[0]; i++)
        if (kind_words[i].kind == kind) return true;
    return false;
}

static const char *const state_words[] = {
    [STEP_WAITING] = "waiting", [STEP_OPEN] = "open",     [STEP_PASSED] = "passed",
    [STEP_REFUSED] = "refused", [STEP_CLOSED] = "closed", [STEP_LEFT_OUT] = "left_out",
};

const char *step_kind_word(step_kind_t kind) {
    for (size_t i = 0; i < sizeof kind_words / sizeof kind_words[0]; i++) {
        if (kind_words[i].kind == kind) return kind_words[i].word;
    }
    return "unknown";
}

step_kind_t step_kind_from(const char *word) {
    for (size_t i = 0; i < sizeof kind_words / sizeof kind_words[0]; i++) {
        if (strcmp(kind_words[i].word, word) == 0) return kind_words[i].kind;
    }
    return (step_kind_t)0;
}

const char *step_state_word(step_state_t state) {
    return state >= STEP_WAITING && state <= STEP_LEFT_OUT ? state_words[state] : "unknown";
}

step_state_t step_state_from(const char *word) {
    for (int i = STEP_WAITING; i <= STEP_LEFT_OUT; i++) {
        if (strcmp(state_words[i], word) == 0) return (step_state_t)i;
    }
    return (step_state_t)0;
}
