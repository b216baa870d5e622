package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class HtmlTextTest {

    @Test
    void escapesWhatHasAMeaning() {
        assertEquals("a&lt;b&gt; &amp;amp; &quot;c&quot; &#39;d&#39;", HtmlText.escape("a<b> &amp; \"c\" 'd'"));
    }

    @Test
    void returnsPlainTextItself() {
        String text = "plain \u20ac";

        assertSame(text, HtmlText.escape(text));
    }
}
