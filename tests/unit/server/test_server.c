/* The server over its socket: lines, several connections, who may start it, what fell due, an orderly end. */
#include "server/socket.h"
#include "serving.h"
#include <pthread.h> /* by which the thread sanitizer's tests are known */
#include <sys/stat.h>

static void a_command_goes_there_and_its_answer_comes_back(void **state) {
    (void)state;
    serving_t s;
    begin(&s, NULL);
    client_t c = client_open(&s);
    json_t *answer =
        talk(&c, "{\"verb\":\"draft\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"12\"}}");
    must(answer);
    char line[256];
    snprintf(line, sizeof line, "{\"verb\":\"submit\",\"record\":\"%s\"}", text_at(answer, "record"));
    json_decref(answer);
    answer = talk(&c, line);
    must(answer);
    assert_int_equal(strncmp(text_at(answer, "number"), "PUR-20", 6), 0);
    snprintf(line, sizeof line, "{\"verb\":\"history\",\"record\":\"%s\"}", text_at(answer, "number"));
    json_decref(answer);
    answer = talk(&c, line);
    must(answer);
    json_t *actor = json_object_get(json_array_get(json_object_get(answer, "events"), 0), "actor");
    assert_int_equal(json_integer_value(json_object_get(actor, "uid")), getuid());
    assert_string_equal(text_at(actor, "auth"), auth_kind_word(AUTH_PEER_UID));
    json_decref(answer);
    answer = talk(&c, "{\"verb\":\"status\"}");
    must(answer);
    assert_int_equal(json_integer_value(json_object_get(answer, "connections")), 1);
    json_decref(answer);
    client_close(&c);
    end(&s);
}

static void what_is_committed_is_there_after_the_server_has_ended(void **state) {
    (void)state;
    serving_t s;
    begin(&s, NULL);
    client_t c = client_open(&s);
    json_t *answer = talk(&c, "{\"verb\":\"draft\",\"flow\":\"sales.purchase\"}");
    must(answer);
    stop(&s);
    client_close(&c);
    assert_int_equal(connect_to(&s), -1); /* the socket is gone */
    company_close(s.f.company);
    s.f.company = company_open(s.f.folder, NULL, &s.f.d);
    assert_non_null(s.f.company);
    assert_int_equal(reader_open(company_host(s.f.company), &s.f.reader, &s.f.d), 0);
    must(ask(&s.f, "{\"verb\":\"show\",\"record\":\"%s\"}", text_at(answer, "record")));
    json_decref(answer);
    fixture_end(&s.f);
}

static void two_connections_work_side_by_side(void **state) {
    (void)state;
    serving_t s;
    begin(&s, NULL);
    client_t a = client_open(&s), b = client_open(&s);
    say(&a, "{\"verb\":\"draft\","); /* half a line holds nobody up */
    json_t *answer = talk(&b, "{\"verb\":\"draft\",\"flow\":\"sales.purchase\"}");
    must(answer);
    json_decref(answer);
    answer = talk(&a, "\"flow\":\"sales.purchase\"}");
    must(answer);
    json_decref(answer);
    client_close(&a);
    client_close(&b);
    end(&s);
}

static void answers_come_in_the_order_of_the_requests(void **state) {
    (void)state;
    serving_t s;
    begin(&s, "pipeline_max = 4\n");
    client_t c = client_open(&s);
    enum { MANY = 40 };
    for (int i = 0; i < MANY; i++) { /* reads are quicker than commits, mistakes quicker than both */
        char line[160];
        snprintf(line, sizeof line, DRAFT "\n{\"verb\":\"records\",\"limit\":1}\n{\"verb\":\"nonsense\"}\n",
                 i + 1);
        say(&c, line);
    }
    shutdown(c.fd, SHUT_WR);
    for (int i = 0; i < MANY; i++) {
        json_t *draft = hear(&c), *list = hear(&c), *wrong = hear(&c);
        must(draft);
        assert_string_equal(text_at(draft, "state"), "draft");
        must(list);
        assert_non_null(json_object_get(list, "records"));
        must_refuse(wrong, "api.verb");
        json_decref(draft);
        json_decref(list);
        json_decref(wrong);
    }
    assert_null(hear(&c)); /* all is said, and the server closes */
    client_close(&c);
    end(&s);
}

static void a_line_that_is_too_long_ends_the_connection_with_a_reason(void **state) {
    (void)state;
    serving_t s;
    begin(&s, "owner_request_max_bytes = 4096\n");
    client_t c = client_open(&s);
    json_t *answer = talk(&c, "{\"verb\":\"status\"}");
    must(answer);
    json_decref(answer);
    char *line = malloc(200000);
    memset(line, ' ', 200000 - 1);
    line[0] = '{';
    line[200000 - 1] = '\0';
    send(c.fd, line, 200000 - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    free(line);
    answer = hear(&c);
    must_refuse(answer, "api.too_large");
    assert_string_equal(error_param(answer, "limit"), "4096");
    json_decref(answer);
    client_close(&c);
    c = client_open(&s); /* others are served */
    answer = talk(&c, "{\"verb\":\"status\"}");
    must(answer);
    json_decref(answer);
    client_close(&c);
    end(&s);
}

static void what_is_no_request_is_answered_as_such(void **state) {
    (void)state;
    serving_t s;
    begin(&s, NULL);
    client_t c = client_open(&s);
    static const char *const lines[] = {"hello", "[]", "{\"verb\":\"status\"} {}", "{\"a\":1,\"a\":2}",
                                        "\"\xff\""};
    static const char *const codes[] = {"json.syntax", "api.request", "json.syntax", "json.syntax",
                                        "json.syntax"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        json_t *answer = talk(&c, lines[i]);
        must_refuse(answer, codes[i]);
        json_decref(answer);
    }
    json_t *answer = talk(&c, "\r\n\n{\"verb\":\"status\"}\r"); /* empty lines are none */
    must(answer);
    json_decref(answer);
    client_close(&c);
    end(&s);
}

static void more_connections_than_allowed_are_told_so(void **state) {
    (void)state;
    serving_t s;
    begin(&s, "connections_max = 2\n");
    client_t a = client_open(&s), b = client_open(&s);
    json_t *answer = talk(&a, "{\"verb\":\"status\"}");
    must(answer);
    json_decref(answer);
    answer = talk(&b, "{\"verb\":\"status\"}");
    json_decref(answer);
    client_t c = client_open(&s);
    answer = hear(&c);
    must_refuse(answer, "server.connections");
    json_decref(answer);
    assert_null(hear(&c));
    client_close(&c);
    client_close(&b);
    for (int i = 0; i < 3000; i++) { /* until the server has seen that b is gone */
        c = client_open(&s);
        answer = talk(&c, "{\"verb\":\"status\"}");
        client_close(&c);
        bool ok = is_ok(answer);
        json_decref(answer);
        if (ok) break;
        assert_true(i < 2999);
        usleep(10000);
    }
    client_close(&a);
    end(&s);
}

static void a_second_server_is_refused_and_a_stale_socket_replaced(void **state) {
    (void)state;
    serving_t s;
    diag_t d = {0};
    int fd;
    begin(&s, NULL);
    char path[128];
    snprintf(path, sizeof path, "%s/run.sock", s.f.folder);
    assert_int_equal(socket_listen(path, &fd, &d), -1);
    assert_string_equal(d.code, "server.running");
    assert_null(company_open(s.f.folder, NULL, &d));
    assert_string_equal(d.code, "store.busy");
    stop(&s);
    assert_int_equal(socket_listen(path, &fd, &d), 0);
    close(fd); /* as a process leaves it that was killed */
    start(&s);
    client_t c = client_open(&s);
    json_t *answer = talk(&c, "{\"verb\":\"status\"}");
    must(answer);
    json_decref(answer);
    client_close(&c);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0660);
    end(&s);
    snprintf(path, sizeof path, "/tmp/%0120d", 7);
    assert_int_equal(socket_listen(path, &fd, &d), -1);
    assert_string_equal(d.code, "server.socket_path");
    diag_clear(&d);
}

static void a_start_that_fails_leaves_nothing_running(void **state) {
    (void)state;
    fixture_t f;
    char config[512], folder[160];
    snprintf(folder, sizeof folder, "/tmp/countersign-out-%d", (int)getpid());
    snprintf(config, sizeof config,
             "socket = /tmp/%0120d\nplugin_folder = %s/plugins\nplugins = file\nplugin.file.folder = %s\n", 7,
             BUILD_DIR, folder);
    fixture_begin(&f, config);
    assert_null(server_start(f.company, false, &f.d));
    assert_string_equal(f.d.code, "server.socket_path");
    char number[32];
    file_purchase(&f, "1", number); /* the host is the caller's again */
    fixture_end(&f);
    rmdir(folder);
}

static void a_file_in_the_sockets_place_is_left_alone(void **state) {
    (void)state;
    char path[] = "/tmp/countersign-file-XXXXXX";
    diag_t d = {0};
    int fd = mkstemp(path), other;
    assert_true(fd >= 0);
    assert_int_equal(socket_listen(path, &other, &d), -1);
    assert_string_equal(d.code, "server.socket");
    assert_int_equal(access(path, F_OK), 0);
    close(fd);
    unlink(path);
    diag_clear(&d);
}

/* Filed long ago by the test's clock, and long overdue when the server starts by the real one. */
static void what_fell_due_while_the_server_was_down_is_fired_at_the_start(void **state) {
    (void)state;
    serving_t s = {0};
    char number[32], line[128];
    fixture_begin(&s.f, NULL);
    atomic_store(&s.f.now, time_source_real().now(NULL) - 40 * (int64_t)MS_DAY);
    file_purchase(&s.f, "1", number);
    fixture_close(&s.f);
    s.f.company = company_open(s.f.folder, NULL, &s.f.d);
    assert_non_null(s.f.company);
    start(&s);
    client_t c = client_open(&s);
    snprintf(line, sizeof line, "{\"verb\":\"deadlines\"}");
    for (int i = 0; i < 3000; i++) {
        json_t *answer = talk(&c, line);
        must(answer);
        size_t left = json_array_size(json_object_get(answer, "deadlines"));
        json_decref(answer);
        if (left == 0) break;
        assert_true(i < 2999);
        usleep(10000);
    }
    snprintf(line, sizeof line, "{\"verb\":\"history\",\"record\":\"%s\"}", number);
    json_t *answer = talk(&c, line), *events = json_object_get(answer, "events");
    int rungs = 0;
    for (size_t i = 0; i < json_array_size(events); i++)
        rungs += strcmp(text_at(json_array_get(events, i), "kind"), event_kind_word(EVENT_RUNG)) == 0;
    assert_int_equal(rungs, 2);
    json_decref(answer);
    client_close(&c);
    end(&s);
}

/* Of the rung of that record, in ms after it was due; -1: it has not been fired. */
static int64_t lateness_of(client_t *c, const char *number) {
    char line[128];
    instant_t due = 0, recorded = -1;
    snprintf(line, sizeof line, "{\"verb\":\"history\",\"record\":\"%s\"}", number);
    json_t *answer = talk(c, line), *events = json_object_get(answer, "events");
    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *e = json_array_get(events, i);
        if (strcmp(text_at(e, "kind"), event_kind_word(EVENT_RUNG)) != 0) continue;
        instant_parse(text_at(json_object_get(e, "data"), "due"), &due);
        instant_parse(text_at(e, "recorded"), &recorded);
    }
    json_decref(answer);
    return recorded < 0 ? -1 : recorded - due;
}

/* The limit is an hour; the record is filed, by the test's clock, an hour before a second from now. */
static void a_deadline_fires_on_time_by_the_real_clock(void **state) {
    (void)state;
    serving_t s = {0};
    char number[32], rules[sizeof FIXTURE_RULES + 16];
    fixture_begin(&s.f, NULL);
    const char *at = strstr(FIXTURE_RULES, "workdays(1) },");
    snprintf(rules, sizeof rules, "%.*shours(1)%s", (int)(at - FIXTURE_RULES), FIXTURE_RULES,
             at + strlen("workdays(1)"));
    fixture_rules(&s.f, rules);
    must(s.f.answer);
    atomic_store(&s.f.now, time_source_real().now(NULL) + 1000 - MS_HOUR);
    file_purchase(&s.f, "1", number);
    fixture_close(&s.f);
    s.f.company = company_open(s.f.folder, NULL, &s.f.d);
    assert_non_null(s.f.company);
    start(&s);
    client_t c = client_open(&s);
    int64_t late = -1;
    for (int i = 0; i < 1000 && (late = lateness_of(&c, number)) < 0; i++)
        usleep(20000);
    print_message("a deadline of the real clock was recorded %" PRId64 " ms after it was due\n", late);
    assert_in_range(late, 0, 20000); /* idle machines: a few; busy ones may be late, never early */
    client_close(&c);
    end(&s);
}

static void a_client_that_goes_away_leaves_its_command_standing(void **state) {
    (void)state;
    serving_t s;
    begin(&s, NULL);
    for (int i = 0; i < 20; i++) {
        client_t c = client_open(&s);
        say(&c, "{\"verb\":\"draft\",\"flow\":\"sales.purchase\"}\n");
        client_close(&c);
    }
    client_t c = client_open(&s);
    size_t count = 0;
    for (int i = 0; i < 3000 && count < 20; i++) {
        json_t *answer = talk(&c, "{\"verb\":\"records\",\"as\":\"gao.min\"}");
        must(answer);
        count = json_array_size(json_object_get(answer, "records"));
        json_decref(answer);
        usleep(10000);
    }
    assert_int_equal(count, 20);
    client_close(&c);
    end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_goes_there_and_its_answer_comes_back),
        cmocka_unit_test(what_is_committed_is_there_after_the_server_has_ended),
        cmocka_unit_test(two_connections_work_side_by_side),
        cmocka_unit_test(answers_come_in_the_order_of_the_requests),
        cmocka_unit_test(a_line_that_is_too_long_ends_the_connection_with_a_reason),
        cmocka_unit_test(what_is_no_request_is_answered_as_such),
        cmocka_unit_test(more_connections_than_allowed_are_told_so),
        cmocka_unit_test(a_second_server_is_refused_and_a_stale_socket_replaced),
        cmocka_unit_test(a_start_that_fails_leaves_nothing_running),
        cmocka_unit_test(a_file_in_the_sockets_place_is_left_alone),
        cmocka_unit_test(what_fell_due_while_the_server_was_down_is_fired_at_the_start),
        cmocka_unit_test(a_deadline_fires_on_time_by_the_real_clock),
        cmocka_unit_test(a_client_that_goes_away_leaves_its_command_standing),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
