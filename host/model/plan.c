/* The plan: its encoding, walking it, and the check of its shape. */
#include "base/text.h"
#include "model/codec.h"
#include "model/sentence.h"
#include "model/step_list.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fact_list_encode(const fact_t *facts, size_t count, buf_t *out) {
    codec_put_count(out, count, PLAN_FACTS_MAX);
    for (size_t i = 0; i < count && !out->failed; i++) {
        codec_put_name(out, facts[i].path);
        codec_put_name(out, facts[i].text);
    }
}

fact_t *fact_list_decode(cursor_t *in, size_t *count) {
    *count = codec_get_count(in, PLAN_FACTS_MAX);
    fact_t *facts = codec_array(in, *count, sizeof *facts);
    for (size_t i = 0; i < *count && !in->failed; i++) {
        facts[i].path = codec_get_name(in);
        facts[i].text = codec_get_name(in);
    }
    if (in->failed) *count = 0;
    return facts;
}

void plan_encode(const plan_t *p, buf_t *out) {
    codec_put_count(out, p->step_count, PLAN_STEPS_MAX);
    if (!out->failed) step_list_encode(p->steps, p->step_count, out);
    fact_list_encode(p->facts, p->fact_count, out);
}

void plan_decode(cursor_t *in, plan_t *out) {
    *out = (plan_t){.step_count = codec_get_count(in, PLAN_STEPS_MAX)};
    out->steps = codec_array(in, out->step_count, sizeof *out->steps);
    step_list_decode(in, out->steps, out->step_count);
    out->facts = fact_list_decode(in, &out->fact_count);
    if (in->failed) *out = (plan_t){0};
}

int32_t plan_child(const step_t *steps, size_t count, int32_t group, int32_t after) {
    for (size_t i = (size_t)after + 1; i < count; i++) {
        if (steps[i].parent == steps[group].no) return (int32_t)i;
    }
    return -1;
}

int32_t plan_member(const step_t *steps, size_t count, int32_t group, int32_t after) {
    int32_t i = plan_child(steps, count, group, after);
    while (i >= 0 && (steps[i].superseded || steps[i].kind == STEP_MONITOR))
        i = plan_child(steps, count, group, i);
    return i;
}

int32_t plan_loop_member(const step_t *steps, size_t count, int32_t loop, bool resort) {
    int32_t i = plan_member(steps, count, loop, loop);
    while (i >= 0 && (steps[i].used_up == USED_UP_DECIDES) != resort)
        i = plan_member(steps, count, loop, i);
    return i;
}

const char *step_sentence_zh(const step_t *s, const char *text) {
    if (!s || !text) return NULL;
    if (sentence_zh(text)) return sentence_zh(text);
    if (s->passes_because && strcmp(s->passes_because, text) == 0) return s->passes_because_zh;
    for (size_t i = 0; i < s->ladder.count; i++) {
        for (size_t k = 0; k < s->ladder.rungs[i].act_count; k++) {
            const rung_act_t *act = &s->ladder.rungs[i].acts[k];
            if (act->because && strcmp(act->because, text) == 0) return act->because_zh;
        }
    }
    return NULL;
}

static int misshapen(const step_t *s, const char *problem, diag_t *d) {
    char no[16];
    snprintf(no, sizeof no, "%d", (int)s->no);
    diag_set(d, "plan.shape", "step", s->name && s->name[0] ? s->name : no, "problem", problem, NULL);
    if (s->why.file) diag_at(d, s->why.file, s->why.line);
    return -1;
}

/* Only a loop has rounds, and it passes without an end to them only with a reason in words (A8). */
static const char *used_up_problem(const step_t *s) {
    if (s->used_up != USED_UP_PASSES) return NULL;
    if (s->kind != STEP_LOOP) return "used_up";
    return has_words(s->passes_because) ? NULL : "no_reason";
}

/* What is wrong with a leaf by itself; NULL: nothing. */
static const char *leaf_problem(const step_t *s) {
    if (!s->name || !s->name[0]) return "no_name";
    if (!s->by && s->state != STEP_LEFT_OUT) return "nobody";
    if (s->kind != STEP_COPY && s->within.kind == LIMIT_NONE && s->state != STEP_LEFT_OUT) return "no_limit";
    if (!limit_valid(&s->within)) return "limit_range";
    if (s->kind == STEP_MONITOR && s->state != STEP_LEFT_OUT && s->within.days < 1 && s->within.ms < 1)
        return "no_interval";
    if (s->kind != STEP_ACT && s->kind != STEP_MONITOR && s->entry) return "entry";
    if (s->ladder.count > LADDER_RUNGS_MAX) return "too_many_rungs";
    for (size_t i = 0; i < s->ladder.count; i++) {
        const rung_t *r = &s->ladder.rungs[i];
        if (r->anchor != RUNG_FRACTION && !limit_valid(&r->distance)) return "limit_range";
        if (r->anchor == RUNG_FRACTION && (r->permille < 1 || r->permille > 999)) return "fraction_range";
        if (r->act_count > RUNG_ACTS_MAX) return "too_many_acts";
    }
    if (s->on_empty == EMPTY_PASSES && !has_words(s->passes_because)) return "no_reason";
    if ((s->on_self == SELF_ALLOWED || s->on_self == SELF_SKIP) && !has_words(s->passes_because))
        return "no_reason";
    return NULL;
}

static const char *step_problem(const step_t *s, size_t index) {
    if (s->no != (int32_t)index + 1) return "number";
    bool group = step_is_group(s->kind);
    if (!group && !step_is_leaf(s->kind)) return "kind";
    if (s->state != STEP_WAITING && s->state != STEP_LEFT_OUT) return "state";
    if (s->refuse_need < 0 || s->need < 0) return "need";
    if (s->on_refuse == ON_REFUSE_THRESHOLD && s->refuse_need < 1) return "refuse_need";
    const char *problem = used_up_problem(s);
    return group || problem ? problem : leaf_problem(s);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The second step of a name that occurs twice. */
static int name_twice(const plan_t *p, const char *name, diag_t *d) {
    size_t i = p->step_count - 1;
    while (i > 0 && (!p->steps[i].name || strcmp(p->steps[i].name, name) != 0))
        i--;
    return misshapen(&p->steps[i], "name_twice", d);
}

static int names_check(const plan_t *p, diag_t *d) {
    const char *names[PLAN_STEPS_MAX] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < p->step_count; i++) {
        if (p->steps[i].name && p->steps[i].name[0]) names[count++] = p->steps[i].name;
    }
    qsort(names, count, sizeof(const char *), by_name);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(names[i - 1], names[i]) == 0) return name_twice(p, names[i], d);
    }
    return 0;
}

/* Is the step at `later` gone through only after the one at `earlier`: do they first meet in a sequence? */
static bool comes_after(const plan_t *p, size_t later, size_t earlier) {
    for (int32_t a = p->steps[later].parent; a > 0; a = p->steps[a - 1].parent)
        for (int32_t b = p->steps[earlier].parent; b > 0; b = p->steps[b - 1].parent)
            if (a == b) return p->steps[a - 1].kind == STEP_SEQUENCE;
    return false;
}

/* Whoever is to pick the people of step `at` decides before it opens (A10). */
static bool picker_before(const plan_t *p, size_t at, const source_t *s) {
    for (; s; s = s->next) {
        if (s->of && !picker_before(p, at, s->of)) return false;
        if (s->kind != SOURCE_PICKED || !s->key) continue;
        size_t j = 0;
        while (j < at && (step_is_group(p->steps[j].kind) || strcmp(p->steps[j].name, s->key) != 0))
            j++;
        if (j == at || !comes_after(p, at, j)) return false;
    }
    return true;
}

static int pickers_check(const plan_t *p, diag_t *d) {
    for (size_t i = 0; i < p->step_count; i++)
        if (p->steps[i].by && !picker_before(p, i, p->steps[i].by))
            return misshapen(&p->steps[i], "picker", d);
    return 0;
}

int plan_check(const plan_t *p, diag_t *d) {
    int32_t path[PLAN_DEPTH_MAX]; /* the open groups above the present step */
    int32_t depth = 0;
    if (p->step_count > PLAN_STEPS_MAX)
        return diag_set(d, "plan.shape", "step", "", "problem", "too_many_steps", NULL);
    if (p->fact_count > PLAN_FACTS_MAX)
        return diag_set(d, "plan.shape", "step", "", "problem", "too_many_facts", NULL);
    for (size_t i = 0; i < p->step_count; i++) {
        const step_t *s = &p->steps[i];
        const char *problem = step_problem(s, i);
        if (problem) return misshapen(s, problem, d);
        if (i == 0 && s->parent != 0) return misshapen(s, "parent", d);
        while (depth > 0 && path[depth - 1] != s->parent)
            depth--;
        if (i > 0 && depth == 0) return misshapen(s, s->parent == 0 ? "second_root" : "parent", d);
        if (s->used_up == USED_UP_DECIDES && (i == 0 || p->steps[s->parent - 1].kind != STEP_LOOP))
            return misshapen(s, "used_up", d);
        if (!step_is_group(s->kind)) continue;
        if (depth == PLAN_DEPTH_MAX) return misshapen(s, "too_deep", d);
        path[depth++] = s->no;
    }
    return names_check(p, d) || pickers_check(p, d) ? -1 : 0;
}

debt_kind_t debt_kind(const step_t *owed) {
    return owed->why.because && strcmp(owed->why.because, "green") == 0 ? DEBT_GREEN : DEBT_EXCEPTION;
}

const char *debt_kind_word(debt_kind_t kind) {
    return kind == DEBT_GREEN ? "green" : "exception";
}

bool step_left_for(const step_t *s, const char *cause) {
    return s->left_out && strcmp(s->left_out, cause) == 0;
}

bool step_abstained(const step_t *s) {
    return s->state == STEP_CLOSED && step_left_for(s, "abstained");
}

bool step_against(const step_t *s) {
    return s->state == STEP_REFUSED || step_abstained(s);
}

bool step_is_owed(const step_t *s) {
    return s->state == STEP_LEFT_OUT && (step_left_for(s, "exception") || step_left_for(s, "green"));
}
