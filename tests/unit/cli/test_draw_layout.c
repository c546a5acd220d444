/* Where the boxes of a drawing stand, over random plans: none over another, all within what holds them, none
 * wider than asked for; and that what is drawn is XML, whatever names and opinions hold. */
#include "unit/cli/drawing.h"

#include "server/api_parts.h"
#include "support/demo_directory.h"
#include "support/random_model.h"

/* ---- an answer of `show`, from a random plan ---- */

static json_t *random_task(shape_t *s, rng_t *r, int32_t step) {
    static const char *const STATES[] = {"open", "decided", "closed", "waiting"}, *const OUTCOMES[] = {
                                                                                      "approved", "refused",
                                                                                      "returned", "done"};
    const char *state = STATES[rng_below(r, 4)];
    json_t *o = shape_object(s), *person = shape_object(s), *clock = shape_object(s);
    shape_int(s, o, "step", step);
    shape_text(s, person, "name", random_text(r, 30));
    shape_put(s, o, "person", person);
    if (rng_chance(r, 20)) shape_put(s, o, "principal", json_incref(person));
    shape_text(s, o, "reason", "people.head");
    shape_text(s, o, "reason_text", random_maybe(r, 20));
    shape_text(s, o, "state", state);
    if (strcmp(state, "decided") == 0) {
        shape_text(s, o, "outcome", OUTCOMES[rng_below(r, 4)]);
        shape_text(s, o, "opinion", random_maybe(r, 200));
        shape_instant(s, o, "ended_at", (instant_t)rng_below(r, UINT64_C(1) << 41));
    }
    shape_text(s, clock, "state", rng_chance(r, 20) ? "paused" : "running");
    shape_text(s, clock, "pause_cause", random_maybe(r, 20));
    shape_instant(s, clock, "due_at", (instant_t)rng_below(r, UINT64_C(1) << 41));
    shape_flag(s, clock, "overdue", rng_chance(r, 30));
    shape_put(s, o, "clock", clock);
    return o;
}

static json_t *random_answer(rng_t *r, const directory_t *directory, size_t most) {
    shape_t s = {.directory = directory, .arena = r->arena};
    json_t *root = shape_answer(&s), *plans = shape_array(&s), *tasks = shape_array(&s);
    shape_words(&s, root, "title", random_text(r, 60), random_maybe(r, 20));
    shape_text(&s, root, "number", random_maybe(r, 20));
    shape_text(&s, root, "state", record_state_word((record_state_t)(1 + rng_below(r, 9))));
    shape_text(&s, root, "department", random_maybe(r, 20));
    shape_int(&s, root, "round", 2);
    shape_instant(&s, root, "now", (instant_t)rng_below(r, UINT64_C(1) << 41));
    int32_t no = 1;
    for (int p = 0; p < 3; p++) {
        json_t *plan = shape_object(&s), *steps = shape_array(&s);
        plan_t made = random_plan(r, most, no);
        for (size_t i = 0; i < made.step_count; i++, no++) {
            shape_add(&s, steps, shape_step(&s, &made.steps[i]));
            for (uint64_t k = rng_below(r, 4); !step_is_group(made.steps[i].kind) && k > 0; k--)
                shape_add(&s, tasks, random_task(&s, r, no));
        }
        shape_text(&s, plan, "stage", p == 0 ? "prepare" : random_text(r, 20));
        shape_int(&s, plan, "round", p == 0 ? 0 : p);
        shape_put(&s, plan, "steps", steps);
        shape_add(&s, plans, plan);
    }
    shape_put(&s, root, "plans", plans);
    shape_put(&s, root, "tasks", tasks);
    assert_false(s.failed);
    return root;
}

/* ---- what holds of every layout ---- */

static bool overlap(const draw_box_t *a, const draw_box_t *b) {
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static void assert_text_within(const draw_box_t *box) {
    int pad = box->padded ? DRAW_PAD : 0, height = 0;
    for (size_t i = 0; i < box->para_count; i++) {
        const draw_para_t *para = &box->paras[i];
        if (para->line_count == 0) continue;
        height += para->before;
        assert_true(para->width <= box->w - 2 * pad);
        for (size_t k = 0; k < para->line_count; k++)
            height += para->lines[k].height;
    }
    assert_true(height <= box->h - 2 * pad);
    assert_true(box->text_bottom <= box->y + box->h - pad);
}

/* Returns how many boxes there are. */
static size_t assert_laid_out(const draw_box_t *box) {
    size_t count = 1;
    int pad = box->padded ? DRAW_PAD : 0;
    assert_true(box->w >= 0 && box->h >= 0);
    assert_text_within(box);
    for (const draw_box_t *child = box->first; child != NULL; child = child->next) {
        assert_true(child->x >= box->x + pad && child->x + child->w <= box->x + box->w - pad);
        assert_true(child->y >= box->y + pad && child->y + child->h <= box->y + box->h - pad);
        assert_true(child->y >= box->text_bottom);
        for (const draw_box_t *other = child->next; other != NULL; other = other->next)
            assert_false(overlap(child, other));
        if (box->kind == DRAW_STACK && box->arrows && child->next != NULL)
            assert_true(child->next->y - (child->y + child->h) >= DRAW_ARROW);
        count += assert_laid_out(child);
    }
    return count;
}

static void boxes_of_random_plans_stand_apart_and_inside_within_the_width(void **state) {
    static const int WIDTHS[] = {358, 688, 1200, 120};
    cli_t *cli = *state;
    directory_t *directory = demo_directory(1);
    size_t boxes = 0, sheets = 0; /* printed on one */
    for (uint64_t seed = 1; seed <= 150; seed++) {
        arena_t arena;
        arena_init(&arena, 0);
        rng_t r = {.state = seed, .arena = &arena};
        json_t *answer = random_answer(&r, directory, 40);
        draw_t d = drawing_of(cli, answer, false);
        d.arena = &arena;
        d.all_rounds = rng_chance(&r, 50);
        draw_box_t *root = draw_route(&d);
        assert_non_null(root);
        for (size_t i = 0; i < 4; i++) {
            int least = draw_least(root);
            assert_int_equal(draw_layout(root, WIDTHS[i], &arena), 0);
            assert_true(root->w <= (WIDTHS[i] > least ? WIDTHS[i] : least));
            boxes += assert_laid_out(root);
        }
        char *svg = draw_svg(root, draw_headline(&d), draw_description(&d), "en");
        assert_non_null(svg);
        assert_xml(svg);
        int height = 0;
        bool sheet = strstr(svg, "class='cs sheet'") != NULL;
        assert_int_equal(sscanf(strstr(svg, " height='"), " height='%d'", &height), 1);
        assert_int_equal(sheet, height <= DRAW_SHEET_MOST);
        sheets += sheet;
        mem_free(svg);
        json_decref(answer);
        arena_free(&arena);
    }
    directory_unref(directory);
    assert_true(boxes > 12000); /* not a hundred empty drawings */
    assert_true(sheets > 0 && sheets < 150);
}

/* ---- by hand ---- */

static draw_box_t *card(arena_t *arena, const char *text) {
    draw_box_t *box = draw_box(arena, DRAW_CARD, LOOK_CARD);
    box->padded = true;
    draw_para(arena, box, 3, 0);
    draw_run(arena, box, DRAW_TITLE, text);
    return box;
}

static draw_box_t *grid_of(arena_t *arena, size_t count) {
    draw_box_t *grid = draw_box(arena, DRAW_GRID, LOOK_GROUP);
    grid->padded = true;
    for (size_t i = 0; i < count; i++)
        draw_add(grid, card(arena, "Sales"));
    return grid;
}

static size_t rows_of(const draw_box_t *grid) {
    size_t rows = 0;
    int y = -1;
    for (const draw_box_t *child = grid->first; child != NULL; child = child->next) {
        rows += child->y != y;
        y = child->y;
    }
    return rows;
}

static void branches_stand_side_by_side_and_in_rows_when_many(void **state) {
    arena_t *arena = &((cli_t *)*state)->arena;
    static const struct {
        size_t count;
        int width;
        size_t rows;
    } CASES[] = {{2, 688, 1}, {3, 688, 1}, {4, 688, 2}, {7, 688, 3}, {2, 358, 2}, {5, 358, 5}, {5, 2000, 1}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        draw_box_t *grid = grid_of(arena, CASES[i].count);
        assert_int_equal(draw_layout(grid, CASES[i].width, arena), 0);
        assert_int_equal(rows_of(grid), CASES[i].rows);
    }
}

static void cards_of_a_row_end_at_one_height_and_what_was_left_out_at_its_own(void **state) {
    arena_t *arena = &((cli_t *)*state)->arena;
    draw_box_t *grid = grid_of(arena, 2), *out = card(arena, "Legal");
    draw_para(arena, grid->first, 1, 0);
    draw_run(arena, grid->first, DRAW_MUTED, "one line more");
    out->look = LOOK_OUT;
    draw_add(grid, out);
    assert_int_equal(draw_layout(grid, 688, arena), 0);
    assert_int_equal(grid->first->h, grid->first->next->h);
    assert_true(out->h < grid->first->h);
}

static void a_stack_is_centred_and_a_stretched_box_as_wide_as_it(void **state) {
    arena_t *arena = &((cli_t *)*state)->arena;
    draw_box_t *stack = draw_box(arena, DRAW_STACK, LOOK_NONE),
               *head = draw_box(arena, DRAW_CARD, LOOK_SECTION);
    head->stretched = true;
    draw_para(arena, head, 1, 0);
    draw_run(arena, head, DRAW_SECTION, "Approval");
    draw_add(stack, head);
    draw_add(stack, card(arena, "Head"));
    draw_add(stack, grid_of(arena, 3));
    assert_int_equal(draw_layout(stack, 688, arena), 0);
    const draw_box_t *one = head->next, *wide = one->next;
    assert_int_equal(head->w, wide->w);
    assert_int_equal(one->w, DRAW_CARD_MAX);
    assert_int_equal(one->x + one->w / 2, wide->x + wide->w / 2);
}

static void groups_side_by_side_that_would_be_high_stand_below_each_other(void **state) {
    arena_t *arena = &((cli_t *)*state)->arena;
    draw_box_t *outer = draw_box(arena, DRAW_GRID, LOOK_GROUP);
    outer->padded = true;
    for (size_t i = 0; i < 2; i++)
        draw_add(outer, grid_of(arena, 3));
    assert_int_equal(draw_layout(outer, 700, arena), 0);
    assert_int_equal(rows_of(outer), 2);
    assert_int_equal(rows_of(outer->first), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_of_random_plans_stand_apart_and_inside_within_the_width),
        cmocka_unit_test(branches_stand_side_by_side_and_in_rows_when_many),
        cmocka_unit_test(cards_of_a_row_end_at_one_height_and_what_was_left_out_at_its_own),
        cmocka_unit_test(a_stack_is_centred_and_a_stretched_box_as_wide_as_it),
        cmocka_unit_test(groups_side_by_side_that_would_be_high_stand_below_each_other),
    };
    return cmocka_run_group_tests_name("draw_layout", tests, open_one, close_one);
}
