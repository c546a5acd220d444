/* Text of a drawing: how wide it is, where it breaks, what is cut. */
#include "unit/cli/drawing.h"

#include "support/random_model.h"

static arena_t arena;

static int open_arena(void **state) {
    (void)state;
    arena_init(&arena, 0);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_free(&arena);
    return 0;
}

static draw_para_t para_of(draw_run_t *runs, size_t count, int lines_max) {
    return (draw_para_t){.runs = runs, .run_count = count, .lines_max = lines_max};
}

static const char *line_text(const draw_line_t *line) {
    const char *text = "";
    for (size_t i = 0; i < line->count; i++)
        text = arena_printf(&arena, "%s%.*s", text, (int)line->pieces[i].length, line->pieces[i].text);
    return text;
}

/* The lines of one text, joined by "|". */
static const char *wrapped(const char *text, int width, int lines_max) {
    draw_run_t run = {text, DRAW_BODY};
    draw_para_t para = para_of(&run, 1, lines_max);
    const char *all = "";
    assert_int_equal(draw_wrap(&para, width, &arena), 0);
    for (size_t i = 0; i < para.line_count; i++)
        all = arena_printf(&arena, "%s%s%s", all, i > 0 ? "|" : "", line_text(&para.lines[i]));
    return all;
}

static int64_t px(const char *text, draw_style_t style) {
    return (draw_measure(text, strlen(text), style) + 999) / 1000;
}

static void a_chinese_character_is_as_wide_as_the_font_is_high(void **state) {
    (void)state;
    assert_int_equal(draw_measure("审批", strlen("审批"), DRAW_BODY), 2 * 13 * 1000);
    assert_true(draw_measure("ab", 2, DRAW_BODY) < draw_measure("审批", strlen("审批"), DRAW_BODY));
    assert_true(draw_measure("ab", 2, DRAW_STRONG) > draw_measure("ab", 2, DRAW_BODY));
    assert_int_equal(draw_measure("", 0, DRAW_BODY), 0);
}

static void words_stay_whole_while_there_is_room(void **state) {
    (void)state;
    assert_string_equal(wrapped("the head of the department", (int)px("department x", DRAW_BODY), 9),
                        "the head of|the|department");
    assert_string_equal(wrapped("  two  blanks  ", 400, 9), "two  blanks");
    assert_string_equal(wrapped("one\nline", 400, 9), "one\nline");
}

static void a_word_that_is_too_long_is_cut_between_characters(void **state) {
    (void)state;
    assert_string_equal(wrapped("abcdefgh", (int)px("abcd", DRAW_BODY), 9), "abcd|efgh");
    assert_string_equal(wrapped("well-known", (int)px("well-kn", DRAW_BODY), 9), "well-|known");
    assert_string_equal(wrapped("ab", 1, 9), "a|b");
}

static void chinese_breaks_anywhere_but_before_its_punctuation(void **state) {
    (void)state;
    assert_string_equal(wrapped("部门负责人", 13 * 3, 9), "部门负|责人");
    assert_string_equal(wrapped("同意，请办", 13 * 2, 9), "同|意，|请办");
    assert_string_equal(wrapped("见《规定》", 13 * 2, 9), "见|《规|定》");
}

static void a_time_is_never_broken_and_a_dot_does_not_end_a_line(void **state) {
    (void)state;
    const char *text = "approved · 2026-03-02\xC2\xA0"
                       "09:00";
    assert_string_equal(wrapped(text, (int)px("approved · 2026-03-02", DRAW_BODY), 9),
                        "approved|2026-03-02\xC2\xA0"
                        "09:00");
    assert_string_equal(wrapped("a · b", 400, 9), "a · b");
}

static void a_blank_that_holds_together_begins_no_line_after_chinese(void **state) {
    (void)state;
    assert_string_equal(wrapped("还剩期限\xC2\xA0"
                                "2026",
                                13 * 4, 9),
                        "还剩期|限\xC2\xA0"
                        "2026");
}

static void a_time_that_has_no_room_is_broken_at_its_blanks(void **state) {
    (void)state;
    const char *text = "was\xC2\xA0"
                       "due\xC2\xA0"
                       "2026-03-02\xC2\xA0"
                       "09:00";
    assert_string_equal(wrapped(text, (int)px("was due 2026-03-02 09", DRAW_BODY), 9),
                        "was\xC2\xA0"
                        "due\xC2\xA0"
                        "2026-03-02\xC2\xA0|09:00");
}

static void between_parts_it_is_broken_rather_than_within_one_where_asked(void **state) {
    (void)state;
    draw_run_t run = {"还剩 9 小时 · 期限\xC2\xA0"
                      "09:00",
                      DRAW_BODY};
    draw_para_t para = para_of(&run, 1, 3);
    int width = (int)px("还剩 9 小时 · 期", DRAW_BODY) + 1;
    assert_int_equal(draw_wrap(&para, width, &arena), 0);
    assert_string_equal(line_text(&para.lines[0]), "还剩 9 小时 · 期");
    para = para_of(&run, 1, 3);
    para.by_parts = true;
    assert_int_equal(draw_wrap(&para, width, &arena), 0);
    assert_int_equal(para.line_count, 2);
    assert_string_equal(line_text(&para.lines[0]), "还剩 9 小时");
    assert_string_equal(line_text(&para.lines[1]), "期限\xC2\xA0"
                                                   "09:00");
}

static void a_dot_between_parts_begins_no_line_that_follows(void **state) {
    (void)state;
    assert_string_equal(wrapped("abcdefgh · then", (int)px("abcdefgh", DRAW_BODY), 9), "abcdefgh|then");
    assert_string_equal(wrapped("· first", 400, 9), "· first");
}

static void no_mark_that_joins_stands_before_an_ellipsis(void **state) {
    (void)state;
    assert_string_equal(wrapped("one, two, three", (int)px("one, two, …", DRAW_BODY), 1), "one, two…");
    assert_string_equal(wrapped("甲、乙、丙丁戊", (int)px("甲、乙、…", DRAW_BODY), 1), "甲、乙…");
}

static void what_has_no_room_is_cut_with_an_ellipsis_after_a_whole_word(void **state) {
    (void)state;
    int width = (int)px("the head of it", DRAW_BODY);
    assert_string_equal(wrapped("the head of it decides", width, 1), "the head of…");
    assert_string_equal(wrapped("the head of it", width, 1), "the head of it");
    assert_string_equal(wrapped("部门负责人", 13 * 3, 1), "部门…");
}

static void a_mark_and_an_indent_take_their_room(void **state) {
    (void)state;
    draw_run_t run = {"aa aa", DRAW_BODY};
    draw_para_t para = para_of(&run, 1, 3);
    int width = (int)px("aa aa", DRAW_BODY);
    assert_int_equal(draw_wrap(&para, width, &arena), 0);
    assert_int_equal(para.line_count, 1);
    para.mark = MARK_OPEN;
    assert_int_equal(draw_wrap(&para, width, &arena), 0);
    assert_int_equal(para.line_count, 2);
    assert_int_equal(draw_wrap(&para, width + DRAW_MARK_WIDTH, &arena), 0);
    assert_int_equal(para.line_count, 1);
    assert_int_equal(para.width, width + DRAW_MARK_WIDTH);
}

/* Whatever is written: no line is too wide unless it is one character, none too many, none of the text is
 * lost before the ellipsis. */
static void lines_of_random_texts_fit_and_lose_nothing(void **state) {
    (void)state;
    rng_t r = {.state = 20261122, .arena = &arena};
    for (int round = 0; round < 3000; round++) {
        draw_run_t runs[3];
        for (size_t i = 0; i < 3; i++)
            runs[i] = (draw_run_t){random_text(&r, 60), (draw_style_t)rng_below(&r, DRAW_STYLES)};
        draw_para_t para = para_of(runs, 3, 1 + (int)rng_below(&r, 5));
        int width = 20 + (int)rng_below(&r, 300);
        assert_int_equal(draw_wrap(&para, width, &arena), 0);
        assert_true((int)para.line_count <= para.lines_max);
        const char *all = "", *shown = "";
        for (size_t i = 0; i < 3; i++)
            all = arena_printf(&arena, "%s%s", all, runs[i].text);
        for (size_t i = 0; i < para.line_count; i++) {
            int64_t wide = 0;
            const char *text = line_text(&para.lines[i]);
            for (size_t k = 0; k < para.lines[i].count; k++) {
                const draw_piece_t *piece = &para.lines[i].pieces[k];
                wide += draw_measure(piece->text, piece->length, piece->style);
            }
            assert_true(wide <= width * INT64_C(1000) || strlen(text) <= 4 + strlen("…"));
            shown = arena_printf(&arena, "%s%s", shown, text);
        }
        const char *at = all;
        size_t length = strlen(shown) - (para.cut ? strlen("…") : 0);
        for (size_t i = 0; i < length;
             i++) { /* but for blanks and dots at the ends of lines, all of it in order */
            while (*at != '\0' && *at != shown[i])
                at++;
            assert_int_equal(*at, shown[i]);
            at++;
        }
        if (!para.cut) assert_true(strspn(at, " \n\t\xE3\x80") == strlen(at));
        arena_reset(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chinese_character_is_as_wide_as_the_font_is_high),
        cmocka_unit_test(words_stay_whole_while_there_is_room),
        cmocka_unit_test(a_word_that_is_too_long_is_cut_between_characters),
        cmocka_unit_test(chinese_breaks_anywhere_but_before_its_punctuation),
        cmocka_unit_test(a_time_is_never_broken_and_a_dot_does_not_end_a_line),
        cmocka_unit_test(a_blank_that_holds_together_begins_no_line_after_chinese),
        cmocka_unit_test(a_time_that_has_no_room_is_broken_at_its_blanks),
        cmocka_unit_test(between_parts_it_is_broken_rather_than_within_one_where_asked),
        cmocka_unit_test(a_dot_between_parts_begins_no_line_that_follows),
        cmocka_unit_test(no_mark_that_joins_stands_before_an_ellipsis),
        cmocka_unit_test(what_has_no_room_is_cut_with_an_ellipsis_after_a_whole_word),
        cmocka_unit_test(a_mark_and_an_indent_take_their_room),
        cmocka_unit_test(lines_of_random_texts_fit_and_lose_nothing),
    };
    return cmocka_run_group_tests_name("draw_text", tests, open_arena, close_arena);
}
