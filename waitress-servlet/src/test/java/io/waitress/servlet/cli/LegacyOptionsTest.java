package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.servlet.TestClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the options about old applications make of them, asked over a socket by the program itself. */
@Timeout(300)
class LegacyOptionsTest {

    private static final String API = "target/legacy-apis/javax.servlet-api-4.0.1.jar";

    private static final String HELLO = """
            package shop;
            import javax.servlet.http.*;
            public class Hello extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                    response.setStatus(javax.xml.bind.Old.STATUS, "Fine");
                }
            }
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeApplication() throws IOException {
        Path added = folder.resolve("added");
        TestClasses.compile(added, "javax.xml.bind.Old",
                "package javax.xml.bind; public class Old { public static final int STATUS = Integer.parseInt(\"299\"); }");
        TestClasses.jar(folder.resolve("lib/added.jar"), added, Map.of());
        Path content = folder.resolve("content");
        TestClasses.compile(content.resolve("WEB-INF/classes"), Path.of(API).toAbsolutePath()
                + System.getProperty("path.separator") + added, "shop.Hello", HELLO);
        Files.writeString(content.resolve("WEB-INF/web.xml"), """
                <web-app>
                  <servlet><servlet-name>h</servlet-name><servlet-class>shop.Hello</servlet-class></servlet>
                  <servlet-mapping><servlet-name>h</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
                </web-app>
                """);
        TestClasses.jar(folder.resolve("shop.war"), content, Map.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --legacy=auto | --lib=FOLDER/lib/*         | 0 | OK: / answers with 299
            --legacy=on   | --lib=FOLDER/lib/added.jar | 0 | OK: / answers with 299
            --legacy=off  | --lib=FOLDER/lib/*         | 1 | waitress-serve: / answers with 500
            --legacy=auto | --work-dir=none            | 1 | waitress-serve: / answers with 500
            """)
    void decideWhatAnOldApplicationAnswers(String legacy, String other, int status, String said) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);

        int ended = new Main(print, print).run(List.of("--check", legacy, other.replace("FOLDER", folder.toString()),
                folder.resolve("shop.war").toString()), Map.of("WAITRESS_WORK_DIR", "none"));

        String all = out.toString(StandardCharsets.UTF_8);
        assertEquals(status, ended, all);
        assertEquals(1, all.lines().filter(said::equals).count(), all);
    }
}
