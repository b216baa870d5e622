package io.waitress.servlet.internal.text;

import java.util.List;

/** The content codings a client accepts (RFC 9110, section 12.5.3). Immutable. */
public final class AcceptEncoding {

    private final List<QualityValues.Weighted> elements;

    private AcceptEncoding(List<QualityValues.Weighted> elements) {
        this.elements = elements;
    }

    /**
     * Reads an {@code Accept-Encoding} field.
     *
     * @param field the value of the field, or null if the request has none
     * @return what it accepts
     */
    public static AcceptEncoding parse(String field) {
        return new AcceptEncoding(field == null ? List.of() : QualityValues.parse(field));
    }

    /**
     * Returns how much a coding is wanted. What is not encoded is acceptable unless refused, but wanted least unless
     * {@code identity} itself is mentioned.
     *
     * @param coding its name, for example {@code gzip} or {@code identity}
     * @return the weight in thousandths, 0 if the coding is refused or, except for {@code identity}, not mentioned
     */
    public int weight(String coding) {
        int any = -1;
        for (QualityValues.Weighted element : elements) {
            if (element.value().equalsIgnoreCase(coding)) {
                return element.weight();
            }
            if (element.value().equals("*")) {
                any = element.weight();
            }
        }
        if (coding.equals("identity")) {
            return any == 0 ? 0 : 1;
        }
        return Math.max(any, 0);
    }
}
