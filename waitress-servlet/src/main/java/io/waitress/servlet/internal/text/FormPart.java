package io.waitress.servlet.internal.text;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One part of a {@code multipart/form-data} body. Its content is in memory, or in a temporary file once it has grown
 * beyond the threshold; the file is deleted by {@link #delete()} and when the form is closed. Confined.
 */
public final class FormPart {

    private final String name;
    private final String fileName;
    private final Map<String, List<String>> headers;
    private byte[] memory = new byte[0];
    private long size;
    private Path file;
    private OutputStream fileOutput;
    private boolean fileOwned;

    FormPart(String name, String fileName, Map<String, List<String>> headers) {
        this.name = name;
        this.fileName = fileName;
        this.headers = headers;
    }

    /**
     * Returns the name of the form field.
     *
     * @return the name, possibly empty
     */
    public String name() {
        return name;
    }

    /**
     * Returns the file name the client gave, or null if the part is an ordinary field. It may contain a path.
     *
     * @return the file name, possibly empty, or null
     */
    public String fileName() {
        return fileName;
    }

    /**
     * Returns the content type the client gave, or null.
     *
     * @return the value of the part's {@code Content-Type} or null
     */
    public String contentType() {
        return header("Content-Type");
    }

    /**
     * Returns the first value of a header of the part, or null.
     *
     * @param headerName the name, in any case
     * @return the value or null
     */
    public String header(String headerName) {
        List<String> values = headers.get(headerName);
        return values == null ? null : values.get(0);
    }

    /**
     * Returns all values of a header of the part.
     *
     * @param headerName the name, in any case
     * @return an unmodifiable list, empty if the part does not have the header
     */
    public Collection<String> headers(String headerName) {
        return Collections.unmodifiableList(headers.getOrDefault(headerName, List.of()));
    }

    /**
     * Returns the names of the part's headers.
     *
     * @return an unmodifiable view
     */
    public Collection<String> headerNames() {
        return Collections.unmodifiableSet(headers.keySet());
    }

    /**
     * Returns the size of the content.
     *
     * @return the size in bytes
     */
    public long size() {
        return size;
    }

    /**
     * Tells whether the content is in memory.
     *
     * @return false if it is in a file
     */
    public boolean inMemory() {
        return file == null;
    }

    /**
     * Opens the content for reading; may be called repeatedly.
     *
     * @return a stream to be closed by the caller
     * @throws IOException if the temporary file cannot be read, for example after {@link #delete()}
     */
    public InputStream stream() throws IOException {
        return file == null ? new ByteArrayInputStream(memory, 0, (int) size) : Files.newInputStream(file);
    }

    /**
     * Returns the content as text.
     *
     * @param charset the charset of the content; what is malformed in it is replaced
     * @return the text
     * @throws IOException if the temporary file cannot be read
     */
    public String text(Charset charset) throws IOException {
        if (file != null) {
            return new String(Files.readAllBytes(file), charset);
        }
        return new String(memory, 0, (int) size, charset);
    }

    /**
     * Writes the content to a file, replacing it. A temporary file is moved rather than copied and is read from its new
     * place afterwards.
     *
     * @param target the file
     * @throws IOException if that fails
     */
    public void writeTo(Path target) throws IOException {
        if (fileOwned) {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
            file = target;
            fileOwned = false;
        } else if (file != null) {
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        } else {
            try (OutputStream output = Files.newOutputStream(target)) {
                output.write(memory, 0, (int) size);
            }
        }
    }

    /**
     * Deletes the content and the temporary file, if there is one. A file written by {@link #writeTo} stays.
     *
     * @throws IOException if the temporary file cannot be deleted
     */
    public void delete() throws IOException {
        endOfContent();
        memory = new byte[0];
        if (file == null) {
            size = 0;
        } else if (fileOwned) {
            Files.deleteIfExists(file);
        }
    }

    /** Returns how many bytes of the content are in memory. */
    long memoryBytes() {
        return file == null ? size : 0;
    }

    /** Appends content; what is beyond the threshold makes all of it go to a file in the directory. */
    void append(byte[] bytes, int offset, int length, long threshold, Path directory) throws IOException {
        if (length == 0) {
            return;
        }
        if (file == null && size + length > threshold) {
            moveToFile(directory);
        }
        if (fileOutput != null) {
            fileOutput.write(bytes, offset, length);
        } else {
            int needed = (int) size + length;
            if (needed > memory.length) {
                memory = Arrays.copyOf(memory, memory.length == 0 ? needed : Math.max(needed, memory.length * 2));
            }
            System.arraycopy(bytes, offset, memory, (int) size, length);
        }
        size += length;
    }

    private void moveToFile(Path directory) throws IOException {
        file = Files.createTempFile(directory, "waitress-upload-", ".tmp");
        fileOwned = true;
        fileOutput = new BufferedOutputStream(Files.newOutputStream(file));
        fileOutput.write(memory, 0, (int) size);
        memory = new byte[0];
    }

    /** Closes the temporary file for writing. */
    void endOfContent() throws IOException {
        if (fileOutput != null) {
            OutputStream output = fileOutput;
            fileOutput = null;
            output.close();
        }
    }
}
