/* countersign: the program. */
#include "base/hash.h"
#include "base/json.h"
#include "cli/cli.h"
#include <locale.h>

int main(int argc, char **argv) {
    setlocale(LC_ALL,
              "C"); /* rules compare and print alike everywhere; words for people follow LANG by themselves */
    json_setup();
    if (hash_setup() != 0) {
        fputs("countersign: libsodium could not start\n", stderr);
        return EXIT_FAILED;
    }
    return cli_main(argc, argv);
}
