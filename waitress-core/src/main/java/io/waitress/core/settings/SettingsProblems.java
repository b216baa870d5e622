package io.waitress.core.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What is wrong with the settings of a builder, collected so that it is told at once. Used by one thread. */
final class SettingsProblems {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final List<SettingsProblem> problems = new ArrayList<>();

    /** Throws if there are any. */
    void tell() {
        if (!problems.isEmpty()) {
            throw SettingsException.of(problems);
        }
    }

    /** Complains of a number out of its range. */
    void number(String setting, long value) {
        NumberRange range = NumberRange.of(setting);
        if (!range.contains(value)) {
            problems.add(new SettingsProblem(setting, text(value), "expected " + range, true, null));
        }
    }

    /** Complains of a time that is too short or too long. */
    void time(String setting, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            String expected = "expected " + (least.isZero() ? "0" : "1 millisecond") + " to 365 days";
            problems.add(new SettingsProblem(setting, text(value), expected, true, null));
        }
    }

    /** Complains of what is no host. */
    void host(String setting, String value) {
        parsed(setting, value, text -> ListenAddress.ofHost(text, 0));
    }

    /** Complains of what the parser does not take. */
    void parsed(String setting, String value, Consumer<String> parser) {
        try {
            parser.accept(value);
        } catch (IllegalArgumentException e) {
            problems.add(new SettingsProblem(setting, null, e.getMessage(), false, null));
        }
    }

    /** Refuses two settings together. */
    void refuse(boolean both, String setting, Object value, String other) {
        if (both) {
            pair(setting, value, "may not be set together with", other);
        }
    }

    /** Complains of a setting because of another. */
    void pair(String setting, Object value, String complaint, String other) {
        problems.add(new SettingsProblem(setting, text(value), complaint, false, other));
    }

    /** Complains of a value. */
    void error(String setting, Object value, String expected) {
        problems.add(new SettingsProblem(setting, text(value), expected, false, null));
    }

    private static String text(Object value) {
        return value instanceof Collection<?> items
                ? items.stream().map(Object::toString).collect(Collectors.joining(" "))
                : value.toString();
    }
}
