package io.waitress.servlet.internal.check;

/** Writes JSON, indented by two for each level. Confined to one thread. */
final class JsonWriter {

    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean first = true;

    JsonWriter open(char bracket) {
        text.append(bracket);
        depth++;
        first = true;
        return this;
    }

    JsonWriter close(char bracket) {
        depth--;
        if (!first) {
            line();
        }
        text.append(bracket);
        first = false;
        return this;
    }

    /** Begins an element of an array. */
    JsonWriter item() {
        if (!first) {
            text.append(',');
        }
        first = false;
        line();
        return this;
    }

    /** Begins a member of an object. */
    JsonWriter name(String name) {
        item();
        string(name);
        text.append(": ");
        return this;
    }

    void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    void number(long value) {
        text.append(value);
    }

    void bool(boolean value) {
        text.append(value);
    }

    private void line() {
        text.append('\n').append("  ".repeat(depth));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
