package io.waitress.servlet.internal.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathMapperTest {

    private static final PathMapper<String> EXAMPLE = mapper("/foo/bar/*", "/baz/*", "/catalog", "*.bop", "/");

    private static PathMapper<String> mapper(String... patterns) {
        PathMapper.Builder<String> builder = PathMapper.builder();
        for (String pattern : patterns) {
            builder.add(UrlPattern.of(pattern), pattern);
        }
        return builder.build();
    }

    /** The examples of Servlet 6.1, section 12.2.2, and their neighbours. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            /foo/bar/index.html  | /foo/bar/* | /foo/bar             | /index.html | index.html
            /foo/bar/index.bop   | /foo/bar/* | /foo/bar             | /index.bop  | index.bop
            /foo/bar             | /foo/bar/* | /foo/bar             |             | ''
            /foo/bar/            | /foo/bar/* | /foo/bar             | /           | ''
            /foo/barn            | /          | /foo/barn            |             | ''
            /baz                 | /baz/*     | /baz                 |             | ''
            /baz/index.html      | /baz/*     | /baz                 | /index.html | index.html
            /catalog             | /catalog   | /catalog             |             | catalog
            /catalog/            | /          | /catalog/            |             | ''
            /catalog/index.html  | /          | /catalog/index.html  |             | ''
            /catalog/racecar.bop | *.bop      | /catalog/racecar.bop |             | catalog/racecar
            /index.bop           | *.bop      | /index.bop           |             | index
            /index.bop/x         | /          | /index.bop/x         |             | ''
            /a.bop.x             | /          | /a.bop.x             |             | ''
            /CATALOG             | /          | /CATALOG             |             | ''
            /                    | /          | /                    |             | ''
            ''                   | /          | ''                   |             | ''
            """, delimiter = '|')
    void mapsTheExamplesOfTheSpecification(String path, String pattern, String servletPath, String pathInfo,
            String value) {
        PathMatch<String> match = EXAMPLE.match(path);

        assertEquals(pattern, match.target());
        assertEquals(pattern, match.pattern().text());
        assertEquals(servletPath, match.servletPath());
        assertEquals(pathInfo, match.pathInfo());
        assertEquals(value, match.matchValue());
    }

    @Test
    void mapsTheContextRootExactly() {
        PathMapper<String> mapper = mapper("", "/*");

        for (String path : List.of("", "/")) {
            PathMatch<String> match = mapper.match(path);
            assertEquals("", match.target());
            assertEquals("", match.servletPath());
            assertEquals("/", match.pathInfo());
            assertEquals("", match.matchValue());
        }
        assertEquals("/*", mapper.match("/a").target());
    }

    @Test
    void mapsEverythingWithAnEmptyServletPath() {
        PathMatch<String> match = mapper("/*", "*.bop", "/").match("/x/y.bop");

        assertEquals("/*", match.target());
        assertEquals("", match.servletPath());
        assertEquals("/x/y.bop", match.pathInfo());
        assertEquals("x/y.bop", match.matchValue());
    }

    @Test
    void takesTheLongestPrefix() {
        PathMapper<String> mapper = mapper("/a/*", "/a/b/*", "/a/b/c/d/*");

        assertEquals("/a/*", mapper.match("/a/bc").target());
        assertEquals("/a/b/*", mapper.match("/a/b").target());
        assertEquals("/a/b/*", mapper.match("/a/b/c/dd").target());
        assertEquals("/a/b/c/d/*", mapper.match("/a/b/c/d/e").target());
        assertNull(mapper.match("/b"));
    }

    @Test
    void refusesOnePatternForTwoTargets() {
        PathMapper.Builder<String> builder = PathMapper.<String>builder().add(UrlPattern.of("/a"), "one");
        builder.add(UrlPattern.of("/a"), "one");

        Exception e = assertThrows(IllegalArgumentException.class,
                () -> builder.add(UrlPattern.of("a", true), "two"));

        assertEquals("URL pattern 'a' is mapped to both 'one' and 'two'", e.getMessage());
    }

    @Test
    void letsExplicitMappingsWinOverImplicitOnes() {
        PathMapper<String> mapper = PathMapper.<String>builder()
                .add(UrlPattern.of("/"), "application")
                .addIfAbsent(UrlPattern.of("/"), "container")
                .addIfAbsent(UrlPattern.of("*.jsp"), "jsp")
                .build();

        assertEquals("application", mapper.match("/x").target());
        assertEquals("jsp", mapper.match("/x.jsp").target());
    }

    @Test
    void sharesTheMatchOfAnExactPattern() {
        assertSame(EXAMPLE.match("/catalog"), EXAMPLE.match("/catalog"));
    }

    /** Compares with the obvious slow algorithm on a thousand random patterns, made to collide often. */
    @Test
    void agreesWithThePlainReadingOfTheRules() {
        Random random = new Random(61);
        List<UrlPattern> patterns = new ArrayList<>();
        PathMapper.Builder<UrlPattern> builder = PathMapper.builder();
        while (patterns.size() < 1000) {
            String path = randomPath(random);
            UrlPattern pattern = UrlPattern.of(switch (random.nextInt(4)) {
                case 0 -> path;
                case 1 -> "*." + (char) ('a' + random.nextInt(2));
                default -> (path + "/*").replace("//", "/");
            });
            if (!patterns.contains(pattern)) {
                patterns.add(pattern);
            }
            builder.add(pattern, pattern);
        }
        PathMapper<UrlPattern> mapper = builder.build();

        for (int i = 0; i < 20_000; i++) {
            String path = randomPath(random);
            PathMatch<UrlPattern> match = mapper.match(path);
            assertEquals(slowMatch(patterns, path), match == null ? null : match.target(), path);
            if (match != null) {
                String info = match.pathInfo() == null ? "" : match.pathInfo();
                assertEquals(path, match.servletPath() + info);
            }
        }
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder();
        int segments = 1 + random.nextInt(6);
        for (int i = 0; i < segments; i++) {
            path.append('/').append((char) ('a' + random.nextInt(3)));
        }
        switch (random.nextInt(4)) {
            case 0 -> path.append('.').append((char) ('a' + random.nextInt(3)));
            case 1 -> path.append(random.nextBoolean() ? "Aa" : "BB");
            default -> assertTrue(path.length() > 1);
        }
        return path.toString();
    }

    private static UrlPattern slowMatch(List<UrlPattern> patterns, String path) {
        Comparator<UrlPattern> order = Comparator.comparingInt((UrlPattern p) -> switch (p.kind()) {
            case CONTEXT_ROOT, EXACT -> 0;
            case PATH -> 1;
            case EXTENSION -> 2;
            case DEFAULT -> 3;
        }).thenComparing(p -> -p.key().length());
        return patterns.stream().filter(p -> p.matches(path)).min(order).orElse(null);
    }
}
