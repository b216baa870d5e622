package io.waitress.servlet.webapp;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fragments are written as {@code name<before,before>after,after}, with {@code *} for all others and {@code -} as the
 * name of one without a name; the file of each is its place in the list.
 */
class FragmentOrderTest {

    private static List<Fragment> fragments(String text) {
        List<Fragment> fragments = new ArrayList<>();
        for (String part : text.split(" ")) {
            String name = part.replaceAll("[<>].*", "");
            XmlElement root = new XmlElement(name + ".jar!/f.xml", 1, "web-fragment", Map.of(), List.of(), "");
            fragments.add(new Fragment(name + fragments.size() + ".jar", name.equals("-") ? null : name,
                    names(part, '<'), names(part, '>'), false, root));
        }
        return fragments;
    }

    private static List<String> names(String part, char sign) {
        int start = part.indexOf(sign);
        if (start < 0) {
            return List.of();
        }
        String names = part.substring(start + 1).replaceAll("[<>].*", "");
        return List.of(names.split(",")).stream().map(name -> name.equals("*") ? WebXml.OTHERS : name).toList();
    }

    private static String text(List<Fragment> fragments) {
        return fragments.stream().map(fragment -> fragment.name() == null ? "-" : fragment.name())
                .collect(joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        // the examples of section 8.2.2
        "MyFragment1>MyFragment2 MyFragment2 MyFragment3<*, MyFragment3 MyFragment2 MyFragment1",
        "'A>*,C B<* C>* D E F<*,B', F B D E C A",
        "-<C>* B<* C D>* E<* F, B E F - C D",
        "A>B B C<* D, C B A D",
        // no wishes: by file name
        "a b c, a b c",
        "- - -, - - -",
        // single wishes
        "a>b b, b a",
        "a b<a, b a",
        "a>c b c, c a b",
        "a>b b>c c>d d, d c b a",
        "a b<a c<b, c b a",
        "a<c b c, a b c",
        // several at once
        "'a>b,c b c>b', b c a",
        "a<b>c b c, c a b",
        "'a b<a,c c', b a c",
        // all others
        "a>* b c, b c a",
        "a b c<*, c a b",
        "a>* b>* c, c a b",
        "a<* b<* c, a b c",
        "a b>* c<* d, c a d b",
        "'a>*,b b>*', b a",
        // what has to follow the last comes last, what has to precede the first comes first
        "a>b b>* c d, c d b a",
        "a b<c c<* d, b c a d",
        "- a>* b, - b a",
        // names of none
        "a>x b, a b",
        "a<x b>y c, a b c",
    })
    void sortsByWishes(String given, String expected) {
        assertEquals(expected, text(FragmentOrder.relative(fragments(given))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "a>b b>a | circle: 'a' (a0.jar) after 'b' (b1.jar) after 'a' (a0.jar);",
        "a>b b>c c>a d | circle: 'a' (a0.jar) after 'b' (b1.jar) after 'c' (c2.jar) after 'a' (a0.jar);",
        "a<b>b b | circle: ",
        "a<a b | circle: ",
        "a>a b | circle: ",
        "a<*>* b | 'a' (a0.jar) would have to come both before and after all others",
        "a>* b<* c a2<b>a | would have to come both before and after all others",
        "a<*>b b>* | would have to come both before and after all others",
        "a b a | the name 'a' is also that of the fragment in a0.jar; expected names to differ",
    })
    void refusesWhatCannotBe(String given, String problem) {
        List<Fragment> fragments = fragments(given);

        String message = assertThrows(DescriptorException.class, () -> FragmentOrder.relative(fragments)).getMessage();

        assertTrue(message.contains(problem), message);
        assertTrue(message.contains(".jar!/f.xml:1: "), message);
        assertTrue(message.contains("or an <absolute-ordering> in web.xml"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "a b c, c a, c a",
        "a b c, c * a, c b a",
        "a - b, b *, b a -",
        "a b, *, a b",
        "a b, x b x a b, b a",
        "a b a, a, a a",
        "a b>a, b a, b a",
        "a b, '', ''",
        "a - b, x, ''",
    })
    void takesTheOrderOfTheApplication(String given, String names, String expected) {
        List<String> ordering = names.isEmpty() ? List.of() : List.of(names.split(" ")).stream()
                .map(name -> name.equals("*") ? WebXml.OTHERS : name).toList();

        assertEquals(expected, text(FragmentOrder.absolute(fragments(given), ordering)));
    }

    @Test
    void sortsNothing() {
        assertEquals(List.of(), FragmentOrder.relative(List.of()));
    }
}
