package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VendorDescriptorsTest {

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            WEB-INF/jetty-web.xml | <Configure class="x"><Set name="contextPath">/a</Set><New id="db" class="y"/></Configure> | Jetty, and nothing of it is honoured: Set contextPath, New y
            WEB-INF/jetty-env.xml | <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "http://www.eclipse.org/jetty/configure_9_3.dtd"><Configure/> | Jetty, and nothing of it is honoured
            META-INF/context.xml | <Context path="/a" docBase="b"><Resource name="jdbc/db" type="javax.sql.DataSource"/><Valve className="org.apache.V"/><Realm className="R"/><Manager pathname=""/></Context> | Tomcat, and nothing of it is honoured: path="/a" (say --context-path), docBase="b", Resource jdbc/db (say --resource=jdbc/db=…), Valve org.apache.V, Realm R, Manager
            WEB-INF/weblogic.xml | <w:weblogic-web-app xmlns:w="http://xmlns.oracle.com/weblogic/weblogic-web-app"><w:context-root>shop</w:context-root><w:session-descriptor/></w:weblogic-web-app> | WebLogic, and nothing of it is honoured: context-root shop (say --context-path=/shop), session-descriptor
            WEB-INF/jboss-web.xml | <jboss-web><context-root>/</context-root><security-domain>java:/jaas/x</security-domain></jboss-web> | JBoss and WildFly, and nothing of it is honoured: context-root / (say --context-path=/), security-domain java:/jaas/x
            WEB-INF/sun-web.xml | <sun-web-app><resource-ref><res-ref-name>jdbc/a</res-ref-name><jndi-name>b</jndi-name></resource-ref></sun-web-app> | GlassFish, and nothing of it is honoured: resource-ref jdbc/a (say --resource=jdbc/a=…)
            WEB-INF/glassfish-web.xml | <glassfish-web-app><context-root>/g</context-root></glassfish-web-app> | GlassFish, and nothing of it is honoured: context-root /g (say --context-path=/g)
            WEB-INF/ibm-web-ext.xml | <web-ext xmlns="http://websphere.ibm.com/xml/ns/javaee"><context-root uri="i"/><reload-interval value="3"/></web-ext> | WebSphere, and nothing of it is honoured: context-root i (say --context-path=/i), reload-interval
            WEB-INF/ibm-web-bnd.xml | <web-bnd><virtual-host name="default_host"/></web-bnd> | WebSphere, and nothing of it is honoured: virtual-host default_host
            WEB-INF/resin-web.xml | <web-app/> | Resin, and nothing of it is honoured
            WEB-INF/geronimo-web.xml | <web-app><context-root>/x</context-root></web-app> | Geronimo, and nothing of it is honoured: context-root /x (say --context-path=/x)
            WEB-INF/undertow-handlers.conf | path(/a) -> redirect(/b) | Undertow, and nothing of it is honoured
            """)
    void saysInOneLineWhatIsNotHonoured(String file, String content, String said) throws Exception {
        write(file, content);

        assertEquals(List.of(file + " is for " + said), VendorDescriptors.find(root));
    }

    @Test
    void saysOfManyElementsHowManyMoreThereAre() throws Exception {
        write("META-INF/context.xml", "<Context>" + "<Valve className='A'/>".repeat(3)
                + "<Parameter name='p1'/><Parameter name='p2'/><Parameter name='p3'/><Parameter name='p4'/>"
                + "<Parameter name='p5'/><Parameter name='p6'/><Parameter name='p7'/><Parameter name='p8'/>"
                + "<Parameter name='p9'/><Parameter name='p10'/><Parameter name='p11'/><Parameter name='p12'/></Context>");

        String line = VendorDescriptors.find(root).get(0);

        assertTrue(line.contains(": Valve A, Parameter p1,") && line.endsWith("Parameter p11 and 1 more"), line);
    }

    @Test
    void readsNoOtherFileAndStopsNothingThatIsBroken() throws Exception {
        write("META-INF/context.xml", "<!DOCTYPE Context [<!ENTITY passwd SYSTEM 'file:///etc/passwd'>]>"
                + "<Context>&passwd;</Context>");
        write("WEB-INF/jetty-web.xml", "<Configure>");

        List<String> lines = VendorDescriptors.find(root);

        assertTrue(lines.get(0).contains("not readable as XML"), lines.get(0));
        assertTrue(lines.get(1).contains("other files are not read"), lines.get(1));
    }

    @Test
    void saysNothingOfAnApplicationWithoutAny() throws Exception {
        write("WEB-INF/web.xml", "<web-app/>");
        write("WEB-INF/spring/context.xml", "<beans/>");
        write("context.xml", "<Context/>");

        assertEquals(List.of(), VendorDescriptors.find(root));
    }

    private void write(String name, String content) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
