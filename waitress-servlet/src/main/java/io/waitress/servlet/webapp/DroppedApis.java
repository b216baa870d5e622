package io.waitress.servlet.webapp;

import java.util.List;
import java.util.Set;

/**
 * What the JDK had until version 10, and applications of that time expect. An application may only try whether it is
 * there, so that nothing is said before it fails: the failure itself says it.
 */
final class DroppedApis {

    /**
     * Packages, and where they are now.
     *
     * @param packageName ends with a dot
     * @param members what of that is meant, as others have the package too; empty for all
     * @param jars Maven coordinates
     */
    private record Api(String packageName, Set<String> members, String jars) {

        Api(String packageName, String jars) {
            this(packageName, Set.of(), jars);
        }

        boolean has(String name) {
            return name.startsWith(packageName)
                    && (members.isEmpty() || members.contains(name.substring(packageName.length()).split("[.$]")[0]));
        }
    }

    private static final List<Api> ALL = List.of(
            new Api("javax.xml.bind.",
                    "jakarta.xml.bind:jakarta.xml.bind-api:2.3.3 and org.glassfish.jaxb:jaxb-runtime:2.3.9"),
            new Api("javax.activation.", "com.sun.activation:jakarta.activation:1.2.2"),
            new Api("javax.xml.ws.", "com.sun.xml.ws:jaxws-rt:2.3.7"),
            new Api("javax.xml.soap.", "com.sun.xml.messaging.saaj:saaj-impl:1.5.3"),
            new Api("javax.jws.", "jakarta.jws:jakarta.jws-api:2.1.0"),
            new Api("javax.annotation.", Set.of("Generated", "ManagedBean", "PostConstruct", "PreDestroy", "Priority",
                    "Resource", "Resources", "security", "sql"), "jakarta.annotation:jakarta.annotation-api:1.3.5"),
            new Api("javax.transaction.", "jakarta.transaction:jakarta.transaction-api:1.3.3"),
            new Api("org.omg.", "org.glassfish.corba:glassfish-corba-omgapi:4.2.5"));

    private DroppedApis() {
    }

    /** Returns the exception for a class that nobody has: if it is of such an API, with where that is to be had. */
    static ClassNotFoundException explained(String name, ClassNotFoundException missing) {
        for (Api api : ALL) {
            if (api.has(name)) {
                return new ClassNotFoundException(name + ": the JDK has no " + api.packageName
                        + "* since version 11, and neither has the application; put " + api.jars
                        + ", with what they need, into WEB-INF/lib, or name them by --lib", missing);
            }
        }
        return missing;
    }
}
