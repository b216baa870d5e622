package io.waitress.servlet;

import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the packages to the edges that were decided for them, as the JDK's own jdeps sees them. */
class ArchitectureTest {

    private static final String OURS = "io.waitress.servlet";
    private static final String ENGINE = "io.waitress.core";
    private static final Pattern EDGE = Pattern.compile("\\s+(\\S+)\\s+->\\s+(\\S+)(\\s.*)?");

    /** What each package may use of this module; one that is not listed is a leaf. The root's own name is empty. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            entry(".cli", Set.of("", ".internal.text", ".webapp", ".security")),
            entry(".internal.check", Set.of(".internal.files", ".internal.legacy", ".internal.scan")),
            entry(".testing", Set.of("")),
            entry(".webapp", Set.of("", ".internal.check", ".internal.files", ".internal.jsp", ".internal.legacy",
                    ".internal.model", ".internal.naming", ".internal.scan", ".spi")),
            entry(".internal.legacy", Set.of(".internal.files", ".internal.scan", ".spi")),
            entry(".internal.jsp", Set.of(".internal.files", ".internal.legacy", ".internal.mapping",
                    ".internal.model", ".internal.runtime", ".internal.scan")),
            entry("", Set.of(".internal.runtime", ".internal.model", ".internal.naming", ".security", ".spi")),
            entry(".internal.runtime", Set.of(".internal.files", ".internal.session", ".internal.security",
                    ".internal.text", ".internal.mapping", ".internal.model", ".internal.naming", ".legacy",
                    ".security", ".spi")),
            entry(".internal.naming", Set.of(".internal.model", ".internal.text")),
            entry(".internal.naming.java", Set.of(".internal.naming")),
            entry(".internal.scan", Set.of(".internal.files")),
            entry(".internal.files", Set.of(".internal.text", ".internal.mapping", ".spi")),
            entry(".internal.session", Set.of(".internal.files", ".internal.model", ".spi")),
            entry(".internal.security", Set.of(".security", ".internal.mapping", ".internal.model",
                    ".internal.secret")),
            entry(".internal.model", Set.of(".security")),
            entry(".security", Set.of(".internal.secret")));

    /** What runs JSP pages. */
    private static final Set<String> PAGES = Set.of("org.apache.jasper", "org.apache.tomcat", "org.apache.juli");

    /** What each package may use of the engine; one that is not listed does not know it. */
    private static final Map<String, Set<String>> ALLOWED_OF_ENGINE = Map.of(
            ".cli", Set.of("", ".exchange", ".settings"),
            ".testing", Set.of("", ".exchange", ".settings", ".testing"),
            "", Set.of("", ".exchange", ".settings"),
            ".webapp", Set.of(".exchange", ".settings"),
            ".internal.runtime", Set.of(".exchange", ".http", ".settings"),
            ".internal.files", Set.of(".http"),
            ".internal.security", Set.of(".http"),
            ".internal.text", Set.of(".http"));

    private static Map<String, Set<String>> edges;

    @BeforeAll
    static void runJdeps() throws URISyntaxException {
        String classes = Path.of(Waitress.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        String others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.equals(classes) && !entry.endsWith("test-classes"))
                .collect(joining(File.pathSeparator));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);

        int result = ToolProvider.findFirst("jdeps").orElseThrow().run(writer, writer, "-verbose:package",
                "--multi-release", "base", "--module-path", others, classes);

        assertEquals(0, result, output::toString);
        edges = new TreeMap<>();
        output.toString().lines().map(EDGE::matcher).filter(edge -> edge.matches() && isIn(OURS, edge.group(1)))
                .forEach(edge -> edges.computeIfAbsent(edge.group(1), any -> new TreeSet<>()).add(edge.group(2)));
        assertTrue(edges.containsKey(OURS + ".internal.runtime"), output::toString);
    }

    @Test
    void packagesUseOnlyWhatTheyMay() {
        assertEquals(Set.of(), uses(OURS, ALLOWED));
    }

    @Test
    void packagesUseOnlyWhatTheyMayOfTheEngine() {
        assertEquals(Set.of(), uses(ENGINE, ALLOWED_OF_ENGINE));
    }

    @Test
    void packagesHaveNoCycles() {
        edges.keySet().forEach(start -> assertFalse(reachable(start).contains(start),
                () -> "cycle through " + start + ": " + reachable(start)));
    }

    @Test
    void onlyTestSupportScanningPagesAndPoolsUseMoreThanTheServletAndLoggingApi() {
        Set<String> foreign = new TreeSet<>();
        edges.forEach((from, used) -> used.stream()
                .filter(to -> !isIn(OURS, to) && !isIn(ENGINE, to) && !isIn("jakarta.servlet", to))
                .filter(to -> !to.startsWith("java.") && !to.startsWith("javax.") && !isIn("org.slf4j", to))
                .filter(to -> !Set.of(OURS + ".internal.scan", OURS + ".internal.legacy").contains(from)
                        || !isIn("org.objectweb.asm", to))
                .filter(to -> !from.equals(OURS + ".internal.jsp") || PAGES.stream().noneMatch(name -> isIn(name, to)))
                .filter(to -> !from.equals(OURS + ".internal.naming") || !isIn("com.zaxxer.hikari", to))
                .filter(to -> !from.equals(OURS + ".testing") || !isIn("org.junit.jupiter.api", to))
                .forEach(to -> foreign.add(from + " -> " + to)));

        assertEquals(Set.of(), foreign);
    }

    /** Returns the uses of a module's packages that are not allowed. */
    private static Set<String> uses(String module, Map<String, Set<String>> allowed) {
        Set<String> forbidden = new TreeSet<>();
        edges.forEach((from, used) -> used.stream().filter(to -> isIn(module, to))
                .filter(to -> !allowed.getOrDefault(from.substring(OURS.length()), Set.of())
                        .contains(to.substring(module.length())))
                .forEach(to -> forbidden.add(from + " -> " + to)));
        return forbidden;
    }

    private static Set<String> reachable(String start) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(edges.get(start));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next)) {
                open.addAll(edges.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    private static boolean isIn(String module, String name) {
        return name.equals(module) || name.startsWith(module + ".");
    }
}
