// The median time of ONNX Runtime on a model with one input, with nothing between the clock and the library.
// ort_loop LIBRARY MODEL.onnx WARM_UP_RUNS RUNS   prints the median in nanoseconds. One thread, all graph optimisations.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void **api;  // struct OrtApi of onnxruntime_c_api.h as the table of functions that it is; its order never changes
#define CALL(index, ...) check(((void *(*)())api[index])(__VA_ARGS__))
static void check(void *status) {
    if (status) fprintf(stderr, "%s\n", ((const char *(*)(void *))api[2])(status)), exit(1);
}
static int compare(const void *a, const void *b) { return (*(int64_t *)a > *(int64_t *)b) - (*(int64_t *)a < *(int64_t *)b); }
static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "ort_loop LIBRARY MODEL WARM_UP_RUNS RUNS\n"), 2;
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
    void **base = ((void **(*)(void))dlsym(library, "OrtGetApiBase"))();
    api = ((void **(*)(uint32_t))base[0])(24);
    void *env, *options, *session, *allocator, *type, *memory, *value, *result = NULL;
    const void *info;
    char *input, *output;
    CALL(3, 4, "loop", &env);                                  // CreateEnv
    CALL(10, &options);                                        // CreateSessionOptions
    CALL(24, options, 1), CALL(25, options, 1), CALL(23, options, 99);  // intra-op and inter-op threads, optimisation
    CALL(7, env, argv[2], options, &session);                  // CreateSession
    CALL(78, &allocator);                                      // GetAllocatorWithDefaultOptions
    CALL(36, session, (size_t)0, allocator, &input), CALL(37, session, (size_t)0, allocator, &output);
    CALL(33, session, (size_t)0, &type), CALL(55, type, &info);  // SessionGetInputTypeInfo, CastTypeInfoToTensorInfo
    int element;
    size_t rank, count = 1;
    int64_t dims[16];
    CALL(60, info, &element), CALL(61, info, &rank), CALL(62, info, dims, rank);
    for (size_t i = 0; i < rank; i++) count *= dims[i] = dims[i] < 1 ? 1 : dims[i];
    if (element != 1 || rank > 16) return fprintf(stderr, "the input is not float32\n"), 1;
    float *data = aligned_alloc(64, (count * 4 + 63) / 64 * 64);
    uint32_t seed = 1;
    for (size_t i = 0; i < count; i++) data[i] = ((seed = seed * 1664525u + 1013904223u) >> 8) / 16777216.0f;
    CALL(69, 1, 0, &memory);                                   // CreateCpuMemoryInfo: arena allocator, default memory
    CALL(49, memory, data, count * 4, dims, rank, 1, &value);  // CreateTensorWithDataAsOrtValue
    void *(*run)() = (void *(*)())api[9];
    int warm_up = atoi(argv[3]), runs = atoi(argv[4]);
    int64_t *samples = calloc(runs, sizeof *samples);
    for (int i = -warm_up; i < runs; i++) {
        int64_t before = now();
        check(run(session, NULL, &input, &value, (size_t)1, &output, (size_t)1, &result));
        int64_t after = now();
        if (i >= 0) samples[i] = after - before;
    }
    qsort(samples, runs, sizeof *samples, compare);
    printf("%lld\n", (long long)(samples[(runs - 1) / 2] + samples[runs / 2]) / 2);
}
