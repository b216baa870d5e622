package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MimeTypesTest {

    @ParameterizedTest
    @CsvSource({"index.html, text/html", "/a/b.HTM, text/html", "/a.b/c,", "a.,", "x.unknown,", "x.js, text/javascript",
        "x.mjs, text/javascript", "x.css, text/css", "x.txt, text/plain", "x.svg, image/svg+xml", "x.png, image/png",
        "x.jpeg, image/jpeg", "x.ico, image/vnd.microsoft.icon", "x.webp, image/webp", "x.avif, image/avif",
        "x.woff2, font/woff2", "x.json, application/json", "x.map, application/json", "x.wasm, application/wasm",
        "x.pdf, application/pdf", "x.xml, application/xml", "x.mp4, video/mp4", "x.tar.gz, application/gzip",
        "x.webmanifest, application/manifest+json", "x.zip, application/zip", "#, "})
    void knowsTheUsualTypes(String name, String type) {
        assertEquals(type, MimeTypes.byName(name));
    }
}
