// The least that a conversion has to do: read a whole file, look at every word of it, and write as much.
// Usage: floor IN OUT
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: floor IN OUT\n"), 2;
  FILE *in = fopen(argv[1], "rb"), *out = fopen(argv[2], "wb");
  if (!in || !out || fseek(in, 0, SEEK_END)) return perror("floor"), 1;
  size_t size = (size_t)ftell(in);
  uint32_t *words = malloc(size + sizeof *words), sum = 0;
  rewind(in);
  if (!words || fread(words, 1, size, in) != size) return perror("floor"), 1;
  for (size_t i = 0; i < size / sizeof *words; i++) sum += words[i];
  if (fwrite(words, 1, size, out) != size || fclose(out)) return perror("floor"), 1;
  printf("%" PRIu32 "\n", sum);
}
