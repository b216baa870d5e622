package io.waitress.servlet.internal.jsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in JVMs of its own, with one engine, another, and none; and pages compiled before they are asked for. */
@Timeout(300)
class EngineFunctionalTest {

    private static final Predicate<String> ENGINE = entry -> Stream.of("apache-jsp", "apache-el", "ecj",
            "jakarta.servlet.jsp-api", "jakarta.el-api").anyMatch(name -> new File(entry).getName().startsWith(name));

    private static final String PAGE =
            "<%@ taglib prefix=\"c\" uri=\"jakarta.tags.core\" %><c:out value=\"${1 + 1}\"/>";

    @TempDir
    private Path folder;
    private String output;

    private static Stream<String> classPath(Predicate<String> which) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).filter(which);
    }

    /** Returns the exit status of a run, whose output is then known. */
    private int run(String classPath, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
                Main.class.getName(), "--work-dir=none", "--check"));
        command.addAll(List.of(arguments));
        Path file = folder.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile()).start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS));
            output = Files.readString(file);
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void runsPagesWithTheEngineOfTomcatToo() throws Exception {
        PageApp pages = new PageApp(folder.resolve("app")).jstl().webXml("").write("index.jsp", PAGE);
        String tomcat;
        try (Stream<Path> jars = Files.list(Path.of("target/tomcat"))) {
            tomcat = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
        String others = classPath(ENGINE.negate().or(entry -> new File(entry).getName().startsWith("ecj")))
                .collect(Collectors.joining(File.pathSeparator));

        assertEquals(0, run(others + File.pathSeparator + tomcat, "--precompile", pages.folder().toString()),
                () -> output);
        assertTrue(output.contains("OK: / answers with 200"), output);
    }

    @Test
    void tellsWhatIsMissingIfThereIsNoEngine() throws Exception {
        PageApp pages = new PageApp(folder.resolve("app")).write("index.jsp", PAGE)
                .webXml("<servlet><servlet-name>a</servlet-name><jsp-file>/index.jsp</jsp-file></servlet>");
        String others = classPath(ENGINE.negate()).collect(Collectors.joining(File.pathSeparator));

        assertEquals(1, run(others, pages.folder().toString()), () -> output);
        assertTrue(output.contains("The application has JSP pages, which this server cannot run: that needs a JSP engine"
                + " (org.mortbay.jasper:apache-jsp) on its class path"), output);
        assertTrue(output.contains("/ answers with 500"), output);
    }

    @Test
    void tellsAllMistakesOfPages() throws Exception {
        PageApp pages = new PageApp(folder.resolve("app")).webXml("").write("index.jsp", "fine")
                .write("WEB-INF/view/broken.jsp", "one\n<% undefined(); %>")
                .write("other.jspx", "<p>\n<q></p>").write("part.jspf", "<% if (");

        assertEquals(1, run(System.getProperty("java.class.path"), "--precompile", pages.folder().toString()),
                () -> output);
        assertTrue(output.contains("2 of 3 JSP pages cannot be compiled:"), output);
        assertTrue(output.contains("line: [2] in the jsp file: [/WEB-INF/view/broken.jsp]"), output);
        assertTrue(output.contains("/other.jspx (line: [2]"), output);
        assertFalse(output.contains("Stacktrace:"), output);
    }

    @Test
    void compilesNothingUnlessAskedTo() throws Exception {
        PageApp pages = new PageApp(folder.resolve("app")).webXml("").write("index.html", "fine")
                .write("broken.jsp", "<% undefined(); %>");

        assertEquals(0, run(System.getProperty("java.class.path"), pages.folder().toString()), () -> output);
    }
}
