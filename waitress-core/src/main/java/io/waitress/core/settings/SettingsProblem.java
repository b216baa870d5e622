package io.waitress.core.settings;

/**
 * What is wrong with one setting.
 *
 * @param setting its name in Java
 * @param value as text, or null if {@code complaint} names it
 * @param complaint what was expected
 * @param outOfRange whether any other value would be right that is in the setting's range
 * @param other the name in Java of a setting with which the complaint ends, or null
 */
record SettingsProblem(String setting, String value, String complaint, boolean outOfRange, String other) {

    /** Returns it in the words of somebody who sets settings in Java. */
    @Override
    public String toString() {
        return setting + ": " + (value == null ? "" : '"' + value + "\": ") + complaint
                + (other == null ? "" : " " + other);
    }
}
