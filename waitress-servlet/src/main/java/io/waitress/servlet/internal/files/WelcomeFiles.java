package io.waitress.servlet.internal.files;

import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.http.MappingMatch;
import java.util.List;
import java.util.function.Function;

/** Finds what answers a request for a folder (Servlet 6.1, section 10.10). Immutable. */
public final class WelcomeFiles {

    private final List<String> names;
    private final ResourceBase base;
    private final Function<String, MappingMatch> mapping;

    /**
     * What answers.
     *
     * @param path the path of the file or servlet
     * @param servlet whether a servlet other than the default servlet is mapped to the path
     */
    record Welcome(String path, boolean servlet) {
    }

    /**
     * Creates the list of an application.
     *
     * @param names the welcome files in order, without slashes around them
     * @param base the application's resources
     * @param mapping tells by which kind of pattern a servlet is mapped to a path; null or
     *     {@link MappingMatch#DEFAULT} if only the default servlet is
     */
    public WelcomeFiles(List<String> names, ResourceBase base, Function<String, MappingMatch> mapping) {
        this.names = List.copyOf(names);
        this.base = base;
        this.mapping = mapping;
    }

    /**
     * Returns what answers a request for a folder, or null. A servlet mapped by extension counts only where its file
     * exists, as a page does, unless there is nothing else.
     *
     * @param folder the path of the folder, with a slash at the end
     */
    Welcome find(String folder) {
        Welcome last = null;
        for (String name : names) {
            String path = folder + name;
            MappingMatch match = mapping.apply(path);
            if (match == MappingMatch.EXACT || match == MappingMatch.PATH) {
                return new Welcome(path, true);
            }
            Resource file = base.resource(path);
            if (file != null && !file.directory()) {
                return new Welcome(path, match == MappingMatch.EXTENSION);
            }
            if (last == null && match == MappingMatch.EXTENSION) {
                last = new Welcome(path, true);
            }
        }
        return last;
    }
}
