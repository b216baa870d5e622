package io.waitress.servlet.internal.runtime;

import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Set;

/** The resources of a context as {@code ServletContext} shows them. Safe from any thread. */
interface ContextResources {

    Set<String> paths(String path);

    URL url(String path) throws MalformedURLException;

    InputStream open(String path);

    String realPath(String path);
}
