/* countersign draw: a route as SVG, of a record with where it stands now, or expected for a form that was not
 * submitted yet. Asks the same `show` and `plan` that the verbs of these names ask. */
#include "base/json.h"
#include "cli/draw_private.h"
#include "cli/verbs.h"
#include <stdlib.h>
#include <string.h>

enum { WIDTH_USUAL = 720, WIDTH_LEAST = 320, WIDTH_MOST = 4000, PAGE_MARGINS = 32 };

/* Flows are named "department.what"; neither a record's number nor its id has a dot in it. */
static bool names_a_flow(const json_t *request) {
    return strchr(print_text(request, "what"), '.') != NULL;
}

static json_t *question(const json_t *request) {
    bool preview = names_a_flow(request);
    json_t *q = json_pack("{s:s,s:s}", "verb", preview ? "plan" : "show", preview ? "flow" : "record",
                          print_text(request, "what"));
    static const char *const REST[] = {"fields", "department"};
    for (size_t i = 0; preview && q != NULL && i < sizeof REST / sizeof *REST; i++) {
        json_t *value = json_object_get(request, REST[i]);
        if (value != NULL && json_object_set(q, REST[i], value) != 0) {
            json_decref(q);
            return NULL;
        }
    }
    return q;
}

static int check_request(const json_t *request, diag_t *d) {
    const char *rounds = print_text(request, "rounds");
    const json_t *width = json_object_get(request, "width");
    json_int_t w = json_integer_value(width);
    if (rounds[0] != '\0' && strcmp(rounds, "all") != 0 && strcmp(rounds, "last") != 0)
        return diag_set(d, "usage.value", "option", "rounds", "value", rounds, NULL);
    if (width != NULL && (w < WIDTH_LEAST || w > WIDTH_MOST)) {
        char text[32];
        snprintf(text, sizeof text, "%lld", (long long)w);
        return diag_set(d, "usage.value", "option", "width", "value", text, NULL);
    }
    if (!names_a_flow(request) && json_object_get(request, "fields") != NULL)
        return diag_set(d, "draw.fields_of_record", "record", print_text(request, "what"), NULL);
    return 0;
}

/* The drawing of an answer; the caller frees it. NULL: the error is set. */
static char *drawing(cli_t *cli, const json_t *request, const json_t *answer, diag_t *d) {
    draw_t draw = {.cli = cli,
                   .arena = &cli->arena,
                   .answer = answer,
                   .preview = names_a_flow(request),
                   .tasks = json_object_get(answer, "tasks"),
                   .now = draw_instant(answer, "now"),
                   .all_rounds = strcmp(print_text(request, "rounds"), "all") == 0};
    const json_t *width = json_object_get(request, "width");
    int room = width != NULL ? (int)json_integer_value(width) : WIDTH_USUAL;
    draw_box_t *root = draw_route(&draw);
    char *svg = NULL;
    if (root != NULL && draw_layout(root, room - PAGE_MARGINS, &cli->arena) == 0)
        svg = draw_svg(root, draw_headline(&draw), draw_description(&draw), cli->zh ? "zh" : "en");
    if (svg == NULL || arena_failed(&cli->arena)) {
        mem_free(svg);
        diag_memory(d);
        return NULL;
    }
    return svg;
}

/* To the file asked for, or out; with --json as part of an answer. */
static int hand_over(cli_t *cli, const json_t *request, const char *svg, diag_t *d) {
    const char *path = print_text(request, "out");
    if (path[0] != '\0' && cli_write_file(path, svg, d) != 0) return -1;
    if (cli->json)
        cli_print_json(cli, path[0] != '\0' ? json_pack("{s:b,s:o}", "ok", 1, "file", json_lossy(path))
                                            : json_pack("{s:b,s:o}", "ok", 1, "svg", json_lossy(svg)));
    else if (path[0] != '\0')
        fprintf(cli->out, "%s %s\n", cli_word(cli, "draw.done"), path);
    else
        fputs(svg, cli->out);
    return 0;
}

int verb_draw(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    cli->data = true;
    diag_t d = {0};
    int code = EXIT_DONE;
    json_t *q = NULL, *answer = NULL;
    if (check_request(request, &d) == 0 && (q = question(request)) == NULL) diag_memory(&d);
    if (q != NULL) answer = client_call(cli, q, &code);
    if (answer != NULL && !json_is_true(json_object_get(answer, "ok"))) {
        code = cli_answer_error(cli, answer);
    } else if (answer != NULL) {
        char *svg = drawing(cli, request, answer, &d);
        if (svg != NULL) hand_over(cli, request, svg, &d);
        mem_free(svg);
    }
    if (d.code != NULL) code = cli_error(cli, &d);
    json_decref(answer);
    json_decref(q);
    diag_clear(&d);
    return code;
}
