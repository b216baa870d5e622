package io.waitress.core.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one proxy says in a {@code Forwarded} field (RFC 7239, section 4). Each part is null if it says nothing of it.
 *
 * @param raw the element as received, without surrounding white space
 * @param client the value of {@code for}
 * @param host the value of {@code host}
 * @param proto the value of {@code proto}
 */
record ForwardedElement(String raw, String client, String host, String proto) {

    /**
     * Reads the elements of a field. Commas and semicolons inside quotes separate nothing.
     *
     * @throws IllegalArgumentException if the field is malformed anywhere
     */
    static List<ForwardedElement> parse(String field) {
        List<ForwardedElement> elements = new ArrayList<>(4);
        for (String element : split(field, ',')) {
            elements.add(parseElement(element.strip()));
        }
        return elements;
    }

    private static ForwardedElement parseElement(String element) {
        String by = null;
        String client = null;
        String host = null;
        String proto = null;
        for (String pair : split(element, ';')) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("a pair has no \"=\"");
            }
            String name = pair.substring(0, equals).toLowerCase(Locale.ROOT);
            String value = pair.substring(equals + 1);
            if (name.isEmpty() || !name.equals(name.strip()) || !value.equals(value.strip())) {
                throw new IllegalArgumentException("a name is empty, or white space surrounds a name or value");
            }
            String text = QuotedString.unquote(value);
            switch (name) {
                case "by" -> by = once(by, text);
                case "for" -> client = once(client, text);
                case "host" -> host = once(host, text);
                case "proto" -> proto = once(proto, text);
                default -> {
                    // Other parameters are allowed, and mean nothing here (RFC 7239, section 5.5).
                }
            }
        }
        return new ForwardedElement(element, client, host, proto);
    }

    private static String once(String before, String value) {
        if (before != null) {
            throw new IllegalArgumentException("a parameter is repeated");
        }
        return value;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>(4);
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("invalid quoting");
        }
        parts.add(text.substring(start));
        return parts;
    }
}
