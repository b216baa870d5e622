package io.waitress.servlet.internal.runtime;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Character encodings by locale: those an application declares, then those customary for languages that ISO-8859-1
 * cannot write. Immutable.
 */
final class LocaleEncodings {

    private static final Map<String, String> CUSTOMARY = Map.ofEntries(
            Map.entry("ar", "ISO-8859-6"), Map.entry("be", "ISO-8859-5"), Map.entry("bg", "ISO-8859-5"),
            Map.entry("cs", "ISO-8859-2"), Map.entry("el", "ISO-8859-7"), Map.entry("et", "ISO-8859-15"),
            Map.entry("he", "ISO-8859-8"), Map.entry("hr", "ISO-8859-2"), Map.entry("hu", "ISO-8859-2"),
            Map.entry("iw", "ISO-8859-8"), Map.entry("ja", "Shift_JIS"), Map.entry("ko", "EUC-KR"),
            Map.entry("lt", "ISO-8859-13"), Map.entry("lv", "ISO-8859-13"), Map.entry("mk", "ISO-8859-5"),
            Map.entry("pl", "ISO-8859-2"), Map.entry("ro", "ISO-8859-2"), Map.entry("ru", "ISO-8859-5"),
            Map.entry("sk", "ISO-8859-2"), Map.entry("sl", "ISO-8859-2"), Map.entry("sq", "ISO-8859-2"),
            Map.entry("sr", "ISO-8859-5"), Map.entry("th", "TIS-620"), Map.entry("tr", "ISO-8859-9"),
            Map.entry("uk", "ISO-8859-5"), Map.entry("zh", "GB2312"), Map.entry("zh_tw", "Big5"));

    private final Map<String, String> declared = new HashMap<>();

    LocaleEncodings(Map<String, String> declared) {
        for (Map.Entry<String, String> entry : declared.entrySet()) {
            this.declared.put(key(entry.getKey()), entry.getValue());
        }
    }

    /** Returns the encoding for a locale, the most specific entry first, or null if there is none. */
    String of(Locale locale) {
        String encoding = find(declared, locale);
        return encoding != null ? encoding : find(CUSTOMARY, locale);
    }

    private static String find(Map<String, String> encodings, Locale locale) {
        String key = key(locale.toString());
        while (true) {
            String encoding = encodings.get(key);
            int underscore = key.lastIndexOf('_');
            if (encoding != null || underscore < 0) {
                return encoding;
            }
            key = key.substring(0, underscore);
        }
    }

    private static String key(String locale) {
        return locale.strip().replace('-', '_').toLowerCase(Locale.ROOT);
    }
}
