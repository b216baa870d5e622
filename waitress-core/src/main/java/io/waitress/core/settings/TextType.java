package io.waitress.core.settings;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the values of a kind of setting are written as text.
 *
 * @param valueName stands for the value in help
 * @param list whether giving the setting again adds to it
 * @param number what to expect, up to the range, if it is a number; else null
 * @param example what to expect, after the range
 * @param read throws IllegalArgumentException, saying what was expected if it is no number
 * @param write the inverse of {@code read}
 */
record TextType<T>(String valueName, boolean list, String number, String example, Function<String, T> read,
        Function<T, String> write) {

    static final TextType<Boolean> FLAG = one("BOOLEAN", TextType::readFlag, String::valueOf);
    static final TextType<Integer> COUNT =
            number("COUNT", "a whole number", text -> (int) readDigits(text, Integer.MAX_VALUE), String::valueOf);
    static final TextType<Integer> PORT = number("PORT", "a whole number", COUNT.read, COUNT.write);
    static final TextType<Long> BYTES = bytes(text -> readBytes(text, Long.MAX_VALUE));
    static final TextType<Integer> SMALL_BYTES = bytes(text -> (int) readBytes(text, Integer.MAX_VALUE));
    static final TextType<Duration> SECONDS = number("SECONDS", "a whole number of seconds",
            text -> Duration.ofSeconds(readDigits(text, Integer.MAX_VALUE)), time -> Long.toString(time.toSeconds()));
    static final TextType<String> TEXT = one("TEXT", text -> text, text -> text == null ? "" : text);
    static final TextType<Path> PATH =
            one("PATH", text -> text.isEmpty() ? null : Path.of(text), path -> path == null ? "" : path.toString());
    static final TextType<Set<PosixFilePermission>> PERMISSIONS =
            one("OCTAL", TextType::readPermissions, TextType::writePermissions);
    static final TextType<Handoff> HANDOFF = one("HANDOFF", Handoff::parse, Handoff::toString);

    private static <T> TextType<T> one(String valueName, Function<String, T> read, Function<T, String> write) {
        return new TextType<>(valueName, false, null, "", read, write);
    }

    private static <T> TextType<T> number(String valueName, String number, Function<String, T> read,
            Function<T, String> write) {
        return new TextType<>(valueName, false, number, "", read, write);
    }

    private static <T extends Number> TextType<T> bytes(Function<String, T> read) {
        return new TextType<>("BYTES", false, "a number of bytes", ", such as 65536, 64k, 16m or 1g", read,
                String::valueOf);
    }

    /** Items separated by white space or commas. */
    static <T> TextType<List<T>> listOf(String valueName, Function<String, T> read) {
        return new TextType<>(valueName, true, null, "", text -> items(text).map(read).toList(), TextType::joined);
    }

    boolean flag() {
        return this == (TextType<?>) FLAG;
    }

    private static Stream<String> items(String text) {
        return Stream.of(text.split("[\\s,]+")).filter(item -> !item.isEmpty());
    }

    private static String joined(Collection<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(" "));
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
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
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
