package io.waitress.core;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Exchange;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Holds the packages to the edges that were decided for them, as the JDK's own jdeps sees them. */
class ArchitectureTest {

    private static final String ROOT = "io.waitress.core";
    private static final Pattern EDGE = Pattern.compile("\\s+(\\S+)\\s+->\\s+(\\S+)(\\s.*)?");

    /** What each package may use of ours, besides what {@link #VOCABULARY} gives to all but the leaves. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "internal.http1", Set.of("internal.net", "internal.parse", "internal.work", "internal.buffer"),
            "internal.log", Set.of(),
            "internal.metrics", Set.of("internal.net", "internal.work", "internal.buffer", "internal.tls",
                    "internal.log"),
            "internal.tls", Set.of("internal.net", "internal.buffer"),
            "internal.net", Set.of("internal.work", "internal.buffer"),
            "internal.parse", Set.of("internal.buffer"),
            "exchange", Set.of("http", "settings"));

    private static final Set<String> VOCABULARY = Set.of("exchange", "settings", "http");
    private static final Set<String> LEAVES = Set.of("exchange", "settings", "http", "testing");

    private static Map<String, Set<String>> edges;

    @BeforeAll
    static void runJdeps() throws URISyntaxException {
        String classes = location(Exchange.class);
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);

        int result = ToolProvider.findFirst("jdeps").orElseThrow()
                .run(writer, writer, "-verbose:package", "--multi-release", "base",
                        "--module-path", location(Logger.class), classes);

        assertEquals(0, result, output::toString);
        edges = new TreeMap<>();
        output.toString().lines().map(EDGE::matcher).filter(Matcher::matches)
                .forEach(edge -> edges.computeIfAbsent(edge.group(1), any -> new TreeSet<>()).add(edge.group(2)));
    }

    @Test
    void packagesUseOnlyWhatTheyMay() {
        Set<String> forbidden = ours().flatMap(from -> edges.get(from).stream().filter(ArchitectureTest::isOurs)
                .filter(to -> !allowed(from, to)).map(to -> from + " -> " + to)).collect(toCollection(TreeSet::new));

        assertEquals(Set.of(), forbidden);
    }

    @Test
    void packagesHaveNoCycles() {
        ours().forEach(start -> assertTrue(!reachable(start).contains(start), () -> "cycle through " + start + ": "
                + reachable(start)));
    }

    @Test
    void nothingButTheJdkAndTheLoggingApiIsUsed() {
        Set<String> foreign = ours().flatMap(from -> edges.get(from).stream().filter(to -> !isOurs(to)))
                .filter(to -> !to.startsWith("java.") && !to.startsWith("javax.") && !to.startsWith("org.slf4j"))
                .collect(toCollection(TreeSet::new));

        assertEquals(Set.of(), foreign);
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static boolean allowed(String from, String to) {
        if (from.equals(ROOT)) {
            return true;
        }
        String user = from.substring(ROOT.length() + 1);
        String used = to.substring(Math.min(to.length(), ROOT.length() + 1));
        return ALLOWED.getOrDefault(user, Set.of()).contains(used)
                || !LEAVES.contains(user) && VOCABULARY.contains(used);
    }

    private static Set<String> reachable(String start) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(edges.getOrDefault(start, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (isOurs(next) && reached.add(next)) {
                open.addAll(edges.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    private static Stream<String> ours() {
        Set<String> packages = new TreeSet<>(edges.keySet());
        packages.removeIf(name -> !isOurs(name));
        assertTrue(packages.contains(ROOT + ".internal.http1"), () -> "jdeps saw only " + packages);
        return packages.stream();
    }

    private static boolean isOurs(String name) {
        return name.equals(ROOT) || name.startsWith(ROOT + ".");
    }
}
