package io.waitress.core.internal.metrics;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of one server for JMX: an attribute for each, such as {@code workers.busy} and {@code requests.GET.2xx}.
 * Which there are depends on what has happened. Any thread.
 */
final class ServerBean implements DynamicMBean {

    private static final Logger LOG = LoggerFactory.getLogger(ServerBean.class);
    private static final String PREFIX = "waitress_";

    private final ServerMetrics metrics;

    private ServerBean(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Registers the figures of a server.
     *
     * @param name tells the server from others of this JVM
     * @return ends the registration
     */
    static Runnable register(ServerMetrics metrics, String name) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName known = new ObjectName("io.waitress:type=Server,name=" + (name.matches("[0-9]+") ? name
                    : ObjectName.quote(name)));
            server.registerMBean(new ServerBean(metrics), known);
            return () -> unregister(server, known);
        } catch (JMException e) {
            LOG.warn("The figures of {} cannot be had by JMX: {}", name, e.toString());
            return () -> { };
        }
    }

    private static void unregister(MBeanServer server, ObjectName known) {
        try {
            server.unregisterMBean(known);
        } catch (JMException e) {
            LOG.debug("Somebody else has unregistered {}", known, e);
        }
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        Double value = figures().get(attribute);
        if (value == null) {
            throw new AttributeNotFoundException("There is no figure " + attribute);
        }
        return value;
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        Map<String, Double> figures = figures();
        AttributeList found = new AttributeList();
        for (String attribute : attributes) {
            Double value = figures.get(attribute);
            if (value != null) {
                found.add(new Attribute(attribute, value));
            }
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException("No figure can be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] arguments, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action), "There are only figures");
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = figures().keySet().stream()
                .map(name -> new MBeanAttributeInfo(name, Double.class.getName(), name, true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(ServerBean.class.getName(), "A server", attributes, null, null, null);
    }

    private Map<String, Double> figures() {
        Collector collector = new Collector();
        metrics.writeServer(collector);
        return collector.figures;
    }

    /** Gives each figure one name. */
    private static final class Collector implements MetricSink {

        private final Map<String, Double> figures = new TreeMap<>();
        private String family;

        @Override
        public void family(Kind kind, String name, String help) {
            family = name.substring(PREFIX.length());
        }

        @Override
        public void sample(double value, String... labels) {
            StringBuilder name = new StringBuilder(family);
            for (int i = 1; i < labels.length; i += 2) {
                name.append('.').append(labels[i]);
            }
            figures.put(name.toString(), value);
        }

        @Override
        public void sample(Histogram.Snapshot histogram) {
            figures.put(family + ".count", (double) histogram.count());
            figures.put(family + ".sum", histogram.sum());
        }
    }
}
