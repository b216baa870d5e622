package io.waitress.core.settings;

import java.util.List;

/** Settings that are out of range or contradict each other. The message has one line for each error. */
public final class SettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> errors;

    SettingsException(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
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
