package io.waitress.servlet.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceBaseTest {

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("web"));
        Files.createDirectories(folder.resolve("css/deep"));
        Files.writeString(folder.resolve("index.html"), "index");
        Files.writeString(folder.resolve("css/a b.css"), "css");
        Files.writeString(temporary.resolve("secret.txt"), "secret");
    }

    private Path archive(String name, String... entries) throws IOException {
        Path archive = temporary.resolve(name);
        try (OutputStream file = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(file)) {
            for (String entry : entries) {
                ZipEntry zipEntry = new ZipEntry(entry);
                zipEntry.setLastModifiedTime(FileTime.fromMillis(1_000_000_000_000L));
                zip.putNextEntry(zipEntry);
                if (!entry.endsWith("/")) {
                    zip.write(entry.getBytes(StandardCharsets.UTF_8));
                }
                zip.closeEntry();
            }
        }
        return archive;
    }

    private static String content(ResourceBase base, String path) throws IOException {
        try (InputStream stream = base.resource(path).open()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void servesAFolder() throws IOException {
        ResourceBase base = ResourceBase.folder(folder);
        Resource file = base.resource("/css/a b.css");

        assertEquals("css", content(base, "/css/a b.css"));
        assertEquals(3, file.length());
        assertFalse(file.directory());
        assertEquals(folder.toRealPath().resolve("css/a b.css"), file.file());
        assertTrue(file.lastModifiedMillis() > 0);
        assertTrue(file.url().toString().endsWith("/css/a%20b.css"), file.url().toString());
        try (var channel = file.openChannel()) {
            assertEquals(3, channel.size());
        }
    }

    @Test
    void knowsFoldersWithAndWithoutSlash() throws IOException {
        ResourceBase base = ResourceBase.folder(folder);

        for (String path : List.of("/", "/css", "/css/")) {
            assertTrue(base.resource(path).directory(), path);
        }
        assertThrows(IOException.class, () -> base.resource("/css").open());
        assertThrows(IOException.class, () -> base.resource("/css").openChannel());
        assertNull(base.resource("/index.html/"));
        assertEquals(Set.of("css/", "index.html"), base.list("/"));
        assertEquals(Set.of("a b.css", "deep/"), base.list("/css"));
        assertEquals(Set.of("a b.css", "deep/"), base.list("/css/"));
        assertEquals(Set.of(), base.list("/index.html"));
        assertEquals(Set.of(), base.list("/none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "index.html", "//index.html", "/./index.html", "/css/../index.html", "/../web/index.html", "/..",
        "/../secret.txt", "/css/../../secret.txt", "/css/..", "/.", "/css//a b.css", "/css//", "/\\index.html",
        "/css\\..\\index.html", "/index.html\0", "/index.html\0.png", "/INDEX.HTML", "/index.html.", "/none",
        "/index.html/x", "/css/a b.css/"
    })
    void findsNothingUnderOtherSpellings(String path) throws IOException {
        assertNull(ResourceBase.folder(folder).resource(path));
        try (ResourceBase archive = ResourceBase.archive(archive("x.zip", "index.html", "css/a b.css"), "")) {
            assertNull(archive.resource(path));
        }
    }

    @Test
    void followsLinksInsideOnlyUnlessAllowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("inside.html"), Path.of("index.html"));
        Files.createSymbolicLink(folder.resolve("style"), Path.of("css"));
        Files.createSymbolicLink(folder.resolve("outside.txt"), Path.of("../secret.txt"));
        Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        ResourceBase strict = ResourceBase.folder(folder);
        ResourceBase free = ResourceBase.folderWithLinks(folder);

        for (ResourceBase base : List.of(strict, free)) {
            assertEquals("index", content(base, "/inside.html"));
            assertEquals("css", content(base, "/style/a b.css"));
            assertNull(base.resource("/broken"));
            assertNull(base.resource("/loop"));
        }
        assertNull(strict.resource("/outside.txt"));
        assertNull(strict.resource("/up/secret.txt"));
        assertNull(strict.resource("/up"));
        assertEquals("index", content(strict, "/up/web/index.html"), "out and back in again");
        assertEquals(Set.of("css/", "index.html", "inside.html", "style/"), strict.list("/"));
        assertEquals("secret", content(free, "/outside.txt"));
        assertEquals("secret", content(free, "/up/secret.txt"));
    }

    @Test
    void servesFromAFolderReachedThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);

        assertEquals("index", content(ResourceBase.folder(link), "/index.html"));
    }

    @Test
    void refusesWhatIsNoFolder() {
        assertThrows(NotDirectoryException.class, () -> ResourceBase.folder(folder.resolve("index.html")));
        assertThrows(IOException.class, () -> ResourceBase.folder(folder.resolve("none")));
    }

    @Test
    void servesAFolderOfAnArchive() throws IOException {
        Path jar = archive("a b.jar", "META-INF/", "META-INF/x.txt", "META-INF/resources/i.html",
                "META-INF/resources/js/deep/a+b %41.js", "META-INF/resources/../evil.txt", "META-INF/resources//x");
        try (ResourceBase base = ResourceBase.archive(jar, "META-INF/resources")) {
            Resource file = base.resource("/js/deep/a+b %41.js");

            assertEquals("META-INF/resources/i.html", content(base, "/i.html"));
            assertEquals("META-INF/resources/js/deep/a+b %41.js".length(), file.length());
            assertEquals(1_000_000_000_000L, file.lastModifiedMillis());
            assertNull(file.file());
            assertNull(file.openChannel());
            try (InputStream stream = file.url().openStream()) {
                assertEquals(file.length(), stream.readAllBytes().length);
            }
            assertTrue(base.resource("/js").directory());
            assertThrows(IOException.class, () -> base.resource("/js").open());
            assertEquals(Set.of("i.html", "js/"), base.list("/"));
            assertEquals(Set.of("deep/"), base.list("/js/"));
            assertNull(base.resource("/x.txt"));
            assertNull(base.resource("/../x.txt"));
            assertNull(base.resource("/../evil.txt"));
        }
    }

    @Test
    void namesABrokenArchive() throws IOException {
        Path broken = Files.writeString(temporary.resolve("broken.jar"), "no zip");

        Exception e = assertThrows(IOException.class, () -> ResourceBase.archive(broken, ""));

        assertTrue(e.getMessage().startsWith(broken + " is not a readable archive: "), e.getMessage());
    }

    @Test
    void letsEarlierBasesWin() throws IOException {
        Path jar = archive("x.jar", "index.html", "js/x.js");
        try (ResourceBase base =
                ResourceBase.overlay(List.of(ResourceBase.folder(folder), ResourceBase.archive(jar, "")))) {
            assertEquals("index", content(base, "/index.html"));
            assertEquals("js/x.js", content(base, "/js/x.js"));
            assertEquals(Set.of("css/", "index.html", "js/"), base.list("/"));
            assertNull(base.resource("/none"));
        }
        assertNull(ResourceBase.empty().resource("/"));
    }

    @Test
    void findsAFolderOnTheClassPath() throws IOException {
        Path jar = archive("x.jar", "web/", "web/from-jar.txt", "web/index.html");
        URL[] path = {temporary.toUri().toURL(), jar.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, null);
                ResourceBase base = ResourceBase.classPath(loader, "web")) {
            assertEquals("index", content(base, "/index.html"));
            assertEquals("web/from-jar.txt", content(base, "/from-jar.txt"));
            assertNotNull(base.resource("/css/"));
            assertThrows(IOException.class, () -> ResourceBase.classPath(loader, "none"));
        }
    }
}
