package io.waitress.servlet.internal.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.MappingMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPatternTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''           | CONTEXT_ROOT | ''
            /            | DEFAULT      | ''
            /*           | PATH         | ''
            /a/*         | PATH         | /a
            /a/b/*       | PATH         | /a/b
            *.jsp        | EXTENSION    | jsp
            /a           | EXACT        | /a
            /a/          | EXACT        | /a/
            /a*          | EXACT        | /a*
            /a/**        | EXACT        | /a/**
            """, delimiter = '|')
    void recognisesTheKind(String text, MappingMatch kind, String key) {
        UrlPattern pattern = UrlPattern.of(text);

        assertEquals(kind, pattern.kind());
        assertEquals(key, pattern.key());
        assertEquals(text, pattern.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/*", "*", "*.", "*.a/b", "*.a*", "*.tar.gz", "/a/*.jsp", "/*.jsp", "/a\r\nb"})
    void refusesWhatCannotBeMeant(String text) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> UrlPattern.of(text));

        assertTrue(e.getMessage().startsWith("Invalid URL pattern '"), e.getMessage());
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), "message is one clean line");
    }

    @Test
    void refusesNull() {
        assertThrows(IllegalArgumentException.class, () -> UrlPattern.of(null));
    }

    @Test
    void acceptsAMissingSlashOnlyWhenAskedTo() {
        UrlPattern old = UrlPattern.of("a/*", true);

        assertEquals(UrlPattern.of("/a/*"), old);
        assertEquals(UrlPattern.of("/a/*").hashCode(), old.hashCode());
        assertEquals("a/*", old.text());
        assertNotEquals(UrlPattern.of("/a"), old);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''       | ''         | true
            ''       | /          | true
            ''       | /a         | false
            /        | /          | true
            /        | /a         | false
            /*       | ''         | true
            /*       | /          | true
            /*       | /a/b       | true
            /a/*     | /a         | true
            /a/*     | /a/        | true
            /a/*     | /a/b/c     | true
            /a/*     | /ab        | false
            /a/*     | /          | false
            *.jsp    | /x.jsp     | true
            *.jsp    | /.jsp      | true
            *.jsp    | /a.b/x.jsp | true
            *.jsp    | /x.jsp/y   | false
            *.jsp    | /x.JSP     | false
            *.jsp    | /xjsp      | false
            *.jsp    | /jsp       | false
            /a       | /a         | true
            /a       | /a/        | false
            """, delimiter = '|')
    void matchesAlone(String pattern, String path, boolean expected) {
        assertEquals(expected, UrlPattern.of(pattern).matches(path));
    }
}
