/* Words for codes: both languages have the same codes with the same parameters, and each code of the program
 * has words. */
#include "both_languages.h"

/* ---- the tables ---- */

/* Families whose English words are those that the program itself uses, so that only Chinese has to say them.
 */
static bool is_phrase(const char *code) {
    return strncmp(code, "expected.", 9) == 0 || strncmp(code, "thing.", 6) == 0 ||
           strncmp(code, "system.", 7) == 0;
}

static void both_languages_have_the_same_codes(void **state) {
    languages_t *l = *state;
    const char *code;
    int missing = 0;
    for (size_t i = 0; (code = texts_code_at(l->en, i)) != NULL; i++) {
        if (texts_template(l->zh, code) != NULL) continue;
        print_error("no Chinese words: %s\n", code);
        missing++;
    }
    for (size_t i = 0; (code = texts_code_at(l->zh, i)) != NULL; i++) {
        if (texts_template(l->en, code) != NULL || is_phrase(code)) continue;
        print_error("no English words: %s\n", code);
        missing++;
    }
    assert_int_equal(missing, 0);
}

/* The next mark {…} from *p on, into `mark`; false: none. */
static bool next_mark(const char **p, char mark[128]) {
    for (; **p != '\0'; ++*p) {
        if ((*p)[0] == '{' && (*p)[1] == '{') {
            ++*p;
        } else if (**p == '{') {
            size_t length = strcspn(++*p, "}");
            snprintf(mark, 128, "%.*s", (int)length, *p);
            *p += length;
            return true;
        }
    }
    return false;
}

static bool has_mark(const char *words, const char *wanted) {
    char mark[128];
    while (next_mark(&words, mark))
        if (strcmp(mark, wanted) == 0) return true;
    return false;
}

static void both_languages_use_the_same_parameters(void **state) {
    languages_t *l = *state;
    const char *code;
    int differences = 0;
    for (size_t i = 0; (code = texts_code_at(l->zh, i)) != NULL; i++) {
        const char *sides[2] = {texts_template(l->zh, code), texts_template(l->en, code)};
        for (int side = 0; side < 2 && sides[1] != NULL; side++) {
            char mark[128];
            for (const char *p = sides[side]; next_mark(&p, mark);) {
                if (has_mark(sides[1 - side], mark)) continue;
                print_error("%s: {%s} only in %s\n", code, mark, side == 0 ? "Chinese" : "English");
                differences++;
            }
        }
    }
    assert_int_equal(differences, 0);
}

static bool has_family(const texts_t *t, const char *family) {
    size_t length = strlen(family);
    const char *code;
    if (strcmp(family, "time") == 0 || strcmp(family, "system") == 0)
        return true; /* the system's own words are English */
    for (size_t i = 0; (code = texts_code_at(t, i)) != NULL; i++)
        if (strncmp(code, family, length) == 0 && code[length] == '.') return true;
    return false;
}

/* What is wrong with a template; NULL: nothing. */
static const char *template_problem(const texts_t *t, const char *words) {
    bool optional = false, parameter = false;
    if (words[0] == '\0') return "it is empty";
    for (const char *p = words; *p != '\0'; p++) {
        if ((*p == '[' || *p == '{') && p[1] == *p) {
            p++;
        } else if (*p == '[') {
            if (optional) return "an optional part in another one";
            optional = true;
            parameter = false;
        } else if (*p == ']') {
            if (!optional) return "] without [";
            if (!parameter) return "an optional part without a parameter";
            optional = false;
        } else if (*p == '{') {
            size_t length = strcspn(p, "}"), names = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz0123456789_/");
            char family[64];
            if (p[length] == '\0') return "{ without }";
            if (length > 60) return "a parameter that is too long";
            snprintf(family, sizeof family, "%.*s", (int)(length - names - 1), p + 1 + names);
            if (names == 0 || (family[0] != '\0' && family[0] != '|')) return "a parameter with a wrong name";
            if (family[0] == '|' && !has_family(t, family + 1)) return "a parameter of an unknown family";
            parameter = true;
            p += length;
        }
    }
    return optional ? "[ without ]" : NULL;
}

/* Headings of the command line are printed as they are, and one column has none. */
static bool is_plain(const char *code) {
    return strncmp(code, "help.", 5) == 0 || is_phrase(code) || strcmp(code, "column.note") == 0;
}

static void every_template_is_well_formed(void **state) {
    languages_t *l = *state;
    const texts_t *both[2] = {l->en, l->zh};
    const char *code;
    int wrong = 0;
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; (code = texts_code_at(both[k], i)) != NULL; i++) {
            const char *problem = template_problem(both[k], texts_template(both[k], code));
            if (problem == NULL || is_plain(code)) continue;
            print_error("%s (%s): %s\n", code, k == 0 ? "en" : "zh", problem);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* ---- codes in the C files ---- */

/* Literals that look like codes and are none, and why. Those of a place stand with it: a verb named elsewhere
 * than in the tables of verbs is still only a verb. */
static const struct {
    const char *literal, *why;
} NO_CODES[] = {
    {"calendar.import", "a verb"},
    {"calendar.put", "a verb"},
    {"calendar.reckon", "a setting"},
    {"incidents.settle", "a verb"},
    {"records.dispose", "a verb"},
    {"records.migrate", "a verb"},
    {"people.leaver", "a verb"},
    {"leaver.owed", "a setting"},
    {"vacancies.seen", "a setting"},
    {"vacancies.left", "a setting"},
    {"outbox.resend", "a verb"},
    {"report.acceptance", "a verb"},
    {"report.mutual", "a verb"},
    {"people.export", "a verb"},
    {"people.import", "a verb"},
    {"rules.activate", "a verb"},
    {"rules.rollback", "a verb"},
    {"settings.set", "a verb"},
    {"cases.csv", "a file"},
    {"countersign.conf", "a file"},
    {"countersign.db", "a file"},
    {"document.pdf", "a file"},
    {"people.lua", "a file"},
    {"run.sock", "a file"},
    {"rungs.csv", "a file"},
    {"summary.json", "a file"},
    {"tasks.csv", "a file"},
    {"channel.deliver_ms", "a slot of the plugin interface, told to its maker"},
    {"channel.name", "a slot of the plugin interface"},
    {"function.arguments_max", "a slot of the plugin interface"},
    {"function.call", "a slot of the plugin interface"},
    {"function.name", "a slot of the plugin interface"},
    {"bench.approver", "a person of the measurement"},
    {"bench.initiator", "a person of the measurement"},
    {"bench.one", "a flow of the measurement"},
    {"bench.hour", "a flow of the measurement"},
    {"bench.open", "a flow of the measurement"},
    {"bench.1", "a person of the measurement"},
    {"task.person", "a fact's path"},
    {"host.recovered", "a setting of the store"},
    {"check.table_", "how codes begin"},
};

enum { NO_CODES_COUNT = sizeof NO_CODES / sizeof *NO_CODES };

typedef struct scan {
    const languages_t *languages;
    bool met[NO_CODES_COUNT];
    int codes, missing;
} scan_t;

static bool looks_like_code(const char *text) {
    size_t dots = 0;
    if (!islower((unsigned char)text[0])) return false;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '.' && (p[1] == '\0' || p[1] == '.')) return false;
        if (*p != '.' && *p != '_' && !islower((unsigned char)*p) && !isdigit((unsigned char)*p))
            return false;
        dots += *p == '.';
    }
    return dots > 0;
}

static bool is_no_code(scan_t *scan, const char *text) {
    for (size_t i = 0; i < NO_CODES_COUNT; i++) {
        if (strcmp(NO_CODES[i].literal, text) != 0) continue;
        scan->met[i] = true;
        return true;
    }
    return false;
}

/* Codes that are words of a family: what happened, how somebody was found, why. */
static bool in_a_family(const texts_t *t, const char *text) {
    static const char *const families[] = {"event", "reason", "message", "note", "cause"};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (texts_word(t, families[i], text) != text) return true;
    return false;
}

/* Is it the code of an error that is made here? */
static bool makes_error(const char *statement) {
    static const char *const makers[] = {"diag_set(", "diag_wrap(", "sandbox_fail(", "read_fail(",
                                         "check_say("};
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        const char *call = strstr(statement, makers[i]);
        if (call != NULL && strchr(call, '"') == NULL) return true;
    }
    return false;
}

static void look_for_words(void *ctx, const c_literal_t *literal) {
    scan_t *scan = ctx;
    const texts_t *t = scan->languages->en;
    if (!looks_like_code(literal->text) || is_no_code(scan, literal->text)) return;
    scan->codes++;
    if (texts_template(t, literal->text) != NULL) return;
    if (!makes_error(literal->statement) && in_a_family(t, literal->text)) return;
    print_error("%s:%d: no words for %s\n", literal->file, literal->line, literal->text);
    scan->missing++;
}

static void every_code_in_the_program_has_words(void **state) {
    scan_t scan = {.languages = *state};
    assert_true(c_literals(SOURCE_DIR "/host", look_for_words, &scan) > 100);
    assert_true(scan.codes > 500);
    for (size_t i = 0; i < NO_CODES_COUNT; i++) {
        if (scan.met[i]) continue;
        print_error("no longer in the program: %s (%s)\n", NO_CODES[i].literal, NO_CODES[i].why);
        scan.missing++;
    }
    assert_int_equal(scan.missing, 0);
}

/* What a rule is told to write instead is a phrase in the call: the last one. */
static void look_for_phrase(void *ctx, const c_literal_t *literal) {
    static const char *const calls[] = {"read_expected(", "read_one_of(", "argument_fail(", "argument_text("};
    scan_t *scan = ctx;
    bool call = false;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        call |= strstr(literal->statement, calls[i]) != NULL;
    if (!call || literal->next != ')' || strlen(literal->text) < 4) return;
    scan->codes++;
    if (texts_word(scan->languages->zh, "expected", literal->text) != literal->text) return;
    print_error("%s:%d: no Chinese words for what is expected: %s\n", literal->file, literal->line,
                literal->text);
    scan->missing++;
}

static void what_a_rule_is_expected_to_write_is_said_in_chinese_too(void **state) {
    scan_t scan = {.languages = *state};
    (void)c_literals(SOURCE_DIR "/host/script", look_for_phrase, &scan);
    assert_true(scan.codes > 50);
    assert_int_equal(scan.missing, 0);
}

/* ---- families ---- */

static void assert_word(const languages_t *l, const char *family, const char *word) {
    char code[128];
    snprintf(code, sizeof code, "%s.%s", family, word);
    if (texts_template(l->en, code) == NULL || texts_template(l->zh, code) == NULL)
        fail_msg("no words for %s", code);
}

/* Every word from `first` on until the program knows no further one; how many. */
#define ASSERT_WORDS(l, family, type, word_of, first)                                                        \
    do {                                                                                                     \
        int known = 0;                                                                                       \
        for (int value = (first); value < 64; value++) {                                                     \
            const char *word = word_of((type)value);                                                         \
            if (word == NULL || word[0] == '\0' || strcmp(word, "unknown") == 0) continue;                   \
            assert_word(l, family, word);                                                                    \
            known++;                                                                                         \
        }                                                                                                    \
        assert_true(known > 1);                                                                              \
    } while (0)

static void every_state_kind_and_outcome_has_words(void **state) {
    languages_t *l = *state;
    ASSERT_WORDS(l, "event", event_kind_t, event_kind_word, 1);
    ASSERT_WORDS(l, "state", record_state_t, record_state_word, 1);
    ASSERT_WORDS(l, "outcome", outcome_t, outcome_word, 0);
    ASSERT_WORDS(l, "kind", step_kind_t, step_kind_word, 1);
    ASSERT_WORDS(l, "step", step_state_t, step_state_word, 1);
    ASSERT_WORDS(l, "task", task_state_t, task_state_word, 1);
    ASSERT_WORDS(l, "clock", clock_state_t, clock_state_word, 1);
    ASSERT_WORDS(l, "firing", rung_outcome_t, rung_outcome_word, 1);
    ASSERT_WORDS(l, "actor", actor_kind_t, actor_kind_word, 1);
    ASSERT_WORDS(l, "as", actor_kind_t, actor_kind_word, 1);
    ASSERT_WORDS(l, "auth", auth_kind_t, auth_kind_word, 0);
    ASSERT_WORDS(l, "do", command_kind_t, command_kind_word, 1);
    ASSERT_WORDS(l, "type", value_kind_t, value_kind_word, 0);
    for (int severity = CHECK_ERROR; severity <= CHECK_NOTE; severity++)
        assert_word(l, "severity", check_severity_word((check_severity_t)severity));
}

static void what_other_parts_name_by_word_has_words(void **state) {
    static const char *const words[][2] = {
        {"outbox", "pending"},
        {"outbox", "claimed"},
        {"outbox", "delivered"},
        {"outbox", "stuck"},
        {"import", "added"},
        {"import", "changed"},
        {"import", "ended"},
        {"import", "unchanged"},
        {"action", "remind"},
        {"action", "notify"},
        {"action", "reassign"},
        {"action", "refuse"},
        {"action", "approve"},
        {"action", "call"},
        {"cause", "outcome"},
        {"cause", "withdrawn"},
        {"cause", "returned"},
        {"cause", "empty"},
        {"cause", "reassigned"},
        {"cause", "condition"},
        {"cause", "on_refuse"},
        {"bench", "decisions"},
        {"bench", "socket"},
        {"bench", "socket_p99"},
        {"bench", "route"},
        {"bench", "sandbox"},
        {"bench", "filled"},
        {"bench", "start"},
        {"bench", "start_cold"},
        {"bench", "pending"},
        {"bench", "armed"},
        {"bench", "storm"},
        {"bench", "storm_p50"},
        {"bench", "storm_p99"},
        {"bench", "inbox_p50"},
        {"bench", "inbox"},
        {"bench", "wakeups"},
        {"bench", "resident"},
        {"bench", "lateness_p50"},
        {"bench", "lateness"},
        {"bench", "inbox_bare"},
        {"bench", "lateness_bare"},
        {"bench", "replay"},
        {"bench", "replayed"},
        {"bench", "deadlines"},
        {"bench", "idle"},
        {"bench", "no_log"},
        {"bench", "absent_log"},
        {"bench", "a_second"},
        {"bench", "us"},
        {"bench", "ms"},
        {"bench", "mib"},
        {"bench", "seconds"},
        {"bench", "times"},
        {"bench", "met"},
        {"bench", "missed"},
        {"day", "ordinary"},
        {"day", "off"},
        {"day", "mon"},
        {"step", "expected"},
        {"step", "not_reached"},
        {"setting_kind", "money"},
        {"setting_kind", "limit"},
        {"setting_kind", "number"},
        {"setting_kind", "text"},
        {"setting_kind", "flag"},
        {"setting_kind", "source"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_word(*state, words[i][0], words[i][1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_have_the_same_codes),
        cmocka_unit_test(both_languages_use_the_same_parameters),
        cmocka_unit_test(every_template_is_well_formed),
        cmocka_unit_test(every_code_in_the_program_has_words),
        cmocka_unit_test(what_a_rule_is_expected_to_write_is_said_in_chinese_too),
        cmocka_unit_test(every_state_kind_and_outcome_has_words),
        cmocka_unit_test(what_other_parts_name_by_word_has_words),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
