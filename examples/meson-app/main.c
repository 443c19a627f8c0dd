/* Says how well zlib packs a line of GLib's checksums. */
#include <glib.h>
#include <stdio.h>
#include <zlib.h>

int main(void)
{
    GString *line = g_string_new(NULL);
    for (int i = 0; i < 100; i++) {
        char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "clockwork", -1);
        g_string_append(line, sum);
        g_free(sum);
    }
    uLongf packed = compressBound(line->len);
    Bytef *bytes = g_malloc(packed);
    if (compress(bytes, &packed, (const Bytef *)line->str, line->len) != Z_OK) return 1;
    printf("%zu bytes become %s\n", line->len, packed < line->len / 10 ? "less than a tenth" : "more than a tenth");
    g_free(bytes);
    g_string_free(line, TRUE);
    return 0;
}
