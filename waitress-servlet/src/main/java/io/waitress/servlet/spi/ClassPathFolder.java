package io.waitress.servlet.spi;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds a folder in all places of a class path. */
final class ClassPathFolder {

    private ClassPathFolder() {
    }

    static ResourceBase open(ClassLoader loader, String folder) throws IOException {
        List<URL> places = Collections.list(loader.getResources(folder));
        if (places.isEmpty()) {
            throw new FileNotFoundException("No folder '" + folder + "' on the class path");
        }
        List<ResourceBase> bases = new ArrayList<>();
        try {
            for (URL place : places) {
                bases.add(open(place));
            }
        } catch (IOException | RuntimeException e) {
            ResourceBase.overlay(bases).close();
            throw e;
        }
        return ResourceBase.overlay(bases);
    }

    private static ResourceBase open(URL place) throws IOException {
        if (place.getProtocol().equals("file")) {
            return ResourceBase.folder(Path.of(URI.create(place.toString())));
        }
        if (place.openConnection() instanceof JarURLConnection jar
                && jar.getJarFileURL().getProtocol().equals("file")) {
            return ResourceBase.archive(Path.of(URI.create(jar.getJarFileURL().toString())), jar.getEntryName());
        }
        throw new IOException("Cannot serve resources from " + place + "; expected a folder or a jar file");
    }
}
