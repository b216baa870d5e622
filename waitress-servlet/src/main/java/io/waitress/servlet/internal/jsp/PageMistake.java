package io.waitress.servlet.internal.jsp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Why a page cannot be compiled.
 *
 * @param page the page
 * @param file where the mistake is: the page, or what it includes
 * @param line the line of that file, from 1, or 0
 * @param text what the compiler says
 */
public record PageMistake(String page, String file, int line, String text) {

    /** What it says of a mistake in the code of a page, and of one in its markup. */
    private static final List<Pattern> PLACES = List.of(
            Pattern.compile("line: \\[(?<line>\\d{1,9})] in the jsp file: \\[(?<file>/[^]]+)]"),
            Pattern.compile("(?m)^(?<file>/\\S+) \\(line: \\[(?<line>\\d{1,9})]"));

    /** Lines that say nothing by themselves, or of a file that is gone when the message is read. */
    private static final Pattern NOISE = Pattern.compile("Unable to compile class for JSP:?|An error occurred at line:"
            + " \\[\\d+] in the generated java file: .*|Stacktrace:.*");

    /** Finds the place in what the compiler says. */
    static PageMistake of(String page, String text) {
        String said = text.lines().map(String::strip).filter(line -> !NOISE.matcher(line).matches())
                .collect(Collectors.joining("\n"));
        for (Pattern pattern : PLACES) {
            Matcher place = pattern.matcher(said);
            if (place.find()) {
                return new PageMistake(page, place.group("file"), Integer.parseInt(place.group("line")), said);
            }
        }
        return new PageMistake(page, page, 0, said);
    }
}
