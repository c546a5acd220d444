/* Whatever is asked, there is an answer, and the host goes on. */
#include "fixture.h"

static uint32_t next_random(uint32_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static json_t *random_value(uint32_t *seed, const char *const *texts, size_t count, int depth) {
    json_t *list;
    switch (next_random(seed) % (depth > 0 ? 9 : 7)) {
    case 0:
        return json_integer((json_int_t)next_random(seed) - 100000);
    case 1:
        return json_null();
    case 2:
        return json_boolean(next_random(seed) & 1);
    case 3:
        return json_real(1.5);
    case 7:
        list = json_array();
        for (uint32_t n = next_random(seed) % 4; n > 0; n--)
            json_array_append_new(list, random_value(seed, texts, count, depth - 1));
        return list;
    case 8:
        list = json_object();
        for (uint32_t n = next_random(seed) % 4; n > 0; n--)
            json_object_set_new(list, texts[next_random(seed) % count],
                                random_value(seed, texts, count, depth - 1));
        return list;
    default:
        return json_string(texts[next_random(seed) % count]);
    }
}

/* Requests put together at random from words that mean something: each gets an answer, none breaks the host.
 */
static void whatever_is_asked_there_is_an_answer(void **state) {
    (void)state;
    static const char *const words[] = {"sales.purchase",
                                        "1",
                                        "0",
                                        "-1",
                                        "9223372036854775807",
                                        "PUR-2026-000001",
                                        "gao.min",
                                        "chen.wei",
                                        "li.na",
                                        "amount",
                                        "26.85",
                                        "600 EUR",
                                        "items",
                                        "what",
                                        "persons",
                                        "roles",
                                        "role",
                                        "person",
                                        "handle",
                                        "name",
                                        "uid",
                                        "2026-03-09",
                                        "2026-03-09T10:00:00Z",
                                        "",
                                        "open",
                                        "head",
                                        "director_above",
                                        "company",
                                        "sales",
                                        "\xe4\xbc\x9a\xe7\xad\xbe",
                                        "content",
                                        "sales/purchase.lua",
                                        "flow \"x\" {}",
                                        "{\"year\":2026,\"days\":[]}",
                                        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
                                        "windows"};
    enum { WORDS = sizeof words / sizeof words[0], TRIES = 6000 };
    fixture_t f;
    char number[32], name[32];
    uint32_t seed = 20260302;
    size_t verbs = 0, good = 0;
    while (api_verbs[verbs].name != NULL)
        verbs++;
    fixture_begin(&f, NULL);
    file_purchase(&f, "600", number);
    for (int i = 0; i < TRIES; i++) {
        const api_verb_t *verb = &api_verbs[next_random(&seed) % verbs];
        if (strcmp(verb->name, "backup") == 0) continue; /* writes where it is told to */
        json_t *body = json_pack("{s:s,s:s}", "verb", verb->name, "as", words[6 + next_random(&seed) % 3]);
        for (const char *at = verb->fields; *at != '\0';) {
            size_t length = strcspn(at, " ");
            snprintf(name, sizeof name, "%.*s", (int)length, at);
            if (next_random(&seed) % 3 > 0)
                json_object_set_new(body, name, random_value(&seed, words, WORDS, 3));
            at += length + (at[length] == ' ');
        }
        json_t *answer = api_handle(company_host(f.company), &f.reader, body, &f.caller);
        assert_non_null(answer);
        assert_true(is_ok(answer) || error_code(answer)[0] != '\0');
        good += is_ok(answer);
        json_decref(answer);
        json_decref(body);
    }
    print_message("%zu of %d random requests were carried out\n", good, TRIES);
    assert_true(good > TRIES / 100);
    must(ask(&f, "{\"verb\":\"status\"}"));
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_asked_there_is_an_answer),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
