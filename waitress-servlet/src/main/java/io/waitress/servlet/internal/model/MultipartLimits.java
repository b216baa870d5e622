package io.waitress.servlet.internal.model;

import jakarta.servlet.MultipartConfigElement;
import java.util.Objects;

/**
 * The multipart configuration of a servlet.
 *
 * @param location the folder for files: absolute, relative to the application's temporary folder, or empty for that
 * @param maxFileBytes the largest file, or -1 for any
 * @param maxRequestBytes the largest request, or -1 for any
 * @param fileThresholdBytes up to this size a file stays in memory
 */
public record MultipartLimits(String location, long maxFileBytes, long maxRequestBytes, int fileThresholdBytes) {

    public MultipartLimits {
        Objects.requireNonNull(location, "location");
    }

    public static MultipartLimits of(MultipartConfigElement element) {
        return new MultipartLimits(element.getLocation(), element.getMaxFileSize(), element.getMaxRequestSize(),
                element.getFileSizeThreshold());
    }
}
