/* From the words of the command line to a verb; help; errors in the reader's words. */
#include "cli/cli.h"
#include "base/json.h"
#include "calendar/zone.h"
#include "cli/harmless.h"
#include "cli/table.h"
#include "server/fields.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 16 }; /* of arguments in help */
static const char DEFAULT_FOLDER[] = "company";

/* LC_ALL, LC_MESSAGES, LANG, in this order, as setlocale(3) takes them. */
static bool wants_chinese(void) {
    static const char *const NAMES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(NAMES[i]);
        if (value != NULL && value[0] != '\0') return strncmp(value, "zh", 2) == 0;
    }
    return false;
}

const char *cli_word(cli_t *cli, const char *code) {
    const char *words = texts_template(cli->texts, code);
    return words != NULL ? words : code;
}

/* What kind of failure a code is: scripts tell them apart by the exit code. */
static int exit_code_of(const char *code) {
    static const char *const FAILED[] = {"store.",  "server.", "file.",    "memory.",  "host.",
                                         "plugin.", "config.", "csv.open", "company.", "ruleset.unreadable"};
    if (strncmp(code, "usage.", 6) == 0) return EXIT_USAGE;
    if (strcmp(code, "interrupted") == 0) return EXIT_INTERRUPTED;
    for (size_t i = 0; i < sizeof FAILED / sizeof *FAILED; i++)
        if (strncmp(code, FAILED[i], strlen(FAILED[i])) == 0 && strcmp(code, "store.not_found") != 0)
            return EXIT_FAILED;
    return EXIT_REFUSED;
}

void cli_print_json(cli_t *cli, json_t *answer) {
    if (answer == NULL) return;
    json_dumpf(answer, cli->out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', cli->out);
    json_decref(answer);
}

int cli_error(cli_t *cli, const diag_t *d) {
    if (cli->json) {
        json_t *answer = json_pack("{s:b,s:o}", "ok", 0, "error", json_diag(d));
        cli_print_json(cli, answer);
    } else {
        char *words = texts_error(cli->texts, d, &cli->arena);
        fprintf(cli->err, "countersign: %s\n", words != NULL ? words : d->code);
    }
    bool no_file = strcmp(d->code, "store.not_found") == 0 && diag_get(d, "path") != NULL;
    return no_file ? EXIT_FAILED : exit_code_of(d->code);
}

enum { CAUSES_MAX = 16 };

/* An answer's error as one of our own, for its words; names and codes point into the answer. Instants are
 * told by the company's clock. */
static void read_answer_error(cli_t *cli, const json_t *error, int depth, diag_t *d) {
    const json_t *cause = json_object_get(error, "cause");
    if (json_is_object(cause) && depth < CAUSES_MAX) read_answer_error(cli, cause, depth + 1, d);
    const char *code = json_string_value(json_object_get(error, "code"));
    const char *name;
    json_t *value;
    diag_wrap(d, code != NULL ? code : "?", NULL);
    json_object_foreach(json_object_get(error, "params"), name, value) {
        const char *time = json_is_string(value) ? cli_time(cli, value) : "";
        diag_param(d, name, time[0] != '\0' ? time : json_string_value(value));
    }
    diag_at(d, json_string_value(json_object_get(error, "file")),
            (int)json_integer_value(json_object_get(error, "line")));
}

const char *cli_error_words(cli_t *cli, const json_t *error) {
    diag_t d = {0};
    read_answer_error(cli, error, 0, &d);
    const char *words = texts_error(cli->texts, &d, &cli->arena);
    diag_clear(&d);
    return words != NULL ? words : "";
}

int cli_answer_error(cli_t *cli, json_t *answer) {
    json_t *error = json_object_get(answer, "error"), *errors = json_object_get(answer, "errors"), *one;
    const char *code = json_string_value(json_object_get(error, "code"));
    size_t i;
    if (!cli->json && harmless(answer) != 0) error = errors = NULL; /* its code is still told by the exit */
    if (cli->json) {
        json_dumpf(answer, cli->out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', cli->out);
    } else if (json_array_size(errors) > 0) {
        json_array_foreach(errors, i, one) {
            fprintf(cli->err, "countersign: %s\n", cli_error_words(cli, one));
        }
    } else {
        fprintf(cli->err, "countersign: %s\n", cli_error_words(cli, error));
    }
    return exit_code_of(code != NULL ? code : "");
}

/* "RECORD": in capitals where the language has them. */
static void print_argument(cli_t *cli, const char *name, FILE *out) {
    for (const char *p = texts_word(cli->texts, "argument", name); *p != '\0'; p++)
        fputc(*p >= 'a' && *p <= 'z' ? *p - 32 : *p, out);
}

static void print_usage(cli_t *cli, const verb_t *verb, FILE *out) {
    fprintf(out, "countersign %s", verb->name);
    for (const arg_t *a = verb->args; a->name != NULL; a++) {
        if (a->option && a->kind == ARG_FLAG)
            fprintf(out, " [--%s]", a->name);
        else if (a->option)
            fprintf(out, a->required ? " --%s …" : " [--%s …]", a->name);
        else if (a->kind == ARG_PAIRS)
            fprintf(out, " [%s …]", cli_word(cli, "usage.pairs"));
        else if (a->kind == ARG_LIST)
            fprintf(out, " [%s …]", cli_word(cli, "usage.number"));
        else if (a->kind == ARG_ONE_OR_MORE)
            fprintf(out, " %s …", cli_word(cli, "usage.number"));
        else {
            fputs(a->required ? " " : " [", out);
            print_argument(cli, a->name, out);
            fputs(a->required ? "" : "]", out);
        }
    }
    fputc('\n', out);
}

/* Help for an argument: "help.VERB.ARG", else what it means everywhere: "help.arg.ARG". */
static const char *argument_words(cli_t *cli, const verb_t *verb, const char *name) {
    char *code = arena_printf(&cli->arena, "help.%s.%s", verb->name, name);
    const char *words = code != NULL ? texts_template(cli->texts, code) : NULL;
    if (words != NULL) return words;
    code = arena_printf(&cli->arena, "help.arg.%s", name);
    return code != NULL ? cli_word(cli, code) : name;
}

void cli_help(cli_t *cli, const verb_t *verb, FILE *out) {
    if (verb == NULL) {
        fprintf(out, "%s\n\n", cli_word(cli, "help.intro"));
        for (const verb_t *v = cli_verbs; v->name != NULL; v++) {
            char *code = arena_printf(&cli->arena, "help.%s", v->name);
            fprintf(out, "  %-18s %s\n", v->name, code != NULL ? cli_word(cli, code) : "");
        }
        fprintf(out, "\n%s\n", cli_word(cli, "help.common"));
        return;
    }
    char *code = arena_printf(&cli->arena, "help.%s", verb->name);
    print_usage(cli, verb, out);
    fprintf(out, "\n%s\n\n", code != NULL ? cli_word(cli, code) : "");
    for (const arg_t *a = verb->args; a->name != NULL; a++) {
        const char *name = a->option ? a->name : texts_word(cli->texts, "argument", a->name);
        size_t width = text_width(name);
        fprintf(out, "  %s%s%*s %s\n", a->option ? "--" : "  ", name,
                width < NAME_WIDTH ? (int)(NAME_WIDTH - width) : 0, "", argument_words(cli, verb, a->name));
    }
    fprintf(out, "\n%s\n", cli_word(cli, "help.common"));
}

/* The verb that the words begin with: two words for a family ("rules list"), else one. *used: how many. */
static const verb_t *find_verb(int argc, char **argv, int *used) {
    char two[80] = "";
    if (argc >= 2) snprintf(two, sizeof two, "%s %s", argv[0], argv[1]);
    const verb_t *single = NULL;
    for (const verb_t *v = cli_verbs; v->name != NULL; v++) {
        *used = 2;
        if (two[0] != '\0' && strcmp(v->name, two) == 0) return v;
        if (strcmp(v->name, argv[0]) == 0) single = v;
    }
    *used = 1;
    return single;
}

/* "people" of "people import". */
static bool is_family(const char *word, const char *name) {
    size_t length = strlen(word);
    return strncmp(name, word, length) == 0 && name[length] == ' ';
}

static const char *nearest_verb(cli_t *cli, const char *first, const char *second) {
    const char *names[128];
    size_t count = 0;
    bool family = false;
    for (const verb_t *v = cli_verbs; v->name != NULL && count < 128; v++) {
        names[count++] = v->name;
        family = family || is_family(first, v->name);
    }
    const char *given = first;
    if (second != NULL && family) given = arena_printf(&cli->arena, "%s %s", first, second);
    const char *near = given != NULL ? nearest_name(given, names, count) : NULL;
    return near != NULL ? near : "";
}

/* Told with the nearest one; a family named without its member lists its members. */
static int unknown_verb(cli_t *cli, int argc, char **argv) {
    bool family = false;
    for (const verb_t *v = cli_verbs; v->name != NULL; v++)
        family = family || is_family(argv[0], v->name);
    const char *second = family && argc > 1 && argv[1][0] != '-' ? argv[1] : NULL;
    const char *both = second != NULL ? arena_printf(&cli->arena, "%s %s", argv[0], second) : NULL;
    diag_t d = {0};
    diag_set(&d, "usage.verb", "verb", both != NULL ? both : argv[0], "nearest",
             nearest_verb(cli, argv[0], second), NULL);
    int code = cli_error(cli, &d);
    diag_clear(&d);
    for (const verb_t *v = cli_verbs; !cli->json && v->name != NULL; v++)
        if (is_family(argv[0], v->name)) print_usage(cli, v, cli->err);
    return code;
}

/* Where the value of an option that every verb has goes; NULL: it is no such option. *inside: "--as=NAME". */
static const char **common_option(cli_t *cli, const char *word, const char **lang, const char **clock,
                                  const char **inside) {
    const struct {
        const char *name, **value;
    } options[] = {{"--at", &cli->folder},
                   {"--as", &cli->as},
                   {"--key", &cli->key},
                   {"--lang", lang},
                   {"--clock", clock}};
    size_t length = strcspn(word, "=");
    *inside = word[length] == '=' ? word + length + 1 : NULL;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strlen(options[i].name) == length && strncmp(options[i].name, word, length) == 0)
            return (const char **)options[i].value;
    return NULL;
}

/* Takes the options that every verb has out of the words; returns how many are left, -1: one lacks its value.
 */
static int take_common(cli_t *cli, int argc, char **argv, const char **lang, const char **clock, bool *help,
                       diag_t *d) {
    int kept = 0;
    bool only_words = false;
    for (int i = 0; i < argc; i++) {
        const char *inside, **value = only_words ? NULL : common_option(cli, argv[i], lang, clock, &inside);
        if (strcmp(argv[i], "--") == 0) only_words = true;
        bool json = !only_words && strcmp(argv[i], "--json") == 0;
        bool asked = !only_words && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0);
        if (json || asked)
            *(json ? &cli->json : help) = true;
        else if (value == NULL)
            argv[kept++] = argv[i];
        else if (inside != NULL)
            *value = inside;
        else if (i + 1 < argc)
            *value = argv[++i];
        else
            return diag_set(d, "usage.value", "option", argv[i] + 2, "value", "", NULL);
    }
    return kept;
}

/* Help about what the words name: everything, a verb, the members of a family. */
static int run_help(cli_t *cli, int argc, char **argv) {
    int used;
    bool family = false;
    const verb_t *about = argc > 0 ? find_verb(argc, argv, &used) : NULL;
    if (argc > 0 && about == NULL) {
        for (const verb_t *v = cli_verbs; argc == 1 && v->name != NULL; v++) {
            if (!is_family(argv[0], v->name)) continue;
            family = true;
            print_usage(cli, v, cli->out);
        }
        return family ? EXIT_DONE : unknown_verb(cli, argc, argv);
    }
    cli_help(cli, about, cli->out);
    return EXIT_DONE;
}

/* Only where it stands alone: a verb may take an option of that name. */
static bool asks_version(int argc, char **argv) {
    return argc == 1 && strcmp(argv[0], "--version") == 0;
}

static int run_verb(cli_t *cli, int argc, char **argv, bool help) {
    if (asks_version(argc, argv)) {
        fprintf(cli->out, "countersign %s (SQLite %s)\n", COUNTERSIGN_VERSION, sqlite3_libversion());
        return EXIT_DONE;
    }
    if (argc > 0 && strcmp(argv[0], "help") == 0) return run_help(cli, argc - 1, argv + 1);
    if (argc == 0) {
        cli_help(cli, NULL, help ? cli->out : cli->err);
        return help ? EXIT_DONE : EXIT_USAGE;
    }
    int used;
    const verb_t *verb = find_verb(argc, argv, &used);
    if (verb == NULL) return unknown_verb(cli, argc, argv);
    if (help) {
        cli_help(cli, verb, cli->out);
        return EXIT_DONE;
    }
    diag_t d = {0};
    json_t *request = json_object();
    int code;
    if (request == NULL ||
        (verb->api != NULL && json_object_set_new(request, "verb", json_string(verb->api)) != 0))
        diag_memory(&d);
    else
        args_parse(verb, argc - used, argv + used, request, &d);
    if (d.code != NULL && strcmp(d.code, "usage.extra") == 0 && used == 1 && argc > 1) {
        const char *near = nearest_verb(cli, argv[0], argv[1]);
        if (strcmp(near, verb->name) != 0) diag_param(&d, "nearest", near); /* "settings sat" */
    }
    if (d.code != NULL)
        code = cli_error(cli, &d);
    else
        code = verb->run != NULL ? verb->run(cli, verb, request) : client_run(cli, verb, request);
    json_decref(request);
    diag_clear(&d);
    return code;
}

int cli_main(int argc, char **argv) {
    cli_t cli = {.folder = getenv("COUNTERSIGN_AT"), .out = stdout, .err = stderr};
    const char *lang = NULL, *clock = NULL;
    bool help = false;
    diag_t d = {0};
    arena_init(&cli.arena, 0);
    if (cli.folder == NULL || cli.folder[0] == '\0') cli.folder = DEFAULT_FOLDER;
    int left = take_common(&cli, argc - 1, argv + 1, &lang, &clock, &help, &d);
    cli.clock = INSTANT_NONE;
    if (left >= 0 && clock != NULL && instant_parse(clock, &cli.clock) != 0)
        left = diag_set(&d, "usage.value", "option", "clock", "value", clock, NULL);
    bool known = lang == NULL || strncmp(lang, "zh", 2) == 0 || strncmp(lang, "en", 2) == 0;
    if (left >= 0 && !known) left = diag_set(&d, "usage.language", "lang", lang, NULL);
    cli.zh = lang != NULL && known ? strncmp(lang, "zh", 2) == 0 : wants_chinese();
    diag_t broken = {0};
    cli.texts = texts_open(cli.zh ? "zh" : "en", &broken);
    int code;
    if (cli.texts == NULL) {
        fprintf(stderr, "countersign: %s %s\n", broken.code,
                diag_get(&broken, "code") != NULL ? diag_get(&broken, "code") : "");
        code = EXIT_FAILED;
    } else {
        code = left < 0 ? cli_error(&cli, &d) : run_verb(&cli, left, argv + 1, help);
    }
    texts_close(cli.texts);
    zone_free(cli.zone);
    diag_clear(&broken);
    diag_clear(&d);
    arena_free(&cli.arena);
    return fflush(stdout) == 0 && !ferror(stdout) ? code : EXIT_FAILED; /* an earlier part may have failed */
}
