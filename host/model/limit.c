/* The encoding of a time limit: its kind, then what that kind uses and nothing else. */
#include "model/limit.h"
#include "model/codec.h"

void limit_encode(const limit_t *limit, buf_t *out) {
    codec_put_enum(out, (int)limit->kind, LIMIT_NONE, LIMIT_DAY_TIME);
    switch (limit->kind) {
    case LIMIT_NONE:
        break;
    case LIMIT_WORKDAYS:
        codec_put_range(out, limit->days, 0, LIMIT_DAYS_MAX);
        buf_flag(out, limit->same_time);
        break;
    case LIMIT_WORKTIME:
    case LIMIT_ELAPSED:
        codec_put_range(out, limit->ms, 0, LIMIT_MS_MAX);
        break;
    case LIMIT_DAY_TIME:
        codec_put_range(out, limit->days, 0, LIMIT_DAYS_MAX);
        codec_put_range(out, limit->minute, 0, LIMIT_MINUTE_MAX);
        break;
    }
}

void limit_decode(cursor_t *in, limit_t *out) {
    *out = (limit_t){.kind = (limit_kind_t)codec_get_enum(in, LIMIT_NONE, LIMIT_DAY_TIME)};
    switch (out->kind) {
    case LIMIT_NONE:
        break;
    case LIMIT_WORKDAYS:
        out->days = (int32_t)codec_get_range(in, 0, LIMIT_DAYS_MAX);
        out->same_time = cursor_flag(in);
        break;
    case LIMIT_WORKTIME:
    case LIMIT_ELAPSED:
        out->ms = codec_get_range(in, 0, LIMIT_MS_MAX);
        break;
    case LIMIT_DAY_TIME:
        out->days = (int32_t)codec_get_range(in, 0, LIMIT_DAYS_MAX);
        out->minute = (int32_t)codec_get_range(in, 0, LIMIT_MINUTE_MAX);
        break;
    }
}

bool limit_valid(const limit_t *limit) {
    switch (limit->kind) {
    case LIMIT_NONE:
        return true;
    case LIMIT_WORKDAYS:
        return limit->days >= 0 && limit->days <= LIMIT_DAYS_MAX;
    case LIMIT_WORKTIME:
    case LIMIT_ELAPSED:
        return limit->ms >= 0 && limit->ms <= LIMIT_MS_MAX;
    case LIMIT_DAY_TIME:
        return limit->days >= 0 && limit->days <= LIMIT_DAYS_MAX && limit->minute >= 0 &&
               limit->minute <= LIMIT_MINUTE_MAX;
    }
    return false;
}
