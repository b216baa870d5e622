package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentTest {

    private static XmlDocument document(String xml) throws IOException {
        return XmlDocument.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), "x.jar!/f.xml");
    }

    private static Fragment read(String xml) throws IOException {
        return Fragment.read("x.jar", document(xml));
    }

    @Test
    void readsNameAndOrdering() throws IOException {
        Fragment fragment = read("""
                <web-fragment metadata-complete="true">
                  <name>x</name>
                  <ordering>
                    <before><others/><name>b</name></before>
                    <after><name>a</name><name>c</name></after>
                  </ordering>
                  <distributable/>
                </web-fragment>""");

        assertEquals("x", fragment.name());
        assertEquals(List.of(WebXml.OTHERS, "b"), fragment.before());
        assertEquals(List.of("a", "c"), fragment.after());
        assertTrue(fragment.metadataComplete());
        assertTrue(fragment.ordered());
        assertEquals(List.of("distributable"), fragment.root().children().stream().map(XmlElement::name).toList());
    }

    @Test
    void needsNothing() throws IOException {
        Fragment fragment = read("<web-fragment/>");

        assertEquals(Fragment.withoutDescriptor("x.jar").name(), fragment.name());
        assertFalse(fragment.ordered());
        assertFalse(fragment.metadataComplete());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<web-app/> | the outermost element is <web-app>; expected <web-fragment>",
        "<web-fragment><name>a</name><name>b</name></web-fragment> | second <name> in <web-fragment>",
        "<web-fragment><name/></web-fragment> | <name> is empty",
        "<web-fragment><ordering/><ordering/></web-fragment> | second <ordering>",
        "<web-fragment><ordering><others/></ordering></web-fragment> | unknown element <others> in <ordering>",
        "<web-fragment><ordering><before/><before/></ordering></web-fragment> | second <before>",
        "<web-fragment><ordering><after><others/><others/></after></ordering></web-fragment> | second <others>",
        "<web-fragment><ordering><after><nme/></after></ordering></web-fragment> | unknown element <nme> in <after>",
        "<web-fragment><absolute-ordering/></web-fragment> | <absolute-ordering> in <web-fragment>",
        "<web-fragment><default-context-path>/</default-context-path></web-fragment> | <default-context-path> in",
        "<web-fragment><servlt/></web-fragment> | unknown element <servlt>",
        "<web-fragment metadata-complete='maybe'/> | metadata-complete is 'maybe'",
        "<web-fragment><servlet><servlet-name>s</servlet-name></servlet><servlet><servlet-name>s</servlet-name>"
                + "</servlet></web-fragment> | second servlet named 's'",
    })
    void refusesMistakes(String xml, String problem) {
        String message = assertThrows(DescriptorException.class, () -> read(xml)).getMessage();

        assertTrue(message.contains(problem), message);
        assertTrue(message.startsWith("x.jar!/f.xml:1: "), message);
    }
}
