package io.waitress.servlet.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the header section of a part (RFC 7578, section 4): UTF-8, or Latin-1 where it is not valid UTF-8. */
final class PartHeaders {

    private PartHeaders() {
    }

    /** Makes a part of its header section, which lies before the empty line and ends with CR LF unless empty. */
    static FormPart part(byte[] bytes, int length) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String section = text(bytes, length);
        int start = 0;
        while (start < section.length()) {
            int end = section.indexOf("\r\n", start);
            addLine(section.substring(start, end), headers);
            start = end + 2;
        }
        List<String> dispositions = headers.getOrDefault("Content-Disposition", List.of());
        if (dispositions.size() != 1) {
            throw malformed("has " + dispositions.size() + " Content-Disposition fields; expected one");
        }
        return part(dispositions.get(0), headers);
    }

    private static String text(byte[] bytes, int length) {
        try {
            return StrictText.decode(bytes, 0, length, StandardCharsets.UTF_8);
        } catch (CharacterCodingException ignored) { // an old client; Latin-1 accepts every byte
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    private static void addLine(String line, Map<String, List<String>> headers) {
        int colon = line.indexOf(':');
        if (colon < 0 || !CharacterTable.TOKEN.matches(line.substring(0, colon))) {
            throw malformed("has a header line without a valid name");
        }
        for (int i = colon + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < 0x20 && c != '\t' || c == 0x7f) {
                throw malformed("has a control character in its headers");
            }
        }
        headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>(1))
                .add(line.substring(colon + 1).strip());
    }

    private static FormPart part(String disposition, Map<String, List<String>> headers) {
        if (!MediaType.essence(disposition).equals("form-data")) {
            throw malformed("has a Content-Disposition other than form-data");
        }
        String name = null;
        String fileName = null;
        String extendedFileName = null;
        FieldParameters parameters = new FieldParameters(disposition);
        while (parameters.next()) {
            if (parameters.nameIs("name")) {
                name = once(name, parameters);
            } else if (parameters.nameIs("filename")) {
                fileName = once(fileName, parameters);
            } else if (parameters.nameIs("filename*")) {
                extendedFileName = extended(once(extendedFileName, parameters));
            }
        }
        if (name == null) {
            throw malformed("has no name");
        }
        return new FormPart(name, extendedFileName == null ? fileName : extendedFileName, headers);
    }

    /** Refuses a repeated parameter: two readers of the same part could take it for two different ones. */
    private static String once(String present, FieldParameters parameters) {
        if (present != null) {
            throw malformed("repeats " + parameters.name() + " in its Content-Disposition");
        }
        return parameters.value(true);
    }

    /** Decodes an extended value such as {@code UTF-8''na%C3%AFve.txt} (RFC 8187, section 3.2). */
    private static String extended(String value) {
        int quote = value.indexOf('\'');
        int second = value.indexOf('\'', quote + 1);
        if (quote < 0 || second < 0) {
            throw malformed("has a malformed extended file name");
        }
        try {
            Charset charset = Charset.forName(value.substring(0, quote));
            return UrlEncoding.decode(value.substring(second + 1), charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw malformed("has an extended file name in an unknown charset");
        } catch (IllegalArgumentException e) {
            throw malformed("has a malformed extended file name");
        }
    }

    static InvalidParametersException malformed(String what) {
        return new InvalidParametersException(400, "A part of the form " + what);
    }

    /** Collects the header section of one part, up to a limit, until its empty line. */
    static final class Collector {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final int limit;
        private int lineLength;
        private boolean carriageReturn;

        Collector(int limit) {
            this.limit = limit;
        }

        /** Takes the next byte; true if the empty line is complete. */
        boolean take(byte b) {
            if (bytes.size() == limit) {
                throw new InvalidParametersException(413, "The headers of a part exceed " + limit + " bytes");
            }
            if (carriageReturn != (b == '\n')) {
                throw malformed("has a line that does not end with CR LF");
            }
            bytes.write(b);
            if (b == '\n') {
                carriageReturn = false;
                boolean empty = lineLength == 0;
                lineLength = 0;
                return empty;
            }
            carriageReturn = b == '\r';
            if (!carriageReturn) {
                lineLength++;
            }
            return false;
        }

        int size() {
            return bytes.size();
        }

        /** Ends the section and returns the part it describes. */
        FormPart part() {
            byte[] section = bytes.toByteArray();
            bytes.reset();
            return PartHeaders.part(section, section.length - 2);
        }
    }
}
