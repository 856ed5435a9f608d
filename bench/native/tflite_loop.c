// The median time of TFLite on a model with one input, with nothing between the clock and the library.
// tflite_loop LIBRARY MODEL.tflite none|xnnpack WARM_UP_RUNS RUNS   prints the median in nanoseconds. One thread.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void *library;
#define CALL(type, name, ...) ((type(*)())find(name))(__VA_ARGS__)
static void *find(const char *name) {
    void *symbol = dlsym(library, name);
    if (!symbol) fprintf(stderr, "%s\n", dlerror()), exit(1);
    return symbol;
}
static int compare(const void *a, const void *b) { return (*(int64_t *)a > *(int64_t *)b) - (*(int64_t *)a < *(int64_t *)b); }
static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "tflite_loop LIBRARY MODEL none|xnnpack WARM_UP_RUNS RUNS\n"), 2;
    if (!(library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL))) return fprintf(stderr, "%s\n", dlerror()), 1;
    void *model = CALL(void *, "TfLiteModelCreateFromFile", argv[2]);
    void *options = CALL(void *, "TfLiteInterpreterOptionsCreate");
    CALL(void, "TfLiteInterpreterOptionsSetNumThreads", options, 1);
    void *interpreter = CALL(void *, "TfLiteInterpreterCreate", model, options);
    if (!interpreter || CALL(int, "TfLiteInterpreterAllocateTensors", interpreter)) return 1;
    if (!strcmp(argv[3], "xnnpack")) {
        struct { int32_t threads; uint32_t flags; } xnnpack = {1, 3};  // signed and unsigned 8-bit operators too
        void *delegate = CALL(void *, "TfLiteXNNPackDelegateCreate", &xnnpack);
        if (CALL(int, "TfLiteInterpreterModifyGraphWithDelegate", interpreter, delegate)) return fprintf(stderr, "XNNPACK failed\n"), 1;
    }
    void *input = CALL(void *, "TfLiteInterpreterGetInputTensor", interpreter, 0);
    size_t size = CALL(size_t, "TfLiteTensorByteSize", input);
    int is_float = CALL(int, "TfLiteTensorType", input) == 1;
    unsigned char *data = CALL(void *, "TfLiteTensorData", input);
    uint32_t seed = 1;
    for (size_t i = 0; i < size; i += is_float ? 4 : 1) {
        seed = seed * 1664525u + 1013904223u;
        if (is_float) *(float *)(data + i) = (seed >> 8) / 16777216.0f;
        else data[i] = seed >> 24;
    }
    int (*invoke)(void *) = (int (*)(void *))find("TfLiteInterpreterInvoke");
    int warm_up = atoi(argv[4]), runs = atoi(argv[5]);
    int64_t *samples = calloc(runs, sizeof *samples);
    for (int i = -warm_up; i < runs; i++) {
        int64_t before = now();
        if (invoke(interpreter)) return fprintf(stderr, "a run failed\n"), 1;
        int64_t after = now();
        if (i >= 0) samples[i] = after - before;
    }
    qsort(samples, runs, sizeof *samples, compare);
    printf("%lld\n", (long long)(samples[(runs - 1) / 2] + samples[runs / 2]) / 2);
}
