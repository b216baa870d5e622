package io.waitress.servlet.security;

import io.waitress.servlet.internal.secret.PasswordMemory;
import io.waitress.servlet.internal.secret.SecretText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** The users in the text of one file. Immutable apart from its memory of passwords that were right. */
final class UserFile {

    /** Forms in which other servers keep passwords, which would be taken for plain ones. */
    private static final List<String> FOREIGN_FORMS = List.of("OBF:", "MD5:", "CRYPT:", "BCRYPT:", "{");

    /**
     * One user.
     *
     * @param user name and roles
     * @param password the plain password, or null
     * @param hash the hashed password, or null; both are null for who has a certificate
     * @param line where the user is in the file
     */
    record Entry(User user, String password, PasswordHash hash, int line) {

        /** Returns no secret. */
        @Override
        public String toString() {
            return user.name() + " of line " + line;
        }
    }

    private final Map<String, Entry> byName = new HashMap<>();
    private final Map<X500Principal, Entry> bySubject = new HashMap<>();
    private final PasswordMemory memory = new PasswordMemory();
    private final int iterations;   // that every attempt takes: the most of any user

    private UserFile(String label, String text) throws IOException {
        int number = 0;
        int most = 0;
        for (String line : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r\n|\n|\r", -1)) {
            number++;
            String content = line.stripLeading();
            if (!content.isEmpty() && content.charAt(0) != '#' && content.charAt(0) != '!') {
                Entry entry = entry(label + ", line " + number, content, number);
                add(label, entry);
                most = Math.max(most, entry.hash == null ? 0 : entry.hash.iterations());
            }
        }
        iterations = most;
    }

    /**
     * Reads the content of a file.
     *
     * @param label the file's name, for messages
     * @throws IOException if there is a mistake; the message names file, line and what was expected
     */
    static UserFile parse(String label, byte[] content) throws IOException {
        try {
            return new UserFile(label,
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
        } catch (CharacterCodingException e) {
            throw new IOException(label + " is not in UTF-8", e);
        }
    }

    private void add(String label, Entry entry) throws IOException {
        Entry other = byName.putIfAbsent(entry.user.name(), entry);
        if (other == null && entry.password == null && entry.hash == null) {
            other = bySubject.putIfAbsent(new X500Principal(entry.user.name()), entry);
        }
        if (other != null) {
            throw new IOException(label + ", line " + entry.line + ": user '" + entry.user.name()
                    + "' is in line " + other.line + " already");
        }
    }

    // ---- syntax ----

    private static Entry entry(String place, String line, int number) throws IOException {
        int colon = end(line, 0, ':');
        String name = colon < line.length() ? value(place, line.substring(0, colon)) : "";
        if (name.isEmpty()) {
            throw new IOException(place + ": expected NAME: PASSWORD, or NAME: PASSWORD,ROLE,ROLE");
        }
        int comma = end(line, colon + 1, ',');
        String password = line.substring(colon + 1, comma).stripLeading();
        Set<String> roles = new LinkedHashSet<>();
        for (int start = comma + 1; start <= line.length(); start = comma + 1) {
            comma = end(line, start, ',');
            String role = value(place, line.substring(start, comma));
            if (role.isEmpty()) {
                throw new IOException(place + ": there is a comma without a role after it; expected NAME: PASSWORD,ROLE");
            }
            roles.add(role);
        }
        User user = User.of(name, roles);
        if (password.isEmpty()) {
            requireSubject(place, name);
            return new Entry(user, null, null, number);
        }
        return password.startsWith("pbkdf2-")
                ? new Entry(user, null, hash(place, name, password.strip()), number)
                : new Entry(user, plain(place, name, password), null, number);
    }

    private static void requireSubject(String place, String name) throws IOException {
        try {
            new X500Principal(name);
        } catch (IllegalArgumentException noSubject) { // most often a password was forgotten: its grammar is no help
            throw new IOException(place + ": user '" + name + "' has no password; expected one, or for a name the"
                    + " subject of a certificate, such as CN=Jo, O=Example");
        }
    }

    private static PasswordHash hash(String place, String name, String text) throws IOException {
        try {
            return PasswordHash.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(place + ": the password of user '" + name + "' is not hashed properly: "
                    + e.getMessage() + " (a plain password that begins so needs a backslash before it)", e);
        }
    }

    private static String plain(String place, String name, String text) throws IOException {
        for (String form : FOREIGN_FORMS) {
            if (text.startsWith(form)) {
                throw new IOException(place + ": the password of user '" + name + "' begins with '" + form
                        + "', a form of other servers; expected " + PasswordHash.PREFIX + "… or a plain password (with"
                        + " a backslash before it if it really begins so)");
            }
        }
        return value(place, text);
    }

    /** Returns where a delimiter without backslash is, or the end. */
    private static int end(String line, int from, char delimiter) {
        int i = from;
        while (i < line.length() && line.charAt(i) != delimiter) {
            i += line.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, line.length());
    }

    /** Returns text without white space around it, escapes resolved; a blank at the end may be escaped. */
    private static String value(String place, String text) throws IOException {
        StringBuilder value = new StringBuilder(text.length());
        int kept = 0;
        String begun = text.stripLeading();
        for (int i = 0; i < begun.length(); i++) {
            char c = begun.charAt(i);
            if (c == '\\') {
                if (++i == begun.length()) {
                    throw new IOException(place + ": there is nothing after the backslash; lines cannot be continued");
                }
                value.append(begun.charAt(i));
                kept = value.length();
            } else {
                value.append(c);
                kept = Character.isWhitespace(c) ? kept : value.length();
            }
        }
        value.setLength(kept);
        return value.toString();
    }

    // ---- questions ----

    /** Returns the user, or null; it takes as long for every name and password that was not right before. */
    User authenticate(String name, String password) {
        Entry entry = byName.get(name);
        if (entry != null && entry.hash != null && memory.knows(name, password)) {
            return entry.user;
        }
        if (!matches(entry, password)) {
            return null;
        }
        if (entry.hash != null) {
            memory.note(name, password);
        }
        return entry.user;
    }

    private boolean matches(Entry entry, String password) {
        int own = entry == null || entry.hash == null ? 0 : entry.hash.iterations();
        PasswordHash.refuse(password, iterations - own);
        if (own > 0) {
            return entry.hash.matches(password);
        }
        String expected = entry == null || entry.password == null ? "" : entry.password;
        boolean equal = SecretText.equal(expected, password);
        return entry != null && entry.password != null && equal;
    }

    /** Returns the entry of a name, or null. */
    Entry find(String name) {
        return byName.get(name);
    }

    /** Returns the entry of a subject, or null. */
    Entry find(X500Principal subject) {
        return bySubject.get(subject);
    }

    int size() {
        return byName.size();
    }
}
