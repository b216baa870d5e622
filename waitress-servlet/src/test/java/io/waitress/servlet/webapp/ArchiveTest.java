package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    private static final FileTime TIME = FileTime.fromMillis(1_600_000_000_000L);

    @TempDir
    private Path folder;
    private Path archive;
    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        archive = folder.resolve("app.war");
        target = Files.createDirectory(folder.resolve("target"));
    }

    private void write(String... names) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                entry.setLastModifiedTime(TIME);
                zip.putNextEntry(entry);
                zip.write(name.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }

    @Test
    void unpacksFilesWithTheirTimes() throws IOException {
        write("index.html", "WEB-INF/classes/a/B.class", "empty/");

        Archive.unpack(archive, target);

        assertEquals("index.html", Files.readString(target.resolve("index.html")));
        assertEquals(TIME, Files.getLastModifiedTime(target.resolve("index.html")));
        assertEquals("WEB-INF/classes/a/B.class", Files.readString(target.resolve("WEB-INF/classes/a/B.class")));
        assertTrue(Files.isDirectory(target.resolve("empty")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/evil", "..\\evil", "a\\..\\..\\evil"})
    void refusesNamesThatLeadOut(String name) throws IOException {
        write(name);

        String message = assertThrows(IOException.class, () -> Archive.unpack(archive, target)).getMessage();

        assertTrue(message.endsWith("app.war holds the entry '" + name + "', which leads out of it"), message);
        assertFalse(Files.exists(folder.resolve("evil")));
    }

    /** Changes the size that the archive's directory declares for its only entry. */
    private void declare(int size) throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.length - 22 - 46 - "bomb".length();
        while (zip.getInt(directory) != 0x02014b50) {
            directory--;
        }
        zip.putInt(directory + 24, size);
        Files.write(archive, bytes);
    }

    @Test
    void refusesAnEntryThatIsLargerThanItDeclares() throws IOException {
        write("bomb");
        declare(3);

        String message = assertThrows(IOException.class, () -> Archive.unpack(archive, target)).getMessage();

        assertTrue(message.endsWith("app.war holds the entry 'bomb', which is larger than the 3 bytes it declares"),
                message);
        assertEquals(0, Files.size(target.resolve("bomb")));
    }

    @Test
    void refusesAnArchiveThatGrowsOutOfProportion() throws IOException {
        write("bomb");
        declare(1_000_000_000);

        String message = assertThrows(IOException.class, () -> Archive.unpack(archive, target)).getMessage();

        assertTrue(message.endsWith("app.war needs more than 268435456 bytes unpacked; expected at most 100 times its "
                + "size"), message);
        assertFalse(Files.exists(target.resolve("bomb")));
    }

    @Test
    void refusesTwoFilesOfOneName() throws IOException {
        write("a", "./a");

        String message = assertThrows(IOException.class, () -> Archive.unpack(archive, target)).getMessage();

        assertTrue(message.endsWith("app.war holds the entry './a' beside another of the same name; expected each file and"
                + " folder once"), message);
    }

    @Test
    void refusesAFileWhereAFolderIsNeeded() throws IOException {
        write("a", "a/b");

        String message = assertThrows(IOException.class, () -> Archive.unpack(archive, target)).getMessage();

        assertTrue(message.contains("app.war holds the entry 'a' beside another of the same name"), message);
    }

    @Test
    void unpacksManyFilesToo() throws IOException {
        String[] names = new String[500];
        for (int i = 0; i < names.length; i++) {
            names[i] = "folder" + i % 7 + "/file" + i;
        }
        write(names);

        Archive.unpack(archive, target);

        for (String name : names) {
            assertEquals(name, Files.readString(target.resolve(name)));
            assertEquals(TIME, Files.getLastModifiedTime(target.resolve(name)));
        }
        Path other = Files.createDirectory(folder.resolve("other"));
        names[250] = "./" + names[17];
        write(names);
        assertThrows(IOException.class, () -> Archive.unpack(archive, other));
    }

    @Test
    void takesBackslashesForSlashes() throws IOException {
        write("WEB-INF\\", "WEB-INF\\lib\\", "WEB-INF\\web.xml");

        Archive.unpack(archive, target);

        assertTrue(Files.isRegularFile(target.resolve("WEB-INF/web.xml")));
        assertTrue(Files.isDirectory(target.resolve("WEB-INF/lib")));
    }

    /** As old tools for Windows write them. */
    @Test
    void namesTheEntryWhoseNameIsNotUtf8() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive), StandardCharsets.ISO_8859_1)) {
            zip.putNextEntry(new ZipEntry("index.html"));
            zip.putNextEntry(new ZipEntry("caf\u00e9.html"));
        }

        String message = assertThrows(IOException.class, () -> Archive.unpack(archive, target)).getMessage();

        assertTrue(message.endsWith("app.war holds the entry 'caf?.html', whose name is not UTF-8; expected an archive as"
                + " jar makes it"), message);
    }

    @Test
    void saysThatAFileIsNoArchive() throws IOException {
        Files.writeString(archive, "hello");

        String message = assertThrows(IOException.class, () -> Archive.unpack(archive, target)).getMessage();

        assertTrue(message.contains("app.war is not a readable archive: "), message);
    }
}
