package io.waitress.servlet.internal.legacy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Descriptors, property files and sources of pages, in whatever encoding they are. */
final class Text {

    /** A page's directive with the attribute that JSP 4.0 removed. */
    private static final Pattern SERIAL = Pattern.compile(
            "(<%@\\s*page\\b|<jsp:directive\\.page\\b)([^>]*?)\\sisThreadSafe\\s*=\\s*(\"[^\"]*\"|'[^']*')");
    private static final String MARK = "jakarta.servlet.SingleThreadModel";

    private Text() {
    }

    /** Returns a descriptor or the like with its names renamed; the same array if there is nothing to rename. */
    static byte[] renamed(byte[] content) {
        return changed(content, Names::renamed);
    }

    /** As the other, for the source of a page, a part of one, or a tag file. */
    static byte[] renamedSource(byte[] content) {
        return changed(content, text -> serial(Names.renamedInSource(text)));
    }

    private static byte[] changed(byte[] content, UnaryOperator<String> rules) {
        Charset charset = charset(content);
        String text = new String(content, charset);
        String changed = rules.apply(text);
        return changed.equals(text) ? content : changed.getBytes(charset);
    }

    /** All that names consist of is the same in every encoding but UTF-16, and the rest passes through Latin-1. */
    private static Charset charset(byte[] content) {
        if (content.length >= 2 && content.length % 2 == 0) {
            int first = content[0] & 0xff;
            int second = content[1] & 0xff;
            if (first == 0xfe && second == 0xff || first == 0 && second != 0) {
                return StandardCharsets.UTF_16BE;
            }
            if (first == 0xff && second == 0xfe || first != 0 && second == 0) {
                return StandardCharsets.UTF_16LE;
            }
        }
        return StandardCharsets.ISO_8859_1;
    }

    /** Replaces the attribute by an import that tells the compiler the same; it may be nowhere but in such a directive. */
    private static String serial(String text) {
        if (!text.contains("isThreadSafe")) {
            return text;
        }
        return SERIAL.matcher(text).replaceAll(found -> {
            boolean serial = found.group(3).regionMatches(1, "false", 0, 5);
            String end = found.group(1).startsWith("<%") ? " %>" : "/>";
            String mark = serial ? found.group(1) + " import=\"" + MARK + '"' + end : "";
            return Matcher.quoteReplacement(mark + found.group(1) + found.group(2));
        });
    }

    /** Tells whether a page with that import is to be called by one thread at a time. */
    static boolean isSerial(Iterable<String> imports) {
        for (String imported : imports) {
            if (imported.equals(MARK)) {
                return true;
            }
        }
        return false;
    }
}
