/* Calling plugins: values of rules into theirs and back, deliveries. What they answer is input: it is checked
 * before anybody relies on it. */
#include "server/plugins_private.h"
#include <string.h>

const pure_function_t *plugins_functions(const plugins_t *plugins, size_t *count) {
    *count = plugins->function_count;
    return plugins->functions;
}

const char *const *plugins_channels(const plugins_t *plugins, size_t *count) {
    *count = plugins->channel_count;
    return plugins->channel_names;
}

int64_t plugins_deliver_ms(const plugins_t *plugins, size_t channel) {
    return plugins->channels[channel]->is.deliver_ms;
}

/* Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
static bool is_utf8(const char *text) {
    for (const unsigned char *s = (const unsigned char *)text; *s != '\0';) {
        int more = *s < 0x80 ? 0 : *s >= 0xc2 && *s < 0xe0 ? 1 : *s >= 0xe0 && *s < 0xf0 ? 2 : 3;
        if (more == 3 && (*s < 0xf0 || *s > 0xf4)) return false;
        unsigned char least = *s == 0xe0 ? 0xa0 : *s == 0xf0 ? 0x90 : 0x80;
        unsigned char most = *s == 0xed ? 0x9f : *s == 0xf4 ? 0x8f : 0xbf;
        for (s++; more > 0; more--, s++) {
            if (*s < least || *s > most) return false;
            least = 0x80;
            most = 0xbf;
        }
    }
    return true;
}

static int failed(const struct cs_function *f, const char *message, diag_t *d) {
    return diag_set(d, "function.failed", "function", f->name, "message", message, NULL);
}

static int give(const struct cs_function *f, const value_t *from, arena_t *arena, struct cs_value *to,
                diag_t *d) {
    static const struct {
        value_kind_t kind;
        enum cs_kind as;
    } kinds[] = {{VALUE_TEXT, CS_TEXT},   {VALUE_CHOICE, CS_TEXT}, {VALUE_DEPARTMENT, CS_TEXT},
                 {VALUE_MONEY, CS_MONEY}, {VALUE_DATE, CS_DATE},   {VALUE_NUMBER, CS_NUMBER}};
    *to = (struct cs_value){.kind = CS_NONE};
    if (from->kind == VALUE_NONE) return 0;
    if (from->kind == VALUE_FLAG) {
        *to = (struct cs_value){.kind = CS_FLAG, .flag = from->u.flag};
        return 0;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].kind != from->kind) continue;
        to->kind = kinds[i].as;
        to->text = value_text(from, arena);
        return to->text != NULL ? 0 : diag_memory(d);
    }
    return failed(f, "takes texts, numbers, flags, money and dates only", d);
}

static int take_text(const struct cs_result *result, arena_t *arena, value_t *out, diag_t *d) {
    out->kind = VALUE_TEXT;
    out->u.text = arena_strdup(arena, result->text);
    return out->u.text != NULL ? 0 : diag_memory(d);
}

/* The answer as a value; false: it is not what its kind says. */
static bool take_parsed(const struct cs_result *result, value_t *out) {
    diag_t unused = {0};
    bool good = false;
    if (result->kind == CS_NUMBER) {
        out->kind = VALUE_NUMBER;
        good = decimal_parse(result->text, &out->u.number, &unused) == 0;
    } else if (result->kind == CS_MONEY) {
        out->kind = VALUE_MONEY;
        good = money_parse(result->text, NULL, &out->u.money, &unused) == 0;
    } else if (result->kind == CS_DATE) {
        out->kind = VALUE_DATE;
        good = day_parse(result->text, &out->u.date) == 0;
    } else if (result->kind == CS_FLAG) {
        *out = (value_t){.kind = VALUE_FLAG, .u.flag = result->flag != 0};
        good = true;
    }
    diag_clear(&unused);
    return good;
}

static int take(const struct cs_function *f, const struct cs_result *result, arena_t *arena, value_t *out,
                diag_t *d) {
    *out = (value_t){.kind = VALUE_NONE};
    if (result->kind == CS_NONE) return 0;
    if (!is_utf8(result->text)) return failed(f, "answered with a text that is not UTF-8", d);
    if (result->kind == CS_TEXT) return take_text(result, arena, out, d);
    if (take_parsed(result, out)) return 0;
    return failed(f, "answered with a value that is not of the kind it says", d);
}

int plugin_call_function(void *ctx, const value_t *arguments, size_t count, arena_t *arena, value_t *out,
                         diag_t *d) {
    const function_call_t *call = ctx;
    const struct cs_function *f = call->is;
    struct cs_value given[CS_ARGUMENTS_MAX];
    struct cs_result result;
    if (count < f->arguments_min || count > f->arguments_max)
        return failed(f, "was called with another number of arguments than it takes", d);
    for (size_t i = 0; i < count; i++)
        if (give(f, &arguments[i], arena, &given[i], d) != 0) return -1;
    result.kind = CS_NONE;
    result.flag = 0;
    result.text[0] = '\0';
    result.error.text[0] = '\0';
    int status = f->call(call->plugin->self, given, count, &result);
    result.text[sizeof result.text - 1] = '\0';
    result.error.text[sizeof result.error.text - 1] = '\0';
    if (status != 0)
        return failed(f, result.error.text[0] != '\0' ? result.error.text : "failed without a word", d);
    return take(f, &result, arena, out, d);
}

enum cs_delivery plugins_deliver(plugins_t *plugins, size_t channel, const struct cs_message *message,
                                 diag_t *d) {
    channel_t *c = plugins->channels[channel];
    struct cs_error error;
    error.text[0] = '\0';
    enum cs_delivery how = c->is.deliver(c->self, message, &error);
    if (how == CS_DELIVERED) return how;
    error.text[sizeof error.text - 1] = '\0';
    diag_set(d, "channel.failed", "channel", c->is.name, "detail",
             error.text[0] != '\0' ? error.text : "failed without a word", NULL);
    /* Anything else than the words of the enum is a failure to try again. */
    return how == CS_GIVE_UP ? CS_GIVE_UP : CS_TRY_AGAIN;
}
