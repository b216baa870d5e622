package io.waitress.core.settings;

import java.util.List;

/** Settings that are out of range or contradict each other. The message has one line for each error. */
public final class SettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> errors;
    private final transient List<SettingsProblem> problems;

    SettingsException(List<String> errors) {
        this(errors, List.of());
    }

    private SettingsException(List<String> errors, List<SettingsProblem> problems) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
        this.problems = List.copyOf(problems);
    }

    /** Makes the exception that tells problems in the words of Java. */
    static SettingsException of(List<SettingsProblem> problems) {
        return new SettingsException(problems.stream().map(SettingsProblem::toString).toList(), problems);
    }

    /** Returns what {@link #of} was given, for those who tell it in other words. */
    List<SettingsProblem> problems() {
        return problems;
    }

    /**
     * Returns the errors.
     *
     * @return one line each, naming the setting, its value and what is accepted
     */
    public List<String> errors() {
        return errors == null ? getMessage().lines().toList() : errors;
    }
}
