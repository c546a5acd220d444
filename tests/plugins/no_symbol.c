/* For tests: a shared library that is no plugin. */
#include <countersign/plugin.h>

CS_EXPORT int cs_something_else(void);
int cs_something_else(void) {
    return CS_PLUGIN_VERSION;
}
