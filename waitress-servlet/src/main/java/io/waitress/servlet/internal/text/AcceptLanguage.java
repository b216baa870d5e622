package io.waitress.servlet.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The languages a client prefers (RFC 9110, section 12.5.4). */
public final class AcceptLanguage {

    private AcceptLanguage() {
    }

    /**
     * Reads an {@code Accept-Language} field.
     *
     * @param field the value of the field
     * @return the locales by falling preference, without repetitions; {@code *}, refused languages (weight 0) and
     *     malformed tags are left out, so the list may be empty
     */
    public static List<Locale> parse(String field) {
        List<Locale> locales = new ArrayList<>(4);
        for (QualityValues.Weighted element : QualityValues.parse(field)) {
            if (element.weight() == 0 || element.value().equals("*")) {
                continue;
            }
            Locale locale = Locale.forLanguageTag(element.value());
            if (!locale.getLanguage().isEmpty() && !locales.contains(locale)) {
                locales.add(locale);
            }
        }
        return locales;
    }
}
