/* countersign test: the tests that stand in rule files, each a form and the route that it must take, run
 * through the same preview that people see. */
#include "base/json.h"
#include "cli/put_rules.h"
#include "cli/scratch.h"
#include "cli/verbs.h"
#include "script/ruleset.h"
#include <stdlib.h>
#include <string.h>

typedef struct testing {
    cli_t *cli;
    scratch_t scratch;
    ruleset_content_t content;
    hash_t active; /* the ruleset in force in the scratch company */
    size_t passed, failed;
    json_t *results;
} testing_t;

/* Puts the rules with a test's settings into force, unless they are already. */
static int activate(testing_t *t, const rule_test_t *test, diag_t *d) {
    ruleset_content_t content = t->content;
    content.settings = test->settings;
    content.setting_count = test->setting_count;
    return put_rules(company_host(t->scratch.here.company), &content, "test", &t->active, d);
}

static long long number(const json_t *step, const char *name) {
    return (long long)json_integer_value(json_object_get(step, name));
}

static const char *text(const json_t *object, const char *name) {
    const char *value = json_string_value(json_object_get(object, name));
    return value != NULL ? value : "";
}

static bool is_group(const char *kind) {
    static const char *const GROUPS[] = {"sequence", "all", "any", "vote", "parallel", "loop"};
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        if (strcmp(kind, GROUPS[i]) == 0) return true;
    return false;
}

/* How many steps below `parent` are not left out. */
static size_t children(const json_t *steps, long long parent) {
    size_t i, count = 0;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) count +=
        number(step, "parent") == parent && strcmp(text(step, "state"), "left_out") != 0;
    return count;
}

/* The steps below `parent` that are not left out, as `expect` writes them: names one after the other, what
 * stands side by side in braces; a group of one is that one, and a sequence within a group stands in
 * brackets. What decides when a loop's rounds are used up comes after what that repeats. */
static void write_route(const json_t *steps, long long parent, bool side_by_side, buf_t *out) {
    size_t i;
    json_t *step;
    bool first = true;
    json_array_foreach((json_t *)steps, i, step) {
        if (number(step, "parent") != parent || strcmp(text(step, "state"), "left_out") == 0) continue;
        const char *kind = text(step, "kind");
        if (!first) buf_puts(out, side_by_side ? " " : ", ");
        first = false;
        if (!is_group(kind)) {
            buf_puts(out, text(step, "name"));
            continue;
        }
        bool sequence = strcmp(kind, "sequence") == 0 || strcmp(kind, "loop") == 0,
             several = children(steps, number(step, "no")) > 1;
        bool marked = several && (!sequence || side_by_side);
        if (marked) buf_puts(out, sequence ? "[" : "{");
        write_route(steps, number(step, "no"), several ? !sequence : side_by_side, out);
        if (marked) buf_puts(out, sequence ? "]" : "}");
    }
}

static char *expected_route(const char **names, arena_t *arena) {
    char *route = arena_strdup(arena, "");
    for (const char **e = names; e != NULL && *e != NULL && route != NULL; e++)
        route = arena_printf(arena, "%s%s%s", route, e == names ? "" : ", ", *e);
    return route;
}

/* Whether these are owed, and nothing else, in the order of the plan (A64). */
static bool owed_match(const json_t *answer, const char *expected, arena_t *arena, char **found) {
    size_t i;
    json_t *step;
    *found = arena_strdup(arena, "");
    json_array_foreach(json_object_get(answer, "owed"), i, step) {
        *found = arena_printf(arena, "%s%s%s", *found != NULL ? *found : "", i > 0 ? ", " : "",
                              text(step, "for_step"));
    }
    return expected != NULL && *found != NULL && strcmp(*found, expected) == 0;
}

static const json_t *step_named(const json_t *steps, const char *name, size_t length) {
    size_t i;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) {
        if (strlen(text(step, "name")) == length && strncmp(text(step, "name"), name, length) == 0)
            return step;
    }
    return NULL;
}

/* "head=li.na" or "head=li.na,wang.fang": the people of that step, in any order. */
static bool people_match(const json_t *steps, const char *wanted, arena_t *arena, char **found) {
    const char *equals = strchr(wanted, '=');
    const json_t *step = equals != NULL ? step_named(steps, wanted, (size_t)(equals - wanted)) : NULL;
    size_t i, count = 0, matched = 0, asked = 1;
    json_t *holder;
    *found = arena_strdup(arena, "");
    for (const char *p = equals; p != NULL && *p != '\0'; p++)
        asked += *p == ',';
    json_array_foreach(json_object_get(step, "people"), i, holder) {
        const char *handle = text(json_object_get(holder, "person"), "handle");
        size_t length = strlen(handle);
        *found = arena_printf(arena, "%s%s%s", *found != NULL ? *found : "", count > 0 ? "," : "", handle);
        count++;
        for (const char *p = equals + 1; p != NULL; p = strchr(p, ',') != NULL ? strchr(p, ',') + 1 : NULL)
            if (strncmp(p, handle, length) == 0 && (p[length] == ',' || p[length] == '\0')) matched++;
    }
    return step != NULL && count == asked && matched == asked;
}

/* The plan of the stage that the test is about. */
static const json_t *stage_of(const json_t *answer, const rule_test_t *test) {
    size_t i;
    json_t *stage;
    const json_t *last = NULL;
    json_array_foreach(json_object_get(answer, "stages"), i, stage) {
        if (test->stage != NULL && strcmp(text(stage, "stage"), test->stage) == 0) return stage;
        if (test->stage == NULL && (last == NULL || strcmp(text(last, "stage"), "prepare") == 0))
            last = stage;
    }
    return test->stage == NULL ? last : NULL;
}

/* What a difference is told by. */
typedef struct difference {
    const char *expected, *found;
} difference_t;

static const char *part_of(void *ctx, const char *name) {
    const difference_t *difference = ctx;
    if (strcmp(name, "expected") == 0) return difference->expected;
    return strcmp(name, "found") == 0 ? difference->found : NULL; /* other names are asked for, by language */
}

static const char *differs(cli_t *cli, const char *code, const char *expected, const char *found) {
    difference_t difference = {expected, found != NULL ? found : ""};
    const char *words = texts_fill(cli->texts, code, part_of, &difference, &cli->arena);
    return words != NULL ? words : code;
}

/* The error that the test expects, anywhere among the causes; NULL: it is there. */
static const char *compare_error(cli_t *cli, const rule_test_t *test, const json_t *error) {
    for (const json_t *e = error; json_is_object(e); e = json_object_get(e, "cause"))
        if (strcmp(text(e, "code"), test->expect_error) == 0) return NULL;
    return differs(cli, "test.error", test->expect_error,
                   json_is_object(error) ? text(error, "code") : cli_word(cli, "test.a_route"));
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *joined(const char *const *list, size_t count, arena_t *arena) {
    char *text = arena_strdup(arena, "");
    for (size_t i = 0; i < count && text != NULL; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", list[i]);
    return text;
}

/* "head=limit,conflict": the checks of a step that find something (P1.3.1); NULL: none does. */
static const char *blocked_at(const json_t *step, arena_t *arena) {
    size_t i;
    json_t *check;
    const char *all = NULL;
    json_array_foreach(json_object_get(step, "checks"), i, check) {
        if (json_array_size(json_object_get(check, "found")) == 0 && !json_object_get(check, "problem"))
            continue;
        all = arena_printf(arena, "%s%s%s", all != NULL ? all : text(step, "name"), all != NULL ? "," : "=",
                           json_string_value(json_object_get(check, "check")));
    }
    return all;
}

/* NULL: they block what is expected, and nothing else. */
static const char *compare_blocks(cli_t *cli, const rule_test_t *test, const json_t *steps, arena_t *arena) {
    const char **found = arena_array(arena, json_array_size(steps) + 1, sizeof *found);
    size_t i, count = 0, expected = 0;
    json_t *step;
    if (found == NULL) return cli_word(cli, "memory.out");
    json_array_foreach((json_t *)steps, i, step) {
        found[count] = blocked_at(step, arena);
        count += found[count] != NULL;
    }
    qsort(found, count, sizeof *found, by_text);
    while (test->blocks[expected] != NULL)
        expected++;
    char *wanted = joined(test->blocks, expected, arena), *got = joined(found, count, arena);
    if (wanted == NULL || got == NULL) return cli_word(cli, "memory.out");
    return strcmp(wanted, got) == 0 ? NULL : differs(cli, "test.blocks", wanted, got);
}

/* NULL: as expected; otherwise what was found instead. */
static const char *compare(cli_t *cli, const rule_test_t *test, const json_t *answer, arena_t *arena) {
    const json_t *error = json_object_get(answer, "error");
    if (test->expect_error != NULL) return compare_error(cli, test, error);
    if (json_is_object(error)) return differs(cli, "test.refused", "", cli_error_words(cli, error));
    const json_t *steps = json_object_get(stage_of(answer, test), "steps");
    buf_t route;
    buf_init(&route, 0);
    write_route(steps, 0, false, &route);
    buf_u8(&route, 0);
    const char *result = NULL;
    char *expected = expected_route(test->expect, arena), *owed = expected_route(test->expect_owed, arena);
    char *found;
    if (route.failed || expected == NULL || owed == NULL)
        result = cli_word(cli, "memory.out");
    else if (test->expect != NULL && strcmp((const char *)route.at, expected) != 0)
        result = differs(cli, "test.route", expected, (const char *)route.at);
    if (result == NULL && test->expect_owed != NULL && !owed_match(answer, owed, arena, &found))
        result = differs(cli, "test.owed", owed, found);
    for (const char **p = test->expect_people; result == NULL && p != NULL && *p != NULL; p++)
        if (!people_match(steps, *p, arena, &found)) result = differs(cli, "test.people", *p, found);
    if (result == NULL && test->blocks != NULL) result = compare_blocks(cli, test, steps, arena);
    buf_free(&route);
    return result;
}

static int set_clock(testing_t *t, const rule_test_t *test) {
    day_t day;
    if (test->at == NULL) return 0;
    if (instant_parse(test->at, &t->cli->clock) == 0) return 0;
    if (day_parse(test->at, &day) != 0) return -1;
    t->cli->clock =
        (instant_t)day * MS_DAY + 12 * MS_HOUR; /* noon in UTC: the same date in all but the farthest zones */
    return 0;
}

static json_t *request_of(const rule_test_t *test) {
    json_t *fields = json_object();
    for (size_t i = 0; i < test->field_count; i++)
        json_object_set_new(fields, test->fields[i].name, json_lossy(test->fields[i].text));
    json_t *request =
        json_pack("{s:s,s:s,s:s,s:o}", "verb", "plan", "flow", test->flow, "as", test->by, "fields", fields);
    for (const char **p = test->picks; p != NULL && *p != NULL; p++) {
        const char *equals = strchr(*p, '=');
        json_t *picks = json_object_get(request, "picks");
        if (picks == NULL) json_object_set_new(request, "picks", picks = json_object());
        json_object_setn_new(picks, *p, (size_t)(equals - *p), json_string(equals + 1));
    }
    if (test->urgent) json_object_set_new(request, "urgent", json_true());
    if (test->department != NULL) json_object_set_new(request, "department", json_string(test->department));
    return request;
}

static void report(testing_t *t, const rule_test_t *test, const char *problem) {
    *(problem == NULL ? &t->passed : &t->failed) += 1;
    json_array_append_new(t->results,
                          json_pack("{s:s,s:s,s:i,s:b,s:s?}", "test", test->name, "file", test->file, "line",
                                    test->line, "passed", problem == NULL, "problem", problem));
    if (t->cli->json) return;
    fprintf(t->cli->out, "%s %s\n", problem == NULL ? "✓" : "✗", test->name);
    if (problem != NULL) fprintf(t->cli->out, "    %s:%d: %s\n", test->file, test->line, problem);
}

static int run_tests(testing_t *t, ruleset_t *rules, diag_t *d) {
    const rule_test_t *test;
    arena_t arena;
    arena_init(&arena, 0);
    int status = 0;
    instant_t now = t->cli->clock;
    for (size_t i = 0; status == 0 && (test = ruleset_test_at(rules, i)) != NULL; i++) {
        t->cli->clock = now;
        if (set_clock(t, test) != 0) {
            report(t, test, cli_word(t->cli, "test.at"));
            continue;
        }
        status = activate(t, test, d);
        if (status != 0) break;
        json_t *answer = here_ask(&t->scratch.here, request_of(test));
        report(t, test, compare(t->cli, test, answer, &arena));
        json_decref(answer);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return status;
}

static const char *counted(void *ctx, const char *name) {
    testing_t *t = ctx;
    if (strcmp(name, "passed") != 0 && strcmp(name, "failed") != 0) return NULL;
    char *count = arena_printf(&t->cli->arena, "%zu", strcmp(name, "passed") == 0 ? t->passed : t->failed);
    return count != NULL ? count : "?";
}

static int test_folder(testing_t *t, const char *folder, diag_t *d) {
    buf_t packed;
    hash_t hash;
    buf_init(&packed, RULESET_MAX);
    ruleset_t *rules = NULL;
    const host_options_t *config = host_config(company_host(t->scratch.here.company));
    ruleset_options_t options = {.functions = config->functions, .function_count = config->function_count};
    int status = ruleset_read_folder(folder, &t->cli->arena, &t->content, d);
    if (status == 0) status = ruleset_pack(&t->content, &packed, &hash, d);
    if (status == 0) rules = ruleset_open((bytes_t){packed.at, packed.len}, &options, d);
    status = rules == NULL ? -1 : run_tests(t, rules, d);
    ruleset_close(rules);
    buf_free(&packed);
    return status;
}

int verb_test(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    const char *folder = json_text(request, "folder", false, &d);
    if (folder == NULL) folder = "rules";
    testing_t t = {.cli = cli, .results = json_array()};
    int code = scratch_open(&t.scratch, cli, folder, json_text(request, "people", false, &d));
    if (code == EXIT_DONE) {
        if (test_folder(&t, folder, &d) != 0)
            code = cli_error(cli, &d);
        else if (t.failed > 0)
            code = EXIT_REFUSED;
        if (cli->json && d.code == NULL) {
            json_t *answer =
                json_pack("{s:b,s:I,s:I,s:O}", "ok", t.failed == 0, "passed", (json_int_t)t.passed, "failed",
                          (json_int_t)t.failed, "tests", t.results);
            cli_print_json(cli, answer);
        } else if (d.code == NULL) {
            char *words = texts_fill(cli->texts, "test.passed", counted, &t, &cli->arena);
            fprintf(cli->out, "%s\n", words != NULL ? words : "");
        }
        scratch_close(&t.scratch, cli);
    }
    json_decref(t.results);
    diag_clear(&d);
    return code;
}
