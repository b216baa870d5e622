package io.waitress.core.settings;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the values of a kind of setting are written as text.
 *
 * @param valueName stands for the value in help
 * @param separator between the values of a list, to which giving the setting again adds; else null
 * @param number what to expect, up to the range, if it is a number; else null
 * @param example what to expect, after the range
 * @param read throws IllegalArgumentException, saying what was expected if it is no number
 * @param write the inverse of {@code read}
 */
record TextType<T>(String valueName, String separator, String number, String example, Function<String, T> read,
        Function<T, String> write) {

    private static final String FLAG = "BOOLEAN";

    static TextType<Boolean> flag() {
        return one(FLAG, TextType::readFlag, String::valueOf);
    }

    static TextType<Integer> count() {
        return number("COUNT", "a whole number", TextType::readCount, String::valueOf);
    }

    static TextType<Integer> port() {
        return number("PORT", "a whole number", TextType::readCount, String::valueOf);
    }

    static TextType<Long> bytes() {
        return bytes(text -> readBytes(text, Long.MAX_VALUE));
    }

    static TextType<Integer> smallBytes() {
        return bytes(text -> (int) readBytes(text, Integer.MAX_VALUE));
    }

    static TextType<Duration> seconds() {
        return number("SECONDS", "a whole number of seconds",
                text -> Duration.ofSeconds(readCount(text)), time -> Long.toString(time.toSeconds()));
    }

    static TextType<String> text() {
        return one("TEXT", text -> text, text -> text == null ? "" : text);
    }

    static TextType<Path> path() {
        return one("PATH", text -> text.isEmpty() ? null : Path.of(text), path -> path == null ? "" : path.toString());
    }

    /** Separated by commas only, since paths may have spaces in them. */
    static TextType<List<Path>> paths() {
        return new TextType<>("PATH", ", ", null, "", text -> items(text, ",", Path::of), paths -> joined(paths, ", "));
    }

    static TextType<TlsClientAuth> clientAuth() {
        return one("MODE", TlsClientAuth::parse, TlsClientAuth::toString);
    }

    static TextType<Handoff> handoff() {
        return one("HANDOFF", Handoff::parse, Handoff::toString);
    }

    static TextType<Set<PosixFilePermission>> permissions() {
        return one("OCTAL", TextType::readPermissions, TextType::writePermissions);
    }

    private static <T> TextType<T> one(String valueName, Function<String, T> read, Function<T, String> write) {
        return new TextType<>(valueName, null, null, "", read, write);
    }

    private static <T> TextType<T> number(String valueName, String number, Function<String, T> read,
            Function<T, String> write) {
        return new TextType<>(valueName, null, number, "", read, write);
    }

    private static <T extends Number> TextType<T> bytes(Function<String, T> read) {
        return new TextType<>("BYTES", null, "a number of bytes", ", such as 65536, 64k, 16m or 1g", read,
                String::valueOf);
    }

    /** Items separated by white space or commas. */
    static <T> TextType<List<T>> listOf(String valueName, Function<String, T> read) {
        return new TextType<>(valueName, " ", null, "", text -> items(text, "[\\s,]+", read),
                items -> joined(items, " "));
    }

    boolean list() {
        return separator != null;
    }

    boolean isFlag() {
        return valueName.equals(FLAG);
    }

    private static int readCount(String text) {
        return (int) readDigits(text, Integer.MAX_VALUE);
    }

    private static <T> List<T> items(String text, String separators, Function<String, T> read) {
        List<T> items = new ArrayList<>();
        for (String item : text.split(separators)) {
            if (!item.isBlank()) {
                items.add(read.apply(item.strip()));
            }
        }
        return items;
    }

    private static String joined(Collection<?> items, String separator) {
        return items.stream().map(Object::toString).collect(Collectors.joining(separator));
    }

    private static boolean readFlag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "true", "y", "yes", "on", "1" -> true;
            case "f", "false", "n", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    private static long readBytes(String text, long greatest) {
        String digits = text.isEmpty() ? text : text.substring(0, text.length() - 1);
        int shift = switch (text.isEmpty() ? '0' : Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        return shift == 0 ? readDigits(text, greatest) : readDigits(digits, greatest >> shift) << shift;
    }

    /** What was expected is known to the setting, together with its range. */
    private static long readDigits(String text, long greatest) {
        if (isDigits(text)) {
            try {
                long number = Long.parseLong(text);
                if (number <= greatest) {
                    return number;
                }
            } catch (NumberFormatException ignored) {
                // more digits than a long has: out of range as well
            }
        }
        throw new IllegalArgumentException("not a number up to " + greatest);
    }

    /** Tells whether there are digits and nothing else. */
    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Set<PosixFilePermission> readPermissions(String octal) {
        if (!octal.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException("expected three octal digits, such as 600");
        }
        int mode = Integer.parseInt(octal, 8);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & bit(permission)) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    private static String writePermissions(Set<PosixFilePermission> permissions) {
        return String.format("%03o", permissions.stream().mapToInt(TextType::bit).sum());
    }

    /** The enumeration lists owner, group, others, each with read, write, execute: the order of the mode's bits. */
    private static int bit(PosixFilePermission permission) {
        return 0400 >> permission.ordinal();
    }
}
