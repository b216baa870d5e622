package io.waitress.servlet.internal.check;

import java.util.List;

/** What was part of Java until version 11, and may be added as libraries (JEP 320). */
enum RemovedModule {

    JAXB("JAXB", List.of("javax/xml/bind/"), "org.glassfish.jaxb:jaxb-runtime:2.3.9"),
    ACTIVATION("JAF (javax.activation)", List.of("javax/activation/"), "com.sun.activation:jakarta.activation:1.2.2"),
    WEB_SERVICES("JAX-WS", List.of("javax/xml/ws/", "javax/jws/", "javax/xml/soap/"), "com.sun.xml.ws:jaxws-rt:2.3.7"),
    TRANSACTION("JTA (javax.transaction)", List.of("javax/transaction/"),
            "jakarta.transaction:jakarta.transaction-api:1.3.3"),
    CORBA("CORBA", List.of("org/omg/", "javax/rmi/", "javax/activity/"),
            "org.glassfish.corba:glassfish-corba-omgapi:4.2.5"),
    ANNOTATIONS("javax.annotation", List.of("javax/annotation/PostConstruct", "javax/annotation/PreDestroy",
            "javax/annotation/Resource", "javax/annotation/Generated", "javax/annotation/Priority",
            "javax/annotation/security/", "javax/annotation/sql/"),
            "jakarta.annotation:jakarta.annotation-api:1.3.5");

    private final String title;
    private final List<String> prefixes;
    private final String library;

    RemovedModule(String title, List<String> prefixes, String library) {
        this.title = title;
        this.prefixes = prefixes;
        this.library = library;
    }

    /** Returns the module that had a class, or null. */
    static RemovedModule of(String internalName) {
        for (RemovedModule module : values()) {
            for (String prefix : module.prefixes) {
                if (internalName.startsWith(prefix)) {
                    return module;
                }
            }
        }
        return null;
    }

    String title() {
        return title;
    }

    /** Returns the library of Maven Central that has it. */
    String library() {
        return library;
    }

    /** Tells whether a part looks for it by name, and so does without it. */
    boolean optionalFor(Part part) {
        return prefixes.stream().anyMatch(prefix -> part.looksFor(ClassNames.dotted(prefix)));
    }
}
