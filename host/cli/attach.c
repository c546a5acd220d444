/* countersign attach RECORD field=FILE: the file is read here, and what is known of it goes into the form:
 * its name, its size, its type, and the BLAKE2b hash under which its content is kept. */
#include "base/hash.h"
#include "cli/verbs.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* By the end of the name; what is not here is bytes. */
static const char *media_type(const char *name) {
    static const struct {
        const char *end, *type;
    } TYPES[] = {
        {"pdf", "application/pdf"},
        {"ofd", "application/ofd"},
        {"txt", "text/plain"},
        {"md", "text/markdown"},
        {"csv", "text/csv"},
        {"html", "text/html"},
        {"xml", "application/xml"},
        {"json", "application/json"},
        {"png", "image/png"},
        {"jpg", "image/jpeg"},
        {"jpeg", "image/jpeg"},
        {"tif", "image/tiff"},
        {"tiff", "image/tiff"},
        {"svg", "image/svg+xml"},
        {"zip", "application/zip"},
        {"eml", "message/rfc822"},
        {"doc", "application/msword"},
        {"xls", "application/vnd.ms-excel"},
        {"ppt", "application/vnd.ms-powerpoint"},
        {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
        {"odt", "application/vnd.oasis.opendocument.text"},
        {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
        {"odp", "application/vnd.oasis.opendocument.presentation"},
    };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof TYPES / sizeof *TYPES; i++)
        if (strcasecmp(dot + 1, TYPES[i].end) == 0) return TYPES[i].type;
    return "application/octet-stream";
}

static json_t *unreadable(const char *path, diag_t *d) {
    diag_set(d, "file.open", "file", path, "detail", strerror(errno), NULL);
    return NULL;
}

/* What is known of a file; NULL: the error is set. */
static json_t *document_of(const char *path, diag_t *d) {
    char hex[HASH_HEX];
    hash_t hash;
    int64_t size;
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    FILE *in = fopen(path, "rb");
    if (in == NULL) return unreadable(path, d);
    int status = hash_stream(in, &hash, &size);
    int problem = errno;
    (void)fclose(in);
    errno = problem;
    if (status != 0) return unreadable(path, d);
    json_t *out = json_pack("{s:s,s:I,s:s,s:s}", "name", name, "size", (json_int_t)size, "media_type",
                            media_type(name), "blake2b", hash_hex(&hash, hex));
    if (out == NULL) diag_memory(d);
    return out;
}

int verb_attach(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    const char *field;
    json_t *path;
    void *next;
    int code = EXIT_DONE;
    json_object_foreach_safe(json_object_get(request, "fields"), next, field, path) {
        /* without a file the document is taken out */
        json_t *document =
            json_string_length(path) > 0 ? document_of(json_string_value(path), &d) : json_null();
        if (document == NULL ||
            json_object_set_new(json_object_get(request, "fields"), field, document) != 0) {
            code = cli_error(cli, &d);
            diag_clear(&d);
            return code;
        }
    }
    return client_run(cli, verb, request);
}
