package io.waitress.servlet.internal.text;

/** A set of ASCII characters with constant-time lookup. Immutable. */
final class CharacterTable {

    /** Letters and digits. */
    static final String ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /** The characters of a token (RFC 9110, section 5.6.2). */
    static final CharacterTable TOKEN = new CharacterTable(ALPHANUMERIC + "!#$%&'*+-.^_`|~");

    private final String characters;
    private final boolean[] members = new boolean[128];

    CharacterTable(String characters) {
        this.characters = characters;
        characters.chars().forEach(c -> members[c] = true);
    }

    CharacterTable with(String more) {
        return new CharacterTable(characters + more);
    }

    boolean contains(int character) {
        return character < 128 && character >= 0 && members[character];
    }

    /** Tells whether the text is not empty and all of its characters are members. */
    boolean matches(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!contains(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
