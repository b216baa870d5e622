package io.waitress.servlet.internal.legacy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Finds out which API classes were made for. All that most applications ever load of the bridge. */
public final class Recognition {

    static final String JAVAX = "javax/servlet/";
    static final String JAKARTA = "jakarta/servlet/";

    private Recognition() {
    }

    /**
     * Looks at an application's own classes until one mentions the Servlet API under one of its names. Unlike libraries,
     * they are made for one of them.
     *
     * @param folder {@code WEB-INF/classes}, which need not exist
     * @return whether they were made for {@code javax.servlet}, or null if no class tells
     * @throws IOException if a class cannot be read
     */
    public static Boolean ofClasses(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (DirectoryStream<Path> members = Files.newDirectoryStream(folder)) {
            for (Path member : members) {
                Boolean found = null;
                if (member.toString().endsWith(".class")) {
                    found = ofClass(Files.readAllBytes(member));
                } else if (Files.isDirectory(member, LinkOption.NOFOLLOW_LINKS)) {
                    found = ofClasses(member);
                }
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** A class that mentions both may be made for either, so it says nothing. */
    private static Boolean ofClass(byte[] file) {
        boolean javax = mentions(file, JAVAX);
        return javax == mentions(file, JAKARTA) ? null : Boolean.valueOf(javax);
    }

    /** Tells whether a class mentions the Servlet API under its old name. */
    public static boolean ofOldApi(byte[] file) {
        return mentions(file, JAVAX);
    }

    /** Tells whether the class mentions the package given, as in {@code javax/servlet/}, and not one that ends so. */
    static boolean mentions(byte[] file, String packageName) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(packageName); at > 0; at = text.indexOf(packageName, at + 1)) {
            if (text.charAt(at - 1) != '/') {
                return true;
            }
        }
        return false;
    }
}
