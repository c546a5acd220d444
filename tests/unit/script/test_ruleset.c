/* Rulesets: read from a folder, packed into canonical bytes, opened, several at once, and the files that this
 * repository ships. */
#include "rules_try.h"

#include "script/words.h"
#include <unistd.h>

static const char SMALL[] = "flow \"a.small\" {\n"
                            "  owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
                            "  form = { amount = money { currency = \"EUR\" } },\n"
                            "  settings = { limit = amount \"100 EUR\", patience = workdays(2) },\n"
                            "  route = function(r, set)\n"
                            "    return sequence {\n"
                            "      approve \"head\" { by = head_of(r.department), within = set.patience },\n"
                            "      approve \"boss\" { by = post \"boss\", when = r.amount > set.limit },\n"
                            "    }\n"
                            "  end,\n"
                            "}\n";

static void write_file(const char *folder, const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void make_folder(char *out) {
    char command[600];
    strcpy(out, "/tmp/cs-ruleset-XXXXXX");
    assert_non_null(mkdtemp(out));
    snprintf(command, sizeof command, "mkdir -p %s/finance %s/company", out, out);
    assert_int_equal(system(command), 0);
}

static void drop_folder(const char *folder) {
    char command[600];
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void a_folder_is_read_sorted_without_maps_and_people(void **state) {
    (void)state;
    char folder[64];
    arena_t arena;
    ruleset_content_t content;
    diag_t d;
    diag_init(&d);
    arena_init(&arena, 0);
    make_folder(folder);
    write_file(folder, "finance/z.lua", "-- z");
    write_file(folder, "company/a.lua", SMALL);
    write_file(folder, "company/a.map.lua", "no rule");
    write_file(folder, "company/people.lua", "no rule");
    write_file(folder, "company/notes.txt", "no rule");
    write_file(folder, "company/.hidden.lua", "no rule");
    if (ruleset_read_folder(folder, &arena, &content, &d) != 0) fail_msg("%s", try_error(&d));
    assert_int_equal(content.file_count, 2);
    assert_string_equal(content.files[0].name, "company/a.lua");
    assert_string_equal(content.files[1].name, "finance/z.lua");
    assert_int_equal(content.files[0].content.len, strlen(SMALL));
    drop_folder(folder);
    arena_free(&arena);
}

static void links_that_leave_the_folder_are_refused_by_name(void **state) {
    (void)state;
    char folder[64], path[128];
    arena_t arena;
    ruleset_content_t content;
    diag_t d;
    diag_init(&d);
    arena_init(&arena, 0);
    make_folder(folder);
    snprintf(path, sizeof path, "%s/finance/out.lua", folder);
    assert_int_equal(symlink("/etc/hostname", path), 0);
    assert_int_equal(ruleset_read_folder(folder, &arena, &content, &d), -1);
    assert_string_equal(d.code, "ruleset.link_leaves");
    assert_string_equal(diag_get(&d, "file"), "finance/out.lua");
    assert_int_equal(unlink(path), 0);
    write_file(folder, "company/a.lua", SMALL);
    assert_int_equal(symlink("../company/a.lua", path), 0);
    assert_int_equal(ruleset_read_folder(folder, &arena, &content, &d), 0);
    assert_int_equal(content.file_count, 2);
    assert_int_equal(ruleset_read_folder("/nowhere/at/all", &arena, &content, &d), -1);
    assert_string_equal(d.code, "ruleset.unreadable");
    diag_clear(&d);
    drop_folder(folder);
    arena_free(&arena);
}

static void a_file_that_is_too_large_is_refused_by_name(void **state) {
    (void)state;
    char folder[64], path[128];
    arena_t arena;
    ruleset_content_t content;
    diag_t d;
    diag_init(&d);
    arena_init(&arena, 0);
    make_folder(folder);
    write_file(folder, "company/big.lua", "");
    snprintf(path, sizeof path, "%s/company/big.lua", folder);
    assert_int_equal(truncate(path, RULE_FILE_MAX), 0);
    assert_int_equal(ruleset_read_folder(folder, &arena, &content, &d), 0);
    assert_int_equal(truncate(path, RULE_FILE_MAX + 1), 0);
    assert_int_equal(ruleset_read_folder(folder, &arena, &content, &d), -1);
    assert_string_equal(d.code, "ruleset.too_large");
    assert_string_equal(diag_get(&d, "file"), "company/big.lua");
    diag_clear(&d);
    drop_folder(folder);
    arena_free(&arena);
}

static void the_hash_does_not_depend_on_the_order_and_depends_on_all_else(void **state) {
    (void)state;
    rule_file_t files[] = {{"a.lua", {(const uint8_t *)"x", 1}}, {"b.lua", {(const uint8_t *)"y", 1}}};
    rule_file_t swapped[] = {files[1], files[0]};
    setting_value_t setting = {"f", "hr", "s", "1"}, other = {"f", "hr", "s", "2"};
    ruleset_content_t contents[] = {{files, 2, NULL, 0},
                                    {swapped, 2, NULL, 0},
                                    {files, 1, NULL, 0},
                                    {files, 2, &setting, 1},
                                    {files, 2, &other, 1}};
    hash_t hashes[5];
    diag_t d;
    diag_init(&d);
    assert_int_equal(hash_setup(), 0);
    for (size_t i = 0; i < 5; i++) {
        buf_t out;
        buf_init(&out, 0);
        assert_int_equal(ruleset_pack(&contents[i], &out, &hashes[i], &d), 0);
        arena_t arena;
        ruleset_content_t back;
        arena_init(&arena, 0);
        assert_int_equal(ruleset_unpack((bytes_t){out.at, out.len}, &arena, &back, &d), 0);
        assert_int_equal(back.file_count, contents[i].file_count);
        assert_int_equal(back.setting_count, contents[i].setting_count);
        assert_string_equal(back.files[0].name, "a.lua");
        for (size_t cut = 0; cut < out.len; cut++) {
            assert_int_equal(ruleset_unpack((bytes_t){out.at, cut}, &arena, &back, &d), -1);
            diag_clear(&d);
        }
        arena_free(&arena);
        buf_free(&out);
    }
    assert_true(hash_equal(&hashes[0], &hashes[1]));
    for (size_t i = 2; i < 5; i++) {
        for (size_t j = 0; j < i; j++) {
            if (i != j && !(i == 1 && j == 0)) assert_false(hash_equal(&hashes[i], &hashes[j]));
        }
    }
    ruleset_content_t twice = {(rule_file_t[]){files[0], files[0]}, 2, NULL, 0};
    buf_t out;
    buf_init(&out, 0);
    assert_int_equal(ruleset_pack(&twice, &out, NULL, &d), -1);
    assert_string_equal(d.code, "ruleset.file_twice");
    diag_clear(&d);
    buf_free(&out);
}

static void several_rulesets_live_side_by_side_and_give_the_same_bytes(void **state) {
    (void)state;
    try_t t[3];
    buf_t bytes[3];
    for (int i = 0; i < 3; i++) {
        plan_t plan;
        try_file_t file = {"company/a.lua", SMALL};
        setting_value_t setting = {"a.small", NULL, "limit", "50"};
        try_open_with(&t[i], &file, 1, i == 2 ? &setting : NULL, i == 2, NULL);
        const flow_t *flow = try_flow(&t[i], "a.small");
        try_fields(&t[i], flow, "amount", "70.00", NULL);
        assert_int_equal(try_plan(&t[i], flow, 0, &plan), 0);
        assert_string_equal(try_shape(&plan), i == 2 ? "sequence[ head boss ]" : "sequence[ head -boss ]");
        buf_init(&bytes[i], 0);
        plan_encode(&plan, &bytes[i]);
        assert_false(bytes[i].failed);
    }
    assert_int_equal(bytes[0].len, bytes[1].len);
    assert_memory_equal(bytes[0].at, bytes[1].at, bytes[0].len);
    assert_true(hash_equal(ruleset_hash(t[0].rs), ruleset_hash(t[1].rs)));
    assert_false(hash_equal(ruleset_hash(t[0].rs), ruleset_hash(t[2].rs)));
    for (int i = 0; i < 3; i++) {
        buf_free(&bytes[i]);
        try_close(&t[i]);
    }
}

/* The bytes of a plan, with tables, sources and facts in it, as a hash. */
static void print_plan_hash(void) {
    try_t t;
    plan_t plan;
    buf_t bytes;
    hash_t hash;
    char hex[HASH_HEX];
    try_open(&t,
             "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(2),\n"
             "  settings = { z = 1, y = 2, x = 3, w = 4 },\n"
             "  route = function(r, set)\n"
             "    local steps, names = {}, { zeta = 1, alpha = 2, mid = 3, last = 4, one = 5, two = 6 }\n"
             "    for name, n in pairs(names) do\n"
             "      steps[#steps + 1] = approve(name) { by = { head_of(r.department), role(name) }, when = n "
             "< set.w,\n"
             "        because = tostring(n) .. r.department.key }\n"
             "    end\n"
             "    return sequence(steps)\n"
             "  end,\n"
             "  overdue = ladder { { after = workdays(1), remind = assignee, notify = post 'boss' } } }\n");
    const flow_t *flow = try_flow(&t, "a.flow");
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    buf_init(&bytes, 0);
    plan_encode(&plan, &bytes);
    hash_of(bytes.at, bytes.len, &hash);
    printf("%s %s\n", try_shape(&plan), hash_hex(&hash, hex));
    buf_free(&bytes);
    try_close(&t);
}

static void two_processes_give_the_same_bytes(void **state) {
    (void)state;
    char first[512] = "", line[512];
    for (int i = 0; i < 4; i++) {
        FILE *child = popen(BUILD_DIR "/tests/script_test_ruleset --plan-hash", "r");
        assert_non_null(child);
        assert_non_null(fgets(line, sizeof line, child));
        assert_int_equal(pclose(child), 0);
        if (i == 0) strcpy(first, line);
        assert_string_equal(line, first);
    }
    assert_memory_equal(first, "sequence[ alpha ", 16);
}

static void a_rule_that_runs_into_its_limit_costs_its_state_and_the_next_call_works(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t, "flow \"a.loop\" {\n"
                 "  owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
                 "  form = { bad = flag {} },\n"
                 "  route = function(r)\n"
                 "    while r.bad do end\n"
                 "    return approve \"x\" { by = initiator }\n"
                 "  end,\n"
                 "}\n"
                 "test \"it\" { flow = \"a.loop\", expect = { \"x\" } }\n");
    const flow_t *flow = try_flow(&t, "a.loop");
    size_t held = 0;
    for (int i = 0; i < 3; i++) {
        try_fields(&t, flow, "bad", "yes", NULL);
        assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
        assert_string_equal(t.d.code, "rule.time");
        assert_string_equal(t.d.file, "company/a.lua");
        assert_int_equal(t.d.line, 5);
        assert_string_equal(diag_get(&t.d, "flow"), "a.loop");
        diag_clear(&t.d);
        try_fields(&t, flow, "bad", "no", NULL);
        try_planned(&t, flow, "sequence[ x ]");
        /* However often it happens, it costs no memory of the ruleset. */
        if (i == 0) held = t.rs->arena.used;
        assert_int_equal(t.rs->arena.used, held);
    }
    try_close(&t);
}

static void opens_folder(const char *folder, size_t least_flows) {
    char path[512];
    arena_t arena;
    ruleset_content_t content;
    buf_t packed;
    diag_t errors[16], d;
    size_t count, flows = 0;
    diag_init(&d);
    arena_init(&arena, 0);
    buf_init(&packed, 0);
    snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, folder);
    if (ruleset_read_folder(path, &arena, &content, &d) != 0) fail_msg("%s", try_error(&d));
    if (ruleset_pack(&content, &packed, NULL, &d) != 0) fail_msg("%s", try_error(&d));
    ruleset_t *rs = ruleset_open_all((bytes_t){packed.at, packed.len}, NULL, errors, 16, &count);
    for (size_t i = 0; i < count; i++)
        print_error("%s: %s\n", folder, try_error(&errors[i]));
    assert_int_equal(count, 0);
    while (ruleset_flow_at(rs, flows))
        flows++;
    assert_true(flows >= least_flows);
    ruleset_close(rs);
    buf_free(&packed);
    arena_free(&arena);
}

static void the_rules_of_this_repository_open(void **state) {
    (void)state;
    assert_int_equal(hash_setup(), 0);
    opens_folder("rules", 4);
    opens_folder("tests/rules/gsa", 3);
    opens_folder("tests/rules/sourcegraph", 2);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--plan-hash") == 0) {
        print_plan_hash();
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_read_sorted_without_maps_and_people),
        cmocka_unit_test(links_that_leave_the_folder_are_refused_by_name),
        cmocka_unit_test(a_file_that_is_too_large_is_refused_by_name),
        cmocka_unit_test(the_hash_does_not_depend_on_the_order_and_depends_on_all_else),
        cmocka_unit_test(several_rulesets_live_side_by_side_and_give_the_same_bytes),
        cmocka_unit_test(two_processes_give_the_same_bytes),
        cmocka_unit_test(a_rule_that_runs_into_its_limit_costs_its_state_and_the_next_call_works),
        cmocka_unit_test(the_rules_of_this_repository_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
