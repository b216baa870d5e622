package io.waitress.servlet.webapp;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the descriptors that other servers read and this one does not, and says in one line each what of them is not
 * honoured. An application without any pays for two listings of folders. Stateless.
 */
final class VendorDescriptors {

    private static final Logger LOG = LoggerFactory.getLogger(VendorDescriptors.class);

    /** File names, which no two servers share, with the server that reads them. */
    private static final Map<String, String> SERVERS = Map.ofEntries(
            Map.entry("jetty-web.xml", "Jetty"),
            Map.entry("jetty-env.xml", "Jetty"),
            Map.entry("context.xml", "Tomcat"),
            Map.entry("tomcat-web.xml", "Tomcat"),
            Map.entry("weblogic.xml", "WebLogic"),
            Map.entry("jboss-web.xml", "JBoss and WildFly"),
            Map.entry("jboss-deployment-structure.xml", "JBoss and WildFly"),
            Map.entry("undertow-handlers.conf", "Undertow"),
            Map.entry("sun-web.xml", "GlassFish"),
            Map.entry("glassfish-web.xml", "GlassFish"),
            Map.entry("payara-web.xml", "Payara"),
            Map.entry("ibm-web-bnd.xml", "WebSphere"),
            Map.entry("ibm-web-bnd.xmi", "WebSphere"),
            Map.entry("ibm-web-ext.xml", "WebSphere"),
            Map.entry("ibm-web-ext.xmi", "WebSphere"),
            Map.entry("resin-web.xml", "Resin"),
            Map.entry("geronimo-web.xml", "Geronimo"),
            Map.entry("jonas-web.xml", "JOnAS"),
            Map.entry("orion-web.xml", "Orion"),
            Map.entry("appengine-web.xml", "App Engine"));

    private VendorDescriptors() {
    }

    /**
     * Warns of those that an application has in {@code WEB-INF} and {@code META-INF}.
     *
     * @param root the application's folder
     */
    static void report(Path root) {
        for (String line : find(root)) {
            LOG.warn(line);
        }
    }

    /** Returns what there is to say, one line for each descriptor. */
    static List<String> find(Path root) {
        List<String> lines = new ArrayList<>();
        find(root, "WEB-INF", lines);
        find(root, "META-INF", lines);
        return lines;
    }

    private static void find(Path root, String folder, List<String> lines) {
        String[] names = new File(root.toFile(), folder).list();
        if (names == null) {
            return;
        }
        Arrays.sort(names);
        for (String name : names) {
            String server = SERVERS.get(name);
            if (server != null) {
                lines.add(folder + '/' + name + " is for " + server + ", and nothing of it is honoured"
                        + VendorContent.describe(root.resolve(folder).resolve(name), folder + '/' + name));
            }
        }
    }
}
