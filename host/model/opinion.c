/* Opinions by aspect; see opinion.h. */
#include "model/opinion.h"
#include "model/codec.h"

void opinion_list_encode(const aspect_opinion_t *list, size_t count, buf_t *out) {
    if (count == 0) out->failed = true;
    codec_put_count(out, count, ASPECTS_MAX);
    for (size_t i = 0; i < count && !out->failed; i++) {
        codec_put_name(out, list[i].aspect);
        codec_put_name(out, list[i].text);
    }
}

aspect_opinion_t *opinion_list_decode(cursor_t *in, size_t *count) {
    *count = codec_get_count(in, ASPECTS_MAX);
    if (*count == 0) codec_fail(in);
    aspect_opinion_t *list = codec_array(in, *count, sizeof *list);
    for (size_t i = 0; i < *count && !in->failed; i++) {
        list[i].aspect = codec_get_name(in);
        list[i].text = codec_get_name(in);
    }
    return list;
}

char *opinion_whole(const char *opinion, const aspect_opinion_t *list, size_t count, arena_t *arena) {
    char *whole = opinion ? arena_strdup(arena, opinion) : NULL;
    for (size_t i = 0; i < count; i++)
        whole = whole ? arena_printf(arena, "%s; %s: %s", whole, list[i].aspect, list[i].text)
                      : arena_printf(arena, "%s: %s", list[i].aspect, list[i].text);
    return whole;
}
