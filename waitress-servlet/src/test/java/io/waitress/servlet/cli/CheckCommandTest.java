package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class CheckCommandTest {

    @TempDir
    private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** The command logs less, in the whole virtual machine. */
    @AfterEach
    void logAsBefore() {
        LogLevel.INFO.apply();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("check", "--work-dir=none"));
        all.addAll(List.of(arguments));
        return new Main(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)).run(all, Map.of());
    }

    private Path app(String webXml) throws IOException {
        Path webInf = Files.createDirectories(folder.resolve("app/WEB-INF"));
        Files.writeString(webInf.resolve("web.xml"), "<web-app>" + webXml + "</web-app>");
        return folder.resolve("app");
    }

    @ParameterizedTest
    @CsvSource({
        "0, should run, ''",
        "1, 'should run, with 1 warning', <ejb-ref><ejb-ref-name>x</ejb-ref-name></ejb-ref>",
        "2, will not start, <absurd/>"})
    void endsWithTheVerdict(int status, String verdict, String webXml) throws IOException {
        Path app = app(webXml);

        assertEquals(status, run(app.toString()), err::toString);

        assertTrue(out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ")
                .startsWith(app + ": " + verdict + " 0 jars, "), out::toString);
    }

    @Test
    void tellsItToPrograms() throws IOException {
        assertEquals(0, run(app("").toString(), "--json", "--context-path=/shop"));

        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("{\n  \"version\": 1,\n"), out::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--json, 'no APP given: a .war file, a folder or a class name; --help tells more'",
        "com.shop.Main, com.shop.Main: check takes a .war file or a folder",
        "--jsn, '--jsn: no such option; --help lists all'",
        "nowhere.war, nowhere.war: no such file or folder"})
    void refusesWhatCannotBeChecked(String argument, String problem) {
        assertEquals(2, run(argument));

        assertEquals("waitress-serve: " + problem + "\n", err.toString(StandardCharsets.UTF_8).replace("\r", ""));
    }

    @Test
    void takesOneApplication() throws IOException {
        Path app = app("");

        assertEquals(2, run(app.toString(), "--app=/other=" + app));

        assertEquals("waitress-serve: " + app + ": check takes one APP\n", err.toString(StandardCharsets.UTF_8));
    }
}
