package io.waitress.servlet.internal.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectedFoldersTest {

    @ParameterizedTest
    @CsvSource({"/WEB-INF, true", "/WEB-INF/, true", "/web-inf/x, true", "/META-INF, true", "/Meta-Inf/x, true",
        "/WEB-INFO, false", "/WEB-INF.txt, false", "/a/WEB-INF, false", "/, false", "'', false"})
    void areTheTwoAtTheRoot(String path, boolean expected) {
        assertEquals(expected, ProtectedFolders.contain(path));
    }
}
