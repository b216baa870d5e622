package io.waitress.servlet.webapp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A file that names the providers of a service, in the form of {@link java.util.ServiceLoader}. */
final class ProviderFile {

    private static final int MAX_BYTES = 1 << 20;

    private ProviderFile() {
    }

    static String path(Class<?> service) {
        return "META-INF/services/" + service.getName();
    }

    /** Returns the names, in order and each once. */
    static List<String> read(InputStream in, String place) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException(place + " is larger than " + MAX_BYTES + " bytes");
        }
        List<String> names = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\\R")) {
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!name.isEmpty() && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }
}
