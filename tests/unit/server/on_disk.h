/* An empty company of its own on a disk in memory that can be made to fail (support/disk.h). */
#ifndef TESTS_UNIT_SERVER_ON_DISK_H
#define TESTS_UNIT_SERVER_ON_DISK_H

#include "support/disk.h"
#include "unit/server/fixture.h"

typedef struct on_disk {
    disk_t *disk;
    host_t *host;
    char folder[32];
} on_disk_t;

static inline void on_disk_begin(on_disk_t *c) {
    char path[64];
    diag_t d = {0};
    *c = (on_disk_t){.disk = disk_new(2), .folder = "/tmp/countersign-test-XXXXXX"};
    host_options_t options = {.store = {.vfs = disk_vfs(c->disk)}};
    assert_non_null(mkdtemp(c->folder));
    snprintf(path, sizeof path, "%s/company.db", c->folder);
    log_set_sink(fixture_no_log, NULL);
    c->host = host_create(path, "Europe/Amsterdam", &options, &d);
    if (c->host == NULL) fail_msg("%s", d.code);
}

static inline void on_disk_end(on_disk_t *c) {
    char command[64];
    host_close(c->host);
    disk_free(c->disk);
    snprintf(command, sizeof command, "rm -rf %s", c->folder);
    assert_int_equal(system(command), 0);
    log_set_sink(NULL, NULL);
}

#endif
