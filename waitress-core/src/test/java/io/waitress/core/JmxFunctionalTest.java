package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server's figures by JMX. */
@Timeout(300)
class JmxFunctionalTest {

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @Test
    void hasTheFiguresWhileTheServerRuns() throws Exception {
        ObjectName name;
        try (WaitressServer server = TestServers.start(exchange -> { },
                settings -> settings.threads(3).management(management -> management.jmx(true)));
                RawClient client = RawClient.connect(server.port())) {
            name = new ObjectName("io.waitress:type=Server,name=" + server.port());
            client.get("/");

            // A request is counted when its response has ended, which its client may see first.
            while ((double) beans.getAttribute(name, "request_duration_seconds.count") < 1) {
                Thread.onSpinWait();
            }
            assertEquals(1.0, beans.getAttribute(name, "requests.GET.2xx"));
            assertEquals(3.0, beans.getAttribute(name, "workers_limit"));
            assertTrue((double) beans.getAttribute(name, "received_bytes") > 10);
            assertEquals(1, beans.getAttributes(name, new String[] {"workers.busy", "nothing"}).size());
            assertThrows(AttributeNotFoundException.class, () -> beans.getAttribute(name, "nothing"));
            Set<String> all = Arrays.stream(beans.getMBeanInfo(name).getAttributes()).map(MBeanAttributeInfo::getName)
                    .collect(Collectors.toSet());
            assertTrue(all.contains("refused.queueTimeout"), all::toString);
        }
        assertFalse(beans.isRegistered(name));
    }

    @Test
    void hasNothingUnlessAskedFor() throws Exception {
        try (WaitressServer server = TestServers.start(exchange -> { })) {
            assertFalse(beans.isRegistered(new ObjectName("io.waitress:type=Server,name=" + server.port())));
        }
    }
}
