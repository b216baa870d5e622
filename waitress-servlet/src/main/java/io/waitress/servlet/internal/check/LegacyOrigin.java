package io.waitress.servlet.internal.check;

import io.waitress.servlet.internal.legacy.Recognition;
import io.waitress.servlet.internal.scan.ClassLocation;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Tells which classes show that an application was made for {@code javax.servlet}. */
public final class LegacyOrigin {

    private LegacyOrigin() {
    }

    /**
     * Looks at classes as they were before they were converted.
     *
     * @param own {@code WEB-INF/classes}, or an empty list
     * @param libraries the jars
     * @throws IOException if they cannot be read
     */
    public static void inspect(List<? extends ClassLocation> own, List<? extends ClassLocation> libraries,
            Consumer<Finding> findings) throws IOException {
        Users users = users(own);
        String whose = "its own classes";
        if (users == null) {
            users = users(libraries);
            whose = "its libraries' classes";
        }
        findings.accept(Finding.info(Kind.LEGACY, "", "is converted to jakarta.servlet" + (users == null
                ? ""
                : ": of " + whose + ", " + users.text() + " mention" + (users.count() == 1 ? "s" : "")
                        + " javax.servlet"), "").times(users == null ? 1 : users.count()));
    }

    private static Users users(List<? extends ClassLocation> locations) throws IOException {
        Users[] found = new Users[1];
        for (ClassLocation location : locations) {
            location.forEach((className, place, file) -> {
                if (!className.startsWith("javax.") && Recognition.ofOldApi(file)) {
                    if (found[0] == null) {
                        found[0] = new Users(className);
                    } else {
                        found[0].another();
                    }
                }
            });
        }
        return found[0];
    }
}
