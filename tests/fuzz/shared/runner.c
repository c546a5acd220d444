/* Feeds a fuzz target with files, where there is no libFuzzer: those named, and all in the folders named.
 * Ends with 1 when there is none, or one takes longer than the time that a hang is told by. */
#include "fuzz/shared/fuzz.h"
#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

enum { INPUT_MAX = 1 << 20, PATH_ROOM = 4096, SLOW_S = 10 };

static size_t fed;

/* Mutators are linked in, and not called here. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room) {
    (void)data, (void)room;
    return size;
}

static int feed(const char *path) {
    static uint8_t input[INPUT_MAX];
    FILE *in = fopen(path, "rb");
    if (in == NULL) return perror(path), 1;
    size_t size = fread(input, 1, sizeof input, in);
    fclose(in);
    uint8_t *tight = malloc(size > 0 ? size : 1); /* so that a read beyond it is seen */
    if (tight == NULL) return perror(path), 1;
    memcpy(tight, input, size);
    fprintf(stderr, "%s\n", path);
    time_t began = time(NULL);
    LLVMFuzzerTestOneInput(tight, size);
    free(tight);
    fed++;
    if (time(NULL) - began <= SLOW_S) return 0;
    fprintf(stderr, "%s: took longer than %d seconds\n", path, SLOW_S);
    return 1;
}

static int feed_folder(const char *folder) {
    DIR *dir = opendir(folder);
    if (dir == NULL) return perror(folder), 1;
    int failed = 0;
    for (struct dirent *entry; failed == 0 && (entry = readdir(dir)) != NULL;) {
        char path[PATH_ROOM];
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        failed = feed(path);
    }
    closedir(dir);
    return failed;
}

int main(int argc, char **argv) {
    int failed = 0;
    for (int i = 1; i < argc && failed == 0; i++) {
        struct stat at;
        if (stat(argv[i], &at) != 0) return perror(argv[i]), 1;
        failed = S_ISDIR(at.st_mode) ? feed_folder(argv[i]) : feed(argv[i]);
    }
    if (failed == 0 && fed == 0) fprintf(stderr, "no inputs\n");
    printf("%zu inputs\n", fed);
    return failed != 0 || fed == 0;
}
