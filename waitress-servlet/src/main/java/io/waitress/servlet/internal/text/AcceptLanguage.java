package io.waitress.servlet.internal.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The languages a client prefers (RFC 9110, section 12.5.4). */
public final class AcceptLanguage {

    private AcceptLanguage() {
    }

    /**
     * Reads an {@code Accept-Language} field.
     *
     * @param field the value of the field
     * @return the locales by falling preference, without repetitions; {@code *}, refused languages (weight 0) and
     *     malformed tags are left out, so the list may be empty; a client that lists very many gets the first of them
     */
    public static List<Locale> parse(String field) {
        Set<Locale> locales = new LinkedHashSet<>();
        for (QualityValues.Weighted element : QualityValues.parse(field)) {
            if (element.weight() == 0 || element.value().equals("*")) {
                continue;
            }
            Locale locale = Locale.forLanguageTag(element.value());
            if (!locale.getLanguage().isEmpty()) {
                locales.add(locale);
            }
        }
        return new ArrayList<>(locales);
    }
}
