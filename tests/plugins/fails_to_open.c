/* For tests: opening it fails; the words come from its setting "reason". */
#include <countersign/plugin.h>
#include <stdio.h>
#include <string.h>

static int open_plugin(const struct cs_host *host, const struct cs_setting *settings, size_t count,
                       void **plugin, struct cs_error *error) {
    (void)plugin;
    const char *reason = "without a reason";
    for (size_t i = 0; i < count; i++)
        if (strcmp(settings[i].name, "reason") == 0) reason = settings[i].value;
    snprintf(error->text, sizeof error->text, "%s", reason);
    host->log(host, CS_LOG_WARN, "about to fail");
    return -1;
}

const struct cs_plugin cs_plugin = {
    .version = CS_PLUGIN_VERSION,
    .size = sizeof(struct cs_plugin),
    .name = "fails_to_open",
    .about = "Fails to open",
    .open = open_plugin,
};
