package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of {@code isUserInRole} (Servlet 6.1, section 13.3). */
class DeclaredRolesTest {

    private static final Map<String, String> LINKS = Map.of("boss", "manager", "all", "*", "any", "**", "staff", "x");

    @ParameterizedTest
    @CsvSource({
        "manager, manager, '', true",
        "boss,    manager, '', true",       // by a link
        "boss,    boss,    '', false",      // the link takes its place
        "staff,   staff,   '', false",
        "clerk,   manager, manager, false",
        "clerk,   clerk,   manager, true",  // not declared: the user has it all the same
        "*,       *,       '*', false",     // never
        "**,      manager, '', true",       // any user
        "any,     manager, '', true",
        "**,      manager, '**', false",    // one like others, once it is declared
        "**,      '**',    '**', true"
    })
    void tellsWhetherAUserHasARole(String reference, String has, String declared, boolean expected) {
        Set<String> names = Arrays.stream(declared.split(",")).filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());

        assertEquals(expected, DeclaredRoles.hold(has::equals, reference, LINKS, names));
    }

    @Test
    void nobodyHasARoleWithoutAName() {
        assertFalse(DeclaredRoles.hold(role -> true, null, LINKS, Set.of()));
    }
}
