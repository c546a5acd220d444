/* The whole drawing: its head, stage after stage, earlier rounds folded, where the route ends; see
 * draw_private.h. */
#include "cli/draw_private.h"
#include <string.h>

static json_int_t number(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

static const char *time_of(draw_t *d, const char *member) {
    return draw_time(d, d->answer, member);
}

/* ---- the head ---- */

static draw_mark_t mark_of_record(const draw_t *d) {
    static const struct {
        const char *state;
        draw_mark_t mark;
    } STATES[] = {{"finished", MARK_PASSED},
                  {"refused", MARK_REFUSED},
                  {"ended_refused", MARK_REFUSED},
                  {"returned", MARK_RETURNED},
                  {"withdrawn", MARK_CLOSED},
                  {"draft", MARK_WAITING},
                  {"prepared", MARK_WAITING},
                  {"preparing", MARK_OPEN},
                  {"open", MARK_OPEN},
                  {"suspended", MARK_PAUSED},
                  {"owing", MARK_OWED},
                  {"cancelled", MARK_CLOSED},
                  {"closed", MARK_CLOSED},
                  {"to_acknowledge", MARK_REFUSED}};
    const char *state = print_text(d->answer, "state");
    if (d->preview) return MARK_EXPECTED;
    for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
        if (strcmp(state, STATES[i].state) == 0) return STATES[i].mark;
    return MARK_WAITING;
}

static const char *record_state(draw_t *d) {
    if (d->preview) return cli_word(d->cli, "draw.preview");
    return print_word(d->cli, "state", print_text(d->answer, "state"));
}

static const char *record_name(const draw_t *d) {
    return d->preview ? "" : print_name(d->answer);
}

const char *draw_headline(draw_t *d) {
    return draw_join(d, draw_join(d, print_words(d->cli, d->answer, "title"), record_name(d)),
                     record_state(d));
}

static const char *department_of(draw_t *d) {
    const char *name = print_words(d->cli, d->answer, "department_name");
    return name[0] != '\0' ? name : print_text(d->answer, "department");
}

static void put_suspension(draw_t *d, draw_box_t *box, const json_t *suspended) {
    const char *watcher = draw_person(d, json_object_get(suspended, "watcher"));
    if (!json_is_object(suspended)) return;
    draw_para(d->arena, box, 4, 2);
    draw_run(d->arena, box, DRAW_STATE,
             draw_raised(d, draw_fill(d, "suspended.line", "since", draw_time(d, suspended, "since"), "by",
                                      draw_person(d, json_object_get(suspended, "by")), "until",
                                      draw_time(d, suspended, "until"), "watcher", watcher, "reason",
                                      print_text(suspended, "reason"), NULL)));
}

static draw_box_t *head(draw_t *d) {
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_NONE);
    if (box == NULL) return NULL;
    box->stretched = true;
    box->mark = mark_of_record(d);
    const char *title = print_words(d->cli, d->answer, "title");
    draw_para(d->arena, box, 8, 0);
    draw_run(d->arena, box, DRAW_HEAD, title[0] != '\0' ? title : print_text(d->answer, "flow"));
    draw_para(d->arena, box, 2, 3);
    if (box->para_count > 0) box->paras[box->para_count - 1].mark = (int)box->mark;
    draw_run(d->arena, box, DRAW_STATE, record_state(d));
    const char *rest = record_name(d);
    if (number(d->answer, "round") > 1)
        rest = draw_join(d, rest,
                         draw_fill(d, "draw.round", "n", draw_digits(d, number(d->answer, "round")), NULL));
    if (rest[0] != '\0') draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", rest));
    draw_para(d->arena, box, 2, 2);
    const char *from =
        draw_fill(d, "draw.from", "person", draw_person(d, json_object_get(d->answer, "initiator")),
                  "department", department_of(d), NULL);
    draw_run(d->arena, box, DRAW_MUTED, from);
    const json_t *risk = json_object_get(d->answer, "risk");
    if (json_is_object(risk)) {
        const char *level = print_word(d->cli, "risk", print_text(risk, "level"));
        draw_para(d->arena, box, 2, 2);
        draw_run(d->arena, box, DRAW_STATE, draw_fill(d, "draw.risk", "level", level, NULL));
        draw_run(d->arena, box, DRAW_MUTED,
                 arena_printf(d->arena, " — %s", print_words(d->cli, risk, "because")));
    }
    put_suspension(d, box, json_object_get(d->answer, "suspended"));
    draw_para(d->arena, box, 1, 0);
    draw_run(d->arena, box, DRAW_MUTED, draw_fill(d, "draw.as_of", "time", time_of(d, "now"), NULL));
    return box;
}

/* ---- where the route begins and ends ---- */

static draw_box_t *end_of(draw_t *d, draw_mark_t mark, const char *text) {
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_END);
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = mark;
    draw_para(d->arena, box, 2, 0);
    if (box->para_count > 0) box->paras[0].mark = (int)mark;
    draw_run(d->arena, box, DRAW_MUTED, text);
    return box;
}

/* When the plan began. One that took over from another, under other rules or because of an adjustment, goes
 * on with what began when that did. */
static const char *begun_at(draw_t *d, const json_t *plan) {
    const json_t *first = plan, *plans = json_object_get(d->answer, "plans");
    for (size_t i = json_array_size(plans); i-- > 0;) {
        const json_t *one = json_array_get(plans, i);
        bool same = strcmp(print_text(one, "stage"), print_text(plan, "stage")) == 0;
        if (same && number(one, "round") == number(plan, "round")) first = one;
    }
    return draw_time(d, json_array_get(json_object_get(first, "steps"), 0), "opened_at");
}

/* What the initiator does before a stage: drafts, or asks the departments again; submits. A stage opens in
 * that instant. */
static draw_box_t *begin_box(draw_t *d, const json_t *plan) {
    const char *who = draw_person(d, json_object_get(d->answer, "initiator")), *code, *time = "";
    bool prepares = strcmp(print_text(plan, "stage"), "prepare") == 0;
    bool again = prepares && number(plan, "round") > 0;
    if (!d->preview) time = begun_at(d, plan);
    if (time[0] == '\0' && !d->preview) time = time_of(d, prepares ? "created_at" : "submitted_at");
    if (prepares)
        code = again ? "draw.asks_again" : time[0] != '\0' ? "draw.drafted" : "draw.drafts";
    else
        code = time[0] != '\0' ? "draw.submitted" : "draw.submits";
    draw_mark_t mark = time[0] != '\0' ? MARK_PASSED : d->preview ? MARK_EXPECTED : MARK_WAITING;
    draw_box_t *box = end_of(d, mark, draw_fill(d, code, "person", who, "time", time, NULL));
    if (box != NULL) box->reached = mark == MARK_PASSED;
    return box;
}

/* The stages that are planned when those before have ended: no steps are known of them yet. NULL: none. */
static draw_box_t *to_come(draw_t *d) {
    const json_t *stages = json_object_get(d->answer, "to_come");
    draw_box_t *box = json_array_size(stages) > 0 ? draw_box(d->arena, DRAW_CARD, LOOK_OUT) : NULL;
    size_t i;
    json_t *stage;
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = MARK_WAITING;
    json_array_foreach((json_t *)stages, i, stage) {
        draw_para(d->arena, box, 2, i > 0 ? 5 : 0);
        if (i > 0) box->paras[box->para_count - 1].indent = 0;
        draw_put_mark(box, MARK_WAITING);
        draw_run(d->arena, box, DRAW_BODY, draw_stage(d, stage));
        draw_run(d->arena, box, DRAW_MUTED,
                 arena_printf(d->arena, " · %s", cli_word(d->cli, "draw.to_come")));
    }
    return box;
}

static draw_box_t *end_box(draw_t *d) {
    const char *ended = time_of(d, d->preview ? "expected_end" : "ended_at");
    if (d->preview)
        return end_of(d, MARK_EXPECTED,
                      ended[0] != '\0' ? draw_fill(d, "draw.expected_end", "time", ended, NULL)
                                       : cli_word(d->cli, "draw.no_end"));
    if (ended[0] == '\0') return end_of(d, MARK_WAITING, draw_raised(d, cli_word(d->cli, "draw.end")));
    draw_box_t *box = end_of(d, mark_of_record(d), draw_join(d, record_state(d), ended));
    if (box != NULL) box->reached = true;
    return box;
}

/* ---- rounds ---- */

/* Preparing comes before the submission that begins a round, and counts with it. */
static json_int_t round_of(const json_t *plan) {
    return number(plan, "round") + (strcmp(print_text(plan, "stage"), "prepare") == 0);
}

/* An earlier round in few lines. */
static draw_box_t *folded(draw_t *d, json_int_t round) {
    draw_box_t *box =
        draw_strip(d, draw_raised(d, draw_fill(d, "draw.round", "n", draw_digits(d, round), NULL)), NULL, 0);
    size_t i;
    json_t *plan;
    json_array_foreach(json_object_get(d->answer, "plans"), i, plan) {
        if (round_of(plan) == round) draw_put_strip(d, box, json_object_get(plan, "steps"), 0);
    }
    return box;
}

/* A plan that another one took over from, or that was gone back to. */
static bool is_past(const json_t *plan) {
    return json_is_true(json_object_get(json_array_get(json_object_get(plan, "steps"), 0), "superseded"));
}

/* ---- stages ---- */

static draw_box_t *section(draw_t *d, const json_t *plan, bool with_round) {
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_SECTION);
    if (box == NULL) return NULL;
    box->stretched = true;
    draw_para(d->arena, box, 2, 0);
    draw_run(d->arena, box, DRAW_SECTION, draw_stage(d, plan));
    if (with_round) {
        const char *round = draw_fill(d, "draw.round", "n", draw_digits(d, round_of(plan)), NULL);
        draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, "  %s", round));
    }
    return box;
}

static bool is_kind(const json_t *step, const char *kind) {
    return strcmp(print_text(step, "kind"), kind) == 0;
}

/* What the route goes through though no rule planned it; all else that was added stands beside. */
static bool on_the_way(const json_t *step) {
    return is_kind(step, "acknowledge") || is_kind(step, "revise");
}

/* Steps that no rule planned, of one round: to take notice of a refusal, to revise. */
static void put_added(draw_t *d, draw_box_t *stack, json_int_t round) {
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(d->answer, "added_steps"), i, step) {
        if (number(step, "round") != round || print_text(step, "name")[0] == '\0') continue;
        if (!on_the_way(step)) continue;
        draw_box_t *box = draw_card(d, step);
        if (box != NULL) box->reached = true;
        draw_add(stack, box);
    }
}

static void put_beside(draw_t *d, draw_box_t *grid, const json_t *steps, json_int_t round, bool monitors) {
    size_t i;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) {
        bool wanted = monitors ? is_kind(step, "monitor") : !on_the_way(step);
        if (!wanted || print_text(step, "name")[0] == '\0' || is_kind(step, "copy")) continue;
        if (print_undone(step) && !d->all_rounds) continue; /* it went with the plan in which it had stood */
        if (round == 0 || d->all_rounds || number(step, "round") == round) draw_add(grid, draw_card(d, step));
    }
}

/* Monitors, what is owed, warnings, deviations: side by side under a head of their own, with no arrows, since
 * none of them comes after another. */
static void put_aside(draw_t *d, draw_box_t *document, const json_t *plans, json_int_t present) {
    draw_box_t *head = draw_box(d->arena, DRAW_CARD, LOOK_SECTION),
               *grid = draw_box(d->arena, DRAW_GRID, LOOK_NONE);
    size_t i;
    json_t *plan;
    if (head == NULL || grid == NULL) return;
    json_array_foreach((json_t *)plans, i, plan) {
        if (is_past(plan) && !d->all_rounds) continue; /* its strip tells of them */
        put_beside(d, grid, json_object_get(plan, "steps"), d->preview ? 0 : present, true);
    }
    if (!d->preview) put_beside(d, grid, json_object_get(d->answer, "added_steps"), present, false);
    if (grid->count == 0) return;
    head->stretched = true;
    draw_para(d->arena, head, 2, 0);
    draw_run(d->arena, head, DRAW_SECTION, cli_word(d->cli, "draw.beside"));
    draw_add(document, head);
    draw_add(document, grid);
}

static void put_plans(draw_t *d, draw_box_t *document, const json_t *plans) {
    size_t i, count = json_array_size(plans);
    json_t *plan;
    json_int_t present = number(d->answer, "round"), told = 0;
    if (present < 1) present = 1;
    for (size_t k = 0; k < count; k++)
        if (round_of(json_array_get(plans, k)) > present) present = round_of(json_array_get(plans, k));
    bool submitted = false; /* has that been drawn? */
    json_array_foreach((json_t *)plans, i, plan) {
        json_int_t round = d->preview ? 1 : round_of(plan);
        if (d->preview) present = 1;
        if (round != present && !d->all_rounds) {
            if (round != told) draw_add(document, folded(d, round));
            told = round;
            continue;
        }
        if (is_past(plan) && !d->all_rounds) {
            const char *title = draw_fill(d, "draw.planned_before", "stage", draw_stage(d, plan), NULL);
            draw_add(document, draw_strip(d, title, json_object_get(plan, "steps"), 0));
            continue;
        }
        if (count > 1) draw_add(document, section(d, plan, present > 1));
        draw_box_t *stack = draw_box(d->arena, DRAW_STACK, LOOK_NONE);
        if (stack == NULL) return;
        stack->arrows = true;
        bool prepares = strcmp(print_text(plan, "stage"), "prepare") == 0;
        if (prepares || !submitted) draw_add(stack, begin_box(d, plan));
        submitted = !prepares;
        if (i + 1 < count && !d->preview && round_of(json_array_get(plans, i + 1)) != round)
            submitted = false;
        draw_sequence(d, stack, json_object_get(plan, "steps"), 0);
        draw_reach_end(stack, json_array_get(json_object_get(plan, "steps"), 0));
        bool last_of_round =
            i + 1 == count || (!d->preview && round_of(json_array_get(plans, i + 1)) != round);
        if (last_of_round && !d->preview) put_added(d, stack, round);
        if (i + 1 == count && !d->preview) draw_add(stack, to_come(d));
        if (i + 1 == count) draw_add(stack, end_box(d));
        draw_reach_back(stack);
        if (stack->count > 0) draw_add(document, stack);
    }
    put_aside(d, document, plans, present);
}

draw_box_t *draw_route(draw_t *d) {
    draw_box_t *document = draw_box(d->arena, DRAW_STACK, LOOK_NONE);
    print_learn(d->cli, d->answer);
    if (document == NULL) return NULL;
    document->gap = 18;
    draw_add(document, head(d));
    put_plans(d, document, json_object_get(d->answer, d->preview ? "stages" : "plans"));
    const json_t *problem = json_object_get(d->answer, "problem");
    if (json_is_object(problem)) {
        draw_box_t *box = end_of(d, MARK_LATE, cli_error_words(d->cli, problem));
        draw_add(document, box);
    }
    return arena_failed(d->arena) ? NULL : document;
}

/* ---- for those who can't see it ---- */

static const char *sentence(draw_t *d, const char *text, const char *more) {
    const char *gap = text[0] != '\0' && !d->cli->zh ? " " : "";
    const char *both = arena_printf(d->arena, "%s%s%s%s", text, gap, more, cli_word(d->cli, "mark.stop"));
    return both != NULL ? both : text;
}

const char *draw_description(draw_t *d) {
    const char *text = "";
    size_t i, k;
    json_t *plan, *step;
    json_array_foreach(json_object_get(d->answer, d->preview ? "stages" : "plans"), i, plan) {
        json_array_foreach(json_object_get(plan, "steps"), k, step) {
            const json_t *holder;
            size_t h = 0;
            if (json_object_get(step, "mode") == NULL) continue; /* of groups what is in them is told */
            const char *told = draw_join(d, draw_title(d, step), draw_state(d, step));
            while ((holder = draw_next_holder(d, step, &h)) != NULL)
                told = draw_join(d, told, draw_holder(d, holder));
            text = sentence(d, text, told);
        }
    }
    return text;
}
