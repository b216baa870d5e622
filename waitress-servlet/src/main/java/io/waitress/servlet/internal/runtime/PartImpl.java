package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.text.FormPart;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;

/** A part of a multipart form, as the application sees it. Confined. */
final class PartImpl implements Part {

    private final FormPart part;
    private final Path location;

    /**
     * Creates the view.
     *
     * @param location what relative file names are relative to
     */
    PartImpl(FormPart part, Path location) {
        this.part = part;
        this.location = location;
    }

    String text(Charset charset) throws IOException {
        return part.text(charset);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return part.stream();
    }

    @Override
    public String getContentType() {
        return part.contentType();
    }

    @Override
    public String getName() {
        return part.name();
    }

    @Override
    public String getSubmittedFileName() {
        return part.fileName();
    }

    @Override
    public long getSize() {
        return part.size();
    }

    @Override
    public void write(String fileName) throws IOException {
        part.writeTo(target(fileName));
    }

    /** A relative name, which may be the client's, stays inside the location; the application may name any file. */
    private Path target(String fileName) throws IOException {
        Path inside = location.toAbsolutePath().normalize();
        Path target = inside.resolve(fileName).normalize();
        boolean leaves = target.equals(inside) || !target.startsWith(inside);
        if (leaves && !Path.of(fileName).isAbsolute()) {
            throw new IOException("Part '" + getName() + "' cannot be written to '" + fileName
                    + "': expected a file inside " + location + ", or an absolute path");
        }
        return target;
    }

    @Override
    public void delete() throws IOException {
        part.delete();
    }

    @Override
    public String getHeader(String name) {
        return part.header(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return new ArrayList<>(part.headers(name));
    }

    @Override
    public Collection<String> getHeaderNames() {
        return new ArrayList<>(part.headerNames());
    }
}
