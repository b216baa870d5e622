package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.TestClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What applications get that expect more than they have. */
@Timeout(300)
class DroppedApisTest {

    @TempDir
    private Path folder;

    private Path application() throws IOException {
        return Files.createDirectories(folder.resolve("app/WEB-INF")).getParent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            javax.xml.bind.JAXBContext              | org.glassfish.jaxb:jaxb-runtime:2.3.9
            javax.activation.DataSource             | com.sun.activation:jakarta.activation:1.2.2
            javax.xml.ws.Service                    | com.sun.xml.ws:jaxws-rt:2.3.7
            javax.xml.soap.SOAPMessage              | com.sun.xml.messaging.saaj:saaj-impl:1.5.3
            javax.jws.WebService                    | jakarta.jws:jakarta.jws-api:2.1.0
            javax.annotation.ManagedBean            | jakarta.annotation:jakarta.annotation-api:1.3.5
            javax.transaction.UserTransaction       | jakarta.transaction:jakarta.transaction-api:1.3.3
            org.omg.CORBA.ORB                       | org.glassfish.corba:glassfish-corba-omgapi:4.2.5
            """)
    void namesTheJarsOfWhatIsMissing(String type, String jar) throws IOException {
        try (WebApp app = WebApp.load(application())) {
            String message = assertThrows(ClassNotFoundException.class, () -> app.classLoader().loadClass(type))
                    .getMessage();

            assertTrue(message.startsWith(type + ": ") && message.contains(jar) && message.contains("--lib"), message);
        }
    }

    @Test
    void saysNothingOfOtherNames() throws IOException {
        try (WebApp app = WebApp.load(application())) {
            for (String type : List.of("javax.xml.bindings.A", "javax.sql.Nothing", "org.omgs.A", "javax.annotation.Nullable",
                    "shop.A")) {
                String message = assertThrows(ClassNotFoundException.class, () -> app.classLoader().loadClass(type))
                        .getMessage();

                assertFalse(message.contains("--lib"), message);
            }
        }
    }

    @Test
    void findsAddedLibrariesBehindItsOwn() throws Exception {
        Path own = application().resolve("WEB-INF/classes");
        Path added = folder.resolve("added");
        Path jar = folder.resolve("added.jar");
        TestClasses.compile(own, "shop.Both", "package shop; public class Both { public static final int OF = 1; }");
        TestClasses.compile(added, "shop.Both", "package shop; public class Both { public static final int OF = 2; }");
        TestClasses.compile(added, "javax.xml.bind.Old", "package javax.xml.bind; public class Old { }");
        TestClasses.jar(jar, added, Map.of());
        try (WebApp app = WebApp.load(application(), options -> options.libraries(List.of(jar)))) {
            ClassLoader loader = app.classLoader();

            assertEquals(1, loader.loadClass("shop.Both").getField("OF").getInt(null));
            assertEquals(loader, loader.loadClass("javax.xml.bind.Old").getClassLoader());
        }
    }
}
