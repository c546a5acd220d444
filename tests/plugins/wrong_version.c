/* For tests: a plugin of a later version. Only its version may be looked at. */
#include <countersign/plugin.h>

const struct cs_plugin cs_plugin = {
    .version = CS_PLUGIN_VERSION + 1,
    .size = 1, /* means something else in that version */
    .name = (const char *)1,
    .channel_count = 7,
};
