package io.waitress.servlet.internal.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Content types by file extension, from the table {@code mime.types} beside this class. */
public final class MimeTypes {

    private static final Map<String, String> TYPES = load();

    private MimeTypes() {
    }

    private static Map<String, String> load() {
        Map<String, String> types = new HashMap<>();
        try (InputStream stream = MimeTypes.class.getResourceAsStream("mime.types");
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.startsWith("#") ? new String[0] : line.split(" +");
                for (int i = 1; i < words.length; i++) {
                    types.put(words[i], words[0]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the table of content types", e);
        }
        return Map.copyOf(types);
    }

    /**
     * Returns the content type of a file, or null if its extension is unknown.
     *
     * @param fileName the name of the file or a path
     * @return the type without parameters, or null
     */
    public static String byName(String fileName) {
        String extension = extension(fileName);
        return extension == null ? null : TYPES.get(extension);
    }

    /**
     * Returns the extension of a file name in lower case, or null if it has none.
     *
     * @param fileName the name of the file or a path
     * @return what follows the last dot of the last segment, or null
     */
    public static String extension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot < 0 || fileName.indexOf('/', dot) >= 0) {
            return null;
        }
        return fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
