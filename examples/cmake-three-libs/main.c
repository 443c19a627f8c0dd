/* Reads a name from XML, asks SQLite for its length, and draws that many pixels into a PNG. */
#include <libxml/parser.h>
#include <png.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static int length_of(const char *text)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
    int length = -1;
    if (sqlite3_open(":memory:", &db) == SQLITE_OK && sqlite3_prepare_v2(db, "select length(?)", -1, &query, NULL) == SQLITE_OK) {
        sqlite3_bind_text(query, 1, text, -1, SQLITE_STATIC);
        if (sqlite3_step(query) == SQLITE_ROW) length = sqlite3_column_int(query, 0);
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    return length;
}

int main(void)
{
    static const char text[] = "<project><name>three libraries</name></project>";
    xmlDoc *doc = xmlReadMemory(text, sizeof text - 1, "x.xml", NULL, 0);
    xmlChar *name = xmlNodeGetContent(xmlDocGetRootElement(doc)->children);
    int width = length_of((const char *)name);
    png_image image = { .version = PNG_IMAGE_VERSION, .format = PNG_FORMAT_GRAY, .width = (png_uint_32)width, .height = 1 };
    unsigned char row[256] = { 0 };
    if (width <= 0 || width > 256 || !png_image_write_to_file(&image, "name.png", 0, row, 0, NULL)) return 1;
    printf("%s: %d pixels\n", (const char *)name, width);
    xmlFree(name);
    xmlFreeDoc(doc);
    return 0;
}
