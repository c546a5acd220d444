/* Broken rule files: each answer names file and line, what is wrong and what to do, in the author's terms.
 * The words are those people see, so this is their golden table; a running version is not touched by any of
 * it. */
#include "rules_try.h"

#include "script/texts.h"

typedef struct broken {
    const char *source, *words;
} broken_t;

#define HEAD "flow 'a.flow' {\n  owner = 'hr', fallback = post 'boss', within = workdays(3),\n"
#define TAIL "  route = function(r) return approve 'x' { by = initiator } end,\n}\n"
#define ROUTE(body)                                                                                          \
    HEAD "  form = { amount = money {}, kind = choice { 'a', 'b' } },\n  route = function(r, set)\n" body    \
         "\n  end,\n}\n"

/* Errors when the file is opened. */
static const broken_t OPENED[] = {
#include "broken_opened.inc"
};

/* Errors when a plan is asked for, with amount = 5 EUR. */
static const broken_t PLANNED[] = {
#include "broken_planned.inc"
};

static void compare(texts_t *texts, const diag_t *d, const broken_t *b, arena_t *arena, size_t index) {
    char *words = texts_error(texts, d, arena);
    assert_non_null(words);
    if (getenv("SHOW_WORDS")) {
        print_message("%zu: %s\n", index, words);
        return;
    }
    assert_string_equal(words, b->words);
}

static void a_broken_file_is_told_with_place_and_remedy(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    texts_t *texts = texts_open("en", &d);
    if (!texts) fail_msg("%s", try_error(&d));
    for (size_t i = 0; i < sizeof OPENED / sizeof *OPENED; i++) {
        try_t t;
        try_open(&t, OPENED[i].source);
        if (t.rs) fail_msg("%zu was taken: %s", i, OPENED[i].source);
        compare(texts, &t.d, &OPENED[i], &t.arena, i);
        try_close(&t);
    }
    texts_close(texts);
}

static void a_broken_route_is_told_with_place_and_remedy(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    texts_t *texts = texts_open("en", &d);
    if (!texts) fail_msg("%s", try_error(&d));
    for (size_t i = 0; i < sizeof PLANNED / sizeof *PLANNED; i++) {
        try_t t;
        plan_t plan;
        try_open(&t, PLANNED[i].source);
        const flow_t *flow = try_flow(&t, "a.flow");
        try_fields(&t, flow, "amount", "5 EUR", NULL);
        if (try_plan(&t, flow, 0, &plan) == 0) fail_msg("%zu was taken: %s", i, PLANNED[i].source);
        compare(texts, &t.d, &PLANNED[i], &t.arena, i);
        try_close(&t);
    }
    texts_close(texts);
}

static void every_error_is_collected_and_the_sound_files_open(void **state) {
    (void)state;
    try_file_t files[] = {{"company/a.lua", "this is no Lua"},
                          {"company/b.lua", HEAD TAIL},
                          {"company/c.lua", "while true do end"},
                          {"company/d.lua", "flow 'a.other' { fallback = post 'boss', owner = 'hr' }"},
                          {"company/e.lua", "local t = {} for i = 1, 1e9 do t[i] = {} end"},
                          {"company/f.lua", "flow 'a.flow' { fallback = post 'boss', owner = 'hr' }"},
                          {"finance/g.lua", "extend 'a.flwo' {}"}};
    static const char *const expected[] = {
        "rule.syntax@company/a.lua:1",  "rule.time@company/c.lua:1",
        "rule.memory@company/e.lua:1",  "rule.twice@company/f.lua:1",
        "flow.unknown@finance/g.lua:1", "rule.route_or_stages@company/d.lua:1"};
    /* So that the hog is stopped by memory, not by time, also under a sanitizer. */
    const ruleset_options_t options = {.memory = 8 * 1024 * 1024};
    buf_t packed;
    diag_t errors[8];
    size_t count;
    assert_int_equal(hash_setup(), 0);
    buf_init(&packed, 0);
    try_pack(files, 7, NULL, 0, &packed);
    ruleset_t *rs = ruleset_open_all((bytes_t){packed.at, packed.len}, &options, errors, 8, &count);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < 6; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s@%s:%d", errors[i].code, errors[i].file, errors[i].line);
        assert_string_equal(text, expected[i]);
        diag_clear(&errors[i]);
    }
    assert_non_null(rs);
    assert_string_equal(ruleset_flow_at(rs, 0)->name, "a.flow");
    assert_null(ruleset_flow_at(rs, 1));
    ruleset_close(rs);
    diag_t d;
    diag_init(&d);
    assert_null(ruleset_open((bytes_t){packed.at, packed.len}, NULL, &d));
    assert_string_equal(d.code, "rule.syntax");
    diag_clear(&d);
    buf_free(&packed);
}

static void a_broken_version_leaves_the_running_one_alone(void **state) {
    (void)state;
    try_t running, broken;
    try_open(&running, HEAD TAIL);
    const flow_t *flow = try_flow(&running, "a.flow");
    try_open(&broken, "while true do end");
    assert_null(broken.rs);
    try_planned(&running, flow, "sequence[ x ]");
    try_close(&broken);
    try_planned(&running, flow, "sequence[ x ]");
    try_close(&running);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_file_is_told_with_place_and_remedy),
        cmocka_unit_test(a_broken_route_is_told_with_place_and_remedy),
        cmocka_unit_test(every_error_is_collected_and_the_sound_files_open),
        cmocka_unit_test(a_broken_version_leaves_the_running_one_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
