/* Small texts that people and files hand in. The first letter says what the rest is: 'c' a configuration
 * file, 't' an instant or a date, 'v' a field's value (its kind in the next letter), 'a' words of a command
 * line, one a line, 'p' a pattern and, after a zero byte, what it is matched with, 'j' JSON. What is read and
 * written again is the same. */
#include "base/json.h"
#include "cli/cli.h"
#include "fuzz/shared/pieces.h"
#include "script/text_pattern.h"
#include "server/config.h"
#include <setjmp.h>

enum { WORDS_MAX = 64, STEPS_MAX = 200000 };

static void read_config(const uint8_t *data, size_t size) {
    config_t config;
    diag_t d = {0};
    config_place_t where = {.folder = "/nowhere", .store = "/nowhere/x.db"};
    FUZZ_MUST(config_open(&where, &config, &d) == 0);
    if (config_read(&config, (const char *)data, size, "countersign.conf", "/nowhere", &d) == 0) {
        host_options_t options = config_host_options(&config, NULL);
        FUZZ_MUST(options.cache_bytes > 0 && options.rule_instructions > 0 && options.key_days > 0);
        for (const config_limit_t *l = config_limits; l->name != NULL; l++) {
            int64_t value;
            memcpy(&value, (const char *)&config.limits + l->at, sizeof value);
            FUZZ_MUST(value >= l->least && value <= l->most);
        }
        for (size_t i = 0; i < config.plugin_count; i++)
            FUZZ_MUST(config.plugins[i] != NULL && config.plugins[i][0] != '\0');
    } else {
        FUZZ_MUST(d.line > 0 || diag_is(&d, "memory.out"));
        fuzz_refused(&d);
    }
    config_free(&config);
}

static void read_time(const char *text) {
    instant_t t, again;
    day_t day, same;
    char out[INSTANT_TEXT];
    if (instant_parse(text, &t) == 0) {
        FUZZ_MUST(instant_format(t, 0, true, out)[0] != '\0');
        FUZZ_MUST(instant_parse(out, &again) == 0 && again == t);
        instant_format(t, 93599, false, out);
        if (out[0] != '\0') FUZZ_MUST(instant_parse(out, &again) != 0 || again == t);
    }
    if (day_parse(text, &day) == 0)
        FUZZ_MUST(day_parse(day_format(day, out), &same) == 0 && same == day && strcmp(out, text) == 0);
}

static void read_value(uint8_t letter, const char *text) {
    static const char *choices[] = {"small", "large", NULL};
    arena_t arena;
    value_t value, again;
    diag_t d = {0};
    field_def_t def = {.name = "f",
                       .label_en = "F",
                       .label_zh = "F",
                       .kind = (value_kind_t)(1 + letter % VALUE_FLAG),
                       .choices = choices};
    if (letter & 0x40) def.max_length = 5, def.currency = "EUR";
    arena_init(&arena, 0);
    if (field_parse(&def, text, &arena, &value, &d) != 0) {
        FUZZ_MUST(value.kind == VALUE_NONE);
        fuzz_refused(&d);
    } else if (value.kind != VALUE_NONE) {
        char *written = value_text(&value, &arena);
        FUZZ_MUST(written != NULL && value_equal(&value, &value));
        if (field_parse(&def, written, &arena, &again, &d) != 0) fuzz_broken(d.code, __FILE__, __LINE__);
        FUZZ_MUST(value_equal(&value, &again));
    }
    arena_free(&arena);
}

/* The words as an argument vector; the first, or the first two, name a verb. */
static void read_words(char *text) {
    char *words[WORDS_MAX], two[128];
    int count = 0;
    for (char *word; count < WORDS_MAX && (word = strsep(&text, "\n")) != NULL;)
        words[count++] = word;
    for (const verb_t *verb = cli_verbs; verb->name != NULL && count > 0; verb++) {
        int used = strcmp(verb->name, words[0]) == 0;
        snprintf(two, sizeof two, "%s %s", words[0], count > 1 ? words[1] : "");
        if (strcmp(verb->name, two) == 0) used = 2;
        if (used == 0) continue;
        diag_t d = {0};
        json_t *request = json_object();
        if (args_parse(verb, count - used, words + used, request, &d) == 0) {
            char *line = json_write(request);
            FUZZ_MUST(line != NULL && strlen(line) >= 2);
            mem_free(line);
        } else {
            fuzz_refused(&d);
        }
        json_decref(request);
        return;
    }
}

static void stop_matching(pattern_match_t *m) {
    longjmp(*(jmp_buf *)m->ctx, 1);
}

static void match(bytes_t input) {
    static pattern_t pattern;
    bytes_t text, subject;
    jmp_buf stopped;
    fuzz_split(input, &text, &subject);
    if (pattern_compile(&pattern, (const char *)text.at, text.len, true) != NULL) return;
    const char *from = (const char *)subject.at, *end = from + subject.len;
    pattern_match_t m = {.pattern = &pattern,
                         .subject = from,
                         .end = end,
                         .out_of_steps = stop_matching,
                         .ctx = &stopped,
                         .steps = STEPS_MAX};
    if (setjmp(stopped) != 0) return;
    for (const char *at = from; at <= end; at++) {
        const char *to = pattern_match_at(&m, at);
        if (to == NULL) continue;
        FUZZ_MUST(to >= at && to <= end);
        for (int i = 0; i < pattern.capture_count; i++)
            FUZZ_MUST(m.captures[i].at >= from && m.captures[i].at <= end &&
                      (m.captures[i].len == PATTERN_POSITION ||
                       (m.captures[i].len >= 0 && m.captures[i].at + m.captures[i].len <= end)));
    }
}

static void read_json(const uint8_t *data, size_t size) {
    diag_t d = {0};
    json_t *value = json_read((const char *)data, size, size, &d);
    if (value == NULL) {
        fuzz_refused(&d);
        return;
    }
    char *text = json_write(value);
    FUZZ_MUST(text != NULL);
    json_t *again = json_read(text, strlen(text), strlen(text), &d);
    FUZZ_MUST(again != NULL && json_equal(value, again));
    json_decref(again);
    json_decref(value);
    mem_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    fuzz_setup();
    char *text = fuzz_text(data + 1, size - 1);
    if (data[0] == 'c') read_config(data + 1, size - 1);
    if (data[0] == 't') read_time(text);
    if (data[0] == 'v') read_value(data[1], text + 1);
    if (data[0] == 'a') read_words(text);
    if (data[0] == 'p') match((bytes_t){data + 1, size - 1});
    if (data[0] == 'j') read_json(data + 1, size - 1);
    free(text);
    return 0;
}

/* ---- the mutator ---- */

static const char *const WHOLES[] = {
    "c# a comment\nstore = data/x.db\nplugins = file iban\nplugin.file.folder = /tmp\nbatch_max = "
    "128\nread_ms=2000\n",
    "t2017-01-09T09:49:50.125+01:00",
    "t2024-02-29",
    "vA26.85 EUR",
    "vB12.5",
    "vC2026-01-31",
    "vD2026-01-01..2026-01-31",
    "vEsmall",
    "vF#42",
    "vJyes",
    "v@text",
    "adraft\nsales.purchase\namount=1\nitems.1.what=Desk\nitems.2.what=x\n--department=sales",
    "arules\nsettings\n--flow\nx",
    "apeople\nimport\nposts\nfile.csv",
    "p^%s*(%a+)[%d_]-()%b()%f[%w]x?$",
    "j{\"a\":[1,-2.5e3,\"\\u00e9\",null,true],\"b\":{}}",
    NULL,
};

static const char *const PIECES[] = {
    "store",
    "socket",
    "documents",
    "plugin_folder",
    "plugins",
    "plugin.a.b = c\n",
    "batch_max = 0\n",
    "queue_max = 1\n",
    "rule_wall_ms = 60001\n",
    "=",
    "#",
    "\n",
    "cache_mib = 9223372036854775808\n",
    "readers = 0x10\n",
    "read_ms = +10 \n",
    "\r\n",
    "9999-12-31",
    "0000-01-01",
    "-0001-01-01",
    "T23:59:60",
    "T24:00:00Z",
    "+14:00",
    "-00:00",
    "Z",
    ".999",
    ".0001",
    "9223372036854775807",
    "92233720368547758.07",
    "-0.01 EUR",
    "EUR 1",
    "JPY",
    "KWD",
    "1e5",
    "0.0000000001",
    "000001",
    "..",
    "#",
    "#0",
    "yes",
    "no",
    "small",
    "--",
    "--step",
    "--task=1",
    "--json",
    "-o",
    "x=1",
    "items.1.a=1",
    "items.1000.a=1",
    "items.1=1",
    "a.b.c=",
    "=",
    "--reason",
    "approve",
    "submit",
    "tasks",
    "calendar\nimport",
    "people\nimport",
    "rules\nactivate",
    "%a",
    "%1",
    "%b()",
    "%f[^%w]",
    "[^]-a]",
    "[a-z%-]",
    "()",
    "(a*)*",
    ".-",
    ".*",
    "$",
    "^",
    "%",
    "[]",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "{\"a\":1,\"a\":2}",
    "\\ud800",
    "\\u0000",
    "1e999",
    "-0",
    "[[[[[[[[[[",
    "]]]]",
    NULL,
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    size_t made = pieces_mutate(PIECES, WHOLES, data, size, room, seed);
    if (seed % 7 == 0 && made > 4 && data[0] == 'p') data[made / 2] = '\0'; /* where what is matched begins */
    return made;
}
