package io.waitress.core.settings;

import io.waitress.core.settings.Settings.Builder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One row of the table of settings: names, textual form, default, help. Immutable. */
public final class Setting {

    /** Rows that were asked for: a start pays for the settings it is given, not for all of them. */
    private static final Map<String, Setting> ROWS = new ConcurrentHashMap<>();

    /** How a setting of some type is read and written. */
    private record Access<T>(TextType<T> type, BiConsumer<Builder, T> setter, Function<Settings, T> getter) {

        void set(Builder builder, String text) {
            setter.accept(builder, type.read().apply(text));
        }

        String text(Settings settings) {
            return type.write().apply(getter.apply(settings));
        }
    }

    private final String name;
    private final String dashedName;
    private final Access<?> access;
    private final String defaultText;
    private final String help;

    /** Makes a row; without {@code defaultText}, the default is the value that an untouched builder gives. */
    private Setting(String name, Access<?> access, String defaultText, String help) {
        this.name = name;
        this.dashedName = dashed(name);
        this.access = access;
        this.defaultText = defaultText;
        this.help = help;
    }

    static <T> Setting of(String name, TextType<T> type, BiConsumer<Builder, T> setter, Function<Settings, T> getter,
            String help) {
        return new Setting(name, new Access<>(type, setter, getter), null, help);
    }

    Setting withDefault(String description) {
        return new Setting(name, access, description, help);
    }

    /**
     * Returns all settings.
     *
     * @return one row for each setting of {@link Settings}
     */
    public static List<Setting> all() {
        return SettingRows.NAMES.stream().map(Setting::named).toList();
    }

    /**
     * Finds a setting by any spelling of its name, or null if no setting has that name.
     *
     * @param name for example {@code connectionLimit}, {@code connection-limit} or {@code connection_limit}
     * @return the setting or null
     */
    public static Setting find(String name) {
        String wanted = dashed(name.replace('_', '-'));
        for (String known : SettingRows.NAMES) {
            if (dashed(known).equals(wanted)) {
                return named(known);
            }
        }
        return null;
    }

    private static Setting named(String name) {
        return ROWS.computeIfAbsent(name, SettingRows::row);
    }

    /** Turns {@code connectionLimit} into {@code connection-limit}; a name with dashes stays as it is. */
    private static String dashed(String name) {
        StringBuilder dashed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean capital = c >= 'A' && c <= 'Z';
            char before = i == 0 ? '-' : name.charAt(i - 1);
            if (capital && (before >= 'a' && before <= 'z' || before >= '0' && before <= '9')) {
                dashed.append('-');
            }
            dashed.append(c);
        }
        return dashed.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the name in Java.
     *
     * @return for example {@code connectionLimit}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the name on the command line and in property files.
     *
     * @return for example {@code connection-limit}
     */
    public String dashedName() {
        return dashedName;
    }

    /**
     * Returns the name of the environment variable.
     *
     * @return for example {@code WAITRESS_CONNECTION_LIMIT}
     */
    public String environmentName() {
        return SettingsText.ENVIRONMENT_PREFIX + dashedName.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * Returns the option as help shows it.
     *
     * @return for example {@code --connection-limit=COUNT} or {@code --[no-]ipv6}
     */
    public String option() {
        return flag() ? "--[no-]" + dashedName : "--" + dashedName + "=" + access.type.valueName();
    }

    /**
     * Tells whether the setting is on or off.
     *
     * @return true if its option needs no value
     */
    public boolean flag() {
        return access.type.isFlag();
    }

    /**
     * Tells whether giving the setting again adds to it.
     *
     * @return true if it is a list
     */
    public boolean repeatable() {
        return access.type.list();
    }

    /**
     * Returns the default for reading: the value as text, or how it comes about if that depends on the machine.
     *
     * @return the default, possibly empty
     */
    public String defaultText() {
        return defaultText == null ? access.text(Settings.builder().build()) : defaultText;
    }

    /**
     * Returns what the setting is for.
     *
     * @return one or two sentences
     */
    public String help() {
        return help;
    }

    /**
     * Returns the value of this setting as text.
     *
     * @param settings holds the value
     * @return the text, empty if the value is null
     */
    public String text(Settings settings) {
        return access.text(settings);
    }

    /**
     * Sets this setting.
     *
     * @param builder changed
     * @param text the value in its textual form
     * @throws IllegalArgumentException if the text is not of that form; the message says what was expected. Ranges
     *     are checked by {@link Settings.Builder#build()}
     */
    public void set(Settings.Builder builder, String text) {
        try {
            access.set(builder, text);
        } catch (IllegalArgumentException e) {
            throw access.type.number() == null ? e : new IllegalArgumentException(expectedNumber(), e);
        }
    }

    /** Returns the text for two values given one after the other; the setting is repeatable. */
    String joined(String one, String other) {
        return one + access.type.separator() + other;
    }

    /** Says which texts are accepted, if the setting is a number. */
    String expectedNumber() {
        NumberRange range = NumberRange.of(name);
        return "expected " + access.type.number() + ", " + range + access.type.example();
    }

    @Override
    public String toString() {
        return dashedName;
    }
}
