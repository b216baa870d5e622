package io.waitress.servlet.internal.files;

import io.waitress.servlet.internal.mapping.ProtectedFolders;
import io.waitress.servlet.internal.text.ByteRanges;
import io.waitress.servlet.internal.text.MediaType;
import io.waitress.servlet.internal.text.UrlEncoding;
import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Serves the static files of a web application: conditions, ranges and compressed siblings for requests; plain content
 * for error pages and includes. {@code WEB-INF} and {@code META-INF} are out of reach except by a dispatcher, sources of
 * JSP pages for everybody. Folders are never listed; a request that a welcome file answers does not come here. Safe
 * from any thread.
 */
public final class DefaultServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String ALLOWED = "GET, HEAD, OPTIONS";

    /** What small files may take of the heap: enough for the pages, scripts and styles of one application. */
    private static final long MAX_CACHE_BYTES = 16 * 1024 * 1024;
    private static final int CACHE_SHARE_OF_HEAP = 64;

    private final transient ResourceBase base;
    private final transient FileCache files;

    /**
     * Creates the servlet of one application.
     *
     * @param base the application's resources
     */
    public DefaultServlet(ResourceBase base) {
        this.base = base;
        long heapShare = Runtime.getRuntime().maxMemory() / CACHE_SHARE_OF_HEAP;
        files = new FileCache(base, Math.min(MAX_CACHE_BYTES, heapShare), System::nanoTime);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            include(request, response);
            return;
        }
        boolean direct = request.getDispatcherType() == DispatcherType.REQUEST;
        String path = path(request.getServletPath(), request.getPathInfo());
        if (direct && ProtectedFolders.contain(path) || PageSources.contain(path)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        FileForms file = files.find(path.isEmpty() ? "/" : path);
        if (file == null || file.folder() && path.endsWith("/")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (direct && !methodAllowed(request.getMethod())) {
            response.setHeader("Allow", ALLOWED);
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (direct && request.getMethod().equals("OPTIONS")) {
            response.setHeader("Allow", ALLOWED);
            response.setContentLength(0);
        } else if (file.folder()) {
            redirectToFolder(request, response, path);
        } else {
            serveFile(request, response, path, file);
        }
    }

    private static String path(String servletPath, String pathInfo) {
        return pathInfo == null ? servletPath : servletPath + pathInfo;
    }

    private static boolean methodAllowed(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    /** The location is made of the canonical path: one that began with two slashes would name another host. */
    private static void redirectToFolder(HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException {
        String location = request.getContextPath() + UrlEncoding.encodePath(path) + '/';
        String query = request.getQueryString();
        String target = response.encodeRedirectURL("/" + location.replaceFirst("^/+", ""));
        response.sendRedirect(query == null ? target : target + '?' + query);
    }

    private void serveFile(HttpServletRequest request, HttpServletResponse response, String path, FileForms file)
            throws IOException {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            setContentType(response, contentType(response, path));
            writeWhole(request, response, file.plain().resource());
            return;
        }
        Representation representation = file.negotiate(request.getHeader("Accept-Encoding"));
        if (file.negotiated()) {
            response.addHeader("Vary", "Accept-Encoding");
        }
        Preconditions preconditions = new Preconditions(request, representation);
        boolean get = request.getMethod().equals("GET");
        Preconditions.Outcome outcome = get || request.getMethod().equals("HEAD")
                ? preconditions.evaluate() : Preconditions.Outcome.PROCEED;
        switch (outcome) {
            case FAILED -> response.sendError(HttpServletResponse.SC_PRECONDITION_FAILED);
            case NOT_MODIFIED -> {
                validators(response, representation);
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            }
            case PROCEED -> {
                String range = get ? request.getHeader("Range") : null;
                if (range != null && preconditions.rangeAllowed()) {
                    writeRanges(request, response, path, representation, range);
                } else {
                    describe(response, representation);
                    setContentType(response, contentType(response, path));
                    writeWhole(request, response, representation.resource());
                }
            }
        }
    }

    private static void validators(HttpServletResponse response, Representation representation) {
        if (representation.entityTag() != null) {
            response.setHeader("ETag", representation.entityTagField());
            response.setHeader("Last-Modified", representation.lastModifiedField());
        }
    }

    private static void describe(HttpServletResponse response, Representation representation) {
        validators(response, representation);
        response.setHeader("Accept-Ranges", "bytes");
        if (representation.coding() != null) {
            response.setHeader("Content-Encoding", representation.coding());
        }
    }

    /** Returns the type of a file, for text with the charset that was set for this or all responses; or null. */
    private String contentType(HttpServletResponse response, String path) {
        String type = getServletContext().getMimeType(path);
        boolean charsetKnown = getServletContext().getResponseCharacterEncoding() != null;
        if (type == null || !charsetKnown || !type.startsWith("text/") || MediaType.charset(type) != null) {
            return type;
        }
        return MediaType.withCharset(type, response.getCharacterEncoding());
    }

    /** Replaces even a type set before: filters that set one for every response do not mean style sheets. */
    private static void setContentType(HttpServletResponse response, String type) {
        if (type != null) {
            response.setContentType(type);
        }
    }

    private void writeWhole(HttpServletRequest request, HttpServletResponse response, Resource file)
            throws IOException {
        boolean head = request.getMethod().equals("HEAD");
        OutputStream output = head ? null : outputStream(response);
        if (!head && output == null) {
            copyToWriter(file, response);
            return;
        }
        response.setContentLengthLong(file.length());
        if (!head && file.length() > 0) {
            new ContentWriter(file, output).write(new ByteRanges.Range(0, file.length() - 1));
        }
    }

    private void writeRanges(HttpServletRequest request, HttpServletResponse response, String path,
            Representation representation, String field) throws IOException {
        Resource file = representation.resource();
        ByteRanges ranges = ByteRanges.parse(field, file.length());
        if (ranges.outcome() == ByteRanges.Outcome.UNSATISFIABLE) {
            response.setHeader("Content-Range", "bytes */" + file.length());
            response.sendError(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
            return;
        }
        describe(response, representation);
        String contentType = contentType(response, path);
        OutputStream output = outputStream(response);
        if (ranges.outcome() == ByteRanges.Outcome.WHOLE || output == null) {
            setContentType(response, contentType);
            writeWhole(request, response, file);
            return;
        }
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        List<ByteRanges.Range> selected = ranges.ranges();
        ContentWriter writer = new ContentWriter(file, output);
        if (selected.size() == 1) {
            setContentType(response, contentType);
            response.setHeader("Content-Range", selected.get(0).contentRange(file.length()));
            response.setContentLengthLong(selected.get(0).length());
            writer.write(selected.get(0));
        } else {
            ContentWriter.Multipart body = new ContentWriter.Multipart(selected, file.length(), contentType);
            response.setContentType(body.contentType());
            response.setContentLengthLong(body.length());
            body.writeTo(writer);
        }
    }

    /** Adds the content to that of another resource, with neither status nor headers of its own. */
    private void include(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String servletPath = (String) request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
        String pathInfo = (String) request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
        String path = servletPath == null
                ? path(request.getServletPath(), request.getPathInfo()) : path(servletPath, pathInfo);
        Resource file = base.resource(path);
        if (file == null || file.directory() || PageSources.contain(path)) {
            throw new FileNotFoundException(path); // as Servlet 6.1, section 9.3, demands
        }
        OutputStream output = outputStream(response);
        if (output == null) {
            copyToWriter(file, response);
        } else if (file.length() > 0) {
            new ContentWriter(file, output).write(new ByteRanges.Range(0, file.length() - 1));
        }
    }

    /** Returns the response's stream, or null if its writer is in use already. */
    private static OutputStream outputStream(HttpServletResponse response) throws IOException {
        try {
            return response.getOutputStream();
        } catch (IllegalStateException ignored) { // the only way the API has to tell
            return null;
        }
    }

    /** Copies a text file, which is taken to be in the charset the application set for its responses, or UTF-8. */
    private void copyToWriter(Resource file, HttpServletResponse response) throws IOException {
        String name = getServletContext().getResponseCharacterEncoding();
        Charset charset = name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        try (Reader reader = new InputStreamReader(file.open(), charset)) {
            reader.transferTo(response.getWriter());
        }
    }
}
