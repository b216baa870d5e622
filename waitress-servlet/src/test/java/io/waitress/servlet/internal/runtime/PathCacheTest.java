package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PathCacheTest {

    private final PathCache<Integer> cache = new PathCache<>();

    @Test
    void remembersByEqualPath() {
        cache.put("/a", 1);

        assertEquals(1, cache.get(new String("/a")));
        assertNull(cache.get("/b"));
    }

    @Test
    void keepsTwoPathsOfOneSlot() {
        cache.put("/Aa", 1);
        cache.put("/BB", 2);

        assertEquals("/Aa".hashCode(), "/BB".hashCode());
        assertEquals(1, cache.get("/Aa"));
        assertEquals(2, cache.get("/BB"));
    }

    @Test
    void staysBoundedUnderEverNewPaths() {
        int kept = 0;
        for (int i = 0; i < 100_000; i++) {
            cache.put("/path/" + i, i);
        }
        for (int i = 0; i < 100_000; i++) {
            Integer value = cache.get("/path/" + i);
            assertTrue(value == null || value == i);
            kept += value == null ? 0 : 1;
        }

        assertTrue(kept > 0 && kept <= 1024, String.valueOf(kept));
    }

    @Test
    void remembersNoLongPaths() {
        String path = "/" + "x".repeat(300);
        cache.put(path, 1);

        assertNull(cache.get(path));
    }
}
