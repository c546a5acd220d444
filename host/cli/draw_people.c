/* Who decides a step, on its card: each with a mark of their own, or, where they are many, those first who
 * count most now; see draw_private.h. */
#include "cli/draw_private.h"
#include <string.h>

enum { HOLDERS_MAX = 8, OPINION_LINES = 3, NAME_LINES = 6 };

static bool is(const json_t *object, const char *member, const char *word) {
    return strcmp(print_text(object, member), word) == 0;
}

void draw_put_words(draw_t *d, draw_box_t *box, const char *words, int indent) {
    if (words[0] == '\0' || box->para_count == 0) return;
    draw_para(d->arena, box, OPINION_LINES, 1);
    box->paras[box->para_count - 1].indent += indent;
    draw_run(d->arena, box, DRAW_BODY, draw_fill(d, "draw.opinion", "text", words, NULL));
}

/* A name, and what is to be said of whoever bears it: on a line of its own rather than broken. */
static void put_name(draw_t *d, draw_box_t *box, const char *name, const char *rest, int before) {
    draw_para(d->arena, box, NAME_LINES, before);
    if (box->para_count > 0) box->paras[box->para_count - 1].by_parts = true;
    draw_run(d->arena, box, DRAW_STRONG, name);
    if (rest[0] != '\0') draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", rest));
}

const char *draw_common_due(draw_t *d, const json_t *step) {
    const char *common = "";
    const json_t *task;
    for (size_t i = 0; !d->preview && (task = draw_next_holder(d, step, &i)) != NULL;) {
        if (!is(task, "state", "open")) continue;
        const char *due = draw_due(d, task);
        if (common[0] != '\0' && strcmp(common, due) != 0) return "";
        common = due;
    }
    return common;
}

/* ---- several ---- */

/* Did nobody do anything with the task, and was whoever had it asked anew after it (A27)? That alone is
 * drawn. */
static bool is_asked_anew(const draw_t *d, const json_t *step, const json_t *holder, size_t next) {
    const json_t *later;
    if (d->preview || !is(holder, "state", "closed") || print_text(holder, "outcome")[0] != '\0')
        return false;
    while ((later = draw_next_holder(d, step, &next)) != NULL)
        if (json_equal(json_object_get(later, "person"), json_object_get(holder, "person"))) return true;
    return false;
}

/* The next one who is drawn. */
static const json_t *next_drawn(const draw_t *d, const json_t *step, size_t *i) {
    const json_t *holder;
    while ((holder = draw_next_holder(d, step, i)) != NULL)
        if (!is_asked_anew(d, step, holder, *i)) return holder;
    return NULL;
}

/* How many have a say: one who took a decision back and was asked again has one. */
static size_t count_seats(draw_t *d, const json_t *step) {
    const json_t *holder;
    size_t count = 0;
    for (size_t i = 0; (holder = next_drawn(d, step, &i)) != NULL;)
        count += d->preview || print_taken_back(d->cli, holder)[0] == '\0';
    return count;
}

/* How much it counts now what somebody of many does or did; the least of it counts most. */
typedef enum rank { RANK_AGAINST, RANK_HAS_IT, RANK_DECIDED, RANK_WAITS, RANK_CLOSED, RANKS } rank_t;

static rank_t rank_of(const draw_t *d, const json_t *holder) {
    switch (d->preview ? MARK_EXPECTED : draw_mark_of_task(d, holder)) {
    case MARK_REFUSED:
    case MARK_RETURNED:
        return RANK_AGAINST;
    case MARK_OPEN:
    case MARK_LATE:
    case MARK_PAUSED:
        return RANK_HAS_IT;
    case MARK_PASSED:
        return RANK_DECIDED;
    case MARK_CLOSED:
        return RANK_CLOSED;
    default:
        return RANK_WAITS;
    }
}

/* How many of each rank have a place; the places go by rank. */
static void give_places(const draw_t *d, const json_t *step, size_t places[RANKS]) {
    size_t left = HOLDERS_MAX;
    const json_t *holder;
    memset(places, 0, RANKS * sizeof *places);
    for (size_t i = 0; (holder = next_drawn(d, step, &i)) != NULL;)
        places[rank_of(d, holder)]++;
    for (size_t rank = 0; rank < RANKS; rank++) {
        if (places[rank] > left) places[rank] = left;
        left -= places[rank];
    }
}

/* One of several people: a mark of their own, what they did and when. */
static void put_one_of_several(draw_t *d, draw_box_t *box, const json_t *step, const json_t *holder,
                               bool with_due) {
    const char *said = draw_done(d, holder);
    const char *when = is(holder, "state", "decided") ? draw_time(d, holder, "ended_at") : "";
    if (is(holder, "state", "closed")) said = print_word(d->cli, "task", "closed");
    if (is(holder, "state", "waiting")) said = print_word(d->cli, "task", "waiting");
    if (print_has_claimed(holder)) said = cli_word(d->cli, "people.claimed");
    if (!is(holder, "state", "open") || with_due) when = draw_join(d, when, draw_due(d, holder));
    put_name(d, box, draw_holder(d, holder), draw_join(d, draw_join(d, draw_found(d, holder), said), when),
             3);
    draw_put_mark(box, d->preview ? MARK_EXPECTED : draw_mark_of_task(d, holder));
    draw_put_words(d, box, print_opinion(d->cli, step, holder), DRAW_MARK_WIDTH);
}

/* "and 32 more: 12 decided, 20 wait", "and 32 wait". */
static void put_rest(draw_t *d, draw_box_t *box, const size_t rest[RANKS]) {
    static const char *const WORDS[RANKS] = {"draw.more_against", "draw.more_open", "draw.more_decided",
                                             "draw.more_waiting", "draw.more_closed"};
    const char *what = "";
    size_t count = 0, kinds = 0;
    for (size_t rank = 0; rank < RANKS; rank++) {
        count += rest[rank];
        kinds += rest[rank] > 0;
        if (rest[rank] == 0 || d->preview) continue;
        const char *words = draw_fill(d, WORDS[rank], "n", draw_digits(d, (int64_t)rest[rank]), NULL);
        const char *longer =
            arena_printf(d->arena, "%s%s%s", what, what[0] != '\0' ? print_comma(d->cli) : "", words);
        if (longer != NULL) what = longer;
    }
    if (count == 0) return;
    draw_put_muted(d, box, 3, 2,
                   draw_fill(d, kinds == 1 && !d->preview ? "draw.and_only" : "draw.and_more", "n",
                             draw_digits(d, (int64_t)count), "what", what, NULL));
}

static void put_several(draw_t *d, draw_box_t *box, const json_t *step) {
    const char *mode = print_text(step, "mode");
    const json_t *holder;
    size_t places[RANKS], rest[RANKS] = {0};
    bool with_due = draw_common_due(d, step)[0] == '\0';
    if (mode[0] != '\0' && count_seats(d, step) > 1 &&
        !is(step, "kind", "warning")) { /* of which everybody takes notice */
        const char *rule = cli_word(d->cli, strcmp(mode, "all") == 0        ? "draw.mode_all"
                                            : strcmp(mode, "in_order") == 0 ? "draw.mode_in_order"
                                                                            : "draw.mode_any");
        draw_put_muted(d, box, 2, 2, rule);
    }
    give_places(d, step, places);
    for (size_t i = 0; (holder = next_drawn(d, step, &i)) != NULL;) {
        rank_t rank = rank_of(d, holder);
        if (places[rank] > 0) {
            places[rank]--;
            put_one_of_several(d, box, step, holder, with_due);
        } else {
            rest[rank]++;
        }
    }
    put_rest(d, box, rest);
}

/* Of a monitor, which asks again and again: how often it was answered, and by whom last. */
static void put_answered(draw_t *d, draw_box_t *box, const json_t *step) {
    const json_t *holder, *last = NULL, *present = NULL;
    size_t answered = 0;
    for (size_t i = 0; (holder = draw_next_holder(d, step, &i)) != NULL; present = holder) {
        if (!is(holder, "state", "decided")) continue;
        answered++;
        last = holder;
    }
    put_name(d, box, draw_holder(d, present), draw_found(d, present), 2);
    if (last == NULL) return;
    const char *times = draw_fill(d, "monitor.times", "count", draw_digits(d, (int64_t)answered), "time",
                                  draw_time(d, last, "ended_at"), NULL);
    draw_put_muted(d, box, 2, 2, times);
}

void draw_put_people(draw_t *d, draw_box_t *box, const json_t *step) {
    size_t count = 0, i = 0;
    while (next_drawn(d, step, &i) != NULL)
        count++;
    i = 0;
    if (count > 1 && !d->preview && is(step, "kind", "monitor")) {
        put_answered(d, box, step);
    } else if (count > 1) {
        put_several(d, box, step);
    } else if (count == 1) {
        const json_t *holder = next_drawn(d, step, &i);
        put_name(d, box, draw_holder(d, holder), draw_found(d, holder), 2);
        draw_put_words(d, box, print_opinion(d->cli, step, holder), 0);
    } else {
        draw_put_muted(d, box, 2, 2, draw_by(d, step));
    }
}
