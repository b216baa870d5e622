package io.waitress.servlet.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The options and the file that say what applications find by name. */
final class ResourceTexts {

    private ResourceTexts() {
    }

    /**
     * Returns what is said of names, by name with or without a property. An option counts more than the file.
     *
     * @param options what stands after {@code --resource=}
     * @param file the file's name, or null
     * @param origin the words in which the file was given
     */
    static Map<String, String> parse(List<String> options, String file, String origin) throws UsageException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new UsageException(OwnOption.RESOURCE.option() + "=" + option + ": expected "
                        + OwnOption.RESOURCE.form() + ", such as --resource=jdbc/shop=jdbc:postgresql://db/shop");
            }
            String name = option.substring(0, equals);
            if (texts.putIfAbsent(name, option.substring(equals + 1)) != null) {
                throw new UsageException(OwnOption.RESOURCE.option() + "=" + name + ": is given twice");
            }
        }
        if (file != null) {
            load(file, origin).forEach(texts::putIfAbsent);
        }
        return texts;
    }

    private static Map<String, String> load(String file, String origin) throws UsageException {
        Lines lines = new Lines();
        try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            lines.load(reader);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new UsageException(origin + ": no such file");
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(origin + ": cannot be read: " + e.getMessage());
        }
        if (lines.twice != null) {
            throw new UsageException(file + ": " + lines.twice + " is given twice");
        }
        return lines.texts;
    }

    /** A properties file in its order, which notices names that come twice. */
    private static final class Lines extends Properties {

        private static final long serialVersionUID = 1L;

        private final transient Map<String, String> texts = new LinkedHashMap<>();
        private transient String twice;

        @Override
        public synchronized Object put(Object key, Object value) {
            if (texts.put((String) key, ((String) value).strip()) != null) {
                twice = (String) key;
            }
            return null;
        }
    }
}
