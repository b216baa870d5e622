package io.waitress.servlet.internal.runtime;

import java.util.ArrayList;
import java.util.List;

/** The welcome files of a context (Servlet 6.1, section 10.10). Immutable. */
final class WelcomeFiles {

    private final List<String> names = new ArrayList<>();
    private final ContextResources resources;

    WelcomeFiles(List<String> declared, ContextResources resources) {
        for (String name : declared) {
            names.add(name.startsWith("/") ? name.substring(1) : name);
        }
        this.resources = resources;
    }

    /**
     * Finds the welcome file of a folder: the first that exists, else the first that a servlet is mapped to.
     *
     * @param folder a path that ends with a slash
     * @return the whole path, or null if there is none
     */
    String find(String folder, Router router) {
        for (String name : names) {
            if (resources.isFile(folder + name)) {
                return folder + name;
            }
        }
        for (String name : names) {
            if (router.servletAnswers(folder + name)) {
                return folder + name;
            }
        }
        return null;
    }
}
