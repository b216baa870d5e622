package io.waitress.servlet.internal.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The outcome of a {@code Range} field for a representation of known length (RFC 9110, section 14). Ranges never
 * overlap, so that a small request cannot ask for more than the representation; a field that lists more than
 * {@value #MAX_RANGES} ranges is ignored, as one in an unknown unit, a malformed one and one for an empty
 * representation are. Immutable.
 *
 * @param outcome what to answer
 * @param ranges the ranges to send, empty unless the outcome is {@link Outcome#PARTIAL}
 */
public record ByteRanges(Outcome outcome, List<Range> ranges) {

    /** The number of ranges a field may list. */
    public static final int MAX_RANGES = 32;

    private static final ByteRanges ALL = new ByteRanges(Outcome.WHOLE, List.of());
    private static final ByteRanges NONE = new ByteRanges(Outcome.UNSATISFIABLE, List.of());

    /** What to answer. */
    public enum Outcome {
        /** The whole representation with status 200. */
        WHOLE,
        /** The ranges with status 206. */
        PARTIAL,
        /** Status 416. */
        UNSATISFIABLE
    }

    /**
     * A range of bytes.
     *
     * @param first the position of the first byte
     * @param last the position of the last byte, not less than the first
     */
    public record Range(long first, long last) {

        /**
         * Returns the size of the range.
         *
         * @return the number of bytes, at least 1
         */
        public long length() {
            return last - first + 1;
        }

        /**
         * Returns the value of a {@code Content-Range} field for this range.
         *
         * @param total the length of the representation in bytes
         * @return the field value
         */
        public String contentRange(long total) {
            return "bytes " + first + '-' + last + '/' + total;
        }
    }

    /**
     * Evaluates a {@code Range} field.
     *
     * @param field the field value
     * @param length the length of the representation in bytes
     * @return the outcome
     */
    public static ByteRanges parse(String field, long length) {
        int equals = field.indexOf('=');
        if (equals < 0 || !field.substring(0, equals).strip().equalsIgnoreCase("bytes")) {
            return ALL;
        }
        List<Range> ranges = new ArrayList<>(1);
        int listed = 0;
        int start = equals + 1;
        while (start <= field.length()) {
            int comma = field.indexOf(',', start);
            int end = comma < 0 ? field.length() : comma;
            String spec = field.substring(start, end).strip();
            start = end + 1;
            if (spec.isEmpty()) {
                continue;
            }
            if (++listed > MAX_RANGES || !append(spec, length, ranges)) {
                return ALL;
            }
        }
        if (listed == 0 || length == 0) {
            return ALL;
        }
        return ranges.isEmpty() ? NONE : new ByteRanges(Outcome.PARTIAL, List.copyOf(apart(ranges)));
    }

    /** Appends the range a specification selects, if any; false if it is malformed. */
    private static boolean append(String spec, long length, List<Range> ranges) {
        int dash = spec.indexOf('-');
        if (dash < 0 || spec.length() == 1) {
            return false;
        }
        long first = dash == 0 ? -1 : number(spec, 0, dash);
        long last = dash == spec.length() - 1 ? Long.MAX_VALUE : number(spec, dash + 1, spec.length());
        if (last < 0 || dash > 0 && (first < 0 || last < first)) {
            return false;
        }
        if (dash == 0) {
            first = Math.max(0, length - last);
            last = Long.MAX_VALUE;
        }
        if (first < length) {
            ranges.add(new Range(first, Math.min(last, length - 1)));
        }
        return true;
    }

    /** Returns a number, at most {@link Long#MAX_VALUE}, or -1 if there are other characters than digits. */
    private static long number(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }

    /** Returns the ranges as given if no two touch, else sorted and joined (RFC 9110, section 15.3.7.2). */
    private static List<Range> apart(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::first));
        List<Range> joined = new ArrayList<>(ranges.size());
        for (Range range : sorted) {
            Range previous = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (previous != null && range.first <= previous.last + 1) {
                joined.set(joined.size() - 1, new Range(previous.first, Math.max(previous.last, range.last)));
            } else {
                joined.add(range);
            }
        }
        return joined.size() == ranges.size() ? ranges : joined;
    }
}
