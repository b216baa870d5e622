package io.waitress.servlet.internal.files;

/** How much the content of an archive may take: far more than files do, far less than archives made to fill a disk. */
public final class UnpackLimit {

    /** How many times its own size an archive may take unpacked; classes and texts take some three to ten times. */
    public static final int RATIO = 100;

    /** What every archive may take unpacked, however small it is. */
    private static final long ALWAYS_ALLOWED = 256L * 1024 * 1024;

    private UnpackLimit() {
    }

    /**
     * Returns the limit for an archive.
     *
     * @param archiveBytes its size
     * @return what its content may take, in bytes
     */
    public static long of(long archiveBytes) {
        return Math.max(ALWAYS_ALLOWED, RATIO * archiveBytes);
    }
}
