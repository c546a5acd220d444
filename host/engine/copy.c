/* Deep copies of the parts that a record keeps of an event. */
#include "engine/copy.h"
#include <string.h>

static void copy_rows(arena_t *arena, const value_t *from, value_t *to) {
    size_t count = from->u.table.count;
    row_t *rows = arena_array(arena, count, sizeof *rows);
    to->u.table.rows = rows;
    for (size_t i = 0; rows && i < count; i++) {
        const row_t *row = &from->u.table.rows[i];
        value_t *cells = arena_array(arena, row->count, sizeof *cells);
        rows[i] = (row_t){.cells = cells, .count = cells ? row->count : 0};
        for (size_t j = 0; cells && j < row->count; j++) {
            cells[j] = row->cells[j];
            if (row->cells[j].kind != VALUE_TABLE) cells[j] = copy_value(arena, &row->cells[j]);
        }
    }
}

value_t copy_value(arena_t *arena, const value_t *from) {
    value_t to = *from;
    switch (from->kind) {
    case VALUE_TEXT:
    case VALUE_CHOICE:
    case VALUE_DEPARTMENT:
        to.u.text = arena_strdup(arena, from->u.text);
        break;
    case VALUE_DOCUMENT:
        to.u.document.name = arena_strdup(arena, from->u.document.name);
        to.u.document.media_type = arena_strdup(arena, from->u.document.media_type);
        break;
    case VALUE_TABLE:
        copy_rows(arena, from, &to);
        break;
    default:
        break;
    }
    return to;
}

const source_t *copy_source(arena_t *arena, const source_t *from) {
    source_t *first = NULL, *last = NULL;
    for (; from; from = from->next) {
        source_t *s = arena_copy(arena, from, sizeof *from);
        if (!s) return NULL;
        s->key = arena_strdup(arena, from->key);
        s->item = arena_strdup(arena, from->item);
        s->of = copy_source(arena, from->of);
        s->next = NULL;
        if (last) last->next = s;
        if (!first) first = s;
        last = s;
    }
    return first;
}

static ladder_t copy_ladder(arena_t *arena, const ladder_t *from) {
    ladder_t to = {0};
    if (from->count == 0) return to;
    to.rungs = arena_copy(arena, from->rungs, from->count * sizeof *from->rungs);
    if (!to.rungs) return to;
    to.count = from->count;
    for (size_t i = 0; i < to.count; i++) {
        rung_t *rung = &to.rungs[i];
        rung->name = arena_strdup(arena, rung->name);
        rung->file = arena_strdup(arena, rung->file);
        if (rung->act_count == 0) continue;
        rung->acts = arena_copy(arena, rung->acts, rung->act_count * sizeof *rung->acts);
        if (!rung->acts) {
            rung->act_count = 0;
            continue;
        }
        for (size_t j = 0; j < rung->act_count; j++) {
            rung_act_t *act = &rung->acts[j];
            act->who = copy_source(arena, act->who);
            act->function = arena_strdup(arena, act->function);
            act->because = arena_strdup(arena, act->because);
            act->because_zh = arena_strdup(arena, act->because_zh);
        }
    }
    return to;
}

static step_form_t copy_step_form(arena_t *arena, const step_form_t *from) {
    step_form_t to = {0};
    if (step_form_empty(from)) return to;
    to.requires = arena_copy(arena, from->requires, from->require_count * sizeof *from->requires);
    to.rights = arena_copy(arena, from->rights, from->right_count * sizeof *from->rights);
    if (!to.requires || !to.rights) return (step_form_t){0};
    to.require_count = from->require_count;
    to.right_count = from->right_count;
    for (size_t i = 0; i < to.require_count; i++) {
        to.requires[i].name = arena_strdup(arena, from->requires[i].name);
        to.requires[i].name_zh = arena_strdup(arena, from->requires[i].name_zh);
    }
    for (size_t i = 0; i < to.right_count; i++)
        to.rights[i].field = arena_strdup(arena, from->rights[i].field);
    return to;
}

step_t copy_step(arena_t *arena, const step_t *from) {
    step_t to = *from;
    to.name = arena_strdup(arena, from->name);
    to.title_en = arena_strdup(arena, from->title_en);
    to.title_zh = arena_strdup(arena, from->title_zh);
    to.by = copy_source(arena, from->by);
    to.ladder = copy_ladder(arena, &from->ladder);
    to.passes_because = arena_strdup(arena, from->passes_because);
    to.passes_because_zh = arena_strdup(arena, from->passes_because_zh);
    to.aspects = arena_strdup(arena, from->aspects);
    to.why.file = arena_strdup(arena, from->why.file);
    to.why.because = arena_strdup(arena, from->why.because);
    to.why.because_zh = arena_strdup(arena, from->why.because_zh);
    to.left_out = arena_strdup(arena, from->left_out);
    to.opens = arena_strdup(arena, from->opens);
    to.form = copy_step_form(arena, &from->form);
    to.watch = arena_strdup(arena, from->watch);
    to.ahead_of = arena_strdup(arena, from->ahead_of);
    return to;
}

fact_t *copy_facts(arena_t *arena, const fact_t *from, size_t count) {
    if (count == 0) return NULL;
    fact_t *to = arena_array(arena, count, sizeof *to);
    for (size_t i = 0; to && i < count; i++)
        to[i] =
            (fact_t){.path = arena_strdup(arena, from[i].path), .text = arena_strdup(arena, from[i].text)};
    return to;
}
