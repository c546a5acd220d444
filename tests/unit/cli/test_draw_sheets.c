/* Where the boxes of a long drawing stand on sheets of paper, over random trees: none lies across the end of
 * a sheet that it has room on, and they stand to one another as they do on a screen. */
#include "unit/cli/drawing.h"

#include "support/random_model.h"

enum { FREE = DRAW_ARROW + 5 /* of a sheet, at its ends */ };

static draw_box_t *card(rng_t *r, const char *title, draw_look_t look) {
    draw_box_t *box = draw_box(r->arena, DRAW_CARD, look);
    box->padded = look != LOOK_SECTION;
    for (uint64_t i = 0; i <= rng_below(r, look == LOOK_SECTION ? 1 : 8); i++) {
        draw_para(r->arena, box, 1, 0);
        draw_run(r->arena, box, i == 0 ? DRAW_TITLE : DRAW_MUTED, title);
    }
    return box;
}

static draw_box_t *group(rng_t *r, draw_box_kind_t kind, draw_look_t look) {
    draw_box_t *box = draw_box(r->arena, kind, look);
    box->padded = look != LOOK_NONE;
    box->arrows = kind == DRAW_STACK && rng_chance(r, 80);
    if (look == LOOK_GROUP && rng_chance(r, 80)) {
        draw_para(r->arena, box, 1, 0);
        draw_run(r->arena, box, DRAW_TITLE, "All of them");
    }
    return box;
}

static draw_box_t *random_box(rng_t *r, int depth) {
    if (depth == 0 || rng_chance(r, 40)) return card(r, "Head of department", LOOK_CARD);
    bool side = rng_chance(r, 50);
    draw_box_t *box = side ? group(r, DRAW_GRID, LOOK_GROUP)
                           : group(r, DRAW_STACK, rng_chance(r, 50) ? LOOK_LANE : LOOK_GROUP);
    for (uint64_t i = 0; i <= rng_below(r, 6); i++)
        draw_add(box, random_box(r, depth - 1));
    return box;
}

static draw_box_t *random_drawing(rng_t *r) {
    draw_box_t *root = draw_box(r->arena, DRAW_STACK, LOOK_NONE);
    root->arrows = rng_chance(r, 50);
    for (int i = 0; i < 12; i++) {
        if (rng_chance(r, 30)) draw_add(root, card(r, "Approval", LOOK_SECTION));
        draw_add(root, random_box(r, 3));
    }
    return root;
}

/* ---- what holds of it ---- */

static double high_of(const draw_box_t *root) {
    int width = root->w + 2 * DRAW_MARGIN;
    return DRAW_SHEET_HIGH * (width > DRAW_SHEET_WIDE ? width / DRAW_SHEET_WIDE : 1);
}

static int sheet_at(double high, int y) {
    return (int)((y + DRAW_MARGIN) / high);
}

static bool across(double high, int from, int to) {
    return sheet_at(high, from) != sheet_at(high, to - 1);
}

/* How many cards there are. */
static size_t assert_whole(const draw_box_t *box, double high) {
    size_t count = box->first == NULL;
    int bottom = box->paper_y + box->paper_h;
    if (count == 1 && box->h <= high - FREE) assert_false(across(high, box->paper_y, bottom));
    assert_true(box->paper_h >= box->h && box->paper_y >= box->y);
    for (const draw_box_t *child = box->first, *next; child != NULL; child = next) {
        next = child->next;
        assert_true(child->paper_y - box->paper_y >= child->y - box->y);
        assert_true(child->paper_y + child->paper_h <= bottom - (box->padded ? DRAW_PAD : 0));
        bool below = next != NULL && next->y >= child->y + child->h;
        if (below)
            assert_true(next->paper_y - child->paper_y - child->paper_h >=
                        (box->arrows ? DRAW_ARROW : DRAW_GAP));
        if (next != NULL && next->y == child->y) assert_int_equal(next->paper_y, child->paper_y);
        if (below && box->arrows) assert_false(across(high, next->paper_y - DRAW_ARROW + 3, next->paper_y));
        if (child->look == LOOK_SECTION && next != NULL && next->first == NULL)
            assert_false(across(high, child->paper_y, next->paper_y + next->h));
        count += assert_whole(child, high);
    }
    return count;
}

static void each_card_is_on_one_sheet_and_all_stand_as_they_did(void **state) {
    static const int WIDTHS[] = {358, 688, 1500};
    size_t cards = 0, parted = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        arena_t arena;
        arena_init(&arena, 0);
        rng_t r = {.state = seed, .arena = &arena};
        draw_box_t *root = random_drawing(&r);
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(draw_layout(root, WIDTHS[i], &arena), 0);
            int high = draw_sheets(root, true);
            parted += high > root->h;
            cards += assert_whole(root, high_of(root));
            assert_int_equal(draw_sheets(root, false), root->h);
            assert_int_equal(root->last->paper_y, root->last->y);
        }
        arena_free(&arena);
    }
    assert_true(cards > 30000 && parted > 400);
}

static void what_is_higher_than_a_sheet_begins_where_it_would(void **state) {
    arena_t *arena = &((cli_t *)*state)->arena;
    rng_t r = {.state = 1, .arena = arena};
    draw_box_t *root = draw_box(arena, DRAW_STACK, LOOK_NONE), *high = card(&r, "Head", LOOK_CARD);
    for (int i = 0; i < 100; i++) {
        draw_para(arena, high, 1, 0);
        draw_run(arena, high, DRAW_BODY, "a line");
    }
    draw_add(root, card(&r, "First", LOOK_CARD));
    draw_add(root, high);
    assert_int_equal(draw_layout(root, 688, arena), 0);
    assert_true(high->h > DRAW_SHEET_HIGH);
    assert_int_equal(draw_sheets(root, true), root->h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_card_is_on_one_sheet_and_all_stand_as_they_did),
        cmocka_unit_test(what_is_higher_than_a_sheet_begins_where_it_would),
    };
    return cmocka_run_group_tests_name("draw_sheets", tests, open_one, close_one);
}
