/* The encoding of what a step asks of the form, and its words. */
#include "model/step_form.h"
#include "model/codec.h"
#include <string.h>

bool step_form_empty(const step_form_t *f) {
    return f->require_count == 0 && f->right_count == 0;
}

/* Is that right one to `field`, or to the table that it is a column of? */
static bool is_about(const field_right_t *right, const char *field) {
    size_t length = strlen(right->field);
    return strncmp(right->field, field, length) == 0 && (field[length] == '\0' || field[length] == '.');
}

/* Rights are sorted: what is said of a table comes before what is said of its columns. */
field_access_t step_form_access(const step_form_t *f, const char *field) {
    field_access_t access = ACCESS_READ;
    for (size_t i = 0; i < f->right_count && access != ACCESS_HIDDEN; i++) {
        const field_right_t *right = &f->rights[i];
        if (is_about(right, field) && (right->access > access || right->access == ACCESS_HIDDEN))
            access = right->access;
    }
    return access;
}

bool step_form_writes(const step_form_t *f, const char *field) {
    size_t length = strlen(field);
    for (size_t i = 0; i < f->right_count; i++) {
        const field_right_t *right = &f->rights[i];
        bool within = strncmp(right->field, field, length) == 0 &&
                      (right->field[length] == '\0' || right->field[length] == '.');
        if (within && right->access >= ACCESS_WRITE) return true;
    }
    return false;
}

static void require_encode(const require_t *r, buf_t *out) {
    codec_put_enum(out, (int)r->kind, REQUIRE_FIELD, REQUIRE_CHECK);
    codec_put_name(out, r->name);
    if (r->kind == REQUIRE_CHECK) buf_text(out, r->name_zh);
}

static void require_decode(cursor_t *in, require_t *out) {
    out->kind = (require_kind_t)codec_get_enum(in, REQUIRE_FIELD, REQUIRE_CHECK);
    out->name = codec_get_name(in);
    if (out->kind == REQUIRE_CHECK) out->name_zh = cursor_text(in);
}

static void rights_encode(const step_form_t *f, buf_t *out) {
    codec_put_count(out, f->right_count, RIGHTS_MAX);
    for (size_t i = 0; i < f->right_count && !out->failed; i++) {
        codec_put_name(out, f->rights[i].field);
        codec_put_enum(out, (int)f->rights[i].access, ACCESS_HIDDEN, ACCESS_LAST);
    }
}

static void rights_decode(cursor_t *in, step_form_t *out) {
    size_t count = codec_get_count(in, RIGHTS_MAX);
    out->rights = codec_array(in, count, sizeof *out->rights);
    for (size_t i = 0; i < count && !in->failed; i++) {
        field_right_t *right = &out->rights[i];
        right->field = codec_get_name(in);
        right->access = (field_access_t)codec_get_enum(in, ACCESS_HIDDEN, ACCESS_LAST);
        if (right->access == ACCESS_READ || (i > 0 && strcmp(out->rights[i - 1].field, right->field) >= 0))
            codec_fail(in);
    }
    out->right_count = in->failed ? 0 : count;
}

void step_form_encode(const step_form_t *f, buf_t *out) {
    codec_put_count(out, f->require_count, REQUIRES_MAX);
    for (size_t i = 0; i < f->require_count && !out->failed; i++)
        require_encode(&f->requires[i], out);
    rights_encode(f, out);
}

void step_form_decode(cursor_t *in, step_form_t *out) {
    *out = (step_form_t){0};
    size_t count = codec_get_count(in, REQUIRES_MAX);
    out->requires = codec_array(in, count, sizeof *out->requires);
    for (size_t i = 0; i < count && !in->failed; i++)
        require_decode(in, &out->requires[i]);
    out->require_count = in->failed ? 0 : count;
    rights_decode(in, out);
    if (step_form_empty(out)) codec_fail(in);
}

void check_list_encode(const require_t *checks, size_t count, buf_t *out) {
    codec_put_range(out, (int64_t)count, 1, REQUIRES_MAX);
    for (size_t i = 0; i < count && !out->failed; i++) {
        codec_put_name(out, checks[i].name);
        buf_text(out, checks[i].name_zh);
    }
}

require_t *check_list_decode(cursor_t *in, size_t *count) {
    *count = (size_t)codec_get_range(in, 1, REQUIRES_MAX);
    require_t *checks = codec_array(in, *count, sizeof *checks);
    for (size_t i = 0; i < *count && !in->failed; i++) {
        checks[i].kind = REQUIRE_CHECK;
        checks[i].name = codec_get_name(in);
        checks[i].name_zh = cursor_text(in);
    }
    if (in->failed) *count = 0;
    return in->failed ? NULL : checks;
}

const char *require_kind_word(require_kind_t kind) {
    return kind == REQUIRE_DOCUMENT ? "document" : kind == REQUIRE_CHECK ? "check" : "field";
}

const char *field_access_word(field_access_t access) {
    static const char *const words[] = {
        [ACCESS_HIDDEN] = "hidden", [ACCESS_READ] = "read", [ACCESS_WRITE] = "write", [ACCESS_ANEW] = "anew"};
    return access >= ACCESS_HIDDEN && access <= ACCESS_LAST ? words[access] : "read";
}
