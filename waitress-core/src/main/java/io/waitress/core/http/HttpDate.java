package io.waitress.core.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates in header fields (RFC 9110, section 5.6.7): writes the preferred form and reads all three. */
public final class HttpDate {

    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /** Made with the first date that is read: the first response only writes one. */
    private static final class Forms {

        static final Pattern IMF_FIXDATE = Pattern.compile(
                "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) "
                + "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d) GMT");
        static final Pattern RFC_850 = Pattern.compile(
                "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) "
                + "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d) GMT");
        static final Pattern ASCTIME = Pattern.compile(
                "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) "
                + "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d) (?<year>\\d{4})");
    }

    private HttpDate() {
    }

    /**
     * Formats a point in time as IMF-fixdate, for example {@code Sun, 06 Nov 1994 08:49:37 GMT}.
     *
     * @param instant the time; parts of a second are dropped
     * @return 29 characters
     * @throws IllegalArgumentException if the year is not from 0 to 9999
     */
    public static String format(Instant instant) {
        return format(instant.toEpochMilli());
    }

    /**
     * Formats a point in time as IMF-fixdate, for example {@code Sun, 06 Nov 1994 08:49:37 GMT}.
     *
     * @param epochMillis milliseconds since 1970-01-01T00:00Z; parts of a second are dropped
     * @return 29 characters
     * @throws IllegalArgumentException if the year is not from 0 to 9999
     */
    public static String format(long epochMillis) {
        long epochSecond = Math.floorDiv(epochMillis, 1000L);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, 86_400L));
        int secondOfDay = (int) Math.floorMod(epochSecond, 86_400L);
        int year = date.getYear();
        if (year < 0 || year > 9999) {
            throw new IllegalArgumentException("year " + year + ": an HTTP date has a year from 0 to 9999");
        }
        int month = (date.getMonthValue() - 1) * 3;
        StringBuilder text = new StringBuilder(29);
        text.append(DAYS[date.getDayOfWeek().ordinal()]).append(", ");
        appendTwoDigits(text, date.getDayOfMonth()).append(' ').append(MONTHS, month, month + 3).append(' ');
        appendTwoDigits(appendTwoDigits(text, year / 100), year % 100).append(' ');
        appendTwoDigits(text, secondOfDay / 3600).append(':');
        appendTwoDigits(text, secondOfDay / 60 % 60).append(':');
        return appendTwoDigits(text, secondOfDay % 60).append(" GMT").toString();
    }

    /**
     * Reads a date in one of the three forms a recipient must accept: IMF-fixdate, the form of RFC 850 and that of
     * {@code asctime}. A year of two digits is taken to lie no more than 50 years ahead. The name of the day is not
     * compared with the date.
     *
     * @param text the value of the field, without surrounding white space
     * @return milliseconds since 1970-01-01T00:00Z, a multiple of 1000; -1 if the text is not such a date
     */
    public static long parse(String text) {
        return parse(text, Year.now(ZoneOffset.UTC).getValue());
    }

    static long parse(String text, int currentYear) {
        Matcher form = Forms.IMF_FIXDATE.matcher(text);
        if (form.matches()) {
            return epochMillis(form, number(form, "year"));
        }
        form = Forms.RFC_850.matcher(text);
        if (form.matches()) {
            int year = currentYear - currentYear % 100 + number(form, "year");
            return epochMillis(form, year > currentYear + 50 ? year - 100 : year);
        }
        form = Forms.ASCTIME.matcher(text);
        return form.matches() ? epochMillis(form, number(form, "year")) : -1;
    }

    private static long epochMillis(Matcher form, int year) {
        int month = MONTHS.indexOf(form.group("month"));
        if (month < 0 || month % 3 != 0) {
            return -1;
        }
        try {
            LocalDate date = LocalDate.of(year, month / 3 + 1, number(form, "day"));
            int second = number(form, "second");
            // A leap second, which the Java time scale does not have, counts as the second before.
            LocalTime time =
                    LocalTime.of(number(form, "hour"), number(form, "minute"), second == 60 ? 59 : second);
            return LocalDateTime.of(date, time).toEpochSecond(ZoneOffset.UTC) * 1000L;
        } catch (DateTimeException ignored) {
            return -1; // a month without a 31st, an hour of 24
        }
    }

    private static int number(Matcher form, String group) {
        return Integer.parseInt(form.group(group).strip());
    }

    private static StringBuilder appendTwoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
