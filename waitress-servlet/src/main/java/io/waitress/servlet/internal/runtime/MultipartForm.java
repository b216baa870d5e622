package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.text.FormPart;
import io.waitress.servlet.internal.text.InvalidParametersException;
import io.waitress.servlet.internal.text.MediaType;
import io.waitress.servlet.internal.text.MultipartParser;
import io.waitress.servlet.internal.text.Parameters;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The parts of one {@code multipart/form-data} body, with their temporary files. Confined. */
final class MultipartForm implements AutoCloseable {

    static final String TYPE = "multipart/form-data";

    private final MultipartParser parser;
    private final List<PartImpl> parts = new ArrayList<>();

    /**
     * Reads the whole body.
     *
     * @param temporary where files go unless the limits name another place
     * @throws InvalidParametersException if the body is malformed or exceeds a limit
     */
    MultipartForm(String contentType, InputStream body, MultipartLimits limits, Path temporary) throws IOException {
        Path location = temporary.resolve(limits.location());
        if (location.startsWith(temporary)) {
            Files.createDirectories(location);
        }
        parser = new MultipartParser(MultipartParser.boundary(contentType), MultipartParser.Limits.of(
                limits.maxFileBytes(), limits.maxRequestBytes(), limits.fileThresholdBytes(), location));
        boolean complete = false;
        try {
            for (FormPart part : parser.parse(body)) {
                parts.add(new PartImpl(part, location));
            }
            complete = true;
        } finally {
            if (!complete) {
                parser.close();
            }
        }
    }

    Collection<Part> parts() {
        return new ArrayList<>(parts);
    }

    /** Returns the first part of that name, or null. */
    Part part(String name) {
        for (PartImpl part : parts) {
            if (part.getName().equals(name)) {
                return part;
            }
        }
        return null;
    }

    /** Adds the parts without a file name as parameters, each in its own charset, that of the request, or UTF-8. */
    void addFields(Parameters parameters, String requestEncoding) throws IOException {
        for (PartImpl part : parts) {
            if (part.getSubmittedFileName() == null) {
                parameters.add(part.getName(), part.text(charset(part, requestEncoding)));
            }
        }
    }

    private static Charset charset(PartImpl part, String requestEncoding) {
        String own = MediaType.charset(part.getContentType());
        String name = own != null ? own : requestEncoding;
        try {
            return name == null ? StandardCharsets.UTF_8 : ContentType.charset(name);
        } catch (UnsupportedEncodingException e) {
            throw new InvalidParametersException(415, "The character encoding of a form field is not supported");
        }
    }

    /** Deletes what is left of the temporary files. */
    @Override
    public void close() throws IOException {
        parser.close();
    }
}
