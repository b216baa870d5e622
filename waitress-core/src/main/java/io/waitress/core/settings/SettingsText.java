package io.waitress.core.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings given as text: by options of a command line, by the environment, by a property file. An option counts more
 * than a variable of the environment, which counts more than a property; and what counts less gives way where it would
 * contradict, so that {@code --port=0} overrides a {@code listen} in a file. Not thread-safe.
 */
public final class SettingsText {

    /** What the names of environment variables start with. */
    public static final String ENVIRONMENT_PREFIX = "WAITRESS_";

    /** Settings that say where to listen; the sets of those that go together. */
    private static final List<Set<String>> WAYS_TO_LISTEN =
            List.of(Set.of("host", "port"), Set.of("listen"), Set.of("unixSocket"), Set.of("inheritedChannels"));

    /** What may be the name of a setting, of several words, outside names of files. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w/\\\\.-])[a-z]+(?:[A-Z][a-z0-9]+)+(?![\\w/\\\\-])");

    private enum Source { OPTION, ENVIRONMENT, FILE }

    /** A value with the words in which the user gave it. */
    private record Given(Source source, String origin, String text) {

        /** Says what is wrong; a message need not quote what stands before it. */
        String complain(String message) {
            String quoted = '"' + text + "\": ";
            return origin + ": " + (message.startsWith(quoted) ? message.substring(quoted.length()) : message);
        }
    }

    private final Map<Setting, Given> given = new LinkedHashMap<>();

    /** Creates an empty collection. */
    public SettingsText() {
    }

    /**
     * Reads one option of a command line: {@code --name=value}, {@code --name value}, or {@code --name} and
     * {@code --no-name} if the setting is on or off. A repeatable one adds to itself, of the others the last counts.
     *
     * @param arguments the whole command line
     * @param index of the argument to look at
     * @return how many arguments were used: 0 if this is no option of a setting
     * @throws SettingsException if the option has a value and may not, or needs one and has none
     */
    public int option(List<String> arguments, int index) {
        String argument = arguments.get(index);
        if (!argument.startsWith("--")) {
            return 0;
        }
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        Setting setting = dashed(name);
        if (setting != null && equals >= 0) {
            add(setting, Source.OPTION, argument, argument.substring(equals + 1));
        } else if (setting != null && setting.flag()) {
            add(setting, Source.OPTION, argument, "true");
        } else if (setting != null) {
            return optionWithSeparateValue(setting, arguments, index);
        } else {
            setting = name.startsWith("no-") ? dashed(name.substring(3)) : null;
            if (setting == null || !setting.flag()) {
                return 0;
            }
            if (equals >= 0) {
                throw new SettingsException(List.of(argument + ": --" + name + " takes no value"));
            }
            add(setting, Source.OPTION, argument, "false");
        }
        return 1;
    }

    private int optionWithSeparateValue(Setting setting, List<String> arguments, int index) {
        String option = arguments.get(index);
        if (index + 1 == arguments.size() || arguments.get(index + 1).startsWith("--")) {
            throw new SettingsException(List.of(option + ": needs a value, as in " + setting.option()));
        }
        String value = arguments.get(index + 1);
        add(setting, Source.OPTION, option + " " + value, value);
        return 2;
    }

    /** Options have one spelling only, unlike properties. */
    private static Setting dashed(String name) {
        Setting setting = Setting.find(name);
        return setting != null && setting.dashedName().equals(name) ? setting : null;
    }

    /**
     * Reads the variables whose names start with {@link #ENVIRONMENT_PREFIX} and name a setting. Others are left alone,
     * since they may belong to somebody else.
     *
     * @param variables for example {@code System.getenv()}
     */
    public void environment(Map<String, String> variables) {
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String name = variable.getKey();
            Setting setting = name.startsWith(ENVIRONMENT_PREFIX)
                    ? Setting.find(name.substring(ENVIRONMENT_PREFIX.length()))
                    : null;
            if (setting != null && setting.environmentName().equals(name)) {
                add(setting, Source.ENVIRONMENT, name + "=" + variable.getValue(), variable.getValue());
            }
        }
    }

    /**
     * Reads properties whose keys name a setting, in any spelling of {@link Setting#find}.
     *
     * @param properties keys and values
     * @param file where they come from, for messages
     * @return the keys that name no setting, sorted
     * @throws SettingsException if two keys name the same setting
     */
    public List<String> properties(Map<String, String> properties, String file) {
        List<String> unknown = new ArrayList<>();
        Map<Setting, String> seen = new HashMap<>();
        for (String key : properties.keySet().stream().sorted().toList()) {
            Setting setting = Setting.find(key);
            if (setting == null) {
                unknown.add(key);
                continue;
            }
            String other = seen.put(setting, key);
            if (other != null) {
                throw new SettingsException(List.of(file + ": " + other + " and " + key + " are the same setting"));
            }
            String value = properties.get(key).strip();
            add(setting, Source.FILE, file + ": " + key + "=" + value, value);
        }
        return unknown;
    }

    /**
     * Replaces everything that was read about where to listen, for redirects and management too.
     *
     * @param addresses in forms that {@link ListenAddress#parse} reads, separated by blanks
     */
    public void listenInstead(String addresses) {
        given.keySet().removeIf(
                setting -> wayToListen(setting) != null || setting.name().equals("redirectHttp")
                        || setting.name().equals("managementListen"));
        add(Setting.find("listen"), Source.OPTION, addresses, addresses);
    }

    /**
     * Sets everything that was read.
     *
     * @param builder changed
     * @throws SettingsException if any text is not of the form its setting needs; it tells all of them, in the words
     *     in which they were given
     */
    public void applyTo(Settings.Builder builder) {
        List<String> errors = new ArrayList<>();
        for (Map.Entry<Setting, Given> entry : given.entrySet()) {
            Given value = entry.getValue();
            if (overridden(entry.getKey(), value.source)) {
                continue;
            }
            try {
                entry.getKey().set(builder, value.text);
            } catch (IllegalArgumentException e) {
                errors.add(value.complain(e.getMessage()));
            }
        }
        if (!errors.isEmpty()) {
            throw new SettingsException(errors);
        }
    }

    /**
     * Makes settings of everything that was read and the defaults.
     *
     * @return the settings
     * @throws SettingsException if anything is wrong with them; it tells all of it, in the words in which it was given
     */
    public Settings build() {
        Settings.Builder builder = Settings.builder();
        applyTo(builder);
        try {
            return builder.build();
        } catch (SettingsException e) {
            throw new SettingsException(e.problems().stream().map(this::inWordsOfTheUser).toList());
        }
    }

    private String inWordsOfTheUser(SettingsProblem problem) {
        Setting setting = Setting.find(problem.setting());
        Given value = given.get(setting);
        if (value == null) {
            return problem.toString();
        }
        if (problem.outOfRange()) {
            return value.complain(setting.expectedNumber());
        }
        return value.complain(problem.complaint()
                + (problem.other() == null ? "" : " " + spelled(Setting.find(problem.other()), value.source)));
    }

    /**
     * Tells a message of the server in the words of the user: the names of settings become what the user has written,
     * or would write, such as an option. Names of a single word stay: they may be words of the message.
     *
     * @param message names settings as in Java
     * @return the message with other names
     */
    public String inWordsOfTheUser(String message) {
        Source usual = NAME.matcher(message).results().map(name -> given.get(Setting.find(name.group())))
                .filter(Objects::nonNull).map(Given::source).findFirst().orElse(Source.OPTION);
        return NAME.matcher(message).replaceAll(name -> {
            Setting setting = Setting.find(name.group());
            return setting == null || !setting.name().equals(name.group()) ? name.group() : spelled(setting, usual);
        });
    }

    /** Returns the name where the setting was given, or would be, if it was not, beside one of {@code beside}. */
    private String spelled(Setting setting, Source beside) {
        Given value = given.get(setting);
        return switch (value == null ? beside : value.source) {
            case OPTION -> "--" + setting.dashedName();
            case ENVIRONMENT -> setting.environmentName();
            case FILE -> setting.dashedName();
        };
    }

    private void add(Setting setting, Source source, String origin, String text) {
        Given before = given.get(setting);
        if (before == null || before.source.compareTo(source) > 0) {
            given.put(setting, new Given(source, origin, text));
        } else if (before.source == source) {
            given.put(setting, setting.repeatable()
                    ? new Given(source, before.origin + " " + origin, setting.joined(before.text, text))
                    : new Given(source, origin, text));
        }
    }

    private boolean overridden(Setting setting, Source source) {
        Set<String> way = wayToListen(setting);
        if (way == null) {
            return false;
        }
        for (Map.Entry<Setting, Given> other : given.entrySet()) {
            Set<String> otherWay = wayToListen(other.getKey());
            if (otherWay != null && otherWay != way && other.getValue().source.compareTo(source) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the set that the setting is of, or null if it does not say where to listen. */
    private static Set<String> wayToListen(Setting setting) {
        for (Set<String> way : WAYS_TO_LISTEN) {
            if (way.contains(setting.name())) {
                return way;
            }
        }
        return null;
    }
}
