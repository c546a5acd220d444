/* The bytes of each kind of event are those that stores out there hold. A golden line here never changes; a
 * new shape of a payload gets a new version and a new line. */
#include "event_samples.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    event_kind_t kind;
    const char *word, *payload, *personal;
} golden[SAMPLES] = {
    {EVENT_DRAFTED, "record.drafted", "1466696e616e63652e6465636c61726174696f6e0673616c6573e00f",
     "0307616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8057472697000"},
    {EVENT_EDITED, "record.edited", "", "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_SUBMITTED, "record.submitted", "02104558502d323032362d303030313233d41ff601", ""},
    {EVENT_PREPARING, "record.preparing", "04", ""},
    {EVENT_STAGE_OPENED, "stage.opened",
     "0204030002000000010101000000000000000000000000000006612e6c756106000000000002040200000a0105"
     "68656164000001066c692e6e6100000000000280d0bb1b01023101010200010101066c692e6e61000000000000"
     "000006612e6c7561120101010000000000000802620000000001060200000b0604706179000000000000000000"
     "000000000000000006736d616c6c00000107616d6f756e740a32362e383520455552",
     ""},
    {EVENT_STAGE_ENDED, "stage.ended", "0201", ""},
    {EVENT_STEP_ADDED, "step.added",
     "00080000000e01077265766973650000000000000000000000000000000000000081a0d5edee6600", ""},
    {EVENT_STEP_OPENED, "step.opened", "04", ""},
    {EVENT_STEP_ENDED, "step.ended", "0404086f7574636f6d65", ""},
    {EVENT_TASK_OPENED, "task.opened",
     "8c010402d60fd20f0c70656f706c652e686561640866696e616e6365008e010673616c657301040181a0d5edee"
     "6601008ba0d5edee66",
     ""},
    {EVENT_TASK_QUEUED, "task.queued", "8c010402d60fd20f0d70656f706c652e636861696e0231", ""},
    {EVENT_TASK_DECIDED, "task.decided", "8c0102", "0de8b685e587bae9a284e7ae97"},
    {EVENT_TASK_CLOSED, "task.closed", "8c010a77697468647261776e", ""},
    {EVENT_TASK_REASSIGNED, "task.reassigned", "8c01d60fd20f0572756e670232", ""},
    {EVENT_RETURNED, "record.returned", "8c01", "0c776869636820747269703f"},
    {EVENT_WITHDRAWN, "record.withdrawn", "", "0a61206d697374616b65"},
    {EVENT_ENDED, "record.ended", "07", ""},
    {EVENT_COMMENTED, "record.commented", "8c01", "0f73656520746865207469636b6574"},
    {EVENT_CLOCK_SET, "clock.set",
     "8e01010673616c657381a0d5edee66d1afd5edee6601040ef6040102e9a7d5edee660963616c656e646172", ""},
    {EVENT_RUNG, "clock.rung", "8e01020481a0d5edee660772656d696e640b72756c652e6572726f720100", ""},
    {EVENT_COPIED, "record.copied",
     "90010ad80f0c70656f706c652e726f6c651766696e616e63652e61646d696e697374726174696f6e", ""},
    {EVENT_CLOCK_PAUSED, "clock.paused", "8e010880bab7030280968418097175657374696f6e", ""},
    {EVENT_CLOCK_RESUMED, "clock.resumed", "8e0181a0d5edee6693a0d5edee6601028ba0d5edee66", ""},
    {EVENT_PLAN_GROWN, "plan.grown",
     "04040a0000000101010000000000000000000000000000000000000000004001d60f040c0000000a010c686561642e6265666f7"
     "265000001066c692e6e610000000000000002000000000000000000000000000000d0017e01d60f8c01",
     ""},
    {EVENT_PLAN_REWOUND, "plan.rewound", "0408010972657475726e6564", ""},
    {EVENT_TASK_TAKEN_BACK, "task.taken_back", "8c01", "076120736c6970"},
    {EVENT_STEP_RESET, "step.reset", "06", ""},
    {EVENT_TASK_CLAIMED, "task.claimed", "8c0101", ""},
    {EVENT_SIGNER_REMOVED, "signer.removed", "0c02d60f", ""},
    {EVENT_LIMIT_TIGHTENED, "limit.tightened", "0c010600010201", ""},
    {EVENT_URGED, "record.urged", "8c01d60f", ""},
    {EVENT_TASK_STOOD_IN, "task.stood_in", "8c01d60fd80fd60f", ""},
    {EVENT_STAGE_TAKEN_BACK, "stage.taken_back", "04", ""},
    {EVENT_ASKED, "record.asked", "0c8c01", "0c776869636820747269703f"},
    {EVENT_PLAN_ADDED, "plan.added",
     "04040a000000020101000000000000000000000000000000000000000000400300030002000000010101000000000000"
     "000000000000000006612e6c756106000000000002040200000a010568656164000001066c692e6e6100000000000280"
     "d0bb1b01023101010200010101066c692e6e61000000000000000006612e6c7561120101010000000000000802620000"
     "000001060200000b0604706179000000000000000000000000000000000006736d616c6c000000",
     ""},
    {EVENT_CHILD_OPENED, "child.opened", "0c884016636f6d70616e792e72656374696669636174696f6e01", ""},
    {EVENT_CHILD_ENDED, "child.ended", "884007", ""},
    {EVENT_CHILD_CLOSED, "child.closed", "8840", ""},
    {EVENT_OPENED_BY, "record.opened_by", "c03e0c0201", ""},
    {EVENT_CLOSED, "record.closed", "076f70656e6572", ""},
    {EVENT_CHILD_OPEN_AGAIN, "child.open_again", "8840", ""},
    {EVENT_OPEN_AGAIN, "record.open_again", "01", ""},
    {EVENT_REOPENED, "record.reopened", "06040a77697468647261776e", "0a61206d697374616b65"},
    {EVENT_AMENDED, "record.amended", "",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a80f7468652070726963652066656c6c"},
    {EVENT_CHANGE_DROPPED, "record.change_dropped", "0872656675736564", "0a617320616772656564"},
    {EVENT_COPY_READ, "record.copy_read", "9001", ""},
    {EVENT_MADE_FROM, "record.made_from", "8840104558502d323032362d3030303132330574726970", ""},
    {EVENT_ADMINISTERED, "record.administered", "1f048c01", "0b73686520697320696c6c"},
    {EVENT_TASK_COMPLETED, "task.completed", "8c0101", "0b73686520697320696c6c"},
    {EVENT_CANCELLED, "record.cancelled", "04", ""},
    {EVENT_SUSPENDED, "record.suspended", "0c", ""},
    {EVENT_RESUMED, "record.resumed", "0c", ""},
    {EVENT_STEP_EXCEPTED, "step.excepted",
     "0604120000000b01097061792e6f776564000001066c692e6e6100000000000102000001000000000000000000000000000000c"
     "00207d60f06",
     ""},
    {EVENT_STAGE_JUMPED, "stage.jumped", "0206066275696c64", ""},
    {EVENT_STAGE_RETURNED, "stage.returned", "8c010612", ""},
    {EVENT_PLAN_RESTORED, "plan.restored", "0a", ""},
    {EVENT_URGENT, "record.urgent", "", "0f74686520726f6f66206c65616b73"},
    {EVENT_DEBT_OWED, "debt.owed",
     "06030002000000010101000000000000000000000000000006612e6c756106000000000002040200000a010568656164"
     "000001066c692e6e6100000000000280d0bb1b01023101010200010101066c692e6e61000000000000000006612e6c75"
     "61120101010000000000000802620000000001060200000b060470617900000000000000000000000000000000000673"
     "6d616c6c000000",
     ""},
    {EVENT_DEBT_AHEAD, "debt.ahead",
     "0104080004020a010a626f73732e6f776564000001066c692e6e6100000000000380a0f7360001000000000000000000"
     "0006677265656e00000000c08004070005626f7373060107616d6f756e740a32362e383520455552",
     ""},
    {EVENT_DEBT_CAME, "debt.came", "0604", ""},
    {EVENT_DEBT_EXCUSED, "debt.excused", "06", ""},
    {EVENT_MIGRATED, "record.migrated",
     "0102030000000000000000000000000000000000000000000000000000000000"
     "0102041803001602",
     "1474686520706f6c696379206f66204d61726368"},
    {EVENT_PLAN_JUMPED, "plan.jumped", "0a", ""},
    {EVENT_TASK_COUNTED, "task.counted", "90010a02d80f0c70656f706c652e686561640866696e616e63658c01", ""},
    {EVENT_PICKED, "record.picked", "0972657669657765728c0102d60fd80f", ""},
    {EVENT_LOGGED, "record.logged", "028c01",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_RATED, "record.rated", "03076c696b656c7907e58fafe883bd", ""},
    {EVENT_WARNED, "record.warned", "0c03", "086e6f207261696c"},
    {EVENT_DEVIATED, "record.deviated", "0c",
     "0b6974206973206c6174650207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTED, "record.adjusted", "0c",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a80207616d6f756e7402fa294555520208707572706"
     "f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTMENT_DROPPED, "record.adjustment_dropped", "0c",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTMENT_UNDONE, "record.adjustment_taken_back", "0c021204",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTMENT_ADDED, "record.adjustment_added", "0c", ""},
    {EVENT_REPLANNED, "plan.replanned", "0c02041803001602", ""},
    {EVENT_DOCUMENTED, "record.documented",
     "0c7265706f72742e68746d6c0a746578742f68746d6c01020300000000000000000000000000000000000000000000000000000"
     "00000880e05d60f81a0d5edee66",
     ""},
    {EVENT_COMPLIED, "step.complied", "0c8c010409636f6e666c696374066c696d6974", ""},
    {EVENT_NOTIFIED, "record.notified", "08646563696465648c0104d60fd80f", "0b6974206973206c617465"},
    {EVENT_NOTED, "system.noted", "1272756c657365742e6163746976617465640962793d2331303031", ""},
    {EVENT_DISPOSED, "records.disposed",
     "106b6570742066697665207965617273038420104558502d323032362d3030303132331466696e616e6365"
     "2e6465636c61726174696f6e07300102030000000000000000000000000000000000000000000000000000"
     "000000050000080404000000000000000000000000000000000000000000000000000000000000009f2610"
     "5055522d323032362d30303030303111636f6d70616e792e70757263686173650924050000000000000000"
     "0000000000000000000000000000000000000000000000",
     ""},
};

static const char golden_head[] =
    "01020406010281a0d5edee6683a0d5edee6602d60fd20f02d03efc9c5b5bf12a899660b84ac10d73b1f3805213"
    "3ffe71cc8784ed7e4e0ec546c8";

static char *hex(const buf_t *b) {
    char *out = malloc(b->len * 2 + 1);
    assert_non_null(out);
    out[0] = '\0';
    for (size_t i = 0; i < b->len; i++)
        sprintf(out + 2 * i, "%02x", b->at[i]);
    return out;
}

static void check_hex(const buf_t *b, const char *expected, const char *what) {
    char *got = hex(b);
    if (strcmp(got, expected) != 0) fail_msg("%s is now %s", what, got);
    free(got);
}

static void the_bytes_of_each_kind_stay_as_they_are(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        event_t e = samples[i];
        buf_t payload, personal;
        e.version = 1;
        buf_init(&payload, 0);
        buf_init(&personal, 0);
        event_encode(&e, &payload, &personal);
        assert_false(payload.failed || personal.failed);
        assert_int_equal(e.kind, golden[i].kind);
        assert_string_equal(event_kind_word(e.kind), golden[i].word);
        check_hex(&payload, golden[i].payload, golden[i].word);
        check_hex(&personal, golden[i].personal, golden[i].word);
        buf_free(&payload);
        buf_free(&personal);
    }
}

static void the_bytes_of_the_head_stay_as_they_are(void **state) {
    (void)state;
    event_t e = head_sample();
    buf_t bytes;
    buf_init(&bytes, 0);
    event_encode_head(&e, &bytes);
    check_hex(&bytes, golden_head, "head");
    buf_free(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_of_each_kind_stay_as_they_are),
        cmocka_unit_test(the_bytes_of_the_head_stay_as_they_are),
    };
    if (hash_setup() != 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
