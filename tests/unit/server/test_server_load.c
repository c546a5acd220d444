/* The server with many clients at once, and stopped while they talk: for the thread sanitizer above all. */
#include "serving.h"
#include <pthread.h> /* by which the thread sanitizer's tests are known */

enum { CLIENTS = 8, ROUNDS = 40 };

typedef struct load {
    const serving_t *s;
    int no;
    int good, refused;
} load_t;

static void *load_thread(void *arg) {
    load_t *l = arg;
    client_t c = client_open(l->s);
    char line[256];
    for (int i = 0; i < ROUNDS; i++) {
        snprintf(line, sizeof line, DRAFT, l->no * 1000 + i + 1);
        json_t *answer = talk(&c, line);
        char record[32];
        snprintf(record, sizeof record, "%s", text_at(answer, "record"));
        json_decref(answer);
        snprintf(line, sizeof line,
                 "{\"verb\":\"submit\",\"record\":\"%s\"}\n{\"verb\":\"approve\",\"as\":\"chen.wei\","
                 "\"record\":\"%s\"}\n"
                 "{\"verb\":\"show\",\"record\":\"%s\"}\n{\"verb\":\"plan\",\"flow\":\"sales.purchase\","
                 "\"fields\":{\"amount\":\"1\"}}",
                 record, record, record);
        say(&c, line);
        say(&c, "\n");
        for (int k = 0; k < 4; k++) {
            answer = hear(&c);
            if (is_ok(answer))
                l->good++;
            else
                l->refused++;
            json_decref(answer);
        }
        if (i % 10 == l->no % 10) {
            answer = talk(&c, i % 20 < 10 ? "{\"verb\":\"people.import\",\"table\":\"roles\",\"rows\":[{"
                                            "\"role\":\"buyer\",\"person\":\"gao.min\"}]}"
                                          : "{\"verb\":\"status\"}");
            must(answer);
            json_decref(answer);
        }
    }
    client_close(&c);
    return NULL;
}

static void many_clients_at_once_all_get_their_answers(void **state) {
    (void)state;
    serving_t s;
    load_t loads[CLIENTS];
    pthread_t threads[CLIENTS];
    char config[512], folder[160];
    snprintf(folder, sizeof folder, "/tmp/countersign-out-%d", (int)getpid());
    snprintf(config, sizeof config,
             "plugin_folder = %s/plugins\nplugins = file iban\nplugin.file.folder = %s\n", BUILD_DIR, folder);
    begin(&s, config);
    for (int i = 0; i < CLIENTS; i++) {
        loads[i] = (load_t){.s = &s, .no = i};
        assert_int_equal(pthread_create(&threads[i], NULL, load_thread, &loads[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(loads[i].good, 4 * ROUNDS);
        assert_int_equal(loads[i].refused, 0);
    }
    client_t c = client_open(&s);
    json_t *answer = talk(&c, "{\"verb\":\"status\"}");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(answer, "counts"), "records")),
                     CLIENTS * ROUNDS);
    json_decref(answer);
    client_close(&c);
    end(&s);
    char command[200];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0) print_error("%s stays\n", folder);
}

static void what_is_under_way_is_finished_before_the_end(void **state) {
    (void)state;
    serving_t s;
    begin(&s, NULL);
    client_t c = client_open(&s);
    for (int i = 0; i < 50; i++) {
        char line[128];
        snprintf(line, sizeof line, DRAFT "\n", i + 1);
        say(&c, line);
    }
    json_t *answer = hear(&c); /* the others are read, or not, when the end is told */
    must(answer);
    json_decref(answer);
    server_stop(s.server);
    int good = 1;
    while ((answer = hear(&c)) != NULL) {
        must(answer);
        good++;
        json_decref(answer);
    }
    pthread_join(s.thread, NULL);
    server_free(s.server);
    client_close(&c);
    company_close(s.f.company);
    s.f.company = company_open(s.f.folder, NULL, &s.f.d);
    assert_int_equal(reader_open(company_host(s.f.company), &s.f.reader, &s.f.d), 0);
    must(ask(&s.f, "{\"verb\":\"status\"}"));
    assert_int_equal(json_integer_value(json_object_get(json_object_get(s.f.answer, "counts"), "records")),
                     good);
    fixture_end(&s.f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_clients_at_once_all_get_their_answers),
        cmocka_unit_test(what_is_under_way_is_finished_before_the_end),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
