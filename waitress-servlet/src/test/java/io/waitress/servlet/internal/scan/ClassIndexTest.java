package io.waitress.servlet.internal.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassIndexTest {

    private static final ClassAnnotation SERVLET = new ClassAnnotation(ClassAnnotation.WEB_SERVLET, Map.of(
            "urlPatterns", List.of("/a", "/ä"), "loadOnStartup", 3, "asyncSupported", true,
            "initParams", List.of(new ClassAnnotation("P", Map.of("name", "n")))));
    private static final ClassAnnotation LIMITS =
            new ClassAnnotation(ClassAnnotation.MULTIPART_CONFIG, Map.of("maxFileSize", 5_000_000_000L));

    private static ClassIndex index() {
        IndexBuilder builder = new IndexBuilder(Depth.HIERARCHY);
        builder.add("shop.Cart", List.of("java.lang.Object", "shop.Things"), Set.of("a.Mark"), Set.of("a.Member"));
        builder.add("shop.Gürtel", List.of("shop.Cart"), Set.of(), Set.of());
        builder.add("shop.Things", List.of("java.lang.Object"), Set.of(), Set.of());
        builder.addDeployment("shop.Cart", List.of(SERVLET, LIMITS));
        return new ClassIndex(builder.build().stored().clone());
    }

    private static Set<String> all(BiConsumer<String, Consumer<String>> query, String name) {
        Set<String> found = new TreeSet<>();
        query.accept(name, found::add);
        return found;
    }

    @Test
    void findsWhatWasStored() {
        ClassIndex index = index();
        Set<String> foreign = new TreeSet<>();
        index.foreignSupertypes(foreign::add);

        assertTrue(index.contains("shop.Gürtel"));
        assertFalse(index.contains("java.lang.Object"));
        assertFalse(index.contains("shop.Car"));
        assertEquals(Set.of("shop.Cart", "shop.Things"), all(index::subtypes, "java.lang.Object"));
        assertEquals(Set.of("shop.Gürtel"), all(index::subtypes, "shop.Cart"));
        assertEquals(Set.of("shop.Cart"), all(index::annotated, "a.Mark"));
        assertEquals(Set.of(), all(index::annotated, "a.Member"));
        assertEquals(Set.of("shop.Cart"), all(index::withAnnotatedMembers, "a.Member"));
        assertEquals(Set.of("java.lang.Object"), foreign);
        assertEquals(Map.of("shop.Cart", List.of(SERVLET, LIMITS)), index.deployment());
    }

    @Test
    void mayBeEmpty() {
        assertEquals(Map.of(), ClassIndex.EMPTY.deployment());
        assertEquals(Set.of(), all(ClassIndex.EMPTY::subtypes, "a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 20, 100})
    void refusesWhatIsNoIndex(int length) {
        byte[] cut = java.util.Arrays.copyOf(index().stored(), length);

        assertThrows(IllegalArgumentException.class, () -> new ClassIndex(cut));
    }
}
